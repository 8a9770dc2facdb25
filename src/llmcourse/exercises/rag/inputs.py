"""Small inputs that the probes of unit 02 share."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

_TEXT = """
amber basin cedar delta ember fjord grove heron inlet jetty kiln lantern marsh nickel orchard pier
quarry ridge sluice tunnel upland valve weir yard zinc anchor beacon canal dam engine
"""
WORDS = _TEXT.split()


def some(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` different words."""
    return [str(word) for word in rng.choice(WORDS, n, replace=False)]


def shown(value: Any, most: int = 110) -> str:
    """An input as the learner sees it: at most ``most`` characters, cut visibly."""
    text = repr(value)
    if len(text) <= most:
        return text
    if not isinstance(value, str):
        return text[: most - 4].rstrip() + " ..."
    end = most - 6
    while len(repr(value[:end])) > most - 4:
        end -= 1
    return repr(value[:end]) + " ..."


# The wording of these depends on how the code is written, not on the mistake.
_BARE = ("IndexError", "KeyError", "StopIteration", "ZeroDivisionError")


def tried(call: Callable[[], Any]) -> Any:
    """What ``call`` returns; where it stops, a text that names the error.

    So the feedback shows the one input on which the code stopped, and judges the others.
    """
    try:
        return call()
    except NotImplementedError:
        raise
    except Exception as error:
        kind = type(error).__name__
        return f"stopped with {kind}" + ("" if kind in _BARE else f": {str(error)[:120]}")


_STEPS = 100_000  # answers to these inputs take some thousands


class EndlessLoop(RuntimeError):
    """An answer's loop that does not end."""


def ended(answer: Callable[..., Any]) -> Callable[..., Any]:
    """``answer``, stopped with EndlessLoop after 100,000 lines of Python.

    So a loop without end costs a blink in place of a minute and of the memory that a growing
    list takes in a minute, and the feedback says on which input it happened.
    """

    def call(*arguments: Any) -> Any:
        left = _STEPS

        def count(frame: Any, event: str, value: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                given = ", ".join(shown(one, 60) for one in arguments)
                raise EndlessLoop(f"a loop has no end when your function gets ({given})")
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            return answer(*arguments)
        finally:
            sys.settrace(before)

    return call
