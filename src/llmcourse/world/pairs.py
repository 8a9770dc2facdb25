"""Pairs of people with many facts between them: what "tell me everything about X and Y" asks for.

Knows which pairs there are and which facts link them, directly or through a thing that both had to
do with (two steps in a graph). Each of these facts is meant for one document of its own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from llmcourse.world import names
from llmcourse.world.facts import Entity
from llmcourse.world.phrasings_pairs import DETAILS, DIRECT, THING_KINDS, THINGS
from llmcourse.world.wider import WiderWorld

RICH, PLAIN = 6, 32


@dataclass(frozen=True)
class Pair:
    """Two people, the ids of the facts that link them, and the things they share."""

    one: str
    other: str
    facts: tuple[str, ...]
    things: tuple[str, ...]


def add_pairs(world: WiderWorld, seed: int) -> list[Pair]:
    """Add the linking facts of 6 rich pairs (30 facts) and 32 plain ones (8); nobody is in two."""
    rng = random.Random(f"pairs-{seed}")
    historic = [n for n, e in world.entities.items() if e.kind == "person"]
    born = {f.subject: int(f.obj) for f in world.facts if f.relation == "born_year"}
    free = sorted(historic, key=lambda name: (born[name] // 8, rng.random()))
    couples = list(zip(free[::2], free[1::2], strict=False))
    rng.shuffle(couples)
    pairs = []
    for number, (one, other) in enumerate(couples[: RICH + PLAIN]):
        direct, shared = (18, 6) if number < RICH else (4, 2)
        before = len(world.facts)
        kinds = rng.sample(list(DIRECT), direct)
        for kind in kinds:
            subject, obj = (one, other) if rng.random() < 0.6 else (other, one)
            year = max(born[one], born[other]) + rng.randrange(22, 48)
            month = min(year, 2018) * 12 + rng.randrange(12)
            world.add(subject, kind, obj, month, month, rng.choice(DETAILS[kind]))
        things = []
        for kind in rng.sample(THING_KINDS, shared):
            thing = f"the {names.project(rng, 'evaluation').split()[1]} {kind}"
            while thing in world.entities:
                thing = f"the {names.project(rng, 'evaluation').split()[1]} {kind}"
            world.entities[thing] = Entity(thing, "thing", "It")
            things.append(thing)
            for person, relation in zip((one, other), rng.sample(list(THINGS), 2), strict=True):
                world.add(person, relation, thing)
        added = tuple(fact.id for fact in world.facts[before:])
        pairs.append(Pair(one, other, added, tuple(things)))
    return pairs
