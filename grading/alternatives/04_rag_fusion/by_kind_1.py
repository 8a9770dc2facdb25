"""Structure: a row function, called for each group of scores."""

from collections.abc import Callable, Sequence
from typing import Any


def compare_by_kind(
    baseline: Sequence[float],
    system: Sequence[float],
    kinds: Sequence[str],
    interval: Callable[[list[float], list[float]], tuple[float, float, float]],
) -> list[dict[str, Any]]:
    if len(baseline) != len(system) or len(system) != len(kinds) or len(kinds) == 0:
        raise ValueError("three lists of one length are needed")

    def row(kind: str, pairs: list[tuple[float, float]]) -> dict[str, Any]:
        olds = [old for old, _ in pairs]
        news = [new for _, new in pairs]
        difference, low, high = interval(olds, news)
        verdict = "open"
        if low > 0:
            verdict = "better"
        elif high < 0:
            verdict = "worse"
        return dict(kind=kind, n=len(pairs), baseline=sum(olds) / len(olds),
                    system=sum(news) / len(news), difference=difference, low=low, high=high,
                    verdict=verdict)  # fmt: skip

    groups: dict[str, list[tuple[float, float]]] = {}
    for kind, old, new in zip(kinds, baseline, system, strict=True):
        groups.setdefault(kind, []).append((old, new))
    rows = [row(kind, pairs) for kind, pairs in groups.items()]
    rows.append(row("all", list(zip(baseline, system, strict=True))))
    return rows
