"""Structure: vectorised; rows and query are scaled to length 1 and multiplied once."""

from collections.abc import Sequence

import numpy as np


def cosine_top_k(
    query: np.ndarray, vectors: np.ndarray, ids: Sequence[str], k: int = 5
) -> list[tuple[str, float]]:
    if k < 1:
        raise ValueError("k must be at least 1")
    if len(ids) != len(vectors):
        raise ValueError("ids and vectors differ in length")
    if len(ids) == 0:
        return []
    q = np.array(query, dtype=np.float64)
    rows = np.array(vectors, dtype=np.float64)
    if rows.shape[1] != q.shape[0]:
        raise ValueError("rows and query differ in dimension")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    length = np.linalg.norm(q)
    q = q / length if length > 0 else np.zeros_like(q)
    similarities = np.round(rows @ q, 6).tolist()
    pairs = sorted(zip(ids, similarities, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return pairs[:k]
