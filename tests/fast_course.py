"""A course of its own in a temporary folder, for the tests of the grader: unit 00's notebook."""

import contextlib
import io
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from traitlets.config import Config

from grading.course import ROOT
from grading.demo import demo_config
from grading.fast import cli
from grading.units import read_unit

UNIT = "00_start"
FAST = ("--limit", "part_seconds=3", "--limit", "cell_seconds=5", "--limit", "wall_seconds=20",
        "--limit", "cpu_seconds=15", "--limit", "memory_mb=700")


def make_course(root: Path, unit: str = UNIT) -> Config:
    """Released and instructor's notebooks of one unit in `root`, nothing handed in."""
    for kind in ("solutions", "course"):
        shutil.copytree(ROOT / kind / unit, root / kind / unit,
                        ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    (root / "exchange").mkdir()
    return demo_config(root, 20)


def right_answers(unit: str = UNIT) -> dict[str, str]:
    """Exercise -> the reference's own source."""
    return {exercise.id: exercise.answer.source for exercise in read_unit(unit).exercises}


def maximum(unit: str = UNIT) -> float:
    """Points for code."""
    return float(sum(exercise.points for exercise in read_unit(unit).exercises))


def hand_in(root: Path, student: str, answers: dict[str, str], unit: str = UNIT,
            change=None, essay: str = "Because.") -> Path:
    """Save a submission made from the released notebook."""
    book = read_unit(unit).notebooks[0].name
    nb = nbformat.read(root / "course" / unit / f"{book}.ipynb", as_version=4)
    for cell in nb.cells:
        standing = cell.metadata.get("nbgrader", {})
        if standing.get("grade_id") in answers:
            cell.source = answers[standing["grade_id"]]
        elif cell.cell_type == "markdown" and standing.get("solution") and essay:
            cell.source = essay
    if change:
        change(nb)
    path = root / "submitted" / student / unit / f"{book}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def run(config: Config, *arguments: str) -> tuple[int, dict[str, dict], str]:
    """One command: its code, its rows by student, what it said."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([UNIT, "--json", "--jobs", "2", *FAST, *arguments], config)
    if code == 2 and "can't hold untrusted code" in err.getvalue():
        pytest.skip(err.getvalue())
    rows = json.loads(out.getvalue()) if out.getvalue().startswith("[") else []
    return code, {row["student"]: row for row in rows}, err.getvalue()
