"""The other 4-bit formats that NF4 is compared with: code books of 16 levels or fewer in [-1, 1].

Plumbing: any code book goes through the same blockwise quantization.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

# NF4 as published (Dettmers et al. 2023, appendix E), to seven digits.
PUBLISHED_NF4 = torch.tensor([
    -1.0, -0.6961928, -0.5250731, -0.3949175, -0.2844414, -0.1847734, -0.0910500, 0.0,
    0.0795803, 0.1609302, 0.2461123, 0.3379152, 0.4407098, 0.5626170, 0.7229568, 1.0,
])  # fmt: skip


def code_books() -> dict[str, Float[Tensor, " _"]]:
    """Name -> levels in rising order, scaled so that the largest absolute value is 1.

    int4: the symmetric whole numbers -7 to 7. uniform: 16 equal steps. FP4: a sign, two bits of
    exponent, one of mantissa (0, 0.0052, 0.1667, ... 1 as in the authors' library).
    """
    half = torch.tensor([0.0, 0.0052083333, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0])
    return {
        "NF4": import_module("llmcourse.quant.nf4").normal_float_levels(),
        "uniform": torch.linspace(-1, 1, 16),
        "int4": torch.arange(-7, 8) / 7,
        "FP4": torch.unique(torch.cat([-half, half])),
    }


def relative_errors(
    weight: Float[Tensor, "*shape"],
    levels: Float[Tensor, " levels"],
    quantize: Callable[..., Any],
    block: int = 64,
) -> Float[Tensor, " blocks"]:
    """Root mean square error of each block, divided by the weight's root mean square."""
    codes, absmax = quantize(weight, levels, block)
    flat = weight.detach().float().reshape(-1, block)
    back = levels[codes.int()].reshape(-1, block) * absmax[:, None]
    return (flat - back).pow(2).mean(1).sqrt() / flat.pow(2).mean().sqrt()
