"""nbgrader with our steps around it: a tiny course of its own, then the demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader")

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from grading import preprocessors
from grading.submission import grade_submission, quiet_log, write_feedback

UNIT = "90_tiny"


def _nbgrader(name: str, **more: object) -> dict:
    standing = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False}
    return {"nbgrader": standing | {"locked": False, "task": False} | more}


def tiny_source() -> nbformat.NotebookNode:
    """Two exercises, an experiment and an essay; check cells compute their points themselves."""
    cells = [
        new_markdown_cell("# Tiny", id="title"),
        new_code_cell(
            "def one():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION",
            id="one", metadata=_nbgrader("one", solution=True),
        ),
        new_code_cell(
            "2.0 if one() == 1 else 0.0", id="check-one",
            metadata=_nbgrader("check-one", grade=True, locked=True, points=2),
        ),
        new_code_cell(
            "raise SystemError('an experiment ran')", id="experiment-1",
            metadata={"llmcourse": {"role": "experiment"}},
        ),
        new_code_cell(
            "def two():\n    ### BEGIN SOLUTION\n    return 2\n    ### END SOLUTION",
            id="two", metadata=_nbgrader("two", solution=True),
        ),
        new_code_cell(
            "1.5 if two() == 2 else 0.5", id="check-two",
            metadata=_nbgrader("check-two", grade=True, locked=True, points=1.5),
        ),
        new_markdown_cell(
            "Why?\n\n### BEGIN SOLUTION\nOne point for a *reason*.\n### END SOLUTION",
            id="essay", metadata=_nbgrader("essay", grade=True, solution=True, points=4),
        ),
    ]  # fmt: skip
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    return new_notebook(cells=cells, metadata=metadata)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The tiny course, released, in an empty folder."""
    root = tmp_path_factory.mktemp("course")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "tiny"
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "course"
    config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
    config.Exchange.root = str(root / "exchange")
    preprocessors.configure(config, root, timeout=4)
    source = root / "solutions" / UNIT / "tiny.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(tiny_source(), source)
    with quiet_log():
        made = NbGraderAPI(config=config).generate_assignment(UNIT)
    assert made["success"], made
    return config


def hand_in(config: Config, student: str, change=None, raw: str | None = None) -> Path:
    """Save the released notebook, right answers filled in and then changed, as a submission."""
    root = Path(config.CourseDirectory.root)
    folder = root / "submitted" / student / UNIT
    folder.mkdir(parents=True)
    nb = nbformat.read(root / "course" / UNIT / "tiny.ipynb", as_version=4)
    by_id = {cell.id: cell for cell in nb.cells}
    by_id["one"].source = "def one():\n    return 1"
    by_id["two"].source = "def two():\n    return 2"
    by_id["essay"].source = "Because."
    if change:
        change(nb, by_id)
    nbformat.write(nb, folder / "tiny.ipynb")
    if raw is not None:
        (folder / "tiny.ipynb").write_text(raw, encoding="utf-8")
    return folder / "tiny.ipynb"


def scores(config: Config, student: str) -> dict[str, float | None]:
    result = grade_submission(UNIT, student, config)
    return {cell.name: cell.score for cell in result.cells}


RIGHT = {"check-one": 2.0, "check-two": 1.5, "essay": None}


def test_right_answers_and_waiting_essay(course: Config) -> None:
    hand_in(course, "right")
    assert scores(course, "right") == RIGHT


def test_blank_scores_zero_and_partial_points_count(course: Config) -> None:
    released = Path(course.CourseDirectory.root) / "course" / UNIT / "tiny.ipynb"
    folder = Path(course.CourseDirectory.root) / "submitted" / "blank" / UNIT
    folder.mkdir(parents=True)
    shutil.copy(released, folder)
    assert scores(course, "blank") == {"check-one": 0.0, "check-two": 0.0, "essay": 0.0}


def _set(name: str, source: str):
    def change(nb, by_id):
        by_id[name].source = source

    return change


def test_partial(course: Config) -> None:
    hand_in(course, "partial", _set("two", "def two():\n    return 3"))
    assert scores(course, "partial") == RIGHT | {"check-two": 0.5}


def test_skip_tag_is_no_way_round(course: Config) -> None:
    def change(nb, by_id):
        by_id["one"].source = "def one():\n    return 5"
        by_id["check-one"].metadata.tags = ["skip-execution"]

    hand_in(course, "tagged", change)
    assert scores(course, "tagged") == RIGHT | {"check-one": 0.0}


def test_deleted_and_relabelled_cells_are_restored(course: Config) -> None:
    def change(nb, by_id):
        by_id["check-two"].metadata.nbgrader.grade = False
        by_id["check-two"].metadata.nbgrader.points = 99
        nb.cells = [c for c in nb.cells if c.id not in ("one", "check-one", "essay")]

    hand_in(course, "deleted", change)
    assert scores(course, "deleted") == {"check-one": 0.0, "check-two": 1.5, "essay": 0.0}


@pytest.mark.parametrize("value", ["True", "float('nan')", "None", "x = 1", "object()"])
def test_only_a_plain_number_is_a_score(value: str) -> None:
    cell = new_code_cell("check()", metadata=_nbgrader("c", grade=True, locked=True, points=2))
    text = {"True": "True", "float('nan')": "nan", "object()": "<object>"}.get(value)
    if text:
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": text})]
    preprocessors.require_score(cell)
    assert cell.outputs[-1].output_type == "error"


def test_dead_kernel_keeps_what_was_reached(course: Config) -> None:
    hand_in(course, "dead", _set("two", "import os\nos._exit(1)"))
    result = grade_submission(UNIT, "dead", course)
    assert {c.name: c.score for c in result.cells} == RIGHT | {"check-two": 0.0}
    said = {c.name: c.said for c in result.cells}["check-two"]
    assert "Python was ended by cell" in said


def test_endless_loop_costs_its_own_exercise(course: Config) -> None:
    hand_in(course, "endless", _set("one", "def one():\n    while True:\n        pass"))
    result = grade_submission(UNIT, "endless", course)
    assert {c.name: c.score for c in result.cells} == RIGHT | {"check-one": 0.0}
    assert "endless loop" in {c.name: c.said for c in result.cells}["check-one"]


@pytest.mark.parametrize(
    ("student", "raw"), [("broken", '{"cells": ['), ("list", "[1, 2]"), ("empty", "")]
)
def test_unreadable_file_is_a_row(course: Config, student: str, raw: str) -> None:
    hand_in(course, student, raw=raw)
    result = grade_submission(UNIT, student, course)
    assert (result.score, result.points) == (0, 7.5)
    assert "tiny.ipynb" in result.problem
    page = write_feedback(UNIT, student, course) / "tiny.html"
    assert "counts 0 points" in page.read_text(encoding="utf-8")


def test_feedback_is_harmless_and_keeps_secrets(course: Config) -> None:
    def change(nb, by_id):
        by_id["title"].source = "# Hi <script>alert(1)</script><img src=http://a.b/c onerror=x()>"
        by_id["one"].source = (
            "from IPython.display import HTML, Javascript, display\n"
            "display(HTML('<b>bold</b><script>alert(2)</script>'))\n"
            "display(Javascript('alert(3)'))\n"
            "def one():\n    secret_line_of_traceback = 1\n    raise ValueError('no <i>')"
        )

    hand_in(course, "hostile", change)
    assert scores(course, "hostile") == RIGHT | {"check-one": 0.0}
    graded = Path(course.CourseDirectory.root) / "autograded" / "hostile" / UNIT / "tiny.ipynb"
    assert "One point for a *reason*." in graded.read_text(encoding="utf-8")
    page = (write_feedback(UNIT, "hostile", course) / "tiny.html").read_text(encoding="utf-8")
    body = page[page.index("<body") :]
    for hidden in ("<script>alert", "onerror", "http://a.b", "alert(3)</script", "One point for"):
        assert hidden not in body
    assert "<b>bold</b>" in body
    # The line stands once, in the learner's own cell, and not again in a traceback.
    assert body.count("secret_line_of_traceback") == 1
    assert "ValueError: no" in body


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_demo_gives_everybody_what_they_deserve(demo) -> None:
    assert len(demo.rows) >= 10
    for row in demo.rows:
        code = [cell for cell in row.outcome.cells if cell.name.endswith("-check")]
        full = sum(cell.points for cell in code)
        if row.sample.expected is not None:
            assert row.code_score == row.sample.expected, (row.sample.student, row.outcome)
        else:
            assert row.code_score < full
            assert row.sample.mistake in row.mistakes, (row.sample.student, row.outcome)
        page = demo.root / "feedback" / row.sample.student / demo.unit / f"{demo.notebook}.html"
        assert page.is_file(), row.sample.student
    by_name = {row.sample.student: row for row in demo.rows}
    assert "not a notebook" in by_name["judy-broken"].why
    assert "Python was ended" in by_name["hana-crash"].why
    assert "endless loop" in by_name["ivan-endless"].why
    assert by_name["ada-right"].outcome.waiting == 1  # the essay
    assert any("exported" in line for line in demo.said)
    exported = (demo.root / "grades.csv").read_text(encoding="utf-8")
    assert all(row.sample.student in exported for row in demo.rows)
