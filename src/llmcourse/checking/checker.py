"""check(): judge an answer on the learner's machine and show the verdict."""

from __future__ import annotations

import os
from typing import Any

from llmcourse.checking.golden import load_golden
from llmcourse.checking.registry import load_parts
from llmcourse.checking.report import as_text, show_verdict
from llmcourse.checking.running import run_exercise
from llmcourse.checking.verdict import ExerciseVerdict, judge_exercise

PRINTED_LINES = 10


class CheckFailed(Exception):
    """Raised only while validating; its text is the whole verdict."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines instead of a traceback through this package."""
        return [f"{type(self).__name__}: {self}"]


def verdict_of(exercise_id: str, answer: Any) -> tuple[ExerciseVerdict, str]:
    """The verdict on an answer and the first lines that it printed."""
    parts = load_parts(exercise_id)
    seeds, golden = load_golden(exercise_id)
    if set(golden["parts"]) != set(parts):
        raise LookupError(f"the expected outputs of {exercise_id!r} are older than its parts: run "
                          "`python -m grading.golden`")
    printed: list[str] = []
    outcomes = run_exercise(exercise_id, answer, seeds, printed=printed)
    lines = "".join(printed).splitlines()
    text = "\n".join(line[:200] for line in lines[:PRINTED_LINES])
    if len(lines) > PRINTED_LINES:
        text += f"\n(and {len(lines) - PRINTED_LINES} more lines)"
    for part in parts.values():
        if part.prompt is not None and "outputs" in outcomes[seeds[0]][part.name]:
            print(f"Measuring {part.prompt.n} prompts on Pocket ...", flush=True)
    return judge_exercise(exercise_id, parts, golden, seeds, outcomes), text


def check(exercise_id: str, answer: Any) -> float:
    """Check an answer; show what is right, what is wrong and why; return the points.

    exercise_id: such as "rrf". answer: the function or class itself, not its result.
    Raises only while nbgrader validates (NBGRADER_EXECUTION=validate) and points are missing.
    """
    if not isinstance(exercise_id, str):
        raise TypeError("check needs the exercise's name first, such as "
                        'check("rrf", my_function)')
    if not callable(answer):
        raise TypeError(f"check({exercise_id!r}, ...) needs your function itself, not its result: "
                        "write its name without parentheses")
    verdict, printed = verdict_of(exercise_id, answer)
    show_verdict(verdict, printed)
    if os.environ.get("NBGRADER_EXECUTION") == "validate" and verdict.points < verdict.maximum:
        raise CheckFailed(as_text(verdict))
    return verdict.points
