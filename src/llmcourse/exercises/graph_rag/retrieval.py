"""Probes of the subgraph, its wording, and the union with vectors."""

from dataclasses import replace
from typing import Any

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.graph_rag.inputs import Edge, letters, people, towns
from llmcourse.exercises.rag.inputs import tried


class Lookup:
    """Edges by node, from memory; counts what it is asked."""

    def __init__(self, edges: list[Edge]) -> None:
        self.edges = edges
        self.asked: list[str] = []

    def __call__(self, name: str) -> list[Edge]:
        self.asked.append(name)
        return [edge for edge in self.edges if name in (edge.source, edge.target)]


def _links(text: str, rng: Any) -> list[Edge]:
    """Edges of "ab bc": each pair an edge, in a drawn direction, with drawn ids."""
    pairs = [(pair[0], pair[1]) for pair in text.split()]
    numbers = rng.permutation(len(pairs))
    edges = []
    for number, (a, b) in zip(numbers, pairs, strict=True):
        if rng.random() < 0.5:
            a, b = b, a
        edges.append(Edge(f"e{int(number)}", a, "knows", b))
    return edges


def _ids(answer: Any, seeds: Any, neighbours: Any, *rest: Any, **more: Any) -> Any:
    return tried(lambda: [edge.id for edge in answer(seeds, neighbours, *rest, **more)])


def _shown(edges: list[Edge]) -> str:
    return " ".join(f"{e.id}:{e.source}{e.target}" for e in edges)


@probe("subgraph", part="one entity", points=2, compare=exact())
def subgraph_one(answer, rng):
    edges = _links("ab ac bd cd de ef fg hi", rng)
    look = Lookup(edges)
    shown = _shown(edges)
    return {
        f"{shown}, from a, depth={d}": _ids(answer, ["a"], look, d, 50) for d in (0, 1, 2, 3)
    } | {
        f"{shown}, from a, depth=3, budget=3": _ids(answer, ["a"], look, 3, 3),
        f"{shown}, from z": _ids(answer, ["z"], look),
        f"{shown}, no seed": _ids(answer, [], look),
        f"depth=-1, {shown}": raises(lambda: answer(["a"], look, -1)),
        f"budget=0, {shown}": raises(lambda: answer(["a"], look, 1, 0)),
    }


@probe("subgraph", part="several entities", points=2, compare=exact())
def subgraph_several(answer, rng):
    edges = _links("ax xb ay yz zb ab ac cd bd be ep pq", rng)
    shown = _shown(edges)
    return {
        f"{shown}, from a and b, depth={d}": _ids(answer, ["a", "b"], Lookup(edges), d, 50)
        for d in (1, 2, 3)
    } | {
        f"{shown}, from b, a and b, depth=2": _ids(answer, ["b", "a", "b"], Lookup(edges), 2, 50),
        f"{shown}, from a and q, depth=1": _ids(answer, ["a", "q"], Lookup(edges), 1, 50),
        f"{shown}, from a, b and p, budget=5": _ids(answer, ["a", "b", "p"], Lookup(edges), 2, 5),
    }


@probe("subgraph", part="closed nodes and calls", points=2, compare=exact())
def subgraph_closed(answer, rng):
    edges = _links("ay yb yc yd ab be ef", rng)
    open_to_it = _links("ay yc ab bd df bg", rng)
    shown = _shown(edges)

    def closed(name):
        return name == "y"

    look = Lookup(edges)
    first = _ids(answer, ["a"], look, 3, 50, closed)
    counts = {name: look.asked.count(name) for name in sorted(set(look.asked))}
    two = Lookup(edges)
    _ids(answer, ["a", "b"], two, 3, 50)
    return {
        f"{shown}, y is closed, from a": first,
        f"{shown}, y is closed, from y": _ids(answer, ["y"], Lookup(edges), 2, 50, closed),
        f"{shown}, y is closed, from a and y": _ids(
            answer, ["a", "y"], Lookup(edges), 2, 50, closed
        ),
        f"{_shown(open_to_it)}, y is closed, from a and y": _ids(
            answer, ["a", "y"], Lookup(open_to_it), 3, 50, closed
        ),
        f"neighbours asked, {shown}, y is closed, from a": counts,
        f"most often asked, {shown}, from a and b": max(map(two.asked.count, two.asked), default=0),
    }


# verbalise --------------------------------------------------------------------------------------


def _told(answer: Any, edges: list[Edge], forms: dict[str, str], **more: Any) -> Any:
    return tried(
        lambda: [[one["text"], list(one["documents"])] for one in answer(edges, forms, **more)]
    )


FORMS = {"born_in": "{s} was born in {o}.", "lent": "{s} lent {o} {d} in {a}.",
         "worked_for": "{s} worked for {o} as {d} from {a} to {b}."}  # fmt: skip


@probe("verbalise", part="sentences", points=2, compare=exact())
def verbalise_sentences(answer, rng):
    (a, b), (x, y) = people(rng, 2), towns(rng, 2)
    d = [f"d{n}" for n in rng.permutation(90)[:4]]
    edges = [
        Edge("1", a, "born_in", x, documents=(d[0],)),
        Edge("2", b, "lent", a, "May 1950", detail="90 crowns", documents=(d[1], d[0])),
        Edge("3", a, "worked_for", f"{y} Mill", "1954", "1960", "clerk", (d[2],)),
        Edge("4", f"the {x} choir", "led_by_vote_of", b, documents=()),
    ]
    odd = [Edge("1", "{o} {d}", "lent", a, "{s}", detail="x", documents=(d[3],))]
    twice = [
        Edge("1", a, "born_in", x, documents=(d[0],)),
        Edge("2", b, "born_in", x, documents=(d[1],)),
        Edge("3", a, "born_in", x, documents=(d[2], d[0])),
    ]
    return {
        f"{edge.source}, {edge.relation}, {edge.target}": _told(answer, [edge], FORMS)
        for edge in edges
    } | {
        f"a source named {{o}} {{d}}, {a}": _told(answer, odd, FORMS),
        f"a source named {a}_{{o}}, relation near_to": _told(
            answer, [Edge("1", f"{a}_{{o}}", "near_to", x)], FORMS
        ),
        f"{a} twice, {b} between": _told(answer, twice, FORMS),
        f"no edges, {a}": _told(answer, [], FORMS),
    }


@probe("verbalise", part="passages and budget", points=2, compare=exact())
def verbalise_budget(answer, rng):
    a, b = people(rng, 2)
    places = [str(name) for name in rng.permutation(letters(rng, 6))]
    edges = [
        Edge(str(i), (a, b, a, a, a, b)[i], "born_in", place, documents=(f"d{i}",))
        for i, place in enumerate(places)
    ]
    shown = " ".join(e.source.split()[0] for e in edges) + f" born in {' '.join(places)}"
    again = [edges[0], edges[1], edges[0], edges[2]]
    long = [edges[0], Edge("9", b, "born_in", "the old town", documents=("d9",)), edges[1]]
    return {
        shown: _told(answer, edges, FORMS),
        f"{shown}, per_passage=1": _told(answer, edges, FORMS, per_passage=1),
        f"{shown}, per_passage=2": _told(answer, edges, FORMS, per_passage=2),
        f"{shown}, max_words=18": _told(answer, edges, FORMS, max_words=18),
        f"{shown}, max_words=17": _told(answer, edges, FORMS, max_words=17),
        f"{shown}, the first twice, max_words=18": _told(answer, again, FORMS, max_words=18),
        f"{shown}, the first again, max_words=6": _told(
            answer, [edges[0], replace(edges[0], documents=("d9",))], FORMS, max_words=6
        ),
        f"{shown}, a long one second, max_words=12": _told(answer, long, FORMS, max_words=12),
        f"{shown}, max_words=5": _told(answer, edges, FORMS, max_words=5),
        f"max_words=0 {a}": raises(lambda: answer(edges, FORMS, 0)),
        f"per_passage=0 {a}": raises(lambda: answer(edges, FORMS, 10, 0)),
    }


# graph-and-vectors ------------------------------------------------------------------------------


def _hits(names: str, side: str) -> list[tuple[str, str]]:
    return [(name, f"{side} says {name}") for name in names.split()]


def _fused(answer: Any, one: Any, two: Any, *rest: Any) -> Any:
    return tried(lambda: [list(hit) for hit in answer(one, two, *rest)])


@probe("graph-and-vectors", part="order", points=3, compare=exact())
def fuse_order(answer, rng):
    a, b, c, d, e, f, g = letters(rng, 7)
    low, high = sorted((a, b))
    cases = [
        (f"{a} {b} {c}", f"{b} {d} {e} {a}"),
        (f"{high} {low}", f"{low} {high}"),
        (f"{high} {low} {high}", f"{high} {low}"),
        (f"{a} {b} {c}", f"{d} {e}"),
        (f"{a} {b} {c} {d}", f"{d} {b} {e} {f}"),
        (f"{a} {b} {c}", f"{b} {a} {d}"),
        (f"{a} {a} {b} {c}", f"{d} {c} {d} {e}"),
        (f"{b} {b} {b} {a}", f"{a} {g} {b}"),  # a repeat takes no rank
        (f"{e} {f} {a}", f"{c} {d} {a} {g} {e}"),  # the sum of ranks, not of their reciprocals
        ("", f"{a} {b}"),
        (f"{g} {f} {e} {d}", f"{c} {d} {b} {g} {a}"),
    ]
    return {
        f"graph {one}, vectors {two}": _fused(answer, _hits(one, "graph"), _hits(two, "vectors"))
        for one, two in cases
    } | {
        f"two texts of {a}": _fused(answer, [(a, "first"), (a, "second")], [(b, "other")]),
        f"two texts of {b}": _fused(answer, [(a, "one")], [(b, "first"), (b, "second")]),
    }


@probe("graph-and-vectors", part="budget", points=1, compare=exact())
def fuse_budget(answer, rng):
    a, b, c, d = letters(rng, 4)
    graph = [(a, "one two three"), (b, "one two three four five"), (c, "one")]
    vectors = [(d, "one two")]
    return {
        f"{a} 3, {b} 5, {c} 1 words; {d} 2, max_words={most}": _fused(answer, graph, vectors, most)
        for most in (11, 6, 5, 4, 1)
    } | {f"max_words=0 {a}": raises(lambda: answer(graph, vectors, 0))}
