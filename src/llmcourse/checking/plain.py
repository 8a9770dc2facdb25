"""Turn what an answer returned into plain data: numbers, text, lists, dicts.

Only plain data is compared, stored or sent to another process. What an answer returns is not
trusted: this module never calls a method of a foreign object other than `detach`, `cpu` and
`tolist` of arrays and tensors. It does not know what the right value is.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

MAX_NODES = 200_000
MAX_DEPTH = 40
MAX_TEXT = 200_000
FOREIGN = "__foreign__"
SET = "__set__"


def foreign(what: str) -> dict[str, str]:
    """Mark a value that is not plain data. Nothing equals it, not even itself."""
    return {FOREIGN: what}


def is_foreign(value: Any) -> bool:
    """True for a value that `foreign` made."""
    return isinstance(value, dict) and FOREIGN in value


def contains_foreign(value: Any) -> bool:
    """True where a plain value holds a foreign one anywhere."""
    if isinstance(value, dict):
        return FOREIGN in value or any(contains_foreign(item) for item in value.values())
    return isinstance(value, list) and any(contains_foreign(item) for item in value)


def plain(value: Any) -> Any:
    """Plain data of `value`: tuples, arrays and tensors become lists, numpy scalars numbers.

    A set becomes {"__set__": [...]}; any other object {"__foreign__": its type's name}; so do
    values that are too deep or too large. Never raises.
    """
    try:
        return _plain(value, 0, [0])
    except RecursionError:
        return foreign("something nested too deeply")
    except Exception as error:  # a hostile object may raise from anywhere
        return foreign(f"something that can't be read ({type(error).__name__})")


def _plain(value: Any, depth: int, count: list[int]) -> Any:
    count[0] += 1
    if count[0] > MAX_NODES:
        return foreign("a value that is too large")
    if depth > MAX_DEPTH:
        return foreign("something nested too deeply")
    if value is None or value is True or value is False:
        return value
    # Base-class methods give exact built-in types, so that a subclass can't bring its own `==`.
    if isinstance(value, str):
        text = str.__str__(value)
        return text if len(text) <= MAX_TEXT else foreign("a text that is too long")
    if isinstance(value, int):
        number = int.__int__(value)
        return number if number.bit_length() <= 1024 else foreign("a huge number")
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, np.generic | np.ndarray) or _is_tensor(value):
        return _array(value, depth, count)
    if isinstance(value, list):
        return [_plain(item, depth + 1, count) for item in list.__iter__(value)]
    if isinstance(value, tuple):
        return [_plain(item, depth + 1, count) for item in tuple.__iter__(value)]
    if isinstance(value, set | frozenset):
        items = [_plain(item, depth + 1, count) for item in value]
        return {SET: sorted(items, key=repr)}
    if isinstance(value, dict):
        return _dict(value, depth, count)
    return foreign(kind_of(value))


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")  # never import torch only to ask
    return torch is not None and isinstance(value, torch.Tensor)


def _array(value: Any, depth: int, count: list[int]) -> Any:
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        size = int(value.numel())
    else:
        size = int(value.size)
    if count[0] + size > MAX_NODES:
        return foreign("a value that is too large")
    listed = value.tolist()
    if isinstance(listed, list | bool | int | float | str):
        return _plain(listed, depth, count)
    return foreign(f"an array of {type(listed).__name__}")


def _dict(value: dict[Any, Any], depth: int, count: list[int]) -> Any:
    if len(value) == 1 and isinstance(value.get(FOREIGN), str):  # what `plain` itself has made,
        return foreign(value[FOREIGN][:80])  # on its way through JSON
    if len(value) == 1 and isinstance(value.get(SET), list):
        return {SET: sorted((_plain(item, depth + 1, count) for item in value[SET]), key=repr)}
    result = {}
    for key, item in dict.items(value):
        name = _plain(key, depth + 1, count)
        if isinstance(name, bool) or not isinstance(name, str | int | float):
            return foreign(f"a dict with a key of type {type(key).__name__}")
        if name in (FOREIGN, SET):
            return foreign("a dict with a reserved key")
        # JSON has text keys only; a number as key keeps its type in its text
        result[name if isinstance(name, str) else f"#{name}"] = _plain(item, depth + 1, count)
    return result


def kind_of(value: Any) -> str:
    """The name of a value's type with its article, such as "an ndarray"."""
    name = type(value).__name__
    return f"a {name}" if name[:1].lower() not in "aeiou" else f"an {name}"


def show_value(value: Any, limit: int = 160) -> str:
    """Readable text of plain data, at most `limit` characters."""
    text = _show(value, limit)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _show(value: Any, limit: int) -> str:
    if is_foreign(value):
        return f"{value[FOREIGN]} (wrong type)"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return f"{value:.6g}" if value != int(value) or abs(value) > 1e6 else f"{value:.1f}"
        return str(value)
    if isinstance(value, str):
        return repr(value if len(value) <= limit else value[:limit])
    if isinstance(value, int):
        return str(value)
    opening, closing = "[]"
    if isinstance(value, dict):
        opening, closing = "{}"
        if SET in value:
            parts = (_show(item, limit) for item in value[SET])
        else:
            parts = (f"{key!r}: {_show(item, limit)}" for key, item in value.items())
    else:
        parts = (_show(item, limit) for item in value)
    text = opening
    for index, part in enumerate(parts):
        text += (", " if index else "") + part
        if len(text) > limit:
            return text
    return text + closing
