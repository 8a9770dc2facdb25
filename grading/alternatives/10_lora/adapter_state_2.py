"""Lists the layers first, then one comprehension over layers and letters."""

import torch
from torch import nn


def adapter_state(model: nn.Module) -> dict[str, torch.Tensor]:
    layers = [(n, m) for n, m in model.named_modules() if m._parameters.get("lora_A") is not None]
    if len(layers) == 0:
        raise ValueError("nothing to save: no LoRA layer")

    def key(name: str, layer: nn.Module, letter: str) -> str:
        table = isinstance(layer, nn.Embedding)
        tail = f"lora_embedding_{letter}" if table else f"lora_{letter}.weight"
        return ".".join(("base_model", "model", name, tail))

    with torch.no_grad():
        return {
            key(name, layer, letter): torch.clone(layer._parameters[f"lora_{letter}"]).detach()
            for name, layer in layers
            for letter in "AB"
        }
