"""Sums rows plus columns over the matching modules in one loop."""

import torch
from torch import nn


def adapter_size(
    model: nn.Module, target: list[str], r: int, bytes_per_value: int = 2
) -> dict[str, float]:
    if r < 1:
        raise ValueError("r must be at least 1")
    sides = 0
    matched = False
    for name, module in model.named_modules():
        if not any(name == entry or name.endswith(f".{entry}") for entry in target):
            continue
        weight = getattr(module, "weight", None)
        if isinstance(weight, torch.Tensor) and weight.dim() == 2:
            matched = True
            sides += sum(weight.shape)
    if not matched:
        raise ValueError(f"no layer matches {target}")
    parameters = r * sides
    whole = sum(parameter.numel() for parameter in model.parameters())
    return {
        "parameters": parameters,
        "share": parameters / whole,
        "bytes": parameters * bytes_per_value,
    }
