"""Experiments of unit 04: each takes the learner's functions and measures.

They know questions, passages and how systems are compared on the same items. They know no
technique: how queries are read, rankings fused and prompts built comes in as arguments.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.documents import Document

from llmcourse.experiments.records import Condition, ExperimentResult, bootstrap_interval
from llmcourse.experiments.wider_corpus import WiderSlice
from llmcourse.models import LocalChatModel, generate_batch

SHOWN = 3  # passages that the model gets: about 180 tokens
DEPTH = 20  # results of each search
ANSWER_TOKENS = 40

Fuse = Callable[[list[list[str]]], list[tuple[str, float]]]
Build = Callable[[str, list[str], list[str]], list[tuple[str, str]]]


@dataclass
class Searched:
    """One question, the queries searched for it (itself first) and what each search found.

    `runs[i][name]` are the documents that retriever `name` found for query i, with scores.
    """

    question: Any
    queries: list[str]
    runs: list[dict[str, list[Document]]]

    def results(
        self, names: Sequence[str], queries: slice = slice(None)
    ) -> list[list[tuple[str, float]]]:
        """(id, score) lists of some retrievers, for all queries or some of them."""
        return [
            [(str(d.id), float(d.metadata["score"])) for d in run[name]]
            for run in self.runs[queries]
            for name in names
        ]

    def rankings(self, names: Sequence[str], queries: slice = slice(None)) -> list[list[str]]:
        """Ids in order of the same lists."""
        return [[i for i, _ in result] for result in self.results(names, queries)]


def search_all(
    questions: Sequence[Any],
    more: Sequence[Sequence[str]],
    retrievers: Mapping[str, Any],
    depth: int = DEPTH,
) -> list[Searched]:
    """Search each question and its further queries in every retriever, all in few calls.

    Retrievers have `search(list of queries, k)`, as those of unit 02. Equal queries are searched
    once: an experiment needs no concurrency, and here the order does not matter.
    """
    lists = [
        list(dict.fromkeys([q.question, *extra])) for q, extra in zip(questions, more, strict=True)
    ]
    distinct = list(dict.fromkeys(query for queries in lists for query in queries))
    found = {
        name: dict(zip(distinct, retriever.search(distinct, depth), strict=True))
        for name, retriever in retrievers.items()
    }
    return [
        Searched(question, queries, [{n: found[n][query] for n in retrievers} for query in queries])
        for question, queries in zip(questions, lists, strict=True)
    ]


def covered(part: WiderSlice, searched: Searched, ids: Sequence[str], shown: int = SHOWN) -> float:
    """The share of the question's needed facts that the first passages state."""
    first = set(ids[:shown])
    stating = part.stating(searched.question).values()
    return sum(not first.isdisjoint(passages) for passages in stating) / max(len(stating), 1)


def systems(
    part: WiderSlice,
    searched: Sequence[Searched],
    ways: Mapping[str, Callable[[Searched], list[str]]],
    claim: str = "C26",
    shown: int = SHOWN,
    baseline: str | None = None,
) -> ExperimentResult:
    """Coverage of the needed facts by the first passages of each way to rank them.

    A way takes a Searched and gives ids, the best first. The baseline is the first way unless
    named.
    """
    return ExperimentResult(
        claim=claim,
        conditions=[
            Condition(name, [covered(part, one, way(one), shown) for one in searched])
            for name, way in ways.items()
        ],
        baseline=baseline or next(iter(ways)),
        seeds=[0],
        notes=f"share of needed facts that the first {shown} passages state, of "
        f"{len(part.passages)} passages",
    )


def reranked(searched: Sequence[Searched], dense: Any, name: str) -> dict[str, list[str]]:
    """For each question by id: what retriever `name` found for it, ordered anew by the encoder.

    The plainest retrieve-and-rerank: one engine finds, the cosine of `dense` decides the order.
    """
    rows = {chunk.id: row for row, chunk in enumerate(dense.chunks)}
    vectors = dense.encoder.encode([one.question.question for one in searched])
    again: dict[str, list[str]] = {}
    for one, vector in zip(searched, vectors, strict=True):
        (found,) = one.rankings([name], slice(0, 1))
        cosines = {i: round(float(dense.index.reconstruct(rows[i]) @ vector), 6) for i in found}
        again[one.question.id] = sorted(found, key=lambda i: (-cosines[i], i))
    return again


def ids(fused: Sequence[tuple[str, float]]) -> list[str]:
    """The ids of (id, score) pairs, in order."""
    return [one for one, _ in fused]


def by_k(
    part: WiderSlice,
    groups: Mapping[str, Sequence[tuple[Searched, list[list[str]]]]],
    fuse: Callable[[list[list[str]], float], list[tuple[str, float]]],
    ks: Sequence[float],
    shown: int = SHOWN,
) -> dict[str, dict[float, list[float]]]:
    """Coverage for each k of the fusion, in each group of (searched, its rankings)."""
    return {
        name: {
            k: [covered(part, one, ids(fuse(rankings, k)), shown) for one, rankings in members]
            for k in ks
        }
        for name, members in groups.items()
    }


def query_report(
    searched: Sequence[Searched],
    part: WiderSlice,
    coverage: Callable[[list[list[str]], list[set[str]]], list[float]],
    diversity: Callable[[Sequence[Any]], float],
    words: Callable[[str, Sequence[str]], frozenset[str]],
    retriever: str,
    shown: int = SHOWN,
) -> list[dict[str, Any]]:
    """Rows by kind: how many queries there are, how they differ, and what each adds.

    `words` are the mean Jaccard distance of content words and `results` that of the first
    passages; `query 1` is the coverage by the question's own first passages, `all` by those of
    all its queries together.
    """
    rows = []
    for kind in dict.fromkeys(one.question.kind for one in searched):
        members = [one for one in searched if one.question.kind == kind]
        numbers = []
        for one in members:
            tops = [ranking[:shown] for ranking in one.rankings([retriever])]
            gained = coverage(tops, list(part.stating(one.question).values()))
            numbers.append(
                (
                    len(one.queries) - 1,
                    diversity([words(q, one.question.subjects) for q in one.queries]),
                    diversity(tops),
                    gained[0],
                    gained[-1],
                )
            )
        means = [sum(column) / len(members) for column in zip(*numbers, strict=True)]
        names = ("queries", "words differ", "results differ", "query 1", "all")
        rows.append({"kind": kind, "n": len(members), **dict(zip(names, means, strict=True))})
    return rows


@dataclass
class Answered:
    """An answer and its price: tokens read and written by the model, seconds."""

    question: Any
    reply: str
    right: float
    words: int
    tokens: int
    seconds: float


def answer_all(
    part: WiderSlice,
    searched: Sequence[Searched],
    ranked: Sequence[Sequence[str]],
    model: Any,
    build: Build,
    shown: int = SHOWN,
) -> list[Answered]:
    """Show each question's first passages and ask, all in one batch.

    `build(question, queries, texts)` makes the messages; `right` is the share of the question's
    answers that the reply holds as whole words; `seconds` is the batch's time, shared evenly.
    """
    by_id = {passage.id: passage.page_content for passage in part.passages}
    conversations = [
        build(one.question.question, one.queries[1:], [by_id[i] for i in ranking[:shown]])
        for one, ranking in zip(searched, ranked, strict=True)
    ]
    began = time.perf_counter()
    replies = generate_batch(model, conversations, temperature=0.0, max_new_tokens=ANSWER_TOKENS)
    seconds = (time.perf_counter() - began) / max(len(replies), 1)
    return [
        Answered(
            one.question,
            reply,
            holds(reply, one.question.answers),
            len(re.sub(r"\[\d+\]", " ", reply).split()),
            tokens(model, conversation) + tokens(model, [("assistant", reply)]),
            seconds,
        )
        for one, conversation, reply in zip(searched, conversations, replies, strict=True)
    ]


def seconds_alone(questions: Sequence[str], answer: Callable[[str], Any]) -> list[float]:
    """Seconds that each question takes by itself, from asking to the whole answer.

    The first question is answered once before, untimed: what is loaded at the first use is no
    latency.
    """
    if questions:
        answer(questions[0])
    taken = []
    for question in questions:
        began = time.perf_counter()
        answer(question)
        taken.append(time.perf_counter() - began)
    return taken


def ask_everything(
    question: str, queries: Sequence[str], texts: Sequence[str]
) -> list[tuple[str, str]]:
    """The prompt that forgets the intent: question and queries asked together, as equals."""
    context = "\n".join(f"[{number}] {text}" for number, text in enumerate(texts, start=1))
    asked = " ".join([question, *queries])
    return [
        ("system", "Answer from the context only."),
        ("user", f"Context:\n{context}\n\nQuestion: {asked}"),
    ]


def price(
    searched: Sequence[Searched],
    model: Any,
    build: Callable[[str], list[tuple[str, str]]],
    answered: Mapping[str, Sequence[Answered]],
    generating: Sequence[str],
    seconds: float,
    replies: Sequence[str],
) -> list[dict[str, Any]]:
    """Rows for print_table: what one question costs in each arm, on average.

    The arms `generating` also pay for their queries: `build(question)` is what the model read,
    `replies` what it wrote and `seconds` what that took a question.
    """
    rows = []
    for name, answers in answered.items():
        n = len(answers)
        row: dict[str, Any] = {
            "system": name,
            "model calls": 1.0,
            "searches": 1.0,
            "tokens": sum(a.tokens for a in answers) / n,
            "seconds": sum(a.seconds for a in answers) / n,
            "words": sum(a.words for a in answers) / n,
            "right": sum(a.right for a in answers) / n,
        }
        if name in generating:
            row["model calls"] += 1
            row["searches"] = sum(len(one.queries) * len(one.runs[0]) for one in searched) / n
            row["tokens"] += (
                sum(
                    tokens(model, build(one.question.question))
                    + tokens(model, [("assistant", reply)])
                    for one, reply in zip(searched, replies, strict=True)
                )
                / n
            )
            row["seconds"] += seconds
        rows.append(row)
    return rows


def changed(
    part: WiderSlice,
    searched: Sequence[Searched],
    before: Callable[[Searched], list[str]],
    after: Callable[[Searched], list[str]],
    shown: int = SHOWN,
) -> list[tuple[float, Searched]]:
    """Questions by the change of their coverage from one way to another, the worst first."""
    changes = [
        (covered(part, one, after(one), shown) - covered(part, one, before(one), shown), one)
        for one in searched
    ]
    return sorted(changes, key=lambda pair: (pair[0], pair[1].question.id))


def holds(reply: str, answers: Sequence[str]) -> float:
    """The share of the answers that stand in the reply as whole words, in any case."""
    text = " ".join(reply.lower().split())
    found = [
        re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", text) is not None
        for answer in answers
    ]
    return sum(found) / max(len(found), 1)


def tokens(model: Any, messages: Sequence[tuple[str, str]]) -> int:
    """The model's tokens in some messages; words where it shows none (an endpoint)."""
    text = "\n".join(content for _, content in messages)
    # LangChain counts for other models with a tokenizer that it would download.
    return len(model.get_token_ids(text) if isinstance(model, LocalChatModel) else text.split())


def compared(
    claim: str, arms: Mapping[str, Sequence[Answered]], quality: str, notes: str = ""
) -> ExperimentResult:
    """One quality of the answers ("right", "words", "tokens", "seconds") in several arms."""
    return ExperimentResult(
        claim=claim,
        conditions=[
            Condition(name, [float(getattr(a, quality)) for a in answered])
            for name, answered in arms.items()
        ],
        baseline=next(iter(arms)),
        seeds=[0],
        notes=notes,
    )


def summary(result: ExperimentResult, unit: str = "coverage") -> list[dict[str, Any]]:
    """Rows for print_table: each condition's mean, its interval, its difference to the baseline."""
    rows = []
    for condition in result.conditions:
        low, high = bootstrap_interval(result.items(condition.name))
        row: dict[str, Any] = {
            "system": condition.name,
            unit: condition.mean,
            "95% interval": f"{low:.2f} to {high:.2f}",
            "to the baseline": "(baseline)",
        }
        if condition.name != result.baseline:
            difference, below, above = result.difference(condition.name, result.baseline)
            row["to the baseline"] = f"{difference:+.2f} ({below:+.2f} to {above:+.2f})"
        rows.append(row)
    return rows
