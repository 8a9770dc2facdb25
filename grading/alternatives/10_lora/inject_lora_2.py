"""One pattern for both kinds of target; dicts by name; the parents' _modules are written."""

import re
from collections.abc import Callable

from torch import nn


def inject_lora(
    model: nn.Module, target: str | list[str], make: Callable[[nn.Module], nn.Module]
) -> list[str]:
    if isinstance(target, str):
        pattern = re.compile(target)
    else:
        entries = "|".join(re.escape(entry) for entry in target)
        pattern = re.compile(rf"(?s:(?:.*\.)?(?:{entries}))")
    modules = dict(model.named_modules())
    old = {name: layer for name, layer in modules.items() if name and pattern.fullmatch(name)}
    if not old:
        raise ValueError("the target matches no layer")
    again = [name for name, layer in old.items() if hasattr(layer, "lora_A")]
    if again:
        raise ValueError(f"LoRA layers already: {', '.join(again)}")
    new = {}
    for name, layer in old.items():
        new[name] = make(layer)
    for name, layer in new.items():
        *path, last = name.split(".")
        modules[".".join(path)]._modules[last] = layer
    return list(new)
