"""Nucleus by a stable sort and a cumulative sum."""

import numpy as np


def top_p_filter(probabilities: np.ndarray | list[float], p: float) -> np.ndarray:
    probs = np.array(probabilities, dtype=np.float64)
    if probs.ndim != 1 or probs.size == 0:
        raise ValueError("probabilities must be one-dimensional and not empty")
    if np.isnan(probs).any() or (probs < 0).any() or abs(probs.sum() - 1) > 1e-6:
        raise ValueError("probabilities must be at least 0 and sum to 1")
    if not 0 < p <= 1:
        raise ValueError("p must be in (0, 1]")
    if p == 1:
        return probs / probs.sum()
    order = np.argsort(-probs, kind="stable")
    cumulative = np.cumsum(probs[order])
    count = int(np.searchsorted(cumulative, p, side="left")) + 1
    kept = order[:count]
    result = np.zeros_like(probs)
    result[kept] = probs[kept] / probs[kept].sum()
    return result
