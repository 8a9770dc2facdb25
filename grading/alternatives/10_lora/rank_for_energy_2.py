"""Eigenvalues of the smaller Gram matrix; ranks are dropped from the end while they may be."""

import torch


def rank_for_energy(update: torch.Tensor, share: float = 0.9) -> int:
    if share <= 0 or share > 1 or share != share:
        raise ValueError(f"share {share} is not within (0, 1]")
    if update.ndim != 2:
        raise ValueError(f"expected a matrix, got {update.ndim} axes")
    matrix = update.detach().double()
    if torch.count_nonzero(matrix) == 0:
        return 0
    matrix = matrix / matrix.abs().amax()
    if matrix.shape[0] > matrix.shape[1]:
        matrix = matrix.T
    rising = torch.linalg.eigvalsh(matrix @ matrix.T).clamp(min=0).tolist()
    may_go = (1 - share + 1e-9) * sum(rising)
    rank, gone = len(rising), 0.0
    for energy in rising:
        gone += energy
        if gone > may_go or rank == 1:
            break
        rank -= 1
    return rank
