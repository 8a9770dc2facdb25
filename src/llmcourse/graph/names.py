"""Names in text: how far two spellings are apart, and which known names a question holds."""

from __future__ import annotations

import re
from collections.abc import Iterable


def edit_distance(one: str, other: str) -> int:
    """Insertions, deletions and changes of a character between two texts (Levenshtein 1966)."""
    if len(one) < len(other):
        one, other = other, one
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def link_entities(question: str, names: Iterable[str], near: int = 1) -> list[str]:
    """The known names that a question holds, in the order in which it names them.

    Longer names first, each part of the question used once: "the Choir of Mara Venlo" is one
    name if it is known. Capitals do not matter. Where no name stands there letter by letter, names
    of at least eight letters count that are spelled with at most `near` changes of a letter.
    """
    known = sorted(set(names), key=lambda name: (-len(name), name))
    found: list[tuple[int, str]] = []
    rest = question.lower()
    for name in known:
        if name.lower() not in rest:  # a thousand names: compiling each would take a second
            continue
        hit = re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", rest)
        if hit:
            found.append((hit.start(), name))
            rest = rest[: hit.start()] + "\0" * len(hit[0]) + rest[hit.end() :]
    if not found and near:
        words = [(hit.start(), hit[0]) for hit in re.finditer(r"[\w'-]+", rest)]
        for name in (name for name in known if len(name) >= 8):
            size, low = len(name.split()), name.lower()
            letters = set(low)
            for at in range(len(words) - size + 1):
                said = " ".join(word for _, word in words[at : at + size])
                # An edit adds and removes one letter at most: most names differ in more.
                if abs(len(said) - len(low)) > near or len(letters ^ set(said)) > 2 * near:
                    continue
                if edit_distance(said, low) <= near:
                    found.append((words[at][0], name))
                    break
    return [name for _, name in sorted(found)]
