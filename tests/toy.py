"""The toy course of tests/fixtures/toy, for the tests of the exercise machinery."""

import re
import sys
from pathlib import Path

import pytest

from grading.course import Course

TOY = Path(__file__).parent / "fixtures" / "toy"
if str(TOY / "src") not in sys.path:
    sys.path.insert(0, str(TOY / "src"))

import toycourse  # noqa: E402, F401  (registers its exercises)

COURSE = Course(TOY, "toycourse", "toymutants", TOY / "alternatives")


def toy_model(messages):
    """Reads one passage; abstains only when a system message demands it; else invents."""
    text = messages[-1][1]
    question = re.search(r"house (\d+)\?", text)
    passage = re.search(r"House (\d+) is in (\w+)", text)
    demand = any(role == "system" and "do not know" in content for role, content in messages)
    if question and passage and question[1] == passage[1]:
        return f"{passage[2]} [1]"
    return "I do not know." if demand and question else "Atlantis"


@pytest.fixture(autouse=True)
def golden(tmp_path_factory, monkeypatch):
    """Golden outputs of the toy course, made once, read through the environment's folder."""
    folder = Path(tmp_path_factory.getbasetemp()) / "golden"
    if not folder.exists():
        from grading.golden import write_golden

        for unit in ("00_counting", "01_asking"):
            write_golden(unit, (1, 2, 3), folder, COURSE)
    monkeypatch.setenv("LLMCOURSE_GOLDEN", str(folder))
    return folder
