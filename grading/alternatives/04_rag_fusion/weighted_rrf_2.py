"""Structure: one flat list of (id, term), added up at the end."""

from collections.abc import Sequence


def weighted_rrf(
    rankings: Sequence[Sequence[str]], weights: Sequence[float], k: float = 60
) -> list[tuple[str, float]]:
    if len(list(rankings)) != len(list(weights)):
        raise ValueError("one weight a ranking")
    if k < 0 or [w for w in weights if w < 0]:
        raise ValueError("negative")
    terms = []
    for ranking, weight in zip(rankings, weights, strict=True):
        rank = 0
        for at, one in enumerate(ranking):
            if weight and one not in ranking[:at]:
                rank += 1
                terms.append((one, weight / (k + rank)))
    sums: dict[str, float] = {}
    for one, term in terms:
        sums[one] = sums.get(one, 0) + term
    pairs = [(one, round(value / sum(weights), 9)) for one, value in sums.items()]
    return sorted(sorted(pairs), key=lambda pair: pair[1], reverse=True)
