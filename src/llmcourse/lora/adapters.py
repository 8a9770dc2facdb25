"""Adapters as data: read them out of a model, swap them, combine several.

An adapter is a dict from peft's key to a matrix. Files are in :mod:`llmcourse.lora.files`. The
functions are also references of exercises of unit 10, and so each stands on its own.
"""

import torch
from jaxtyping import Float
from torch import nn


def adapter_state(model: nn.Module) -> dict[str, Float[torch.Tensor, "_ _"]]:
    """Everything that fine-tuning with LoRA has learned, under the keys that peft uses.

    A LoRA layer, merged or not, is a module with a parameter ``lora_A``. The model is not changed.
    With NAME the layer's dotted name in the model,
    the keys are ``"base_model.model.NAME.lora_A.weight"`` and ``"...NAME.lora_B.weight"``; for
    a table of embeddings (an ``nn.Embedding``) ``"base_model.model.NAME.lora_embedding_A"`` and
    ``"...NAME.lora_embedding_B"``.

    Returns:
        A dict in the order of ``model.named_modules()``, A before B. Values are copies in the
        format (dtype) of the parameters that need no gradient: later training does not change
        them.

    Raises:
        ValueError: the model has no LoRA layer.
    """
    state = {}
    for name, layer in model.named_modules():
        if hasattr(layer, "lora_A"):
            for part in ("A", "B"):
                end = f"lora_{part}.weight"
                if isinstance(layer, nn.Embedding):
                    end = f"lora_embedding_{part}"
                values = getattr(layer, f"lora_{part}")
                state[f"base_model.model.{name}.{end}"] = values.detach().clone()
    if not state:
        raise ValueError("model has no LoRA layer; there is no adapter to read.")
    return state


def load_adapter(
    model: nn.Module,
    state: dict[str, Float[torch.Tensor, "_ _"]],
    lora_alpha: float | None = None,
) -> None:
    """Give the LoRA layers of a model other values: this is how one model switches its task.

    A LoRA layer is a module with a parameter ``lora_A`` [r, in]; it also has ``lora_B`` [out, r],
    ``r``, ``lora_alpha``, ``scaling``, ``fan_in_fan_out``, ``weight`` and ``merged``.

    Args:
        model: a model with LoRA layers.
        state: an adapter, with the keys of peft: ``"base_model.model.NAME.lora_A.weight"`` and
            ``"...lora_B.weight"`` for the layer with the dotted name NAME, and
            ``"base_model.model.NAME.lora_embedding_A"``, ``"...lora_embedding_B"`` for an
            ``nn.Embedding``.
        lora_alpha: the adapter's alpha; every layer's ``lora_alpha`` becomes this, its
            ``scaling`` lora_alpha / r. None: both stay. 0 is a number like others.

    The values are copied into the parameters that exist (A, B and ``weight`` stay the same objects
    and as trainable as they were); ``state`` is not changed. A layer that is merged is merged with
    the new adapter afterwards: the old update (with the old scaling) is taken out of ``weight``,
    the new one put in, and ``merged`` stays True.

    Raises:
        ValueError: a key is missing or too many, or a shape differs (the adapter belongs to
            another base or rank); nothing is changed then.
    """
    layers = [(name, m) for name, m in model.named_modules() if hasattr(m, "lora_A")]
    wanted = {}
    for name, layer in layers:
        for part in ("A", "B"):
            end = f"lora_{part}.weight"
            if isinstance(layer, nn.Embedding):
                end = f"lora_embedding_{part}"
            wanted[f"base_model.model.{name}.{end}"] = getattr(layer, f"lora_{part}")
    missing, extra = sorted(set(wanted) - set(state)), sorted(set(state) - set(wanted))
    if missing or extra:
        what, key = ("lacks", missing[0]) if missing else ("has the extra", extra[0])
        raise ValueError(f"state {what} {key!r}; it belongs to another model or other targets.")
    for key, old in wanted.items():
        if state[key].shape != old.shape:
            raise ValueError(
                f"{key} is {list(state[key].shape)}, the model needs {list(old.shape)}; the "
                "adapter belongs to another model or rank."
            )
    with torch.no_grad():
        deltas = [layer.scaling * (layer.lora_B @ layer.lora_A) for _, layer in layers]
        for key, old in wanted.items():
            old.copy_(state[key])
        for (_, layer), before in zip(layers, deltas, strict=True):
            if lora_alpha is not None:
                layer.lora_alpha = lora_alpha
                layer.scaling = lora_alpha / layer.r
            if layer.merged:
                change = layer.scaling * (layer.lora_B @ layer.lora_A) - before
                layer.weight += change.T if layer.fan_in_fan_out else change


def combine_adapters(
    adapters: list[dict[str, Float[torch.Tensor, "_ _"]]],
    scalings: list[float],
    weights: list[float],
) -> dict[str, Float[torch.Tensor, "_ _"]]:
    """One adapter that does what a weighted sum of several does, exactly.

    With A_i [r_i, in], B_i [out, r_i] and scaling s_i of adapter i, the result's B A is the sum
    over i of weights_i s_i B_i A_i. Its rank is the sum of the ranks: A_i are stacked, B_i stand
    side by side, in the order given. It is meant for layers with scaling 1 (alpha equal to that
    rank). peft calls this combination "cat".

    Args:
        adapters: adapters of the same layers, of any ranks; in each, A's key becomes B's by
            ``"lora_A"`` -> ``"lora_B"`` or ``"lora_embedding_A"`` -> ``"lora_embedding_B"``.
        scalings: alpha / r of each.
        weights: how much of each; may be negative (subtracting a skill) or 0.

    Returns:
        A new adapter with the keys of the first, in its order, also if there is only one. The
        inputs are not changed.

    Raises:
        ValueError: there is no adapter, the three lists differ in length, or the adapters have
            different keys.
    """
    if not adapters or not len(adapters) == len(scalings) == len(weights):
        raise ValueError(
            f"adapters, scalings and weights must be equally many and at least one, not "
            f"{len(adapters)}, {len(scalings)} and {len(weights)}."
        )
    for other in adapters[1:]:
        if set(other) != set(adapters[0]):
            raise ValueError("the adapters have different keys; combine adapters of one model.")
    combined = {}
    for key in adapters[0]:
        if "lora_A" in key or "lora_embedding_A" in key:
            combined[key] = torch.cat([adapter[key] for adapter in adapters], dim=0)
        else:
            parts = [
                weight * scaling * adapter[key]
                for adapter, scaling, weight in zip(adapters, scalings, weights, strict=True)
            ]
            combined[key] = torch.cat(parts, dim=1)
    return combined
