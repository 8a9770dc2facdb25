"""A map from key to parameter is compared with the state; the work goes in three passes."""

import torch
from torch import nn


def load_adapter(
    model: nn.Module, state: dict[str, torch.Tensor], lora_alpha: float | None = None
) -> None:
    layers = {n: m for n, m in model.named_modules() if m._parameters.get("lora_A") is not None}
    slots: dict[str, nn.Parameter] = {}
    for name, layer in layers.items():
        form = "lora_embedding_{}" if isinstance(layer, nn.Embedding) else "lora_{}.weight"
        slots[f"base_model.model.{name}." + form.format("A")] = layer.lora_A
        slots[f"base_model.model.{name}." + form.format("B")] = layer.lora_B
    if slots.keys() != state.keys():
        raise ValueError(f"keys differ: {sorted(slots.keys() ^ state.keys())}")
    wrong = [key for key, slot in slots.items() if slot.size() != state[key].size()]
    if wrong:
        raise ValueError(f"other shapes: {wrong}")

    @torch.no_grad()
    def shift(sign: float) -> None:
        for layer in layers.values():
            if not layer.merged:
                continue
            if layer.fan_in_fan_out:
                product = layer.lora_A.T @ layer.lora_B.T
            else:
                product = layer.lora_B @ layer.lora_A
            layer.weight.add_(product, alpha=sign * layer.scaling)

    values = {key: value.detach().clone() for key, value in state.items()}
    shift(-1.0)
    for key, slot in slots.items():
        slot.data.copy_(values[key])
    if lora_alpha is not None:
        for layer in layers.values():
            layer.lora_alpha, layer.scaling = lora_alpha, lora_alpha / layer.r
    shift(1.0)
