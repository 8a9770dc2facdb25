"""check(): judge an answer on the learner's machine and show the verdict."""

from __future__ import annotations

import os
from typing import Any

from llmcourse.checking.golden import load_golden
from llmcourse.checking.plain import kind_of
from llmcourse.checking.registry import UnknownExercise, find_module, load_parts
from llmcourse.checking.report import as_text, in_notebook, show_verdict
from llmcourse.checking.running import run_exercise
from llmcourse.checking.verdict import ExerciseVerdict, judge_exercise

PRINTED_LINES = 10
FORGOTTEN: Any = object()  # None is what a function without return gives


class CheckFailed(Exception):
    """Points are missing while validating, or check() was called wrongly; its text says which."""

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


def check(exercise_id: str = "", answer: Any = FORGOTTEN) -> float:
    """Check an answer; show what is right, what is wrong and why; return the points.

    exercise_id: such as "rrf". answer: the function or class itself, not its result.
    A call that can't be judged (no such exercise, no function) is told in one sentence: shown in
    a notebook, where it gives 0 points, and raised as CheckFailed elsewhere.
    While nbgrader validates (NBGRADER_EXECUTION=validate), missing points raise CheckFailed too.
    """
    validating = os.environ.get("NBGRADER_EXECUTION") == "validate"
    if fault := misuse(exercise_id, answer):
        if validating or not in_notebook():
            raise CheckFailed(fault)
        print(fault)
        return 0.0
    verdict, printed = verdict_of(exercise_id, answer)
    show_verdict(verdict, printed)
    if validating and verdict.points < verdict.maximum:
        raise CheckFailed(as_text(verdict))
    return verdict.points


def misuse(exercise_id: Any, answer: Any) -> str:
    """Why a call of check() can't be judged, in one sentence; "" where it can."""
    if not isinstance(exercise_id, str) or not exercise_id.strip():
        return ('check() needs the exercise\'s name first, in quotes, and then your function: '
                'check("rrf", my_function).')
    try:
        find_module(exercise_id)
    except UnknownExercise as error:
        return str(error)
    if answer is FORGOTTEN:
        return (f'check("{exercise_id}") lacks your function: write its name after the '
                f'exercise\'s, as in check("{exercise_id}", my_function).')
    if callable(answer):
        return ""
    if isinstance(answer, str) and answer.isidentifier():
        return (f'check("{exercise_id}", ...) was given the text {answer[:40]!r}: write your '
                "function's name without quotes.")
    kind = "None" if answer is None else kind_of(answer)
    return (f'check("{exercise_id}", ...) was given {kind}, not a function: write your function\'s '
            "name alone, without parentheses after it.")
