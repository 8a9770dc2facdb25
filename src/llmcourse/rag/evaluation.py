"""Measures for retrieval and for answers, and the interval that belongs to a difference.

Rank measures take ids, answer measures take strings. Nothing here calls a model; judging answers
with a language model is a later unit's subject.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np


def recall_and_mrr(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, AbstractSet[str]], k: int = 5
) -> dict[str, float]:
    """Average recall at ``k`` and reciprocal rank at ``k`` over all queries.

    For one query: recall at k is the share of its relevant documents among the first ``k``
    results; its reciprocal rank is 1 / r with r the rank, from 1, of the first relevant result
    among the first ``k``, and 0 where there is none. A document that is listed twice counts once
    for recall; the repetition keeps its rank.

    Every query of ``relevant`` that has at least one relevant document counts; one that is
    missing from ``rankings`` counts as 0 in both. Queries without relevant documents, and
    queries that only ``rankings`` knows, are left out.

    Args:
        rankings: query id to document ids, the best first.
        relevant: query id to the set of ids of its relevant documents.
        k: how many results are looked at, at least 1.

    Returns:
        ``{"recall": mean, "mrr": mean}``.

    Raises:
        ValueError: ``k`` is below 1, or no query has a relevant document.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    recalls, reciprocals = [], []
    for query, wanted in relevant.items():
        if not wanted:
            continue
        top = list(rankings.get(query, []))[:k]
        recalls.append(len(set(top) & set(wanted)) / len(wanted))
        ranks = [rank for rank, document in enumerate(top, start=1) if document in wanted]
        reciprocals.append(1 / ranks[0] if ranks else 0.0)
    if not recalls:
        raise ValueError("relevant holds no query with a relevant document: nothing to average")
    return {
        "recall": sum(recalls) / len(recalls),
        "mrr": sum(reciprocals) / len(reciprocals),
    }


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], k: int = 10) -> float:
    """Normalized discounted cumulative gain of one ranking, with linear gain.

    DCG at k = sum over ranks i = 1..k of gain_i / log2(i + 1), where gain_i is the grade of the
    document at rank i (Järvelin & Kekäläinen 2002; linear gain, discount from rank 1 on as in
    trec_eval). nDCG = DCG of the ranking / DCG of the ideal ranking, which lists all graded
    documents, retrieved or not, by falling grade. A document listed again gains 0 there and
    keeps its rank. Documents without a grade gain 0.

    Args:
        ranking: document ids, the best first; may be shorter than ``k``.
        grades: document id to grade, 0 or more.
        k: how many ranks count, at least 1.

    Returns:
        A number from 0 to 1; 0.0 where no document has a grade above 0.

    Raises:
        ValueError: ``k`` is below 1, or a grade is negative.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    if any(grade < 0 for grade in grades.values()):
        raise ValueError("grades must be 0 or more: a negative grade has no meaning here")
    gains, seen = [], set()
    for document in ranking:
        gains.append(0.0 if document in seen else grades.get(document, 0.0))
        seen.add(document)
    ideal = sorted(grades.values(), reverse=True)
    dcg, best = (
        sum(gain / math.log2(rank + 1) for rank, gain in enumerate(row[:k], start=1))
        for row in (gains, ideal)
    )
    return dcg / best if best > 0 else 0.0


def exact_and_f1(prediction: str, golds: Sequence[str]) -> dict[str, float]:
    """Exact match and token F1 of an answer, the better over several right answers.

    Both strings are normalized as in SQuAD (Rajpurkar et al. 2016): lower case; then every
    character that is neither letter, digit, underscore nor white space is removed (nothing takes
    its place, so "well-known" becomes "wellknown"); then the words a, an, the are removed; the
    rest is split at white space into tokens.

    exact = 1 if the token lists are equal, else 0. For F1 let c be the number of common tokens,
    counted as often as they occur in both (multiset intersection), P = c / tokens of the
    prediction, R = c / tokens of the right answer: F1 = 2 P R / (P + R), 0 where c is 0. If the
    prediction or the right answer has no tokens, F1 is 1 where both have none and 0 otherwise.

    Args:
        prediction: the answer given.
        golds: right answers, at least one.

    Returns:
        ``{"exact": best exact, "f1": best F1}``, each the maximum over ``golds``.

    Raises:
        ValueError: ``golds`` is empty.
    """
    if not golds:
        raise ValueError("golds is empty: give at least one right answer")
    tokens = []
    for text in (prediction, *golds):
        bare = re.sub(r"[^\w\s]", "", text.lower())
        tokens.append([word for word in bare.split() if word not in ("a", "an", "the")])
    given, *rights = tokens
    exact, f1 = 0.0, 0.0
    for right in rights:
        exact = max(exact, float(given == right))
        common = sum((Counter(given) & Counter(right)).values())
        if not given or not right:
            f1 = max(f1, float(given == right))
        elif common:
            precision, recall = common / len(given), common / len(right)
            f1 = max(f1, 2 * precision * recall / (precision + recall))
    return {"exact": exact, "f1": f1}


def paired_bootstrap(
    baseline: Sequence[float],
    candidate: Sequence[float],
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Mean difference candidate - baseline with a paired bootstrap interval.

    Item i of both lists is the same question, so questions are drawn, never scores: each
    resample draws n positions with replacement and takes the mean of candidate - baseline at
    these positions (percentile method, Efron & Tibshirani 1993, chapter 13). The interval runs
    from the (1 - level) / 2 to the (1 + level) / 2 quantile of these means
    (``numpy.quantile``, linear interpolation).

    So that results can be compared, the positions are exactly
    ``numpy.random.default_rng(seed).integers(0, n, size=(resamples, n))``, one row a resample.

    Args:
        baseline: n scores.
        candidate: n scores, in the same order of items.
        resamples: how many resamples, at least 1.
        seed: seed of the draws.
        level: share of the distribution inside the interval, strictly between 0 and 1.

    Returns:
        ``(difference, low, high)`` as Python floats; difference is the observed one.

    Raises:
        ValueError: the lists are empty or differ in length, ``resamples`` is below 1, or
            ``level`` is not strictly between 0 and 1.
    """
    if len(baseline) != len(candidate) or len(baseline) == 0:
        raise ValueError(
            f"baseline has {len(baseline)} scores and candidate {len(candidate)}: a paired "
            "bootstrap needs the same items in both, at least one"
        )
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1, not {resamples}")
    if not 0 < level < 1:
        raise ValueError(f"level must be strictly between 0 and 1, not {level}")
    differences = np.asarray(candidate, dtype=float) - np.asarray(baseline, dtype=float)
    n = len(differences)
    positions = np.random.default_rng(seed).integers(0, n, size=(resamples, n))
    means = differences[positions].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(differences.mean()), float(low), float(high)
