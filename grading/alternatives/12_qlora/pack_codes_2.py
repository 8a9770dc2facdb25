"""Rows of two in 64 bits, weighed with 16 and 1 and summed."""

import torch


def pack_codes(codes: torch.Tensor) -> torch.Tensor:
    count = codes.numel()
    if count != count // 2 * 2:
        raise ValueError(f"{count} codes are no pairs")
    wide = codes.to(torch.int64)
    if torch.any((wide >> 4) != 0):
        raise ValueError("codes must have 4 bits")
    pairs = wide.reshape(count // 2, 2)
    place = torch.tensor([16, 1], device=codes.device)
    return (pairs * place).sum(dim=1).to(torch.uint8)
