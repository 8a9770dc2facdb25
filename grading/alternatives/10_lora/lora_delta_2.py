"""One einsum that writes the layout directly, with B scaled beforehand."""

import torch


def lora_delta(
    lora_A: torch.Tensor, lora_B: torch.Tensor, lora_alpha: float, fan_in_fan_out: bool = False
) -> torch.Tensor:
    for matrix in (lora_A, lora_B):
        if matrix.ndim != 2:
            raise ValueError(f"expected a matrix, got {matrix.ndim} axes")
    ranks = {lora_A.size(0), lora_B.size(1)}
    if len(ranks) > 1:
        raise ValueError("the ranks of A and B differ")
    r = ranks.pop()
    if r < 1:
        raise ValueError("the rank is 0")
    layout = "or,ri->io" if fan_in_fan_out else "or,ri->oi"
    return torch.einsum(layout, lora_B * (lora_alpha / r), lora_A)
