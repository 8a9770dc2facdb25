"""Inverse of the cumulative distribution by cumsum and binary search."""

import numpy as np


def sample_token(probabilities: np.ndarray | list[float], u: float) -> int:
    probs = np.array(probabilities, dtype=np.float64)
    if probs.ndim != 1 or probs.size == 0:
        raise ValueError("probabilities must be one-dimensional and not empty")
    if np.isnan(probs).any() or (probs < 0).any() or abs(probs.sum() - 1) > 1e-6:
        raise ValueError("probabilities must be at least 0 and sum to 1")
    if not 0 <= u < 1:
        raise ValueError("u must be in [0, 1)")
    index = int(np.searchsorted(np.cumsum(probs), u, side="right"))
    if index == probs.size:
        index = int(np.flatnonzero(probs)[-1])
    return index
