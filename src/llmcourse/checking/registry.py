"""The registry of probes: which exercise has which parts, and where they are declared.

Probes live in `llmcourse.exercises.<module>`, one module (or package) a unit, and are imported
only when one of their exercises is checked. Probes know inputs and points, no expected value.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmcourse.checking.compare import Comparator, exact


@dataclass(frozen=True)
class PromptSpec:
    """How a prompt part is measured: `items(rng, n)`, the bar, how many items."""

    items: Callable[..., list[Any]]
    bar: float
    metric: str = "accuracy"
    n: int = 200
    max_new_tokens: int = 64


@dataclass(frozen=True)
class Part:
    """One named part of an exercise, run alone and judged alone."""

    exercise: str
    name: str
    points: float
    function: Callable[..., Any] = field(compare=False)
    compare: Comparator | dict[str, Comparator] = field(compare=False)
    module: str = ""
    prompt: PromptSpec | None = field(default=None, compare=False)

    def comparator(self, key: str) -> Comparator:
        """The comparator for an output key.

        In a dict: the key itself, else its longest prefix in the dict, else "*".
        """
        if isinstance(self.compare, Comparator):
            return self.compare
        if key in self.compare:
            return self.compare[key]
        prefixes = [name for name in self.compare if name != "*" and key.startswith(name)]
        if prefixes:
            return self.compare[max(prefixes, key=len)]
        return self.compare.get("*", exact())


class UnknownExercise(ValueError):
    """No exercise has this name; one sentence with the nearest one."""


PARTS: dict[str, dict[str, Part]] = {}
PACKAGES: list[str] = ["llmcourse.exercises"]


def register_package(name: str) -> None:
    """Let exercises also be found in the package `name` (a course of your own)."""
    if name not in PACKAGES:
        PACKAGES.append(name)
        find_module.cache_clear()


def _register(part: Part) -> None:
    if not part.points > 0:
        raise ValueError(f"probe {part.exercise!r} part {part.name!r}: points={part.points} must "
                         "be above 0")
    known = PARTS.setdefault(part.exercise, {})
    for other in known.values():
        if other.module != part.module:
            raise ValueError(f"exercise {part.exercise!r} is declared in {other.module} and in "
                             f"{part.module}: give one of them another id")
    known[part.name] = part


def probe(exercise_id: str, part: str, points: float,
          compare: Comparator | dict[str, Comparator] | None = None) -> Callable[..., Any]:
    """Declare a function `(answer, rng) -> {short input: output}` as one part of an exercise.

    `compare` is one comparator, or a dict from output key (or its prefix, or "*") to comparator.
    """
    if compare is not None and not isinstance(compare, Comparator | dict):
        raise TypeError(f"probe {exercise_id!r}: compare must be a comparator such as exact() or a "
                        f"dict of them, not {compare!r}")

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        _register(Part(exercise_id, part, points, function, exact() if compare is None else compare,
                       function.__module__))
        return function
    return decorate


def prompt_probe(exercise_id: str, points: float, items: Callable[..., list[Any]], bar: float,
                 metric: str = "accuracy", part: str = "effect", n: int = 200,
                 max_new_tokens: int = 64) -> None:
    """Declare a part that measures the answer's messages on the pinned model.

    `items(rng, n)` returns at least `n` >= 200 `Item`s. Full points from `bar` upwards, else 0.
    """
    if not 0 < bar < 1:
        raise ValueError(f"prompt_probe {exercise_id!r}: bar={bar} must lie between 0 and 1")
    if n < 200:
        raise ValueError(f"prompt_probe {exercise_id!r}: n={n} is too few items, use at least 200")
    if metric != "accuracy":
        raise ValueError(f"prompt_probe {exercise_id!r}: metric={metric!r} is unknown, "
                         "use 'accuracy'")
    spec = PromptSpec(items, bar, metric, n, max_new_tokens)
    _register(Part(exercise_id, part, points, items, exact(), items.__module__, spec))


def _folder(package: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(package)
    except ImportError:
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def exercise_folder(package: str) -> Path:
    """The folder of a package of exercises."""
    folder = _folder(package)
    if folder is None:
        raise ValueError(f"no package of exercises named {package!r}")
    return folder


@functools.cache
def declared_ids() -> dict[str, str]:
    """Exercise id -> module, read from the sources without importing them."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        folder = _folder(package)
        for path in sorted(folder.rglob("*.py")) if folder else []:
            relative = path.relative_to(folder).parts  # type: ignore[arg-type]
            module = relative[0].removesuffix(".py")
            if module == "__init__":
                continue
            text = path.read_text(encoding="utf-8")
            for match in re.finditer(r"\b(?:prompt_)?probe\(\s*[\"']([\w.-]+)[\"']", text):
                found.setdefault(match.group(1), f"{package}.{module}")
    return found


@functools.cache
def find_module(exercise_id: str) -> str:
    """The module that declares an exercise; UnknownExercise names the nearest one."""
    declared_ids.cache_clear()
    known = declared_ids()
    if exercise_id not in known:
        raise UnknownExercise(_nearest(exercise_id, sorted(known)))
    return known[exercise_id]


def _nearest(exercise_id: str, known: list[str]) -> str:
    """What is said about an unknown name: often it is the function's, or one letter is wrong."""
    likely = exercise_id.strip().lower().replace("_", "-").replace(" ", "-")
    near = difflib.get_close_matches(likely, known, n=1, cutoff=0.6)
    shown = exercise_id if len(exercise_id) <= 40 else exercise_id[:39] + "…"
    return f"There is no exercise {shown!r}" + (
        f"; did you mean {near[0]!r}?" if near else
        ": an exercise's name stands in the check cell below it.")


def _import_all(module: str) -> None:
    """Import a probe module; of a package, its modules too."""
    loaded = importlib.import_module(module)
    for item in pkgutil.iter_modules(getattr(loaded, "__path__", [])):
        importlib.import_module(f"{module}.{item.name}")


def load_parts(exercise_id: str) -> dict[str, Part]:
    """The parts of an exercise in order, its module imported when needed."""
    if exercise_id not in PARTS:
        _import_all(find_module(exercise_id))
    if exercise_id not in PARTS:
        raise ValueError(f"{find_module(exercise_id)} mentions {exercise_id!r} but does not "
                         "declare it with @probe or prompt_probe")
    return PARTS[exercise_id]


def load_unit(module: str) -> dict[str, dict[str, Part]]:
    """All exercises of a probe module such as "llmcourse.exercises.rag"."""
    _import_all(module)
    return {name: parts for name, parts in PARTS.items()
            if any(part.module == module or part.module.startswith(module + ".")
                   for part in parts.values())}
