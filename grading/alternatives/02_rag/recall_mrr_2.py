"""Structure: one walk down each ranking that crosses off relevant documents as they come."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet


def recall_and_mrr(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, AbstractSet[str]], k: int = 5
) -> dict[str, float]:
    if k < 1:
        raise ValueError("k must be at least 1")
    queries = 0
    recall_sum = 0.0
    reciprocal_sum = 0.0
    for query, wanted in relevant.items():
        if len(wanted) == 0:
            continue
        queries += 1
        if query not in rankings:
            continue
        missing = set(wanted)
        for rank, document in enumerate(rankings[query], start=1):
            if rank > k:
                break
            if document in missing:
                if len(missing) == len(wanted):
                    reciprocal_sum += 1 / rank
                missing.remove(document)
        recall_sum += 1 - len(missing) / len(wanted)
    if queries == 0:
        raise ValueError("no query has a relevant document")
    return {"recall": recall_sum / queries, "mrr": reciprocal_sum / queries}
