"""Measures of fused search: which needed facts are covered, and for which questions it pays.

Knows sets of ids and lists of scores; knows no retriever.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any


def coverage(found: Sequence[Collection[str]], needed: Sequence[Collection[str]]) -> list[float]:
    """The share of needed facts that is covered after one query, after two, and so on.

    A fact is covered as soon as one of the passages that state it was found by any of the queries
    so far. So the numbers never fall, and a query that only finds what others found adds nothing.

    Args:
        found: for each query, in order, the ids of the passages that it found.
        needed: for each fact that the question needs, the ids of the passages that state it; a
            fact that no passage states is never covered, and counts.

    Returns:
        As many shares from 0 to 1 as there are queries: after the first, after the first two, ...

    Raises:
        ValueError: ``needed`` is empty.
    """
    if not needed:
        raise ValueError("needed is empty: a question without needed facts has no coverage")
    shares = []
    seen: set[str] = set()
    for ids in found:
        seen |= set(ids)
        shares.append(sum(not seen.isdisjoint(stating) for stating in needed) / len(needed))
    return shares


def compare_by_kind(
    baseline: Sequence[float],
    system: Sequence[float],
    kinds: Sequence[str],
    interval: Callable[[list[float], list[float]], tuple[float, float, float]],
) -> list[dict[str, Any]]:
    """Compare two systems on each kind of question, and on all questions together.

    For each kind, in the order in which kinds first appear, ``interval(baseline, system)`` is
    called once with the two lists of this kind's scores, in the order of the questions, and gives
    (difference, low, high) of system minus baseline. The verdict is ``"better"`` where ``low`` is
    above 0, ``"worse"`` where ``high`` is below 0, else ``"open"``.

    A last row of kind ``"all"`` does the same for all questions, each counting once.

    Args:
        baseline: the baseline's score on each question.
        system: the system's score on the same questions, in the same order.
        kinds: the kind of each question.
        interval: takes two lists of scores, as :func:`llmcourse.rag.evaluation.paired_bootstrap`.

    Returns:
        A dictionary a row with ``kind``, ``n`` (questions), ``baseline`` and ``system`` (mean
        scores), ``difference``, ``low``, ``high`` and ``verdict``.

    Raises:
        ValueError: the three lists differ in length, or are empty.
    """
    if not len(baseline) == len(system) == len(kinds):
        raise ValueError(
            f"baseline, system and kinds have {len(baseline)}, {len(system)} and {len(kinds)} "
            "entries: give one a question"
        )
    if not kinds:
        raise ValueError("kinds is empty: there are no questions to compare on")
    rows = []
    for kind in [*dict.fromkeys(kinds), None]:
        chosen = [at for at, one in enumerate(kinds) if kind is None or one == kind]
        before = [baseline[at] for at in chosen]
        after = [system[at] for at in chosen]
        difference, low, high = interval(before, after)
        verdict = "better" if low > 0 else "worse" if high < 0 else "open"
        rows.append(
            {
                "kind": "all" if kind is None else kind,
                "n": len(chosen),
                "baseline": sum(before) / len(before),
                "system": sum(after) / len(after),
                "difference": difference,
                "low": low,
                "high": high,
                "verdict": verdict,
            }
        )
    return rows
