"""Sample submissions of a unit, made from its learner's notebook and replacement answers.

Knows what kinds of submission a grader must survive and what each deserves. Nothing is stored: a
changed lesson changes its samples.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grading.course import COURSE
from grading.mutants import Mutant, compile_mutant, load_mutants, patched_source
from grading.units import Exercise, Unit, read_unit

CRASH = "import os\nos._exit(1)"


@dataclass(frozen=True)
class Sample:
    """One submission. `expected` is its points for code; None: fewer than all, mistake named."""

    student: str
    about: str
    answers: dict[str, str] = field(default_factory=dict)
    essay: str = ""
    expected: float | None = 0.0
    mistake: str = ""
    raw: str | None = None  # the file's whole text, where it is not a notebook at all
    change: Callable[[NotebookNode], None] | None = None

    def write(self, released: Path, path: Path) -> None:
        """Save this submission of the notebook `released` at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.raw is not None:
            path.write_text(self.raw, encoding="utf-8")
            return
        nb = copy.deepcopy(nbformat.read(released, as_version=4))
        for cell in nb.cells:
            standing = cell.metadata.get("nbgrader", {})
            name = standing.get("grade_id")
            if name in self.answers:
                cell.source = self.answers[name]
            elif self.essay and cell.cell_type == "markdown" and standing.get("solution"):
                cell.source = self.essay
        if self.change:
            self.change(nb)
        nbformat.write(nb, path)


def samples(name: str) -> list[Sample]:
    """The submissions that `make demo` grades."""
    unit = read_unit(name)
    right = {exercise.id: exercise.answer.source for exercise in unit.exercises}
    full = float(sum(exercise.points for exercise in unit.exercises))
    first = unit.exercises[0]
    essay = "The two agree on the first line and differ where the temperature is high."
    without_first = full - first.points
    made = [
        Sample("ada-right", "everything right", right, essay, full),
        Sample("ben-blank", "handed in untouched"),
        Sample("cleo-other", "right, written another way", right | alternatives(unit), essay, full),
    ]
    for student, (exercise, mutant, source) in zip(
        ("dan-mistake", "eva-mistake", "finn-mistake"), mistakes(unit, 3), strict=False
    ):
        about = f"a mistake in {exercise.id}"
        made.append(Sample(student, about, right | {exercise.id: source}, essay, None, mutant.name))
    imported = {
        exercise.id: f"from {exercise.answer.module} import {exercise.answer.name}"
        for exercise in unit.exercises
    }
    made += [
        Sample("gus-import", "imports the package's answers", imported, essay, 0.0),
        Sample("hana-crash", "ends Python in the first answer", right | {first.id: CRASH}, essay),
        Sample(
            "ivan-endless", "never returns in the first answer",
            right | {first.id: stuck(first)}, essay, without_first,
        ),
        Sample("judy-broken", "a file that is no notebook", raw='{"cells": [{"cell_type": "co'),
        Sample(
            "kai-deleted", "deleted a check and a tag on another",
            right, essay, full, change=tamper,
        ),
    ]  # fmt: skip
    return made


def tamper(nb: NotebookNode) -> None:
    """Delete the last check cell, and ask that all others be skipped."""
    checks = [cell for cell in nb.cells if cell.id.endswith("-check")]
    nb.cells.remove(checks[-1])
    for cell in checks[:-1]:
        cell.metadata["tags"] = ["skip-execution"]


def alternatives(unit: Unit) -> dict[str, str]:
    """The first alternative answer of each exercise that has one."""
    found: dict[str, str] = {}
    for exercise in unit.exercises:
        for number in (1, 2):
            name = f"{exercise.id}_{number}.py"
            for path in (
                COURSE.alternatives_folder / unit.name / name,
                COURSE.alternatives_folder / unit.name / name.replace("-", "_"),
            ):
                if path.is_file():
                    found.setdefault(exercise.id, path.read_text(encoding="utf-8"))
    return found


def mistakes(unit: Unit, count: int) -> list[tuple[Exercise, Mutant, str]]:
    """Mutants of different names, taken in turn from the unit's exercises, with their sources."""
    by_exercise = load_mutants(unit.name)
    chosen: list[tuple[Exercise, Mutant, str]] = []
    for turn in range(20):
        for exercise in unit.exercises:
            known = by_exercise.get(exercise.id, [])
            if turn < len(known) and len(chosen) < count:
                mutant = known[turn]
                if mutant.name in {one.name for _, one, _ in chosen}:
                    continue
                compile_mutant(mutant, exercise.answer.reference())
                chosen.append((exercise, mutant, patched_source(mutant, exercise.answer.source)))
    return chosen


def stuck(exercise: Exercise) -> str:
    """The exercise's answer with bodies that never end."""
    lines = exercise.answer.source.split("\n")
    for first, end in reversed(exercise.answer.regions):
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines[first:end] = [f"{indent}while True:", f"{indent}    pass"]
    return "\n".join(lines)
