"""Structure: set intersection for recall and a generator with next for the first hit."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet


def recall_and_mrr(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, AbstractSet[str]], k: int = 5
) -> dict[str, float]:
    if k < 1:
        raise ValueError("k must be at least 1")
    queries = [query for query, wanted in relevant.items() if wanted]
    if not queries:
        raise ValueError("no query has a relevant document")

    def recall(query: str) -> float:
        top = set(rankings.get(query, ())[:k])
        return len(top.intersection(relevant[query])) / len(relevant[query])

    def reciprocal(query: str) -> float:
        top = rankings.get(query, ())[:k]
        return next((1 / r for r, doc in enumerate(top, 1) if doc in relevant[query]), 0.0)

    return {
        "recall": sum(map(recall, queries)) / len(queries),
        "mrr": sum(map(reciprocal, queries)) / len(queries),
    }
