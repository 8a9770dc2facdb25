"""Figures of unit 12. They know results and their names, and measure nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
from torch import Tensor

from llmcourse.experiments.quant import normal_weight
from llmcourse.experiments.quant_training import Trial
from llmcourse.experiments.records import ExperimentResult, bootstrap_interval
from llmcourse.lesson import plot_style


def plot_books(books: Mapping[str, Tensor]) -> Any:
    """Where each code book's levels lie, over the density of scaled normal weights."""
    plot_style()
    figure, axes = plt.subplots(figsize=(6.4, 3.2))
    blocks = normal_weight(2000).reshape(-1, 64)
    unit = (blocks / blocks.abs().amax(1, keepdim=True)).flatten().numpy()
    axes.hist(unit, bins=120, density=True, color="0.85")
    for place, (name, levels) in enumerate(books.items()):
        axes.plot(levels.tolist(), [-0.12 - 0.16 * place] * len(levels), "|", color="black", ms=9)
        axes.text(-1.04, -0.12 - 0.16 * place, name, ha="right", va="center", fontsize=9)
    axes.set(xlabel="weight / absmax of its block", ylabel="density", xlim=(-1.3, 1.05),
             title="NF4 puts its levels where normal weights are")  # fmt: skip
    axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= axes.get_ylim()[1]])
    return figure


def plot_errors(results: Mapping[str, ExperimentResult]) -> Any:
    """Relative error of each format, a group of bars a kind of weight, with intervals."""
    plot_style()
    figure, axes = plt.subplots()
    width = 0.8 / len(results)
    for turn, (kind, result) in enumerate(results.items()):
        for place, condition in enumerate(result.conditions):
            low, high = bootstrap_interval(condition.scores)
            where = place + (turn - (len(results) - 1) / 2) * width
            axes.bar(where, condition.mean, width * 0.95, color=("0.75", "#56B4E9")[turn % 2],
                     edgecolor="black", label=kind if place == 0 else None)  # fmt: skip
            axes.errorbar(where, condition.mean, [[condition.mean - low], [high - condition.mean]],
                          color="black", marker="")  # fmt: skip
    axes.set_xticks(range(len(result.conditions)), [c.name for c in result.conditions])
    axes.set(ylabel="relative error (95% interval)", title="Error of four bits, by format")
    axes.legend()
    return figure


def plot_losses(trials: Mapping[str, Sequence[Trial]]) -> Any:
    """Loss curves of the ways."""
    plot_style()
    figure, axes = plt.subplots()
    shades = ("#000000", "#0072B2", "#E69F00", "#009E73", "#CC79A7")
    dashes = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)))
    for place, (way, runs) in enumerate(trials.items()):
        axes.plot(range(1, len(runs[0].losses) + 1), runs[0].losses, label=way, marker="",
                  color=shades[place % 5], linestyle=dashes[place % 5])  # fmt: skip
    axes.set(xlabel="step", ylabel="loss (nats a token)", title="Equal steps, equal batches")
    axes.legend()
    return figure


def plot_memory(parts: Mapping[str, Mapping[str, float]], paper: Mapping[str, float]) -> Any:
    """The calculator's components stacked, the paper's totals beside them, GB."""
    plot_style()
    figure, axes = plt.subplots(figsize=(7, 4))
    names = [k for k in next(iter(parts.values())) if k != "total"]
    shades = ["0.25", "0.4", "#0072B2", "#56B4E9", "#E69F00", "0.75", "0.9"]
    hatches = ["", "//", "", "..", "", "xx", ""]
    for place, found in enumerate(parts.values()):
        base = 0.0
        for name, shade, hatch in zip(names, shades, hatches, strict=True):
            axes.bar(place - 0.18, found[name] / 1e9, 0.34, bottom=base, color=shade, hatch=hatch,
                     edgecolor="black", linewidth=0.5,
                     label=name if place == 0 else None)  # fmt: skip
            base += found[name] / 1e9
    for place, model in enumerate(parts):
        if model in paper:
            axes.bar(place + 0.18, paper[model], 0.34, color="white", edgecolor="black",
                     label="paper, figure 6" if place == 0 else None)  # fmt: skip
    axes.axhline(48, color="0.3", linestyle=":", marker="", linewidth=1)
    axes.text(len(parts) - 0.5, 48, "one 48 GB card", ha="right", va="bottom", fontsize=9)
    axes.set_xticks(range(len(parts)), list(parts))
    axes.set(ylabel="GB (10^9 bytes)", title="QLoRA, rank 64, 512 tokens: calculated and published")
    axes.legend(fontsize=8, loc="upper left")
    return figure
