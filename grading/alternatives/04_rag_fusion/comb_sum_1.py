"""Structure: a function that makes a dict of each list, then a sum over all ids."""

import math
from collections.abc import Sequence


def comb_sum(
    results: Sequence[Sequence[tuple[str, float]]], normalize: bool = True
) -> list[tuple[str, float]]:
    def column(result):
        # Sorted by score, so that the largest of a repeated id is written last.
        scores = dict(sorted(result, key=lambda pair: pair[1]))
        if not scores or not normalize:
            return scores
        low, span = min(scores.values()), max(scores.values()) - min(scores.values())
        return {one: (score - low) / span if span else 1.0 for one, score in scores.items()}

    columns = [column(result) for result in results]
    ids = sorted({one for scores in columns for one in scores})
    pairs = [(one, round(math.fsum(scores.get(one, 0.0) for scores in columns), 9)) for one in ids]
    return sorted(pairs, key=lambda pair: -pair[1])
