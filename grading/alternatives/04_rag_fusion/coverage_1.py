"""Structure: for each fact, the first query that covers it; then counts."""

from collections.abc import Collection, Sequence


def coverage(found: Sequence[Collection[str]], needed: Sequence[Collection[str]]) -> list[float]:
    if len(needed) == 0:
        raise ValueError("needed is empty")
    firsts = []
    for stating in needed:
        hits = [at for at, ids in enumerate(found) if any(one in stating for one in ids)]
        firsts.append(hits[0] if hits else len(found))
    return [sum(first <= at for first in firsts) / len(needed) for at in range(len(found))]
