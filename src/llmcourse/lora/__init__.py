"""LoRA from scratch: layers, injection, adapters as files, merging, sizes.

Modules with one idea each: :mod:`update` (the low-rank update itself), :mod:`layers` (LoRALinear,
LoRAEmbedding), :mod:`inject` (put them into a model, freeze the rest), :mod:`merge` (into the
weights and out again), :mod:`adapters` (read, swap and combine adapters), :mod:`sizes` (how many
parameters and bytes), :mod:`spectrum` (which rank an update needs). Around them, plumbing that
takes the layer classes as arguments: :mod:`wrapping` (a LoRA layer from an existing one),
:mod:`files` (adapters on disk, in peft's format), :mod:`training` (a small fine-tuning loop) and
:mod:`shapes` (LLaMA's configurations).

Quantized weights and the relatives of LoRA are not here; they belong to later units.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "LoRAEmbedding": "layers",
    "LoRALinear": "layers",
    "adapter_size": "sizes",
    "adapter_state": "adapters",
    "combine_adapters": "adapters",
    "inject_lora": "inject",
    "load_adapter": "adapters",
    "lora_delta": "update",
    "lora_maker": "wrapping",
    "mark_only_lora_as_trainable": "inject",
    "rank_for_energy": "spectrum",
    "read_adapter": "files",
    "save_adapter": "files",
    "set_merged": "merge",
    "training_memory": "sizes",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Load one of the public names on first use, so that importing the package stays cheap."""
    if name in _HOMES:
        return getattr(import_module(f"llmcourse.lora.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'llmcourse.lora' has no attribute {name!r}")
