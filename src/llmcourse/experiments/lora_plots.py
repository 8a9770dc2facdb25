"""Figures of unit 10. They know numbers and labels, nothing of models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from llmcourse.experiments.records import ExperimentResult, bootstrap_interval
from llmcourse.lesson import plot_style

HATCHES = ("", "//", "..", "xx")
GREYS = ("0.3", "0.6", "0.8", "0.95")


def losses(curves: Mapping[str, Sequence[float]], title: str) -> Any:
    """Loss by step, a line a run."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    for name, values in curves.items():
        axes.plot(range(1, len(values) + 1), values, label=name, markevery=10)
    axes.set(xlabel="step", ylabel="loss (nats a token)", title=title, ylim=(0, None))
    axes.legend()
    return figure


def memory(table: Sequence[Mapping[str, Any]], title: str) -> Any:
    """Stacked bars: what holds the memory, for each way of training."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    below = [0.0] * len(table)
    parts = ("weights", "gradients", "optimizer", "activations")
    for part, grey, hatch in zip(parts, GREYS, HATCHES, strict=True):
        values = [row[part] for row in table]
        axes.barh(range(len(table)), values, left=below, color=grey, hatch=hatch,
                  edgecolor="black", label=part)  # fmt: skip
        below = [a + b for a, b in zip(below, values, strict=True)]
    axes.set_yticks(range(len(table)), [row["trained"] for row in table])
    axes.invert_yaxis()
    axes.set(xlabel="memory of a training step (MB)", title=title)
    axes.legend(ncols=2, loc="lower right")
    return figure


def spectrum(values: Mapping[str, Any], title: str) -> Any:
    """Singular values by their number, each curve relative to its largest, and a random matrix."""
    import matplotlib.pyplot as plt
    import torch

    plot_style()
    figure, axes = plt.subplots()
    longest = 0
    for name, numbers in values.items():
        axes.plot(range(1, len(numbers) + 1), (numbers / numbers[0]).tolist(), label=name,
                  markevery=16)  # fmt: skip
        longest = max(longest, len(numbers))
    noise = torch.linalg.svdvals(
        torch.randn(longest, longest, generator=torch.Generator().manual_seed(0))
    )
    axes.plot(range(1, longest + 1), (noise / noise[0]).tolist(), label="random matrix",
              color="0.5", marker="", linestyle=":")  # fmt: skip
    axes.set(xscale="log", ylim=(0, 1.05), xlabel="number of the singular value",
             ylabel="size, relative to the largest", title=title)  # fmt: skip
    axes.legend()
    return figure


def by_setting(result: ExperimentResult, title: str, xlabel: str,
               positions: Sequence[float] | None = None) -> Any:  # fmt: skip
    """Accuracy of each setting with its interval, on a log axis if positions are given."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    places = list(positions) if positions else list(range(len(result.conditions)))
    means = [c.mean for c in result.conditions]
    ends = [bootstrap_interval(result.items(c.name)) for c in result.conditions]
    below = [max(0.0, m - low) for m, (low, _) in zip(means, ends, strict=True)]
    above = [max(0.0, high - m) for m, (_, high) in zip(means, ends, strict=True)]
    axes.errorbar(places, means, yerr=[below, above],
                  linestyle="-" if positions else "")  # fmt: skip
    if positions:
        axes.set_xscale("log", base=2)
        axes.set_xticks(places, [f"{p:g}" for p in places])
    else:
        axes.set_xticks(places, [c.name for c in result.conditions])
    axes.set(xlabel=xlabel, ylabel=f"share correct (95% interval, n = {result.n})", title=title,
             ylim=(0, 1.05))  # fmt: skip
    return figure


def grid(result: ExperimentResult, alphas: Sequence[float], rates: Sequence[float], title: str
         ) -> Any:  # fmt: skip
    """Accuracy over alpha and learning rate."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots(figsize=(5.2, 3.4))
    means = [[result[f"alpha {a:g}, rate {r:g}"].mean for r in rates] for a in alphas]
    axes.imshow(means, cmap="Greys", vmin=0, vmax=1.3, origin="lower", aspect="auto")
    for i, row in enumerate(means):
        for j, value in enumerate(row):
            axes.text(j, i, f"{value:.2f}", ha="center", va="center")
    axes.set_xticks(range(len(rates)), [f"{r:g}" for r in rates])
    axes.set_yticks(range(len(alphas)), [f"{a:g}" for a in alphas])
    axes.grid(False)
    axes.set(xlabel="learning rate", ylabel="alpha (r = 8)", title=title)
    return figure
