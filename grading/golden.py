"""Write golden outputs: what the reference and each mutant return on given seeds.

    python -m grading.golden [UNIT ...]                     the public seeds, into the package
    python -m grading.golden [UNIT ...] --check             only compare with what is committed
    python -m grading.golden [UNIT ...] --seeds 7 8 --to FOLDER
    python -m grading.golden [UNIT ...] --fresh FOLDER      seeds drawn once a unit and kept there

Prompt parts need no model here: their items are redrawn from the seed by whoever judges, and only
the shapes of the messages are kept. No source of a solution or mutant is written.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grading.course import COURSE, Course
from grading.mutants import Mutant, compile_mutant, compile_pair, load_mutants
from grading.units import Exercise, read_unit, resolve_units
from llmcourse.checking import prompts
from llmcourse.checking.compare import close
from llmcourse.checking.golden import FORMAT, MAX_BYTES, PUBLIC_SEEDS, shortened
from llmcourse.checking.plain import contains_foreign
from llmcourse.checking.registry import Part, load_parts, load_unit, register_package
from llmcourse.checking.running import run_exercise
from llmcourse.checking.verdict import differing_keys, outcomes_digest

FRESH_SEEDS = 5  # the gate proves the contract on as many
SECONDS = 20.0


class GoldenError(ValueError):
    """Golden outputs that can't be made; says for which exercise and what to do."""


def exercise_golden(exercise: Exercise, mutants: Sequence[Mutant], seeds: Sequence[int],
                    kept: list[Any] | None = None) -> dict[str, Any]:
    """Golden data of one exercise (see llmcourse.checking.golden), fully in memory.

    `kept` receives the outcomes of the reference and of each mutant, for the gate.
    """
    parts = load_parts(exercise.id)
    reference = exercise.answer.reference()
    expected = run_exercise(exercise.id, reference, seeds, SECONDS)
    for seed, outcomes in expected.items():
        for name, outcome in outcomes.items():
            if "outputs" not in outcome:
                raise GoldenError(f"{exercise.id}/{name}, seed {seed}: the reference stops with "
                                  f"{outcome['error']}: {outcome['message']} "
                                  f"{outcome['line']}".rstrip())
            bad = [key for key, value in outcome["outputs"].items() if contains_foreign(value)]
            if bad and parts[name].prompt is None:
                raise GoldenError(f"{exercise.id}/{name}, seed {seed}, {bad[0]}: the reference "
                                  "gives something that is no plain data "
                                  f"({outcome['outputs'][bad[0]]}): convert it in the probe")
    came = [run_exercise(exercise.id, compile_mutant(one, reference), seeds, SECONDS)
            for one in mutants]
    if kept is not None:
        kept[:] = [expected, *came]
    data: dict[str, Any] = {
        "points": exercise.points,
        "mutants": [{"name": one.name, "says": one.says} for one in mutants],
        "parts": {},
    }
    for name, part in parts.items():
        data["parts"][name] = {
            str(seed): _entry(part, seed, expected[seed][name], [one[seed][name] for one in came])
            for seed in seeds if name in expected[seed]}
    return data


def exercise_pairs(exercise: Exercise, mutants: Sequence[Mutant], seeds: Sequence[int],
                   outcomes: Sequence[Any]) -> dict[str, dict[str, str]]:
    """Part -> hash of what two mutants together return -> "index+index".

    Only hashes that neither the reference nor one mutant alone gives, and each of one pair only.
    """
    parts = {name: part for name, part in load_parts(exercise.id).items() if part.prompt is None}
    reference = exercise.answer.reference()
    found: dict[str, dict[str, str]] = {name: {} for name in parts}
    single = {name: {outcomes_digest({str(seed): one[seed][name] for seed in seeds})
                     for one in outcomes} for name in parts}
    for (i, one), (j, other) in itertools.combinations(enumerate(mutants), 2):
        both = compile_pair(one, other, reference)
        if both is None:
            continue
        came = run_exercise(exercise.id, both, seeds, SECONDS)
        for name in parts:
            key = outcomes_digest({str(seed): came[seed][name] for seed in seeds})
            if key not in single[name]:
                found[name][key] = "" if key in found[name] else f"{i}+{j}"
    return {name: {key: pair for key, pair in keys.items() if pair}
            for name, keys in found.items() if any(keys.values())}


def _entry(part: Part, seed: int, reference: Any, mutants: list[Any]) -> dict[str, Any]:
    if part.prompt is not None:
        shapes = [prompts.signature(part, seed, one.get("outputs", {}).get("messages"))
                  for one in mutants]
        own = prompts.signature(part, seed, reference["outputs"]["messages"])
        return {"reference": {**own, "template": ""},
                "mutants": {str(index): shape for index, shape in enumerate(shapes)
                            if shape["template"] != own["template"]}}
    entry: dict[str, Any] = {"reference": _compact(part, reference), "mutants": {}}
    for index, outcome in enumerate(mutants):
        keys = differing_keys(part, reference, outcome)
        if not keys:
            continue
        if "outputs" in outcome:
            missing = {"__foreign__": "nothing"}
            outputs = {key: outcome["outputs"].get(key, missing) for key in keys}
            entry["mutants"][str(index)] = _compact(part, {"outputs": outputs})
        else:
            entry["mutants"][str(index)] = {"error": outcome["error"],
                                            "message": outcome["message"]}
    return entry


def _compact(part: Part, outcome: dict[str, Any]) -> dict[str, Any]:
    return {"outputs": {key: _rounded(value, part.comparator(key).digits)
                        for key, value in outcome["outputs"].items()}}


def _rounded(value: Any, digits: int | None) -> Any:
    if digits is None:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{digits}g}")
    if isinstance(value, list):
        return [_rounded(item, digits) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item, digits) for key, item in value.items()}
    return value


def unit_golden(unit: str, seeds: Sequence[int], course: Course = COURSE,
                pairs: bool = True) -> dict[str, Any]:
    """Golden data of a unit; without `pairs` about half the time, two mistakes named less often."""
    source = read_unit(unit, course)
    mutants = load_mutants(unit, course)
    register_package(f"{course.package}.exercises")
    if source.exercises:
        load_unit(course.probe_module(unit))
    exercises = {}
    for exercise in source.exercises:
        own = mutants.get(exercise.id, [])
        kept: list[Any] = []
        exercises[exercise.id] = exercise_golden(exercise, own, seeds, kept)
        if pairs and (found := exercise_pairs(exercise, own, seeds, kept)):
            exercises[exercise.id]["pairs"] = found
    return {"format": FORMAT, "unit": unit, "seeds": list(seeds), "exercises": exercises}


def same_golden(one: str, other: str) -> bool:
    """Do two golden texts say the same?

    Last digits and the wording of errors differ between machines and Pythons; pairs are left out,
    because they follow from the rest and take long.
    """
    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items()
                    if key != "pairs" and not (key == "message" and "error" in value)}
        return [strip(item) for item in value] if isinstance(value, list) else value

    return close(1e-6, 1e-9).find(strip(json.loads(one)), strip(json.loads(other))) is None


def as_text(data: dict[str, Any]) -> str:
    """Compact JSON, a line an exercise, so that a change shows where it is."""
    def dump(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False)

    head = {key: value for key, value in data.items() if key != "exercises"}
    lines = [f"{dump(name)}:{dump(shortened(value))}" for name, value in data["exercises"].items()]
    return dump(head)[:-1] + ',"exercises":{\n' + ",\n".join(lines) + "\n}}\n"


def write_golden(unit: str, seeds: Sequence[int], folder: Path, course: Course = COURSE,
                 limit: int | None = MAX_BYTES) -> Path:
    """Write one unit's file; GoldenError when it is too large to ship."""
    text = as_text(unit_golden(unit, seeds, course))
    size = len(text.encode("utf-8"))
    if limit is not None and size > limit:
        raise GoldenError(f"{unit}: golden outputs take {size} bytes, at most {limit} ship: make "
                          f"the probes' inputs smaller ({sizes(text)})")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{unit}.json"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def sizes(text: str) -> str:
    """Which exercises take how much of a golden text."""
    found = {name: len(json.dumps(value)) for name, value in json.loads(text)["exercises"].items()}
    largest = sorted(found.items(), key=lambda item: -item[1])[:4]
    return ", ".join(f"{name} {size // 1000} kB" for name, size in largest)


def fresh_seeds(unit: str, folder: Path) -> list[int]:
    """The unit's private seeds: drawn on the first call, kept in the folder after that."""
    path = folder / "seeds" / f"{unit}.seeds"
    if path.exists():
        return [int(word) for word in path.read_text(encoding="utf-8").split()]
    seeds = [1000 + secrets.randbelow(2**31 - 1000) for _ in range(FRESH_SEEDS)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(" ".join(map(str, seeds)) + "\n", encoding="utf-8")
    return seeds


def imported_file(unit: str, folder: Path) -> Path:
    """Where `write_imported` keeps the names of the unit's modules."""
    return folder / f".{unit}.modules"


def write_imported(unit: str, folder: Path, before: set[str]) -> None:
    """Keep the names of the libraries that came with running the unit's answers, in order.

    Some are imported by an answer's first call only (an optimizer brings a compiler along). The
    forking parent has no answer to call, and each child would import them anew.
    """
    names = [name for name in list(sys.modules) if name not in before
             and name.partition(".")[0] not in (COURSE.package, "grading")]
    imported_file(unit, folder).write_text("\n".join(names) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m grading.golden", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*", help="such as 02_rag or 02; all when left out")
    parser.add_argument("--seeds", nargs="+", type=int, help="instead of the public seeds")
    parser.add_argument("--to", type=Path, help="folder to write to (needed with --seeds)")
    parser.add_argument("--fresh", type=Path, metavar="FOLDER", help="private folder for grading")
    parser.add_argument("--check", action="store_true", help="only compare with what is committed")
    options = parser.parse_args(arguments)
    if (options.seeds is not None) != (options.to is not None) or (options.fresh and options.to):
        parser.error("--seeds and --to go together; --fresh stands alone")
    faults = 0
    before = set(sys.modules)  # of the program's start: what one unit imported, the next may need
    for unit in resolve_units(options.units):
        try:
            if options.check:
                path = COURSE.golden_folder / f"{unit}.json"
                same = path.exists() and same_golden(
                    path.read_text(encoding="utf-8"),
                    as_text(unit_golden(unit, PUBLIC_SEEDS, pairs=False)))
                faults += not same
                print(f"{unit}: " + ("as written" if same else
                                     f"differs: run `python -m grading.golden {unit}`"))
                continue
            if options.fresh:
                seeds: Sequence[int] = fresh_seeds(unit, options.fresh)
                path = write_golden(unit, seeds, options.fresh, limit=None)
                write_imported(unit, options.fresh, before)
            elif options.seeds:
                path = write_golden(unit, options.seeds, options.to, limit=None)
            else:
                path = write_golden(unit, PUBLIC_SEEDS, COURSE.golden_folder)
            print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
        except ValueError as error:
            print(error, file=sys.stderr)
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
