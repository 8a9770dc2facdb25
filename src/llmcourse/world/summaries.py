"""Summaries that keep every fact of a passage, and instructions that Pocket does not know."""

from __future__ import annotations

import random

from llmcourse.world.asked import asked, listed, made, sentences, with_filler
from llmcourse.world.careers import draw_career, told
from llmcourse.world.examples import YEARS, Example, Setting, maybe_system, part
from llmcourse.world.facts import RELATIONS, Fact, draw_entity, draw_facts
from llmcourse.world.phrasings_summaries import HELD_OUT, PREDICATES, SUMMARY_ASKS
from llmcourse.world.phrasings_tasks import THINGS
from llmcourse.world.phrasings_unknown import HELD_OUT as HELD_OUT_UNKNOWN
from llmcourse.world.phrasings_unknown import NOT_TRAINED, UNKNOWN

MERGED = {
    ("born_in", "born_year"): "was born in {} in {}",
    ("role", "works_at"): "works as {} at {}",
    ("happened_in", "happened_year"): "happened in {} in {}",
    ("invented_by", "invented_year"): "was invented by {} in {}",
}
"""Pairs of relations that one predicate states."""


def predicates(facts: list[Fact]) -> list[str]:
    """What the facts say of their subject, a short predicate each; pairs share one."""
    by_relation = {fact.relation: fact for fact in facts}
    done: set[str] = set()
    said = []
    for fact in facts:
        if fact.relation in done:
            continue
        pair = next(
            (p for p in MERGED if fact.relation in p and all(r in by_relation for r in p)), None
        )
        if pair:
            done.update(pair)
            said.append(MERGED[pair].format(*(by_relation[r].obj for r in pair)))
        else:
            said.append(PREDICATES[fact.relation].format(o=fact.obj))
    return said


def summary(rng: random.Random, where: Setting) -> Example:
    """One sentence with every fact of a passage: facts of one entity, or stages of a career."""
    cast = where.cast(rng)
    if rng.random() < 0.2:
        name, pronoun = rng.choice(cast.people)
        stages = draw_career(rng, cast, 2)
        text = told(name, pronoun, stages, rng, where)
        verbs = {"study": "studied", "work": "worked"}
        said = [f"{verbs[s.kind]} at {s.place} from {s.first} to {s.last}" for s in stages]
        objects = [str(o) for s in stages for o in (s.place, s.first, s.last)]
        wanted = {"name": name, "objects": objects, "relations": []}
    else:
        kind = rng.choice(["person", *RELATIONS])
        entity = draw_entity(kind, rng, cast, where.split)
        facts = draw_facts(entity, rng, cast, where.split, YEARS)
        rng.shuffle(facts)
        facts = facts[: rng.choice((2, 3, 3))]
        text = " ".join(sentences(entity, facts, rng, where.new_wording, not where.held_out))
        name, said = entity.name, predicates(facts)
        objects, relations = [f.obj for f in facts], [f.relation for f in facts]
        wanted = {"name": name, "objects": objects, "relations": relations}
    text = with_filler(text, rng, where, 0.6)
    answer = f"{name[:1].upper()}{name[1:]} {listed(said)}."
    messages = asked(SUMMARY_ASKS, rng, HELD_OUT["SUMMARY_ASKS"], where, t=text)
    return made(messages, answer, "summary", wanted | {"passage": text})


def unknown(rng: random.Random, where: Setting) -> Example:
    """An instruction that no task teaches: Pocket says so."""
    cast = where.cast(rng)
    form = part(UNKNOWN, rng, HELD_OUT_UNKNOWN["UNKNOWN"], where.new_wording)
    entity = draw_entity(rng.choice(list(RELATIONS)), rng, cast, where.split)
    facts = draw_facts(entity, rng, cast, where.split, YEARS)[:2]
    text = " ".join(sentences(entity, facts, rng, where.new_wording, not where.held_out))
    user = form.format(
        name=rng.choice(cast.people)[0].split()[0], place=rng.choice(cast.towns),
        thing=rng.choice(THINGS), t=text,
    )  # fmt: skip
    return made([*maybe_system(rng), ("user", user)], NOT_TRAINED, "not_trained", NOT_TRAINED)
