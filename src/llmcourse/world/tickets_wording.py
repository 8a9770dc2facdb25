"""Picks and fills forms of the ticket world, with a share of every bank kept for each split.

Knows no wording itself: banks are in the `phrasings_tickets_*` modules.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

SPLITS = ("train", "validation", "test")
NAME_SPLITS = {"train": "training", "validation": "public", "test": "evaluation"}
"""Which names (of `names.split_of`) each split takes."""


def share(bank: Sequence[str], split: str = "") -> Sequence[str]:
    """The forms of a split: the last fifth for test, the fifth before it for validation.

    Without a split all forms. Every split has at least one form of a bank of three or more.
    """
    held = max(1, len(bank) // 5)
    match split:
        case "test":
            return bank[-held:]
        case "validation":
            return bank[-2 * held : -held]
        case "train":
            return bank[: -2 * held]
    return bank


def vary(form: str, rng: random.Random) -> str:
    """The form with one text taken from each "[this|or that]"."""
    return re.sub(r"\[([^\]]*)\]", lambda found: rng.choice(found[1].split("|")), form)


def places(form: str) -> frozenset[str]:
    """The names of a form's places: {"p", "d"} for "My {p} is from {d}."."""
    return frozenset(re.findall(r"\{(\w+)\}", form))


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def articles(text: str) -> str:
    """The text with "an" before names and parts that begin with a vowel."""
    return re.sub(r"\b([Aa]) (?=[AEIOU][a-z]|electric|arm |outdoor)", r"\1n ", text)


def finished(text: str) -> str:
    """The text with the right articles and a capital at the beginning."""
    return capital(articles(text))


def say(bank: Sequence[str], rng: random.Random, split: str = "", **slots: str) -> str:
    """One form of the split, filled in; it begins with a capital."""
    return finished(vary(rng.choice(share(bank, split)), rng).format(**slots))
