"""Merge LoRA's update into the weights of a whole model, and take it out again.

Knows LoRA layers by their attributes. The function is also the reference of an exercise of unit 10.
"""

import torch
from torch import nn


def set_merged(model: nn.Module, merged: bool) -> int:
    """Merge all LoRA layers of a model (True), or take their updates out again (False), in place.

    A LoRA layer is a module with a parameter ``lora_A`` [r, in]; it also has ``lora_B`` [out, r],
    ``scaling``, ``fan_in_fan_out``, ``weight`` and ``merged``. Its update is
    scaling * lora_B @ lora_A, of shape [out, in]; the weight is [in, out] if ``fan_in_fan_out``.
    After merging, one matrix product a layer is all that is left: no latency is added (section
    4.1 of https://arxiv.org/abs/2106.09685).

    Each layer's ``weight`` stays the same parameter object, ``merged`` says what it holds, A and B
    keep their values and can learn as before. The layers' own ``merge_weights`` and the mode
    (train, eval) play no role.

    Returns:
        The number of LoRA layers.

    Raises:
        ValueError: the model has no LoRA layer, or some layer is already merged (when asked to
            merge) or not merged (when asked to unmerge); no layer is changed then.
    """
    layers = [(n, layer) for n, layer in model.named_modules() if hasattr(layer, "lora_A")]
    if not layers:
        raise ValueError("model has no LoRA layer; inject some first.")
    for name, layer in layers:
        if layer.merged == merged:
            state = "merged already" if merged else "not merged"
            raise ValueError(f"{name} is {state}; nothing was changed.")
    with torch.no_grad():
        for _, layer in layers:
            delta = layer.scaling * (layer.lora_B @ layer.lora_A)
            if layer.fan_in_fan_out:
                delta = delta.T
            layer.weight += delta if merged else -delta
            layer.merged = merged
    return len(layers)
