"""Recipes of a training run: the network's shape, rates, and which tasks are drawn when.

Knows numbers only; what a mixture holds is decided in `llmcourse.world.mixtures`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class Recipe:
    """Everything that shapes a run; written beside the weights.

    The first `opening` tokens are drawn from `opening_mixture`, the others from `mixture`. With
    `new_tokenizer` 1 a run that begins with a folder's weights fits a tokenizer of its own to its
    mixture; weights from before "wide" need twice the tokens for Cypher without.
    """

    tokens: float = 85e6
    batch_tokens: int = 12_000
    width: int = 256
    layers: int = 6
    heads: int = 4
    inner: int = 640
    vocabulary: int = 3072
    matrix_rate: float = 0.02
    other_rate: float = 2e-3
    warm_up: float = 0.01
    decay_from: float = 0.35
    seed: int = 11
    mixture: str = "wide"
    opening: float = 12e6
    opening_mixture: str = "both"
    new_tokenizer: int = 0

    def mixture_at(self, step: int) -> str:
        """The mixture that the batch of a step is drawn from; a step's number alone decides it,
        so that batches can be drawn ahead."""
        opening = step * self.batch_tokens < self.opening
        return self.opening_mixture if opening else self.mixture


RECIPES = {
    "cpu": Recipe(),
    "gpu": Recipe(tokens=1.2e9, batch_tokens=64_000, opening=30e6),
}
"""Straight runs from nothing: `cpu` for two cores and five hours, `gpu` for one data-centre GPU.

The card says which stages made the weights that ship.
"""


def rate_at(progress: float, recipe: Recipe) -> float:
    """Share of the full rate: linear warm-up, flat, then a cosine to 2% of it."""
    if progress < recipe.warm_up:
        return progress / recipe.warm_up
    if progress < recipe.decay_from:
        return 1.0
    x = min(1.0, (progress - recipe.decay_from) / (1 - recipe.decay_from))
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * x))
