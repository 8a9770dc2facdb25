"""Invented names, made of syllables, and the rule that keeps training and evaluation apart.

Knows how names of people, towns, organisations, devices and so on are put together, and
which of the three splits a name belongs to. Knows no facts.

The split of a name is decided by its distinguishing word alone (a person's last name, the
first word of an organisation), so no list has to be kept: `split_of("Venlo")` is the same
on every machine. Public names are those Pocket may know by heart; evaluation names never
occur in training.
"""

from __future__ import annotations

import random
import zlib

STARTS = (
    "Bel Cor Mar Tam Vel Or Sel Nor Dar Lun Fen Gal Hal Jor Kas Lor Mir Ned Pol Quin Ros Sar "
    "Tor Ul Var Wes Yar Zel Bran Cal Dol Ed Far Gren Hol Is Jas Kel Lam Mel Nil Os Pan Rad Sim "
    "Tel Um Vin Wil Zan Bor Cam Des El Fal Gor Hem Il Kor Lin Mon Nar"
).split()
MIDDLES = "a e i o u an en in on un ar er ir or ur al el il ol ul am em im om as es is os".split()
FIRST_FEMALE = "a ia ina ella etta ora ise yn".split()
FIRST_MALE = "o an us ek on ard im ric".split()
LAST_ENDS = "lo ven sen dak mar ric tov nik ley mond rud wick ster gard berg pas".split()
TOWN_ENDS = "va burg ton mere holm stad ford by port nau wald minster".split()
ORG_ENDS = "tec ren lan dis vex cor nex tal rin sol".split()
DEVICE_ENDS = "ix or ex ion ax um et yx".split()
WORD_ENDS = "sel dra mis tar gon lis vek nor phe sha".split()
LABEL_STARTS = "b d f g k l m n p r s t v w z bl dr fl gr kl pl sn tr".split()
LABEL_ENDS = "ax ib og ud ek im op un as ev il om ut az ep id".split()

ORG_TYPES = ("Works", "Group", "Bureau", "Laboratories", "Company", "Trust", "Foundry", "Society")
SCHOOL_TYPES = ("Institute", "College", "Academy", "University")
REGION_TYPES = ("Hills", "Coast", "Plain", "Valley", "Islands", "Highlands")
EVENT_TYPES = ("flood", "fire", "strike", "earthquake", "blackout", "drought", "landslide", "storm")

SPLITS = ("evaluation", "public", "training")


def split_of(word: str) -> str:
    """The split that a distinguishing word belongs to: a tenth evaluation, a tenth public."""
    bucket = zlib.crc32(word.encode()) % 10
    return "evaluation" if bucket == 0 else "public" if bucket == 1 else "training"


def _word(rng: random.Random, ends: list[str], split: str, middle: float = 0.35) -> str:
    while True:
        word = rng.choice(STARTS)
        if rng.random() < middle:
            word += rng.choice(MIDDLES)
        word += rng.choice(ends)
        if split_of(word) == split:
            return word


def person(rng: random.Random, split: str) -> tuple[str, str]:
    """A full name and its pronoun ("She" or "He"); the last name decides the split."""
    female = rng.random() < 0.5
    first = rng.choice(STARTS) + rng.choice(FIRST_FEMALE if female else FIRST_MALE)
    return f"{first} {_word(rng, LAST_ENDS, split)}", "She" if female else "He"


def town(rng: random.Random, split: str) -> str:
    """A town, one word: "Corva"."""
    return _word(rng, TOWN_ENDS, split)


def organisation(rng: random.Random, split: str) -> str:
    """A firm or agency, two words: "Orlan Works"."""
    return f"{_word(rng, ORG_ENDS, split)} {rng.choice(ORG_TYPES)}"


def school(rng: random.Random, split: str) -> str:
    """A school, two words: "Talvik Institute"."""
    return f"{_word(rng, LAST_ENDS, split)} {rng.choice(SCHOOL_TYPES)}"


def device(rng: random.Random, split: str) -> str:
    """A device, one word: "Belorix"."""
    return _word(rng, DEVICE_ENDS, split, middle=0.6)


def region(rng: random.Random, split: str) -> str:
    """A region: "the Norsel Hills"."""
    return f"the {_word(rng, WORD_ENDS, split)} {rng.choice(REGION_TYPES)}"


def river(rng: random.Random, split: str) -> str:
    """A river: "the Seldra"."""
    return f"the {_word(rng, WORD_ENDS, split)}"


def project(rng: random.Random, split: str) -> str:
    """A project: "Project Tamsel"."""
    return f"Project {_word(rng, WORD_ENDS, split)}"


def event(rng: random.Random, split: str, place: str) -> str:
    """An event, named after its town: "the Corva flood"."""
    del split  # the town decides it
    return f"the {place} {rng.choice(EVENT_TYPES)}"


def label(rng: random.Random, split: str) -> str:
    """A nonsense label in lower case: "drax"."""
    while True:
        word = rng.choice(LABEL_STARTS) + rng.choice(LABEL_ENDS)
        if rng.random() < 0.5:
            word += rng.choice(LABEL_STARTS)[0] + rng.choice(LABEL_ENDS)
        if split_of(word) == split:
            return word
