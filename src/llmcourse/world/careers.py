"""Careers with dates, told in passages: dated questions, and the step-back questions to them.

Knows how a career is drawn, told and asked about, directly or step by step. Knows nothing about
the careers of the public world.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

from llmcourse.world.asked import as_typed, asked, made, with_filler
from llmcourse.world.examples import DO_NOT_KNOW, Example, Setting, maybe_system, part
from llmcourse.world.facts import Cast
from llmcourse.world.phrasings_careers import (
    BEFORE_QUESTIONS,
    HELD_OUT,
    LENGTH_QUESTIONS,
    MONTH_QUESTIONS,
    NEXT_QUESTIONS,
    STAGES,
    YEAR_QUESTIONS,
)
from llmcourse.world.phrasings_stepback import HELD_OUT as HELD_OUT_ASKS
from llmcourse.world.phrasings_stepback import PRINCIPLES, STEP_BACK_ASKS
from llmcourse.world.phrasings_tasks import (
    CONTEXT_ONLY_PROMPTS,
    READ_QUESTION_FRAMES,
    STEP_TRIGGERS,
    THINGS,
)
from llmcourse.world.reading import context_block

MONTHS = ("January February March April May June July August September October November "
          "December").split()  # fmt: skip
KINDS = ("year", "year", "year", "month", "month", "next", "before", "length")


@dataclass(frozen=True)
class Stage:
    """Years at one place, both ends included: `kind` is "study" or "work"."""

    kind: str
    place: str
    first: int
    last: int


@dataclass(frozen=True)
class Asked:
    """A question about a career: its text, the place or number that answers it, its stage.

    `why` is the step between the list of stages and the answer; `broader` is the history that a
    step-back question asks for.
    """

    text: str
    answer: str
    stage: int | None
    why: str
    broader: str


def draw_career(rng: random.Random, cast: Cast, length: int) -> list[Stage]:
    """`length` stages one after the other, schools first; sometimes a gap of some years."""
    schools = rng.sample(cast.schools, 2)
    firms = rng.sample(cast.organisations, 4)
    studies = rng.choice((1, 1, 2)) if length > 2 else 1
    year = rng.randrange(1926, 1990)
    stages = []
    for place in range(length):
        kind = "study" if place < studies else "work"
        last = year + rng.randrange(2, 8)
        stages.append(Stage(kind, schools.pop() if kind == "study" else firms.pop(), year, last))
        year = last + (1 if rng.random() < 0.8 else rng.randrange(3, 6))
    return stages


def tell(stage: Stage, subject: str, rng: random.Random, held_out: bool) -> str:
    """One sentence on a stage; `subject` is a name or a pronoun in lower case."""
    form = part(STAGES[stage.kind], rng, HELD_OUT["STAGES"], held_out)
    if subject in ("he", "she"):  # as an object of the sentence it would be him or her
        while " of {s}" in form or " for {s}" in form or "found {s}" in form or "saw {s}" in form \
                or "kept {s}" in form:  # fmt: skip
            form = part(STAGES[stage.kind], rng, HELD_OUT["STAGES"], held_out)
    text = form.format(s=subject, o=stage.place, a=stage.first, b=stage.last)
    return text[:1].upper() + text[1:]


def told(name: str, pronoun: str, stages: list[Stage], rng: random.Random, where: Setting) -> str:
    """Some stages of a career as a passage, with the name first and mostly a pronoun after it."""
    parts = [tell(stages[0], name, rng, where.new_wording)]
    for stage in stages[1:]:
        subject = pronoun.lower() if rng.random() < 0.6 else name
        parts.append(tell(stage, subject, rng, where.new_wording))
    return " ".join(parts)


def question_on(
    name: str, career: list[Stage], kind: str, rng: random.Random, where: Setting
) -> Asked:
    """A question of a kind ("year", "month", "next", "before", "length", "gap") and its answer.

    Raises:
        ValueError: the career has no gap, or no stage before or after another.
    """

    def form(bank, size: str) -> str:
        return part(bank, rng, HELD_OUT[size], where.new_wording)

    if kind == "gap":
        years = [
            year for one, other in itertools.pairwise(career)
            for year in range(one.last + 1, other.first)
        ]  # fmt: skip
        if not years:
            raise ValueError("kind='gap': this career has no gap.")
        year = rng.choice(years)
        text = form(YEAR_QUESTIONS["work"], "YEAR_QUESTIONS").format(s=name, y=year)
        return Asked(text, DO_NOT_KNOW, None, f"{year} falls within none of them.", "work")
    place = rng.randrange(len(career))
    if kind == "next":
        place = rng.randrange(1, len(career))
        other = career[place - 1].place
        text = form(NEXT_QUESTIONS, "NEXT_QUESTIONS").format(s=name, o=other)
        return Asked(text, career[place].place, place, f"After {other} comes "
                     f"{career[place].place}.", "career")  # fmt: skip
    if kind == "before":
        place = rng.randrange(len(career) - 1)
        other = career[place + 1].place
        text = form(BEFORE_QUESTIONS, "BEFORE_QUESTIONS").format(s=name, o=other)
        return Asked(text, career[place].place, place, f"Before {other} comes "
                     f"{career[place].place}.", "career")  # fmt: skip
    stage = career[place]
    history = "education" if stage.kind == "study" else "work"
    if kind == "length":
        spent = stage.last - stage.first
        text = form(LENGTH_QUESTIONS, "LENGTH_QUESTIONS").format(s=name, o=stage.place)
        why = f"{stage.last} - {stage.first} = {spent}."
        return Asked(text, str(spent), place, why, history)
    if kind == "month":  # a stage may begin or end within a year, so only full years are asked
        year = rng.randrange(stage.first + 1, stage.last)
        start = rng.randrange(11)
        end = rng.randrange(start + 1, 12)
        text = form(MONTH_QUESTIONS[stage.kind], "MONTH_QUESTIONS")
        text = text.format(s=name, m=MONTHS[start], n=MONTHS[end], y=year)
    else:
        year = rng.randrange(stage.first, stage.last + 1)
        text = form(YEAR_QUESTIONS[stage.kind], "YEAR_QUESTIONS").format(s=name, y=year)
    why = f"{year} falls within {stage.first} to {stage.last}."
    return Asked(text, stage.place, place, why, history)


def _passages(
    name: str, pronoun: str, career: list[Stage], rng: random.Random, where: Setting, cast: Cast
) -> tuple[list[str], dict[int, int]]:
    """Passages on the person and one or two others, and each stage's passage number."""
    order = list(range(len(career)))
    if rng.random() < 0.4:
        rng.shuffle(order)
    cut = rng.randrange(1, len(order)) if len(order) > 2 or rng.random() < 0.4 else len(order)
    groups = [group for group in (order[:cut], order[cut:]) if group]
    texts = [
        (with_filler(told(name, pronoun, [career[i] for i in group], rng, where), rng, where, 0.15),
         group)
        for group in groups
    ]  # fmt: skip
    others = [person for person in cast.people if person[0] != name]
    for other, their in rng.sample(others, rng.choice((0, 1, 1, 2))):
        stages = draw_career(rng, cast, 3)
        start = rng.randrange(2)
        texts.append((told(other, their, stages[start : start + 2], rng, where), []))
    rng.shuffle(texts)
    numbers = {stage: at for at, (_, group) in enumerate(texts, 1) for stage in group}
    return [text for text, _ in texts], numbers


def dated(
    rng: random.Random, where: Setting, form: str | None = None, kind: str | None = None
) -> Example:
    """A dated question over passages that list a career, "direct" or in "steps".

    Direct: "Orlan Works [2]". Steps: "From 1950 to 1953: Talvik Institute [1]. ... 1956 falls
    within 1954 to 1961. So the answer is Orlan Works.". A year in a gap is answered with "I do
    not know." and asked only where the system prompt demands it.
    """
    cast = where.cast(rng)
    name, pronoun = rng.choice(cast.people)
    career = draw_career(rng, cast, rng.choice((2, 3, 3, 4)))
    gap = any(other.first > one.last + 1 for one, other in itertools.pairwise(career))
    kind = kind or ("gap" if gap and rng.random() < 0.4 else rng.choice(KINDS))
    if kind == "gap" and not gap:
        career[1:] = [Stage(s.kind, s.place, s.first + 3, s.last + 3) for s in career[1:]]
    question = question_on(name, career, kind, rng, where)
    form = form or rng.choice(("direct", "steps"))
    texts, numbers = _passages(name, pronoun, career, rng, where, cast)
    frame = part(READ_QUESTION_FRAMES, rng, 2, where.new_wording)
    if rng.random() < 0.4 and not where.new_wording:
        frame = READ_QUESTION_FRAMES[0]
    user = frame.format(context=context_block(texts), question=as_typed(question.text, rng))
    messages = maybe_system(rng)
    if kind == "gap" or rng.random() < 0.3:
        messages = [("system", part(CONTEXT_ONLY_PROMPTS, rng, 4, where.new_wording))]
    if form == "direct":
        cite = f" [{numbers[question.stage]}]" if question.stage is not None else ""
        answer = f"{question.answer}{cite}"
        return made([*messages, ("user", user)], answer, "final", question.answer, 2.0)
    trigger = part(STEP_TRIGGERS, rng, 2, where.new_wording)
    lines = [
        f"From {stage.first} to {stage.last}: {stage.place} [{numbers[place]}]."
        for place, stage in enumerate(career)
    ]
    ending = f"So the answer is {question.answer.removesuffix('.')}."
    if question.stage is None:
        ending = f"So the answer is: {DO_NOT_KNOW}"
    answer = " ".join([*lines, question.why, ending])
    return made([*messages, ("user", f"{user}\n{trigger}")], answer, "final", question.answer)


BROADER = {"education": "What is {}'s education history?", "work": "What is {}'s work history?",
           "career": "What is {}'s career history?"}  # fmt: skip


def specific_question(
    rng: random.Random, where: Setting, kind: str | None = None
) -> tuple[str, str, dict]:
    """A question with details, its step-back question, and what a checker looks for.

    Kinds: "career" (dated) and "principle".
    """
    cast = where.cast(rng)
    name = rng.choice(cast.people)[0]
    if (kind or rng.choice(("career", "principle"))) == "career":
        career = draw_career(rng, cast, 4)
        question = question_on(name, career, rng.choice(KINDS), rng, where)
        broader = BROADER[question.broader].format(name)
        return question.text, broader, {"kind": question.broader, "name": name}
    broader = rng.choice(list(PRINCIPLES))
    form = part(PRINCIPLES[broader], rng, HELD_OUT_ASKS["PRINCIPLES"], where.new_wording)
    small, large = sorted(rng.sample(range(2, 60), 2))
    text = form.format(name=name.split()[0], thing=rng.choice(THINGS), a=small, b=large)
    return text, broader, {"kind": "principle", "question": broader}


def step_back(rng: random.Random, where: Setting, kind: str | None = None) -> Example:
    """The more general question behind one with dates, numbers and other details.

    A fifth of the examples show one or two worked pairs first, as the paper's prompt does (Zheng
    et al. 2023, "Take a Step Back", https://arxiv.org/abs/2310.06117).
    """
    question, broader, wanted = specific_question(rng, where, kind)
    question = as_typed(question, rng)
    if rng.random() < 0.2:
        shown = [specific_question(rng, where)[:2] for _ in range(rng.choice((1, 2)))]
        shots = "".join(f"Question: {q}\nStep-back question: {b}\n\n" for q, b in shown)
        user = f"{shots}Question: {question}\nStep-back question:"
        messages = [*maybe_system(rng), ("user", user)]
    else:
        held = HELD_OUT_ASKS["STEP_BACK_ASKS"]
        messages = asked(STEP_BACK_ASKS, rng, held, where, q=question)
    return made(messages, broader, "step_back", wanted)
