"""Structure: an inverted index from shingle to kept texts counts the intersections; the union
follows from the sizes."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence


def drop_near_duplicates(texts: Sequence[str], n: int = 3, threshold: float = 0.8) -> list[int]:
    if n < 1 or threshold <= 0 or threshold > 1:
        raise ValueError("n must be at least 1 and threshold in (0, 1]")
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for position, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        runs = zip(*(words[shift:] for shift in range(n)), strict=False)
        shingles = set(runs) or {tuple(words)}
        common = Counter(kept for shingle in shingles for kept in holders.get(shingle, ()))
        own = len(shingles)
        if any(c / (own + sizes[kept] - c) >= threshold for kept, c in common.items()):
            continue
        sizes[position] = own
        for shingle in shingles:
            holders[shingle].append(position)
    return list(sizes)
