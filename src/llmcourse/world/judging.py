"""Judgements: is a passage relevant, where does an answer come from, and reflection tokens.

Knows the tokens of Self-RAG (Asai et al. 2023, https://arxiv.org/abs/2310.11511) and how right
and wrong passages and answers are drawn: near misses more often than strangers.
"""

from __future__ import annotations

import random

from llmcourse.world.asked import as_typed, ask, asked, made, plain, sentences, with_filler
from llmcourse.world.examples import DO_NOT_KNOW, YEARS, Example, Setting, part
from llmcourse.world.facts import RELATIONS, Entity, Fact, draw_entity, draw_facts, draw_object
from llmcourse.world.graphs import OBJECT_KINDS
from llmcourse.world.phrasings_compound import HELD_OUT as HELD_OUT_JOINS
from llmcourse.world.phrasings_compound import JOINS
from llmcourse.world.phrasings_judging import (
    HELD_OUT,
    REFLECT_PROMPT,
    RELEVANCE_ASKS,
    RELEVANT_ASKS,
    RETRIEVE_ASKS,
    ROUTE_ASKS,
    SUPPORT_ASKS,
    USEFUL_ASKS,
)
from llmcourse.world.tasks import ABOUT_POCKET, problem

RETRIEVE, NO_RETRIEVAL = "[Retrieve]", "[No retrieval]"
RELEVANT, IRRELEVANT = "[Relevant]", "[Irrelevant]"
FULLY, PARTIALLY, NO_SUPPORT = "[Fully supported]", "[Partially supported]", "[No support]"
USEFUL, HALF_USEFUL, USELESS = "[Utility:5]", "[Utility:3]", "[Utility:1]"


def subject(
    rng: random.Random, where: Setting, kind: str | None = None
) -> tuple[Entity, list[Fact]]:
    """An entity and its facts in a random order, but for where an event happened: the name of an
    event gives that away, whatever a passage says."""
    cast = where.cast(rng)
    kind = kind or rng.choice(["person", *RELATIONS])
    entity = draw_entity(kind, rng, cast, where.split)
    facts = draw_facts(entity, rng, cast, where.split, YEARS)
    facts = [fact for fact in facts if fact.relation != "happened_in"]
    rng.shuffle(facts)
    return entity, facts


def _near(entity: Entity, rng: random.Random, where: Setting) -> Entity:
    """Another entity of the same kind; of people half share the last name or the first."""
    while True:
        other = draw_entity(entity.kind, rng, where.cast(rng), where.split)
        if entity.kind == "person" and rng.random() < 0.5:
            first, last = other.name.split()[0], entity.name.split()[1]
            other = Entity(f"{first} {last}", "person", other.pronoun)
        if other.name != entity.name:
            return other


def judged(rng: random.Random, where: Setting) -> tuple[str, str, bool]:
    """A question, a passage, and whether the passage answers it.

    A passage that does not is about someone else's same relation, or about other relations of
    the same subject, or about another topic.
    """
    entity, facts = subject(rng, where)
    fact, *others = facts
    question = as_typed(ask(fact.relation, entity.name, rng, where), rng)
    kind = rng.choices(("yes", "other relation", "near miss", "stranger"), (0.5, 0.2, 0.2, 0.1))[0]
    told, about = [fact, *others[: rng.choice((0, 1))]], entity
    if kind == "other relation":
        told = others[: rng.choice((1, 2))]
    elif kind == "near miss":
        about = _near(entity, rng, where)
        theirs = draw_facts(about, rng, where.cast(rng), where.split, YEARS)
        told = [f for f in theirs if f.relation == fact.relation]
    elif kind == "stranger":
        while about.name == entity.name:
            about, theirs = subject(rng, where)
        told = theirs[:2]
    rng.shuffle(told)
    text = " ".join(sentences(about, told, rng, where.new_wording, not where.held_out))
    return question, with_filler(text, rng, where), kind == "yes"


def relevance(rng: random.Random, where: Setting) -> Example:
    """Does the passage answer the question: "yes" or "no"."""
    question, text, right = judged(rng, where)
    answer = "yes" if right else "no"
    messages = asked(RELEVANCE_ASKS, rng, HELD_OUT["RELEVANCE_ASKS"], where, q=question, p=text)
    return made(messages, answer, "same", answer, 3.0)


def needs(rng: random.Random, where: Setting, kind: str) -> str:
    """A question that "memory" answers (the public world), "documents" (all else) or "sums"."""
    if kind == "memory":
        fact = rng.choice(where.known.facts)
        return ask(fact.relation, fact.subject, rng, where)
    if kind == "sums":
        if rng.random() < 0.2:
            a, b = rng.randrange(2, 100), rng.randrange(2, 50)
            form = rng.choice(
                ("What is {a} {op} {b}?", "How much is {a} {op} {b}?", "{a} {op} {b}")
            )
            return form.format(a=a, b=b, op=rng.choice("+-*"))
        return problem(rng, where)[0]
    entity, facts = subject(rng, where)
    return ask(facts[0].relation, entity.name, rng, where)


def routing(rng: random.Random, where: Setting) -> Example:
    """One of "memory", "documents" and "sums"."""
    kind = rng.choice(("memory", "documents", "sums"))
    question = as_typed(needs(rng, where, kind), rng)
    messages = asked(ROUTE_ASKS, rng, HELD_OUT["ROUTE_ASKS"], where, q=question)
    return made(messages, kind, "same", kind, 3.0)


def retrieve(rng: random.Random, where: Setting) -> Example:
    """Is a passage needed at all: not for what Pocket knows by heart, nor for sums or greetings."""
    if rng.random() < 0.5:
        question, answer = needs(rng, where, "documents"), RETRIEVE
    else:
        kind = rng.choice(("memory", "memory", "sums", "talk"))
        question = rng.choice(ABOUT_POCKET)[0] if kind == "talk" else needs(rng, where, kind)
        answer = NO_RETRIEVAL
    messages = asked(
        RETRIEVE_ASKS, rng, HELD_OUT["RETRIEVE_ASKS"], where, q=as_typed(question, rng)
    )
    return made(messages, answer, "same", answer, 3.0)


def relevant(rng: random.Random, where: Setting) -> Example:
    """Relevance as a reflection token."""
    question, text, right = judged(rng, where)
    answer = RELEVANT if right else IRRELEVANT
    messages = asked(RELEVANT_ASKS, rng, HELD_OUT["RELEVANT_ASKS"], where, q=question, p=text)
    return made(messages, answer, "same", answer, 3.0)


def altered(fact: Fact, told: list[Fact], rng: random.Random, where: Setting) -> Fact:
    """The fact with an object that no told fact has."""
    taken = {other.obj for other in told} | {fact.obj, fact.subject}
    while True:
        obj = draw_object(fact.relation, rng, where.cast(rng), where.split, YEARS)
        if obj not in taken:
            return Fact(fact.subject, fact.relation, obj, fact.since)


def supported(rng: random.Random, where: Setting) -> Example:
    """Is a claim of one or two sentences told by the passage: fully, in part, or not at all."""
    entity, facts = subject(rng, where)
    told = facts[: rng.choice((2, 2, 3))]
    answer = rng.choice((FULLY, PARTIALLY, NO_SUPPORT))
    right, wrong = told[0], altered(told[1], told, rng, where)
    if len(facts) > len(told) and rng.random() < 0.3:
        wrong = facts[-1]  # true or not: the passage does not say
    if answer == PARTIALLY:
        claims = [right, wrong]
    elif answer == FULLY:
        claims = told[: rng.choice((1, 2))]
    else:
        claims = [wrong] if rng.random() < 0.6 else [altered(right, told, rng, where), wrong]
    rng.shuffle(claims)
    question = ask(claims[0].relation, entity.name, rng, where)
    if len(claims) == 2:
        other = ask(claims[1].relation, entity.name, rng, where)
        question = f"{question} {other}"
    claim = " ".join(f"{plain(fact)}." for fact in claims)
    order = list(told)
    rng.shuffle(order)
    text = " ".join(sentences(entity, order, rng, where.new_wording, not where.held_out))
    text = with_filler(text, rng, where)
    held = HELD_OUT["SUPPORT_ASKS"]
    messages = asked(SUPPORT_ASKS, rng, held, where, q=question, p=text, r=claim)
    return made(messages, answer, "same", answer, 3.0)


def _class(fact: Fact) -> str:
    """What kind of thing the object of a fact is: two classes never answer the same question."""
    if fact.relation.startswith("effect_"):
        return "effect"
    return OBJECT_KINDS.get(fact.relation) or (
        "year" if fact.relation.endswith("_year") else fact.relation
    )


def useful(rng: random.Random, where: Setting) -> Example:
    """Does an answer do what was asked: 5 all of it, 3 one of two questions, 1 nothing of it.

    Whether the answer is true is another token's business.
    """
    while True:
        entity, facts = subject(rng, where)
        first, other, *_ = facts
        if _class(first) != _class(other):
            break
    answer = rng.choice((USEFUL, HALF_USEFUL, USELESS))
    question = ask(first.relation, entity.name, rng, where)
    bare = rng.random() < 0.4
    double = answer == HALF_USEFUL or rng.random() < 0.3
    if double:
        second = ask(other.relation, entity.name, rng, where)
        question = _joined(question, second, rng, where)
    third = [f for f in facts if _class(f) not in (_class(first), _class(other))]
    if answer == USELESS:
        if double and not third:
            question = ask(first.relation, entity.name, rng, where)
            third = [other]
        wrong = rng.choice(third) if third else other
        reply = wrong.obj if bare else f"{plain(wrong)}."
        if rng.random() < 0.25:
            reply = DO_NOT_KNOW
    elif answer == HALF_USEFUL:
        half = rng.choice((first, other))
        reply = half.obj if bare else f"{plain(half)}."
    elif double:
        reply = f"{first.obj} and {other.obj}" if bare else f"{plain(first)}. {plain(other)}."
    else:
        reply = first.obj if bare else f"{plain(first)}."
    messages = asked(USEFUL_ASKS, rng, HELD_OUT["USEFUL_ASKS"], where, q=question, r=reply)
    return made(messages, answer, "same", answer, 3.0)


def _joined(first: str, second: str, rng: random.Random, where: Setting) -> str:
    """Two questions as one."""
    join = part(JOINS, rng, HELD_OUT_JOINS["JOINS"], where.new_wording)
    text = join.format(a=first.rstrip("?"), b=second[:1].lower() + second[1:].rstrip("?"))
    return text[:1].upper() + text[1:]


def reflecting(rng: random.Random, where: Setting) -> Example:
    """Generation with reflection tokens, as at inference in Self-RAG.

    First "[Retrieve]" or "[No retrieval] Corva [Utility:5]"; after a turn of the role context,
    "[Relevant] Corva [Fully supported] [Utility:5]", with utility 3 where only one of two
    questions is answered, or "[Irrelevant] I do not know. [No support] [Utility:1]".
    """
    messages = [("system", REFLECT_PROMPT)]
    if rng.random() < 0.2:
        fact = rng.choice(where.known.facts)
        question = ask(fact.relation, fact.subject, rng, where)
        answer = f"{NO_RETRIEVAL} {fact.obj} {USEFUL}"
        messages.append(("user", as_typed(question, rng)))
        return made(messages, answer, "reflecting", answer)
    entity, facts = subject(rng, where)
    first, other, *more = facts
    question = ask(first.relation, entity.name, rng, where)
    kind = rng.choices(("whole", "half", "none"), (0.45, 0.25, 0.3))[0]
    if kind == "half":
        second = ask(other.relation, entity.name, rng, where)
        question = _joined(question, second, rng, where)
    told = [first, *more[: rng.choice((0, 1))]]
    if kind == "none":
        told = [other, *more[:1]] if rng.random() < 0.5 else []
    answer = f"{RELEVANT} {first.obj} {FULLY} {USEFUL if kind == 'whole' else HALF_USEFUL}"
    if kind == "none":
        answer = f"{IRRELEVANT} {DO_NOT_KNOW} {NO_SUPPORT} {USELESS}"
    about = entity
    if not told:
        about = _near(entity, rng, where)
        theirs = draw_facts(about, rng, where.cast(rng), where.split, YEARS)
        told = [fact for fact in theirs if fact.relation == first.relation]
    rng.shuffle(told)
    text = with_filler(
        " ".join(sentences(about, told, rng, where.new_wording, not where.held_out)), rng, where
    )
    messages += [("user", as_typed(question, rng)), ("assistant", RETRIEVE), ("context", text)]
    example = made(messages, answer, "reflecting", answer)
    example.learned = [(2, 0, len(RETRIEVE))]
    return example
