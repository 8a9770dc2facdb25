"""Dense search by hand: cosine similarity over all vectors.

Exact and linear in the number of vectors. The FAISS store that does the same in C++ is
:class:`llmcourse.rag.store.DenseRetriever`; approximate indexes come in a later unit.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def cosine_top_k(
    query: Float[np.ndarray, " width"],
    vectors: Float[np.ndarray, "documents width"],
    ids: Sequence[str],
    k: int = 5,
) -> list[tuple[str, float]]:
    """Find the ``k`` vectors whose direction is nearest to the query's.

    cos(q, v) = q . v / (|q| |v|); where q or v is all zeros the similarity is 0.
    Similarities are rounded to six decimals, so that equal directions tie in spite of floating
    point. Results are ordered by falling similarity, ties by ``id`` in ascending order (plain
    string comparison). The arguments are not changed.

    Args:
        query: one vector.
        vectors: one row a document; rows need not have length 1.
        ids: identifiers of the documents, in the order of the rows.
        k: how many to return, at least 1; all documents where there are fewer.

    Returns:
        ``(id, similarity)`` pairs, similarity a Python float; ``[]`` where there are no documents.

    Raises:
        ValueError: ``k`` is below 1, or ``ids`` and ``vectors`` differ in length, or rows and
            query differ in width (not checked where there are no documents).
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    if len(ids) != len(vectors):
        raise ValueError(f"ids has {len(ids)} entries for {len(vectors)} vectors: give one a row")
    if len(ids) == 0:
        return []
    rows = np.asarray(vectors, dtype=float)
    query = np.asarray(query, dtype=float)
    if rows.shape[1:] != query.shape:
        raise ValueError(f"query has shape {query.shape}, the rows have shape {rows.shape[1:]}")
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(query)
    similarities = np.divide(rows @ query, lengths, out=np.zeros(len(rows)), where=lengths > 0)
    pairs = [(i, round(float(s), 6)) for i, s in zip(ids, similarities, strict=True)]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]
