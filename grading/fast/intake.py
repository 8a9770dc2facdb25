"""What was handed in, made harmless before anything else reads it.

A submission's folder is foreign: links, devices, huge or deep files, odd names. From it come only
the notebooks that the unit has, as cells of text with nbgrader's own standing, and the time stamp;
everything else stays where it is. The clean copy is what nbgrader and the child get to see.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils

from grading.fast.engine import Job
from grading.fast.limits import Limits
from grading.fast.protocol import values_in
from grading.preprocessors import PrepareSubmission, experiment_ids
from grading.units import Notebook, Unit

STUDENT = re.compile(r"[A-Za-z0-9_@+-][\w.@+-]{0,99}", re.ASCII)
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
KEPT = ("timestamp.txt", "submission_secret.txt")


class Unreadable(ValueError):
    """A submission that can't be graded; its text is the sentence for the table."""


@dataclass
class Submission:
    """One clean submission: notebooks by name, jobs by notebook, or the problem."""

    unit: str
    student: str
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""
    remark: str = ""  # what a person may want to know of a submission that can be graded


def students(submitted: Path, unit: str) -> list[str]:
    """Everybody with a folder for the unit, odd names too."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(submitted) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and os.path.lexists(f"{entry.path}/{unit}"):
                found.append(entry.name)
    return sorted(found)


def strays(submitted: Path, known: Collection[str]) -> dict[str, str]:
    """Learner -> a sentence, for whatever lies where no unit of these names is looked for."""
    found: dict[str, str] = {}
    with contextlib.suppress(FileNotFoundError), os.scandir(submitted) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if not entry.is_dir(follow_symlinks=False):
                if not any(os.path.lexists(f"{entry.path}/{unit}") for unit in known):
                    found[entry.name] = ("It is no folder, so it was not read: notebooks belong "
                                         "into NAME/UNIT/.")
                continue
            with contextlib.suppress(OSError):
                odd = sorted(name for name in os.listdir(entry.path)
                             if name not in known and not name.startswith((".", "__")))
                if odd:
                    more = f" (and {len(odd) - 1} more)" if len(odd) > 1 else ""
                    found[entry.name] = (f"{odd[0][:60]!r}{more} is no unit's folder, so it was "
                                         "not read: notebooks belong into NAME/UNIT/.")
    return dict(sorted(found.items()))


def read_file(folder: int, name: str, limit: int) -> bytes:
    """A regular file below an open folder, no link, within the limit; Unreadable otherwise."""
    try:
        number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC,
                         dir_fd=folder)
    except FileNotFoundError:
        raise Unreadable(f"{name} was not handed in.") from None
    except OSError:
        raise Unreadable(f"{name} is a link or can't be opened, so it was not read.") from None
    try:
        about = os.fstat(number)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable(f"{name} is not a regular file.")
        if about.st_size > limit:
            raise Unreadable(f"{name} is larger than {limit // 10**6} MB: clear its outputs and "
                             "hand it in again.")
        pieces, left = [], limit + 1
        while left > 0 and (piece := os.read(number, min(left, 1 << 20))):
            pieces.append(piece)
            left -= len(piece)
        if left <= 0:
            raise Unreadable(f"{name} grew while it was read.")
        return b"".join(pieces)
    finally:
        os.close(number)


def open_folder(submitted: Path, student: str, unit: str) -> int:
    """The submission's folder, through no link."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    top = os.open(submitted, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        middle = os.open(student, flags, dir_fd=top)
        try:
            return os.open(unit, flags, dir_fd=middle)
        finally:
            os.close(middle)
    except OSError:
        raise Unreadable("The folder of the submission is a link or no folder.") from None
    finally:
        os.close(top)


def parse(data: bytes, name: str, limits: Limits) -> NotebookNode:
    """The notebook in these bytes, only its text; Unreadable otherwise."""
    if not data.strip():
        raise Unreadable(f"{name} is empty.")
    if values_in(data) > limits.values:
        raise Unreadable(f"{name} holds more than {limits.values} values: clear its outputs and "
                         "hand it in again.")
    try:
        raw = json.loads(data)
    except RecursionError:
        raise Unreadable(f"{name} is nested too deeply to be a notebook.") from None
    except ValueError:
        raise Unreadable(f"{name} is not a notebook that can be read (broken JSON).") from None
    if not isinstance(raw, dict) or _depth(raw) > limits.nesting:
        raise Unreadable(f"{name} is not a notebook (odd structure).")
    try:
        if raw.get("nbformat") != 4:
            raw = nbformat.reads(json.dumps(raw), as_version=4)
        cells = [_clean_cell(cell) for cell in raw["cells"][:limits.cells + 1]]
        metadata = raw.get("metadata") or {}
        language = metadata.get("kernelspec", {}).get("language") or \
            metadata.get("language_info", {}).get("name") or "python"
    except Exception:
        raise Unreadable(f"{name} is not a notebook that can be read (odd cells).") from None
    if len(cells) > limits.cells:
        raise Unreadable(f"{name} has more than {limits.cells} cells.")
    if sum(len(cell["source"]) for cell in cells) > limits.source_kb * 1000:
        raise Unreadable(f"{name} holds more than {limits.source_kb} kB of text.")
    if str(language).lower() not in ("python", "python3", "ipython"):
        raise Unreadable(f"{name} was written for another language ({str(language)[:20]!r}), not "
                         "Python.")
    seen: set[str] = set()
    taken, numbers = {cell["id"] for cell in cells}, itertools.count()
    for cell in cells:
        if not CELL_ID.fullmatch(cell["id"]) or cell["id"] in seen:
            cell["id"] = next(fresh for number in numbers
                              if (fresh := f"renamed-{number}") not in taken)
            taken.add(cell["id"])
        seen.add(cell["id"])
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)",
                       "language": "python"}, "language_info": {"name": "python"}}})


def _depth(value: Any) -> int:
    """How deeply lists and dicts are nested, without recursion."""
    level, deepest = [value], 0
    while level:
        deepest += 1
        if deepest > 200:
            break
        level = [inner for item in level if isinstance(item, dict | list)
                 for inner in (item.values() if isinstance(item, dict) else item)
                 if isinstance(inner, dict | list)]
    return deepest


def _clean_cell(cell: dict[str, Any]) -> dict[str, Any]:
    source = cell["source"]
    source = "".join(source) if isinstance(source, list) else source
    if not isinstance(source, str):
        raise TypeError("source")
    # Lone surrogates can't be written to any file.
    source = source.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    kind = cell["cell_type"] if cell["cell_type"] in ("code", "markdown", "raw") else "raw"
    standing = cell.get("metadata", {}).get("nbgrader")
    clean: dict[str, Any] = {"cell_type": kind, "source": source, "id": str(cell.get("id", "")),
                             "metadata": {}}
    if isinstance(standing, dict) and isinstance(standing.get("grade_id"), str):
        clean["metadata"] = {"nbgrader": {"grade_id": standing["grade_id"][:200]}}
    if kind == "code":
        clean |= {"outputs": [], "execution_count": None}
    return clean


@dataclass(frozen=True)
class Templates:
    """A unit's notebooks as released, and what its source says of their cells."""

    unit: Unit
    released: dict[str, NotebookNode]
    skipped: dict[str, frozenset[str]]
    step: PrepareSubmission

    @classmethod
    def of(cls, unit: Unit, released: Path, solutions: Path) -> Templates:
        """Read them from the folders of released and instructor's notebooks."""
        notebooks, skipped = {}, {}
        for book in unit.notebooks:
            path = released / unit.name / f"{book.name}.ipynb"
            if not path.is_file():
                raise ValueError(f"{path} is missing: run `make build`")
            notebooks[book.name] = _built(path)
            skipped[book.name] = experiment_ids(
                _built(solutions / unit.name / f"{book.name}.ipynb"))
        return cls(unit, notebooks, skipped, PrepareSubmission(release_root=str(released)))


def _built(path: Path) -> NotebookNode:
    """A notebook of the course itself."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise ValueError(f"{path} can't be read ({type(error).__name__}): run `make build`") \
            from None


def remark_on(nb: NotebookNode, released: NotebookNode) -> str:
    """A sentence on cells that are missing or stand there more than once; "" where all is well."""
    count = {name: 0 for cell in released.cells if (name := grade_id(cell))}
    for cell in nb.cells:
        if (name := grade_id(cell)) in count:
            count[name] += 1
    missing = [name for name, times in count.items() if times == 0]
    twice = [name for name, times in count.items() if times > 1]
    said = [f"{what}: {', '.join(names[:4])}{' and more' if len(names) > 4 else ''}."
            for what, names in (("Cells are missing", missing),
                                ("Cells stand there more than once", twice))
            if names]
    return " ".join(said)


def grade_id(cell: NotebookNode) -> str:
    """nbgrader's name of a cell; "" where it has none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def overwrite(nb: NotebookNode, released: NotebookNode) -> None:
    """Locked and graded cells as they were handed out, and one of each."""
    originals = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in released.cells
                 if "nbgrader" in cell.metadata}
    seen: set[str] = set()
    for cell in reversed(nb.cells):
        standing = cell.metadata.get("nbgrader")
        if not standing:
            continue
        name = standing["grade_id"]
        if name in seen:
            cell.metadata = NotebookNode()
            continue
        seen.add(name)
        original = originals[name]
        if cell.cell_type != original.cell_type:
            cell.cell_type = original.cell_type
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        cell.metadata["nbgrader"] = NotebookNode(copy.deepcopy(original.metadata["nbgrader"]))
        if standing.get("locked"):
            cell.source = original.source


def job_of(nb: NotebookNode, book: Notebook, skipped: frozenset[str],
           seeds: tuple[int, ...]) -> Job:
    """What a child has to run of this clean notebook."""
    answers = {f"{exercise.id}-check": exercise for exercise in book.exercises}
    cells: list[dict[str, Any]] = []
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in answers:
            exercise = answers[name]
            cells.append({"check": exercise.id, "name": exercise.answer.name})
        elif utils.is_grade(cell) or cell.id in skipped or not cell.source.strip():
            continue
        else:
            cells.append({"index": index, "source": cell.source})
    return Job(tuple(cells), seeds, tuple(exercise.id for exercise in book.exercises))


def take_in(templates: Templates, submitted: Path, student: str, seeds: tuple[int, ...],
            limits: Limits) -> Submission:
    """Read one submission. Never raises for what is in it: `problem` says what is wrong."""
    unit = templates.unit
    result = Submission(unit.name, student)
    remarks: list[str] = []
    try:
        if not STUDENT.fullmatch(student):
            raise Unreadable("The name of the folder is no student's id (letters, digits and "
                             "_ . @ + - are allowed).")
        folder = open_folder(submitted, student, unit.name)
        try:
            for name in KEPT:
                with contextlib.suppress(Exception):  # dates raise more than ValueError
                    data = read_file(folder, name, 1000)
                    if name == "timestamp.txt":
                        utils.parse_utc(data.decode("ascii").strip())
                    data.decode("utf-8")
                    result.kept[name] = data
            for book in unit.notebooks:
                file = f"{book.name}.ipynb"
                try:
                    data = read_file(folder, file, limits.notebook_mb * 10**6)
                except Unreadable as error:
                    others = [name for name in sorted(os.listdir(folder))[:50]
                              if name.endswith(".ipynb")]
                    if others and "not handed in" in str(error):
                        raise Unreadable(f"{file} was not handed in; there is {others[0][:60]!r}, "
                                         "which is not its name.") from None
                    raise
                nb = parse(data, file, limits)
                remarks.append(remark_on(nb, templates.released[book.name]))
                resources = {"nbgrader": {"assignment": unit.name, "notebook": book.name}}
                nb, _ = templates.step.preprocess(nb, resources)
                overwrite(nb, templates.released[book.name])
                result.notebooks[book.name] = nb
                result.jobs[book.name] = job_of(nb, book, templates.skipped[book.name], seeds)
        finally:
            os.close(folder)
        result.remark = " ".join(filter(None, remarks))
    except Unreadable as error:
        result.problem = str(error)
    except OSError as error:
        result.problem = f"It could not be read ({error.strerror})."
    except Exception as error:  # nbformat and dates raise whatever foreign data make them raise
        result.problem = f"It could not be read ({type(error).__name__})."
    if result.problem:
        result.notebooks, result.jobs = {}, {}
    return result


def stage(submission: Submission, folder: Path) -> None:
    """Make the folder that nbgrader will look into; the notebooks themselves stay in memory."""
    target = folder / submission.student / submission.unit
    target.mkdir(parents=True, exist_ok=True)
    for name in submission.notebooks:
        (target / f"{name}.ipynb").touch()
    for name, data in submission.kept.items():
        (target / name).write_bytes(data)
