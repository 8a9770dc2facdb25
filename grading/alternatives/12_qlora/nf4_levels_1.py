"""torch.linspace and ndtri for both sides, joined by cat."""

import torch


def normal_float_levels(bits: int = 4, offset: float = 0.9677083) -> torch.Tensor:
    if not 2 <= bits <= 8:
        raise ValueError("bits must be 2 to 8")
    if not 0.5 < offset < 1:
        raise ValueError("offset must lie between 0.5 and 1")
    half = 2 ** (bits - 1)

    def side(points: int) -> torch.Tensor:
        p = torch.linspace(0.5, offset, points, dtype=torch.float64)
        return torch.special.ndtri(p[1:])

    above = side(half + 1)
    below = -side(half).flip(0)
    levels = torch.cat([below, torch.zeros(1, dtype=torch.float64), above])
    return (levels / above[-1]).to(torch.float32)
