"""LLaMA's configurations (Touvron et al. 2023, table 2), as models without values.

Plumbing: on the meta device a tensor has a shape and no memory, so a 65B model takes none.
"""

from __future__ import annotations

from typing import Any

# width, layers, heads, width of the MLP; vocabulary 32000, head and embedding apart, no biases.
LLAMA = {
    "7B": (4096, 32, 32, 11008),
    "13B": (5120, 40, 40, 13824),
    "33B": (6656, 60, 52, 17920),
    "65B": (8192, 80, 64, 22016),
}


def llama_on_meta(size: str) -> Any:
    """A `LlamaForCausalLM` of the size "7B", "13B", "33B" or "65B" on the meta device."""
    if size not in LLAMA:
        raise ValueError(f"size is {size!r}; use one of {list(LLAMA)}.")
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    width, layers, heads, inner = LLAMA[size]
    config = LlamaConfig(
        vocab_size=32000, hidden_size=width, intermediate_size=inner, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=heads, tie_word_embeddings=False,
    )  # fmt: skip
    with torch.device("meta"):
        return LlamaForCausalLM(config)
