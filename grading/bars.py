"""Set the bars of prompt exercises by measuring, again whenever Pocket's weights change.

    python -m grading.bars [UNIT ...] [--exercise ID ...]    measure, propose a bar, compare
    python -m grading.bars ... --write                       write the proposed bar into the probe

A bar must lie four standard errors below the reference and each alternative, and four above each
mutant. All of them are measured on the first public seed and on two fixed others (--seeds takes
more). Of the bars that fit the worst cases, the one that keeps the most distance to both sides is
proposed. A mutant that another part of the exercise catches may lie on either side, as far from the
bar. Where none fits, the number of items that would do is printed, or that right and wrong
answers overlap: then the exercise is wrong for this model, and no bar repairs it. The exit status
is 1 where a declared bar does not fit.
"""

from __future__ import annotations

import argparse
import importlib
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.course import COURSE, Course
from grading.gate import load_alternatives
from grading.golden import SECONDS
from grading.mutants import compile_mutant, load_mutants
from grading.units import Exercise, read_unit, resolve_units
from llmcourse.checking import prompts
from llmcourse.checking.golden import PUBLIC_SEEDS
from llmcourse.checking.registry import Part, load_parts, load_unit, register_package
from llmcourse.checking.running import run_exercise

SEEDS = (PUBLIC_SEEDS[0], 101, 102)  # a prompt part is checked on the first public seed alone
ERRORS = 4  # standard errors that the gate wants on either side
STEP = 0.005


@dataclass
class Measured:
    """One answer's share of right replies on each seed, and whether it should pass.

    None: another part catches it, so that here it may do either, clearly.
    """

    name: str
    shares: list[float]
    passes: bool | None

    def mean(self) -> float:
        """Its share of right replies over all seeds."""
        return sum(self.shares) / len(self.shares)

    def above(self, bar: float) -> bool:
        """On which side of the bar it must stay, or stays where it may choose."""
        return self.mean() >= bar if self.passes is None else self.passes


def standard_error(bar: float, n: int) -> float:
    """Of the share of right replies among n items, where the true share is the bar."""
    return math.sqrt(bar * (1 - bar) / n)


def margin(bar: float, lowest: float, highest: float, n: int) -> float:
    """Standard errors between the bar and the nearer of the worst right and best wrong share."""
    return min(lowest - bar, bar - highest) / standard_error(bar, n)


def best_bar(lowest: float, highest: float, n: int) -> tuple[float, float]:
    """The bar (in steps of 0.005) with the largest margin between two shares, and that margin."""
    grid = [round(STEP * step, 3) for step in range(1, round(1 / STEP))]
    return max(((bar, margin(bar, lowest, highest, n)) for bar in grid), key=lambda pair: pair[1])


def items_needed(lowest: float, highest: float) -> int | None:
    """How many items make the best bar fit; None where right and wrong answers overlap."""
    if highest >= lowest:
        return None
    bar, distance = best_bar(lowest, highest, 1)
    return math.ceil((ERRORS / distance) ** 2) if 0 < bar < 1 and distance > 0 else None


def measure_part(part: Part, exercise: Exercise, unit: str, seeds: Sequence[int],
                 course: Course = COURSE) -> list[Measured]:
    """Measure the reference, the alternatives and the mutants of one prompt part."""
    reference = exercise.answer.reference()
    answers = [("reference", reference, True)]
    answers += [(name, answer, True)
                for name, answer in load_alternatives(unit, exercise, course).items()]
    answers += [(f"mutant {one.name}", compile_mutant(one, reference), False)
                for one in load_mutants(unit, course).get(exercise.id, [])]
    exact = [name for name, other in load_parts(exercise.id).items() if other.prompt is None]
    right: dict[int, dict] = {}  # what the reference gives in the exact parts, per seed
    rows = []
    for name, answer, passes in answers:
        shares, elsewhere = [], False
        for seed in seeds:  # a prompt part runs on the first of the seeds that it is given
            outcomes = run_exercise(exercise.id, answer, [seed], SECONDS)[seed]
            messages = outcomes[part.name].get("outputs", {}).get("messages")
            shares.append(prompts.measure(part, seed, messages).accuracy)
            given = {one: outcomes[one] for one in exact}
            elsewhere |= given != right.setdefault(seed, given)
        rows.append(Measured(name, shares, None if elsewhere and not passes else passes))
    return rows


def write_bar(part: Part, bar: float) -> Path:
    """Put the bar into the source of the probe. ValueError if it is not found there."""
    path = Path(importlib.import_module(part.module).__file__ or "")
    text = path.read_text(encoding="utf-8")
    call = rf'(prompt_probe\(\s*"{re.escape(part.exercise)}"[^()]*?\bbar=)[\d.]+'
    changed, count = re.subn(call, rf"\g<1>{bar:g}", text)
    if count != 1:
        raise ValueError(f"{path.name} has {count} calls prompt_probe(\"{part.exercise}\", ... "
                         "bar=...): write the bar there by hand")
    path.write_text(changed, encoding="utf-8")
    return path


def report(part: Part, rows: Sequence[Measured], write: bool) -> bool:
    """Print what was measured and the proposed bar; True if the declared bar (or it) fits."""
    spec = part.prompt
    assert spec is not None
    print(f"{part.exercise}, {part.name}: {spec.n} items a seed, {len(rows[0].shares)} seeds")
    must = {True: "must pass", False: "must fail", None: "either"}
    for row in rows:
        print(f"   {must[row.passes]:9}  {row.name:34} mean {row.mean():.3f}, "
              f"{min(row.shares):.3f} to {max(row.shares):.3f}")
    right = [share for row in rows if row.above(spec.bar) for share in row.shares]
    wrong = [share for row in rows if not row.above(spec.bar) for share in row.shares] or [0.0]
    lowest, highest = min(right), max(wrong)
    now = margin(spec.bar, lowest, highest, spec.n)
    bar, distance = best_bar(lowest, highest, spec.n)
    print(f"   bar {spec.bar:g} keeps {now:.1f} standard errors to the nearer side, "
          f"{bar:g} would keep {distance:.1f}; {ERRORS} are needed")
    if distance < ERRORS:
        needed = items_needed(lowest, highest)
        print("   no bar fits: " + (f"n={needed} items would do" if needed else
              f"a wrong answer reaches {highest:.3f}, a right one only {lowest:.3f}"))
        return False
    if write and bar != spec.bar:
        print(f"   bar={bar:g} written to {write_bar(part, bar).name}; golden outputs stay as "
              "they are, the gate proves the new bar")
        return True
    return now >= ERRORS


def main(arguments: list[str] | None = None, course: Course = COURSE) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m grading.bars", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*", help="such as 04_rag_fusion or 04; all when left out")
    parser.add_argument("--exercise", action="append", default=[], help="only this exercise")
    parser.add_argument("--seeds", nargs="+", type=int, default=list(SEEDS))
    parser.add_argument("--write", action="store_true", help="write the proposed bars")
    options = parser.parse_args(arguments)
    register_package(f"{course.package}.exercises")
    fits, found = True, 0
    try:
        for unit in resolve_units(options.units, course):
            exercises = read_unit(unit, course).exercises
            if exercises:
                load_unit(course.probe_module(unit))
            for exercise in exercises:
                if options.exercise and exercise.id not in options.exercise:
                    continue
                for part in load_parts(exercise.id).values():
                    if part.prompt is None:
                        continue
                    found += 1
                    rows = measure_part(part, exercise, unit, options.seeds, course)
                    fits = report(part, rows, options.write) and fits
    except (ValueError, prompts.ModelMissing) as error:
        print(f"FAIL {error}")
        return 1
    if not found:
        print("no prompt exercise there")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
