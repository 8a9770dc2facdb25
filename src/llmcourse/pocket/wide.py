"""The rows of the evaluation for the skills that the mixture "wide" adds.

Knows which draws make a row, how its replies are checked and how long they may be.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from llmcourse.pocket.scoring import CHECKERS, cypher
from llmcourse.world import careers, graphs, hops, judging, queries, summaries
from llmcourse.world.cypher import Database
from llmcourse.world.examples import Example, Setting


class Row(NamedTuple):
    """A row: its name, how items are drawn, how a reply scores (0 to 1), its longest reply."""

    name: str
    draw: Callable[[random.Random, Setting], Example]
    right: Callable[[str, Example], float]
    new_tokens: int


def _database(graph: dict[str, list]) -> Database:
    """The embedded database that unit 07 uses, with a graph for one query; it is slow to import."""
    from llmcourse.graph.store import LadybugStore

    return LadybugStore.of(graph)


def on_database(reply: str, example: Example) -> float:
    """The query runs on the embedded database and returns what the right one does."""
    return cypher(reply, example.meta["wanted"], _database)


def own(reply: str, example: Example) -> float:
    """The score by the checker that the example names."""
    return CHECKERS[example.meta["checker"]](reply, example.meta["wanted"])


def by(checker: str) -> Callable[[str, Example], float]:
    """The score by one checker, whatever the example names."""
    return lambda reply, example: CHECKERS[checker](reply, example.meta["wanted"])


ROWS = (
    Row("three rewrites: keep every name, differ in content words", queries.rewrites, own, 100),
    Row("three rewrites that together raise recall over the query",
        partial(queries.rewrites, kind="one"), by("rewrites_raise_recall"), 100),
    Row("step-back question, dated career", partial(careers.step_back, kind="career"), own, 40),
    Row("step-back question, principle", partial(careers.step_back, kind="principle"), own, 40),
    Row("dated question over a career, direct", partial(careers.dated, form="direct"), own, 40),
    Row("dated question over a career, step by step", partial(careers.dated, form="steps"), own,
        160),
    Row("entities, F1", graphs.entities, own, 100),
    Row("triples, F1", graphs.triples, own, 120),
    Row("Cypher that runs and returns the answer", graphs.cypher, on_database, 110),
    Row("Cypher, one hop", partial(graphs.cypher, kind="one"), on_database, 110),
    Row("Cypher, two hops", partial(graphs.cypher, kind="two"), on_database, 110),
    Row("Cypher, count", partial(graphs.cypher, kind="count"), on_database, 110),
    Row("2 hops over passages, direct", partial(hops.two_hops, form="direct"), own, 40),
    Row("2 hops over passages, step by step", partial(hops.two_hops, form="steps"), by("final"),
        100),
    Row("2 hops over passages, step by step: answer and citations",
        partial(hops.two_hops, form="steps"), own, 100),
    Row("2 hops over passages, quoted first", partial(hops.two_hops, form="quoted"), by("final"),
        120),
    Row("hypothetical passage on the right subject and relation", queries.hypothetical, own, 80),
    Row("sub-questions of a compound question, exact set", queries.sub_questions, own, 90),
    Row("reflection token: retrieve", judging.retrieve, own, 12),
    Row("reflection token: relevant", judging.relevant, own, 12),
    Row("reflection token: supported", judging.supported, own, 12),
    Row("reflection token: useful", judging.useful, own, 12),
    Row("reflection tokens while answering", judging.reflecting, own, 60),
    Row("routing: memory, documents or sums", judging.routing, own, 8),
    Row("relevance, yes or no", judging.relevance, own, 8),
    Row("summary that keeps every fact", summaries.summary, own, 100),
    Row("unknown instruction: says that it was not trained for it", summaries.unknown, own, 24),
)  # fmt: skip
