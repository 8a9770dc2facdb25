"""Which rank an update needs: singular values of what fine-tuning changed.

Knows matrices only. The function is also the reference of an exercise of unit 10.
"""

import torch
from jaxtyping import Float


def rank_for_energy(update: Float[torch.Tensor, "out in"], share: float = 0.9) -> int:
    """The smallest rank that keeps a share of an update's energy.

    With singular values s_1 >= s_2 >= ..., the energy of the best approximation of rank k is
    s_1^2 + ... + s_k^2 (Eckart and Young 1936); the whole energy is the sum over all.

    Args:
        update: a matrix, such as the difference between a weight after and before
            full fine-tuning.
        share: above 0, at most 1.

    Returns:
        The smallest k for which the energy of rank k is at least ``share`` times the whole; 0 for
        a matrix of zeros. Computed in 64 bits; differences of 1e-9 of the whole do not count, so
        that a matrix of exact rank 2 needs 2, not more, for share=1.

    Raises:
        ValueError: update is no matrix, or share is not within (0, 1].
    """
    if update.ndim != 2:
        raise ValueError(f"update must be a matrix, not of shape {list(update.shape)}.")
    if not 0 < share <= 1:
        raise ValueError(f"share is {share}; use a number above 0 and at most 1.")
    energy = torch.linalg.svdvals(update.detach().double()) ** 2
    total = energy.sum()
    if total == 0:
        return 0
    kept = torch.cumsum(energy, 0) / total
    return int((kept < share - 1e-9).sum()) + 1
