"""Softmax over the whole array at once, shifted by the largest score."""

import numpy as np


def temperature_softmax(logits: np.ndarray | list[float], temperature: float) -> np.ndarray:
    scores = np.array(logits, dtype=np.float64)
    if scores.ndim != 1 or scores.size == 0 or not np.isfinite(scores).all():
        raise ValueError("logits must be a non-empty one-dimensional list of finite numbers")
    if not np.isfinite(temperature) or temperature < 0:
        raise ValueError("temperature must be finite and at least 0")
    if temperature == 0:
        result = np.zeros(scores.size)
        result[scores.argmax()] = 1.0
        return result
    with np.errstate(over="ignore", under="ignore"):
        weights = np.exp((scores - scores.max()) / temperature)
    return weights / weights.sum()
