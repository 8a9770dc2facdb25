"""One walk along the line that remembers the last token with a piece."""

import math

import numpy as np


def sample_token(probabilities: np.ndarray | list[float], u: float) -> int:
    if np.ndim(probabilities) != 1 or len(probabilities) == 0:
        raise ValueError("probabilities must be one-dimensional and not empty")
    values = [float(value) for value in probabilities]
    if not all(value >= 0 for value in values):
        raise ValueError("a probability is negative or nan")
    if abs(math.fsum(values) - 1.0) > 1e-6:
        raise ValueError("the probabilities do not sum to 1")
    if not (u >= 0 and u < 1):
        raise ValueError(f"u = {u} is outside [0, 1)")

    reached = 0.0
    drawn = -1
    for index, value in enumerate(values):
        if value == 0:
            continue
        drawn = index
        reached += value
        if reached > u:
            break
    return drawn
