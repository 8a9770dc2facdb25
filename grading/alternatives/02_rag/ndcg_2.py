"""Structure: vectorised, gains and discounts are arrays and DCG a dot product."""

from collections.abc import Mapping, Sequence

import numpy as np


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], k: int = 10) -> float:
    if k < 1 or min(grades.values(), default=0) < 0:
        raise ValueError("k must be at least 1 and no grade negative")
    best = np.sort(np.array(list(grades.values()), dtype=float))[::-1][:k]
    if best.size == 0 or best[0] == 0:
        return 0.0
    top = list(ranking[:k])
    gains = np.zeros(len(top))
    for document in set(top):
        gains[top.index(document)] = grades.get(document, 0.0)
    discounts = 1 / np.log2(np.arange(2, max(len(top), len(best)) + 2))
    found = float(gains @ discounts[: len(gains)])
    return min(1.0, found / float(best @ discounts[: len(best)]))
