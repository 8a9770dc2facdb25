"""Small inputs that the probes of unit 02 share."""

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
