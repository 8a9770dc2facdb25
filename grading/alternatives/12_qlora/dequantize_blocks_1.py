"""Unpacks the codes by shift and mask, then multiplies with absmax repeated for each weight."""

import math

import torch


def dequantize_blocks(
    packed: torch.Tensor,
    absmax: torch.Tensor,
    levels: torch.Tensor,
    shape: tuple[int, ...],
    block: int = 64,
    dtype: torch.dtype = torch.float32,
) -> torch.Tensor:
    count = 2 * packed.numel()
    if math.prod(shape) != count:
        raise ValueError(f"shape {tuple(shape)} has not {count} entries")
    if absmax.numel() * block != count:
        raise ValueError("absmax does not have one number for each block")
    codes = torch.stack([packed >> 4, packed & 15], dim=1).flatten().long()
    book = levels.to(device=packed.device, dtype=torch.float32)
    factor = absmax.to(device=packed.device, dtype=torch.float32).flatten()
    return (book[codes] * factor.repeat_interleave(block)).reshape(shape).to(dtype)
