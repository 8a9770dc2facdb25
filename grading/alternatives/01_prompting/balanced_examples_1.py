"""Group by label, sample from each group, then shuffle the labels of every round."""

import random


def balanced_examples(
    pool: list[tuple[str, str]], per_class: int, seed: int
) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    groups: dict[str, list[tuple[str, str]]] = {}
    for pair in pool:
        groups.setdefault(pair[1], []).append(pair)

    drawn = {}
    for label, group in groups.items():
        if len(group) < per_class:
            raise ValueError(f"only {len(group)} examples of {label!r}")
        drawn[label] = rng.sample(group, per_class)

    result = []
    for turn in range(per_class):
        labels = list(groups)
        rng.shuffle(labels)
        result.extend(drawn[label][turn] for label in labels)
    return result
