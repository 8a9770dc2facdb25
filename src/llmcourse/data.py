"""Finds and loads the course's data sets.

Knows where the files are and what a row holds; how they were made is in `llmcourse.world`.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from llmcourse.world.documents import Document
from llmcourse.world.questions import Question
from llmcourse.world.records import (
    Message,
    ReferenceDocument,
    Ticket,
    TicketQuestion,
    WiderDocument,
    WiderQuestion,
)

__all__ = [
    "Document", "Graph", "GraphEdge", "Message", "Problem", "Question", "ReferenceDocument",
    "StylePair", "Ticket", "TicketQuestion", "WiderDocument", "WiderQuestion", "datasets_folder",
    "label_tasks", "load_documents", "load_extractions", "load_glossary", "load_graph",
    "load_label_task", "load_questions", "load_style_pairs", "load_ticket_documents",
    "load_ticket_questions", "load_tickets", "load_wider_documents", "load_wider_questions",
    "load_word_problems",
]  # fmt: skip

AnyDocument = TypeVar("AnyDocument", bound=Document)


@dataclass(frozen=True)
class Problem:
    """A word problem, its steps ("14 + 8 = 22") and its answer as digits."""

    question: str
    steps: list[str]
    answer: str


@dataclass(frozen=True)
class GraphEdge:
    """A fact as an edge: `source` has `relation` to `target`, and the documents that state it.

    `since` and `until` are years or months ("1954" or "1954-08"), empty where there is none.
    """

    id: str
    source_kind: str
    source: str
    relation: str
    target_kind: str
    target: str
    since: str
    until: str
    detail: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """The knowledge graph: nodes as (kind, name), edges, and its schema in Cypher."""

    nodes: list[tuple[str, str]]
    edges: list[GraphEdge]
    schema: str


@dataclass(frozen=True)
class StylePair:
    """An agent's reply in plain words and in house style."""

    ticket: str
    split: str
    plain: str
    house: str


def datasets_folder() -> Path:
    """The folder of data sets: LLMCOURSE_DATASETS, or `datasets/` in a parent folder.

    The working folder's parents come first, then the package's (a checkout).

    Raises:
        FileNotFoundError: none is found, or the variable names no folder with data sets.
    """
    named = os.environ.get("LLMCOURSE_DATASETS")
    if named:
        if (Path(named) / "world" / "documents.jsonl").is_file():
            return Path(named)
        raise FileNotFoundError(
            f"LLMCOURSE_DATASETS={named!r} holds no world/documents.jsonl; name the course's "
            "datasets folder."
        )
    here, package = Path.cwd().resolve(), Path(__file__).resolve()
    for parent in (here, *here.parents, *package.parents):
        if (parent / "datasets" / "world" / "documents.jsonl").is_file():
            return parent / "datasets"
    raise FileNotFoundError(
        "No datasets folder was found above the working folder; start Jupyter in the course's "
        "folder or set LLMCOURSE_DATASETS to its datasets folder."
    )


@cache
def _rows(name: str) -> list[dict]:
    with open(_path(name), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _path(name: str) -> Path:
    path = datasets_folder() / name
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing; `python -m llmcourse.world.build --out {datasets_folder()}` "
            "writes it."
        )
    return path


def _table(name: str) -> list[dict[str, str]]:
    with open(_path(name), encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _check(name: str, value: str | None, known: tuple[str, ...]) -> None:
    if value not in known:
        listed = ", ".join(repr(word) for word in known[:-1])
        raise ValueError(f"{name}={value!r} is unknown; use {listed} or {known[-1]!r}.")


def _documents(folder: str, make: type[AnyDocument], split: str) -> list[AnyDocument]:
    """The documents of a folder, clean or as scraped, with `states` as triples."""
    _check("split", split, ("clean", "dirty"))
    documents = [make(**row) for row in _rows(f"{folder}/documents.jsonl")]
    for document in documents:
        document.states = [(s, r, o) for s, r, o in document.states]
    if split == "clean":
        return documents
    by_id = {document.id: document for document in documents}
    return [
        dataclasses.replace(by_id[row["id"].removesuffix("-copy")], id=row["id"], text=row["text"])
        for row in _rows(f"{folder}/documents_dirty.jsonl")
    ]


def load_documents(split: str = "clean") -> list[Document]:
    """The corpus: all documents clean, or the fifth that also exists as scraped ("dirty").

    Dirty documents have the metadata of the clean ones; ids that end in "-copy" are the same
    page scraped a second time.

    Raises:
        ValueError: the split is neither "clean" nor "dirty".
    """
    return _documents("world", Document, split)


def load_questions() -> list[Question]:
    """All questions over the corpus; those after the cutoff are about names Pocket never met."""
    return [Question(**row) for row in _rows("world/questions.jsonl")]


def load_word_problems(split: str = "test") -> list[Problem]:
    """Word problems of one to three steps; names that Pocket never saw.

    Raises:
        ValueError: the split is not "test".
    """
    if split != "test":
        raise ValueError(f"split={split!r} is unknown; there is only 'test'.")
    return [Problem(**row) for row in _rows("prompting/word_problems.jsonl")]


def label_tasks() -> list[str]:
    """Names of the label tasks, such as "praise-complaint"."""
    return list(dict.fromkeys(row["task"] for row in _rows("prompting/labels.jsonl")))


def load_label_task(name: str, split: str = "test") -> list[tuple[str, str]]:
    """(text, class) pairs of a label task; "train" for examples, "test" for queries.

    Raises:
        ValueError: no task has this name, or the split is neither "train" nor "test".
    """
    if name not in label_tasks():
        raise ValueError(f"name={name!r} is no label task; use one of {label_tasks()}.")
    if split not in ("train", "test"):
        raise ValueError(f"split={split!r} is unknown; use 'train' or 'test'.")
    rows = _rows("prompting/labels.jsonl")
    return [(r["text"], r["class"]) for r in rows if r["task"] == name and r["split"] == split]


def load_extractions() -> list[tuple[str, dict]]:
    """(text, fields) pairs: a short text and the JSON object that holds its facts."""
    return [(row["text"], row["fields"]) for row in _rows("prompting/extractions.jsonl")]


def load_wider_documents(split: str = "clean") -> list[WiderDocument]:
    """The wider world's documents, with the ids of the facts that each states.

    Args:
        split: "clean", or "dirty" for those that also exist as scraped (see `load_documents`).

    Raises:
        ValueError: the split is neither "clean" nor "dirty".
    """
    return _documents("wider", WiderDocument, split)


def load_wider_questions(kind: str | None = None) -> list[WiderQuestion]:
    """Questions over the documents of both worlds together; all kinds or one ("2 hops").

    Raises:
        ValueError: no question is of this kind.
    """
    questions = [WiderQuestion(**row) for row in _rows("wider/questions.jsonl")]
    if kind is None:
        return questions
    _check("kind", kind, tuple(dict.fromkeys(q.kind for q in questions)))
    return [q for q in questions if q.kind == kind]


def load_graph() -> Graph:
    """The knowledge graph of both worlds: nodes, edges that name their documents, schema."""
    nodes = [(row["kind"], row["name"]) for row in _table("graph/nodes.csv")]
    edges = []
    for row in _table("graph/edges.csv"):
        documents = tuple(filter(None, row.pop("documents").split(";")))
        edges.append(GraphEdge(**row, documents=documents))
    return Graph(nodes, edges, _path("graph/schema.cypher").read_text(encoding="utf-8"))


TICKET_SPLITS = ("train", "validation", "test")


def load_ticket_documents(split: str = "clean") -> list[ReferenceDocument]:
    """Policies and product pages of the ticket world; policies hold from and until a day.

    Raises:
        ValueError: the split is neither "clean" nor "dirty".
    """
    return _documents("tickets", ReferenceDocument, split)


def load_tickets(split: str = "train") -> list[Ticket]:
    """Support tickets of a split; no customer, agent or product is in two splits.

    Raises:
        ValueError: the split is not "train", "validation" or "test".
    """
    _check("split", split, TICKET_SPLITS)
    return [
        Ticket(**{**row, "messages": [Message(**message) for message in row["messages"]]})
        for row in _rows("tickets/tickets.jsonl")
        if row["split"] == split
    ]


def load_style_pairs(split: str = "train") -> list[StylePair]:
    """Agents' replies in plain words and in house style, for fine-tuning on style and terms.

    Raises:
        ValueError: the split is not "train", "validation" or "test".
    """
    tickets = {ticket.id: ticket for ticket in load_tickets(split)}
    return [
        StylePair(row["ticket"], split, row["plain"],
                  tickets[row["ticket"]].messages[row["turn"]].text)
        for row in _rows("tickets/style.jsonl")
        if row["ticket"] in tickets
    ]  # fmt: skip


def load_glossary() -> dict[str, str]:
    """House terms and the common words that each replaces, separated by commas."""
    return {row["house"]: row["plain"] for row in _table("tickets/glossary.csv")}


def load_ticket_questions(split: str = "test") -> list[TicketQuestion]:
    """Questions on the company's pages, with evidence and graded relevance.

    Raises:
        ValueError: the split is not "train", "validation" or "test".
    """
    _check("split", split, TICKET_SPLITS)
    rows = _rows("tickets/questions.jsonl")
    return [TicketQuestion(**row) for row in rows if row["split"] == split]
