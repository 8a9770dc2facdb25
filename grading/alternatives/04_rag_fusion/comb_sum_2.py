"""Structure: a numpy matrix of lists by ids, with nan for what a list does not hold."""

from collections.abc import Sequence

import numpy as np


def comb_sum(
    results: Sequence[Sequence[tuple[str, float]]], normalize: bool = True
) -> list[tuple[str, float]]:
    ids = sorted({one for result in results for one, _ in result})
    if not ids:
        return []
    table = np.full((len(results), len(ids)), np.nan)
    place = {one: at for at, one in enumerate(ids)}
    for row, result in zip(table, results, strict=True):
        for one, score in result:
            row[place[one]] = np.fmax(row[place[one]], score)
        if normalize and result:
            low, high = np.nanmin(row), np.nanmax(row)
            if high > low:
                row[:] = (row - low) / (high - low)
            else:
                row[~np.isnan(row)] = 1
    sums = np.round(np.nansum(table, axis=0), 9)
    order = np.lexsort((np.arange(len(ids)), -sums))
    return [(ids[at], float(sums[at])) for at in order]
