"""What a learner does, in a browser: syllabus, unit 01, a mistake, an answer, Validate."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grading.samples import mistakes
from grading.units import read_unit, unit_names

ROOT = Path(__file__).resolve().parents[2]
UNIT = "01_prompting"
ACTIVATE = """index => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = index;
  notebook.mode = 'command';
  notebook.activate();
  return notebook.scrollToItem(index, 'center');
}"""
IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const kernel = panel && panel.sessionContext && panel.sessionContext.session
    && panel.sessionContext.session.kernel;
  return kernel && kernel.status === 'idle';
}"""
COUNT = "i => window.jupyterapp.shell.currentWidget.content.widgets[i].model.executionCount"
RAN = """([index, before]) => {
  const model = window.jupyterapp.shell.currentWidget.content.widgets[index].model;
  return model.executionState !== 'running' && model.executionCount !== null
    && model.executionCount !== before;
}"""


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(UNIT not in unit_names(), reason="unit 01 is not there")
def test_learner_path(browser: Any, jupyter: Any, shot: Any, tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(ROOT / "course", course)
    exercises = read_unit(UNIT).exercises
    first = exercises[0]
    name = next((course / UNIT).glob("*.ipynb"))
    # All other answers are in place, so that Validate can come out well.
    nb = nbformat.read(name, as_version=4)
    known = {exercise.id: exercise.answer.source for exercise in exercises[1:]}
    for cell in nb.cells:
        cell.source = known.get(cell.id, cell.source)
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "One thing varies; the difference is paired; its interval excludes 0."
    nbformat.write(nb, name)
    index = {cell.id: number for number, cell in enumerate(nb.cells)}
    answer, check = index[first.id], index[f"{first.id}-check"]

    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(jupyter(course, "--config=jupyter_lab_config.py", path="/"))
    page.get_by_role("heading", name="Putting language models to work").wait_for(timeout=90_000)
    shot(page, "1-syllabus")
    page.get_by_role("link", name="01 Prompting").click()
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    page.wait_for_function(IDLE, timeout=90_000)
    shot(page, "2-unit")

    # Everything above that the answer stands on, then the answer, typed by hand.
    for number, cell in enumerate(nb.cells[:answer]):
        if cell.cell_type == "code" and not cell.id.startswith("experiment-"):
            run_cell(page, number)
    # First with a mistake that people make, which the verdict names.
    ((_, mutant, wrong),) = mistakes(read_unit(UNIT), 1)
    type_into(page, answer, wrong)
    verdict = page.locator("table.llmcourse-check")
    run_cell(page, check)
    page.get_by_text(f"Known mistake: {mutant.name.replace('-', ' ')}").first.wait_for()
    shot_of(page, check, shot, "3-mistake")

    type_into(page, answer, first.answer.source)
    start = time.perf_counter()
    run_cell(page, check)
    page.get_by_text(f"{first.points:g} of {first.points:g} points").first.wait_for()
    seconds = time.perf_counter() - start
    assert verdict.count() == 1
    shot_of(page, check, shot, "4-verdict")
    figures = {"seconds from check() to verdict in the browser": round(seconds, 2)}
    (ROOT / "runs" / "browser.json").write_text(json.dumps(figures), encoding="utf-8")

    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_text("Validation Results").wait_for(timeout=900_000)
    shot(page, "5-validate")
    text = dialog.inner_text()
    assert "Success! Your notebook passes all the tests." in text, text
    page.close()


def type_into(page: Any, number: int, source: str) -> None:
    """Replace a cell's text from the keyboard and run it."""
    page.evaluate(ACTIVATE, number)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    page.wait_for_timeout(300)
    run_cell(page, number)


def shot_of(page: Any, number: int, shot: Any, name: str) -> None:
    """A screenshot with the cell in the middle."""
    page.evaluate(ACTIVATE, number)
    page.wait_for_timeout(700)
    shot(page, name)


def run_cell(page: Any, number: int) -> None:
    """Select a cell and press Ctrl+Enter, as a person would, then wait until it has run."""
    before = page.evaluate(COUNT, number)
    page.evaluate(ACTIVATE, number)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(RAN, arg=[number, before], timeout=180_000)
