"""The tasks that Pocket is trained and tested on, as conversations drawn from a seed.

Knows the prompt formats of units 00 to 02. With `held_out=True` an example uses only
evaluation names, with `new_wording=True` only held-out wording as well. Knows nothing about
tokens or training.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from llmcourse.world import names, wording
from llmcourse.world.examples import (
    DO_NOT_KNOW,
    YEARS,
    Example,
    Setting,
    maybe_system,
    part,
    setting,
)
from llmcourse.world.facts import draw_entity, draw_facts
from llmcourse.world.phrasings_labels import (
    HELD_OUT_CLASSES,
    HELD_OUT_TEMPLATES,
    LABEL_CLASSES,
)
from llmcourse.world.phrasings_problems import PROBLEM_TEMPLATES
from llmcourse.world.phrasings_tasks import (
    ANALOGY_TRIGGERS,
    EXTRACT_INSTRUCTIONS,
    LABEL_INSTRUCTIONS,
    STEP_TRIGGERS,
    THINGS,
)
from llmcourse.world.reading import context_block, reading, reading_session, recall

__all__ = ["DO_NOT_KNOW", "Example", "Setting", "context_block", "reading", "setting"]


def closed_book(rng: random.Random, where: Setting, held_out: bool | None = None) -> Example:
    """A question about a fact of the public world before the cutoff, without any passage."""
    fact = rng.choice(where.known.facts)
    held = where.new_wording if held_out is None else held_out
    more = not (held or where.held_out)
    question = wording.ask(fact.relation, fact.subject, rng, held, more=more)
    return Example(
        [*maybe_system(rng), ("user", question)], fact.obj, fact.obj, {"relation": fact.relation}
    )


def describe(rng: random.Random, where: Setting) -> Example:
    """Tell about an entity of the public world in two or three sentences."""
    entity = rng.choice(list(where.known.entities.values()))
    facts = where.known.of(entity.name)
    rng.shuffle(facts)
    question = rng.choice(
        ("Tell me about {}.", "What do you know about {}?", "Describe {} in a few sentences.")
    )
    told = facts[: rng.choice((2, 2, 3))]
    text = wording.passage(entity, told, rng, more=not where.held_out)
    return Example([*maybe_system(rng), ("user", question.format(entity.name))], text, entity.name)


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
    return Example([*maybe_system(rng), ("user", question)], answer, answer)


def fill_text(form: str, rng: random.Random, where: Setting) -> str:
    """Fill {name}, {place} and {thing} of a sentence form with names of the setting's split."""
    cast = where.cast(rng)
    return form.format(
        name=rng.choice(cast.people)[0].split()[0],
        place=rng.choice(cast.towns),
        thing=rng.choice(THINGS),
    )


LABEL_SHAPES = (
    ("Input: {}\nOutput: ", "\n\n"), ("Sentence: {}\nClass: ", "\n\n"), ("{} -> ", "\n"),
    ("{} => ", "\n"), ("{} | ", "\n"), ("Message: {}\nCategory: ", "\n\n"), ("{}\n", "\n\n"),
    ("Q: {}\nA: ", "\n"), ("Example: {}\nTag: ", "\n"), ("\"{}\": ", "\n"),
    ("Item: {}\nGroup: ", "\n\n"), ("- {} = ", "\n"), ("Review: {}\nLabel: ", "\n\n"),
)  # fmt: skip
"""Other shapes of a labelled item, and what stands between two; for training only."""


def label_classes(held_out: bool) -> list[str]:
    """Classes of the label task: some are kept for evaluation."""
    return [c for c in LABEL_CLASSES if (c in HELD_OUT_CLASSES) == held_out]


def labels(
    rng: random.Random,
    where: Setting,
    shots: int | None = None,
    classes: list[str] | None = None,
) -> Example:
    """Label a text with a word never seen, from examples alone (two classes, 0 to 10 shots).

    In training a fifth of the examples use the topics' own names as labels, a quarter repeat the
    sentence form of an example in the query, and some have the topics' names in place of
    sentences: steps on the way to comparing meanings.
    """
    shots = rng.randrange(1, 11) if shots is None else shots
    pair = classes or rng.sample(label_classes(where.new_wording), 2)
    words = [names.label(rng, where.split) for _ in pair]
    while len(set(words)) < len(words):
        words = [names.label(rng, where.split) for _ in pair]
    if not where.held_out and rng.random() < 0.2:
        words = list(pair)
    forms = [LABEL_CLASSES[name] for name in pair]
    used: list[str] = []
    bare = 0.0 if where.held_out else rng.choices((0.0, 1.0, 0.4), (0.6, 0.2, 0.2))[0]

    def one(which: int) -> str:
        if bare and rng.random() < bare:
            used.append(pair[which])
            return pair[which]
        used.append(part(forms[which], rng, HELD_OUT_TEMPLATES, where.new_wording))
        return fill_text(used[-1], rng, where)

    picks = [rng.randrange(len(pair)) for _ in range(shots)]
    if shots >= len(pair):  # every label is shown at least once
        picks[: len(pair)] = range(len(pair))
        rng.shuffle(picks)
    query = rng.randrange(len(pair))
    if shots and query not in picks:
        query = picks[0]
    # the usual shape of an item in half of what is learned and in all that is measured
    usual = where.held_out or rng.random() < 0.5
    shape, gap = ("Text: {}\nLabel: ", "\n\n") if usual else rng.choice(LABEL_SHAPES)
    said = "Text: {}" if usual else rng.choice(("{}", "{}", shape.split("\n")[0]))
    instruction = part(LABEL_INSTRUCTIONS, rng, 3, where.new_wording)
    shown = [(one(which), words[which]) for which in picks]
    text = one(query)
    if not where.held_out and shots and rng.random() < 0.25:
        text = fill_text(used[picks.index(query)], rng, where)
    decided = [place for place in range(shots) if picks[place] in picks[:place]]
    learned: list[tuple[int, int, int]] = []
    if rng.random() < 0.5:
        messages = [("system", instruction)] if rng.random() < 0.7 else maybe_system(rng)
        for place, (sentence, word) in enumerate(shown):
            messages += [("user", said.format(sentence)), ("assistant", word)]
            if place in decided:
                learned.append((len(messages) - 1, 0, len(word)))
        messages.append(("user", said.format(text)))
    else:
        whole = f"{instruction}\n\n" if rng.random() < 0.7 else ""
        for place, (sentence, word) in enumerate(shown):
            whole += shape.format(sentence) + word
            if place in decided:
                learned.append((0, len(whole) - len(word), len(whole)))
            whole += gap
        messages = [("user", f"{whole}{shape.format(text).rstrip()}")]
    meta = {"shots": shots, "words": words}
    return Example(messages, words[query], words[query], meta, learned, 3.0)


TOPIC_QUESTIONS = (
    "What is this text about?", "Name the topic of the text.", "Which topic does the text have?",
    "Give the text's topic in one word.", "What kind of text is this?",
)  # fmt: skip


def topic(rng: random.Random, where: Setting) -> Example:
    """Name the topic of a text by its own name: a step on the way to labels from examples."""
    classes = label_classes(where.new_wording)
    messages: list[tuple[str, str]] = []
    learned: list[tuple[int, int, int]] = []
    question = rng.choice(TOPIC_QUESTIONS)
    for _ in range(rng.choice((1, 2, 4))):
        name = rng.choice(classes)
        text = fill_text(
            part(LABEL_CLASSES[name], rng, HELD_OUT_TEMPLATES, where.new_wording), rng, where
        )
        ask = text if messages else f"{question}\n{text}"
        messages += [("user", f"Text: {text}" if rng.random() < 0.3 and messages else ask)]
        messages += [("assistant", name)]
        learned.append((len(messages) - 1, 0, len(name)))
    answer = messages.pop()[1]
    return Example(messages, answer, answer, {}, learned[:-1], 2.0)


HELD_OUT_PROBLEMS = {1: 3, 2: 7, 3: 7}
"""Templates kept for evaluation, for each number of operations."""


def problem(
    rng: random.Random, where: Setting, ops: int | None = None
) -> tuple[str, list[str], int]:
    """A word problem: its text, its steps ("14 + 8 = 22") and its answer, within 0 to 999."""
    group = [t for t in PROBLEM_TEMPLATES if ops is None or len(t["ops"]) == ops]
    sizes: dict[int, list] = {}
    for template in group:
        sizes.setdefault(len(template["ops"]), []).append(template)
    forms = sizes[rng.choice(list(sizes))]
    held = HELD_OUT_PROBLEMS[len(forms[0]["ops"])]
    template = part(forms, rng, held, where.new_wording)
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
    text = str(template["text"]).format(
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
    messages = maybe_system(rng, 0.2)
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
    learned = []
    for _ in range(rng.randrange(1, 4)):
        shot, shot_steps, shot_answer = problem(rng, where)
        reply = str(shot_answer) if form == "shots-direct" else worked(shot_steps, shot_answer)
        learned.append((len(messages) + 1, 0, len(reply)))
        messages += [("user", shot), ("assistant", reply)]
    messages.append(("user", text))
    answer_text = direct if form == "shots-direct" else by_steps
    return Example(messages, answer_text, direct, {"form": form}, learned)


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
    text = wording.passage(entity, told, rng, where.new_wording, more=not where.held_out)
    answer = json.dumps(values)
    return Example(
        [*maybe_system(rng), ("user", f"{ask}\nText: {text}")], answer, answer, {"fields": fields}
    )


MIXTURES: dict[str, dict[Callable[..., Example], float]] = {  # shares of EXAMPLES, not of tokens
    "both": {
        labels: 0.32, topic: 0.1, recall: 0.13, closed_book: 0.1, describe: 0.01,
        about_pocket: 0.005, reading_session: 0.12, arithmetic: 0.19, extraction: 0.025,
    },
    "first": {labels: 0.35, topic: 0.25, recall: 0.4},
    "all": {
        closed_book: 0.12, describe: 0.015, about_pocket: 0.005, reading_session: 0.36,
        labels: 0.1, topic: 0.02, recall: 0.06, arithmetic: 0.28, extraction: 0.04,
    },
}  # fmt: skip
"""What a run draws from. "first" teaches to find a thing by its likeness, without which labels
stay at chance for a long time. Drawn from alone it makes a model forget all other tasks, so the run
that follows with "all" must be as long as one from scratch. "both" has the tasks of "first" as its
larger part and the others beside them; no run of it has been long enough to say what it gives."""


def training_example(rng: random.Random, where: Setting, mixture: str = "all") -> Example:
    """One example of a training mixture."""
    shares = MIXTURES[mixture]
    return rng.choices(list(shares), list(shares.values()))[0](rng, where)
