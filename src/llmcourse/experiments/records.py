"""What an experiment returns, its intervals, and the verdict that follows from them.

An experiment compares conditions on the same items. Its claim says beforehand which condition is
expected to beat which, by what measure, on how many items; code decides the verdict from the 95%
intervals of the paired differences. This module knows no model and no files; records on disk are
the work of benchmarks/record_claims.py.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

CONFIRMED = "confirmed"
REFUTED = "refuted"
WHEN = "when"
UNDECIDED = "undecided"
BY_CONSTRUCTION = "shown by construction"
VERDICTS = (CONFIRMED, REFUTED, WHEN, UNDECIDED, BY_CONSTRUCTION)

SUPPORTED, CONTRADICTED, OPEN = "supported", "contradicted", "open"
RELATIONS = (">", "<", "=")
# Numbers, one an item: a list or a numpy array.
Scores = Sequence[float] | np.ndarray
CLAIM_ID = re.compile(r"C\d\d[a-z]?")


def _scores(name: str, scores: Scores) -> np.ndarray:
    values = np.asarray(scores, dtype=float)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"{name} must be a list of at least one number, not {scores!r:.60}.")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} holds a value that is no finite number; score every item.")
    return values


def bootstrap_interval(scores: Scores, seed: int = 0, resamples: int = 2000) -> tuple[float, float]:
    """95% interval of the mean by the percentile bootstrap (Efron 1979).

    Where all scores are 0, or all are 1, resampling sees no spread; there the exact binomial
    interval (Clopper and Pearson 1934) is returned.
    """
    values = _scores("scores", scores)
    n = values.size
    if np.all(values == 1):
        return 0.025 ** (1 / n), 1.0
    if np.all(values == 0):
        return 0.0, 1 - 0.025 ** (1 / n)
    return _percentiles(values, seed, resamples)


def _percentiles(values: np.ndarray, seed: int, resamples: int) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    means = np.empty(resamples)
    # A few million draws at a time, so that long lists do not fill the memory.
    step = max(1, 4_000_000 // values.size)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        means[start : start + rows] = values[
            rng.integers(0, values.size, size=(rows, values.size))
        ].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def paired_difference(
    a: Scores, b: Scores, seed: int = 0, resamples: int = 2000
) -> tuple[float, float, float]:
    """Mean of a - b over the same items, and its 95% interval: (difference, low, high).

    Items are resampled in pairs, so that what is hard for both does not widen the interval.
    """
    first, second = _scores("a", a), _scores("b", b)
    if first.size != second.size:
        raise ValueError(
            f"a and b must score the same items: a has {first.size} scores, b has {second.size}."
        )
    differences = first - second
    low, high = _percentiles(differences, seed, resamples)
    return float(differences.mean()), low, high


@dataclass
class Condition:
    """One way of doing it, with a score per item (0/1, or any number).

    With several seeds: the items of the first seed, then those of the second, and so on.
    """

    name: str
    scores: list[float]

    def __post_init__(self) -> None:
        self.scores = [float(score) for score in _scores(f"scores of {self.name!r}", self.scores)]

    @property
    def mean(self) -> float:
        """Mean score."""
        return float(np.mean(self.scores))


@dataclass
class ExperimentResult:
    """Conditions measured on the same items, one of them the baseline.

    `same_items`: every seed scored the same items (only the draws differ); then an item's scores
    are averaged over the seeds before resampling, since they are not independent.
    """

    claim: str
    conditions: list[Condition]
    baseline: str
    seeds: list[int]
    notes: str = ""
    same_items: bool = False

    def __post_init__(self) -> None:
        names = [condition.name for condition in self.conditions]
        if len(set(names)) != len(names):
            raise ValueError(f"conditions must have different names, not {names}.")
        if self.baseline not in names:
            raise ValueError(f"baseline {self.baseline!r} is none of the conditions {names}.")
        if not self.seeds:
            raise ValueError("seeds is empty; name the seeds that were used, for example [0].")
        sizes = {condition.name: len(condition.scores) for condition in self.conditions}
        if len(set(sizes.values())) != 1:
            raise ValueError(f"conditions must score the same items; numbers of scores: {sizes}.")

    def __getitem__(self, name: str) -> Condition:
        for condition in self.conditions:
            if condition.name == name:
                return condition
        raise KeyError(f"no condition {name!r}; there are {[c.name for c in self.conditions]}")

    @property
    def n(self) -> int:
        """Items a condition, over all seeds."""
        return len(self.conditions[0].scores)

    def by_seed(self, name: str) -> dict[str, float]:
        """Mean of a condition for each seed (equal parts of its scores, in the seeds' order)."""
        scores = np.asarray(self[name].scores)
        if scores.size % len(self.seeds):
            return {}
        parts = scores.reshape(len(self.seeds), -1).mean(axis=1)
        return {str(seed): round(float(m), 6) for seed, m in zip(self.seeds, parts, strict=True)}

    def items(self, name: str) -> np.ndarray:
        """Scores of a condition's independent items."""
        scores = np.asarray(self[name].scores)
        if self.same_items and scores.size % len(self.seeds) == 0:
            return scores.reshape(len(self.seeds), -1).mean(axis=0)
        return scores

    def difference(self, a: str, b: str) -> tuple[float, float, float]:
        """Paired difference of two conditions: (difference, low, high)."""
        return paired_difference(self.items(a), self.items(b))

    def table(self) -> Any:
        """A pandas DataFrame, a row a condition: mean, interval, n, difference to the baseline."""
        import pandas as pd

        rows = []
        for condition in self.conditions:
            low, high = bootstrap_interval(self.items(condition.name))
            row = {"condition": condition.name, "mean": condition.mean, "low": low, "high": high}
            row["n"] = self.n
            if condition.name != self.baseline:
                difference, d_low, d_high = self.difference(condition.name, self.baseline)
                row |= {"difference": difference, "difference low": d_low}
                row |= {"difference high": d_high}
            rows.append(row)
        return pd.DataFrame(rows)

    def plot(self, title: str, ylabel: str = "share correct", name: str | None = None) -> Any:
        """A bar a condition with its interval; shown under `name` if given. Returns the figure."""
        import matplotlib.pyplot as plt

        from llmcourse.lesson import plot_style, show

        plot_style()
        figure, axes = plt.subplots()
        for place, condition in enumerate(self.conditions):
            low, high = bootstrap_interval(self.items(condition.name))
            mean = condition.mean
            base = condition.name == self.baseline
            axes.bar(place, mean, color="0.75" if base else "#56B4E9", edgecolor="black", width=0.6)
            error = [[max(mean - low, 0)], [max(high - mean, 0)]]
            axes.errorbar(place, mean, yerr=error, color="black", marker="", linestyle="")
        axes.axhline(self[self.baseline].mean, color="0.4", linestyle=":", marker="", linewidth=1)
        # Names of many conditions are broken into lines, or neighbours run into each other.
        width = max(8, 60 // len(self.conditions))
        names = [textwrap.fill(c.name, width, break_long_words=False) for c in self.conditions]
        axes.set_xticks(range(len(self.conditions)), names)
        axes.set_ylabel(f"{ylabel} (95% interval, n = {self.n})")
        axes.set_title(title)
        if name:
            show(figure, name)
        return figure


@dataclass(frozen=True)
class Comparison:
    """What a claim expects of two conditions: a > b, a < b (by more than `margin`), or a = b
    (they differ by at most `margin`)."""

    a: str
    relation: str
    b: str
    margin: float = 0.0

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"relation must be one of {RELATIONS}, not {self.relation!r}.")
        if self.margin < 0 or (self.relation == "=" and self.margin == 0):
            raise ValueError("margin must be at least 0, and above 0 for '='.")

    def outcome(self, low: float, high: float) -> str:
        """Supported, contradicted or open, by the 95% interval of a - b."""
        if self.relation == "<":
            low, high = -high, -low
        if self.relation == "=":
            if low >= -self.margin and high <= self.margin:
                return SUPPORTED
            return CONTRADICTED if low > self.margin or high < -self.margin else OPEN
        if low > self.margin:
            return SUPPORTED
        return CONTRADICTED if high <= self.margin else OPEN

    def __str__(self) -> str:
        by = f" by {self.margin:g}" if self.margin and self.relation != "=" else ""
        by = f" within {self.margin:g}" if self.relation == "=" else by
        return f"{self.a} {self.relation} {self.b}{by}"


def decide(
    outcomes: Sequence[str], *, trained_format: bool = False, control: str | None = None
) -> str:
    """The verdict on a claim from the outcomes of its comparisons.

    All supported: confirmed; but where the technique's own format was trained, "shown by
    construction", unless the control's outcome is supported too. All contradicted: refuted. Some
    supported: "when". Otherwise undecided.
    """
    if not outcomes:
        raise ValueError("outcomes is empty; a claim needs at least one comparison.")
    if all(outcome == SUPPORTED for outcome in outcomes):
        return BY_CONSTRUCTION if trained_format and control != SUPPORTED else CONFIRMED
    if all(outcome == CONTRADICTED for outcome in outcomes):
        return REFUTED
    return WHEN if SUPPORTED in outcomes else UNDECIDED


@dataclass(frozen=True)
class Claim:
    """An experiment as committed before its run."""

    id: str
    unit: str
    hypothesis: str
    metric: str
    n: int
    pocket_cause: str
    run: Callable[[], ExperimentResult]
    expect: tuple[Comparison, ...] = ()
    trained_format: bool = False
    control: Comparison | None = None
    caveat: str = ""
    data: tuple[str, ...] = ("prompting", "world")
    extra: dict[str, Any] = field(default_factory=dict)

    def comparisons(self, result: ExperimentResult) -> tuple[Comparison, ...]:
        """What is expected: as declared, or that every condition beats the baseline."""
        if self.expect:
            return self.expect
        others = [c.name for c in result.conditions if c.name != result.baseline]
        return tuple(Comparison(name, ">", result.baseline) for name in others)


# Every declared claim by id, in the order of declaration.
CLAIMS: dict[str, Claim] = {}


def _comparison(value: Comparison | Sequence[Any]) -> Comparison:
    return value if isinstance(value, Comparison) else Comparison(*value)


def claim(
    id: str,
    *,
    unit: str,
    hypothesis: str,
    metric: str,
    n: int,
    pocket_cause: str,
    expect: Sequence[Comparison | Sequence[Any]] = (),
    trained_format: bool = False,
    control: Comparison | Sequence[Any] | None = None,
    caveat: str = "",
    data: Sequence[str] = ("prompting", "world"),
) -> Callable[[Callable[[], ExperimentResult]], Callable[[], ExperimentResult]]:
    """Declare the experiment on a claim; decorates a function without arguments.

    id: C10, or C10a, C10b... where a claim has parts. n: items a condition, over all seeds.
    expect: (a, ">" | "<" | "=", b[, margin]) comparisons; none means every condition beats the
    baseline. trained_format: the technique's own format was in Pocket's training, so that success
    is "shown by construction" unless `control`, a comparison of conditions trained alike, holds.
    pocket_cause: what in Pocket's training could cause the effect. data: the folders of datasets/
    that the experiment reads; a change in others leaves its record valid.
    """
    if not CLAIM_ID.fullmatch(id):
        raise ValueError(f"claim id must be like C10 or C10a, not {id!r}.")
    for name, text in {
        "hypothesis": hypothesis,
        "metric": metric,
        "pocket_cause": pocket_cause,
    }.items():
        if not text.strip():
            raise ValueError(f"claim {id}: {name} is empty; write it before the run.")
    if n < 1:
        raise ValueError(f"claim {id}: n must be at least 1, not {n}.")

    def register(function: Callable[[], ExperimentResult]) -> Callable[[], ExperimentResult]:
        known = CLAIMS.get(id)
        if known is not None and known.run.__qualname__ != function.__qualname__:
            raise ValueError(
                f"claim {id} is declared twice ({known.run.__qualname__} and "
                f"{function.__qualname__}): call its parts {id[:3]}a and {id[:3]}b."
            )
        CLAIMS[id] = Claim(
            id, unit, hypothesis, metric, n, pocket_cause, function,
            tuple(_comparison(value) for value in expect), trained_format,
            None if control is None else _comparison(control), caveat, tuple(data),
        )  # fmt: skip
        return function

    return register


def judge(declared: Claim, result: ExperimentResult) -> dict[str, Any]:
    """Comparisons with their intervals and outcomes, and the verdict; plain data."""

    def measured(comparison: Comparison) -> dict[str, Any]:
        difference, low, high = result.difference(comparison.a, comparison.b)
        return {
            "a": comparison.a,
            "relation": comparison.relation,
            "b": comparison.b,
            "margin": comparison.margin,
            "difference": round(difference, 6),
            "interval": [round(low, 6), round(high, 6)],
            "outcome": comparison.outcome(low, high),
        }

    comparisons = [measured(comparison) for comparison in declared.comparisons(result)]
    control = measured(declared.control) if declared.control else None
    verdict = decide(
        [c["outcome"] for c in comparisons],
        trained_format=declared.trained_format,
        control=control["outcome"] if control else None,
    )
    return {"comparisons": comparisons, "control": control, "verdict": verdict}


def conditions_data(result: ExperimentResult) -> list[dict[str, Any]]:
    """Conditions as plain data: name, n, mean, interval, mean by seed."""
    rows: list[dict[str, Any]] = []
    for condition in result.conditions:
        low, high = bootstrap_interval(result.items(condition.name))
        rows.append(
            {
                "name": condition.name,
                "n": result.n,
                "mean": round(condition.mean, 6),
                "interval": [round(low, 6), round(high, 6)],
                "by_seed": result.by_seed(condition.name),
            }
        )
    if any(math.isnan(row["mean"]) for row in rows):
        raise ValueError("a condition has no mean; score every item.")
    return rows
