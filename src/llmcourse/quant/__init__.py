"""4-bit weights for fine-tuning (QLoRA, Dettmers et al. 2023, https://arxiv.org/abs/2305.14314).

Answers of unit 12, each on its own: :mod:`nf4` (code book, blocks, packing and back),
:mod:`double_quant` (the constants quantized once more, bits a parameter), :mod:`frozen` (multiply
by a weight that is never kept), :mod:`paging` (Adam with its state elsewhere), :mod:`memory` (what
training holds). Around them, plumbing that takes those functions as arguments: :mod:`codec`,
:mod:`linear` (NF4Linear), :mod:`paged` (host memory and the optimizer), :mod:`formats` (the other
4-bit formats) and :mod:`shapes` (configurations of known models).

LoRA itself is in :mod:`llmcourse.lora`.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Codec": "codec",
    "FrozenLinear": "frozen",
    "HostState": "paged",
    "NF4Linear": "linear",
    "PagedAdamW": "paged",
    "SHAPES": "shapes",
    "bits_per_parameter": "double_quant",
    "course_codec": "codec",
    "dequantize_blocks": "nf4",
    "double_quantize": "double_quant",
    "normal_float_levels": "nf4",
    "pack_codes": "nf4",
    "paged_adam_step": "paging",
    "qlora_memory": "memory",
    "quantize_blocks": "nf4",
    "quantize_model": "linear",
    "restore_absmax": "codec",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Load one of the public names on first use, so that importing the package stays cheap."""
    if name in _HOMES:
        return getattr(import_module(f"llmcourse.quant.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'llmcourse.quant' has no attribute {name!r}")
