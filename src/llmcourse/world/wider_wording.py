"""Turns dated facts into sentences and questions, with held-out wording kept apart.

Knows how periods are said and which bank holds which relation. `wording` does the same for the
undated facts of the public world.
"""

from __future__ import annotations

import random

from llmcourse.world import phrasings_dated, phrasings_pairs, phrasings_wider, wording
from llmcourse.world.wider import DatedFact, month_name

STATEMENTS = {
    **wording.STATEMENTS, **phrasings_dated.STATEMENTS, **phrasings_wider.STATEMENTS,
    **phrasings_pairs.DIRECT, **phrasings_pairs.THINGS,
}  # fmt: skip
QUESTIONS = {**wording.QUESTIONS, **phrasings_dated.QUESTIONS, **phrasings_wider.QUESTIONS}
OPEN_FORMS = {"worked_for": "works_for", "headed_by": "heads", "priced_at": "costs"}
"""The bank that tells a fact which still holds when it is told."""
HELD_OUT_STATEMENTS, HELD_OUT_QUESTIONS = 4, 2


def _held(relation: str, statement: bool) -> int:
    """How many of a relation's last forms are kept for evaluation."""
    if relation in wording.STATEMENTS:
        return wording.HELD_OUT_STATEMENTS if statement else wording.HELD_OUT_QUESTIONS
    if relation in phrasings_pairs.DIRECT or relation in phrasings_pairs.THINGS:
        return 1
    return HELD_OUT_STATEMENTS if statement else HELD_OUT_QUESTIONS


def forms(relation: str, statement: bool, held_out: bool) -> tuple[str, ...]:
    """The trained or the held-out forms of a relation, statements or questions."""
    bank = (STATEMENTS if statement else QUESTIONS)[relation]
    held = _held(relation, statement)
    return bank[-held:] if held_out else bank[:-held]


def period(start: str, end: str, rng: random.Random) -> str:
    """ "from August to November 1954"; the year stands once where both months share it."""
    first, last = month_name(start), month_name(end)
    if start == end:
        return f"in {first}"
    if start[:4] == end[:4] and rng.random() < 0.6:
        first = first.split()[0]
    return rng.choice(("from {} to {}", "from {} until {}", "between {} and {}")).format(
        first, last
    )


def fill(form: str, fact: DatedFact, rng: random.Random, subject: str | None = None) -> str:
    """A form with the fact's parts in place; the sentence starts with a capital."""
    text = form.replace("{d}", fact.detail)
    if fact.start:
        text = text.replace("{a}", month_name(fact.start))
        text = text.replace("{b}", month_name(fact.end) if fact.end else "")
        if "{p}" in text:
            text = text.replace("{p}", period(fact.start, fact.end or fact.start, rng))
    return wording.fill(text, fact.subject if subject is None else subject, fact.obj)


def bank_of(fact: DatedFact, told: str = "") -> str:
    """The bank of a fact told in a month ("" is after all): open forms while it still holds."""
    still = not fact.end or (told and told <= fact.end)
    return OPEN_FORMS[fact.relation] if still and fact.relation in OPEN_FORMS else fact.relation


def say(
    fact: DatedFact,
    rng: random.Random,
    pronoun: str = "",
    told: str = "",
    held_out: bool = False,
    used: set[str] | None = None,
) -> str:
    """One sentence that states the fact, told in the month `told`.

    With a pronoun, forms that start with the subject start with the pronoun instead. Forms in
    `used` are avoided while others are left; the chosen one is added to it.
    """
    bank = forms(bank_of(fact, told), True, held_out)
    form = rng.choice(bank)
    for _ in range(8):
        repeated = used is not None and form in used
        if not repeated and (not pronoun or form.startswith("{s} ")):
            break
        form = rng.choice(bank)
    if used is not None:
        used.add(form)
    if fact.relation == "department_of":  # the firm's name stands in the sentence already
        short = pronoun if form.startswith("{s} ") else ""
        return fill(form, fact, rng, short or fact.subject.split(" of ")[0])
    if pronoun and form.startswith("{s} ") and " and {o}" not in form:
        return fill(pronoun + form[3:], fact, rng, "")
    return fill(form, fact, rng)


def ask(
    relation: str, subject: str, rng: random.Random, held_out: bool = False,
    start: str = "", end: str = "",
) -> str:  # fmt: skip
    """One question for the object of a relation, between two months where it is dated."""
    form = rng.choice(forms(relation, False, held_out))
    if start:
        form = form.replace("{a}", month_name(start)).replace("{b}", month_name(end or start))
    return wording.fill(form, subject)
