"""A loop over the groups, the last as short as it is."""

import torch


def double_quantize(
    absmax: torch.Tensor, group: int = 256
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    if group < 1 or absmax.numel() < 1:
        raise ValueError("there must be a constant, and a group of at least one")
    constants = absmax.float()
    mean = (constants.double().sum() / constants.numel()).float()
    codes: list[torch.Tensor] = []
    scales: list[torch.Tensor] = []
    for piece in torch.split(constants - mean, group):
        scale = torch.maximum(piece.max(), -piece.min())
        scales.append(scale)
        if scale > 0:
            codes.append((piece / scale * 127).round().to(torch.int8))
        else:
            scales[-1] = torch.zeros_like(scale)
            codes.append(torch.zeros_like(piece, dtype=torch.int8))
    return torch.cat(codes), torch.stack(scales), mean
