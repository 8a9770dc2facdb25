"""Probes of parsing, resolving and upserting."""

from typing import Any

import numpy as np

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.graph_rag.inputs import letters, people, towns
from llmcourse.exercises.rag.inputs import tried

RELATIONS = ("born_in", "works_at", "mentor", "born_year")


def _triples(value: Any) -> Any:
    """Tuples or lists of three as lists."""
    return [list(one) if isinstance(one, tuple) else one for one in value]


@probe("parse-triples", part="lines", points=2, compare=exact())
def parse_lines(answer, rng):
    (a, b, c), (x, y) = people(rng, 3), towns(rng, 2)
    replies = [
        f"{a} | born_in | {x}\n{b} | works_at | {y}",
        f"1. {a} | born_in | {x}\n2) {b} | mentor | {c}\n"
        f"- {c} | born_in | {y}\n* {a} | mentor | {b}",
        f"9. {a} | born_in | {x}\n12. {b} | born_in | {y}\n103) {c} | works_at | {x}",
        f"Here are the triples:\n\n{a} | born_in | {x}\n{b} | {y}\n{c} | born_in | {x} | {y}",
        f"  {a}   |born_in|   {x}\n{b}  {c} | works_at | the  {y}  Mill ",
        f"{a} | born_in | \n | born_in | {x}\n{b} |  | {y}\n{c} | born_in | {y}",
        f"3.5 {x} | born_in | {y}\n1999 | born_in | {x}\n-{a} | mentor | {b}",
    ]
    return {reply: tried(lambda r=reply: _triples(answer(r, RELATIONS))) for reply in replies}


@probe("parse-triples", part="relations and repeats", points=1, compare=exact())
def parse_relations(answer, rng):
    (a, b), (x, y) = people(rng, 2), towns(rng, 2)
    replies = [
        f"{a} | Born In | {x}\n{b} | WORKS-AT | {y}\n{b} | born_year | 1950",
        f"{a} | lives_in | {x}\n{a} | born_in | {y}",
        f"{a} | born_in | {x}\n{a.upper()} | Born in | {x.lower()}\n{b} | born_in | {x}",
        f"{a} | born_in | {x}\n{b} | mentor | {a}\n{a} | born_in | {x}",
        f"{a} | mentor | {a.lower()}\n{b} | mentor | {a}",
        f"{a} | mentor | {a}\n{a} | mentor | {b}",
    ]
    return {reply: tried(lambda r=reply: _triples(answer(r, RELATIONS))) for reply in replies} | {
        f"nothing but {x}": tried(lambda: _triples(answer(f"I do not know {x}.", RELATIONS)))
    }


# resolve-entities -------------------------------------------------------------------------------


def _resolved(answer: Any, mentions: list[tuple[str, str]], **settings: Any) -> Any:
    """The name that each mention gets, by mention, in the order of the mentions."""

    def call() -> Any:
        found = answer(list(mentions), **settings)
        return {f"{n} ({k})": found.get((n, k)) for n, k in dict.fromkeys(mentions)}

    return tried(call)


def _slip(name: str, rng: np.random.Generator, edits: int = 1) -> str:
    """The name with letters of its last word changed to x, q."""
    places = rng.permutation(np.arange(len(name) - 4, len(name)))[:edits]
    spelled = list(name)
    for place, letter in zip(places, "xq", strict=False):
        spelled[int(place)] = letter
    return "".join(spelled)


@probe("resolve-entities", part="forms", points=2, compare=exact())
def resolve_forms(answer, rng):
    (a, b), (x,) = people(rng, 2), towns(rng, 1)
    titles = [a, f"Dr. {a}", f"{a}'s", f"{a}’s", f"the Mr {a}", a.upper(), a]
    mill = [f"the {x} Mill", f"{x} Mill", f"The {x} Mill"]
    last = b.split()[1]
    theo = [f"Theo {last}", f"O {last}", f"Theo {last}", b, f"Prof {b}", f"prof. {b}", f"Prof {b}"]
    return {
        ", ".join(titles): _resolved(answer, [(n, "person") for n in titles]),
        "The, Dr.": _resolved(answer, [("The", "person"), ("Dr.", "person"), (a, "person")]),
        ", ".join(mill): _resolved(answer, [(n, "building") for n in mill]),
        ", ".join(theo): _resolved(answer, [(n, "person") for n in theo]),
        f"{x} twice as town, the {x} as river": _resolved(
            answer, [(x, "town"), (x, "town"), (f"the {x}", "river"), (x, "river")]
        ),
    }


@probe("resolve-entities", part="slips of the pen", points=2, compare=exact())
def resolve_slips(answer, rng):
    a, b, c = people(rng, 3)
    near, far = _slip(a, rng), _slip(b, rng, 2)
    closer, further = c[:-1] + "x", c[:-2] + "qq"
    mentions = [(a, "person")] * 3 + [(near, "person")] + [(b, "person")] * 4 + [(far, "person")]
    sister = _slip(c, rng)
    sisters = [(c, "person")] * 3 + [(sister, "person")] * 2
    both = [(c, "person")] * 5 + [(sister, "person")] * 4
    return {
        f"{near} once, {a} 3 times; {far} once, {b} 4 times": _resolved(answer, mentions),
        f"the same, most=2: {a}": _resolved(answer, mentions, most=2),
        f"{c} once, {closer} 3 times, {further} 5 times, most=2": _resolved(
            answer,
            [(c, "person")] + [(closer, "person")] * 3 + [(further, "person")] * 5,
            most=2,
        ),
        f"Dr. {near} once, {a} 3 times": _resolved(
            answer, [(a, "person")] * 3 + [(f"Dr. {near}", "person")]
        ),
        f"the same, most=0: {a}": _resolved(answer, mentions, most=0),
        f"{c} 3 times, {sister} twice": _resolved(answer, sisters),
        f"{c} 3 times, {sister} twice, rare=2": _resolved(answer, sisters, rare=2),
        f"{c} 5 times, {sister} 4 times": _resolved(answer, both),
        f"{a} twice, {near} once": _resolved(answer, [(a, "p"), (a, "p"), (near, "p")]),
        f"{a} twice, {near} once, often=2": _resolved(
            answer, [(a, "p"), (a, "p"), (near, "p")], often=2
        ),
        f"{near} is a town, {a} a person": _resolved(
            answer, [(a, "person")] * 3 + [(near, "town")]
        ),
    }


@probe("resolve-entities", part="near misses", points=1, compare=exact())
def resolve_near(answer, rng):
    (a,), (x, y) = people(rng, 1), towns(rng, 2)
    n = int(rng.integers(1, 9))
    lines = [(f"{x} line {n}", "line")] * 3 + [(f"{x} line {n + 1}", "line")]
    short = [(x[:5], "town")] * 3 + [(x[:4], "town")]
    one, two = a + "s", a + "t"
    tie = [(one, "p")] * 4 + [(two, "p")] * 3 + [(a + "r", "p")]
    even = [(two, "p")] * 3 + [(one, "p")] * 3 + [(a + "r", "p")]
    spread = [(a, "p")] * 2 + [(f"Dr {a}", "p"), (_slip(a, rng), "p")]
    return {
        f"{x} line {n}, {x} line {n + 1}": _resolved(answer, lines),
        f"{x[:5]}, {x[:4]}": _resolved(answer, short),
        f"{one} 4 times, {two} 3 times, {a}r": _resolved(answer, tie),
        f"{two} 3 times, {one} 3 times, {a}r": _resolved(answer, even),
        f"{two} 4 times, {one} 3 times, {a}r": _resolved(answer, [(two, "p"), *even]),
        f"{a} twice, Dr {a}, a slip": _resolved(answer, spread),
        f"most=-1 {y}": raises(lambda: answer([(y, "town")], most=-1)),
        f"rare=3 {y}": raises(lambda: answer([(y, "town")], rare=3)),
    }


# graph-provenance -------------------------------------------------------------------------------


def _graph(value: Any) -> Any:
    """A graph as a list of [triple, documents], in its order."""
    return [[list(triple), list(documents)] for triple, documents in value.items()]


@probe("graph-provenance", part="new documents", points=2, compare=exact())
def upsert_new(answer, rng):
    (a, b), (x, y) = people(rng, 2), towns(rng, 2)
    d, e, f = (f"d{n}" for n in rng.permutation(90)[:3])
    graph = {(a, "born_in", x): [e, d], (b, "born_in", y): [d]}
    same = {triple: list(documents) for triple, documents in graph.items()}
    new = [(b, "mentor", a), (a, "born_in", x), (b, "mentor", a)]
    short = {a.split()[1]: a, b.split()[1]: b}

    def canonical(name):
        return short.get(name, name)

    spelled = [(a.split()[1], "born_in", x), (b, "mentor", a.split()[1])]
    return {
        f"{f} states {new}": tried(lambda: _graph(answer(graph, f, new, str))),
        f"the graph before {f} is unchanged": graph == same and [d, e, f],
        f"{f} states {spelled}": tried(lambda: _graph(answer(graph, f, spelled, canonical))),
        f"{f} states that {a} is the mentor of {a.split()[1]}": tried(
            lambda: _graph(answer(graph, f, [(a, "mentor", a.split()[1])], canonical))
        ),
        f"an empty graph, {f}": tried(lambda: _graph(answer({}, f, new[:1], str))),
    }


@probe("graph-provenance", part="edited documents", points=2, compare=exact())
def upsert_edited(answer, rng):
    (a, b), (x, y) = people(rng, 2), towns(rng, 2)
    d, e = (f"d{n}" for n in rng.permutation(90)[:2])
    graph = {
        (a, "born_in", x): [d, e], (b, "born_in", y): [d], (a, "mentor", b): [e],
    }  # fmt: skip
    kept = [(a, "born_in", x), (b, "born_in", x)]
    again = {
        f"{d} again, with {kept}": tried(lambda: _graph(answer(graph, d, kept, str))),
        f"{d} again, without triples": tried(lambda: _graph(answer(graph, d, [], str))),
        f"{e} again, as it was": tried(
            lambda: _graph(answer(graph, e, [(a, "mentor", b), (a, "born_in", x)], str))
        ),
        f"{d} again, {b} born in {y}": tried(
            lambda: _graph(answer(graph, d, [(b, "born_in", y)], str))
        ),
    }
    before = {t: list(documents) for t, documents in graph.items()}
    tried(lambda: answer(graph, d, kept, str))
    first, second = letters(rng, 2)
    return again | {f"lists of the graph stay {first}{second}": graph == before and [d, e]}
