"""Works on dotted names: a predicate over names, freeze all first, then thaw."""

from torch import nn


def mark_only_lora_as_trainable(model: nn.Module, bias: str = "none") -> None:
    named = list(model.named_parameters(remove_duplicate=False))
    with_lora = {name.rpartition(".")[0] for name, _ in named if name.split(".")[-1] == "lora_A"}

    def learns(name: str) -> bool:
        path, _, own = name.rpartition(".")
        if own in {"lora_A", "lora_B"}:
            return True
        if own != "bias":
            return False
        return bias == "all" or (bias == "lora_only" and path in with_lora)

    if bias not in {"none", "all", "lora_only"}:
        raise ValueError("unknown kind of bias")
    if not any(name.split(".")[-1] in {"lora_A", "lora_B"} for name, _ in named):
        raise ValueError("no LoRA parameter in the model")
    model.requires_grad_(False)
    for name, parameter in named:
        if learns(name):
            parameter.requires_grad_(True)
