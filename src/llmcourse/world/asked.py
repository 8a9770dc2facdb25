"""What the tasks of the mixture "wide" share: how people type, and how sentences become passages.

Knows how a question may be typed, which words of it carry its content, and how an example says
which checker its answer is for. Knows no task.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from llmcourse.world import wording
from llmcourse.world.examples import Example, Setting, maybe_system, part
from llmcourse.world.facts import Entity, Fact
from llmcourse.world.fillers import FILLERS
from llmcourse.world.fillers import HELD_OUT as HELD_OUT_FILLERS

STOP = frozenset(
    "a about after all also am an and any are as at be been before by can could did do does for "
    "from give given gives had has have he her him his how i in into is it its itself me my of on "
    "one or other our over own please she so tell than that the their them then there they this "
    "those to under up us was we were what when where which who whom whose why will with would "
    "you your".split()
)
OPENINGS = ("Hi, ", "Hello, ", "Please tell me: ", "Quick question: ", "One question: ", "Hey, ")
CLOSINGS = (" Thanks!", " Thank you.", " Please.", " Many thanks.")


def made(
    messages: list[tuple[str, str]],
    answer: str,
    checker: str,
    wanted: Any,
    worth: float = 1.0,
    gold: str | None = None,
    **meta: Any,
) -> Example:
    """An example whose reply is checked by `llmcourse.pocket.scoring.CHECKERS[checker]`."""
    meta |= {"checker": checker, "wanted": wanted}
    return Example(messages, answer, gold or answer, meta, [], worth)


def asked(
    forms: Sequence[str], rng: random.Random, held: int, where: Setting, **slots: str
) -> list[tuple[str, str]]:
    """A user turn from an instruction form, half of them in the first three wordings.

    Where the setting takes held-out wording, all come from the held-out forms.
    """
    common = not where.new_wording and rng.random() < 0.5
    form = rng.choice(forms[:3]) if common else part(forms, rng, held, where.new_wording)
    return [*maybe_system(rng), ("user", form.format(**slots))]


def ask(relation: str, subject: str, rng: random.Random, where: Setting) -> str:
    """A question for the object of a relation; training has more wordings than the data sets."""
    return wording.ask(relation, subject, rng, where.new_wording, more=not where.held_out)


def as_typed(question: str, rng: random.Random, share: float = 0.3) -> str:
    """The question as people type it: some in lower case, without its mark, misspelled, polite."""
    if rng.random() >= share:
        return question
    kind = rng.randrange(6)
    if kind == 0:
        return question.rstrip("?").rstrip()
    if kind == 1:
        return question[:1].lower() + question[1:]
    if kind == 2:
        return question[:1].lower() + question[1:].rstrip("?").rstrip()
    if kind == 3:
        return rng.choice(OPENINGS) + question[:1].lower() + question[1:]
    if kind == 4:
        return question + rng.choice(CLOSINGS)
    return misspelled(question, rng)


def misspelled(question: str, rng: random.Random) -> str:
    """One lower-case word of five letters or more with two neighbouring letters exchanged."""
    words = question.split(" ")
    places = [i for i, word in enumerate(words) if re.fullmatch(r"[a-z]{5,}", word)]
    if not places:
        return question
    place = rng.choice(places)
    at = rng.randrange(1, len(words[place]) - 2)
    word = words[place]
    words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def content_words(text: str, names: Sequence[str]) -> frozenset[str]:
    """The words that carry a query's content: in lower case, without names and function words."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    words = re.findall(r"[a-z]+", text.lower().replace("'s", " "))
    return frozenset(word for word in words if word not in STOP)


def sentences(
    entity: Entity, facts: Sequence[Fact], rng: random.Random, held_out: bool, more: bool = False
) -> list[str]:
    """A sentence for each fact; after the first mostly with a pronoun, as `wording.passage`."""
    told = [wording.state(facts[0], rng, held_out, more=more)]
    for fact in facts[1:]:
        if rng.random() < 0.6:
            told.append(wording.state_with_pronoun(fact, entity, rng, held_out, more=more))
        else:
            told.append(wording.state(fact, rng, held_out, more=more))
    return told


def with_filler(text: str, rng: random.Random, where: Setting, share: float = 0.25) -> str:
    """The text, sometimes with a sentence before or after it that states no fact."""
    if rng.random() >= share:
        return text
    filler = part(FILLERS, rng, HELD_OUT_FILLERS, where.new_wording)
    return f"{text} {filler}" if rng.random() < 0.6 else f"{filler} {text}"


def plain(fact: Fact) -> str:
    """The fact in the first wording of its relation, without the full stop."""
    return wording.fill(wording.STATEMENTS[fact.relation][0], fact.subject, fact.obj).rstrip(".")


def numbered(lines: Sequence[str]) -> str:
    """Lines as a numbered list: "1. ...\\n2. ..."."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def listed(items: Sequence[str]) -> str:
    """Items as running text: "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" and {items[-1]}"
