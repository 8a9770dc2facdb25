"""Structure: a set of facts still open, which shrinks."""

from collections.abc import Collection, Sequence


def coverage(found: Sequence[Collection[str]], needed: Sequence[Collection[str]]) -> list[float]:
    if not needed:
        raise ValueError("no facts")
    still_open = set(range(len(needed)))
    out = []
    for ids in found:
        still_open -= {fact for fact in still_open if set(needed[fact]) & set(ids)}
        out.append(1 - len(still_open) / len(needed))
    return out
