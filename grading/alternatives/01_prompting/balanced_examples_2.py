"""Shuffle the pool once, number each pair within its label, sort by round and a random key."""

import random
from collections import Counter


def balanced_examples(
    pool: list[tuple[str, str]], per_class: int, seed: int
) -> list[tuple[str, str]]:
    if any(count < per_class for count in Counter(label for _, label in pool).values()):
        raise ValueError(f"a label has fewer than {per_class} examples")

    rng = random.Random(seed)
    shuffled = rng.sample(pool, len(pool))
    seen: Counter[str] = Counter()
    keyed: list[tuple[int, float, tuple[str, str]]] = []
    for pair in shuffled:
        turn = seen[pair[1]]
        seen[pair[1]] += 1
        if turn < per_class:
            keyed.append((turn, rng.random(), pair))
    keyed.sort(key=lambda entry: entry[:2])
    return [pair for _, _, pair in keyed]
