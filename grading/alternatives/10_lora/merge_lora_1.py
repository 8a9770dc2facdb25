"""Checks the list of layers, then adds or subtracts each whole update."""

import torch
from torch import nn


def set_merged(model: nn.Module, merged: bool) -> int:
    layers = [m for m in model.modules() if isinstance(getattr(m, "lora_A", None), nn.Parameter)]
    if not layers:
        raise ValueError("the model has no LoRA layer")
    if any(bool(layer.merged) == bool(merged) for layer in layers):
        raise ValueError("a layer is in that state already")
    with torch.no_grad():
        for layer in layers:
            update = layer.scaling * (layer.lora_B @ layer.lora_A)
            if layer.fan_in_fan_out:
                update = update.T
            if merged:
                layer.weight.add_(update)
            else:
                layer.weight.sub_(update)
            layer.merged = bool(merged)
    return len(layers)
