"""Probes of the measures and of the bootstrap."""

from typing import Any

import numpy as np

from llmcourse.checking import close, probe, raises
from llmcourse.exercises.rag.inputs import some, tried

# recall-mrr -------------------------------------------------------------------------------------


@probe("recall-mrr", part="averages", points=2, compare=close())
def recall_averages(answer, rng):
    d = some(rng, 9)
    rankings = {"q1": d[:6], "q2": [d[6], d[1], d[0]], "q3": d[3:5], "q4": d}
    # The first of q1 lies beyond k=1, and both queries find two, the second at a later rank.
    one = [int(rng.integers(2, 4)), int(rng.integers(4, 7))]
    two = [[1, 2], [1, 3], [2, 3]][int(rng.integers(3))]
    lost = ["lost", "sunk"][: int(rng.integers(1, 3))]
    relevant = {
        "q1": {rankings["q1"][rank - 1] for rank in one} | set(lost),
        "q2": {rankings["q2"][rank - 1] for rank in two},
        "q3": {"lost"},
    }
    if rng.integers(2):
        rankings["q5"], relevant["q5"] = d[5:8], {"sunk"}
    found = (
        f"q1 finds 2 of {2 + len(lost)} (ranks {one[0]}, {one[1]}), "
        f"q2 2 of 2 (ranks {two[0]}, {two[1]}), {len(relevant) - 2} more find none"
    )
    results = {k: tried(lambda k=k: answer(rankings, relevant, k)) for k in (1, 2, 5)}
    # Measure by measure, so that a mistake shows in its own measure only.
    return {
        f"{measure}: {found}": {
            f"k={k}": result.get(measure, "no such key") if isinstance(result, dict) else result
            for k, result in results.items()
        }
        for measure in ("recall", "mrr")
    }


@probe("recall-mrr", part="edges", points=1, compare=close())
def recall_edges(answer, rng):
    d = some(rng, 9)
    rank, missing, empty = (int(n) for n in rng.integers(1, [5, 4, 3]))
    rankings = {"q": d[:rank]} | {f"empty {i}": [d[4]] for i in range(empty)}
    relevant = (
        {"q": {d[rank - 1]}}
        | {f"missing {i}": {d[0]} for i in range(missing)}
        | {f"empty {i}": set() for i in range(empty)}
    )
    before, count = (int(n) for n in rng.integers([1, 3], [4, 6]))
    wanted = d[3 : 3 + count]
    twice = [d[0], *d[:before], d[3], d[3], d[3], d[4]]
    return {
        f"rank {rank}, {missing} unranked, {empty} with nothing relevant; k=5": tried(
            lambda: answer(rankings, relevant, 5)
        ),
        f"{' '.join(twice)}; relevant {' '.join(wanted)}; k={before + 4}": tried(
            lambda: answer({"q": twice}, {"q": set(wanted)}, before + 4)
        ),
        "k=0": raises(lambda: answer({"q": d}, {"q": set(d)}, 0)),
        "nothing relevant anywhere": raises(lambda: answer({"q": d}, {"q": set()}, 3)),
    }


# ndcg -------------------------------------------------------------------------------------------


@probe("ndcg", part="values", points=3, compare=close())
def ndcg_values(answer, rng):
    d = some(rng, 8)
    # One grade is above all others, and the last ranking does not hold it.
    best = int(rng.integers(3, 6))
    # Two grades are equal, so an ideal of different grades only is too short.
    lower = [int(grade) for grade in rng.integers(1, best, 3)]
    lower.append(lower[0])
    grades = dict(zip([d[0], d[1], d[2], d[6], d[7]], [best, *lower], strict=True))
    ideal = sorted(grades, key=lambda document: -grades[document])
    some_first = [d[int(i)] for i in rng.permutation(4)]
    one_late = [*d[3 : 3 + int(rng.integers(1, 4))], d[6]]
    out = {}
    for ranking, k in ((some_first, 3), (one_late, 10), (ideal[:3], 2), (d[1:3], 1)):
        along = " ".join(str(grades.get(document, 0)) for document in ranking)
        every = " ".join(str(grades[i]) for i in ideal)
        name = f"grades along the ranking {along}; all grades {every}; k={k}"
        out[name] = tried(lambda r=ranking, k=k: answer(r, grades, k))
    return out


@probe("ndcg", part="edges", points=1, compare=close())
def ndcg_edges(answer, rng):
    a, b, c = some(rng, 3)
    # Whatever stands after the repeat moves up where repeats are taken out.
    ranking = [[a, a, b], [b, a, a, c], [a, b, a, c]][int(rng.integers(3))]
    x, y, z = (int(grade) for grade in rng.permutation(5)[:3] + 1)
    return {
        f"{' '.join(ranking)}; grades {a} {x}, {b} {y}, {c} {z}; k=4": tried(
            lambda: answer(ranking, {a: x, b: y, c: z}, 4)
        ),
        "an empty ranking": tried(lambda: answer([], {a: 1}, 3)),
        "no grades": tried(lambda: answer([a, b], {}, 3)),
        "all grades 0": tried(lambda: answer([a, b], {a: 0, b: 0}, 3)),
        "k=0": raises(lambda: answer([a], {a: 1}, 0)),
        "a negative grade": raises(lambda: answer([a], {a: 1, b: -1}, 2)),
    }


# token-f1 ---------------------------------------------------------------------------------------


@probe("token-f1", part="scores", points=2, compare=close())
def f1_scores(answer, rng):
    w = some(rng, 6)
    a, b, c, d = w[:4]
    one, two, three = (str(article) for article in rng.permutation(["the", "a", "an"]))
    mark = rng.choice(list("!?."))
    words = int(rng.integers(3, 7))
    shared = int(rng.integers(1, words))
    more, few = int(rng.integers(3, 5)), int(rng.integers(1, 3))
    cases = [
        (f"{one.title()} {a} {b} of {two} {c}{mark}", [f"{a.title()} {b}, of {three} {c}"]),
        (f"{a} {one} {b} {two} {c} {three}", [f"{a} {b} {c}"]),
        (" ".join(w[:words]), [" ".join(w[:shared])]),
        (f"{b} {a}", [f"{a} {b}"]),
        (" ".join([*more * [a], b]), [" ".join([*few * [a], c])]),
        (" ".join([*few * [a], b]), [" ".join([*more * [a], c])]),
        (f"{a}-{b}", [f"{a}{b}"]),
        (d, [a]),
        (f"{a}a {b}", [f"{a} {b}"]),
        (f"a-{b}", [b]),
        (f"“{a}”", [a]),
        (f"{a}é", [a]),
        (f"{a}_{b}", [f"{a}{b}"]),
    ]
    return {f"{g!r} for {golds}": tried(lambda g=g, r=golds: answer(g, r)) for g, golds in cases}


@probe("token-f1", part="several right answers, empty ones", points=1, compare=close())
def f1_edges(answer, rng):
    a, b, c, d, *more = some(rng, 8)
    golds = [c, f"{a} {d}", d]
    golds.insert(int(rng.integers(1, 4)), f"{a} {b}")
    words = [a, b, *more][: int(rng.integers(3, 7))]
    shared, strange = rng.integers(1, len(words), 2), rng.integers(0, 4, 2)
    parts = [
        " ".join([*words[:common], *rest * [d]])
        for common, rest in zip(shared, strange, strict=True)
    ]
    return {
        f"{given!r} for {rights}": tried(lambda g=given, r=rights: answer(g, r))
        for given, rights in (
            (f"{a} {b}", golds),
            (" ".join(words), [d, *parts]),
            (f"{a} {b}", [f"{b} {a}", c]),
            ("the", [a]),
            ("?", ["the"]),
            ("?", ["!"]),
            ("an", ["a"]),
        )
    } | {"golds=[]": raises(lambda: answer(a, []))}


# paired-bootstrap -------------------------------------------------------------------------------


def _triple(result: Any) -> Any:
    return list(result) if isinstance(result, tuple | np.ndarray) else result


@probe("paired-bootstrap", part="interval", points=3, compare=close(rtol=1e-7, atol=1e-9))
def bootstrap_interval(answer, rng):
    # Two decimals, so that the key shows all that it takes to compute the result again.
    base = [round(float(score), 2) for score in rng.uniform(0, 1, 9)]
    gains = rng.normal(0.1, 0.1, 9)
    better = [round(score + float(gain), 2) for score, gain in zip(base, gains, strict=True)]
    name = f"({base}, {better}, resamples=300, seed=3)"
    return {name: _triple(answer(base, better, 300, 3))}


@probe("paired-bootstrap", part="arguments", points=1, compare=close(rtol=1e-7, atol=1e-9))
def bootstrap_arguments(answer, rng):
    base, better = rng.uniform(0, 1, 7), rng.uniform(0, 1, 7)
    return {
        "level=0.8": _triple(answer(list(base), list(better), level=0.8)),
        "a constant difference": _triple(answer([0.25, 0.5], [0.75, 1.0])),
        "2 and 3 scores": raises(lambda: answer([1, 0], [1, 0, 1])),
        "1 and 2 scores": raises(lambda: answer([1], [1, 0])),
        "no scores": raises(lambda: answer([], [])),
        "resamples=0": raises(lambda: answer([1], [0], resamples=0)),
        "level=1": raises(lambda: answer([1], [0], level=1)),
        "level=0": raises(lambda: answer([1], [0], level=0)),
    }
