"""What a learner does, in a browser: syllabus, unit 01, an answer, its verdict, Validate."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest

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
RAN = """index => {
  const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
  return cell.model.executionState !== 'running' && cell.model.executionCount !== null;
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
    page.evaluate(ACTIVATE, answer)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(first.answer.source)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(RAN, arg=answer, timeout=60_000)

    start = time.perf_counter()
    run_cell(page, check)
    verdict = page.locator("table.llmcourse-check").last
    verdict.wait_for(timeout=120_000)
    seconds = time.perf_counter() - start
    page.evaluate(ACTIVATE, check)
    page.wait_for_timeout(500)
    shot(page, "3-verdict")
    assert f"{first.points:g} of {first.points:g} points" in verdict.inner_text()

    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_text("Validation Results").wait_for(timeout=900_000)
    shot(page, "4-validate")
    text = dialog.inner_text()
    assert "Success! Your notebook passes all the tests." in text, text
    page.close()
    figures = {"seconds from check() to verdict in the browser": round(seconds, 2)}
    (ROOT / "runs" / "browser.json").write_text(json.dumps(figures), encoding="utf-8")


def run_cell(page: Any, number: int) -> None:
    """Select a cell and press Ctrl+Enter, as a person would, then wait until it has run."""
    page.evaluate(ACTIVATE, number)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(RAN, arg=number, timeout=180_000)
