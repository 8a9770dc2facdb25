"""The grader's quick steps against nbgrader's own: the same notebooks, the same gradebook."""

import os
import sqlite3

import nbformat
import pytest
from nbconvert.exporters import NotebookExporter
from nbgrader import api

from grading.fast import book, cli, conversion
from grading.fast.limits import Limits
from grading.preprocessors import GuardedExecute
from tests.fast_course import UNIT, hand_in, make_course, right_answers

pytestmark = pytest.mark.usefixtures("same_package")

TABLES = {
    "grade": "auto_score, manual_score, needs_manual_grade, extra_credit",
    "comment": "auto_comment, manual_comment",
    "submitted_notebook": "late_submission_penalty",
    "submitted_assignment": "timestamp",
}


def drop_a_check(nb):
    """A learner who deleted a graded cell and copied another one."""
    checks = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    nb.cells.remove(checks[0])
    nb.cells.append(type(checks[1])(checks[1], id="copied"))


def graded(root):
    """Grade the same four submissions in `root`; the graded notebooks and the gradebook's rows."""
    config, right = make_course(root), right_answers()
    hand_in(root, "right", right)
    hand_in(root, "blank", {}, essay="")
    hand_in(root, "changed", right, change=drop_a_check)
    late = hand_in(root, "late", right)
    (late.parent / "timestamp.txt").write_text("2026-01-02 10:00:00.000000 UTC")
    settings = cli.Settings(1, Limits(), pages=False)
    rows = cli.grade([UNIT], config, settings, lambda *of: None)
    notebooks = {path.parts[-3]: path.read_text(encoding="utf-8")
                 for path in sorted((root / "autograded").rglob("*.ipynb"))}
    with sqlite3.connect(book.database_path(config)) as database:
        tables = {name: sorted(map(repr, database.execute(f"SELECT {what} FROM {name}")))
                  for name, what in TABLES.items()}
    return {row.student: (row.score, row.state) for row in rows}, notebooks, tables


@pytest.mark.slow
def test_quick_steps_change_nothing(tmp_path, monkeypatch):
    """Everything through memory and joint queries, then everything as nbgrader does it."""
    quick = graded(tmp_path / "quick")

    def from_disk(self, filename, resources=None, **more):
        nb = self.held.pop(os.path.realpath(filename), None)
        if nb is not None:
            nbformat.write(nb, filename)
        return NotebookExporter.from_filename(self, filename, resources, **more)

    monkeypatch.setattr(conversion.InMemoryExporter, "from_filename", from_disk)
    monkeypatch.setattr(book, "QUICK", {GuardedExecute: book.SandboxExecute})
    by_the_book = graded(tmp_path / "book")
    assert quick[0] == by_the_book[0]
    assert quick[1] == by_the_book[1]
    assert quick[2] == by_the_book[2]
    assert len(quick[1]) == 4 and len(quick[2]["grade"]) > 8


def test_a_notebook_is_written_as_nbformat_writes_it():
    nb = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell("a = 1\nb = 'ä'", id="one", outputs=[
            nbformat.v4.new_output("stream", text="x\ny"),
            nbformat.v4.new_output("display_data", data={"text/html": "<b>\n</b>"})]),
        nbformat.v4.new_markdown_cell("# Title\n\ntext\n", id="two"),
    ])
    assert nbformat.writes(nb) + "\n" == conversion.text_of(nb)


def test_a_new_gradebook_has_the_version_that_nbgrader_gives_it(tmp_path):
    assert book.schema_version() == api.get_alembic_version()
    book.begin(tmp_path / "gradebook.db", "demo")
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == \
            [(book.schema_version(),)]
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]
