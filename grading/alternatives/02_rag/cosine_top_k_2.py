"""Structure: a loop over the rows with Python floats and a heap for the best."""

import heapq
import math
from collections.abc import Sequence

import numpy as np


def cosine_top_k(
    query: np.ndarray, vectors: np.ndarray, ids: Sequence[str], k: int = 5
) -> list[tuple[str, float]]:
    if k < 1:
        raise ValueError("k must be at least 1")
    if len(ids) != len(vectors):
        raise ValueError("ids and vectors differ in length")
    target = [float(x) for x in query]
    target_length = math.hypot(*target)
    scored: list[tuple[float, str]] = []
    for name, row in zip(ids, vectors, strict=True):
        values = [float(x) for x in row]
        if len(values) != len(target):
            raise ValueError("rows and query differ in dimension")
        length = math.hypot(*values)
        similarity = 0.0
        if length > 0 and target_length > 0:
            products = (x * y for x, y in zip(values, target, strict=True))
            similarity = round(math.fsum(products) / (length * target_length), 6)
        scored.append((-similarity, name))
    return [(name, -negative) for negative, name in heapq.nsmallest(k, scored)]
