"""The figures of unit 02, in the course's style. They know results, not how they came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from llmcourse.experiments.records import ExperimentResult, bootstrap_interval
from llmcourse.lesson import plot_style


def outcomes(groups: Mapping[str, Sequence[Any]]) -> Any:
    """Stacked bars: right, declined and made-up answers of each group, as shares.

    The interval (95%, bootstrap) is that of the right answers.
    """
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    names = [f"{name}\n(n = {len(answers)})" for name, answers in groups.items()]
    shares = {
        "right": [np.mean([a.right for a in g]) for g in groups.values()],
        "declined": [np.mean([float(a.abstained) for a in g]) for g in groups.values()],
        "made up": [np.mean([a.made_up for a in g]) for g in groups.values()],
    }
    bottom = np.zeros(len(names))
    styles = {"right": ("0.25", ""), "declined": ("0.92", ""), "made up": ("0.7", "//")}
    for label, values in shares.items():
        colour, hatch = styles[label]
        axes.bar(
            names, values, 0.55, bottom=bottom, label=label, color=colour, hatch=hatch,
            edgecolor="black", linewidth=0.6,
        )  # fmt: skip
        bottom += np.array(values)
    for place, group in enumerate(groups.values()):
        scores = [a.right for a in group]
        low, high = bootstrap_interval(scores)
        mean = float(np.mean(scores))
        axes.errorbar(
            place, mean, yerr=[[max(0, mean - low)], [max(0, high - mean)]],
            color="#D55E00", marker="", linestyle="", linewidth=2,
        )  # fmt: skip
    axes.set(ylabel="share of questions", ylim=(0, 1.02))
    axes.set_title("What became of the questions (interval: 95%, right answers)")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)
    return figure


def sizes(results: Mapping[str, ExperimentResult], title: str) -> Any:
    """A mark a measure and condition (chunk size), with 95% intervals."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    for shift, (label, result) in enumerate(results.items()):
        names = [c.name for c in result.conditions]
        means = np.array([c.mean for c in result.conditions])
        ends = np.array([bootstrap_interval(c.scores) for c in result.conditions])
        errors = np.clip([means - ends[:, 0], ends[:, 1] - means], 0, None)
        axes.errorbar(
            np.arange(len(names)) + 0.08 * shift, means, yerr=errors, label=label, linestyle=""
        )
        axes.set_xticks(range(len(names)), names)
    axes.set(xlabel="chunk size", ylabel="share of questions", ylim=(0, 1.02), title=title)
    axes.legend()
    return figure
