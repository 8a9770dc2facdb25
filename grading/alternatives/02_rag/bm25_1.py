"""Structure: postings of counts are gathered first, weights are computed token by token."""

import math
from collections import Counter
from collections.abc import Sequence


def bm25_index(
    documents: Sequence[Sequence[str]], k1: float = 1.5, b: float = 0.75
) -> dict[str, dict[int, float]]:
    if k1 < 0:
        raise ValueError("k1 must not be negative")
    if not 0 <= b <= 1:
        raise ValueError("b must be from 0 to 1")
    postings: dict[str, dict[int, int]] = {}
    for position, tokens in enumerate(documents):
        for token, tf in Counter(tokens).items():
            postings.setdefault(token, {})[position] = tf
    if not postings:
        return {}
    count = len(documents)
    average = sum(len(tokens) for tokens in documents) / count
    norms = [k1 * (1 - b + b * len(tokens) / average) for tokens in documents]
    index: dict[str, dict[int, float]] = {}
    for token, entries in postings.items():
        idf = math.log(1 + (count - len(entries) + 0.5) / (len(entries) + 0.5))
        index[token] = {d: idf * tf / (tf + norms[d]) for d, tf in entries.items()}
    return index
