"""The course's graph for the experiments of unit 07: sentences for its edges, and questions.

Knows the course's data and wording. Knows no technique.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from llmcourse.data import GraphEdge, load_documents, load_graph
from llmcourse.graph.store import NUMBERS, LadybugStore
from llmcourse.rag.text import split_sentences, without_headings
from llmcourse.world.examples import setting
from llmcourse.world.facts import Fact
from llmcourse.world.graphs import OBJECT_KINDS, cypher_query
from llmcourse.world.phrasings_cypher import TYPE_NAMES
from llmcourse.world.wider import month_name
from llmcourse.world.wider_wording import OPEN_FORMS, STATEMENTS

TYPES = {relation: names[0] for relation, names in TYPE_NAMES.items()}
"""Names of the relations in Cypher, as Pocket met them in training."""


@cache
def templates() -> dict[str, str]:
    """A sentence for every relation, for `verbalise`."""
    return {
        relation: forms[0].replace("{S}", "{s}").replace("{p}", "from {a} to {b}")
        for relation, forms in STATEMENTS.items()
    }


def readable(edge: GraphEdge) -> GraphEdge:
    """The edge with months in words, and in the form for facts that still hold where it does."""

    def month(text: str) -> str:
        return month_name(text) if re.fullmatch(r"\d{4}-\d\d", text) else text

    relation = edge.relation if edge.until else OPEN_FORMS.get(edge.relation, edge.relation)
    return replace(edge, relation=relation, since=month(edge.since), until=month(edge.until))


@cache
def course_edges() -> list[GraphEdge]:
    """All edges of the course's graph, readable."""
    return [readable(edge) for edge in load_graph().edges]


@dataclass(frozen=True)
class GraphQuestion:
    """A question that the graph answers: its query, and the values that are right."""

    question: str
    kind: str
    query: str
    answers: tuple[str, ...]
    subject: str


def _current() -> list[GraphEdge]:
    """The facts that Cypher is asked about: of a changed fact only the newest."""
    newest: dict[tuple[str, str], GraphEdge] = {}
    for edge in load_graph().edges:
        if edge.relation in TYPES or edge.relation in NUMBERS:
            kind = OBJECT_KINDS.get(edge.relation, "value").capitalize()
            edge, key = replace(edge, target_kind=kind), (edge.source, edge.relation)
            if key not in newest or edge.since >= newest[key].since:
                newest[key] = edge
    return list(newest.values())


@cache
def cypher_store(guard: Callable[[str], str] | None = None) -> LadybugStore:
    """The course's undated facts in a database, with the names of types that Pocket knows."""
    return LadybugStore(_current(), types=TYPES, guard=guard)


KINDS = {"one hop": ("one", "number"), "multi-hop": ("two",), "aggregate": ("count", "far")}


def graph_questions(each: int = 20, seed: int = 0, new_wording: bool = False) -> list[Any]:
    """Questions of one hop, of two, and counts, drawn from the course's graph in equal numbers.

    Their names are evaluation names, their wording that of training or, with `new_wording`,
    wording that was kept out of it. The right values are what the right query returns.
    """
    rng = random.Random(f"graph-questions-{seed}")
    where = setting(True, seed, new_wording=new_wording)
    edges = _current()
    facts = [Fact(e.source, e.relation, e.target, 0) for e in edges]
    store = cypher_store(str)  # these queries are not a model's: no guard is asked
    drawn: list[GraphQuestion] = []
    for kind, forms in KINDS.items():
        asked: set[str] = set()
        while len(asked) < each:
            form = rng.choice(forms)
            try:
                question, query, _ = cypher_query(rng, where, form, facts, TYPES)
            except IndexError:  # the drawn fact leads nowhere
                continue
            rows = store.run(query)
            if question in asked or len(rows) != 1:
                continue
            asked.add(question)
            subject = re.search(r'name: "(.*?)"', query)
            values = tuple(str(row[0]) for row in rows)
            drawn.append(
                GraphQuestion(question, kind, query, values, subject[1] if subject else "")
            )
    return drawn


@dataclass(frozen=True)
class Told:
    """A short text and the triples that it states."""

    document: str
    text: str
    triples: tuple[tuple[str, str, str], ...]


def told_passages(count: int = 40, sentences: int = 4, seed: int = 0) -> list[Told]:
    """Beginnings of documents of the public world, with the triples whose words stand in them."""
    rng = random.Random(f"told-{seed}")
    found: list[Told] = []
    documents = load_documents()
    rng.shuffle(documents)
    for document in documents:
        text = " ".join(split_sentences(without_headings(document.text))[:sentences])
        stated = tuple(t for t in document.states if t[0] in text and t[2] in text)
        if stated and len(text.split()) < 80 and {s for s, _, _ in stated} == {stated[0][0]}:
            found.append(Told(document.id, text, stated))
        if len(found) == count:
            break
    return found


@cache
def relation_kinds() -> dict[str, tuple[str, str]]:
    """The kinds of a relation's two ends, from the course's schema."""
    return {e.relation: (e.source_kind, e.target_kind) for e in load_graph().edges}
