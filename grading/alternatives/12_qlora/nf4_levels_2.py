"""Plain Python floats with the standard library's normal distribution, sorted at the end."""

from statistics import NormalDist

import torch


def normal_float_levels(bits: int = 4, offset: float = 0.9677083) -> torch.Tensor:
    if bits < 2 or bits > 8:
        raise ValueError(f"{bits} bits are not within 2 to 8")
    if not (offset > 0.5 and offset < 1.0):
        raise ValueError(f"offset {offset} is not between 0.5 and 1")
    quantile = NormalDist().inv_cdf
    half = 1 << (bits - 1)
    span = offset - 0.5
    largest = quantile(offset)
    levels = [0.0]
    for sign, steps in ((1.0, half), (-1.0, half - 1)):
        for step in range(steps):
            levels.append(sign * quantile(offset - span * step / steps) / largest)
    return torch.tensor(sorted(levels), dtype=torch.float64).float()
