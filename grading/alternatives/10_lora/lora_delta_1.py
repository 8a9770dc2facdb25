"""Matrix product first, then scaled and transposed."""

import torch


def lora_delta(
    lora_A: torch.Tensor, lora_B: torch.Tensor, lora_alpha: float, fan_in_fan_out: bool = False
) -> torch.Tensor:
    if lora_A.dim() != 2 or lora_B.dim() != 2:
        raise ValueError("A and B must be matrices")
    rank = lora_A.shape[0]
    if rank == 0 or lora_B.shape[1] != rank:
        raise ValueError(f"ranks {rank} and {lora_B.shape[1]} do not fit")
    delta = (lora_B @ lora_A) * (lora_alpha / rank)
    return delta.t().contiguous() if fan_in_fan_out else delta
