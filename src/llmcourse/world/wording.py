"""Turns facts into sentences and questions, keeping held-out wording apart.

Knows how to fill a form, when a pronoun may stand for the subject, and which forms are
held out for evaluation. The forms themselves are in the `phrasings_*` modules.
"""

from __future__ import annotations

import random

from llmcourse.world import phrasings_events, phrasings_people, phrasings_things
from llmcourse.world.facts import Entity, Fact
from llmcourse.world.phrasings_more_questions import MORE_QUESTIONS
from llmcourse.world.phrasings_more_statements import MORE_STATEMENTS

STATEMENTS = {
    **phrasings_people.STATEMENTS,
    **phrasings_things.STATEMENTS,
    **phrasings_events.STATEMENTS,
}
QUESTIONS = {
    **phrasings_people.QUESTIONS,
    **phrasings_things.QUESTIONS,
    **phrasings_events.QUESTIONS,
}
HELD_OUT_STATEMENTS = 6
HELD_OUT_QUESTIONS = 3


def _pick(
    forms: tuple[str, ...],
    rng: random.Random,
    held: int,
    held_out: bool | None,
    further: tuple[str, ...] = (),
) -> str:
    """A form: trained ones (False), held-out ones (True) or any (None).

    Where there are `further` ones, half of the trained forms are drawn from them.
    """
    if further and held_out is False and rng.random() < 0.5:
        return rng.choice(further)
    if held_out is None:
        return rng.choice(forms)
    return rng.choice(forms[-held:] if held_out else forms[:-held])


def fill(form: str, subject: str, obj: str = "") -> str:
    """Put subject and object into a form; `{S}` takes a capital, and so does the first letter."""
    text = form.replace("{s}", subject).replace("{S}", subject[:1].upper() + subject[1:])
    text = text.replace("{o}", obj)
    return text[:1].upper() + text[1:]


def state(fact: Fact, rng: random.Random, held_out: bool | None = False, more: bool = False) -> str:
    """One sentence that states the fact, with the subject's full name.

    `more` draws from the further forms for training too, which no data set has.
    """
    further = MORE_STATEMENTS[fact.relation] if more else ()
    form = _pick(STATEMENTS[fact.relation], rng, HELD_OUT_STATEMENTS, held_out, further)
    return fill(form, fact.subject, fact.obj)


def state_with_pronoun(
    fact: Fact,
    entity: Entity,
    rng: random.Random,
    held_out: bool | None = False,
    more: bool = False,
) -> str:
    """The same sentence with a pronoun for the subject, where a form allows it."""
    forms = STATEMENTS[fact.relation]
    further = MORE_STATEMENTS[fact.relation] if more else ()
    for _ in range(4):
        form = _pick(forms, rng, HELD_OUT_STATEMENTS, held_out, further)
        if form.startswith(("{s} ", "{S} ")):
            return fill(entity.pronoun + form[3:], "", fact.obj)
    return fill(form, fact.subject, fact.obj)


def ask(
    relation: str,
    subject: str,
    rng: random.Random,
    held_out: bool | None = False,
    more: bool = False,
) -> str:
    """One question that asks for the object of a relation."""
    further = MORE_QUESTIONS[relation] if more else ()
    return fill(_pick(QUESTIONS[relation], rng, HELD_OUT_QUESTIONS, held_out, further), subject)


def passage(
    entity: Entity,
    facts: list[Fact],
    rng: random.Random,
    held_out: bool | None = False,
    more: bool = False,
) -> str:
    """Some facts of one entity as running text; after the first sentence mostly pronouns."""
    sentences = [state(facts[0], rng, held_out, more)]
    for fact in facts[1:]:
        if rng.random() < 0.6:
            sentences.append(state_with_pronoun(fact, entity, rng, held_out, more))
        else:
            sentences.append(state(fact, rng, held_out, more))
    return " ".join(sentences)
