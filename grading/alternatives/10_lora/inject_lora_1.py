"""Collects (parent, attribute, name, module) first, makes all, then uses setattr."""

import re
from collections.abc import Callable

from torch import nn


def inject_lora(
    model: nn.Module, target: str | list[str], make: Callable[[nn.Module], nn.Module]
) -> list[str]:
    def matches(name: str) -> bool:
        if isinstance(target, str):
            return re.fullmatch(target, name) is not None
        return any(name == entry or name.endswith("." + entry) for entry in target)

    found = []
    for name, module in model.named_modules():
        if name == "" or not matches(name):  # the model itself has no place to be put into
            continue
        if hasattr(module, "lora_A"):
            raise ValueError(f"{name} is a LoRA layer already")
        path, _, attribute = name.rpartition(".")
        found.append((model.get_submodule(path), attribute, name, module))
    if not found:
        raise ValueError(f"no layer matches {target!r}")
    made = [make(module) for _, _, _, module in found]
    for layer in made:
        if not isinstance(layer, nn.Module):
            raise TypeError("make did not return a module")
    for (parent, attribute, _, _), layer in zip(found, made, strict=True):
        setattr(parent, attribute, layer)
    return [name for _, _, name, _ in found]
