"""Small inputs that the probes of unit 02 share."""

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


def shown(value: Any) -> str:
    """An input as the learner sees it: at most 110 characters."""
    text = repr(value)
    return text if len(text) <= 110 else text[:107] + "..."
