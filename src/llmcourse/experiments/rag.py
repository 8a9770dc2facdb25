"""Experiments of unit 02: each takes the learner's functions and a model, and measures.

They know the course's data and how conditions are compared item by item. They know no technique:
cleaning, chunking, prompts, parsers and scores come in as arguments. `quick` sizes suit a notebook
on two cores; the claims are recorded with the full ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from llmcourse.experiments.rag_corpus import Slice
from llmcourse.experiments.records import Condition, ExperimentResult, bootstrap_interval
from llmcourse.models import generate_batch

CLOSED_BOOK_TOKENS = 24


@dataclass(frozen=True)
class Technique:
    """The learner's functions that the experiments call.

    build(question, texts) gives messages; parse(reply, passages) takes a reply apart;
    score(prediction, right answers) gives {"exact": ..., "f1": ...}.
    """

    build: Callable[[str, list[str]], list[tuple[str, str]]]
    parse: Callable[[str, int], dict[str, Any]]
    score: Callable[[str, list[str]], dict[str, float]]


@dataclass
class Answered:
    """One question after the whole pipeline: what was shown, said, and whether it was right."""

    question: Any
    passages: list[Any]
    reply: str
    answer: str
    abstained: bool
    citations: list[int]
    right: float

    @property
    def made_up(self) -> float:
        """1.0 for an answer that is wrong and was given all the same."""
        return float(not self.abstained and not self.right)

    @property
    def cited(self) -> list[Any]:
        """The passages that the reply cites."""
        return [self.passages[n - 1] for n in self.citations]


def holds_answer(passage: Any, question: Any) -> bool:
    """True if the passage comes from a document of evidence and contains the answer's text."""
    text = " ".join(passage.page_content.lower().split())
    return (
        passage.metadata["document"] in set(question.evidence) and question.answer.lower() in text
    )


def found(questions: Sequence[Any], results: Sequence[Sequence[Any]]) -> list[float]:
    """Per question: 1.0 if a retrieved passage holds the answer."""
    return [
        float(any(holds_answer(passage, question) for passage in passages))
        for question, passages in zip(questions, results, strict=True)
    ]


def ask_closed_book(questions: Sequence[Any], model: Any, technique: Technique) -> list[Answered]:
    """Ask without any passage; the reply is parsed and scored like every other."""
    messages = [[("user", q.question)] for q in questions]
    replies = generate_batch(model, messages, temperature=0.0, max_new_tokens=CLOSED_BOOK_TOKENS)
    return [
        _judge(question, [], reply, technique)
        for question, reply in zip(questions, replies, strict=True)
    ]


def ask_with_passages(
    questions: Sequence[Any],
    results: Sequence[Sequence[Any]],
    model: Any,
    technique: Technique,
) -> list[Answered]:
    """Show each question's passages and ask, all questions in one batch."""
    messages = [
        technique.build(question.question, [p.page_content for p in passages])
        for question, passages in zip(questions, results, strict=True)
    ]
    replies = generate_batch(model, messages, temperature=0.0, max_new_tokens=CLOSED_BOOK_TOKENS)
    return [
        _judge(question, list(passages), reply, technique)
        for question, passages, reply in zip(questions, results, replies, strict=True)
    ]


def _judge(question: Any, passages: list[Any], reply: str, technique: Technique) -> Answered:
    parsed = technique.parse(reply, len(passages))
    right = 0.0
    if not parsed["abstained"]:
        right = technique.score(parsed["answer"], [question.answer])["exact"]
    return Answered(
        question,
        passages,
        reply,
        parsed["answer"],
        parsed["abstained"],
        parsed["citations"],
        right,
    )


def cutoff_result(
    closed: Sequence[Answered], read: Sequence[Answered], quality: str = "right"
) -> ExperimentResult:
    """C11: the same questions closed-book and with retrieval; quality "right" or "made_up"."""
    return ExperimentResult(
        claim="C11",
        conditions=[
            Condition("closed book", [float(getattr(a, quality)) for a in closed]),
            Condition("RAG", [float(getattr(a, quality)) for a in read]),
        ],
        baseline="closed book",
        seeds=[0],
        notes=f"share of answers {quality.replace('_', ' ')}, questions after the cutoff",
    )


def freshness(
    corpus: Slice,
    chunk: Callable[[Iterable[Any]], list[Any]],
    store: Callable[[list[Any]], Any],
    model: Any,
    technique: Technique,
    cutoff: str = "2020",
) -> ExperimentResult:
    """C12: answers from a store of documents up to the cutoff, and after adding the later ones.

    store(chunks) builds a retriever with search(list of questions) and add(chunks).
    """
    texts = [q.question for q in corpus.questions]
    old = [d for d in corpus.documents if str(d.date) < cutoff]
    new = [d for d in corpus.documents if str(d.date) >= cutoff]
    retriever = store(chunk(old))
    before = ask_with_passages(corpus.questions, retriever.search(texts), model, technique)
    retriever.add(chunk(new))
    after = ask_with_passages(corpus.questions, retriever.search(texts), model, technique)
    return ExperimentResult(
        claim="C12",
        conditions=[
            Condition("store up to the cutoff", [a.right for a in before]),
            Condition("later documents added", [a.right for a in after]),
        ],
        baseline="store up to the cutoff",
        seeds=[0],
        notes=f"{len(old)} documents, then {len(new)} added; no weight of the model changed",
    )


def traceability(
    answered: Sequence[Answered], seed: int = 0, count_declined: bool = False
) -> ExperimentResult:
    """C13: over the answers given, how often does the cited passage contain the answer?

    The control cites one of the shown passages at random. An answer that cites nothing scores 0.
    With count_declined every question counts, and one that was declined scores 0 in both.
    """
    rng = random.Random(f"trace-{seed}")
    given = [a for a in answered if count_declined or (not a.abstained and a.passages)]
    # A model that always declines gives nothing to trace: then no source supports anything.
    given = given or list(answered)

    def supports(passages: Sequence[Any], answer: str) -> float:
        if not answer:
            return 0.0
        words = re.escape(" ".join(answer.lower().split()))
        return float(
            any(
                re.search(rf"\b{words}(?!\w)", " ".join(p.page_content.lower().split()))
                for p in passages
            )
        )

    return ExperimentResult(
        claim="C13",
        conditions=[
            Condition(
                "a shown passage at random",
                [
                    supports(rng.sample(a.passages, min(1, len(a.passages))), a.answer)
                    for a in given
                ],
            ),
            Condition("the cited passage", [supports(a.cited, a.answer) for a in given]),
        ],
        baseline="a shown passage at random",
        seeds=[seed],
        notes="share of answers whose source contains them word for word",
    )


def chunk_sizes(
    corpus: Slice,
    chunkers: dict[str, Callable[[Iterable[Any]], list[Any]]],
    store: Callable[[list[Any]], Any],
    model: Any,
    technique: Technique,
    words: int = 60,
    most: int = 5,
    baseline: str | None = None,
) -> tuple[ExperimentResult, ExperimentResult]:
    """C14: one corpus cut in several ways, read under one budget of words.

    Each way gets as many passages, best first, as the budget holds (at most `most`, at least
    one; every word of a passage counts, a title too). The baseline is the last way unless named.
    Returns retrieval (a shown passage holds the answer) and answers (right).
    """
    texts = [q.question for q in corpus.questions]
    retrieval, answers = [], []
    for name, chunk in chunkers.items():
        chunks = chunk(corpus.documents)
        results = [_within(passages, words) for passages in store(chunks).search(texts, k=most)]
        retrieval.append(Condition(name, found(corpus.questions, results)))
        answered = ask_with_passages(corpus.questions, results, model, technique)
        answers.append(Condition(name, [a.right for a in answered]))
    last = baseline or list(chunkers)[-1]
    note = f"at most {most} passages and {words} words are shown"
    return (
        ExperimentResult("C14", retrieval, last, [0], f"a shown passage holds the answer; {note}"),
        ExperimentResult("C14", answers, last, [0], f"right answers; {note}"),
    )


def handed_over(
    corpus: Slice,
    chunkers: dict[str, Callable[[Iterable[Any]], list[Any]]],
    model: Any,
    technique: Technique,
    baseline: str | None = None,
) -> ExperimentResult:
    """C14, reading alone: nothing is searched, the chunk that holds the answer is handed over.

    Of each way of cutting, the model gets one passage: the first chunk of the documents of
    evidence that holds the answer, so the same sentence in more or less of its context.
    """
    conditions = []
    for name, chunk in chunkers.items():
        by_document: dict[str, list[Any]] = {}
        for passage in chunk(corpus.documents):
            by_document.setdefault(passage.metadata["document"], []).append(passage)
        shown = [
            [p for d in q.evidence for p in by_document.get(d, []) if holds_answer(p, q)][:1]
            for q in corpus.questions
        ]
        answered = ask_with_passages(corpus.questions, shown, model, technique)
        conditions.append(Condition(name, [a.right for a in answered]))
    note = "right answers, the one chunk that holds the answer is shown"
    return ExperimentResult("C14", conditions, baseline or list(chunkers)[-1], [0], note)


def stands_in(answered: Answered) -> bool:
    """True if the answer given stands word for word in a passage that was shown."""
    return bool(answered.answer) and any(
        answered.answer.lower() in " ".join(p.page_content.lower().split())
        for p in answered.passages
    )


def _within(passages: Sequence[Any], words: int) -> list[Any]:
    kept: list[Any] = []
    used = 0
    for passage in passages:
        used += len(passage.page_content.split())
        if kept and used > words:
            break
        kept.append(passage)
    return kept


def cleaning_pays(
    corpora: dict[str, Slice],
    chunk: Callable[[Iterable[Any]], list[Any]],
    store: Callable[[list[Any]], Any],
    model: Any,
    technique: Technique,
    k: int = 4,
) -> tuple[ExperimentResult, ExperimentResult]:
    """C25: the same questions over differently prepared copies of one corpus.

    The first corpus is the baseline. Returns retrieval and answers, as chunk_sizes does.
    """
    retrieval, answers = [], []
    for name, corpus in corpora.items():
        texts = [q.question for q in corpus.questions]
        results = store(chunk(corpus.documents)).search(texts, k=k)
        retrieval.append(Condition(name, found(corpus.questions, results)))
        answered = ask_with_passages(corpus.questions, results, model, technique)
        answers.append(Condition(name, [a.right for a in answered]))
    first = next(iter(corpora))
    return (
        ExperimentResult("C25", retrieval, first, [0], "a shown passage holds the answer"),
        ExperimentResult("C25", answers, first, [0], "right answers"),
    )


def where_lost(answered: Sequence[Answered], shown: Sequence[float]) -> list[dict[str, Any]]:
    """Count what became of the questions whose passages held the answer, and of the others."""
    rows = []
    for holds, name in ((True, "a shown passage holds the answer"), (False, "none holds it")):
        part = [a for a, hit in zip(answered, shown, strict=True) if bool(hit) == holds]
        rows.append(
            {
                "passages": name,
                "questions": len(part),
                "right": sum(int(a.right) for a in part),
                "declined": sum(a.abstained for a in part),
                "made up": sum(int(a.made_up) for a in part),
            }
        )
    return rows


def summary(result: ExperimentResult) -> list[dict[str, Any]]:
    """Rows for print_table: each condition's mean, its interval, its difference to the baseline."""
    rows = []
    for condition in result.conditions:
        low, high = bootstrap_interval(result.items(condition.name))
        row: dict[str, Any] = {
            "condition": condition.name,
            "share": condition.mean,
            "95% interval": f"{low:.2f} to {high:.2f}",
            "n": result.n,
            "to the baseline": "(baseline)",
        }
        if condition.name != result.baseline:
            difference, below, above = result.difference(condition.name, result.baseline)
            row["to the baseline"] = f"{difference:+.2f} ({below:+.2f} to {above:+.2f})"
        rows.append(row)
    return rows
