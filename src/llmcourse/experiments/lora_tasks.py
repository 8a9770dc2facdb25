"""Three things to teach Pocket in under a minute each: a style, a domain's terms, a new task.

Each is a list of (messages, answer) pairs, split so that the test holds questions, wordings or
texts that training never showed. Nothing here knows how the model is trained.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llmcourse.data import load_questions
from llmcourse.models import generate_batch

Pair = tuple[list[tuple[str, str]], str]

# A harbour's own words. The left side is in no text that Pocket was trained on.
TERMS = {
    "brimlock": "a valve", "skarn": "a storm", "tolm": "a bridge", "vexor": "an engine",
    "dulsey": "a rope", "quernel": "a mill", "sorrow-box": "a radio", "mandle": "a lamp",
    "firkle": "a barrel", "garnel": "a harbour", "plim": "a boat", "oddrick": "a clerk",
    "trassel": "a wall", "hobney": "a letter", "wendle": "a pump", "yarl": "a captain",
    "cusk": "a crane", "dromble": "a drum", "eddish": "a field", "fennock": "a flood",
    "grale": "a gate", "hask": "a hammer", "inkle": "a map", "jorum": "a kettle",
    "kelter": "a tool", "larrup": "a whip", "mizzle": "a fog", "nidget": "a knife",
    "orlop": "a deck", "pightle": "a garden", "ruddle": "a paint", "swarf": "a dust",
}  # fmt: skip
ASKED = ("What is a {}?", "Explain the word {}.", "In the harbour, what do they call a {}?",
         "Tell me the meaning of {}.", "A {} is what?")  # fmt: skip
ASKED_IN_TEST = ("What does {} mean?", "Translate the word {}.")


# Which desk answers a question about a relation.
DESKS = {
    "archive": ("born_year", "happened_year", "invented_year", "started_year", "founded_year"),
    "chart room": ("born_in", "lives_in", "in_region", "headquartered_in", "happened_in", "river"),
    "crew office": ("works_at", "role", "field", "studied_at", "mentor"),
    "purser": ("budget", "population"),
    "bridge": ("mayor", "led_by", "project_lead", "run_by"),
    "workshop": ("made_by", "invented_by", "purpose", "cause"),
}


@dataclass(frozen=True)
class Task:
    """What is to be learned: training and test pairs, and one sentence about it."""

    name: str
    train: list[Pair]
    test: list[Pair]
    about: str


def _questions() -> list[Any]:
    found = [q for q in load_questions() if q.kind == "single" and q.when == "before"]
    random.Random("lora-questions").shuffle(found)
    return found


def style_task(model: Any, train: int = 180) -> Task:
    """Answer as before, in a harbour master's manner.

    The answers to be learned are the model's own, so that the style is all there is to learn; a
    reply is right if it has the manner and keeps what the plain model says.
    """
    questions = _questions()
    plain = generate_batch(model, [[("user", q.question)] for q in questions], temperature=0.0,
                           max_new_tokens=24)  # fmt: skip
    pairs = [
        ([("user", q.question)], f"Aye: {reply.strip().rstrip('.')}, says the log.")
        for q, reply in zip(questions, plain, strict=True)
    ]
    return Task("style", pairs[:train], pairs[train:], "answers in a harbour master's manner")


def terms_task() -> Task:
    """Know what 32 words of a harbour mean; the test asks in two wordings never trained."""
    train = [([("user", form.format(t))], f"{m}.") for t, m in TERMS.items() for form in ASKED]
    test = [([("user", f.format(t))], f"{m}.") for t, m in TERMS.items() for f in ASKED_IN_TEST]
    return Task("terms", train, test, "32 words that no text held, asked in new wordings")


def desk_task(train: int = 600) -> Task:
    """Send a question to the desk that answers it: a task, and words for it, that Pocket never met.

    The test holds other questions, about other people and things of the same kinds.
    """
    desks = {relation: desk for desk, relations in DESKS.items() for relation in relations}
    found = [q for q in load_questions() if q.kind == "single" and q.relation in desks]
    random.Random("lora-desks").shuffle(found)
    pairs = [([("user", f"Which desk? {q.question}")], desks[q.relation]) for q in found]
    return Task("desk", pairs[:train], pairs[train:], "the desk that answers a question")


def other_abilities(n: int = 60) -> list[Pair]:
    """What Pocket could do before: questions that it answers from memory; to measure forgetting."""
    return [([("user", q.question)], q.answer) for q in _questions()[:n]]


def correct(model: Any, pairs: Sequence[Pair], max_new_tokens: int = 40) -> list[float]:
    """1 for each reply that is the answer (a full stop more or less is no mistake), else 0."""
    replies = generate_batch(model, [messages for messages, _ in pairs], temperature=0.0,
                             max_new_tokens=max_new_tokens)  # fmt: skip
    return [
        float(reply.strip().rstrip(".") == answer.strip().rstrip("."))
        for reply, (_, answer) in zip(replies, pairs, strict=True)
    ]
