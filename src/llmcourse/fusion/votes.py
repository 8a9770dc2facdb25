"""Fusion by voting: each ranking is a ballot. Borda counts places, Condorcet counts duels.

Both look at ranks alone. Weights are not supported.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence


def borda(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Fuse by Borda points, as Aslam & Montague (2001) count them for partial rankings.

    With n ids in all rankings together, the first of a ranking gets n points, the second n - 1,
    and so on; the points that remain are shared evenly by the ids that the ranking does not hold.
    Repetitions within a ranking are left out first. Ties by id.
    """
    candidates = sorted({document for ranking in rankings for document in ranking})
    n = len(candidates)
    points = dict.fromkeys(candidates, 0.0)
    for ranking in rankings:
        places = {document: n - at for at, document in enumerate(dict.fromkeys(ranking))}
        missing = n - len(places)
        for document in candidates:
            # Of n - len(places) points down to 1, the mean.
            points[document] += places.get(document, (missing + 1) / 2)
    rounded = {document: round(score, 9) for document, score in points.items()}
    return sorted(rounded.items(), key=lambda pair: (-pair[1], pair[0]))


def condorcet(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Fuse by majority in every pair (Montague & Aslam 2002), scored by Copeland's rule.

    One id beats another if more rankings place it higher than lower; an id that a ranking does
    not hold stands below all that it holds, level with the others that it does not hold. The
    score is the number of ids beaten minus the number of ids that beat it. Ties by id.
    """
    candidates = sorted({document for ranking in rankings for document in ranking})
    ballots = [
        {document: -at for at, document in enumerate(dict.fromkeys(ranking))}
        for ranking in rankings
    ]
    lowest = -len(candidates)
    scores = dict.fromkeys(candidates, 0.0)
    for one, other in itertools.combinations(candidates, 2):
        margin = 0
        for ballot in ballots:
            high, low = ballot.get(one, lowest), ballot.get(other, lowest)
            margin += (high > low) - (high < low)
        sign = (margin > 0) - (margin < 0)
        scores[one] += sign
        scores[other] -= sign
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
