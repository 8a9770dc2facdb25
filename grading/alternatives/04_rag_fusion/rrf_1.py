"""Structure: for each id, look up its place in every ranking; sum exactly with fsum."""

import math
from collections.abc import Sequence


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[str]], k: float = 60
) -> list[tuple[str, float]]:
    if k < 0:
        raise ValueError("k is negative")
    clean = [list(dict.fromkeys(ranking)) for ranking in rankings]
    ids = sorted(set().union(*clean))
    fused = [
        (
            one,
            round(math.fsum(1 / (k + r.index(one) + 1) for r in clean if one in r), 9),
        )
        for one in ids
    ]
    # Python's sort is stable, so ids stay in order among equal scores.
    fused.sort(key=lambda pair: pair[1], reverse=True)
    return fused
