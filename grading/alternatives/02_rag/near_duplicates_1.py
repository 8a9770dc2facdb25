"""Structure: plain comparison of shingle sets, pair by pair, with a for-else loop."""

import re
from collections.abc import Sequence


def drop_near_duplicates(texts: Sequence[str], n: int = 3, threshold: float = 0.8) -> list[int]:
    if n < 1:
        raise ValueError("n must be at least 1")
    if not 0 < threshold <= 1:
        raise ValueError("threshold must be in (0, 1]")
    kept: list[tuple[int, set[tuple[str, ...]]]] = []
    for position, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        if len(words) < n:
            shingles = {tuple(words)}
        else:
            shingles = {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}
        for _, other in kept:
            if len(shingles & other) / len(shingles | other) >= threshold:
                break
        else:
            kept.append((position, shingles))
    return [position for position, _ in kept]
