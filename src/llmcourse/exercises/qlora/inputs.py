"""Seeded inputs that several probes of unit 12 share."""

from __future__ import annotations

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from llmcourse.checking import close

NEAR = close(rtol=1e-5, atol=1e-6)


def normal(rng, *shape) -> torch.Tensor:
    """Numbers from the standard normal distribution."""
    return torch.tensor(rng.normal(size=shape), dtype=torch.float32)


def kind(value) -> str:
    """A tensor's dtype and shape; of anything else its type, so that a list is no crash."""
    if isinstance(value, torch.Tensor):
        return f"{value.dtype} {list(value.shape)}"
    return f"a {type(value).__name__}"


def three(found) -> tuple:
    """The three results of an answer; of anything else its kind, three times, to be judged."""
    if isinstance(found, tuple | list) and len(found) == 3:
        return tuple(found)
    count = f" of {len(found)}" if isinstance(found, tuple | list) else ""
    return (f"{kind(found)}{count}, not three results",) * 3


def single(value):
    """A number that a tensor of one entry holds; anything else as it is described."""
    one = isinstance(value, torch.Tensor) and value.numel() == 1
    return float(value) if one or isinstance(value, int | float) else kind(value)


def whole(codes):
    """Codes as whole numbers; of anything else its kind."""
    return codes.int() if isinstance(codes, torch.Tensor) else kind(codes)


class IntegerCasts(TorchDispatchMode):
    """Watches casts of floating-point numbers to whole ones: `undefined` is True once nan or
    infinity was cast. What that gives depends on the processor: no value can be expected of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.undefined = False

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run the operation, and look at it."""
        out = func(*args, **(kwargs or {}))
        source = args[0] if args else None
        if (isinstance(out, torch.Tensor) and isinstance(source, torch.Tensor)
                and func.overloadpacket is torch.ops.aten._to_copy
                and source.is_floating_point() and not out.is_floating_point()):  # fmt: skip
            self.undefined |= not bool(torch.isfinite(source).all())
        return out


def book(rng, levels: int = 16) -> torch.Tensor:
    """Levels in rising order within [-1, 1], 0 among them, none too near to the next."""
    steps = np.cumsum(rng.uniform(0.6, 1.4, size=levels - 1))
    values = np.concatenate([[0], steps]) / steps[-1] * 2 - 1
    values[np.abs(values).argmin()] = 0
    return torch.tensor(values, dtype=torch.float32)


def weights(rng, levels: torch.Tensor, blocks: int, block: int) -> torch.Tensor:
    """Flat weights, each clearly nearer to one level than to the next; a scale for each block."""
    borders = ((levels[1:] + levels[:-1]) / 2).numpy()
    unit = rng.uniform(-1, 1, size=(blocks, block))
    for _ in range(20):
        near = np.abs(unit[..., None] - borders).min(-1) < 4e-3
        unit = np.where(near, rng.uniform(-1, 1, size=unit.shape), unit)
    unit[np.arange(blocks), rng.integers(block, size=blocks)] = np.where(
        rng.random(blocks) < 0.5, -1, 1
    )
    scale = np.exp(rng.normal(size=(blocks, 1)))
    return torch.tensor((unit * scale).ravel(), dtype=torch.float32)


def constants(rng, count: int, group: int) -> torch.Tensor:
    """Constants of blocks, every quotient clear of the middle between two whole numbers."""
    values = torch.tensor(rng.uniform(0.5, 3, size=count), dtype=torch.float32)
    for _ in range(3):
        rest = torch.cat([values - values.mean(), torch.zeros(-count % group)]).reshape(-1, group)
        top = rest.abs().amax(1, keepdim=True)
        x = (rest / top * 127).flatten()[:count]
        near = ((x - x.floor()) - 0.5).abs() < 0.05
        moved = values + 0.2 * top.repeat(1, group).flatten()[:count] / 127
        values = torch.where(near, moved, values)
    return values


def half_block(rng, levels: torch.Tensor) -> torch.Tensor:
    """Eight bfloat16 weights, one block, in which a quotient rounded to bfloat16 crosses the border
    between two levels; in float32 none is near a border."""
    borders = (levels[1:] + levels[:-1]) / 2
    weight = normal(rng, 4000, 8).bfloat16()
    top = weight.abs().amax(1, keepdim=True)
    unit, rounded = weight.float() / top.float(), (weight / top).float()
    clear = (unit[..., None] - borders).abs().amin((1, 2)) > 2e-4
    moved = (torch.bucketize(unit, borders) != torch.bucketize(rounded, borders)).any(1)
    return weight[clear & moved][0]
