"""Words and small helpers that the probes of unit 01 draw their inputs with."""

from __future__ import annotations

WORDS = (
    "amber basin cedar delta ember fjord grove haven inlet jetty kiln ledge mason north ochre "
    "pylon quarry ridge slate tunnel upland vault weir yard"
).split()
LABELS = ("dax", "wug", "fep", "tiv", "zorn", "blick")
NAMES = ("Mara", "Tovin", "Selka", "Oren", "Ilda", "Bram")


def pick(rng, items, count=None):
    """One item, or `count` different ones, in the order drawn."""
    if count is None:
        return items[int(rng.integers(len(items)))]
    return [items[int(i)] for i in rng.permutation(len(items))[:count]]


def sentence(rng, words: int = 4) -> str:
    """So many words in a row, as a sentence."""
    text = " ".join(pick(rng, WORDS, words))
    return f"{text.capitalize()}."


def pairs(messages) -> list:
    """Messages in any of the usual forms as [role, content] lists."""
    if not isinstance(messages, (list, tuple)):
        raise TypeError(f"messages must be a list of pairs, not {type(messages).__name__}")
    return [
        [m["role"], m["content"]] if isinstance(m, dict) else [str(m[0]), str(m[1])]
        for m in messages
    ]


def problem_of(rng, steps: int | None = None) -> tuple[str, list[str], str]:
    """A sum about crates: question, worked steps and answer."""
    name, total = pick(rng, NAMES), int(rng.integers(20, 60))
    question, worked = f"{name} has {total} crates.", []
    for _ in range(steps or int(rng.integers(1, 4))):
        more = int(rng.integers(2, 20))
        question += f" {more} more arrive."
        worked.append(f"{total} + {more} = {total + more}")
        total += more
    return f"{question} How many crates are there?", worked, str(total)


def told(call):
    """What a call gives; where it stops, the error's name, so that its input is shown with it."""
    try:
        return call()
    except NotImplementedError:
        raise
    except Exception as error:
        return f"stopped with {type(error).__name__}"
