"""Subgraph retrieval: walk from a question's entities, rank, put into words, join with vectors.

Works on anything that lists a node's edges (`llmcourse.graph.store`). Finding the question's
entities and asking a model are in `names` and `pipeline`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any


def subgraph(
    seeds: Iterable[str],
    neighbours: Callable[[str], Sequence[Any]],
    depth: int = 2,
    budget: int = 50,
    closed: Callable[[str], bool] = lambda name: False,
) -> list[Any]:
    """The edges within ``depth`` steps of a question's entities, nearest to all of them first.

    From each seed alone goes a breadth-first walk along edges, in both directions. ``d_s(v)`` is
    the number of steps from seed s to node v; for a node that takes more than ``depth`` steps, or
    is not reached at all, it counts as ``depth + 1``. The walk goes on from a node only if the
    node is a seed or ``closed(node)`` is false: a closed node (a year, a town of ten thousand
    edges) is reached and not walked through.

    The subgraph holds every edge that some walk went along: those of each node that it went on
    from at fewer than ``depth`` steps. Its edges are sorted by their cost, ties by ``id``:

        cost(edge) = sum over seeds s of d_s(edge.source) + d_s(edge.target)

    Args:
        seeds: names of nodes; one that occurs twice counts once.
        neighbours: the edges at a node, each with ``id``, ``source`` and ``target``; none for an
            unknown name. It may be a query to a database, so it is asked at most once a name.
        depth: steps, 0 or more; 0 gives no edge.
        budget: edges at most.
        closed: whether a node is not walked through.

    Returns:
        Edges, each once, the cheapest first, at most ``budget``.

    Raises:
        ValueError: ``depth`` is negative or ``budget`` is below 1.
    """
    if depth < 0 or budget < 1:
        raise ValueError(f"depth must be 0 or more and budget 1 or more, not {depth}, {budget}")
    starts = list(dict.fromkeys(seeds))
    around: dict[str, Sequence[Any]] = {}
    found: dict[Any, Any] = {}
    walks = []
    for seed in starts:
        steps_to = {seed: 0}
        frontier = [seed]
        for step in range(1, depth + 1):
            reached = []
            for name in frontier:
                if name not in starts and closed(name):
                    continue
                if name not in around:
                    around[name] = neighbours(name)
                for edge in around[name]:
                    found[edge.id] = edge
                    for end in (edge.source, edge.target):
                        if end not in steps_to:
                            steps_to[end] = step
                            reached.append(end)
            frontier = reached
        walks.append(steps_to)

    def cost(edge: Any) -> int:
        ends = (edge.source, edge.target)
        return sum(steps_to.get(end, depth + 1) for steps_to in walks for end in ends)

    return sorted(found.values(), key=lambda edge: (cost(edge), edge.id))[:budget]


def verbalise(
    edges: Iterable[Any],
    templates: Mapping[str, str],
    max_words: int = 160,
    per_passage: int = 3,
) -> list[dict[str, Any]]:
    """Put edges into words: short passages, each with the documents that state it.

    An edge's sentence is ``templates[edge.relation]`` with its parts filled in: ``{s}`` source,
    ``{o}`` target, ``{d}`` detail, ``{a}`` since, ``{b}`` until. A relation without a template is
    said by its name, ``"{s} <relation> {o}."`` with spaces for underscores. What is filled in is
    not filled again, even where a name holds ``{o}``. The sentence's first letter becomes a
    capital, the rest stays.

    Sentences are taken in the order of ``edges`` as long as their words (separated by white
    space), those of all passages together, stay within ``max_words``; the first that would exceed
    it ends the list. An edge whose sentence was taken before costs nothing: its documents join
    those of that sentence.

    Sentences of one source stand together: a sentence joins the last passage of its edge's source
    if that has fewer than ``per_passage`` sentences, and else opens a new passage at the end.

    Args:
        edges: the best first; each has ``source``, ``relation``, ``target``, ``since``, ``until``,
            ``detail`` and ``documents``.
        templates: sentences by relation.
        max_words: at least 1.
        per_passage: sentences a passage, at least 1.

    Returns:
        ``{"text": sentences joined by spaces, "documents": ids, each once, in order}`` for each
        passage.

    Raises:
        ValueError: ``max_words`` or ``per_passage`` is below 1.
    """
    if max_words < 1 or per_passage < 1:
        raise ValueError(f"max_words and per_passage must be 1 or more: {max_words}, {per_passage}")
    passages: list[dict[str, Any]] = []
    said: dict[str, dict[str, Any]] = {}
    last: dict[str, dict[str, Any]] = {}
    used = 0
    for edge in edges:
        parts = {"s": edge.source, "o": edge.target, "d": edge.detail,
                 "a": edge.since, "b": edge.until}  # fmt: skip
        plain = "{s} " + edge.relation.replace("_", " ") + " {o}."
        form = templates.get(edge.relation, plain)
        pieces = re.split(r"\{([sodab])\}", form)  # text, letter, text, letter, ..., text
        pieces[1::2] = [parts[letter] for letter in pieces[1::2]]
        sentence = "".join(pieces)
        sentence = sentence[:1].upper() + sentence[1:]
        passage = said.get(sentence)
        if passage is None:
            used += len(sentence.split())
            if used > max_words:
                break
            passage = last.get(edge.source)
            if passage is None or len(passage["sentences"]) >= per_passage:
                passage = last[edge.source] = {"sentences": [], "documents": {}}
                passages.append(passage)
            passage["sentences"].append(sentence)
            said[sentence] = passage
        passage["documents"].update(dict.fromkeys(edge.documents))
    return [
        {"text": " ".join(passage["sentences"]), "documents": list(passage["documents"])}
        for passage in passages
    ]


def fuse_hits(
    graph: Sequence[tuple[str, str]], vectors: Sequence[tuple[str, str]], max_words: int = 160
) -> list[tuple[str, str, str]]:
    """Join what the graph found and what the vectors found under one budget of words.

    What both found comes first, by the sum of its two ranks (counted from 1), ties by id. Then
    the rest in turn, one from the graph, one from the vectors, each in its own order, beginning
    with the graph; where one list has ended, the other goes on alone. A second hit with the same
    id within a list is ignored and takes no rank. Where the two texts of an id differ, the graph's
    counts.

    Hits are taken in this order as long as their words (separated by white space) stay within
    ``max_words``; one that would exceed it is left out, and later ones that are short enough may
    still be taken.

    Args:
        graph: (id, text), the best first.
        vectors: the same from vector search.
        max_words: at least 1.

    Returns:
        ``(id, text, found by)``, where "found by" is "both", "graph" or "vectors".

    Raises:
        ValueError: ``max_words`` is below 1.
    """
    if max_words < 1:
        raise ValueError(f"max_words must be at least 1, not {max_words}")
    # A later pair of the same id must not overwrite the first: so from behind.
    first, second = dict(reversed(graph)), dict(reversed(vectors))
    rank_one = {name: rank for rank, name in enumerate(dict.fromkeys(n for n, _ in graph), 1)}
    rank_two = {name: rank for rank, name in enumerate(dict.fromkeys(n for n, _ in vectors), 1)}
    both = sorted(
        rank_one.keys() & rank_two.keys(), key=lambda name: (rank_one[name] + rank_two[name], name)
    )
    order = [(name, first[name], "both") for name in both]
    ones = [(name, first[name], "graph") for name in rank_one if name not in rank_two]
    twos = [(name, second[name], "vectors") for name in rank_two if name not in rank_one]
    for pair in itertools.zip_longest(ones, twos):
        order += [hit for hit in pair if hit]
    taken, used = [], 0
    for name, text, found_by in order:
        words = len(text.split())
        if used + words <= max_words:
            taken.append((name, text, found_by))
            used += words
    return taken
