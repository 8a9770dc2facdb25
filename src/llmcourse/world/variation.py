"""Small changes of a training conversation that leave its answer as it was.

People add a greeting, a reason or a blank line, leave out a capital or a full stop, and press the
space bar twice; a model that met each request in one shape only fails on all of these. Knows how a
turn is changed, and that text which is learned may not move. Knows no task.
"""

from __future__ import annotations

import random
import re

from llmcourse.world.asked import misspelled
from llmcourse.world.examples import Example

BEFORE = (
    "Hi. ", "Hello! ", "Hi there, ", "Good morning. ", "Hey, ", "OK. ", "So: ", "Next one. ",
    "Please help me. ", "A quick one. ", "I have a small task for you. ", "Here we go.\n",
    "Can you help with this?\n", "This is for my notes.\n", "Task:\n", "One more:\n\n", "Right, ",
    "I need this for work. ", "Sorry to bother you. ", "Thanks for the last answer. ",
    "My teacher wants to know this. ", "Be careful with this one. ", "Now for something else. ",
)  # fmt: skip
AFTER = (
    " Thanks.", " Thank you!", "\nThanks a lot.", " Please.", " Please be quick.", "\n\nThanks",
    " Take your time.", " I am in a hurry.", "\nMany thanks!", " Cheers.", " That is all.",
    " It matters to me.", "\nKeep it short.", " Much appreciated.", "\n", "  ", " ?", " !",
)  # fmt: skip


def _spaced(text: str, rng: random.Random) -> str:
    """Other white space: doubled or missing blank lines, spaces at ends or twice between words."""
    kind = rng.randrange(5)
    if kind == 0:
        return text.replace("\n\n", "\n")
    if kind == 1:
        return re.sub(r"\n+", "\n\n", text)
    if kind == 2:
        return text.replace("\n", " \n")
    if kind == 3:
        return f"{rng.choice((' ', chr(10), '  '))}{text}{rng.choice((' ', chr(10), ''))}"
    places = [at for at, mark in enumerate(text) if mark == " "]
    for at in sorted(rng.sample(places, min(len(places), 3)), reverse=True):
        text = f"{text[:at]} {text[at:]}"
    return text


def _unmarked(text: str, rng: random.Random) -> str:
    """The first letter small, or no mark at the end, or both."""
    kind = rng.randrange(3)
    if kind != 1:
        text = text[:1].lower() + text[1:]
    return text.rstrip("?.!: ") if kind != 0 else text


def _last_line_misspelled(text: str, rng: random.Random) -> str:
    head, line, last = text.rpartition("\n")
    return head + line + misspelled(last, rng)


def vary(example: Example, rng: random.Random, share: float = 0.35) -> Example:
    """The same example, with its last turn changed in one or two small ways in `share` of draws.

    The answer stays. A turn with learned text of its own stays too, because its places would move.
    """
    place = len(example.messages) - 1
    if rng.random() >= share or any(message == place for message, _, _ in example.learned):
        return example
    role, text = example.messages[place]
    for _ in range(rng.choice((1, 1, 2))):
        kind = rng.choices(("before", "after", "space", "marks", "typing"), (3, 3, 2, 2, 1))[0]
        if kind == "before":
            text = rng.choice(BEFORE) + text
        elif kind == "after":
            text = text + rng.choice(AFTER)
        elif kind == "space":
            text = _spaced(text, rng)
        elif kind == "marks":
            text = _unmarked(text, rng)
        else:
            text = _last_line_misspelled(text, rng)
    example.messages[place] = (role, text)
    return example
