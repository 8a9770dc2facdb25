"""A signed factor and addmm in the weight's own layout; the result is copied over."""

import torch
from torch import nn


@torch.no_grad()
def set_merged(model: nn.Module, merged: bool) -> int:
    names = []
    for name, module in model.named_modules():
        if module._parameters.get("lora_A") is None:
            continue
        if module.merged is merged:
            raise ValueError(f"{name}: merged is {merged} already")
        names.append(name)
    if not names:
        raise ValueError("no LoRA layer")
    sign = 1 if merged else -1
    for name in names:
        layer = model.get_submodule(name)
        if layer.fan_in_fan_out:
            left, right = layer.lora_A.mT, layer.lora_B.mT
        else:
            left, right = layer.lora_B, layer.lora_A
        total = torch.addmm(layer.weight, left, right, alpha=sign * layer.scaling)
        layer.weight.copy_(total)
        layer.merged = merged
    return len(names)
