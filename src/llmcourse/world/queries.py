"""Tasks on a query before the search: rewrites, a hypothetical passage, sub-questions.

Knows what a good reply is made of. Knows no documents.
"""

from __future__ import annotations

import itertools
import random
import re

from llmcourse.world import wording
from llmcourse.world.asked import as_typed, ask, asked, content_words, made, numbered, sentences
from llmcourse.world.examples import YEARS, Example, Setting, part
from llmcourse.world.facts import RELATIONS, Cast, Entity, draw_entity, draw_facts
from llmcourse.world.phrasings_compound import (
    COMPARISONS,
    JOINS,
    JOINS_OF_THREE,
    SPLIT_ASKS,
)
from llmcourse.world.phrasings_compound import HELD_OUT as HELD_OUT_SPLITS
from llmcourse.world.phrasings_hyde import HELD_OUT as HELD_OUT_PASSAGES
from llmcourse.world.phrasings_hyde import PASSAGE_ASKS
from llmcourse.world.phrasings_rewrites import (
    EFFECT_QUERIES,
    EFFECT_REWRITES,
    PAIR_QUERIES,
    REWRITE_ASKS,
)
from llmcourse.world.phrasings_rewrites import HELD_OUT as HELD_OUT_REWRITES

PASSAGE_KINDS = ("person", "person", "organisation", "device", "town", "project", "event")


def three_rewrites(query: str, forms: list[str], names: list[str], first: int) -> list[str] | None:
    """Three of the filled forms, from the `first` on, that differ in content words; or None.

    Each has a content word that neither the query nor another of the three has.
    """
    turned = forms[first:] + forms[:first]
    original = content_words(query, names)
    words = {form: content_words(form, names) for form in turned}
    for three in itertools.combinations(turned, 3):
        rest = [
            words[form] - original - frozenset().union(*(words[o] for o in three if o != form))
            for form in three
        ]
        if all(rest):
            return list(three)
    return None


def _pair_query(rng: random.Random, where: Setting, cast: Cast) -> tuple[str, list[str], list[str]]:
    """A query that names two people, other forms of it, and the names."""
    names = [name for name, _ in rng.sample(cast.people, 2)]
    forms = PAIR_QUERIES[rng.choice(list(PAIR_QUERIES))]
    filled = [form.format(x=names[0], y=names[1]) for form in forms]
    held = HELD_OUT_REWRITES["PAIR_QUERIES"]
    query = part(filled, rng, held, where.new_wording)
    return query, [form for form in filled[:-held] if form != query], names


def rewrites(rng: random.Random, where: Setting, kind: str | None = None) -> Example:
    """Three rewrites of a query that differ in content words and keep every name.

    Kinds: "one" thing is asked about one name, a "pair" of people is compared, and the "effects"
    of an event are split into three aspects, as multi-query retrieval wants them.
    """
    kind = kind or rng.choices(("one", "pair", "effects"), (0.7, 0.2, 0.1))[0]
    cast = where.cast(rng)
    three, relation = None, kind
    entity = draw_entity(rng.choice(PASSAGE_KINDS), rng, cast, where.split)
    while three is None:
        if kind == "effects":
            names = [draw_entity("event", rng, cast, where.split).name]
            held = HELD_OUT_REWRITES["EFFECT_QUERIES"]
            query = part(EFFECT_QUERIES, rng, held, where.new_wording).format(x=names[0])
            three = [form.format(x=names[0]) for form in EFFECT_REWRITES.values()]
        elif kind == "pair":
            query, forms, names = _pair_query(rng, where, cast)
            three = three_rewrites(query, forms, names, rng.randrange(len(forms)))
        else:
            entity = draw_entity(rng.choice(PASSAGE_KINDS), rng, cast, where.split)
            relation, names = rng.choice(RELATIONS[entity.kind]), [entity.name]
            query = ask(relation, entity.name, rng, where)
            forms = [wording.fill(form, entity.name) for form in
                     wording.QUESTIONS[relation][: -wording.HELD_OUT_QUESTIONS]]  # fmt: skip
            forms = [form for form in forms if form != query]
            three = three_rewrites(query, forms, names, rng.randrange(len(forms)))
    held = HELD_OUT_REWRITES["REWRITE_ASKS"]
    typed = as_typed(query, rng, 0.4)
    messages = asked(REWRITE_ASKS, rng, held, where, q=typed)
    wanted = {"query": query, "names": names, "relation": relation}
    if kind == "one" and where.held_out:
        wanted |= _pool(entity, relation, rng, where, cast)
    return made(messages, numbered(three), "rewrites", wanted)


def _pool(
    entity: Entity, relation: str, rng: random.Random, where: Setting, cast: Cast
) -> dict[str, list]:
    """Texts to search: the fact in many wordings, other facts of it, and near misses of it."""
    facts = draw_facts(entity, rng, cast, where.split, YEARS)
    fact = next(fact for fact in facts if fact.relation == relation)
    forms = wording.STATEMENTS[relation]
    texts = [wording.fill(form, entity.name, fact.obj) for form in rng.sample(forms, 12)]
    relevant = len(texts)
    others = [other for other in facts if other is not fact]
    texts += [wording.state(rng.choice(others), rng, None) for _ in range(14)]
    while len(texts) < 40:
        other = draw_entity(entity.kind, rng, cast, where.split)
        if other.name != entity.name:
            theirs = draw_facts(other, rng, cast, where.split, YEARS)
            same = next(fact for fact in theirs if fact.relation == relation)
            texts.append(wording.state(same, rng, None))
    order = list(range(len(texts)))
    rng.shuffle(order)
    places = [at for at, old in enumerate(order) if old < relevant]
    return {"texts": [texts[old] for old in order], "relevant": places}


def hypothetical(rng: random.Random, where: Setting) -> Example:
    """A passage that could answer the question: right subject and relation, invented objects.

    A tenth of the training examples ask about the public world and answer with its facts (Gao et
    al. 2022, HyDE, https://arxiv.org/abs/2212.10496).
    """
    cast = where.cast(rng)
    entity = draw_entity(rng.choice(PASSAGE_KINDS), rng, cast, where.split)
    facts = draw_facts(entity, rng, cast, where.split, YEARS)
    if where.public is not None and not where.held_out and rng.random() < 0.1:
        entity = rng.choice(list(where.known.entities.values()))
        facts = where.known.of(entity.name)
    rng.shuffle(facts)
    fact, *rest = facts
    question = as_typed(ask(fact.relation, entity.name, rng, where), rng)
    told = [fact, *rest[: rng.choice((0, 1, 1))]]
    answer = " ".join(sentences(entity, told, rng, False))
    messages = asked(PASSAGE_ASKS, rng, HELD_OUT_PASSAGES["PASSAGE_ASKS"], where, q=question)
    return made(messages, answer, "hypothetical", {"name": entity.name, "relation": fact.relation})


SUBJECT_PLACE = re.compile(r"\b(does|did|was|is|can) \{s\} ")


def _lower(question: str) -> str:
    """A question as it stands within a sentence: no capital, no question mark."""
    return question[:1].lower() + question[1:].rstrip("?")


def _simple(
    relation: str, entity: Entity, rng: random.Random, where: Setting, pronoun: bool
) -> tuple[str, str]:
    """A question on an entity as asked, with a pronoun if it may have one, and in full."""
    forms = wording.QUESTIONS[relation]
    form = part(forms, rng, wording.HELD_OUT_QUESTIONS, where.new_wording)
    full = wording.fill(form, entity.name)
    if pronoun and SUBJECT_PLACE.search(form):
        stands = {"She": "she", "He": "he"}.get(entity.pronoun, "it")
        return wording.fill(form, stands), full
    return full, full


def compound(
    rng: random.Random, where: Setting, kind: str | None = None
) -> tuple[str, list[str], list[tuple[str, str]]]:
    """A compound question, its sub-questions and what each asks, as (relation, subject).

    Kinds: "same" asks several things about one entity, "two" joins questions on two entities,
    "compare" asks of two entities which one, or whether both.
    """
    cast = where.cast(rng)
    kind = kind or rng.choice(("same", "two", "compare"))
    kinds = [k for k in RELATIONS if kind != "compare" or set(RELATIONS[k]) & set(COMPARISONS)]
    first = draw_entity(rng.choice(["person", *kinds]), rng, cast, where.split)
    other = first
    while other.name == first.name:
        second = first.kind if kind == "compare" else rng.choice(kinds)
        other = draw_entity(second, rng, cast, where.split)
    if kind == "compare":
        relation = rng.choice([r for r in RELATIONS[first.kind] if r in COMPARISONS])
        text = part(COMPARISONS[relation], rng, HELD_OUT_SPLITS["COMPARISONS"], where.new_wording)
        text = text.format(x=first.name, y=other.name)
        form = wording.QUESTIONS[relation][0]
        parts = [wording.fill(form, entity.name) for entity in (first, other)]
        asks = [(relation, first.name), (relation, other.name)]
        return text[:1].upper() + text[1:], parts, asks
    count = 3 if kind == "same" and rng.random() < 0.4 else 2
    told = [first] * count if kind == "same" else [first, other]
    relations = rng.sample(RELATIONS[first.kind], count)
    if kind == "two":
        relations = [rng.choice(RELATIONS[entity.kind]) for entity in told]
    pairs = [
        _simple(relation, entity, rng, where, kind == "same" and at > 0 and rng.random() < 0.7)
        for at, (relation, entity) in enumerate(zip(relations, told, strict=True))
    ]
    joins, size = (JOINS_OF_THREE, "JOINS_OF_THREE") if count == 3 else (JOINS, "JOINS")
    join = part(joins, rng, HELD_OUT_SPLITS[size], where.new_wording)
    said = [_lower(short) for short, _ in pairs]
    text = join.format(**dict(zip("abc", said, strict=False)))
    text = text[:1].upper() + text[1:]
    asks = [(relation, entity.name) for relation, entity in zip(relations, told, strict=True)]
    return text, [full for _, full in pairs], asks


def sub_questions(rng: random.Random, where: Setting, kind: str | None = None) -> Example:
    """The simple questions of a compound one, each with full names, one a line."""
    text, parts, asks = compound(rng, where, kind)
    typed = as_typed(text, rng)
    messages = asked(SPLIT_ASKS, rng, HELD_OUT_SPLITS["SPLIT_ASKS"], where, q=typed)
    return made(messages, numbered(parts), "sub_questions", [list(one) for one in asks])
