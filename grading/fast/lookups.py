"""nbgrader's steps with their questions to the gradebook asked once instead of cell by cell.

What they decide and write stays theirs. Knows nbgrader's tables, no exercise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, ClassVar

from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import OverwriteCells, SaveAutoGrades

Finder = Callable[..., Any]


@contextlib.contextmanager
def instead(gradebook: Any, **finders: Finder) -> Iterator[None]:
    """Methods of this one gradebook, replaced for a while."""
    vars(gradebook).update(finders)
    try:
        yield
    finally:
        for name in finders:
            vars(gradebook).pop(name, None)


def by_name(rows: Any, kind: str) -> Finder:
    """A finder over rows that are at hand; MissingEntry as nbgrader's own."""
    found = {row.name: row for row in rows}

    def find(name: str, *where: str) -> Any:
        if name not in found:
            raise MissingEntry(f"No such {kind}: {'/'.join((*where, name))}")
        return found[name]

    return find


class QuickOverwriteCells(OverwriteCells):
    """OverwriteCells that asks once a run for a notebook's cells, which no submission changes."""

    gradebook_in_use: ClassVar[Any] = None
    known: ClassVar[dict[tuple[str, str], tuple[list[Any], list[Any]]]] = {}

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """As nbgrader's."""
        names = resources["nbgrader"]
        key = (names["assignment"], names["notebook"])
        if key not in self.known:
            entry = self.gradebook_in_use.find_notebook(names["notebook"], names["assignment"])
            sources = [SimpleNamespace(name=cell.name, cell_type=cell.cell_type, source=cell.source,
                                       locked=cell.locked, checksum=cell.checksum)
                       for cell in entry.source_cells]
            graded = [SimpleNamespace(name=cell.name, max_score=cell.max_score)
                      for cell in (*entry.grade_cells, *entry.task_cells)]
            self.known[key] = (sources, graded)
        sources, graded = self.known[key]
        with instead(self.gradebook_in_use, find_source_cell=by_name(sources, "source cell"),
                     find_graded_cell=by_name(graded, "graded cell")):
            return super().preprocess(nb, resources)


class QuickSaveAutoGrades(SaveAutoGrades):
    """SaveAutoGrades that loads a submission's rows together and writes them together."""

    gradebook_in_use: ClassVar[Any] = None

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """As nbgrader's."""
        names, book = resources["nbgrader"], self.gradebook_in_use
        rows = book.find_submission_notebook(names["notebook"], names["assignment"],
                                             names["student"])
        finders = {"find_grade": by_name(rows.grades, "grade"),
                   "find_comment": by_name(rows.comments, "comment")}
        commit = book.db.commit
        with instead(book, **finders), book.db.no_autoflush:
            book.db.commit = _later
            try:
                nb, resources = super().preprocess(nb, resources)
            finally:
                book.db.commit = commit
        book.db.commit()
        return nb, resources


def _later() -> None:
    """In the place of a commit after each cell: one follows when all cells are done."""


@contextlib.contextmanager
def asked_once(gradebook: Any) -> Iterator[None]:
    """While this lasts, the quick steps use this gradebook."""
    steps: tuple[Any, ...] = (QuickOverwriteCells, QuickSaveAutoGrades)
    for step in steps:
        step.gradebook_in_use = gradebook
    QuickOverwriteCells.known.clear()
    try:
        yield
    finally:
        for step in steps:
            step.gradebook_in_use = None
