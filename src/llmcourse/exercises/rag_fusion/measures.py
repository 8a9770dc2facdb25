"""Probes of coverage and of the comparison by kind of question."""

from typing import Any

import numpy as np

from llmcourse.checking import close, probe, raises
from llmcourse.exercises.rag.inputs import some, tried

NEAR = close(rtol=1e-9, atol=1e-9)


def _shown(groups: Any) -> str:
    return " | ".join(" ".join(sorted(group)) or "-" for group in groups)


@probe("coverage", part="shares", points=2, compare=NEAR)
def coverage_shares(answer, rng):
    a, b, c, d, e, f, g, h = (f"p{n}" for n in rng.permutation(8) + 1)
    cases = [
        ([[a, b], [c, a], [e]], [{a, d}, {c}, {e, f}, {g}]),
        ([[h], [a, d], [d], [b, c]], [{a, b}, {a, c}, {d}]),
        ([{a, b, c}, {a}], [{a, b}, {b, c}]),
        ([[g, g, h]], [{g}, {h}, {g, h}, {a}, {b}]),
        ([[b], [a]], [{a, c}, {a, c}, {b}, {d}]),
    ]
    # one drawn case, so that its shares cannot be known beforehand
    drawn = [
        [str(x) for x in rng.permutation([a, b, c, d, e, f])[: rng.integers(1, 3)]]
        for _ in range(4)
    ]
    cases.append((drawn, [{a, g}, {b}, {c}, {d, h}, {e}, {f}, {g}]))
    return {
        f"found {_shown(found)}; needed {_shown(needed)}": tried(
            lambda given=(found, needed): answer(*given)
        )
        for found, needed in cases
    }


@probe("coverage", part="edges", points=1, compare=NEAR)
def coverage_edges(answer, rng):
    a, b, c = some(rng, 3)
    found, needed = [[a], [b]], [{a}, set(), {c}]
    unstated = int(rng.integers(2, 12))  # drawn, so that no recorded answer passes
    kept = [list(one) for one in found], [set(one) for one in needed]
    result = tried(lambda: answer(found, needed))
    return {
        f"found {_shown(found)}; needed {_shown(needed)}, one fact stated nowhere": result,
        f"no queries; needed {a}": tried(lambda: answer([], [{a}])),
        f"found - | - | {b}; needed {a} {b}": tried(lambda: answer([[], [], [b]], [{a, b}])),
        "arguments unchanged": (found, needed) == kept,
        f"found {a}; {a} needed and {unstated} facts that nothing states": tried(
            lambda: answer([[a]], [{a}] + [set()] * unstated)
        ),
        "needed is empty": raises(lambda: answer(found, [])),
    }


class Interval:
    """A scripted interval: the mean difference, and half a width that the number of items sets."""

    def __init__(self, half: float) -> None:
        self.half = half
        self.calls: list[Any] = []

    def __call__(self, baseline: Any, system: Any) -> tuple[float, float, float]:
        self.calls.append([list(map(float, baseline)), list(map(float, system))])
        difference = float(np.mean(np.asarray(system) - np.asarray(baseline)))
        return difference, difference - self.half, difference + self.half


def _rows(result: Any) -> Any:
    """Rows with their keys in one order."""
    if not isinstance(result, list) or not all(isinstance(row, dict) for row in result):
        raise TypeError(f"the result must be a list of dictionaries, not {result!r:.80}")
    return [{str(key): row[key] for key in sorted(row, key=str)} for row in result]


def _questions(rng: np.random.Generator) -> tuple[list[float], list[float], list[str]]:
    kinds = some(rng, 3)
    asked = [kinds[i] for i in (0, 1, 0, 2, 1, 0, 2, 0, 1, 2)]
    # Better on the first kind, worse on the second, the same on the third.
    baseline = [float(n) for n in rng.integers(2, 5, size=10)]
    shift = {kinds[0]: 1.0, kinds[1]: -2.0, kinds[2]: 0.25}
    system = [b + shift[kind] for b, kind in zip(baseline, asked, strict=True)]
    return baseline, system, asked


@probe("by-kind", part="rows", points=2, compare=NEAR)
def by_kind_rows(answer, rng):
    baseline, system, kinds = _questions(rng)
    interval = Interval(0.5)
    rows = tried(lambda: _rows(answer(baseline, system, kinds, interval)))
    one = tried(lambda: _rows(answer([1.0, 0.0], [1.0, 1.0], [kinds[0]] * 2, Interval(0.1))))
    return {
        f"10 questions of the kinds {' '.join(kinds)}": rows,
        "interval was called with": interval.calls,
        f"2 questions of the kind {kinds[0]}": one,
    }


@probe("by-kind", part="verdicts", points=2, compare=NEAR)
def by_kind_verdicts(answer, rng):
    (kind,) = some(rng, 1)
    out: dict[str, Any] = {}
    for low, high in ((0.0, 0.5), (0.1, 0.5), (-0.5, 0.0), (-0.5, -0.1), (-0.2, 0.3), (0.0, 0.0)):
        rows = tried(
            lambda low=low, high=high: _rows(
                answer([0.0, 1.0], [1.0, 0.0], [kind] * 2, lambda a, b: (0.25, low, high))
            )
        )
        key = f"low={low}, high={high} for {kind}"
        said = ("verdict", "difference")
        out[key] = [[row.get(s) for s in said] for row in rows] if isinstance(rows, list) else rows
    interval = Interval(0.5)
    ends = [tuple(sorted(rng.integers(-3, 4, 2) / 10)) for _ in range(8)]  # drawn, as above
    out["eight kinds"] = tried(
        lambda: [
            answer([0.0], [0.0], [kind], lambda a, b, e=e: (0.0, float(e[0]), float(e[1])))[0][
                "verdict"
            ]
            for e in ends
        ]
    )
    return out | {
        "3 scores, 2 kinds": raises(lambda: answer([1, 1, 1], [1, 1, 1], [kind] * 2, interval)),
        "3 and 2 scores": raises(lambda: answer([1, 1, 1], [1, 1], [kind] * 3, interval)),
        "no questions": raises(lambda: answer([], [], [], interval)),
    }
