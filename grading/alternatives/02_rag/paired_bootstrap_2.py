"""Structure: a loop over the resamples with Python sums, means of both lists drawn at the same
positions, and the quantile interpolated by hand."""

from collections.abc import Sequence

import numpy as np


def paired_bootstrap(
    baseline: Sequence[float],
    candidate: Sequence[float],
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float, float]:
    if len(baseline) != len(candidate) or len(baseline) < 1:
        raise ValueError("the lists must be of the same length and not empty")
    if resamples < 1 or level <= 0 or level >= 1:
        raise ValueError("resamples must be at least 1, level between 0 and 1")
    n = len(baseline)
    old = [float(score) for score in baseline]
    new = [float(score) for score in candidate]
    draws = np.random.default_rng(seed).integers(0, n, size=(resamples, n)).tolist()
    means: list[float] = []
    for row in draws:
        means.append((sum(new[i] for i in row) - sum(old[i] for i in row)) / n)
    means.sort()

    def quantile(share: float) -> float:
        place = share * (resamples - 1)
        below = int(place)
        above = min(below + 1, resamples - 1)
        return means[below] + (means[above] - means[below]) * (place - below)

    return (sum(new) - sum(old)) / n, quantile((1 - level) / 2), quantile((1 + level) / 2)
