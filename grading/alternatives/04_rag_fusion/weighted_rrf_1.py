"""Structure: normalize the weights first, drop those of 0, then look up places."""

import math
from collections.abc import Sequence


def weighted_rrf(
    rankings: Sequence[Sequence[str]], weights: Sequence[float], k: float = 60
) -> list[tuple[str, float]]:
    if k < 0 or len(rankings) != len(weights) or min(weights, default=0) < 0:
        raise ValueError("k, the number of weights or a weight is wrong")
    parts = [
        (list(dict.fromkeys(ranking)), weight)
        for ranking, weight in zip(rankings, weights, strict=True)
        if weight > 0
    ]
    whole = math.fsum(weight for _, weight in parts)
    ids = sorted({one for ranking, _ in parts for one in ranking})
    scored = []
    for one in ids:
        terms = [w / (k + 1 + r.index(one)) for r, w in parts if one in r]
        scored.append((one, round(math.fsum(terms) / whole, 9)))
    return sorted(scored, key=lambda pair: -pair[1])
