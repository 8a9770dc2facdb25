"""Collects the ids of trainable parameters from all names, then sets every parameter."""

from torch import nn


def mark_only_lora_as_trainable(model: nn.Module, bias: str = "none") -> None:
    if bias not in ("none", "all", "lora_only"):
        raise ValueError(f"bias must be none, all or lora_only, got {bias!r}")
    trainable: set[int] = set()
    for module in model.modules():
        own = {name: p for name, p in module._parameters.items() if p is not None}
        trainable.update(id(own[name]) for name in ("lora_A", "lora_B") if name in own)
    if not trainable:
        raise ValueError("the model has no LoRA parameter")
    for module in model.modules():
        own_bias = module._parameters.get("bias")
        if own_bias is None or bias == "none":
            continue
        if bias == "all" or getattr(module, "lora_A", None) is not None:
            trainable.add(id(own_bias))
    for parameter in model.parameters():
        parameter.requires_grad = id(parameter) in trainable
