"""A table of the two levels of each of the 256 bytes; blocks as rows."""

import torch


def dequantize_blocks(
    packed: torch.Tensor,
    absmax: torch.Tensor,
    levels: torch.Tensor,
    shape: tuple[int, ...],
    block: int = 64,
    dtype: torch.dtype = torch.float32,
) -> torch.Tensor:
    entries = 1
    for side in shape:
        entries *= side
    if entries != packed.numel() * 2:
        raise ValueError("shape and packed do not have the same number of entries")
    blocks, rest = divmod(entries, block)
    if rest or absmax.numel() != blocks:
        raise ValueError(f"{absmax.numel()} constants for {entries} weights")
    book = levels.float().to(packed.device)
    table = torch.cartesian_prod(book, book)  # row 16 * high + low
    values = table.index_select(0, packed.reshape(-1).int()).reshape(blocks, block)
    values = values * absmax.float().to(packed.device).reshape(blocks, 1)
    return values.to(dtype).reshape(shape)
