"""From text to a graph and from questions to Cypher: entities, triples, queries.

Knows the line formats ("name | kind", "subject | relation | object") and how a graph and a
question that it answers are drawn. The query language itself is in `cypher`.
"""

from __future__ import annotations

import random
from typing import Any

from llmcourse.world.asked import as_typed, ask, asked, made, sentences, with_filler
from llmcourse.world.examples import YEARS, Example, Setting, part
from llmcourse.world.facts import RELATIONS, Cast, Entity, Fact, draw_entity, draw_facts
from llmcourse.world.hops import LEADS_TO, bridged, entity_of
from llmcourse.world.phrasings_cypher import (
    COUNT_QUESTIONS,
    CYPHER_ASKS,
    FAR_COUNTS,
    HELD_OUT,
    TYPE_NAMES,
    WHO_QUESTIONS,
)
from llmcourse.world.phrasings_graphs import ENTITY_ASKS, TRIPLE_ASKS
from llmcourse.world.phrasings_graphs import HELD_OUT as HELD_OUT_LISTS

OBJECT_KINDS = LEADS_TO | {
    "happened_in": "town", "studied_at": "school", "in_region": "region", "river": "river",
}  # fmt: skip
"""The kind of a relation's object where it is an entity; other objects are values."""
SUBJECT_KINDS = {relation: kind for kind, all_ in RELATIONS.items() for relation in all_}
NUMBERS = ("born_year", "founded_year", "invented_year", "started_year", "population")
"""Relations that a graph holds as numbers on their subject's node."""
PASSAGE_KINDS = ("person", "person", "organisation", "device", "town", "project", "event")


def told_text(rng: random.Random, where: Setting) -> tuple[str, list[Fact]]:
    """A passage on one entity, or on one and the object of one of its facts; and its facts."""
    cast = where.cast(rng)
    entity = draw_entity(rng.choice(PASSAGE_KINDS), rng, cast, where.split)
    facts = draw_facts(entity, rng, cast, where.split, YEARS)
    rng.shuffle(facts)
    links = [fact for fact in facts if fact.relation in LEADS_TO]
    if links and rng.random() < 0.5:
        link = links[0]
        other = entity_of(link.obj, LEADS_TO[link.relation], cast)
        theirs = draw_facts(other, rng, cast, where.split, YEARS)
        told = [link, *[fact for fact in facts if fact is not link][: rng.choice((0, 1))]]
        more = rng.sample(theirs, 1)
        lines = sentences(entity, told, rng, where.new_wording, not where.held_out)
        lines += sentences(other, more, rng, where.new_wording, not where.held_out)
        told += more
    else:
        told = facts[: rng.choice((2, 3, 3))]
        lines = sentences(entity, told, rng, where.new_wording, not where.held_out)
    return with_filler(" ".join(lines), rng, where, 0.2), told


def named(text: str, facts: list[Fact]) -> list[tuple[str, str]]:
    """The entities of the facts as (name, kind), in the order in which the text names them."""
    found: dict[str, str] = {}
    for fact in facts:
        found[fact.subject] = SUBJECT_KINDS[fact.relation]
        if fact.relation in OBJECT_KINDS:
            found[fact.obj] = OBJECT_KINDS[fact.relation]
    low = text.lower()
    return sorted(found.items(), key=lambda item: (low.find(item[0].lower()), -len(item[0])))


def entities(rng: random.Random, where: Setting) -> Example:
    """The named things of a passage, a line each: "Mara Venlo | person"."""
    text, told = told_text(rng, where)
    answer = "\n".join(f"{name} | {kind}" for name, kind in named(text, told))
    messages = asked(ENTITY_ASKS, rng, HELD_OUT_LISTS["ENTITY_ASKS"], where, t=text)
    return made(messages, answer, "lines_f1", answer)


def triples(rng: random.Random, where: Setting) -> Example:
    """The facts of a passage, a line each: "Mara Venlo | born_in | Corva"."""
    text, told = told_text(rng, where)
    answer = "\n".join(f"{fact.subject} | {fact.relation} | {fact.obj}" for fact in told)
    messages = asked(TRIPLE_ASKS, rng, HELD_OUT_LISTS["TRIPLE_ASKS"], where, t=text)
    return made(messages, answer, "lines_f1", answer)


def draw_graph(
    rng: random.Random, where: Setting, types: dict[str, str]
) -> tuple[list[Fact], Cast, dict[str, list]]:
    """Facts about a few dozen entities that share objects, the names, and the graph of them.

    `types` names the type of each relation's edges.
    """
    whole = where.cast(rng)
    cast = Cast(
        rng.sample(whole.towns, 4), rng.sample(whole.schools, 3),
        rng.sample(whole.organisations, 4), rng.sample(whole.people, 8),
    )  # fmt: skip
    drawn = [entity_of(name, "person", cast) for name, _ in cast.people]
    drawn += [entity_of(name, "organisation", cast) for name in cast.organisations]
    drawn += [entity_of(name, "town", cast) for name in cast.towns]
    seen = {entity.name for entity in drawn}
    for kind in ("device", "device", "device", "device", "project", "project", "project"):
        entity = draw_entity(kind, rng, cast, where.split)
        if entity.name not in seen:
            seen.add(entity.name)
            drawn.append(entity)
    facts = [f for e in drawn for f in draw_facts(e, rng, cast, where.split, YEARS)]
    return facts, cast, as_graph(drawn, facts, types)


def as_graph(drawn: list[Entity], facts: list[Fact], types: dict[str, str]) -> dict[str, list]:
    """Entities and facts as plain lists of nodes and edges, as `cypher.MemoryGraph.of` reads."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        entity.name: (entity.kind.capitalize(), {}) for entity in drawn
    }
    edges = []
    for fact in facts:
        if fact.relation in types:
            kind = OBJECT_KINDS[fact.relation].capitalize()
            nodes.setdefault(fact.obj, (kind, {}))
            edges.append([fact.subject, types[fact.relation], fact.obj])
        elif fact.relation in NUMBERS:
            nodes[fact.subject][1][fact.relation] = int(fact.obj)
    listed = [[label, name, properties] for name, (label, properties) in nodes.items()]
    return {"nodes": listed, "edges": edges}


def schema_line(relation: str, types: dict[str, str]) -> str:
    """A relation, or a number on a node, as a line of the schema."""
    subject = SUBJECT_KINDS[relation].capitalize()
    if relation in NUMBERS:
        return f"(:{subject} {{name, {relation}}})"
    return f"(:{subject})-[:{types[relation]}]->(:{OBJECT_KINDS[relation].capitalize()})"


def path(relations: list[str], types: dict[str, str], start: str = "", end: str = "") -> str:
    """A path over relations, with the name of its first or last node: "(a:Person {name: ...})"."""
    labels = [SUBJECT_KINDS[relations[0]], *(OBJECT_KINDS[r] for r in relations)]
    nodes = [f"{letter}:{label.capitalize()}" for letter, label in zip("abc", labels, strict=False)]
    if start:
        nodes[0] += f' {{name: "{start}"}}'
    if end:
        nodes[-1] += f' {{name: "{end}"}}'
    text = f"({nodes[0]})"
    for relation, node in zip(relations, nodes[1:], strict=True):
        text += f"-[:{types[relation]}]->({node})"
    return text


CYPHER_KINDS = {"one": 0.25, "number": 0.1, "who": 0.15, "two": 0.25, "count": 0.15, "far": 0.1}


def cypher_query(
    rng: random.Random, where: Setting, kind: str, facts: list[Fact], types: dict[str, str]
) -> tuple[str, str, list[str]]:
    """A question that the facts answer, its Cypher query and the relations that it needs.

    Kinds: "one" hop, a "number" of a node, "who" (one hop backwards), "two" hops, "count" and
    "far" (a count over two hops).
    """
    if kind == "number":
        fact = rng.choice([f for f in facts if f.relation in NUMBERS])
        label = SUBJECT_KINDS[fact.relation].capitalize()
        query = f'MATCH (a:{label} {{name: "{fact.subject}"}}) RETURN a.{fact.relation}'
        question = ask(fact.relation, fact.subject, rng, where)
        return question, query, [fact.relation]
    if kind in ("who", "count"):
        bank, size = (WHO_QUESTIONS, "WHO_QUESTIONS") if kind == "who" else (
            COUNT_QUESTIONS, "COUNT_QUESTIONS")  # fmt: skip
        fact = rng.choice([f for f in facts if f.relation in bank])
        form = part(bank[fact.relation], rng, HELD_OUT[size], where.new_wording)
        end = "a.name" if kind == "who" else "count(a)"
        query = f"MATCH {path([fact.relation], types, end=fact.obj)} RETURN {end}"
        return form.format(o=fact.obj), query, [fact.relation]
    if kind == "far":
        pair = rng.choice(list(FAR_COUNTS))
        subjects = {f.obj for f in facts if f.relation == pair[0]}
        ends = [f.obj for f in facts if f.relation == pair[1] and f.subject in subjects]
        if not ends:
            return cypher_query(rng, where, "count", facts, types)
        end = rng.choice(ends)
        form = part(FAR_COUNTS[pair], rng, HELD_OUT["FAR_COUNTS"], where.new_wording)
        return (
            form.format(o=end),
            f"MATCH {path(list(pair), types, end=end)} RETURN count(a)",
            [*pair],
        )
    fact = rng.choice([f for f in facts if f.relation in types and f.relation != "happened_in"])
    if kind == "one":
        question = ask(fact.relation, fact.subject, rng, where)
        query = f"MATCH {path([fact.relation], types, start=fact.subject)} RETURN b.name"
        return question, query, [fact.relation]
    fact = rng.choice([f for f in facts if f.relation in LEADS_TO])
    onward = [f for f in facts if f.subject == fact.obj and (f.relation in types
              or f.relation in NUMBERS)]  # fmt: skip
    goal = rng.choice(onward)
    question = bridged(fact.relation, fact.subject, goal.relation, rng, where)
    if goal.relation in NUMBERS:
        query = f"MATCH {path([fact.relation], types, start=fact.subject)} RETURN b.{goal.relation}"
    else:
        both = [fact.relation, goal.relation]
        query = f"MATCH {path(both, types, start=fact.subject)} RETURN c.name"
    return question, query, [fact.relation, goal.relation]


CONFUSED = {"population": ("lives_in",), "lives_in": ("population",)}
"""Relations that the same question may ask for; a schema has only one of them."""


def cypher(rng: random.Random, where: Setting, kind: str | None = None) -> Example:
    """A question turned into Cypher on a stated schema; run on a graph it gives the answer."""
    types = {
        relation: part(names, rng, HELD_OUT["TYPE_NAMES"], where.new_wording)
        for relation, names in TYPE_NAMES.items()
    }
    facts, _, graph = draw_graph(rng, where, types)
    kind = kind or rng.choices(list(CYPHER_KINDS), list(CYPHER_KINDS.values()))[0]
    question, query, needed = cypher_query(rng, where, kind, facts, types)
    spoiled = {other for relation in needed for other in CONFUSED.get(relation, ())}
    spare = [r for r in [*types, *NUMBERS] if r not in needed and r not in spoiled]
    shown = [*dict.fromkeys(needed), *rng.sample(spare, rng.choice((1, 2, 2, 3)))]
    rng.shuffle(shown)
    schema = "\n".join(schema_line(relation, types) for relation in shown)
    held, typed = HELD_OUT["CYPHER_ASKS"], as_typed(question, rng)
    messages = asked(CYPHER_ASKS, rng, held, where, schema=schema, q=typed)
    return made(messages, query, "cypher", {"query": query, "graph": graph}, form=kind)
