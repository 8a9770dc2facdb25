"""Small seeded matrices and models for the probes of unit 10.

The layers here carry LoRA's attributes and compute nothing with them: what is done with the
attributes is what the exercises ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn


def matrix(rng: np.random.Generator, *shape: int) -> torch.Tensor:
    """Numbers in steps of 1/4, never 0, between -2 and 2."""
    size = rng.integers(1, 9, size=shape) * rng.choice([-1, 1], size=shape)
    return torch.tensor(size / 4, dtype=torch.float32)


# The wording of these is the answer's own, or depends on its form and not on the mistake.
_BARE = ("IndexError", "KeyError", "StopIteration", "ValueError", "ZeroDivisionError")


def tried(call: Callable[[], Any]) -> Any:
    """What ``call`` returns; where it stops, a text that names the error.

    So the feedback shows the one input on which the code stopped, and judges the others.
    """
    try:
        return call()
    except NotImplementedError:
        raise
    except Exception as error:
        kind = type(error).__name__
        return f"stopped with {kind}" + ("" if kind in _BARE else f": {str(error)[:120]}")


def numbers(value: Any) -> Any:
    """A tensor as nested lists of floats; anything else unchanged."""
    return value.detach().tolist() if isinstance(value, torch.Tensor) else value


class AdaptedLinear(nn.Linear):
    """A linear layer with LoRA's attributes, in either layout."""

    def __init__(
        self, rng, fan_in: int, fan_out: int, r: int, alpha: float, swapped: bool = False
    ) -> None:
        super().__init__(fan_in, fan_out)
        self.r, self.lora_alpha, self.scaling = r, alpha, alpha / r
        self.fan_in_fan_out, self.merged, self.merge_weights = swapped, False, False
        shape = (fan_in, fan_out) if swapped else (fan_out, fan_in)
        self.weight.data = matrix(rng, *shape)
        self.bias.data = matrix(rng, fan_out)
        self.lora_A = nn.Parameter(matrix(rng, r, fan_in))
        self.lora_B = nn.Parameter(matrix(rng, fan_out, r))


class AdaptedTable(nn.Embedding):
    """A table of embeddings with LoRA's attributes."""

    def __init__(self, rng, entries: int, dimension: int, r: int, alpha: float) -> None:
        super().__init__(entries, dimension)
        self.r, self.lora_alpha, self.scaling = r, alpha, alpha / r
        self.fan_in_fan_out, self.merged, self.merge_weights = True, False, False
        self.weight.data = matrix(rng, entries, dimension)
        self.lora_A = nn.Parameter(matrix(rng, r, entries))
        self.lora_B = nn.Parameter(matrix(rng, dimension, r))


class Attention(nn.Module):
    """Four projections; one name ends like another."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.q_proj = nn.Linear(width, width)
        self.kq_proj = nn.Linear(width, 2, bias=False)
        self.v_proj = nn.Linear(width, 2)
        self.o_proj = nn.Linear(2, width, bias=False)


class Block(nn.Module):
    """Attention, two layers and a norm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.attn = Attention(width)
        self.up = nn.Linear(width, width + 1)
        self.norm = nn.LayerNorm(width)


class Toy(nn.Module):
    """A model with a table, blocks and a head; the head shares the table's weight if `tied`."""

    def __init__(self, width: int = 3, blocks: int = 2, entries: int = 5, tied: bool = False):
        super().__init__()
        self.embed = nn.Embedding(entries, width)
        self.h = nn.ModuleList(Block(width) for _ in range(blocks))
        self.head = nn.Linear(width, entries, bias=False)
        if tied:
            self.head.weight = self.embed.weight

    def block(self, number: int) -> Block:
        """One of the blocks."""
        block = self.h[number]
        assert isinstance(block, Block)
        return block


def adapted_toy(rng, r: int = 2, alpha: float = 3.0, embedding: bool = True) -> Toy:
    """A Toy whose second query layer (swapped layout), first value layer and table are adapted.

    Swapped ones are square: whoever guesses the layout from the shapes is found out.
    """
    model = Toy()
    model.block(0).attn.v_proj = AdaptedLinear(rng, 3, 2, r, alpha)
    model.block(1).attn.q_proj = AdaptedLinear(rng, 3, 3, r, alpha, swapped=True)
    if embedding:
        model.embed = AdaptedTable(rng, 3, 3, r, alpha)
    return model


def adapted_layers(model: nn.Module) -> dict[str, Any]:
    """Name -> adapted layer, in the model's order."""
    return {
        name: layer for name, layer in model.named_modules()
        if isinstance(layer, AdaptedLinear | AdaptedTable)
    }  # fmt: skip


def adapter_like(model: nn.Module, rng, r: int | None = None) -> dict[str, torch.Tensor]:
    """A random adapter with peft's keys for the adapted layers of a model."""
    state = {}
    for name, layer in adapted_layers(model).items():
        rank = r or layer.r
        ends = ("lora_A.weight", "lora_B.weight")
        if isinstance(layer, AdaptedTable):
            ends = ("lora_embedding_A", "lora_embedding_B")
        state[f"base_model.model.{name}.{ends[0]}"] = matrix(rng, rank, layer.lora_A.shape[1])
        state[f"base_model.model.{name}.{ends[1]}"] = matrix(rng, layer.lora_B.shape[0], rank)
    return state
