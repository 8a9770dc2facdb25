"""Structure: vectorised, differences are indexed with the whole matrix of positions."""

from collections.abc import Sequence

import numpy as np


def paired_bootstrap(
    baseline: Sequence[float],
    candidate: Sequence[float],
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float, float]:
    n = len(baseline)
    if n == 0 or len(candidate) != n:
        raise ValueError("the lists must be of the same length and not empty")
    if resamples < 1:
        raise ValueError("resamples must be at least 1")
    if not 0 < level < 1:
        raise ValueError("level must be strictly between 0 and 1")
    differences = np.asarray(candidate, dtype=float) - np.asarray(baseline, dtype=float)
    positions = np.random.default_rng(seed).integers(0, n, size=(resamples, n))
    means = differences[positions].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(differences.mean()), float(low), float(high)
