"""Mutants: the mistakes that people make, as small patches of the reference.

Private: a learner only ever gets a mutant's outputs on the public seeds, its name and its
sentence. A mutant's source is the reference's with `replace` (exactly one occurrence) made `by`,
compiled against a copy of the reference's module; nothing else of that module changes.
"""

from __future__ import annotations

import importlib
import inspect
import linecache
import pkgutil
import re
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.course import COURSE, Course, unit_module


@dataclass(frozen=True)
class Mutant:
    """One mistake: its name, kind, sentence and patch."""

    exercise: str
    name: str
    kind: str
    says: str
    replace: tuple[tuple[str, str], ...] = ()
    function: str | None = None
    module: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """Where it is declared."""
        return f"{self.module}:{self.line} (mutant {self.exercise}/{self.name})"


MUTANTS: dict[str, list[Mutant]] = {}


class MutantError(ValueError):
    """A mutant that can't be applied; says where and what to do."""


def mutant(exercise_id: str, *, name: str, kind: str, says: str,
           replace: str | Sequence[tuple[str, str]] | None = None, by: str | None = None,
           function: str | None = None) -> None:
    """Declare a mistake in an exercise.

    Either `replace` and `by` (or `replace=[(old, new), ...]`), or `function`, a full source.
    Mutants that no legal input tells apart share one `name`.
    """
    frame = sys._getframe(1)
    module, line = frame.f_globals.get("__name__", "?"), frame.f_lineno
    where = f"{module}:{line} (mutant {exercise_id}/{name})"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise MutantError(f"{where}: the name must be small letters, digits and hyphens")
    if not says.strip() or len(says) > 600:
        raise MutantError(f"{where}: says must be one to three sentences, at most 600 characters")
    if (replace is None) == (function is None):
        raise MutantError(f"{where}: give either replace and by, or function")
    if isinstance(replace, str):
        if by is None:
            raise MutantError(f"{where}: replace needs by=...")
        pairs: tuple[tuple[str, str], ...] = ((replace, by),)
    else:
        pairs = tuple((old, new) for old, new in replace or ())
    MUTANTS.setdefault(exercise_id, []).append(
        Mutant(exercise_id, name, kind, " ".join(says.split()), pairs, function, module, line))


def load_mutants(unit: str, course: Course = COURSE) -> dict[str, list[Mutant]]:
    """All mutants of a unit by exercise; {} when its module does not exist."""
    name = f"{course.mutants}.{unit_module(unit)}"
    try:
        loaded = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name in (name, course.mutants):
            return {}
        raise
    for item in pkgutil.iter_modules(getattr(loaded, "__path__", [])):
        importlib.import_module(f"{name}.{item.name}")
    return {exercise: [one for one in found
                       if one.module == name or one.module.startswith(name + ".")]
            for exercise, found in MUTANTS.items()
            if any(one.module == name or one.module.startswith(name + ".") for one in found)}


def patched_source(one: Mutant, source: str) -> str:
    """The mutant's source; MutantError unless each patch applies exactly once."""
    if one.function is not None:
        return textwrap.dedent(one.function).strip() + "\n"
    for old, new in one.replace:
        count = source.count(old)
        if count != 1:
            raise MutantError(f"{one.where}: {old!r} occurs {count} times in the reference, it "
                              "must occur exactly once: make it longer or correct it")
        if old == new:
            raise MutantError(f"{one.where}: replace and by are the same")
        source = source.replace(old, new)
    return source


def compile_pair(one: Mutant, other: Mutant, reference: Any) -> Any | None:
    """Both mistakes in one answer; None where the patches don't go together."""
    if one.name == other.name or one.function or other.function:
        return None
    source = textwrap.dedent(inspect.getsource(reference))
    for first, second in ((one, other), (other, one)):
        try:
            return _compile(second, patched_source(second, patched_source(first, source)),
                            reference)
        except MutantError:
            continue
    return None


def compile_mutant(one: Mutant, reference: Any) -> Any:
    """The mutant as a function or class, beside a copy of the reference's module."""
    return _compile(one, patched_source(one, textwrap.dedent(inspect.getsource(reference))),
                    reference)


def _compile(one: Mutant, source: str, reference: Any) -> Any:
    module = sys.modules[reference.__module__]
    filename = f"<mutant {one.exercise}/{one.name} {one.line}>"
    flags = _future_flags(module)
    try:
        code = compile(source, filename, "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        raise MutantError(f"{one.where}: the patched source is no Python: {error}") from None
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = dict(vars(module))
    before = dict(namespace)
    exec(code, namespace)
    if namespace.get(reference.__name__) is not before.get(reference.__name__):
        return namespace[reference.__name__]
    made = [value for name, value in namespace.items()
            if before.get(name) is not value and callable(value)]
    if not made:
        raise MutantError(f"{one.where}: function= must define {reference.__name__}")
    return made[-1]


def _future_flags(module: Any) -> int:
    import __future__

    found = vars(module).get("annotations")
    return found.compiler_flag if isinstance(found, __future__._Feature) else 0
