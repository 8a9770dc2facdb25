"""Put LoRA layers into a model by name, and freeze everything else.

Knows names of modules and parameters. What a LoRA layer is comes in as an argument. Both functions
are also references of exercises of unit 10, and so each stands on its own.
"""

import re
from collections.abc import Callable

from torch import nn


def inject_lora(
    model: nn.Module, target: str | list[str], make: Callable[[nn.Module], nn.Module]
) -> list[str]:
    """Replace the layers of a model whose names match by LoRA layers, in place.

    Args:
        model: any model; its layers have the dotted names of ``model.named_modules()``, such as
            ``"model.layers.0.self_attn.q_proj"``.
        target: as in peft. A list: a layer matches if its name is one of the list's entries or
            ends in a dot and an entry (``"proj"`` does not match ``"q_proj"``); entries are plain
            text. A string: a regular expression that must match the whole name. The model itself,
            whose name is ``""``, never matches.
        make: called once for each matching layer, in the order of ``named_modules()``; returns
            the layer to put in its place.

    Returns:
        The names of the replaced layers, in that order.

    Raises:
        ValueError: nothing matches, or a matching layer is a LoRA layer already (it has an
            attribute ``lora_A``).
        Errors of ``make`` pass through. Whatever is raised, the model is as it was before: all
        new layers are made before the first one is put in.
    """
    if isinstance(target, str):
        pattern = re.compile(target)
        found = [
            (name, layer) for name, layer in model.named_modules()
            if name and pattern.fullmatch(name)
        ]  # fmt: skip
    else:
        found = [
            (name, layer) for name, layer in model.named_modules()
            if any(name == entry or name.endswith("." + entry) for entry in target)
        ]  # fmt: skip
    if not found:
        names = [name for name, layer in model.named_modules() if not list(layer.children())]
        raise ValueError(f"target {target!r} matches no layer; there are {names[:8]} ...")
    for name, layer in found:
        if hasattr(layer, "lora_A"):
            raise ValueError(f"{name} is a LoRA layer already; start from the plain model.")
    made = [(name, make(layer)) for name, layer in found]
    for name, layer in made:
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, layer)
    return [name for name, _ in made]


def mark_only_lora_as_trainable(model: nn.Module, bias: str = "none") -> None:
    """Make LoRA's parameters trainable and freeze all others, in place (as loralib does).

    Args:
        model: any model. A parameter is LoRA's if its own name, the last part of its dotted name,
            is ``lora_A`` or ``lora_B``.
        bias: ``"none"``: LoRA's parameters only. ``"all"``: also every parameter whose own name
            is ``bias``. ``"lora_only"``: also the ``bias`` of modules that have a ``lora_A``.

    Every parameter's ``requires_grad`` is set, whatever it was.

    Raises:
        ValueError: bias is none of the three, or the model has no LoRA parameter; nothing is
            changed then.
    """
    if bias not in ("none", "all", "lora_only"):
        raise ValueError(f"bias is {bias!r}; use 'none', 'all' or 'lora_only'.")
    names = [name.rpartition(".")[2] for name, _ in model.named_parameters()]
    if "lora_A" not in names:
        raise ValueError("model has no LoRA parameter; inject LoRA layers first.")
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            trained = name in ("lora_A", "lora_B")
            if name == "bias":
                trained = bias == "all" or (bias == "lora_only" and hasattr(module, "lora_A"))
            parameter.requires_grad = trained
