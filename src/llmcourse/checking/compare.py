"""Comparators: when is what came as good as what was expected, and where does it differ.

A comparator works on plain data (see plain.py). The same comparator decides whether an answer
equals the reference and whether it equals a known mistake. It never sees the learner's code.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llmcourse.checking.plain import SET, contains_foreign, show_value


@dataclass(frozen=True)
class Difference:
    """Where two values differ first: a path such as "[2]", what was expected, what came."""

    path: str
    expected: str
    came: str

    def text(self) -> str:
        """One clause for the learner."""
        where = f"at {self.path} " if self.path else ""
        return f"{where}expected {self.expected}, came {self.came}"


@dataclass(frozen=True)
class Comparator:
    """A named rule. `find(expected, came)` returns the first difference or None."""

    name: str
    find: Callable[[Any, Any], Difference | None]
    digits: int | None = None  # significant digits worth storing; None: all of them
    same_find: Callable[[Any, Any], Difference | None] | None = None

    def difference(self, expected: Any, came: Any) -> Difference | None:
        """The first difference, None where `came` is as good as `expected`."""
        if contains_foreign(came) or contains_foreign(expected):
            return Difference("", show_value(expected), show_value(came))
        try:
            return self.find(expected, came)
        except (TypeError, ValueError, OverflowError, RecursionError, KeyError, IndexError):
            return Difference("", show_value(expected), show_value(came))

    def same(self, one: Any, other: Any) -> bool:
        """True where two answers gave the same, right or wrong (to recognise a mistake)."""
        if contains_foreign(one) or contains_foreign(other):
            return bool(one == other)
        try:
            return (self.same_find or self.find)(one, other) is None
        except (TypeError, ValueError, OverflowError, RecursionError, KeyError, IndexError):
            return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _near(one: float, other: float, rtol: float, atol: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    if math.isinf(one) or math.isinf(other):
        return one == other
    return abs(one - other) <= atol + rtol * abs(one)


def _walk(expected: Any, came: Any, rtol: float, atol: float, path: str = "") -> Difference | None:
    def differ(was: str | None = None, got: str | None = None) -> Difference:
        return Difference(path, was or show_value(expected), got or show_value(came))

    if _is_number(expected) and _is_number(came):
        if _near(float(expected), float(came), rtol, atol):
            return None
        return differ(*_tell_apart(expected, came))
    if isinstance(expected, list) and isinstance(came, list):
        for index, (one, other) in enumerate(zip(expected, came, strict=False)):
            if found := _walk(one, other, rtol, atol, f"{path}[{index}]"):
                return found if len(expected) == len(came) else differ(
                    *_lengths(expected, came, found))
        return None if len(expected) == len(came) else differ(*_lengths(expected, came))
    if isinstance(expected, dict) and isinstance(came, dict):
        for key in expected:
            if key not in came:
                return differ(f"a value for {key!r}", f"none ({show_value(came)})")
            if found := _walk(expected[key], came[key], rtol, atol, f"{path}[{key!r}]"):
                return found
        extra = [key for key in came if key not in expected]
        return differ(got=f"an extra {extra[0]!r}") if extra else None
    if type(expected) is type(came) and expected == came:
        return None
    if _word(expected) != _word(came):
        return differ(*(show_value(one) if one is None else f"{show_value(one)} ({_word(one)})"
                        for one in (expected, came)))
    return differ(*_tell_apart(expected, came))


def _tell_apart(expected: Any, came: Any) -> tuple[str, str]:
    """Texts of two unequal values that differ where they are shown."""
    one, other = show_value(expected), show_value(came)
    if one != other:
        return one, other
    if isinstance(expected, str) and isinstance(came, str):
        start = next((i for i, (a, b) in enumerate(zip(expected, came, strict=False)) if a != b),
                     min(len(expected), len(came)))
        begin = max(0, start - 30)
        return (f"…{expected[begin:start + 60]!r} (from character {begin})",
                f"…{came[begin:start + 60]!r}")
    return repr(expected), repr(came)


def _lengths(expected: list[Any], came: list[Any],
             first: Difference | None = None) -> tuple[str, str]:
    """Both lists with their lengths; of long lists only the first place where they differ."""
    def items(value: list[Any]) -> str:
        return f"{len(value)} item{'' if len(value) == 1 else 's'}"
    one, other = show_value(expected), show_value(came)
    if first is not None and "…" in one + other:
        return (f"{items(expected)}, {first.expected} {first.path}",
                f"{items(came)}, {first.came} there")
    return f"{one} ({items(expected)})", f"{other} ({items(came)})"


def _word(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "True or False"
    if _is_number(value):
        return "a number"
    if isinstance(value, dict):
        return "a set" if SET in value else "a dict"
    name = type(value).__name__
    return {"str": "text", "list": "a list, tuple or array"}.get(name, name)


def exact() -> Comparator:
    """Equal in value and kind: True is not 1, "2" is not 2; 2 and 2.0 are equal."""
    return Comparator("exact", lambda expected, came: _walk(expected, came, 0.0, 0.0))


def close(rtol: float = 1e-5, atol: float = 1e-6) -> Comparator:
    """Numbers within atol + rtol * |expected|, anywhere in lists and dicts; the rest exact."""
    return Comparator(
        f"close(rtol={rtol}, atol={atol})",
        lambda expected, came: _walk(expected, came, rtol, atol),
        digits=9 if rtol >= 1e-7 else None,
    )


def _canonical(value: Any, digits: int = 8) -> str:
    def rounded(item: Any) -> Any:
        if isinstance(item, float):
            number = float(f"{item:.{digits}g}") if math.isfinite(item) else item
            return int(number) if number == number and abs(number) < 1e15 and number == int(
                number) else number
        if isinstance(item, list):
            return [rounded(inner) for inner in item]
        if isinstance(item, dict):
            return {key: rounded(inner) for key, inner in item.items()}
        return item
    return json.dumps(rounded(value), sort_keys=True)


def digest(value: Any) -> str:
    """A short hash of plain data, numbers rounded to six digits, to recognise it again."""
    return hashlib.sha256(_canonical(value, 6).encode()).hexdigest()[:10]


def as_set() -> Comparator:
    """The same items in any order. Repeats count: ["a", "a"] is not ["a"]."""
    def find(expected: Any, came: Any) -> Difference | None:
        one = expected[SET] if isinstance(expected, dict) and SET in expected else expected
        other = came[SET] if isinstance(came, dict) and SET in came else came
        if not isinstance(one, list) or not isinstance(other, list):
            return _walk(expected, came, 0.0, 0.0)
        wanted = Counter(map(_canonical, one))
        got = Counter(map(_canonical, other))
        if wanted == got:
            return None
        missing = [json.loads(text) for text in (wanted - got)][:3]
        extra = [json.loads(text) for text in (got - wanted)][:3]
        parts = [f"without {show_value(item, 60)}" for item in missing]
        parts += [f"with an extra {show_value(item, 60)}" for item in extra]
        return Difference("", show_value(expected), f"{show_value(came)}: " + ", ".join(parts[:3]))
    return Comparator("as_set", find)


def ranking(ties: str = "score", rtol: float = 1e-5, atol: float = 1e-6) -> Comparator:
    """A ranked list of ids, or of [id, score] pairs, best first.

    Pairs: scores must be close, and ids whose expected scores are close may swap places
    (`ties="order"` forbids that). Plain ids must be in the same order.
    """
    if ties not in ("score", "order"):
        raise ValueError(f"ties={ties!r} is unknown: use 'score' or 'order'")

    def pairs(value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(item, list) and len(item) == 2 and _is_number(item[1])
            and isinstance(item[0], str | int) for item in value)

    def find(expected: Any, came: Any) -> Difference | None:
        if not (pairs(expected) and pairs(came) and expected) or ties == "order":
            return _walk(expected, came, rtol, atol)
        if len(expected) != len(came):
            return Difference("", *_lengths(expected, came))
        scores = {item[0]: item[1] for item in expected}
        seen = set()
        for index, ((wanted, score), (name, got)) in enumerate(zip(expected, came, strict=True)):
            fits = (name in scores and name not in seen
                    and _near(scores[name], score, rtol, atol) and _near(score, got, rtol, atol))
            if not fits:
                return Difference(f"rank {index + 1}", show_value([wanted, score]),
                                  show_value([name, got]))
            seen.add(name)
        return None
    return Comparator("ranking", find, digits=9 if rtol >= 1e-7 else None)


def share(at_least: float = 0.9) -> Comparator:
    """Two lists of the same length that agree in at least this share of places."""
    if not 0 < at_least <= 1:
        raise ValueError(f"at_least={at_least} must lie above 0 and at most at 1")

    def find(expected: Any, came: Any) -> Difference | None:
        if not isinstance(expected, list) or not isinstance(came, list):
            return _walk(expected, came, 1e-5, 1e-6)
        if len(expected) != len(came):
            return Difference("", *_lengths(expected, came))
        agree = sum(_walk(one, other, 1e-5, 1e-6) is None
                    for one, other in zip(expected, came, strict=True))
        if not expected or agree / len(expected) >= at_least:
            return None
        return Difference("", f"agreement in at least {at_least:.0%} of {len(expected)} places",
                          f"{agree / len(expected):.0%}")
    return Comparator(f"share(at_least={at_least})", find)


def within(low: float, high: float) -> Comparator:
    """A number from `low` to `high`, both included, whatever the reference returned."""
    if not low <= high:
        raise ValueError(f"low={low} must not be above high={high}")

    def find(expected: Any, came: Any) -> Difference | None:
        if _is_number(came) and low <= came <= high:
            return None
        return Difference("", f"a number from {low:g} to {high:g}", show_value(came))
    return Comparator(f"within({low}, {high})", find,
                      same_find=lambda one, other: _walk(one, other, 1e-5, 1e-6))
