"""The figures of unit 04, in the course's style. They know results, not how they came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from llmcourse.experiments.records import bootstrap_interval
from llmcourse.lesson import plot_style


def reciprocal(ks: Sequence[float], ranks: int = 20) -> Any:
    """How much a rank counts, relative to the first, for several k."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    places = np.arange(1, ranks + 1)
    for k in ks:
        axes.plot(places, (k + 1) / (k + places), label=f"k = {k:g}", markevery=[0, 4, 9, 14, 19])
    axes.set_xticks([1, 5, 10, 15, 20])
    axes.set(
        xlabel="rank", ylabel="1 / (k + rank), first rank = 1", ylim=(0, 1.05),
        title="The larger k, the less the order within a ranking counts",
    )  # fmt: skip
    axes.legend()
    return figure


def curves(
    results: Mapping[str, Mapping[float, Sequence[float]]],
    xlabel: str,
    ylabel: str,
    title: str,
    logarithmic: bool = True,
) -> Any:
    """A line a group over a setting, with 95% intervals of the mean."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    for shift, (label, by_setting) in enumerate(results.items()):
        settings = list(by_setting)
        means = np.array([np.mean(scores) for scores in by_setting.values()])
        ends = np.array([bootstrap_interval(list(scores)) for scores in by_setting.values()])
        errors = np.clip([means - ends[:, 0], ends[:, 1] - means], 0, None)
        n = len(next(iter(by_setting.values())))
        # Settings stand at equal distances: 0 has no place on a logarithmic axis.
        places = np.arange(len(settings)) + 0.06 * shift if logarithmic else np.array(settings)
        axes.errorbar(places, means, yerr=errors, label=f"{label} (n = {n})")
        if logarithmic:
            axes.set_xticks(range(len(settings)), [f"{setting:g}" for setting in settings])
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.legend()
    return figure


def kinds(
    scores: Mapping[str, Sequence[float]], asked: Sequence[str], ylabel: str, title: str
) -> Any:
    """A group of marks a kind of question, a mark a system, with 95% intervals."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots(figsize=(8, 4))
    names = list(dict.fromkeys(asked))
    lowest = 1.0
    for shift, (system, values) in enumerate(scores.items()):
        groups = [
            [v for v, kind in zip(values, asked, strict=True) if kind == name] for name in names
        ]
        means = np.array([np.mean(group) for group in groups])
        ends = np.array([bootstrap_interval(group) for group in groups])
        errors = np.clip([means - ends[:, 0], ends[:, 1] - means], 0, None)
        lowest = min(lowest, ends[:, 0].min())
        axes.errorbar(
            np.arange(len(names)) + 0.13 * (shift - (len(scores) - 1) / 2),
            means,
            yerr=errors,
            label=system,
            linestyle="",
        )
    counts = [sum(kind == name for kind in asked) for name in names]
    axes.set_xticks(
        range(len(names)), [f"{name}\n(n = {n})" for name, n in zip(names, counts, strict=True)]
    )
    axes.set(ylabel=ylabel, title=title, ylim=(max(0, lowest - 0.05), 1.04))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2)
    return figure
