"""Pads to whole groups and works on a matrix with a row for each group."""

import torch
from torch.nn import functional as F


def double_quantize(
    absmax: torch.Tensor, group: int = 256
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    if absmax.numel() == 0:
        raise ValueError("absmax is empty")
    if group < 1:
        raise ValueError("group must be at least 1")
    mean = absmax.to(torch.float64).mean().to(torch.float32)
    rest = absmax.to(torch.float32) - mean
    rows = F.pad(rest, (0, -len(rest) % group)).reshape(-1, group)
    scales = rows.abs().amax(dim=1)
    divisor = torch.where(scales == 0, torch.ones_like(scales), scales)
    codes = torch.round(rows / divisor[:, None] * 127).to(torch.int8)
    return codes.flatten()[: len(rest)].clone(), scales, mean
