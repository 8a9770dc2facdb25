"""Finds and loads the course's data sets.

Knows where the files are and what a row holds; how they were made is in `llmcourse.world`.
"""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from llmcourse.world.documents import Document
from llmcourse.world.questions import Question

__all__ = [
    "Document", "Problem", "Question", "datasets_folder", "label_tasks", "load_documents",
    "load_extractions", "load_label_task", "load_questions", "load_word_problems",
]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A word problem, its steps ("14 + 8 = 22") and its answer as digits."""

    question: str
    steps: list[str]
    answer: str


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
    path = datasets_folder() / name
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_documents(split: str = "clean") -> list[Document]:
    """The corpus: all documents clean, or the fifth that also exists as scraped ("dirty").

    Dirty documents have the metadata of the clean ones; ids that end in "-copy" are the same
    page scraped a second time.

    Raises:
        ValueError: the split is neither "clean" nor "dirty".
    """
    if split not in ("clean", "dirty"):
        raise ValueError(f"split={split!r} is unknown; use 'clean' or 'dirty'.")
    documents = [Document(**row) for row in _rows("world/documents.jsonl")]
    for document in documents:
        document.states = [(s, r, o) for s, r, o in document.states]
    if split == "clean":
        return documents
    by_id = {document.id: document for document in documents}
    return [
        dataclasses.replace(by_id[row["id"].removesuffix("-copy")], id=row["id"], text=row["text"])
        for row in _rows("world/documents_dirty.jsonl")
    ]


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
