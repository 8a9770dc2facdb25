"""Structure: a defaultdict filled by a counter of ranks and a set of what was seen."""

from collections import defaultdict
from collections.abc import Sequence


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[str]], k: float = 60
) -> list[tuple[str, float]]:
    if k < 0:
        raise ValueError(k)
    total = defaultdict(float)
    for ranking in rankings:
        seen = set()
        for one in ranking:
            if one in seen:
                continue
            seen.add(one)
            total[one] += 1.0 / (k + len(seen))
    order = sorted((-round(score, 9), one) for one, score in total.items())
    return [(one, -score) for score, one in order]
