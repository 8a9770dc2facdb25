"""Structure: one helper sums the discounted gains of a list, called for both rankings."""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], k: int = 10) -> float:
    if k < 1:
        raise ValueError("k must be at least 1")
    if any(grade < 0 for grade in grades.values()):
        raise ValueError("a grade is negative")

    def dcg(gains: list[float]) -> float:
        return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:k], start=1))

    left = dict(grades)
    gains = [left.pop(document, 0.0) for document in ranking]
    ideal = dcg(sorted(grades.values(), reverse=True))
    return dcg(gains) / ideal if ideal > 0 else 0.0
