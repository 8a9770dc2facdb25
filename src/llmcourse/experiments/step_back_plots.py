"""The figures of unit 05, in the course's style. They know results, not how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llmcourse.lesson import plot_style

SHADES = {"none": "0.85", "abstraction": "#0072B2", "retrieval": "#E69F00", "reasoning": "0.25"}


def errors(counts: Mapping[str, Mapping[str, int]], title: str) -> Any:
    """A bar a way to answer, divided by the first step that went wrong."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots(figsize=(7, 0.6 * len(counts) + 2.2))
    names = list(counts)
    left = [0.0] * len(names)
    for kind, shade in SHADES.items():
        shares = [counts[n].get(kind, 0) / max(sum(counts[n].values()), 1) for n in names]
        label = "right" if kind == "none" else f"wrong: {kind}"
        axes.barh(names, shares, left=left, color=shade, edgecolor="black", label=label)
        left = [a + b for a, b in zip(left, shares, strict=True)]
    n = sum(next(iter(counts.values())).values())
    axes.set(xlabel=f"share of {n} questions", xlim=(0, 1), title=title)
    axes.invert_yaxis()
    # Two by two, below the axis: four in a row are wider than the figure.
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.24), ncols=2)
    return figure
