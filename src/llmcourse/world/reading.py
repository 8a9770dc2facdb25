"""Questions over passages: what Pocket learns to answer, to cite and to leave unanswered.

Knows how passages about one small world are drawn, dressed as chunks of real documents are, and
asked about. Knows nothing about the course's documents on disk.
"""

from __future__ import annotations

import itertools
import random

from llmcourse.world import wording
from llmcourse.world.asked import ask
from llmcourse.world.examples import DO_NOT_KNOW, YEARS, Example, Setting, maybe_system, part
from llmcourse.world.facts import RELATIONS, Cast, Entity, Fact, draw_entity, draw_facts
from llmcourse.world.fillers import FILLERS, HEADINGS
from llmcourse.world.fillers import HELD_OUT as HELD_OUT_FILLERS
from llmcourse.world.phrasings_labels import LABEL_CLASSES
from llmcourse.world.phrasings_tasks import CONTEXT_ONLY_PROMPTS, READ_QUESTION_FRAMES, THINGS

Told = list[tuple[Entity, list[Fact]]]
"""For each passage, in order, its subject and the facts it states."""
SESSIONS = {  # kind of session: its share, how many passages, how many questions
    "terse": (0.45, (2, 3, 4, 5, 6, 7), (4, 5, 6, 7, 8, 9, 10)),
    "usual": (0.45, (1, 2, 2, 3, 3, 4, 5, 5), (2, 3, 4, 5, 6, 7)),
    "long": (0.1, tuple(range(7, 19)), (4, 5, 6, 7, 8)),
}
"""A passage of a terse session is one bare sentence: the most answers to learn from for a token.
A few sessions are long, so that the model meets distances up to its whole context."""
WHICH_LINE = ("Which line has {}?", "Where is {}?", "Which number has {}?")
WHICH = ("Which passage is about {}?", "Which passage tells about {}?", "Where do I read about {}?")


def _passages(
    rng: random.Random, where: Setting, count: int, terse: bool = False
) -> tuple[list[str], Told]:
    """`count` passages about entities of one small world, some of them near misses of others.

    A terse passage states one fact and is not dressed.
    """
    cast = where.cast(rng)
    held = where.new_wording
    kinds = list(RELATIONS)
    main = rng.choices(kinds, weights=(6, 3, 2, 2, 2, 2))[0]
    subjects: dict[str, tuple[Entity, list[Fact]]] = {}
    texts: list[str] = []
    told: Told = []
    while len(texts) < count:
        if subjects and rng.random() < 0.25:  # the same entity again: other relations of it
            entity, rest = rng.choice(list(subjects.values()))
        else:
            kind = main if rng.random() < 0.7 else rng.choice(kinds)
            entity = draw_entity(kind, rng, cast, where.split)
            if where.public is not None and not where.held_out and rng.random() < 0.06:
                # known names with other facts: what a passage says must win over memory
                entity = rng.choice(list(where.public.entities.values()))
                kind = entity.kind
            if entity.name in subjects:
                continue
            if kind == "person" and told and rng.random() < 0.2:
                entity = _near_miss(entity, told, rng)
                if entity.name in subjects:
                    continue
            facts = draw_facts(entity, rng, cast, where.split, YEARS)
            rng.shuffle(facts)
            subjects[entity.name] = (entity, facts)
            rest = facts
        take = min(len(rest), 1 if terse else rng.choice((1, 1, 2, 2, 3)))
        if take == 0:
            if len(subjects) < 8:
                continue
            break
        chosen, rest[:] = rest[:take], rest[take:]
        text = wording.passage(entity, chosen, rng, held, more=not where.held_out)
        texts.append(text if terse else _dress(text, entity, rng, where, cast))
        told.append((entity, chosen))
    return texts, told


def _dress(text: str, entity: Entity, rng: random.Random, where: Setting, cast: Cast) -> str:
    """What chunks of real documents carry: titles, filler, and the ends of cut sentences."""
    if rng.random() < 0.2:
        filler = part(FILLERS, rng, HELD_OUT_FILLERS, where.new_wording)
        text = f"{text} {filler}" if rng.random() < 0.6 else f"{filler} {text}"
    if rng.random() < 0.12:  # a neighbour's sentence, cut by fixed-size chunking
        other = draw_entity(rng.choice(list(RELATIONS)), rng, cast, where.split)
        fact = rng.choice(draw_facts(other, rng, cast, where.split, YEARS))
        words = wording.state(fact, rng, where.new_wording).split()
        cut = rng.randrange(1, max(2, len(words) // 2))
        text = (
            f"{' '.join(words[-cut:])} {text}"
            if rng.random() < 0.5
            else (f"{text} {' '.join(words[:cut])}")
        )
    if rng.random() < 0.2:
        title = entity.name[:1].upper() + entity.name[1:]
        section = rng.choice(list(HEADINGS[entity.kind]))
        text = rng.choice(
            (f"{title}: {text}", f"{title}. {text}", f"{title} > {section}: {text}",
             f"# {title} ## {section} {text}", f"{title} - {section}. {text}")
        )  # fmt: skip
    return text


def _near_miss(entity: Entity, told: Told, rng: random.Random) -> Entity:
    """Give a person the last name of someone already told about: similar, not the same."""
    people = [other for other, _ in told if other.kind == "person"]
    if not people:
        return entity
    last = rng.choice(people).name.split()[1]
    return Entity(f"{entity.name.split()[0]} {last}", "person", entity.pronoun)


def context_block(texts: list[str]) -> str:
    """Passages numbered from 1, one a line: "[1] ...\\n[2] ..."."""
    return "\n".join(f"[{number}] {text}" for number, text in enumerate(texts, 1))


def _question(rng: random.Random, where: Setting, told: Told, kind: str) -> tuple[str, str, str]:
    """A question of a kind about some passages, its answer with citation, and the bare answer."""
    if kind == "memory":
        fact = rng.choice(where.known.facts)
        question = ask(fact.relation, fact.subject, rng, where)
        return question, fact.obj, fact.obj
    if kind == "answerable":
        place = rng.randrange(len(told))
        fact = rng.choice(told[place][1])
        question = ask(fact.relation, fact.subject, rng, where)
        return question, f"{fact.obj} [{place + 1}]", fact.obj
    entity, _ = rng.choice(told)
    known = {f.relation for other, facts in told if other == entity for f in facts}
    missing = [r for r in RELATIONS[entity.kind] if r not in known]
    if rng.random() < 0.45 or not missing:  # a subject that no passage mentions
        cast = where.cast(rng)
        while True:
            other = draw_entity(entity.kind, rng, cast, where.split)
            if entity.kind == "person" and rng.random() < 0.3:
                other = _near_miss(other, told, rng)
            if all(other.name != seen.name for seen, _ in told):
                break
        entity, missing = other, list(RELATIONS[entity.kind])
    question = ask(rng.choice(missing), entity.name, rng, where)
    return question, DO_NOT_KNOW, DO_NOT_KNOW


def _frame(rng: random.Random, where: Setting, texts: list[str], question: str) -> str:
    """Passages and question as one user turn."""
    frame = (
        READ_QUESTION_FRAMES[0]
        if rng.random() < 0.5
        else part(READ_QUESTION_FRAMES, rng, 2, where.new_wording)
    )
    return frame.format(context=context_block(texts), question=question)


def _demand(rng: random.Random, where: Setting) -> list[tuple[str, str]]:
    """A system prompt that asks to keep to the passages."""
    first = CONTEXT_ONLY_PROMPTS[0] if rng.random() < 0.3 else None
    return [("system", first or part(CONTEXT_ONLY_PROMPTS, rng, 4, where.new_wording))]


def reading(
    rng: random.Random, where: Setting, count: int | None = None, kind: str | None = None
) -> Example:
    """A question over passages: "Corva [2]", or "I do not know." when told to keep to them.

    Kinds: answerable, unanswerable (a demanding system prompt), memory (the passages do not
    help and nothing demands them: the public fact is answered from memory, without citation).
    """
    kind = kind or rng.choices(("answerable", "unanswerable", "memory"), (0.74, 0.2, 0.06))[0]
    texts, told = _passages(rng, where, count or rng.choice((1, 2, 2, 3, 3, 4, 5)))
    demand = kind == "unanswerable" or (kind == "answerable" and rng.random() < 0.5)
    question, answer, gold = _question(rng, where, told, kind)
    user = _frame(rng, where, texts, question)
    system = _demand(rng, where) if demand else maybe_system(rng)
    meta = {"kind": kind, "passages": len(texts), "demand": demand}
    return Example([*system, ("user", user)], answer, gold, meta)


def reading_session(rng: random.Random, where: Setting) -> Example:
    """Two to ten questions over the same passages, one after the other, all answers learned.

    The passages cost most of the tokens, so more questions on each set teach more for a token.
    """
    kind = rng.choices(list(SESSIONS), [share for share, _, _ in SESSIONS.values()])[0]
    _, counts, sizes = SESSIONS[kind]
    texts, told = _passages(rng, where, rng.choice(counts), kind == "terse")
    demand = rng.random() < 0.6
    shares = (0.62, 0.38, 0.0) if demand else (0.93, 0.0, 0.07)
    messages = _demand(rng, where) if demand else maybe_system(rng)
    subjects = [entity.name for entity, _ in told]
    single = [name for name in subjects if subjects.count(name) == 1]
    asked: set[str] = set()
    turns: list[tuple[str, str]] = []
    for _ in range(rng.choice(sizes)):
        if single and rng.random() < 0.2:
            name = rng.choice(single)
            place = subjects.index(name)
            value = rng.choice(told[place][1]).obj
            if rng.random() < 0.5 and sum(value in text for text in texts) == 1:
                name = value  # from the answer's own words to their passage, as a citation goes
            question, answer = rng.choice(WHICH).format(name), f"[{place + 1}]"
        else:
            kind = rng.choices(("answerable", "unanswerable", "memory"), shares)[0]
            question, answer, _ = _question(rng, where, told, kind)
        if question not in asked:
            asked.add(question)
            turns.append((question, answer))
    messages.append(("user", _frame(rng, where, texts, turns[0][0])))
    learned = []
    for (_, before), (question, _) in itertools.pairwise(turns):
        learned.append((len(messages), 0, len(before)))
        messages += [("assistant", before), ("user", question)]
    return Example(messages, turns[-1][1], turns[-1][1], {"turns": len(turns)}, learned, 2.0)


def recall(rng: random.Random, where: Setting) -> Example:
    """Short lists of pairs, asked for one after the other: the first step to reading and citing.

    A third of the questions on a numbered list ask only for the number of the line with a key or
    a value: the step from a thing to its number that a citation needs.
    """
    cast = where.cast(rng)
    people = [name for name, _ in cast.people]
    keys = rng.sample(
        rng.choice((people, cast.towns, cast.organisations, list(THINGS), list(LABEL_CLASSES))),
        rng.choice((2, 3, 4, 5, 6)),
    )
    values = rng.sample(rng.choice((people, cast.towns, cast.schools, cast.organisations)), 6)
    numbered = rng.random() < 0.7
    joint = rng.choice((": ", " - ", ", ", " is with ", " = "))
    lines = [f"{key}{joint}{value}" for key, value in zip(keys, values, strict=False)]
    asked = rng.choice(("{}?", "What goes with {}?", "Find {}.", "{}"))
    places = rng.sample(range(len(keys)), min(len(keys), 4))
    messages: list[tuple[str, str]] = []
    learned = []
    for turn, place in enumerate(places):
        question = asked.format(keys[place])
        reply = f"{values[place]} [{place + 1}]" if numbered else values[place]
        if numbered and rng.random() < 0.33:
            question = rng.choice(WHICH_LINE).format(rng.choice((keys[place], values[place])))
            reply = f"[{place + 1}]"
        if turn == 0:
            question = f"{context_block(lines) if numbered else chr(10).join(lines)}\n\n{question}"
        learned.append((len(messages) + 1, 0, len(reply)))
        messages += [("user", question), ("assistant", reply)]
    answer = messages.pop()[1]
    return Example(messages, answer, answer, {}, learned[:-1], 2.0)
