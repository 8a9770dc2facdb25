"""Bad input to the grader: a row with one sentence for each, and the rest is graded."""

import dataclasses
import json
import shutil
import sqlite3

import nbformat
import pytest

pytest.importorskip("nbgrader")

from fast_course import UNIT, hand_in, make_course, maximum, right_answers, run
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading.fast import book, cli, intake, pipeline
from grading.fast.pipeline import Row

pytestmark = pytest.mark.usefixtures("same_package")

FIRST = next(iter(right_answers()))


def without(name):
    """A learner who deletes this cell."""
    def change(nb):
        nb.cells = [cell for cell in nb.cells
                    if cell.metadata.get("nbgrader", {}).get("grade_id") != name]
    return change


def doubled(name):
    """A learner who copies this cell to the end."""
    def change(nb):
        found = next(cell for cell in nb.cells
                     if cell.metadata.get("nbgrader", {}).get("grade_id") == name)
        nb.cells.append(nbformat.from_dict({**json.loads(json.dumps(found)), "id": "copy"}))
    return change


def kernel(nb):
    """A learner who chose R."""
    nb.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}


def slow_text(nb):
    """A text that the page's Markdown needs minutes for."""
    nb.cells.append(new_markdown_cell("\\begin{a}" * 100_000, id="slow"))


def slow_html(nb):
    """Displays that take long to be made harmless."""
    code = ("from IPython.display import HTML, display\n"
            "for n in range(20): display(HTML('<ul><li>' * 2400 + str(n)))")
    nb.cells += [new_code_cell(code, id=f"html-{n}") for n in range(2)]


def rubrics_id(nb):
    """A cell under the name that the rubric gets."""
    nb.cells.insert(0, new_markdown_cell("mine", id="rubric-essay-temperature"))


FILES = {  # student -> (what the file holds, words of the sentence)
    "empty": ("", "start.ipynb is empty."),
    "broken": ('{"cells": [', "broken JSON"),
    "huge": ('{"cells": "' + "x" * 100_000_000 + '"}', "larger than 20 MB"),
    "swollen": ('{"x": [' + '{"":0},' * 1_200_000 + "0]}", "more than 1000000 values"),
    "no-cells": ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "odd cells"),
    "many": (json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [
        {"cells": [{"cell_type": "code", "input": "1", "language": "python", "outputs": [],
                    "metadata": {}}] * 1200}]}), "more than 1000 cells"),
}
CHANGES = {  # student -> (change, words of the sentence, points for code)
    "r": (kernel, "another language ('R')", 0),
    "no-check": (without(f"{FIRST}-check"), f"Cells are missing: {FIRST}-check.", maximum()),
    "no-answer": (without(FIRST), f"Cells are missing: {FIRST}.", maximum() - 3),
    "two-checks": (doubled(f"{FIRST}-check"), f"more than once: {FIRST}-check.", maximum()),
    "two-answers": (doubled(FIRST), f"more than once: {FIRST}.", maximum()),
    "slow-text": (slow_text, "Its long texts stand as typed", maximum()),
    "slow-html": (slow_html, "What it displays as HTML was left out", maximum()),
    "rubrics-id": (rubrics_id, "1 to grade by hand", maximum()),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, same_package):
    """All of them in one run, one of the units unknown."""
    root = tmp_path_factory.mktemp("bad")
    config, right = make_course(root), right_answers()
    hand_in(root, "good", right)
    for name, (text, _) in FILES.items():
        hand_in(root, name, right).write_text(text)
    for name, (change, _, _) in CHANGES.items():
        hand_in(root, name, right, change=change)
    hand_in(root, "no-time", right).with_name("timestamp.txt").write_text("99999999999999999999")
    hand_in(root, "odd name", right)
    path = hand_in(root, "other-file", right)
    path.rename(path.with_name("Start (1).ipynb"))
    path = hand_in(root, "other-unit", right)
    path.parent.rename(path.parent.with_name("00-start"))
    path = hand_in(root, "no-folder", right)
    shutil.move(path, path.parents[1] / "start.ipynb")
    path.parent.rmdir()
    (root / "submitted" / "alone.ipynb").write_text("{}")
    code, rows, said = run(config, "99_none", "--limit", "page_seconds=2")
    assert code == 1, said
    return root, config, rows


@pytest.mark.parametrize("name", [*FILES, *CHANGES])
def test_a_row_with_one_sentence(graded, name):
    _, words = FILES[name] if name in FILES else CHANGES[name][:2]
    row = graded[2][name]
    assert words in row["why"] and "\n" not in row["why"], row
    points = CHANGES[name][2] if name in CHANGES else 0
    assert row["score"] == points and row["points"] > 0, row
    assert row["state"] == ("failed" if name in FILES or name == "r" else "needs a look")
    page = (graded[0] / "feedback" / name / UNIT / "start.html").read_text()
    assert "default-src 'none'" in page and "graders only" not in page


def test_the_rest_is_graded(graded):
    for name in ("good", "no-time"):
        assert graded[2][name]["score"] == maximum(), graded[2][name]


@pytest.mark.parametrize(("name", "words"), [
    ("odd name", "no student's id"), ("other-file", "there is 'Start (1).ipynb'"),
    ("other-unit", "'00-start' is no unit's folder"),
    ("no-folder", "'start.ipynb' is no unit's folder"), ("alone.ipynb", "It is no folder")])
def test_wrong_names_are_told(graded, name, words):
    row = graded[2][name]
    assert row["state"] == "failed" and words in row["why"] and row["why"].endswith("."), row


def test_an_unknown_unit_is_a_row_beside_the_others(graded):
    (row,) = (row for row in graded[2].values() if row["unit"] == "99_none")
    assert row["state"] == "failed" and "There is no unit '99_none'" in row["why"]


def test_a_rerun_keeps_them_and_says_the_same(graded):
    _, config, before = graded
    _, rows, _ = run(config, "99_none", "--limit", "page_seconds=2")
    assert {name: row["why"] for name, row in rows.items()} == \
        {name: row["why"] for name, row in before.items()}


def test_a_unit_that_was_not_built_is_a_row_each(tmp_path):
    config = make_course(tmp_path)
    hand_in(tmp_path, "ada", right_answers())
    (tmp_path / "solutions" / UNIT / "start.ipynb").write_text("{")
    _, rows, _ = run(config)
    assert "solutions" in rows["ada"]["why"] and "make build" in rows["ada"]["why"]
    (tmp_path / "course" / UNIT / "start.ipynb").unlink()
    _, rows, _ = run(config)
    assert "is missing: run `make build`" in rows["ada"]["why"]


def test_a_gradebook_that_is_none(tmp_path, capsys):
    config = make_course(tmp_path)
    hand_in(tmp_path, "ada", right_answers())
    path = tmp_path / "gradebook.db"
    path.mkdir()
    assert cli.main([UNIT], config) == 2
    assert "is no file: move it away" in capsys.readouterr().err
    path.rmdir()
    with sqlite3.connect(path) as database:
        database.execute("create table student (x int)")
    _, rows, said = run(config)
    assert "nbgrader db upgrade" in said + json.dumps(rows), (rows, said)


def test_a_database_that_fails_between_the_conversions_leaves_the_graded_notebook(
        tmp_path, monkeypatch):
    config = make_course(tmp_path)
    hand_in(tmp_path, "ada", right_answers())
    run(config)
    (graded,) = (tmp_path / "autograded").rglob("*.ipynb")
    (page,) = (tmp_path / "feedback").rglob("*.html")
    before = graded.read_bytes(), page.read_bytes()
    hand_in(tmp_path, "ada", {})

    def locked(self, nb, resources):
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(book.SandboxExecute, "preprocess", locked)
        _, rows, _ = run(config)
    assert rows["ada"]["state"] == "failed" and "locked" in rows["ada"]["why"], rows
    assert (graded.read_bytes(), page.read_bytes()) == before
    _, rows, _ = run(config)
    assert rows["ada"]["score"] == 0 and graded.read_bytes() != before[0]


def test_taking_in_never_ends_the_run(tmp_path, monkeypatch):
    config = make_course(tmp_path)
    for name in ("ada", "bob"):
        hand_in(tmp_path, name, right_answers())
    real = intake.take_in

    def failing(templates, submitted, student, seeds, limits):
        if student == "ada":
            raise KeyError("anything")
        return real(templates, submitted, student, seeds, limits)

    monkeypatch.setattr(pipeline.intake, "take_in", failing)
    _, rows, _ = run(config)
    assert rows["ada"]["state"] == "failed" and "could not be taken in" in rows["ada"]["why"]
    assert rows["bob"]["score"] == maximum()


def test_json_rows_have_the_documented_fields(graded):
    """docs/grading.md lists them; who reads them needs them to stay."""
    from grading.course import ROOT

    fields = [field.name for field in dataclasses.fields(Row)]
    text = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in fields), fields
    assert all(list(row) == fields for row in graded[2].values())




def test_feedback_can_be_released_for_all_though_one_lacks_what_nbgrader_needs(graded):
    """nbgrader's release_feedback stops at the first page without time stamp or secret."""
    from nbgrader.apps import NbGraderAPI

    root, config, _ = graded
    done = NbGraderAPI(config=config).release_feedback(UNIT)
    assert done["success"], done
    assert len(list((root / "exchange").rglob("*.html"))) > 10


def changed(root, points, more):
    """The instructor gives the essay other points, and adds another essay where asked for."""
    for kind in ("course", "solutions"):
        path = root / kind / UNIT / "start.ipynb"
        nb = nbformat.read(path, as_version=4)
        essay = next(cell for cell in nb.cells if cell.id == "essay-temperature")
        essay.metadata["nbgrader"]["points"] = points
        if more:
            nb.cells.append(nbformat.from_dict(json.loads(json.dumps(essay)) | {"id": "essay-two"}))
            nb.cells[-1].metadata["nbgrader"]["grade_id"] = "essay-two"
        nbformat.write(nb, path)


def test_a_unit_that_was_changed_later_takes_nobodys_grade(tmp_path, monkeypatch):
    config = make_course(tmp_path)
    hand_in(tmp_path, "ada", right_answers())
    _, rows, _ = run(config)
    most = rows["ada"]["points"]
    changed(tmp_path, 6, more=False)
    _, rows, _ = run(config)
    assert rows["ada"]["score"] == maximum() and rows["ada"]["points"] == most + 2
    before = (tmp_path / "grades.csv").read_text()
    changed(tmp_path, 6, more=True)
    code, rows, _ = run(config)
    assert code == 1 and "essay-two" in rows["ada"]["why"], rows
    assert "all grades stay" in rows["ada"]["why"] and "db assignment remove" in rows["ada"]["why"]
    assert (tmp_path / "grades.csv").read_text() == before
    # Nor does a step of nbgrader that fails for another reason.
    monkeypatch.setattr(book, "register", lambda *of: None)
    _, rows, _ = run(config)
    assert "nothing was recorded" in rows["ada"]["why"], rows
    assert (tmp_path / "grades.csv").read_text() == before
