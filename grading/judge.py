"""Judge what probes returned, on the trusted side.

The answers ran elsewhere (llmcourse.checking.running in a process that never saw the reference);
this side runs the reference and the mutants on the same seeds and compares, with the same code as
check() does. Outcomes are foreign data: anything malformed counts as wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grading.course import COURSE, Course
from grading.golden import unit_golden
from grading.units import unit_names
from llmcourse.checking.plain import plain
from llmcourse.checking.registry import find_module, load_parts, register_package
from llmcourse.checking.verdict import ExerciseVerdict, judge_exercise

_golden: dict[tuple[Course, str, tuple[int, ...]], dict[str, Any]] = {}


def unit_of(exercise_id: str, course: Course = COURSE) -> str:
    """The unit that an exercise belongs to."""
    register_package(f"{course.package}.exercises")
    module = find_module(exercise_id)
    for unit in unit_names(course):
        if course.probe_module(unit) == module:
            return unit
    raise ValueError(f"no unit in {course.solutions} for the probes in {module}")


def golden_for(unit: str, seeds: Sequence[int], course: Course = COURSE) -> dict[str, Any]:
    """The unit's golden data for these seeds, computed once a process."""
    key = (course, unit, tuple(seeds))
    if key not in _golden:
        _golden[key] = unit_golden(unit, seeds, course)
    return _golden[key]


def judge_unit(outputs_by_exercise: Mapping[str, Mapping[str, Any]], seed: int | Sequence[int],
               course: Course = COURSE) -> dict[str, ExerciseVerdict]:
    """Verdicts on the outcomes of one submission.

    outputs_by_exercise: exercise -> part -> outcome for one seed; for several seeds (a sequence)
    exercise -> seed -> part -> outcome, as run_exercise returns it (seeds may be text, after JSON).
    """
    several = not isinstance(seed, int)
    seeds = [seed] if isinstance(seed, int) else [int(one) for one in seed]
    verdicts = {}
    for exercise, given in outputs_by_exercise.items():
        golden = golden_for(unit_of(exercise, course), seeds, course)
        given = given if isinstance(given, Mapping) else {}
        by_number: dict[str, Any] = {str(key): value for key, value in given.items()}
        by_seed = {one: _outcomes(by_number.get(str(one)) if several else given) for one in seeds}
        verdicts[exercise] = judge_exercise(exercise, load_parts(exercise),
                                            golden["exercises"][exercise], seeds, by_seed)
    return verdicts


def _outcomes(given: Any) -> dict[str, Any]:
    """Only plain outcomes of known form."""
    result: dict[str, Any] = {}
    for part, outcome in (given.items() if isinstance(given, Mapping) else ()):
        if not isinstance(outcome, Mapping):
            continue
        if isinstance(outcome.get("outputs"), Mapping):
            result[str(part)] = {"outputs": {str(key): plain(value)
                                             for key, value in outcome["outputs"].items()}}
        elif "error" in outcome:
            result[str(part)] = {name: str(outcome.get(name, ""))[:300]
                                 for name in ("error", "message", "line")}
    return result
