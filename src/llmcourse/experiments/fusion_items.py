"""Items for the answer prompt of unit 04: one question, queries that drifted from it, passages.

Knows how such items are drawn from worlds that Pocket never saw. Knows no prompt.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from llmcourse.world import tasks, wording
from llmcourse.world.facts import RELATIONS, Entity, Fact, draw_entity, draw_facts


@dataclass(frozen=True)
class IntentItem:
    """A question, three queries that ask for something else, and passages that answer both.

    `kind` says how the queries drifted: to another "subject" or to another "relation".
    """

    question: str
    queries: list[str]
    passages: list[str]
    answer: str
    kind: str


def intent_questions(n: int, seed: int = 0) -> list[IntentItem]:
    """n items, the two kinds in turn; two passages each, in random order."""
    rng = random.Random(f"intent-items-{seed}")
    where = tasks.setting(held_out=True, seed=seed)
    items: list[IntentItem] = []
    while len(items) < n:
        drift = ("subject", "relation")[len(items) % 2]
        cast = where.cast(rng)
        kind = rng.choice(("person", "organisation", "device", "project"))
        entity = draw_entity(kind, rng, cast, where.split)
        other = draw_entity(kind, rng, cast, where.split)
        if other.name == entity.name:
            continue
        relation, second = rng.sample(list(RELATIONS[kind]), 2)
        own = _facts(entity, rng, cast, where)
        theirs = _facts(other, rng, cast, where)
        fact = own[relation]
        away = own[second] if drift == "relation" else theirs[relation]
        told = [(entity, [fact]), (entity, [away]) if drift == "relation" else (other, [away])]
        passages = [wording.passage(who, facts, rng, where.new_wording) for who, facts in told]
        if fact.obj in passages[1]:
            continue
        rng.shuffle(passages)
        forms = wording.QUESTIONS[away.relation][: -wording.HELD_OUT_QUESTIONS]
        queries = [wording.fill(form, away.subject) for form in rng.sample(forms, 3)]
        question = wording.ask(relation, entity.name, rng, where.new_wording)
        items.append(IntentItem(question, queries, passages, fact.obj, drift))
    return items


def _facts(entity: Entity, rng: random.Random, cast, where) -> dict[str, Fact]:
    from llmcourse.world.examples import YEARS

    return {fact.relation: fact for fact in draw_facts(entity, rng, cast, where.split, YEARS)}
