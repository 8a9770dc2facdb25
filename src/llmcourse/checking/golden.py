"""Golden data: what the reference and the known mistakes return on given seeds, as plain data.

It ships as `exercises/golden/NN_unit.json` for the public seeds: no solution code and no mutant
code. With LLMCOURSE_GOLDEN set to a folder, files of the same names there are read instead (fresh
seeds, for submissions that are trusted: the expected values are then readable by them).

{"format": 2, "unit": "04_rag_fusion", "seeds": [1, 2, 3], "exercises": {id: {
   "points": 4, "mutants": [{"name": ..., "says": ...}], "parts": {part: {seed: {
      "reference": outcome, "mutants": {index: outcome}}}},
   "pairs": {part: {digest of the outcomes on all seeds: "index+index"}}}}}
A mutant's outcome holds only the keys where it differs from the reference; a mutant without an
entry does not differ on that part and seed. In the file a key is written as its number among the
reference's keys (`shortened`), since a key says in words what was given. Two mutants together are
kept as a hash only. Prompt parts hold shapes of messages only (see prompts.signature); their items
are redrawn from the seed.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llmcourse.checking.registry import exercise_folder, find_module

FORMAT = 2
PUBLIC_SEEDS = (1, 2, 3)
MAX_BYTES = 300_000
ENVIRONMENT = "LLMCOURSE_GOLDEN"


def golden_file(module: str) -> Path:
    """The golden file for a probe module such as "llmcourse.exercises.rag"."""
    package, _, name = module.rpartition(".")
    chosen = os.environ.get(ENVIRONMENT)
    folder = Path(chosen) if chosen else exercise_folder(package) / "golden"
    pattern = re.compile(rf"(\d\d_)?{re.escape(name)}\.json")
    found = sorted(path for path in folder.glob("*.json") if pattern.fullmatch(path.name))
    if not found:
        raise FileNotFoundError(
            f"no expected outputs for {module} in {folder}: "
            + ("write them with `python -m grading.golden --fresh` there, or unset "
               f"{ENVIRONMENT}" if chosen else f"run `python -m grading.golden` for unit {name}"))
    return found[0]


def read_golden(path: Path) -> dict[str, Any]:
    """A golden file's data, with the keys of mutants' outputs written out."""
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> dict[str, Any]:
    data = json.loads(path.read_text(encoding="utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{path} has format {data.get('format')}, this package reads {FORMAT}: "
                         "write it again with `python -m grading.golden`")
    return {**data, "exercises": {name: _expanded(one) for name, one in data["exercises"].items()}}


def shortened(exercise: dict[str, Any]) -> dict[str, Any]:
    """Golden data of an exercise as the file has it: mutants' keys as numbers, "+key" for one that
    the reference does not return."""
    def naming(keys: list[str]) -> Callable[[str], str]:
        return lambda key: str(keys.index(key)) if key in keys else f"+{key}"

    return _with_keys(exercise, naming)


def _expanded(exercise: dict[str, Any]) -> dict[str, Any]:
    def naming(keys: list[str]) -> Callable[[str], str]:
        return lambda key: key[1:] if key.startswith("+") else keys[int(key)]

    return _with_keys(exercise, naming)


def _with_keys(exercise: dict[str, Any],
               naming: Callable[[list[str]], Callable[[str], str]]) -> dict[str, Any]:
    """The same data, each key of a mutant's outputs renamed by naming(the reference's keys)."""
    def entry(one: dict[str, Any]) -> dict[str, Any]:
        if "outputs" not in one["reference"]:  # a prompt: shapes of messages
            return one
        rename = naming(list(one["reference"]["outputs"]))
        mutants = {index: {**came, "outputs": {rename(k): v for k, v in came["outputs"].items()}}
                   if "outputs" in came else came for index, came in one["mutants"].items()}
        return {**one, "mutants": mutants}

    parts = {part: {seed: entry(one) for seed, one in seeds.items()}
             for part, seeds in exercise["parts"].items()}
    return {**exercise, "parts": parts}


def load_golden(exercise_id: str) -> tuple[list[int], dict[str, Any]]:
    """The seeds and the golden data of one exercise."""
    path = golden_file(find_module(exercise_id))
    data = read_golden(path)
    if exercise_id not in data["exercises"]:
        raise LookupError(f"{path.name} holds no expected outputs for {exercise_id!r}: run "
                          f"`python -m grading.golden {data['unit']}`")
    return list(data["seeds"]), data["exercises"][exercise_id]
