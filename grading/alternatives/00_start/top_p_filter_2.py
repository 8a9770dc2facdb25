"""Nucleus by popping the most probable token from a heap until enough is gathered."""

import heapq
import math

import numpy as np


def top_p_filter(probabilities: np.ndarray | list[float], p: float) -> np.ndarray:
    if np.ndim(probabilities) != 1 or len(probabilities) == 0:
        raise ValueError("probabilities must be one-dimensional and not empty")
    values = [float(value) for value in probabilities]
    for value in values:
        if not value >= 0:
            raise ValueError(f"{value} is no probability")
    if abs(math.fsum(values) - 1.0) > 1e-6:
        raise ValueError("the probabilities do not sum to 1")
    if not (p > 0 and p <= 1):
        raise ValueError(f"p = {p} is outside (0, 1]")

    heap = [(-value, index) for index, value in enumerate(values)]
    heapq.heapify(heap)
    kept: dict[int, float] = {}
    mass = 0.0
    while heap:
        negative, index = heapq.heappop(heap)
        kept[index] = -negative
        mass += -negative
        if mass >= p and p < 1:
            break
    return np.array([kept.get(i, 0.0) / mass for i in range(len(values))], dtype=np.float64)
