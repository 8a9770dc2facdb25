"""Singular values and a running sum compared with the share."""

import torch


def rank_for_energy(update: torch.Tensor, share: float = 0.9) -> int:
    if update.dim() != 2:
        raise ValueError("update is no matrix")
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    matrix = update.detach().to(torch.float64)
    if matrix.numel() == 0 or not matrix.any():
        return 0
    energy = torch.linalg.svdvals(matrix / matrix.abs().max()).square()
    reached = energy.cumsum(0) / energy.sum()
    return int((reached < share - 1e-9).sum().clamp(max=len(energy) - 1)) + 1
