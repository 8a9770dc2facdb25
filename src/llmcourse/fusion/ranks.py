"""Reciprocal rank fusion: rankings become one ranking, from ranks alone.

Knows no scores and no documents, only ids in order. Score-based fusion is in
:mod:`llmcourse.fusion.scores`, voting in :mod:`llmcourse.fusion.votes`.
"""

from collections.abc import Sequence


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[str]], k: float = 60
) -> list[tuple[str, float]]:
    """Fuse rankings by the sum of reciprocal ranks (Cormack, Clarke & Buettcher 2009, eq. 1).

        score(d) = sum over rankings r that hold d of 1 / (k + rank of d in r)

    Ranks start at 1. An id that a ranking repeats counts once there, where it stands first; the
    repetitions take no rank, so the ids after them move up. A ranking that does not hold an id
    adds nothing to its score.

    Scores are rounded to nine decimals before they are ordered, so that equal sums tie whatever
    the order in which they were added. The best comes first; ties are ordered by id (ascending,
    plain string comparison).

    Args:
        rankings: ids in order, the best first; empty rankings are allowed.
        k: how much less the first ranks count than 1 / rank would make them, at least 0.

    Returns:
        ``(id, score)`` for every id in any ranking, scores as Python floats; ``[]`` where there
        are none.

    Raises:
        ValueError: ``k`` is negative.
    """
    if k < 0:
        raise ValueError(f"k must be 0 or more, not {k}")
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, document in enumerate(dict.fromkeys(ranking), start=1):
            scores[document] = scores.get(document, 0.0) + 1 / (k + rank)
    rounded = {document: round(score, 9) for document, score in scores.items()}
    return sorted(rounded.items(), key=lambda pair: (-pair[1], pair[0]))


def weighted_rrf(
    rankings: Sequence[Sequence[str]], weights: Sequence[float], k: float = 60
) -> list[tuple[str, float]]:
    """Fuse rankings of unequal trust: each reciprocal rank times its ranking's weight.

        score(d) = sum over rankings r that hold d of w_r / (k + rank of d in r) / sum of all w

    Only the proportions of the weights count: doubling all of them changes nothing. A ranking of
    weight 0 takes no part, so an id that stands in such rankings alone is not returned.

    Ranks start at 1; an id that a ranking repeats counts once, where it stands first, and the
    repetitions take no rank. Scores are rounded to nine decimals before they are ordered; the
    best comes first, ties by id (ascending).

    Args:
        rankings: ids in order, the best first.
        weights: one number of 0 or more for each ranking.
        k: as in :func:`reciprocal_rank_fusion`, at least 0.

    Returns:
        ``(id, score)`` pairs, scores as Python floats; ``[]`` where no ranking takes part.

    Raises:
        ValueError: ``k`` or a weight is negative, or the numbers of rankings and weights differ.
    """
    if k < 0:
        raise ValueError(f"k must be 0 or more, not {k}")
    if len(weights) != len(rankings):
        raise ValueError(
            f"weights has {len(weights)} entries for {len(rankings)} rankings: give one each"
        )
    if any(weight < 0 for weight in weights):
        raise ValueError(f"weights must be 0 or more, not {list(weights)}")
    total = sum(weights)
    scores: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        if weight == 0:
            continue
        for rank, document in enumerate(dict.fromkeys(ranking), start=1):
            scores[document] = scores.get(document, 0.0) + weight / total / (k + rank)
    rounded = {document: round(score, 9) for document, score in scores.items()}
    return sorted(rounded.items(), key=lambda pair: (-pair[1], pair[0]))
