"""Attention of many rows to one copy of the keys and values of their common prefix, on a CPU.

Prompts of a course begin alike: the same system message, the same examples. Copying the keys and
values of that prefix into every row, and reading every copy again at each new token, costs more
than all the rest. Here the prefix is kept once. A query looks at it and at its own row's tokens
apart, and the two results are put together exactly (the split of FlashDecoding, and of cascade
attention, Ye et al. 2024, https://arxiv.org/abs/2501.01005, section 3.1):

    o = (exp(s1) o1 + exp(s2) o2) / (exp(s1) + exp(s2))

where o1, o2 are the softmax-weighted values of the two parts and s1, s2 the logarithms of the sums
of their exponentials.

This module knows attention layers of `transformers`; it knows nothing of batches or decoding.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

NAME = "llmcourse_shared_prefix"
# Model types whose attention layers are given all arguments of the model's forward pass, and have
# no cap on scores. Where their layers have windows, no prefix is shared (`generation`).
MODEL_TYPES = frozenset({"llama", "mistral", "qwen2", "qwen3", "gemma"})


@dataclass(frozen=True)
class SharedPrefix:
    """Keys and values of a prefix, one pair a layer."""

    layers: Sequence[
        tuple[Float[Tensor, "1 heads prefix width"], Float[Tensor, "1 heads prefix width"]]
    ]

    @property
    def tokens(self) -> int:
        """Length of the prefix."""
        return self.layers[0][0].shape[-2]


def supports(model: Any) -> bool:
    """Whether the model, on its device and in its type, can attend to a shared prefix."""
    return (
        model.config.model_type in MODEL_TYPES
        and model.config._attn_implementation in ("sdpa", NAME)
        and model.device.type == "cpu"
        and model.dtype in (torch.float32, torch.bfloat16)
        and hasattr(torch.ops.aten, "_scaled_dot_product_flash_attention_for_cpu")
    )


@contextlib.contextmanager
def shared_attention(model: Any) -> Iterator[None]:
    """Let the model take `shared_prefix=` inside this `with`; other calls to it work as before."""
    before = model.config._attn_implementation
    model.config._attn_implementation = NAME
    try:
        yield
    finally:
        model.config._attn_implementation = before


def suffix_mask(
    known: Int[Tensor, "rows total"], columns: int, dtype: torch.dtype
) -> Float[Tensor, "rows 1 columns total"]:
    """Added to scores: 0 where the last `columns` of a row see the row, minus infinity elsewhere.

    A token sees earlier tokens and itself. known: 1 where a column holds a token, 0 where it is
    padding. Padding sees itself, so that no query is without a key.
    """
    total = known.shape[1]
    query = torch.arange(total - columns, total, device=known.device)[:, None]
    key = torch.arange(total, device=known.device)[None]
    seen = ((key <= query) & known.bool()[:, None, None]) | (key == query)
    return torch.zeros(seen.shape, dtype=dtype).masked_fill_(~seen, float("-inf"))


def _attend(
    query: Float[Tensor, "rows heads columns width"],
    key: Float[Tensor, "rows heads total width"],
    value: Float[Tensor, "rows heads total width"],
    mask: Tensor | None,
    scaling: float | None,
) -> tuple[Float[Tensor, "rows heads columns width"], Float[Tensor, "rows heads columns 1"]]:
    """Attention, and the logarithm of the sum of the exponentials of its scores."""
    out, log_sum = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
        query, key, value, 0.0, False, attn_mask=mask, scale=scaling
    )
    return out, log_sum.reshape(out.shape[:3])[..., None]


def _forward(
    module: Any,
    query: Float[Tensor, "rows heads columns width"],
    key: Float[Tensor, "rows kv_heads total width"],
    value: Float[Tensor, "rows kv_heads total width"],
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    shared_prefix: SharedPrefix | None = None,
    **kwargs: Any,
) -> tuple[Float[Tensor, "rows columns heads width"], None]:
    """An attention function of `transformers`; without `shared_prefix` that of its `sdpa`."""
    if shared_prefix is None:
        return sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **kwargs
        )
    repeats = query.shape[1] // key.shape[1]
    rows, heads, columns, width = query.shape
    # The prefix is the same for every row, so rows and columns are one long list of queries.
    flat = query.transpose(0, 1).reshape(1, heads, rows * columns, width)
    keys, values = shared_prefix.layers[module.layer_idx]
    out, log_sum = _attend(
        flat, repeat_kv(keys, repeats), repeat_kv(values, repeats), None, scaling
    )
    first = out.reshape(heads, rows, columns, width).transpose(0, 1)
    first_sum = log_sum.reshape(heads, rows, columns, 1).transpose(0, 1)
    second, second_sum = _attend(
        query, repeat_kv(key, repeats), repeat_kv(value, repeats), attention_mask, scaling
    )
    share = torch.sigmoid(first_sum - second_sum).to(query.dtype)
    joined = second + share * (first - second)
    return joined.transpose(1, 2).contiguous(), None


AttentionInterface.register(NAME, _forward)
AttentionMaskInterface.register(NAME, sdpa_mask)
