"""The figures of unit 07, in the course's style: graphs as drawings, and recall by k."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from llmcourse.experiments.records import bootstrap_interval
from llmcourse.lesson import plot_style


def drawing(edges: Sequence[Any], title: str, marked: Sequence[str] = (), seed: int = 3) -> Any:
    """Nodes and labelled arrows; `marked` nodes (a question's entities) are dark squares.

    Without edges the picture says so.
    """
    import matplotlib.pyplot as plt
    import networkx as nx

    plot_style()
    graph = nx.MultiDiGraph()
    for edge in edges:
        graph.add_edge(edge.source, edge.target, label=edge.relation.replace("_", " "))
    figure, axes = plt.subplots(figsize=(8.2, 5.2))
    places = nx.spring_layout(graph, seed=seed, k=1.6 / max(len(graph), 1) ** 0.5)
    plain = [name for name in graph if name not in marked]
    strong = [name for name in graph if name in marked]
    nx.draw_networkx_nodes(graph, places, plain, node_size=130, node_color="0.85",
                           edgecolors="black", ax=axes)  # fmt: skip
    nx.draw_networkx_nodes(graph, places, strong, node_size=190, node_color="0.15",
                           node_shape="s", ax=axes)  # fmt: skip
    nx.draw_networkx_edges(graph, places, edge_color="0.5", arrowsize=9, ax=axes)
    above = {name: (x, y + 0.06) for name, (x, y) in places.items()}
    nx.draw_networkx_labels(graph, above, font_size=7, ax=axes)
    labels = {(a, b): d["label"] for a, b, d in graph.edges(data=True)}
    nx.draw_networkx_edge_labels(graph, places, labels, font_size=6, font_color="0.3", ax=axes)
    if not edges:
        axes.text(0.5, 0.5, "no edge to draw", ha="center", transform=axes.transAxes)
    axes.set_title(title)
    axes.margins(0.14)
    axes.axis("off")
    return figure


def recall_curves(curves: Mapping[str, Mapping[int, Sequence[float]]], title: str) -> Any:
    """Recall of facts by number of results, a line a way, with 95% intervals."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    for name, curve in curves.items():
        sizes = np.array(list(curve))
        means = np.array([np.mean(scores) for scores in curve.values()])
        ends = np.array([bootstrap_interval(scores) for scores in curve.values()])
        errors = np.clip([means - ends[:, 0], ends[:, 1] - means], 0, None)
        axes.errorbar(sizes, means, yerr=errors, label=name)
    axes.set(xlabel="results shown, k", ylabel="share of needed facts", ylim=(0, 1.03),
             xscale="log", title=title)  # fmt: skip
    ticks = [int(k) for k in next(iter(curves.values()))]
    axes.set_xticks(ticks, [str(k) for k in ticks])
    axes.minorticks_off()
    axes.legend(fontsize=8)
    return figure
