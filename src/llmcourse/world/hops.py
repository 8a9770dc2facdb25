"""Two hops over passages: the object of one fact is the subject of the next.

Knows how such chains and their near misses are drawn, and the three ways to answer: directly,
step by step with citations, and with the passages quoted first.
"""

from __future__ import annotations

import random

from llmcourse.world import wording
from llmcourse.world.asked import as_typed, made, plain, sentences
from llmcourse.world.examples import YEARS, Example, Setting, maybe_system, part
from llmcourse.world.facts import RELATIONS, Cast, Entity, Fact, draw_entity, draw_facts
from llmcourse.world.phrasings_hops import BRIDGES, HELD_OUT, QUOTE_TRIGGERS
from llmcourse.world.phrasings_tasks import READ_QUESTION_FRAMES, STEP_TRIGGERS
from llmcourse.world.reading import context_block

LEADS_TO = {  # relation whose object is an entity that is told about in its turn
    "works_at": "organisation", "made_by": "organisation", "run_by": "organisation",
    "lives_in": "town", "born_in": "town", "headquartered_in": "town", "mentor": "person",
    "invented_by": "person", "led_by": "person", "project_lead": "person", "mayor": "person",
}  # fmt: skip
FIRST_KINDS = ("person", "person", "device", "organisation", "project", "town")


def entity_of(name: str, kind: str, cast: Cast) -> Entity:
    """The entity that an object's name stands for."""
    pronouns = {"organisation": "The firm", "town": "The town"}
    pronoun = pronouns.get(kind) or dict(cast.people).get(name, "It")
    return Entity(name, kind, pronoun)


def chain(
    kind: str, relation: str, rng: random.Random, where: Setting, cast: Cast, taken: set[str]
) -> tuple[Entity, list[Fact], Entity, list[Fact]]:
    """Two entities, the second the object of `relation` of the first, with their facts in random
    order but for the first's `relation`, which comes first. Their names join `taken`."""
    while True:
        first = draw_entity(kind, rng, cast, where.split)
        facts = draw_facts(first, rng, cast, where.split, YEARS)
        link = next(fact for fact in facts if fact.relation == relation)
        if first.name not in taken and link.obj not in taken and link.obj != first.name:
            break
    taken.update((first.name, link.obj))
    second = entity_of(link.obj, LEADS_TO[relation], cast)
    rest = [fact for fact in facts if fact is not link]
    rng.shuffle(rest)
    theirs = draw_facts(second, rng, cast, where.split, YEARS)
    rng.shuffle(theirs)
    return first, [link, *rest], second, theirs


def bridged(relation: str, subject: str, target: str, rng: random.Random, where: Setting) -> str:
    """A two-hop question: the `target` of the object that `relation` of the subject leads to."""
    bridge = part(BRIDGES[relation], rng, HELD_OUT["BRIDGES"], where.new_wording)
    forms, held = wording.QUESTIONS[target], wording.HELD_OUT_QUESTIONS
    pool = forms[-held:] if where.new_wording else forms[:-held]

    def fits(form: str) -> bool:  # "the mentor of A's birthplace" would read as A's birthplace
        return "{s}'s" not in form and "town of {s}" not in form

    form = rng.choice([f for f in pool if fits(f)] or [f for f in forms[:-held] if fits(f)])
    return wording.fill(form, bridge.format(s=subject))


def two_hops(rng: random.Random, where: Setting, form: str | None = None) -> Example:
    """A question over passages that no single one answers: "direct", in "steps" or "quoted".

    Another chain of the same relations stands among the passages, so that the kind of the answer
    alone does not give it away.
    """
    cast = where.cast(rng)
    form = form or rng.choices(("direct", "steps", "quoted"), (0.3, 0.45, 0.25))[0]
    kind = rng.choice(FIRST_KINDS)
    relation = rng.choice([r for r in RELATIONS[kind] if r in LEADS_TO])
    taken: set[str] = set()
    first, facts, second, theirs = chain(kind, relation, rng, where, cast, taken)
    link, goal = facts[0], theirs[0]
    groups = [(first, facts[: rng.choice((1, 1, 2))]), (second, theirs[: rng.choice((1, 1, 2))])]
    for _ in range(rng.choice((1, 1, 2)) if form == "direct" else 1):
        other, others, last, lasts = chain(kind, relation, rng, where, cast, taken)
        same = [fact for fact in lasts if fact.relation == goal.relation]
        groups += [(other, others[:1]), (last, same)]
    said = []
    for entity, told in groups:
        order = list(told)
        rng.shuffle(order)
        said.append((order, sentences(entity, order, rng, where.new_wording, not where.held_out)))
    rng.shuffle(said)
    texts = [" ".join(lines) for _, lines in said]
    number = {fact: at for at, (told, _) in enumerate(said, 1) for fact in told}
    quote = {fact: line for told, lines in said for fact, line in zip(told, lines, strict=True)}
    question = as_typed(bridged(relation, first.name, goal.relation, rng, where), rng)
    frame = part(READ_QUESTION_FRAMES, rng, 2, where.new_wording)
    user = frame.format(context=context_block(texts), question=question)
    messages = maybe_system(rng)
    ending = f"So the answer is {goal.obj}."
    if form == "direct":
        answer = f"{goal.obj} [{number[goal]}]"
        return made([*messages, ("user", user)], answer, "final", goal.obj, 2.0)
    if form == "steps":
        trigger = part(STEP_TRIGGERS, rng, 2, where.new_wording)
        answer = f"{plain(link)} [{number[link]}]. {plain(goal)} [{number[goal]}]. {ending}"
    else:
        trigger = part(QUOTE_TRIGGERS, rng, HELD_OUT["QUOTE_TRIGGERS"], where.new_wording)
        quotes = (f'[{number[fact]}] "{quote[fact]}"' for fact in (link, goal))
        answer = f"{' '.join(quotes)} {ending}"
    wanted = {"answer": goal.obj, "cites": [number[link], number[goal]]}
    return made([*messages, ("user", f"{user}\n{trigger}")], answer, "final_with_cites", wanted)
