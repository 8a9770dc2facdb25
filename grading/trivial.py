"""Answers that nobody thought about. The gate demands that each of them scores 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CONSTANTS: dict[str, Callable[[], Any]] = {
    "returns None": lambda: None,
    "returns []": list,
    "returns ''": str,
    "returns {}": dict,
    "returns 0": lambda: 0,
    "returns 1.0": lambda: 1.0,
    "returns True": lambda: True,
    "returns 'text'": lambda: "text",
}


def _raising(error: type[Exception]) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        raise error("trivial answer")
    return answer


def _constant(make: Callable[[], Any]) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        return make()
    return answer


def _first(*args: Any, **kwargs: Any) -> Any:
    return args[0] if args else next(iter(kwargs.values()), None)


def _asynchronous(function: Callable[..., Any]) -> Callable[..., Any]:
    async def answer(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)
    return answer


def _class_of(function: Callable[..., Any], fails_at_once: bool) -> type:
    """A class whose every method, called or not, does the same."""
    class Trivial:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            if fails_at_once:
                function()

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return function

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)
    return Trivial


def trivial_answers(*, is_class: bool, is_async: bool) -> dict[str, Any]:
    """Description -> answer, of the same kind as the reference."""
    functions = {"is left blank": _raising(NotImplementedError),
                 "raises ValueError": _raising(ValueError),
                 "returns its first argument": _first,
                 **{name: _constant(make) for name, make in CONSTANTS.items()}}
    if is_class:
        return {name: _class_of(function, "blank" in name) for name, function in functions.items()}
    if is_async:
        return {name: _asynchronous(function) for name, function in functions.items()}
    return dict(functions)
