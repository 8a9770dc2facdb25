"""A loop over the modules with a suffix table by kind of layer."""

import torch
from torch import nn


def adapter_state(model: nn.Module) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = {}
    for name, module in model.named_modules():
        if not isinstance(getattr(module, "lora_A", None), nn.Parameter):
            continue
        if isinstance(module, nn.Embedding):
            suffixes = {"lora_A": "lora_embedding_A", "lora_B": "lora_embedding_B"}
        else:
            suffixes = {"lora_A": "lora_A.weight", "lora_B": "lora_B.weight"}
        for attribute, suffix in suffixes.items():
            value = getattr(module, attribute)
            state[f"base_model.model.{name}.{suffix}"] = value.detach().clone()
    if not state:
        raise ValueError("the model has no LoRA layer")
    return state
