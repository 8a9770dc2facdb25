"""Probes of the measures and of the bootstrap."""

from llmcourse.checking import close, probe, raises
from llmcourse.exercises.rag.inputs import some

# recall-mrr -------------------------------------------------------------------------------------


@probe("recall-mrr", part="averages", points=2, compare=close())
def recall_averages(answer, rng):
    d = some(rng, 9)
    rankings = {"q1": d[:6], "q2": [d[6], d[1], d[0]], "q3": d[3:5], "q4": d}
    relevant = {"q1": {d[1], d[4], "lost"}, "q2": {d[0], d[6]}, "q3": {"lost"}}
    return {f"three queries, k={k}": answer(rankings, relevant, k) for k in (1, 2, 5, 9)}


@probe("recall-mrr", part="edges", points=1, compare=close())
def recall_edges(answer, rng):
    d = some(rng, 5)
    return {
        "a query is missing from the rankings, one has nothing relevant": answer(
            {"q1": [d[0], d[1]], "q3": [d[2]]}, {"q1": {d[1]}, "q2": {d[0]}, "q3": set()}, 2
        ),
        f"ranking=[{d[0]}, {d[1]}, {d[1]}, {d[2]}], relevant: all but {d[0]}, k=3": answer(
            {"q": [d[0], d[1], d[1], d[2]]}, {"q": set(d[1:])}, 3
        ),
        "k=0": raises(lambda: answer({"q": d}, {"q": set(d)}, 0)),
        "nothing relevant anywhere": raises(lambda: answer({"q": d}, {"q": set()}, 3)),
    }


# ndcg -------------------------------------------------------------------------------------------


@probe("ndcg", part="values", points=3, compare=close())
def ndcg_values(answer, rng):
    d = some(rng, 8)
    grades = {d[0]: 3, d[1]: 1, d[2]: 2, d[6]: 2, d[7]: 1}
    return {
        f"ranking={d[:4]}, k=3": answer(d[:4], grades, 3),
        f"ranking={d[4:7]}, k=10": answer(d[4:7], grades, 10),
        "the ideal order, k=2": answer([d[0], d[2], d[6]], grades, 2),
        f"ranking={d[1:3]}, k=1": answer(d[1:3], grades, 1),
    }


@probe("ndcg", part="edges", points=1, compare=close())
def ndcg_edges(answer, rng):
    a, b, c = some(rng, 3)
    return {
        f"ranking=[{a}, {a}, {b}], k=3": answer([a, a, b], {a: 2, b: 1, c: 1}, 3),
        "an empty ranking": answer([], {a: 1}, 3),
        "no grades": answer([a, b], {}, 3),
        "k=0": raises(lambda: answer([a], {a: 1}, 0)),
        "a negative grade": raises(lambda: answer([a], {a: 1, b: -1}, 2)),
    }


# token-f1 ---------------------------------------------------------------------------------------


@probe("token-f1", part="scores", points=2, compare=close())
def f1_scores(answer, rng):
    a, b, c, d = some(rng, 4)
    cases = [
        (f"The {a} {b} of {c}!", [f"{a.title()} {b}, of {c}"]),
        (f"{a} {b} {c} {d}", [f"{a} {b}"]),
        (f"{b} {a}", [f"{a} {b}"]),
        (f"{a} {a} {b}", [f"{a} {c} {a}"]),
        (f"well-{a}", [f"well {a}"]),
        (d, [a]),
    ]
    return {f"{given!r} for {golds}": answer(given, golds) for given, golds in cases}


@probe("token-f1", part="several right answers, empty ones", points=1, compare=close())
def f1_edges(answer, rng):
    a, b, c, d = some(rng, 4)
    return {
        f"'{a} {b}' for ['{c}', '{a} {d}', '{a} {b}', '{d}']": answer(
            f"{a} {b}", [c, f"{a} {d}", f"{a} {b}", d]
        ),
        f"'{a} {b}' for ['{b} {a}', '{c}']": answer(f"{a} {b}", [f"{b} {a}", c]),
        f"'the' for ['{a}']": answer("the", [a]),
        "'?' for ['The']": answer("?", ["The"]),
        "golds=[]": raises(lambda: answer(a, [])),
    }


# paired-bootstrap -------------------------------------------------------------------------------


@probe("paired-bootstrap", part="interval", points=3, compare=close(rtol=1e-7, atol=1e-9))
def bootstrap_interval(answer, rng):
    base = rng.uniform(0, 1, 30)
    better = base + rng.normal(0.1, 0.1, 30)
    zeros, ones = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    return {
        "30 scores each, resamples=500": list(answer(list(base), list(better), 500, 3)),
        "7 questions, right or wrong": list(answer(zeros, ones, resamples=300, seed=1)),
    }


@probe("paired-bootstrap", part="arguments", points=1, compare=close(rtol=1e-7, atol=1e-9))
def bootstrap_arguments(answer, rng):
    base, better = rng.uniform(0, 1, 12), rng.uniform(0, 1, 12)
    return {
        "level=0.8, the defaults else": list(answer(list(base), list(better), level=0.8)),
        "a constant difference": list(answer([0.25, 0.5], [0.75, 1.0])),
        "2 and 3 scores": raises(lambda: answer([1, 0], [1, 0, 1])),
        "no scores": raises(lambda: answer([], [])),
        "resamples=0": raises(lambda: answer([1], [0], resamples=0)),
        "level=1": raises(lambda: answer([1], [0], level=1)),
    }
