"""Structure: document frequencies first, then documents in the outer loop fill the index."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence


def bm25_index(
    documents: Sequence[Sequence[str]], k1: float = 1.5, b: float = 0.75
) -> dict[str, dict[int, float]]:
    if k1 < 0 or b < 0 or b > 1:
        raise ValueError("k1 must not be negative and b must be from 0 to 1")
    n = len(documents)
    df: Counter[str] = Counter()
    total = 0
    for document in documents:
        df.update(set(document))
        total += len(document)
    idf = {token: math.log1p((n - d + 0.5) / (d + 0.5)) for token, d in df.items()}
    index: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for position, document in enumerate(documents):
        seen: dict[str, int] = {}
        for token in document:
            seen[token] = seen.get(token, 0) + 1
        for token, tf in seen.items():
            relative = len(document) * n / total
            weight = idf[token] * tf / (tf + k1 * (1 - b + b * relative))
            index[token][position] = weight
    return dict(index)
