"""Probes of the fusions: by ranks, by weighted ranks, by scores."""

from typing import Any

import numpy as np

from llmcourse.checking import close, probe, raises
from llmcourse.exercises.rag.inputs import tried

NINE = close(rtol=0, atol=1.5e-9)


def _pairs(result: Any) -> Any:
    """A fused list as plain pairs; TypeError says what else it is."""
    if not isinstance(result, list) or not all(
        isinstance(one, tuple | list) and len(one) == 2 for one in result
    ):
        raise TypeError(f"the result must be a list of (id, score) pairs, not {result!r:.80}")
    return [list(pair) for pair in result]


def _ids(rng: np.random.Generator, count: int) -> list[str]:
    return [f"d{number}" for number in rng.permutation(count) + 1]


def _shown(rankings: Any) -> str:
    return " | ".join(" ".join(ranking) or "-" for ranking in rankings)


def _rankings(rng: np.random.Generator, documents: int, lists: int) -> list[list[str]]:
    """Rankings of some of the documents, of unequal length, in unequal order."""
    ids = _ids(rng, documents)
    return [
        [ids[int(at)] for at in rng.permutation(documents)[: documents - 1 - number % 3]]
        for number in range(lists)
    ]


def _turned(rng: np.random.Generator, documents: int) -> list[list[str]]:
    """Every document at every rank once, where adding the terms in order makes unequal sums."""
    while True:
        ids = _ids(rng, documents)
        rankings = [ids[turn:] + ids[:turn] for turn in range(documents)]
        sums: dict[str, float] = {}
        for ranking in rankings:
            for rank, document in enumerate(ranking, 1):
                sums[document] = sums.get(document, 0.0) + 1 / (60 + rank)
        if sorted(sums, key=lambda one: (-sums[one], one)) != sorted(ids):
            return rankings


@probe("rrf", part="scores", points=2, compare=NINE)
def rrf_scores(answer, rng):
    small = [["a", "b"], ["b", "c"]]
    rankings = _rankings(rng, 6, 3)
    k = int(rng.integers(1, 9))
    return {
        f"{_shown(small)}, k={k}": tried(lambda: _pairs(answer(small, k))),
        f"{_shown(rankings)}, k=60 by default": tried(lambda: _pairs(answer(rankings))),
        f"{_shown(rankings)}, k={k}": tried(lambda: _pairs(answer(rankings, k))),
        f"{_shown(rankings)}, k=0.5": tried(lambda: _pairs(answer(rankings, 0.5))),
        f"{_shown(rankings[:1])}, k=0": tried(lambda: _pairs(answer(rankings[:1], 0))),
    }


@probe("rrf", part="ties and edges", points=2, compare=NINE)
def rrf_edges(answer, rng):
    a, b, c, d = _ids(rng, 4)
    repeated = [[a, b, a, a, c], [c, a], [], [d, d, d, b]]
    turned = _turned(rng, 7)
    kept = [list(ranking) for ranking in repeated]
    low, high = sorted((a, b))
    result = tried(lambda: _pairs(answer(repeated)))
    return {
        f"{_shown([[high, low], [low, high]])}": tried(
            lambda: _pairs(answer([[high, low], [low, high]]))
        ),
        f"{_shown(turned[:2])} | ... (7 turns of 7 ids)": tried(lambda: _pairs(answer(turned))),
        f"{_shown(repeated)}": result,
        "the rankings are unchanged": repeated == kept,
        "each score is a Python float": isinstance(result, list)
        and all(type(score) is float for _, score in result),
        "no rankings": tried(lambda: _pairs(answer([]))),
        "two empty rankings": tried(lambda: _pairs(answer([[], []]))),
        "k=-1": raises(lambda: answer(repeated, -1)),
    }


@probe("weighted-rrf", part="weights", points=2, compare=NINE)
def weighted_scores(answer, rng):
    small = [["a", "b"], ["b", "c"]]
    rankings = _rankings(rng, 5, 3)
    k = int(rng.integers(1, 9))
    weights = [int(w) for w in rng.permutation([1, 2, 4])]
    return {
        f"{_shown(small)}, weights 3 1": tried(lambda: _pairs(answer(small, [3, 1]))),
        f"{_shown(rankings)}, weights {weights}": tried(lambda: _pairs(answer(rankings, weights))),
        "the same, all weights doubled": tried(
            lambda: _pairs(answer(rankings, [2 * w for w in weights]))
        ),
        f"the same, weights 1 1 1, k={k}": tried(lambda: _pairs(answer(rankings, [1, 1, 1], k))),
        "the same, weights 0.5 0.25 0.25": tried(
            lambda: _pairs(answer(rankings, [0.5, 0.25, 0.25]))
        ),
    }


def _keeps(answer: Any, rankings: list[list[str]], weights: list[Any]) -> Any:
    """Whether the weights are afterwards what they were."""
    kept = list(weights)
    tried(lambda: answer(rankings, weights))
    return weights == kept


@probe("weighted-rrf", part="edges", points=1, compare=NINE)
def weighted_edges(answer, rng):
    a, b, c, d = _ids(rng, 4)
    repeated = [[a, a, b, a, c], [c, d, a]]
    low, high = sorted((a, b))
    turned = _turned(rng, 7)
    weight = int(rng.integers(2, 6))
    return {
        f"{_shown(repeated)}, weights {weight} 1": tried(
            lambda: _pairs(answer(repeated, [weight, 1]))
        ),
        f"{_shown(repeated)}, weights {weight} 0": tried(
            lambda: _pairs(answer(repeated, [weight, 0]))
        ),
        f"{_shown([[high, low], [low, high]])}, weights 0.3 0.3": tried(
            lambda: _pairs(answer([[high, low], [low, high]], [0.3, 0.3]))
        ),
        f"{_shown(turned[:2])} | ... (7 turns of 7 ids), weights 1": tried(
            lambda: _pairs(answer(turned, [1] * 7))
        ),
        f"{_shown([[], [a, b]])}, weights {weight} 1": tried(
            lambda: _pairs(answer([[], [a, b]], [weight, 1]))
        ),
        "the weights are unchanged": _keeps(answer, repeated, [weight, 1]),
        "no rankings, weights 1": raises(lambda: answer([], [1])),
        "no rankings, k=-1": raises(lambda: answer([], [], -1)),
        "no rankings": tried(lambda: _pairs(answer([], []))),
        "weights 0 0": tried(lambda: _pairs(answer(repeated, [0, 0]))),
        "weights 1 -1": raises(lambda: answer(repeated, [1, -1])),
        "2 rankings, 3 weights": raises(lambda: answer(repeated, [1, 1, 1])),
        "k=-1": raises(lambda: answer(repeated, [1, 1], -1)),
    }


def _scored(rng: np.random.Generator, ids: list[str], scale: float, base: float) -> list[Any]:
    values = rng.permutation(np.arange(1, len(ids) + 1) ** 2) * scale + base
    return [(one, round(float(value), 3)) for one, value in zip(ids, values, strict=True)]


def _told(results: Any) -> str:
    return " | ".join(" ".join(f"{i}:{s:g}" for i, s in result) or "-" for result in results)


@probe("comb-sum", part="normalized", points=2, compare=NINE)
def comb_normalized(answer, rng):
    ids = _ids(rng, 5)
    dense = _scored(rng, ids[:4], 0.05, 0.1)
    keyword = _scored(rng, ids[2:], 1.5, 2.0)
    negative = _scored(rng, ids[:3], 0.3, -3.0)
    small = [[("a", 0.9), ("b", 0.5)], [("b", 12.0), ("c", 4.0)]]
    return {
        _told(small): tried(lambda: _pairs(answer(small))),
        _told([dense, keyword]): tried(lambda: _pairs(answer([dense, keyword]))),
        _told([negative, dense]): tried(lambda: _pairs(answer([negative, dense]))),
        f"{_told([keyword])}, one list": tried(lambda: _pairs(answer([keyword]))),
    }


@probe("comb-sum", part="raw and edges", points=2, compare=NINE)
def comb_raw(answer, rng):
    ids = _ids(rng, 5)
    dense = _scored(rng, ids[:4], 0.05, 0.1)
    keyword = _scored(rng, ids[2:], 1.5, 2.0)
    a, b, c = ids[:3]
    equal = [[(b, 0.5), (a, 0.5)], [(c, 2.0)]]
    repeated = [[(a, 1.0), (b, 3.0), (a, 5.0), (a, 2.0), (c, 4.0)], [(c, 1.0), (b, 2.0)]]
    low = [[(a, 9.0), (b, 5.0), (a, 1.0)]]
    result = tried(lambda: _pairs(answer([dense, keyword], False)))
    thirds = [[(high, 0.1), (low_, 0.3)] for high, low_ in ((a, b), (b, a), (a, b), (b, a))]
    return {
        f"{_told([dense, keyword])}, normalize=False": result,
        f"{_told(equal)}": tried(lambda: _pairs(answer(equal))),
        f"{_told(repeated)}": tried(lambda: _pairs(answer(repeated))),
        f"{_told(repeated)}, normalize=False": tried(lambda: _pairs(answer(repeated, False))),
        f"{_told(low)}": tried(lambda: _pairs(answer(low))),
        f"{_told(thirds)}, normalize=False": tried(lambda: _pairs(answer(thirds, False))),
        "each sum is a Python float": isinstance(result, list)
        and all(type(score) is float for _, score in result),
        f"an empty list and {_told([dense[:2]])}": tried(lambda: _pairs(answer([[], dense[:2]]))),
        "no lists": tried(lambda: _pairs(answer([]))),
    }
