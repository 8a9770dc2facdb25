"""A Triton kernel that dequantizes NF4: one program for 512 bytes, one look-up for each half."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor


@triton.jit
def _dequantize(packed, absmax, levels, out, count, BYTES: tl.constexpr):
    place = tl.program_id(0) * BYTES + tl.arange(0, BYTES)
    inside = place < count
    byte = tl.load(packed + place, mask=inside, other=0).to(tl.int32)
    scale = tl.load(absmax + place // 32, mask=inside, other=0.0)  # 64 weights are 32 bytes
    first = tl.load(levels + (byte >> 4)) * scale
    second = tl.load(levels + (byte & 15)) * scale
    tl.store(out + 2 * place, first.to(out.dtype.element_ty), mask=inside)
    tl.store(out + 2 * place + 1, second.to(out.dtype.element_ty), mask=inside)


def dequantize(packed: Tensor, absmax: Tensor, levels: Tensor, shape: tuple[int, ...],
               dtype: torch.dtype) -> Tensor:  # fmt: skip
    """The weight that packed codes in blocks of 64 stand for; all tensors on the GPU."""
    out = torch.empty(shape, dtype=dtype, device=packed.device)
    grid = (triton.cdiv(packed.numel(), 512),)
    _dequantize[grid](packed, absmax, levels, out, packed.numel(), BYTES=512)
    return out
