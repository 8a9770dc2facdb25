"""The figures of unit 07, in the course's style: graphs as drawings, and recall by k."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from llmcourse.experiments.records import bootstrap_interval
from llmcourse.lesson import plot_style

WRONG = "#D55E00"


def drawing(edges: Sequence[Any], title: str, wrong: Collection[tuple[str, str, str]] = ()) -> Any:
    """Nodes and labelled arrows, each connected part from its best-connected node to the right.

    `wrong` holds (source, relation, target) of edges that no text states: they are dashed. Without
    edges the picture says so.
    """
    import matplotlib.pyplot as plt
    import networkx as nx

    plot_style()
    graph = nx.MultiDiGraph()
    for edge in edges:
        key = (edge.source, edge.relation, edge.target)
        graph.add_edge(edge.source, edge.target, label=edge.relation.replace("_", " "),
                       wrong=key in wrong)  # fmt: skip
    parts = sorted(nx.weakly_connected_components(graph), key=lambda p: (-len(p), min(p)))
    bottoms = [0.0, 0.0]  # two columns; a part goes below the shorter one
    places: dict[str, tuple[float, float]] = {}
    for part in parts:
        column = bottoms.index(max(bottoms))
        layers = _layers(graph.subgraph(part))
        lines = max(max(len(layer) for layer in layers), _most_parallel(graph, part))
        for depth, layer in enumerate(layers):
            x = column - 0.33 + 0.66 * depth / max(len(layers) - 1, 1)
            for at, name in enumerate(layer):
                places[name] = (x, bottoms[column] - lines * (at + 0.5) / len(layer))
        bottoms[column] -= lines + 0.5
    figure, axes = plt.subplots(figsize=(8.4, 0.36 * -min(bottoms) + 1.2))
    axes.set(xlim=(-0.52, 1.52), ylim=(min(min(bottoms), -1.0), 0.3))
    _draw_edges(axes, graph, places)
    for name, (x, y) in places.items():
        frame = {"boxstyle": "round,pad=0.2", "facecolor": "0.9", "edgecolor": "0.3"}
        axes.text(x, y, name, ha="center", va="center", fontsize=7.5, bbox=frame)
    if edges:
        axes.plot([], [], color="0.4", marker="", label="stated by a text")
        axes.plot([], [], color=WRONG, marker="", linestyle="--", label="stated by none")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
    else:
        axes.text(0.5, 0.5, "no edge to draw", ha="center", transform=axes.transAxes)
    axes.set_title(title)
    axes.axis("off")
    return figure


def _layers(part: Any) -> list[list[str]]:
    """The nodes of a connected graph by their distance from the one with the most edges."""
    import networkx as nx

    hub = min(part, key=lambda name: (-part.degree(name), name))
    return [sorted(layer) for layer in nx.bfs_layers(part.to_undirected(), [hub])]


def _most_parallel(graph: Any, part: Collection[str]) -> int:
    """The largest number of edges between two nodes of a part."""
    pairs = Counter(frozenset((a, b)) for a, b in graph.subgraph(part).edges())
    return max(pairs.values())


def _draw_edges(axes: Any, graph: Any, places: Mapping[str, tuple[float, float]]) -> None:
    """Arrows from frame to frame, each with its label; parallel ones below each other."""
    pairs = Counter(frozenset((a, b)) for a, b in graph.edges())
    seen: Counter[frozenset[str]] = Counter()
    for a, b, edge in graph.edges(data=True):
        pair = frozenset((a, b))
        aside = np.array([0.0, -0.8 * (seen[pair] - (pairs[pair] - 1) / 2)])
        seen[pair] += 1
        start, end = np.array(places[a]) + aside, np.array(places[b]) + aside
        # It ends at the side of a name's frame (about 0.007 a letter), not beneath it.
        way = np.sign(end[0] - start[0])
        start = start + np.array([way * (0.012 + 0.007 * len(a)), 0])
        end = end - np.array([way * (0.012 + 0.007 * len(b)), 0])
        colour = WRONG if edge["wrong"] else "0.4"
        arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "color": colour,
                 "linestyle": "--" if edge["wrong"] else "-"}  # fmt: skip
        axes.annotate("", end, start, arrowprops=arrow)
        x, y = (start + end) / 2
        axes.text(x, y, edge["label"], ha="center", va="center", fontsize=6.5,
                  color=WRONG if edge["wrong"] else "0.3",
                  bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"},
                  )  # fmt: skip


def between(edges: Sequence[Any], seeds: Sequence[str], title: str) -> Any:
    """A retrieved subgraph around one or two seeds, in rows, so that no edges cover each other.

    A row is an edge between the two seeds, or a third thing with its edges to either side.
    """
    import matplotlib.pyplot as plt

    plot_style()
    ends = list(dict.fromkeys(seeds))[:2]
    rows = _rows(edges, ends)
    figure, axes = plt.subplots(figsize=(8.2, max(0.21 * len(rows), 1.5) + 1.2))
    middle = -(len(rows) - 1) / 2
    sides = {name: (x, middle) for name, x in zip(ends, (-1.0, 1.0), strict=False)}
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"}
    # Lines end beside the longest words of their group (about 0.0095 a letter), or they cross some.
    longest = {
        group: max((len(words) for words, _, direct in rows if direct == group), default=0)
        for group in (True, False)
    }
    for row, (words, touched, direct) in enumerate(rows):
        for name in touched:
            x, y = sides[name]
            near = np.sign(x) * (0.03 + 0.0095 * longest[direct])
            axes.plot([x * 0.92, near], [y, -row], marker="", linewidth=1,
                      color="#0072B2" if direct else "#D55E00",
                      linestyle="-" if direct else "--")  # fmt: skip
        axes.text(0, -row, words, ha="center", va="center", fontsize=8)
    for name, (x, y) in sides.items():
        axes.text(x, y, name.replace(" ", "\n"), ha="center", va="center", color="white",
                  fontsize=9, bbox=box | {"facecolor": "0.15"})  # fmt: skip
    axes.plot([], [], color="#0072B2", marker="", label="edge between the two")
    axes.plot([], [], color="#D55E00", marker="", linestyle="--", label="edges to a [third thing]")
    axes.set(xlim=(-1.15, 1.15), ylim=(-len(rows) - 0.2, 1.0), title=title)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.02), ncols=2)
    axes.axis("off")
    return figure


def _rows(edges: Sequence[Any], ends: Sequence[str]) -> list[tuple[str, list[str], bool]]:
    """(words, seeds touched, direct) for `between`: direct edges first, then third things."""
    direct: list[tuple[str, list[str], bool]] = []
    things: dict[str, dict[str, list[str]]] = {}
    for edge in edges:
        words = edge.relation.replace("_", " ")
        if edge.source in ends and edge.target in ends:
            forth = edge.source == ends[0]
            direct.append((f"{words} \u2192" if forth else f"\u2190 {words}", list(ends), True))
            continue
        seed = next((name for name in ends if name in (edge.source, edge.target)), "")
        thing = edge.target if edge.source == seed else edge.source
        if not seed:  # an edge further off: it names both of its ends
            thing, words = f"{edge.source} | {words} | {edge.target}", ""
        things.setdefault(thing, {}).setdefault(seed, []).append(words)
    far = []
    for thing, by_seed in things.items():
        told = [", ".join(by_seed.get(name, [])) for name in ends]
        left, right = told[0] if told else "", told[1] if len(told) > 1 else ""
        text = f"{left} [{thing}] {right}".strip()
        far.append((text, [name for name in ends if name in by_seed], False))
    return direct + far


def recall_curves(curves: Mapping[str, Mapping[int, Sequence[float]]], title: str) -> Any:
    """Recall of facts by number of results, a line a way, with 95% intervals."""
    import matplotlib.pyplot as plt

    plot_style()
    figure, axes = plt.subplots()
    for place, (name, curve) in enumerate(curves.items()):
        # Side by side, or coinciding curves and their bars hide each other.
        sizes = np.array(list(curve)) * 1.025 ** (place - (len(curves) - 1) / 2)
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
