"""Softmax in plain floats, one score at a time, the sum taken with math.fsum."""

import math

import numpy as np


def temperature_softmax(logits: np.ndarray | list[float], temperature: float) -> np.ndarray:
    if not (math.isfinite(temperature) and temperature >= 0):
        raise ValueError(f"bad temperature {temperature}")
    if np.ndim(logits) != 1 or len(logits) == 0:
        raise ValueError("logits must be one-dimensional and not empty")

    scores: list[float] = []
    best = 0
    for position, score in enumerate(logits):
        value = float(score)
        if not math.isfinite(value):
            raise ValueError(f"score {position} is {value}")
        scores.append(value)
        if value > scores[best]:
            best = position

    if temperature == 0:
        return np.array([1.0 if i == best else 0.0 for i in range(len(scores))])
    cooling = float(temperature)
    weights = [math.exp((value - scores[best]) / cooling) for value in scores]
    total = math.fsum(weights)
    return np.array([weight / total for weight in weights], dtype=np.float64)
