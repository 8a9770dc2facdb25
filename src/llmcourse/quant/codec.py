"""A codec: the four functions that turn a weight into 4 bits and back, as one object.

Plumbing: the functions are arguments, so that a learner's own can be used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import torch
from jaxtyping import Float, Int8
from torch import Tensor


def restore_absmax(
    codes: Int8[Tensor, " blocks"],
    scales: Float[Tensor, " groups"],
    mean: Float[Tensor, ""],
    group: int = 256,
) -> Float[Tensor, " blocks"]:
    """The constants that `double_quantize` stored: codes / 127 * scale of the group + mean."""
    spread = scales.repeat_interleave(group)[: codes.numel()]
    return codes.float() / 127 * spread + mean


@dataclass(frozen=True)
class Packed:
    """A weight in 4 bits: tensors by name, its shape, and how to read them."""

    tensors: dict[str, Tensor]
    shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """Bytes of all tensors together."""
        return sum(t.numel() * t.element_size() for t in self.tensors.values())


@dataclass(frozen=True)
class Codec:
    """Turns weights into 4 bits and back.

    levels: the code book. quantize, pack, dequantize, double: functions as in
    :mod:`llmcourse.quant.nf4` and :mod:`llmcourse.quant.double_quant`; double None keeps the
    blocks' constants in 32 bits.
    """

    levels: Float[Tensor, " 16"]
    quantize: Callable[..., Any]
    pack: Callable[..., Tensor]
    dequantize: Callable[..., Tensor]
    double: Callable[..., Any] | None = None
    block: int = 64
    group: int = 256
    _levels: dict[torch.device, Tensor] = field(default_factory=dict, repr=False, compare=False)

    def _levels_on(self, device: torch.device) -> Tensor:
        """The levels on a device, copied there once: a copy at every use would make a GPU wait."""
        if device not in self._levels:
            self._levels[device] = self.levels.to(device)
        return self._levels[device]

    def encode(self, weight: Float[Tensor, "*shape"]) -> Packed:
        """A weight as packed tensors. Raises what `quantize` raises."""
        codes, absmax = self.quantize(weight, self._levels_on(weight.device), self.block)
        tensors = {"packed": self.pack(codes)}
        if self.double is None:
            tensors["absmax"] = absmax
        else:
            small, scales, mean = self.double(absmax, self.group)
            tensors |= {"absmax_codes": small, "absmax_scales": scales, "absmax_mean": mean}
        return Packed(tensors, tuple(weight.shape))

    def decode(self, packed: Packed, dtype: torch.dtype = torch.float32) -> Float[Tensor, "*shape"]:
        """The weight that packed tensors stand for."""
        t = packed.tensors
        absmax = t.get("absmax")
        if absmax is None:
            absmax = restore_absmax(
                t["absmax_codes"], t["absmax_scales"], t["absmax_mean"], self.group
            )
        levels = self._levels_on(absmax.device)
        return self.dequantize(t["packed"], absmax, levels, packed.shape, self.block, dtype)


def course_codec(block: int = 64, group: int | None = 256) -> Codec:
    """NF4 by the package's own functions; group None: without double quantization."""
    nf4 = import_module("llmcourse.quant.nf4")
    double = import_module("llmcourse.quant.double_quant")
    return Codec(
        nf4.normal_float_levels(), nf4.quantize_blocks, nf4.pack_codes, nf4.dequantize_blocks,
        None if group is None else double.double_quantize, block, group or 256,
    )  # fmt: skip
