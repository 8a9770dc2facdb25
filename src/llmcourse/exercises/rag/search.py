"""Probes of dense and keyword search."""

from typing import Any

import numpy as np

from llmcourse.checking import close, probe, raises, ranking
from llmcourse.exercises.rag.inputs import some, tried

# cosine-top-k -----------------------------------------------------------------------------------


@probe("cosine-top-k", part="order", points=2, compare=ranking())
def cosine_order(answer, rng):
    # Directions at fixed angles from the query, lengths that mislead a bare inner product.
    plane = np.linalg.qr(rng.normal(size=(6, 2)))[0].T
    angles = np.array([1.2, 0.3, 2.5, 0.9, 0.6, 1.9])
    lengths = np.array([9.0, 0.2, 4.0, 5.0, 1.0, 2.0])
    rows = lengths[:, None] * (
        np.cos(angles)[:, None] * plane[0] + np.sin(angles)[:, None] * plane[1]
    )
    ids = [f"d{i}" for i in rng.permutation(6)]
    query = 3.0 * plane[0]
    return {
        "6 vectors, k=3": [list(pair) for pair in answer(query, rows, ids, 3)],
        "the same as float32, k=2": [
            list(pair) for pair in answer(query.astype("float32"), rows.astype("float32"), ids, 2)
        ],
    }


@probe("cosine-top-k", part="ties and edges", points=2, compare=close(rtol=0, atol=2e-6))
def cosine_edges(answer, rng):
    # Along an axis, so that equal directions have exactly the same cosine.
    along = np.eye(2)[int(rng.integers(2))] * rng.choice([-1.0, 1.0])
    across = along[::-1] * rng.choice([-1.0, 1.0])
    cosine, scale = round(float(rng.uniform(0.2, 0.9)), 3), float(rng.uniform(2, 5))
    slant = 5 * (cosine * along + np.sqrt(1 - cosine**2) * across)
    rows = np.array([scale * along, along, 0.3 * along, 0 * along, -along, slant])
    # The ids of the three that tie neither rise nor fall from row to row.
    ids = some(rng, 6)
    low, middle, high = sorted(ids[:3])
    turns = [[middle, low, high], [middle, high, low], [high, low, middle], [low, high, middle]]
    tied = turns[int(rng.integers(4))]
    ids[:3] = tied
    places = rng.permutation(6)
    places[np.isin(places, [0, 1, 2])] = [0, 1, 2]
    rows, ids = rows[places], [ids[int(i)] for i in places]
    nearly = np.array([along, along + 1e-4 * across])  # cosines 1 and 1 - 5e-9: rounded, a tie
    early, late = sorted(some(rng, 2))
    kept = rows.copy()
    result = answer(7 * along, rows, ids, 9)
    return {
        f"one direction: {', '.join(tied)}; a row of zeros; k=9": [list(pair) for pair in result],
        f"{late} along the query, {early} 0.0001 beside it, k=2": [
            list(p) for p in answer(2 * along, nearly, [late, early], 2)
        ],
        "a query 0.0001 long, k=1": [
            list(p) for p in answer(1e-4 * along, np.array([across, slant]), ["a", "b"], 1)
        ],
        "a query of zeros, k=2": [list(p) for p in answer(np.zeros(2), rows, ids, 2)],
        "rows unchanged": bool((rows == kept).all()),
        "each similarity is a Python float": all(
            isinstance(value, float) for pair in result for value in list(pair)[1:]
        ),
        "query of 3, no rows of 2 dimensions": tried(
            lambda: answer(np.ones(3), np.zeros((0, 2)), [], 3)
        ),
        "k=0": raises(lambda: answer(np.ones(2), rows, ids, 0)),
        "5 ids for 6 rows": raises(lambda: answer(np.ones(2), rows, ids[:5], 2)),
        "query of 3, rows of 2 dimensions": raises(lambda: answer(np.ones(3), rows, ids, 2)),
    }


# bm25 -------------------------------------------------------------------------------------------


def _plain(index: Any) -> Any:
    if not isinstance(index, dict) or not all(isinstance(row, dict) for row in index.values()):
        return index
    return {
        str(token): {str(position): row[position] for position in sorted(row, key=str)}
        for token, row in sorted(index.items(), key=lambda item: str(item[0]))
    }


def _documents(rng: np.random.Generator, texts: list[str]) -> tuple[str, list[list[str]]]:
    """The texts in another order and other letters, and how the learner sees them (- if empty)."""
    letters = str.maketrans("ab", "".join(rng.permutation(list("defghkmnpr"))[:2]))
    texts = [texts[int(i)].translate(letters) for i in rng.permutation(len(texts))]
    return " | ".join(text or "-" for text in texts), [text.split() for text in texts]


@probe("bm25", part="weights", points=3, compare=close(rtol=1e-6, atol=1e-9))
def bm25_weights(answer, rng):
    shown, documents = _documents(rng, ["a a a b", "a a b b b", "a a a a", ""])
    return {shown: _plain(answer(documents))}


@probe("bm25", part="arguments", points=2, compare=close(rtol=1e-6, atol=1e-9))
def bm25_arguments(answer, rng):
    shown, documents = _documents(rng, ["a a", "a", ""])
    return {
        f"{shown}; k1=0, only idf counts": tried(lambda: _plain(answer(documents, k1=0.0))),
        f"{shown}; b=0, length does not": tried(lambda: _plain(answer(documents, b=0.0))),
        "no documents": tried(lambda: _plain(answer([]))),
        "two empty documents": tried(lambda: _plain(answer([[], []]))),
        "k1=-1": raises(lambda: answer(documents, k1=-1)),
        "b=1.5": raises(lambda: answer(documents, b=1.5)),
    }
