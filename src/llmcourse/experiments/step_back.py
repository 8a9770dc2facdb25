"""Experiments of unit 05: each takes the learner's functions and measures.

They know questions, passages and how six ways to answer are compared on the same items. They know
no technique: prompts, parsing, merging and judging come in as arguments.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from llmcourse.experiments.fusion import holds, tokens
from llmcourse.experiments.records import Condition, ExperimentResult
from llmcourse.experiments.wider_corpus import (
    Need,
    WiderSlice,
    both_worlds,
    cut_passages,
    fact_needs,
    wider_slice,
)
from llmcourse.models import generate_batch
from llmcourse.world import careers
from llmcourse.world.examples import setting
from llmcourse.world.phrasings_stepback import PRINCIPLES

SHOWN = 4  # passages that are printed
BUDGET = 240  # tokens of a context: about four passages
STEPS = "Think step by step."
EXAMPLES = (
    ("Where did Mara Venlo work in 1961?", "What is Mara Venlo's work history?"),
    (
        "Which school did Oren Talvik attend between May and July 1948?",
        "What is Oren Talvik's education history?",
    ),
    (
        "A tank of 12 litres is heated to 40 degrees. What happens to the pressure inside?",
        "What does the ideal gas law say?",
    ),
)
"""Worked pairs for the abstraction prompt; their people occur in no data set."""
WORKED = (
    (
        "Where did Mara Venlo work in 1961?",
        "From 1950 to 1956: Orlan Works. From 1957 to 1964: Selka Bureau. 1961 falls within 1957 "
        "to 1964. So the answer is Selka Bureau.",
    ),
    (
        "Which school did Oren Talvik attend between May and July 1948?",
        "From 1944 to 1946: Brenwick Academy. From 1947 to 1951: Talvik Institute. 1948 falls "
        "within 1947 to 1951. So the answer is Talvik Institute.",
    ),
)
"""Solved questions for chain of thought by examples."""
METHODS = ("direct", "CoT", "zero-shot CoT", "RAG", "step-back", "step-back + RAG")


@dataclass
class Trace:
    """What one way did with one question; `context` are (id, text) pairs."""

    question: Any
    step_back: str
    context: list[tuple[str, str]]
    reply: str
    right: bool
    read: int = 0
    written: int = 0
    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The keys that `error_kind` reads."""
        return {
            "question": self.question.question,
            "step_back": self.step_back,
            "context": self.context,
            "answer": self.reply,
        }


def dated_slice(questions: int = 60, documents: int = 800, seed: int = 0) -> WiderSlice:
    """Dated career questions of the wider world, all documents on those careers, and others.

    `documents` is how many there are at least.
    """
    drawn = wider_slice(["dated"], questions=questions, documents=0, seed=seed).questions
    everything = both_worlds()
    wanted = {doc for q in drawn for need in career_needs(q) for doc in need.documents}
    wanted |= {doc for q in drawn for docs in q.evidence for doc in docs}
    others = [d.id for d in everything if d.id not in wanted]
    rng = random.Random(f"dated-slice-{seed}")
    wanted |= set(rng.sample(others, max(0, min(len(others), documents - len(wanted)))))
    kept = [d for d in everything if d.id in wanted]
    return WiderSlice(kept, drawn, cut_passages(kept))


def career_needs(question: Any) -> list[Need]:
    """All stages of the career that a dated question is about, as facts to be found."""
    return fact_needs(question.more["background"])


def career_share(part: WiderSlice, question: Any, ids: Collection[str]) -> float:
    """The share of the career's stages that the passages with these ids state."""
    stated = [part.stated(need) for need in career_needs(question)]
    return sum(not passages.isdisjoint(ids) for passages in stated) / max(len(stated), 1)


def with_context(question: str, texts: Sequence[str], trigger: str = "") -> list[tuple[str, str]]:
    """Passages, then the question: the form that Pocket was trained on."""
    if not texts:
        return [("user", f"{question}\n{trigger}".strip())]
    block = "\n".join(f"[{number}] {text}" for number, text in enumerate(texts, start=1))
    return [("user", f"Context:\n{block}\n\nQuestion: {question}\n{trigger}".strip())]


def abstractions(
    questions: Sequence[str],
    model: Any,
    build: Callable[[str], list[tuple[str, str]]],
    parse: Callable[[str, str], str],
) -> list[str]:
    """The step-back question of each question, in one batch."""
    replies = generate_batch(model, [build(q) for q in questions], temperature=0.0,
                             max_new_tokens=40)  # fmt: skip
    return [parse(reply, q) for reply, q in zip(replies, questions, strict=True)]


def right_answer(reply: str, question: Any) -> bool:
    """The reply's end holds the answer, and none of the career's other places.

    A chain of thought names every place on the way, so only what follows the last "answer is"
    counts, where it says so.
    """
    ending = reply.rpartition("answer is")[2]
    others = [o for o in question.more.get("distractors", []) if o != question.answer]
    return holds(ending, question.answers) == 1.0 and holds(ending, others) == 0.0


def searched(
    retriever: Any, queries: Sequence[str], depth: int = 8
) -> dict[str, list[tuple[str, str]]]:
    """What a retriever of unit 02 finds for each query, as (id, text)."""
    distinct = list(dict.fromkeys(queries))
    found = retriever.search(distinct, depth)
    return {
        query: [(str(d.id), d.page_content) for d in documents]
        for query, documents in zip(distinct, found, strict=True)
    }


def six_ways(
    part: WiderSlice,
    model: Any,
    retriever: Any,
    stepped: Sequence[str],
    merge: Callable[..., list[tuple[str, str]]],
    ways: Sequence[str] = METHODS,
    trigger: str = STEPS,
) -> dict[str, list[Trace]]:
    """All questions of a slice in each of the ways; every way is one or two batches.

    `stepped` are the step-back questions; `merge(specific, background)` makes the context of the
    last way. Ways without retrieval have an empty context.
    """
    asked = [q.question for q in part.questions]
    found = searched(retriever, [*asked, *stepped])
    contexts: dict[str, list[list[tuple[str, str]]]] = {
        "RAG": [merge(found[q], []) for q in asked],
        "step-back + RAG": [
            merge(found[q], found[s] if s != q else []) for q, s in zip(asked, stepped, strict=True)
        ],
    }
    prompts: dict[str, list[list[tuple[str, str]]]] = {}
    none: list[str] = []
    for way in ways:
        if way == "direct":
            prompts[way] = [with_context(q, none) for q in asked]
        elif way == "zero-shot CoT":
            prompts[way] = [with_context(q, none, trigger) for q in asked]
        elif way == "CoT":
            shown = [turn for q, a in WORKED for turn in (("user", q), ("assistant", a))]
            prompts[way] = [[*shown, ("user", q)] for q in asked]
        elif way == "step-back":
            facts = generate_batch(model, [with_context(s, none) for s in stepped],
                                   temperature=0.0, max_new_tokens=60)  # fmt: skip
            contexts[way] = [[("memory", fact)] for fact in facts]
            prompts[way] = [
                with_context(q, [fact], trigger) for q, fact in zip(asked, facts, strict=True)
            ]
        else:
            prompts[way] = [
                with_context(q, [text for _, text in context], trigger)
                for q, context in zip(asked, contexts[way], strict=True)
            ]
    return {
        way: _traces(part, model, way, sent, stepped, contexts.get(way), found)
        for way, sent in prompts.items()
    }


def tokens_paid(
    traces: Mapping[str, Sequence[Trace]],
    model: Any,
    abstract: Callable[[str], list[tuple[str, str]]],
) -> dict[str, dict[str, float]]:
    """Mean tokens read and written for a question in each way, all calls of the model included.

    `abstract(question)` are the messages that asked for the step-back question. Without a search
    the model also answers its own step-back question.
    """
    paid = {}
    for way, made in traces.items():
        read, written = 0, 0
        for trace in made:
            read, written = read + trace.read, written + trace.written
            if way.startswith("step-back"):
                read += tokens(model, abstract(trace.question.question))
                written += tokens(model, [("assistant", trace.step_back)])
            if way == "step-back":
                read += tokens(model, with_context(trace.step_back, []))
                written += sum(tokens(model, [("assistant", fact)]) for _, fact in trace.context)
        paid[way] = {"tokens read": read / len(made), "tokens written": written / len(made)}
    return paid


def _traces(
    part: WiderSlice,
    model: Any,
    way: str,
    prompts: Sequence[list[tuple[str, str]]],
    stepped: Sequence[str],
    contexts: Sequence[list[tuple[str, str]]] | None,
    found: Mapping[str, list[tuple[str, str]]],
) -> list[Trace]:
    replies = generate_batch(model, list(prompts), temperature=0.0, max_new_tokens=120)
    traces = []
    for at, (question, sent, reply) in enumerate(
        zip(part.questions, prompts, replies, strict=True)
    ):
        broader = stepped[at] if way.startswith("step-back") else question.question
        kept = {query: found[query] for query in {question.question, broader} if query in found}
        context = contexts[at] if contexts is not None else []
        traces.append(
            Trace(
                question, broader, context, reply, right_answer(reply, question),
                tokens(model, sent), tokens(model, [("assistant", reply)]), kept,
            )
        )  # fmt: skip
    return traces


def comparison(traces: Mapping[str, Sequence[Trace]], claim: str = "C29") -> ExperimentResult:
    """Right answers of each way, over the same questions; the first way is the baseline."""
    return ExperimentResult(
        claim=claim,
        conditions=[
            Condition(way, [float(trace.right) for trace in made]) for way, made in traces.items()
        ],
        baseline=next(iter(traces)),
        seeds=[0],
        notes="dated career questions of the wider world",
    )


def retrieval(
    part: WiderSlice,
    retriever: Any,
    queries: Mapping[str, Sequence[str]],
    merge: Callable[..., list[tuple[str, str]]],
    share: Callable[[WiderSlice, Any, Collection[str]], float] | None = None,
    claim: str = "C29",
) -> ExperimentResult:
    """What the context states, by what was searched: the needed fact, or `share` of something.

    The first of `queries` are the questions themselves; every other list is searched beside them.
    Every context is merged under the same budget.
    """
    measure = share or needed_share
    names = list(queries)
    asked = list(queries[names[0]])
    found = searched(retriever, [q for several in queries.values() for q in several])
    conditions = []
    for name in names:
        scores = []
        for question, q, s in zip(part.questions, asked, queries[name], strict=True):
            context = merge(found[q], found[s] if s != q else [])
            scores.append(measure(part, question, {id_ for id_, _ in context}))
        conditions.append(Condition(name, scores))
    return ExperimentResult(claim, conditions, names[0], [0], "what the context states")


def needed_share(part: WiderSlice, question: Any, ids: Collection[str]) -> float:
    """The share of the facts needed for the answer that the passages with these ids state."""
    stating = part.stating(question).values()
    return sum(not passages.isdisjoint(ids) for passages in stating) / max(len(stating), 1)


def kinds_of_error(
    part: WiderSlice,
    traces: Sequence[Trace],
    kind_of: Callable[[dict[str, Any], str, set[str], bool], str],
) -> dict[str, int]:
    """How often each kind occurs, "none" included, in the order of the steps."""
    counts = dict.fromkeys(("none", "abstraction", "retrieval", "reasoning"), 0)
    for trace in traces:
        stating = set().union(*part.stating(trace.question).values())
        kind = kind_of(trace.as_dict(), trace.question.subjects[0], stating, trace.right)
        counts[kind] = counts.get(kind, 0) + 1
    return counts


@dataclass(frozen=True)
class CareerItem:
    """A dated question over passages that list a whole career, in the wording of training."""

    messages: list[tuple[str, str]]
    answer: str


def career_items(count: int, form: str, seed: int = 0) -> list[CareerItem]:
    """Careers of people whose names never occur in training; `form` is "direct" or "steps"."""
    rng = random.Random(f"career-items-{seed}-{form}")
    where = setting(True, seed)
    drawn = [careers.dated(rng, where, form, rng.choice(("year", "month"))) for _ in range(count)]
    return [CareerItem(list(e.messages), str(e.meta["wanted"])) for e in drawn]


def principle_questions(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """(question, the principle's question) pairs in wordings kept out of training."""
    rng = random.Random(f"principles-{seed}")
    where = setting(True, seed, None, True)
    pairs = [careers.specific_question(rng, where, "principle")[:2] for _ in range(count)]
    return [(question, broader) for question, broader in pairs]


def same_principle(stepped: str, wanted: str) -> bool:
    """The step-back question names the right one of the known principles.

    It counts as the principle with which it shares most content words; ties count as wrong.
    """
    from llmcourse.world.asked import content_words

    said = content_words(stepped, [])
    shared = {name: len(said & content_words(name, [])) for name in PRINCIPLES}
    best = max(shared.values())
    return best > 0 and [name for name, n in shared.items() if n == best] == [wanted]
