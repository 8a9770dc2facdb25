"""Plans all layers first (checking keys and shapes), then changes one layer after the other."""

import torch
from torch import nn


def load_adapter(
    model: nn.Module, state: dict[str, torch.Tensor], lora_alpha: float | None = None
) -> None:
    def delta(layer: nn.Module) -> torch.Tensor:
        update = layer.scaling * (layer.lora_B @ layer.lora_A)
        return update.t() if layer.fan_in_fan_out else update

    plan = []
    left = set(state)
    for name, layer in model.named_modules():
        if not isinstance(getattr(layer, "lora_A", None), nn.Parameter):
            continue
        prefix = f"base_model.model.{name}."
        if isinstance(layer, nn.Embedding):
            keys = [prefix + "lora_embedding_A", prefix + "lora_embedding_B"]
        else:
            keys = [prefix + "lora_A.weight", prefix + "lora_B.weight"]
        for key, old in zip(keys, (layer.lora_A, layer.lora_B), strict=True):
            if key not in state:
                raise ValueError(f"{key} is missing")
            if state[key].shape != old.shape:
                raise ValueError(f"{key}: shape {tuple(state[key].shape)}, not {tuple(old.shape)}")
            left.discard(key)
        plan.append((layer, *(state[key].detach().clone() for key in keys)))
    if left:
        raise ValueError(f"unknown keys: {sorted(left)}")

    with torch.no_grad():
        for layer, new_a, new_b in plan:
            if layer.merged:
                layer.weight.sub_(delta(layer))
            layer.lora_A.copy_(new_a)
            layer.lora_B.copy_(new_b)
            if lora_alpha is not None:
                layer.lora_alpha = lora_alpha
                layer.scaling = lora_alpha / layer.r
            if layer.merged:
                layer.weight.add_(delta(layer))
