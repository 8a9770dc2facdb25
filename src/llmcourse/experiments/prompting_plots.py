"""The figures of unit 01, in the course's style: accuracy with 95% intervals and a baseline.

They know results, not how they came about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from llmcourse.experiments.records import ExperimentResult, bootstrap_interval
from llmcourse.lesson import plot_style

GREYS = ("0.25", "0.55", "0.8", "0.4", "0.92")
HATCHES = ("", "//", "", "..", "xx")


def _interval(scores: Sequence[float]) -> tuple[float, float, float]:
    """Mean and the distances to the ends of its 95% bootstrap interval."""
    mean = float(np.mean(scores))
    low, high = bootstrap_interval(scores)
    return mean, max(0.0, mean - low), max(0.0, high - mean)


def curve(
    xs: Sequence[float],
    result: ExperimentResult,
    title: str,
    xlabel: str,
    baseline: float | None = None,
    baseline_label: str = "",
    names: Sequence[str] | None = None,
):
    """Accuracy against a number, one point a condition; `names` picks the conditions."""
    import matplotlib.pyplot as plt

    plot_style()
    chosen = [c for c in result.conditions if names is None or c.name in names]
    points = [_interval(c.scores) for c in chosen]
    figure, axes = plt.subplots()
    axes.errorbar(xs, [p[0] for p in points], yerr=np.array([p[1:] for p in points]).T)
    if baseline is not None:
        axes.axhline(baseline, color="0.4", linestyle=":", marker="", label=baseline_label)
        axes.legend(loc="lower right")
    axes.set(xlabel=xlabel, ylabel="accuracy (share of queries)", ylim=(0, 1.04), title=title)
    axes.set_xticks(list(xs))
    return figure


def bars(
    results: Mapping[str, ExperimentResult],
    title: str,
    chance: float | None = None,
    chance_label: str = "guessing",
    ylabel: str = "accuracy (share of items)",
):
    """Groups of bars: one group a result, one bar a condition, with 95% intervals."""
    import matplotlib.pyplot as plt

    plot_style()
    labels = [c.name for c in next(iter(results.values())).conditions]
    width = 0.82 / len(labels)
    figure, axes = plt.subplots(figsize=(7.2, 3.8))
    for k, name in enumerate(labels):
        points = [_interval(r.conditions[k].scores) for r in results.values()]
        places = np.arange(len(results)) + (k - (len(labels) - 1) / 2) * width
        axes.bar(
            places,
            [p[0] for p in points],
            width,
            yerr=np.array([p[1:] for p in points]).T,
            label=name,
            color=GREYS[k % len(GREYS)],
            hatch=HATCHES[k % len(HATCHES)],
            edgecolor="black",
            linewidth=0.6,
        )
    if chance is not None:
        axes.axhline(chance, color="black", linestyle=":", marker="", label=chance_label)
    axes.set_xticks(np.arange(len(results)), list(results))
    axes.set(ylabel=ylabel, ylim=(0, 1.04), title=title)
    axes.legend(fontsize=8, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.1))
    return figure


def calibration(pairs: Sequence[tuple[float, float]], title: str):
    """Accuracy by the share of samples that agreed, and how many problems each bar stands for."""
    import matplotlib.pyplot as plt

    plot_style()
    edges = [0.0, 0.4, 0.6, 0.8, 0.999, 1.01]
    labels = ["below 40%", "40 to 60%", "60 to 80%", "80 to 99%", "all"]
    groups = [
        [right for share, right in pairs if low <= share < high] for low, high in pairwise(edges)
    ]
    kept = [(label, group) for label, group in zip(labels, groups, strict=True) if group]
    points = [_interval(group) for _, group in kept]
    figure, axes = plt.subplots()
    axes.bar(
        [f"{label}\n({len(group)} problems)" for label, group in kept],
        [p[0] for p in points],
        yerr=np.array([p[1:] for p in points]).T,
        color="0.6",
        edgecolor="black",
    )
    overall = float(np.mean([right for _, right in pairs]))
    axes.axhline(overall, color="black", linestyle=":", marker="")
    axes.set(ylabel="accuracy (share of problems)", ylim=(0, 1.04), title=title)
    axes.set_xlabel("samples that agree with the winner (dotted: all problems together)")
    return figure
