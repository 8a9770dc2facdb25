"""Shapes of known Llama-like models, for the memory calculator; and a shape from any configuration.

Plumbing: numbers from the models' published configurations.
"""

from __future__ import annotations

from typing import Any

_KEYS = ("vocab", "width", "inner", "layers", "heads", "kv_heads", "tied")
_ROWS = {
    "LLaMA 7B": (32000, 4096, 11008, 32, 32, 32, 0),
    "LLaMA 13B": (32000, 5120, 13824, 40, 40, 40, 0),
    "LLaMA 33B": (32000, 6656, 17920, 60, 52, 52, 0),
    "LLaMA 65B": (32000, 8192, 22016, 80, 64, 64, 0),
    "Llama 3.2 3B": (128256, 3072, 8192, 28, 24, 8, 1),
    "Llama 3.1 8B": (128256, 4096, 14336, 32, 32, 8, 0),
    "Llama 3.1 70B": (128256, 8192, 28672, 80, 64, 8, 0),
    "Qwen3 8B": (151936, 4096, 12288, 36, 32, 8, 0),
    "Qwen3 32B": (151936, 5120, 25600, 64, 64, 8, 0),
}
SHAPES: dict[str, dict[str, int]] = {
    name: dict(zip(_KEYS, row, strict=True)) for name, row in _ROWS.items()
}
SHAPES["Qwen3 32B"]["head_dim"] = 128  # 64 heads of it are wider than the model
# Dettmers et al. 2023, figure 6: memory of QLoRA training, GB.
PAPER_GB = {"LLaMA 7B": 6.9, "LLaMA 13B": 11.3, "LLaMA 33B": 24.7, "LLaMA 65B": 45.0}


def shape_of(config: Any) -> dict[str, int]:
    """The calculator's shape of a transformers configuration of the Llama family.

    Raises ValueError where the configuration lacks one of the sizes.
    """
    names = ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers",
             "num_attention_heads")  # fmt: skip
    missing = [name for name in names if getattr(config, name, None) is None]
    if missing:
        raise ValueError(f"config has no {', '.join(missing)}; give a Llama-like configuration.")
    values = [int(getattr(config, name)) for name in names]
    kv = int(getattr(config, "num_key_value_heads", None) or values[-1])
    tied = int(bool(getattr(config, "tie_word_embeddings", False)))
    shape = dict(zip(_KEYS, (*values, kv, tied), strict=True))
    head = getattr(config, "head_dim", None)
    if head and head * shape["heads"] != shape["width"]:
        shape["head_dim"] = int(head)
    return shape


def why_too_small(needed: float, free: float) -> str:
    """One sentence if `free` bytes of a GPU are fewer than a run needs, else ""."""
    if needed <= free:
        return ""
    return (
        f"the run needs about {needed / 1e9:.1f} GB and the GPU has {free / 1e9:.1f} GB free; "
        "use a smaller model, fewer tokens, paged state or more GPUs."
    )
