"""The toy course of tests/fixtures/toy, for the tests of the exercise machinery."""

import re
import sys
from pathlib import Path

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
