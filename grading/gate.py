"""The contract gate: proves every exercise on the public seeds and on five fresh ones.

    python -m grading.gate [UNIT ...] [--fast]
    python -m grading.gate --exercise rrf [--reference llmcourse.fusion:reciprocal_rank_fusion]

Blank and trivial answers score 0; the reference gets full points; at least five mutants over three
kinds each lose points and are named by their own name; two alternatives get full points; there are
three hints; golden outputs are fresh and small; nothing graded depends on an experiment cell.
`--exercise` proves one exercise in seconds; with `--reference` it needs no lesson yet.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from grading.answers import Answer, read_answer
from grading.builder import check_contract
from grading.course import COURSE, Course
from grading.golden import FORMAT, SECONDS, as_text, exercise_golden, same_golden, sizes
from grading.lessons import experiment_dependencies, run_without_experiments
from grading.mutants import Mutant, load_mutants
from grading.trivial import trivial_answers
from grading.units import Cell, Exercise, parse_cells, read_unit, resolve_units, unit_names
from llmcourse.checking.golden import MAX_BYTES, PUBLIC_SEEDS
from llmcourse.checking.registry import find_module, load_parts, register_package
from llmcourse.checking.running import run_exercise
from llmcourse.checking.verdict import ExerciseVerdict, judge_exercise

MUTANTS, KINDS, ALTERNATIVES, FRESH = 5, 3, 2, 5


@dataclass
class Row:
    """What the gate found for one exercise."""

    exercise: str
    parts: int = 0
    mutants: int = 0
    caught: int = 0
    named: int = 0
    kinds: int = 0
    alternatives: int = 0
    accepted: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    golden: dict[str, Any] = field(default_factory=dict)


def _summary(verdict: ExerciseVerdict) -> str:
    lost = [f"{part.part}: {part.message}" for part in verdict.parts if part.points < part.maximum]
    return " | ".join(lost)[:600]


def _far_from_bar(verdict: ExerciseVerdict, row: Row, who: str) -> None:
    """A measured part must lie four standard errors above its bar or below it."""
    for part in verdict.parts:
        if part.measured and part.measured["n"]:
            figures = part.measured
            distance = (figures["accuracy"] - figures["bar"]) / figures["standard_error"]
            if abs(distance) < 4:
                side = "above" if figures["accuracy"] >= figures["bar"] else "below"
                row.faults.append(
                    f"{who}: {part.part} measured {figures['accuracy']:.1%}, only "
                    f"{abs(distance):.1f} standard errors {side} the bar {figures['bar']:.0%} at "
                    f"n={figures['n']:.0f}; four are needed: move the bar or take more items")


def prove(exercise: Exercise, mutants: Sequence[Mutant], alternatives: dict[str, Any],
          fresh: Sequence[int]) -> Row:
    """Prove the contract for one exercise."""
    began = time.perf_counter()
    parts = load_parts(exercise.id)
    row = Row(exercise.id, parts=len(parts), mutants=len(mutants),
              kinds=len({one.kind for one in mutants}), alternatives=len(alternatives))
    caught = [True] * len(mutants)
    named = [True] * len(mutants)
    accepted = dict.fromkeys(alternatives, True)
    for label, seeds in (("public", list(PUBLIC_SEEDS)), ("fresh", list(fresh))):
        kept: list[Any] = []
        golden = exercise_golden(exercise, mutants, seeds, kept)
        if label == "public":
            row.golden = golden

        def judge(outcomes: Any, golden: Any = golden, seeds: Any = seeds) -> ExerciseVerdict:
            return judge_exercise(exercise.id, parts, golden, seeds, outcomes)

        where = f"{label} seeds" if label == "public" else f"fresh seeds {seeds}"
        verdict = judge(kept[0])
        missing = [part for part in verdict.parts if part.status == "not measured"]
        if missing:
            row.faults.append(f"{missing[0].part} is not proven: {missing[0].message}")
            caught, named = [False] * len(mutants), [False] * len(mutants)
            accepted = dict.fromkeys(alternatives, False)
            break
        _far_from_bar(verdict, row, f"the reference on {where}")
        if verdict.points != verdict.maximum:
            row.faults.append(f"the reference gets {verdict.points:g} of {verdict.maximum:g} on "
                              f"{where}: {_summary(verdict)}")
        repeat = judge(run_exercise(exercise.id, exercise.answer.reference(), seeds, SECONDS))
        if repeat.points != verdict.points:
            row.faults.append(f"the reference run twice differs on {where}: seed everything from "
                              f"rng ({_summary(repeat)})")
        for who, answer in trivial_answers(is_class=exercise.answer.is_class,
                                           is_async=exercise.answer.is_async).items():
            got = judge(run_exercise(exercise.id, answer, seeds, SECONDS))
            if got.points != 0:
                passed = ", ".join(part.part for part in got.parts if part.points)
                row.faults.append(f"an answer that {who} gets {got.points:g} points on {where} "
                                  f"(part {passed}): merge that part with one it fails")
        for index, one in enumerate(mutants):
            got = judge(kept[index + 1])
            _far_from_bar(got, row, f"mutant {one.name} on {where}")
            if got.points >= got.maximum:
                caught[index] = named[index] = False
                row.faults.append(f"{one.where} loses no points on {where}: give the probe an "
                                  "input that tells it from the reference")
            elif got.mistakes != [one.name]:
                named[index] = False
                row.faults.append(f"{one.where} is named {', '.join(got.mistakes) or 'nothing'} on "
                                  f"{where}: tell them apart by an input, or share one name "
                                  f"({_summary(got)[:200]})")
        for who, answer in alternatives.items():
            got = judge(run_exercise(exercise.id, answer, seeds, SECONDS))
            _far_from_bar(got, row, f"alternative {who} on {where}")
            if got.points != got.maximum:
                accepted[who] = False
                row.faults.append(f"alternative {who} gets {got.points:g} of {got.maximum:g} on "
                                  f"{where}: {_summary(got)}")
    row.caught, row.named, row.accepted = sum(caught), sum(named), sum(accepted.values())
    if row.mutants < MUTANTS:
        row.faults.append(f"{row.mutants} mutants, at least {MUTANTS} are needed")
    if row.kinds < KINDS:
        row.faults.append(f"mutants of {row.kinds} kinds, at least {KINDS} are needed")
    if row.alternatives < ALTERNATIVES:
        row.faults.append(f"{row.alternatives} alternatives, at least {ALTERNATIVES} are needed")
    row.seconds = time.perf_counter() - began
    return row


def load_alternatives(unit: str, exercise: Exercise, course: Course) -> dict[str, Any]:
    """File name -> answer, for one exercise."""
    found = {}
    names = {exercise.id, exercise.id.replace("-", "_")}
    for path in sorted((course.alternatives_folder / unit).glob("*.py")):
        stem, _, number = path.stem.rpartition("_")
        if stem not in names or not number.isdigit():
            continue
        spec = importlib.util.spec_from_file_location(f"alternative_{unit}_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if not hasattr(module, exercise.answer.name):
            raise ValueError(f"{path} must define {exercise.answer.name}")
        found[path.name] = getattr(module, exercise.answer.name)
    return found


def gate_unit(unit: str, fresh: Sequence[int], course: Course = COURSE,
              fast: bool = False) -> tuple[list[Row], list[str]]:
    """Rows for each exercise of a unit, and faults of the unit as a whole."""
    source = read_unit(unit, course)
    check_contract(source, course)
    mutants = load_mutants(unit, course)
    faults = [f"{unit}: {fault}" for book in source.notebooks
              for fault in experiment_dependencies(book)]
    rows = []
    for exercise in source.exercises:
        alternatives = load_alternatives(unit, exercise, course)
        rows.append(prove(exercise, mutants.get(exercise.id, []), alternatives, fresh))
    text = as_text({"format": FORMAT, "unit": unit, "seeds": list(PUBLIC_SEEDS),
                    "exercises": {row.exercise: row.golden for row in rows}})
    path = course.golden_folder / f"{unit}.json"
    shipped = path.read_text(encoding="utf-8") if path.exists() else ""
    size = max(len(shipped.encode("utf-8")), len(text.encode("utf-8")))
    if size > MAX_BYTES:
        faults.append(f"{unit}: golden outputs take {size} bytes, at most {MAX_BYTES} ship "
                      f"({sizes(text)})")
    if source.exercises and not (shipped and same_golden(shipped, text)):
        faults.append(f"{unit}: {path.name} is {'stale' if path.exists() else 'missing'}: run "
                      f"`python -m grading.golden {unit}`")
    if not fast:
        faults += [f"{unit}: {fault}" for book in source.notebooks
                   for fault in run_without_experiments(book, course)]
    return rows, faults


def one_exercise(name: str, reference: str | None, course: Course) -> tuple[str, Exercise]:
    """An exercise by id, from its lesson or, before there is one, from `module:name`."""
    register_package(f"{course.package}.exercises")
    module = find_module(name)
    points = sum(part.points for part in load_parts(name).values())
    if reference:
        origin, _, target = reference.partition(":")
        cell = Cell("code", {"q": name, "role": "answer"}, f"from {origin} import {target}", 0,
                    course.solutions / "99_draft" / "command line")
        answer: Answer = read_answer(cell, course)
        units = [unit for unit in unit_names(course) if course.probe_module(unit) == module]
        return (units or [module.rpartition(".")[2]])[0], Exercise(
            name, points, 1, None, answer, cell, cell, cell)
    for unit in unit_names(course):
        for path in sorted((course.solutions / unit).glob("*.nb.py")):
            for cell in parse_cells(path):
                if cell.q == name and cell.role == "answer":
                    return unit, Exercise(name, cell.header.get("points", 0), 1, None,
                                          read_answer(cell, course), cell, cell, cell)
    raise ValueError(f"no lesson has an answer cell for {name!r}; before it is written give "
                     "--reference module:name")


def table(rows: Sequence[Row]) -> str:
    """The closing table, plain text."""
    head = ("exercise", "parts", "mutants caught", "named", "kinds", "alternatives", "seconds", "")
    lines = [head] + [
        (row.exercise, str(row.parts), f"{row.caught} of {row.mutants}",
         f"{row.named} of {row.mutants}", str(row.kinds),
         f"{row.accepted} of {row.alternatives}", f"{row.seconds:.1f}",
         "FAIL" if row.faults else "ok") for row in rows]
    lines.append((f"{len(rows)} exercises", str(sum(row.parts for row in rows)),
                  f"{sum(row.caught for row in rows)} of {sum(row.mutants for row in rows)}",
                  f"{sum(row.named for row in rows)} of {sum(row.mutants for row in rows)}", "",
                  f"{sum(row.accepted for row in rows)} of "
                  f"{sum(row.alternatives for row in rows)}",
                  f"{math.fsum(row.seconds for row in rows):.1f}", ""))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
                     .rstrip() for line in lines)


def main(arguments: list[str] | None = None, course: Course = COURSE) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m grading.gate", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*", help="such as 02_rag or 02; all when left out")
    parser.add_argument("--exercise", action="append", default=[], help="only this exercise")
    parser.add_argument("--reference", help="module:name, for an exercise without a lesson yet")
    parser.add_argument("--fast", action="store_true", help="do not run the lessons")
    parser.add_argument("--seeds", nargs="+", type=int, help="instead of five fresh seeds")
    options = parser.parse_args(arguments)
    fresh = options.seeds or [1000 + secrets.randbelow(2**31 - 1000) for _ in range(FRESH)]
    rows: list[Row] = []
    faults: list[str] = []
    try:
        for name in options.exercise:
            unit, exercise = one_exercise(name, options.reference, course)
            rows.append(prove(exercise, load_mutants(unit, course).get(name, []),
                              load_alternatives(unit, exercise, course), fresh))
        for unit in [] if options.exercise else resolve_units(options.units, course):
            try:
                found, wrong = gate_unit(unit, fresh, course, options.fast)
            except ValueError as error:
                faults.append(f"{unit}: {error}")
                continue
            rows, faults = rows + found, faults + wrong
    except ValueError as error:
        print(f"FAIL {error}")
        return 1
    for row in rows:
        for fault in dict.fromkeys(row.faults):
            print(f"FAIL {row.exercise}: {fault}")
    for fault in faults:
        print(f"FAIL {fault}")
    print(table(rows))
    print(f"fresh seeds: {' '.join(map(str, fresh))}")
    return 1 if faults or any(row.faults for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
