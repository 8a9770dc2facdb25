"""Fusion by scores: CombSUM, with scores as they come or brought to one range.

Needs scores where :mod:`llmcourse.fusion.ranks` needs only order.
"""

from collections.abc import Sequence


def comb_sum(
    results: Sequence[Sequence[tuple[str, float]]], normalize: bool = True
) -> list[tuple[str, float]]:
    """Fuse scored results by the sum of an id's scores (CombSUM, Fox & Shaw 1994).

    With ``normalize`` the scores of each list are first brought to the range from 0 to 1 (min-max,
    Lee 1997): (s - smallest) / (largest - smallest), where smallest and largest are those of this
    list. In a list whose scores are all equal, every id gets 1. Without it scores are added as
    they are.

    An id that a list repeats counts once there, with its largest score; so do smallest and
    largest, which are taken over the ids, each with its largest score. A list that does not hold
    an id adds nothing. Sums are rounded to nine decimals before they are ordered; the largest
    comes first, ties by id (ascending).

    Args:
        results: for each retriever or query, ``(id, score)`` pairs in any order; scores may be
            negative.
        normalize: whether each list is brought to the range from 0 to 1.

    Returns:
        ``(id, sum)`` for every id in any list, sums as Python floats; ``[]`` where there are none.
    """
    sums: dict[str, float] = {}
    for result in results:
        best: dict[str, float] = {}
        for document, score in result:
            best[document] = max(score, best.get(document, score))
        if normalize and best:
            low, high = min(best.values()), max(best.values())
            for document, score in best.items():
                best[document] = (score - low) / (high - low) if high > low else 1.0
        for document, score in best.items():
            sums[document] = sums.get(document, 0.0) + score
    rounded = {document: round(float(total), 9) for document, total in sums.items()}
    return sorted(rounded.items(), key=lambda pair: (-pair[1], pair[0]))
