"""Which prompts are decoded together: those that begin alike, then those of similar length.

This module knows token ids and budgets; it knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# A shared prefix is computed once when it is at least this long and this many prompts begin
# with it: below that, one larger batch is faster than two smaller ones.
MIN_PREFIX_TOKENS = 32
MIN_PREFIX_PROMPTS = 8
MAX_ROWS = 256


@dataclass
class Batch:
    """Items decoded together. All their prompts begin with `prefix`.

    apart: the rows attend to one copy of the prefix (`llmcourse.shared_prefix`), so that it takes
    no room in them.
    """

    prefix: list[int]
    items: list[int]
    apart: bool = False


def common_prefix_length(a: Sequence[int], b: Sequence[int]) -> int:
    """Number of equal tokens at the start of both."""
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


def prefix_groups(prompts: list[list[int]]) -> list[tuple[int, list[int]]]:
    """Group prompts that share a long prefix: (prefix length, indices) pairs, every index once.

    Neighbours in sorted order share the most. A group grows while its prefix stays at least 0.7
    of what it began with; small groups and short prefixes join the group without prefix.
    """
    order = sorted(range(len(prompts)), key=prompts.__getitem__)
    shared = [
        min(
            common_prefix_length(prompts[a], prompts[b]),
            len(prompts[a]) - 1,
            len(prompts[b]) - 1,
        )
        for a, b in pairwise(order)
    ]
    groups: list[tuple[int, list[int]]] = []
    rest: list[int] = []
    start = 0
    while start < len(order):
        end, prefix = start, 0
        if start < len(shared) and shared[start] >= MIN_PREFIX_TOKENS:
            first = prefix = shared[start]
            while end < len(shared) and shared[end] >= max(MIN_PREFIX_TOKENS, 0.7 * first):
                prefix = min(prefix, shared[end])
                end += 1
        members = order[start : end + 1]
        if len(members) >= MIN_PREFIX_PROMPTS:
            groups.append((prefix, members))
        else:
            rest.extend(members)
        start = end + 1
    if rest:
        groups.append((0, rest))
    return groups


def plan_batches(
    prompts: list[list[int]],
    new_tokens: int,
    batch_tokens: int,
    *,
    prefixes: bool = True,
    apart: bool = False,
) -> list[Batch]:
    """Split the prompts into batches of similar length.

    Args:
        prompts: token ids.
        new_tokens: room for an answer, in tokens.
        batch_tokens: bounds rows times length, and so memory.
        prefixes: whether a shared prefix may be computed once.
        apart: whether rows can attend to one copy of it. That is worth it where the prefix is at
            least as long as what follows.
    """
    distinct: dict[tuple[int, ...], list[int]] = {}
    for item, prompt in enumerate(prompts):
        distinct.setdefault(tuple(prompt), []).append(item)
    unique = [list(prompt) for prompt in distinct]
    owners = list(distinct.values())
    groups = prefix_groups(unique) if prefixes else [(0, list(range(len(unique))))]
    batches: list[Batch] = []
    for prefix, members in groups:
        members.sort(key=lambda i: (-len(unique[i]), unique[i]))
        alone = apart and 2 * prefix >= len(unique[members[0]])
        batch: Batch | None = None
        for member in members:
            for item in owners[member]:
                # Longest first: the first prompt of a batch decides its width.
                if batch is not None:
                    width = len(prompts[batch.items[0]]) + new_tokens - prefix * alone
                    rows = len(batch.items) + 1
                    if rows * width > batch_tokens or rows > MAX_ROWS:
                        batch = None
                if batch is None:
                    batch = Batch(unique[member][:prefix], [], alone and prefix > 0)
                    batches.append(batch)
                batch.items.append(item)
    return batches
