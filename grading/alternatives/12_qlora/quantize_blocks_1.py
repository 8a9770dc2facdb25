"""A binary search among the midpoints between the levels."""

import torch


def quantize_blocks(
    weight: torch.Tensor, levels: torch.Tensor, block: int = 64
) -> tuple[torch.Tensor, torch.Tensor]:
    if block < 1:
        raise ValueError("block must be at least 1")
    if weight.numel() % block:
        raise ValueError("the number of weights is no multiple of block")
    if not torch.isfinite(weight).all():
        raise ValueError("a weight is not a finite number")
    blocks = weight.detach().to(torch.float64).reshape(-1, block)
    absmax = blocks.abs().amax(dim=1)
    divisor = torch.where(absmax > 0, absmax, torch.ones_like(absmax))
    book = levels.to(device=weight.device, dtype=torch.float64)
    middles = (book[1:] + book[:-1]) / 2
    codes = torch.bucketize(blocks / divisor[:, None], middles, right=False)
    return codes.reshape(-1).to(torch.uint8), absmax.to(torch.float32)
