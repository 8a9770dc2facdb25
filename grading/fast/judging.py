"""Scores and words for what a child returned: the trusted side of an exercise.

Holds the expected outputs on the fresh seeds (computed once, see grading.golden) and the pinned
model. Prompts are measured on items of a seed that never leaves this side: their inputs alone go to
the child, in an order that says nothing. What it says never holds a hidden input, an expected value
or a line that is not the learner's own.
"""

from __future__ import annotations

import builtins
import dataclasses
import html
import re
from pathlib import Path
from typing import Any

import numpy as np

from grading.fast.engine import Execution, Job
from grading.fast.limits import Limits
from grading.golden import fresh_seeds
from grading.judge import _outcomes
from grading.units import Unit
from llmcourse.checking.golden import read_golden
from llmcourse.checking.plain import contains_foreign, plain
from llmcourse.checking.prompts import draw_items
from llmcourse.checking.registry import Part, load_parts, load_unit, register_package
from llmcourse.checking.running import part_seed
from llmcourse.checking.verdict import ExerciseVerdict, PartVerdict, judge_exercise

HINT = re.compile(r"<details>\s*<summary>.*?</summary>(.*?)</details>", re.DOTALL)
# What Python itself says, without any value of the program in it.
SAYINGS = tuple(re.compile(text) for text in (
    r"(list|tuple|string|pop) index out of range", r"division by zero", r"float division by zero",
    r"integer modulo by zero", r"pop from (an )?empty (list|deque|set)",
    r"(min|max)\(\) (arg|iterable argument) is (an )?empty( sequence)?",
    r"'(NoneType|int|float|str|list|tuple|dict|set|generator|function|bool|coroutine)' "
    r"object is not (subscriptable|iterable|callable|an iterator|reversible)",
    r"'(NoneType|int|float|str|list|tuple|dict|set|bool)' object has no attribute "
    r"'[A-Za-z_]{1,30}'",
    r"object of type '(NoneType|int|float|generator)' has no len\(\)",
    r"unsupported operand type\(s\) for [-+*/%@&|<>=]{1,3}: "
    r"'(NoneType|int|float|str|list|tuple|dict|set)' and "
    r"'(NoneType|int|float|str|list|tuple|dict|set)'",
    r"unhashable type: '(list|dict|set|slice)'", r"maximum recursion depth exceeded.{0,60}",
    r"dictionary changed size during iteration", r"too many values to unpack \(expected \d\)",
    r"not enough values to unpack \(expected \d, got \d\)", r"math domain error",
))
NAMES = {name for name in dir(builtins) if isinstance(getattr(builtins, name), type)
         and issubclass(getattr(builtins, name), BaseException)}
SAID = 700  # characters a part


class Judge:
    """Judges one unit on its fresh seeds."""

    def __init__(self, unit: Unit, golden: Path, package: str = "llmcourse") -> None:
        register_package(f"{package}.exercises")
        data = read_golden(golden / f"{unit.name}.json")
        self.unit = unit
        self.seeds = tuple(int(seed) for seed in data["seeds"])
        self.golden: dict[str, Any] = data["exercises"]
        self.module = f"{package}.exercises.{unit.name.partition('_')[2] or unit.name}"
        load_unit(self.module)
        self.hints = {one.id: hint_of(one.hints_cell.text) for one in unit.exercises}
        self.item_seed = fresh_seeds(f"{unit.name}.items", golden)[0]
        self._items: dict[str, dict[str, tuple[list[Any], list[int]]]] = {}
        for one in unit.exercises:
            for part in load_parts(one.id).values():
                if part.prompt is not None:
                    self._items.setdefault(one.id, {})[part.name] = self._drawn(part)

    def _drawn(self, part: Part) -> tuple[list[Any], list[int]]:
        """Inputs of a prompt's items as they are sent, and which item each belongs to."""
        assert part.prompt is not None
        rng = np.random.default_rng(part_seed(self.item_seed, part.exercise, part.name))
        inputs = [plain(item.inputs) for item in draw_items(part.prompt, rng)]
        if any(map(contains_foreign, inputs)):
            raise ValueError(f"{part.exercise}: the inputs of its items are no plain data")
        order = np.random.default_rng([self.item_seed, len(inputs)]).permutation(len(inputs))
        return [inputs[index] for index in order], [int(index) for index in order]

    def with_inputs(self, job: Job) -> Job:
        """The job with the inputs of its prompts' items."""
        inputs = {name: {part: sent for part, (sent, _) in self._items[name].items()}
                  for name in job.exercises if name in self._items}
        return dataclasses.replace(job, inputs=inputs) if inputs else job

    def _in_order(self, exercise: str, by_seed: dict[int, Any]) -> None:
        """Put what came for a prompt's items into the items' own order."""
        for name, (_, order) in self._items.get(exercise, {}).items():
            outputs = by_seed[self.seeds[0]].get(name, {}).get("outputs", {})
            came = outputs.get("messages")
            if isinstance(came, list) and len(came) == len(order):
                outputs["messages"] = [came[place] for place in np.argsort(order)]

    def verdict(self, exercise: str, outcomes: Any, own: set[str]) -> ExerciseVerdict:
        """The verdict on one exercise, fit for the learner's eyes. Never raises for its data.

        outcomes: seed -> part -> outcome, foreign. own: the submission's source lines, stripped.
        """
        parts = load_parts(exercise)
        given = outcomes if isinstance(outcomes, dict) else {}
        try:
            by_seed = {seed: _outcomes(given.get(str(seed))) for seed in self.seeds}
            self._in_order(exercise, by_seed)
            found = judge_exercise(exercise, parts, self.golden[exercise], self.seeds, by_seed,
                                   self.item_seed)
        except Exception:  # whatever foreign data make the comparison or the model raise
            by_seed = {}
            found = ExerciseVerdict(exercise, [
                PartVerdict(name, 0.0, part.points, "wrong") for name, part in parts.items()])
        shown = [dataclasses.replace(part, message=self._words(exercise, part, by_seed, own)[:SAID])
                 for part in found.parts]
        return ExerciseVerdict(exercise, shown)

    def _words(self, exercise: str, part: PartVerdict, by_seed: dict[int, Any],
               own: set[str]) -> str:
        """What the learner reads about one part."""
        if part.measured:
            words = (f"{part.measured['accuracy']:.1%} of {part.measured['n']:.0f} items right, "
                     f"the bar is {part.measured['bar']:.0%}.")
            return words if part.status == "right" else " ".join(
                filter(None, (words, part.remark, self._hint(exercise, part))))
        if part.status in ("not written", "too slow", "too much", "no prompt", "not measured"):
            return part.message
        if part.status == "stopped":
            stopped: dict[str, str] = next((outcome[part.part] for outcome in by_seed.values()
                            if "error" in outcome.get(part.part, {})), {})
            return f"{stopped_words(stopped, own)} {self._hint(exercise, part)}".strip()
        if part.status == "wrong":
            return ("It returns something else than asked for, on inputs that stay hidden. "
                    f"{self._hint(exercise, part)}").strip()
        return ""

    def _hint(self, exercise: str, part: PartVerdict) -> str:
        """The lesson's first hint, where no mistake was recognised."""
        return "" if part.mistakes or not self.hints[exercise] else (
            f"Hint: {self.hints[exercise]}")


def hint_of(text: str) -> str:
    """The first hint of a hints cell, as one line of text."""
    found = HINT.search(text)
    words = " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split()) if found else ""
    return words if len(words) <= 300 else words[:299] + "…"


def stopped_words(outcome: dict[str, str], own: set[str]) -> str:
    """Where and how code stopped, without anything that the code could have put there."""
    name = outcome.get("error", "")
    name = name if name in NAMES else "an exception of its own"
    message = outcome.get("message", "")
    said = f": {message}" if any(one.fullmatch(message) for one in SAYINGS) else ""
    line = outcome.get("line", "").strip()
    where = f" in the line `{line}`" if len(line) > 3 and line in own else ""
    return f"Your code stopped with {name}{said}{where}."


class Room:
    """What a submission may still show, over all its cells."""

    def __init__(self, limits: Limits) -> None:
        self.characters, self.pictures = limits.shown_kb * 1000, limits.pictures
        self.a_cell, self.a_picture = limits.shown_characters, limits.picture_kb * 1000

    def text(self, value: str) -> str:
        """As much of it as there is room for."""
        value = readable(value, min(self.a_cell, self.characters))
        self.characters -= len(value)
        return value

    def picture(self, value: str) -> str:
        """The picture, or "" where there is no room for it."""
        if self.pictures <= 0 or len(value) > self.a_picture:
            return ""
        self.pictures -= 1
        return readable(value, self.a_picture)


def cell_outputs(execution: Execution, index: int, room: Room) -> list[Any]:
    """What one cell showed, as notebook outputs. Built from foreign data, value by value."""
    from nbformat.v4 import new_output

    told = execution.cells.get(index)
    made: list[Any] = []
    outputs = told.get("outputs") if isinstance(told, dict) else None
    for item in (outputs if isinstance(outputs, list) else [])[:50]:
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("text"), str):
            stream = "stderr" if item.get("stream") == "stderr" else "stdout"
            made.append(new_output("stream", name=stream, text=room.text(item["text"])))
        elif isinstance(item.get("data"), dict):
            data = {}
            for kind in ("text/plain", "text/html", "image/png", "image/jpeg"):
                value = item["data"].get(kind)
                if isinstance(value, str):
                    keep = room.text if kind.startswith("text") else room.picture
                    data[kind] = keep(value)
            data = {kind: value for kind, value in data.items() if value}
            if data:
                made.append(new_output("display_data", data=data))
    error = told.get("error") if isinstance(told, dict) else None
    if isinstance(error, dict):
        name = readable(str(error.get("ename", "")), 80)
        line = error.get("line")
        place = f" (line {line})" if isinstance(line, int) and 0 < line < 10**6 else ""
        text = readable(str(error.get("evalue", "")), 400) + place
        made.append(new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"]))
    if index == execution.ended_at:
        text = execution.ended
        made.append(new_output("error", ename="PythonEnded", evalue=text, traceback=[text]))
    return made


def readable(text: str, limit: int) -> str:
    """Text that any file holds and any terminal shows."""
    text = text[:limit].encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)


def check_outputs(verdict: ExerciseVerdict, note: str = "") -> list[Any]:
    """A check cell's outputs: the report, and the points as its result."""
    from nbformat.v4 import new_output

    from llmcourse.checking.report import as_html, as_text

    text = as_text(verdict) + (f"\n{note}" if note else "")
    page = as_html(verdict) + (f"<p>{html.escape(note)}</p>" if note else "")
    return [new_output("display_data", data={"text/plain": text, "text/html": page}),
            new_output("execute_result", data={"text/plain": repr(float(verdict.points))},
                       execution_count=None)]
