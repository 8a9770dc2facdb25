"""A key-value cache with room to grow, for decoding on a CPU.

The cache of `transformers` copies all keys and values at every new token; for a small model that
costs more than the model. Here each layer keeps a buffer with free columns and hands out a view.
"""

from __future__ import annotations

from typing import Any

from jaxtyping import Float, Int
from torch import Tensor
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer

# Free columns added whenever the buffer is full: most answers of a lesson fit.
ROOM = 64


class GrowingLayer(DynamicLayer):
    """Keys and values of one layer, as views of larger buffers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Like keys and values, with free columns behind the used ones.
        self.buffers: tuple[Tensor, Tensor] | None = None

    def update(
        self,
        key_states: Float[Tensor, "rows heads new width"],
        value_states: Float[Tensor, "rows heads new width"],
        *args: Any,
        **kwargs: Any,
    ) -> tuple[Float[Tensor, "rows heads total width"], Float[Tensor, "rows heads total width"]]:
        """Append columns; returns all keys and values so far."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        past = self.get_seq_length()
        total = past + key_states.shape[-2]
        if past == 0 and key_states.shape[-2] > 1:
            # Nothing is kept yet: a prompt that may never be continued needs no free columns.
            self.keys, self.values, self.buffers = key_states, value_states, None
            return self.keys, self.values
        if self.buffers is None or self.buffers[0].shape[-2] < total:
            self.buffers = (
                self._larger(self.keys, key_states, past, total + ROOM),
                self._larger(self.values, value_states, past, total + ROOM),
            )
        keys, values = self.buffers
        keys[:, :, past:total] = key_states
        values[:, :, past:total] = value_states
        self.keys, self.values = keys[:, :, :total], values[:, :, :total]
        return self.keys, self.values

    @staticmethod
    def _larger(
        old: Float[Tensor, "rows heads past width"] | None,
        new: Float[Tensor, "rows heads new width"],
        past: int,
        size: int,
    ) -> Float[Tensor, "rows heads size width"]:
        rows, heads, _, width = new.shape
        buffer = new.new_empty(rows, heads, size, width)
        if past and old is not None:
            buffer[:, :, :past] = old
        return buffer

    def reorder_cache(self, beam_idx: Int[Tensor, " chosen"]) -> None:
        """Select rows (any number, in any order)."""
        if self.keys is not None and self.values is not None and self.get_seq_length() > 0:
            index = beam_idx.to(self.keys.device)
            self.keys = self.keys.index_select(0, index)
            self.values = self.values.index_select(0, index)
        self.buffers = None


def new_cache(config: Any) -> DynamicCache:
    """An empty cache for the model; growing layers where all its layers see every token."""
    cache = DynamicCache(config=config)
    if cache.layers and all(type(layer) is DynamicLayer for layer in cache.layers):
        cache.layers = [GrowingLayer() for _ in cache.layers]
    return cache
