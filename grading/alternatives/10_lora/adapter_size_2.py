"""Sets of a name's dotted endings, and shapes collected before anything is counted."""

from torch import nn


def adapter_size(
    model: nn.Module, target: list[str], r: int, bytes_per_value: int = 2
) -> dict[str, float]:
    wanted = set(target)

    def endings(name: str) -> set[str]:
        parts = name.split(".")
        return {".".join(parts[start:]) for start in range(len(parts))}

    shapes = [
        tuple(module.weight.shape)
        for name, module in model.named_modules()
        if endings(name) & wanted and getattr(module, "weight", None) is not None
    ]
    shapes = [shape for shape in shapes if len(shape) == 2]
    if r < 1 or not shapes:
        raise ValueError("the rank is below 1" if r < 1 else "no layer matches")
    size = 0
    for m, n in shapes:
        size += r * m + n * r
    base = {id(parameter): parameter.numel() for parameter in model.parameters()}
    return {"parameters": size, "share": size / sum(base.values()), "bytes": size * bytes_per_value}
