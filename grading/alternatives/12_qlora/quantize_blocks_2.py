"""Goes through the levels and keeps the nearest so far; only a nearer one replaces it."""

import torch


def quantize_blocks(
    weight: torch.Tensor, levels: torch.Tensor, block: int = 64
) -> tuple[torch.Tensor, torch.Tensor]:
    count = weight.numel()
    if block < 1 or count % block != 0:
        raise ValueError(f"{count} weights cannot be cut into blocks of {block}")
    flat = weight.detach().flatten().double()
    if bool((flat.isnan() | flat.isinf()).any()):
        raise ValueError("weights must be finite")
    absmax = torch.linalg.vector_norm(
        flat.unflatten(0, (count // block, block)), ord=float("inf"), dim=1
    )
    each = absmax.repeat_interleave(block)
    quotient = flat / each.masked_fill(each == 0, 1.0)
    codes = torch.zeros(count, dtype=torch.uint8, device=weight.device)
    nearest = torch.full_like(quotient, float("inf"))
    for code, level in enumerate(levels.tolist()):
        distance = (quotient - level).abs()
        nearer = distance < nearest
        codes[nearer] = code
        nearest[nearer] = distance[nearer]
    return codes, absmax.float()
