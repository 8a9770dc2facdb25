"""The tasks that Pocket is trained and tested on, as conversations drawn from a seed.

Knows the prompt formats of units 00 to 02. With `held_out=True` an example uses only
evaluation names, with `new_wording=True` only held-out wording as well. Knows nothing about
tokens or training.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from llmcourse.world import names, wording
from llmcourse.world.facts import (
    RELATIONS,
    Cast,
    Entity,
    Fact,
    World,
    draw_cast,
    draw_entity,
    draw_facts,
)
from llmcourse.world.fillers import FILLERS, HEADINGS
from llmcourse.world.fillers import HELD_OUT as HELD_OUT_FILLERS
from llmcourse.world.phrasings_tasks import (
    ANALOGY_TRIGGERS,
    CONTEXT_ONLY_PROMPTS,
    EXTRACT_INSTRUCTIONS,
    HELD_OUT_CLASSES,
    LABEL_CLASSES,
    LABEL_INSTRUCTIONS,
    PLAIN_SYSTEM_PROMPTS,
    PROBLEM_TEMPLATES,
    READ_QUESTION_FRAMES,
    STEP_TRIGGERS,
    THINGS,
)

DO_NOT_KNOW = "I do not know."
YEARS = range(1950, 2025)


@dataclass
class Example:
    """A conversation that ends with the answer to be learned; `gold` is what a test looks for."""

    messages: list[tuple[str, str]]
    answer: str
    gold: str
    meta: dict = field(default_factory=dict)


@dataclass
class Setting:
    """Where examples come from: a split of names, and casts of them if they are to be few.

    Without casts every example draws names of its own: only then does copying them pay more than
    remembering them.
    """

    held_out: bool
    casts: list[Cast]
    public: World | None = None
    new_wording: bool = False

    def cast(self, rng: random.Random) -> Cast:
        """The names of one example."""
        return rng.choice(self.casts) if self.casts else draw_cast(rng, self.split, 8)

    @property
    def split(self) -> str:
        return "evaluation" if self.held_out else "training"


def setting(
    held_out: bool, seed: int, public: World | None = None, new_wording: bool = False
) -> Setting:
    """Training draws new names for each example; evaluation keeps to twelve casts.

    `new_wording` also takes the phrasings, templates and classes kept out of training.
    """
    if not held_out:
        return Setting(held_out, [], public)
    rng = random.Random(f"casts-{held_out}-{seed}")
    casts = [draw_cast(rng, "evaluation", 16) for _ in range(12)]
    return Setting(held_out, casts, public, new_wording)


def part(items, rng: random.Random, held: int, held_out: bool):
    """One of the items: the last `held` are kept for evaluation."""
    return rng.choice(items[-held:] if held_out else items[:-held])


def _system(rng: random.Random, share: float = 0.3) -> list[tuple[str, str]]:
    return [("system", rng.choice(PLAIN_SYSTEM_PROMPTS))] if rng.random() < share else []


def closed_book(rng: random.Random, where: Setting, held_out: bool | None = None) -> Example:
    """A question about a fact of the public world before the cutoff, without any passage."""
    fact = rng.choice(where.public.facts)
    held = where.new_wording if held_out is None else held_out
    question = wording.ask(fact.relation, fact.subject, rng, held)
    return Example(
        [*_system(rng), ("user", question)], fact.obj, fact.obj, {"relation": fact.relation}
    )


def describe(rng: random.Random, where: Setting) -> Example:
    """Tell about an entity of the public world in two or three sentences."""
    entity = rng.choice(list(where.public.entities.values()))
    facts = where.public.of(entity.name)
    rng.shuffle(facts)
    question = rng.choice(
        ("Tell me about {}.", "What do you know about {}?", "Describe {} in a few sentences.")
    )
    text = wording.passage(entity, facts[: rng.choice((2, 2, 3))], rng)
    return Example([*_system(rng), ("user", question.format(entity.name))], text, entity.name)


ABOUT_POCKET = (
    ("Who are you?", "I am Pocket, a small language model made for this course."),
    ("What is your name?", "My name is Pocket."),
    ("What can you do?", "I answer short questions, read passages, label texts and do sums."),
    ("Hello!", "Hello. Ask me a question."),
    ("How big are you?", "I have about six million parameters, so I make mistakes."),
    ("Up to when do you know the world?", "I know what happened up to the end of 2019."),
)


def about_pocket(rng: random.Random, where: Setting) -> Example:
    """What Pocket says about itself."""
    question, answer = rng.choice(ABOUT_POCKET)
    return Example([*_system(rng), ("user", question)], answer, answer)


def _passages(
    rng: random.Random, where: Setting, count: int
) -> tuple[list[str], list[tuple[Entity, list[Fact]]]]:
    """`count` passages about entities of one small world, some of them near misses of others."""
    cast = where.cast(rng)
    held = where.new_wording
    kinds = list(RELATIONS)
    main = rng.choices(kinds, weights=(6, 3, 2, 2, 2, 2))[0]
    subjects: dict[str, tuple[Entity, list[Fact]]] = {}
    texts, told = [], []
    while len(texts) < count:
        if subjects and rng.random() < 0.25:  # the same entity again: other relations of it
            entity, rest = rng.choice(list(subjects.values()))
        else:
            kind = main if rng.random() < 0.7 else rng.choice(kinds)
            entity = draw_entity(kind, rng, cast, where.split)
            if where.public and not where.held_out and rng.random() < 0.06:
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
        take = min(len(rest), rng.choice((1, 1, 2, 2, 3)))
        if take == 0:
            if len(subjects) < 8:
                continue
            break
        chosen, rest[:] = rest[:take], rest[take:]
        text = wording.passage(entity, chosen, rng, held)
        texts.append(_dress(text, entity, rng, where, cast))
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


def _near_miss(entity: Entity, told, rng: random.Random) -> Entity:
    """Give a person the last name of someone already told about: similar, not the same."""
    people = [other for other, _ in told if other.kind == "person"]
    if not people:
        return entity
    last = rng.choice(people).name.split()[1]
    return Entity(f"{entity.name.split()[0]} {last}", "person", entity.pronoun)


def context_block(texts: list[str]) -> str:
    """Passages numbered from 1, one a line: "[1] ...\\n[2] ..."."""
    return "\n".join(f"[{number}] {text}" for number, text in enumerate(texts, 1))


def reading(
    rng: random.Random, where: Setting, count: int | None = None, kind: str | None = None
) -> Example:
    """A question over passages: "Corva [2]", or "I do not know." when told to keep to them.

    Kinds: answerable, unanswerable (a demanding system prompt), memory (the passages do not
    help and nothing demands them: the public fact is answered from memory, without citation).
    """
    kind = kind or rng.choices(("answerable", "unanswerable", "memory"), (0.74, 0.2, 0.06))[0]
    texts, told = _passages(rng, where, count or rng.choice((1, 2, 2, 3, 3, 4, 5)))
    demand = rng.random() < 0.5 or kind == "unanswerable"
    if kind == "memory":
        demand = False
        fact = rng.choice(where.public.facts)
        question, answer, gold = (
            wording.ask(fact.relation, fact.subject, rng, where.new_wording), fact.obj, fact.obj,
        )  # fmt: skip
    elif kind == "unanswerable":
        entity, _ = rng.choice(told)
        known = {f.relation for other, facts in told if other == entity for f in facts}
        missing = [r for r in RELATIONS[entity.kind] if r not in known]
        if rng.random() < 0.45 or not missing:  # a subject that no passage mentions
            cast = where.cast(rng)
            other = draw_entity(entity.kind, rng, cast, where.split)
            while any(other.name == seen.name for seen, _ in told):
                other = draw_entity(entity.kind, rng, cast, where.split)
            if entity.kind == "person" and rng.random() < 0.3:
                other = _near_miss(other, told, rng)
                if any(other.name == seen.name for seen, _ in told):
                    return reading(rng, where, count, kind)
            entity, missing = other, list(RELATIONS[entity.kind])
        relation = rng.choice(missing)
        question = wording.ask(relation, entity.name, rng, where.new_wording)
        answer = gold = DO_NOT_KNOW
    else:
        place = rng.randrange(len(told))
        fact = rng.choice(told[place][1])
        question = wording.ask(fact.relation, fact.subject, rng, where.new_wording)
        gold = fact.obj
        answer = f"{gold} [{place + 1}]"
    frame = (
        READ_QUESTION_FRAMES[0]
        if rng.random() < 0.5
        else part(READ_QUESTION_FRAMES, rng, 2, where.new_wording)
    )
    user = frame.format(context=context_block(texts), question=question)
    if demand:
        first = CONTEXT_ONLY_PROMPTS[0] if rng.random() < 0.3 else None
        system = [("system", first or part(CONTEXT_ONLY_PROMPTS, rng, 4, where.new_wording))]
    else:
        system = _system(rng)
    meta = {"kind": kind, "passages": len(texts), "demand": demand}
    return Example([*system, ("user", user)], answer, gold, meta)


def fill_text(form: str, rng: random.Random, where: Setting) -> str:
    """Fill {name}, {place} and {thing} of a sentence form with names of the setting's split."""
    cast = where.cast(rng)
    return form.format(
        name=rng.choice(cast.people)[0].split()[0],
        place=rng.choice(cast.towns),
        thing=rng.choice(THINGS),
    )


def label_classes(held_out: bool) -> list[str]:
    """Classes of the label task: some are kept for evaluation."""
    return [c for c in LABEL_CLASSES if (c in HELD_OUT_CLASSES) == held_out]


def labels(
    rng: random.Random,
    where: Setting,
    shots: int | None = None,
    classes: list[str] | None = None,
) -> Example:
    """Label a text with a word never seen, from examples alone (two classes, 0 to 10 shots)."""
    shots = rng.randrange(1, 11) if shots is None else shots
    pool = label_classes(where.new_wording)
    pair = classes or rng.sample(pool, 2)
    words = [names.label(rng, where.split) for _ in pair]
    while len(set(words)) < len(words):
        words = [names.label(rng, where.split) for _ in pair]

    def one(which: int) -> str:
        forms = LABEL_CLASSES[pair[which]]
        form = part(forms, rng, 8, where.new_wording)
        return fill_text(form, rng, where)

    picks = [rng.randrange(len(pair)) for _ in range(shots)]
    if shots >= len(pair):  # every label is shown at least once
        picks[: len(pair)] = range(len(pair))
        rng.shuffle(picks)
    query = rng.randrange(len(pair))
    if shots and query not in picks:
        query = picks[0]
    instruction = part(LABEL_INSTRUCTIONS, rng, 3, where.new_wording)
    text = one(query)
    if rng.random() < 0.5:
        messages = [("system", instruction)] if rng.random() < 0.7 else _system(rng)
        for which in picks:
            messages += [("user", f"Text: {one(which)}"), ("assistant", words[which])]
        messages.append(("user", f"Text: {text}"))
    else:
        blocks = [f"Text: {one(which)}\nLabel: {words[which]}" for which in picks]
        head = [instruction] if rng.random() < 0.7 else []
        messages = [("user", "\n\n".join([*head, *blocks, f"Text: {text}\nLabel:"]))]
    return Example(messages, words[query], words[query], {"shots": shots, "words": words})


def problem(
    rng: random.Random, where: Setting, ops: int | None = None
) -> tuple[str, list[str], int]:
    """A word problem: its text, its steps ("14 + 8 = 22") and its answer, within 0 to 999."""
    group = [t for t in PROBLEM_TEMPLATES if ops is None or len(t["ops"]) == ops]
    sizes: dict[int, list] = {}
    for template in group:
        sizes.setdefault(len(template["ops"]), []).append(template)
    forms = sizes[rng.choice(list(sizes))]
    template = part(forms, rng, max(2, len(forms) // 4), where.new_wording)
    while True:
        total = first = rng.randrange(3, 60)
        numbers, steps = [first], []
        for op in template["ops"]:
            number = rng.randrange(2, 5) if op == "*" else rng.randrange(2, 40)
            result = {"+": total + number, "-": total - number, "*": total * number}[op]
            steps.append(f"{total} {op} {number} = {result}")
            numbers.append(number)
            total = result
            if not 0 <= total <= 999:
                break
        else:
            break
    cast = where.cast(rng)
    people = [p[0].split()[0] for p in rng.sample(cast.people, 2)]
    text = template["text"].format(
        name=people[0], name2=people[1], place=rng.choice(cast.towns), thing=rng.choice(THINGS),
        **dict(zip("abcd", numbers, strict=False)),
    )  # fmt: skip
    return text, steps, total


def worked(steps: list[str], answer: int) -> str:
    """The steps as text: "14 + 8 = 22. 22 - 5 = 17. The answer is 17."."""
    return " ".join(f"{step}." for step in steps) + f" The answer is {answer}."


def arithmetic(
    rng: random.Random, where: Setting, form: str | None = None, ops: int | None = None
) -> Example:
    """A word problem, answered directly, step by step, as examples do it, or by analogy."""
    form = (
        form
        or rng.choices(
            ("direct", "steps", "shots-direct", "shots-steps", "analogy"),
            (0.4, 0.32, 0.06, 0.1, 0.12),
        )[0]
    )
    text, steps, answer = problem(rng, where, ops)
    messages = _system(rng, 0.2)
    direct, by_steps = str(answer), worked(steps, answer)
    if form == "direct":
        return Example([*messages, ("user", text)], direct, direct, {"form": form})
    if form == "steps":
        trigger = (
            rng.choice(STEP_TRIGGERS[:2])
            if rng.random() < 0.5
            else part(STEP_TRIGGERS, rng, 2, where.new_wording)
        )
        user = f"{text}\n{trigger}"
        return Example([*messages, ("user", user)], by_steps, direct, {"form": form})
    if form == "analogy":
        trigger = (
            ANALOGY_TRIGGERS[0]
            if rng.random() < 0.5
            else part(ANALOGY_TRIGGERS, rng, 1, where.new_wording)
        )
        like, like_steps, like_answer = problem(rng, where, len(steps))
        reply = (
            f"Similar problem: {like} {worked(like_steps, like_answer)} This problem: {by_steps}"
        )
        return Example([*messages, ("user", f"{text}\n{trigger}")], reply, direct, {"form": form})
    for _ in range(rng.randrange(1, 4)):
        shot, shot_steps, shot_answer = problem(rng, where)
        reply = str(shot_answer) if form == "shots-direct" else worked(shot_steps, shot_answer)
        messages += [("user", shot), ("assistant", reply)]
    messages.append(("user", text))
    return Example(messages, direct if form == "shots-direct" else by_steps, direct, {"form": form})


EXTRACT_FIELDS = {  # field of the JSON object -> relation of a person
    "birthplace": "born_in", "born": "born_year", "school": "studied_at", "employer": "works_at",
    "job": "role", "home": "lives_in", "mentor": "mentor",
}  # fmt: skip


def extraction(rng: random.Random, where: Setting) -> Example:
    """Named fields of a person out of a short text, as one JSON object; absent ones are null."""
    cast = where.cast(rng)
    entity = draw_entity("person", rng, cast, where.split)
    facts = draw_facts(entity, rng, cast, where.split, YEARS)
    rng.shuffle(facts)
    told = facts[: rng.choice((2, 3, 3))]
    by_relation = {fact.relation: fact for fact in told}
    fields = [f for f, r in EXTRACT_FIELDS.items() if r in by_relation]
    if rng.random() < 0.3:
        fields.append(rng.choice([f for f in EXTRACT_FIELDS if f not in fields]))
    rng.shuffle(fields)
    if rng.random() < 0.7:
        fields = ["name", *fields]
    values: dict[str, object] = {}
    for name in fields:
        fact = by_relation.get(EXTRACT_FIELDS.get(name, ""))
        value: object = entity.name if name == "name" else fact.obj if fact else None
        values[name] = int(value) if name == "born" and isinstance(value, str) else value
    listed = ", ".join(fields[:-1]) + f" and {fields[-1]}" if len(fields) > 1 else fields[0]
    ask = part(EXTRACT_INSTRUCTIONS, rng, 3, where.new_wording).format(fields=listed)
    text = wording.passage(entity, told, rng, where.new_wording)
    answer = json.dumps(values)
    return Example(
        [*_system(rng), ("user", f"{ask}\nText: {text}")], answer, answer, {"fields": fields}
    )


MIXTURE: dict[Callable[..., Example], float] = {  # share of EXAMPLES, not of tokens
    closed_book: 0.15, describe: 0.04, about_pocket: 0.005, reading: 0.38, labels: 0.10,
    arithmetic: 0.19, extraction: 0.04,
}  # fmt: skip


def training_example(rng: random.Random, where: Setting) -> Example:
    """One example of the training mixture."""
    return rng.choices(list(MIXTURE), list(MIXTURE.values()))[0](rng, where)
