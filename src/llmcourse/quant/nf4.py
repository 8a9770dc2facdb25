"""NormalFloat: a code book from normal quantiles, weights in blocks, two codes a byte, and back.

Knows tensors and code books of any 16 levels. Each function is also the reference of an exercise
of unit 12, and so each stands on its own.
"""

import torch
from jaxtyping import Float, Integer, UInt8


def normal_float_levels(bits: int = 4, offset: float = 0.9677083) -> Float[torch.Tensor, " levels"]:
    """The NormalFloat code book: quantiles of the normal distribution, scaled to [-1, 1].

    Dettmers et al. 2023, section 3 (https://arxiv.org/abs/2305.14314), as the authors' library
    computes it. With h = 2^(bits - 1) and Q the standard normal's quantile function
    (``torch.special.ndtri``), the levels are

    * h above zero: Q(p) for p in h + 1 equal steps from 0.5 to ``offset``, without p = 0.5;
    * one exact 0;
    * h - 1 below zero: -Q(p) for p in h equal steps from 0.5 to ``offset``, without p = 0.5;

    all divided by the largest, so that the ends are -1 and 1.

    Args:
        bits: 2 to 8.
        offset: the highest probability, between 0.5 and 1 (both excluded). At p = 1 the quantile
            would be infinite.

    Returns:
        The 2^bits levels in rising order, float32. Computed in float64 and rounded at the end.

    Raises:
        ValueError: bits or offset is outside its range.
    """
    if not 2 <= bits <= 8:
        raise ValueError(f"bits is {bits}; use 2 to 8.")
    if not 0.5 < offset < 1:
        raise ValueError(f"offset is {offset}; use a probability above 0.5 and below 1.")
    half = 2 ** (bits - 1)
    upper = torch.special.ndtri(torch.linspace(0.5, offset, half + 1, dtype=torch.float64)[1:])
    lower = -torch.special.ndtri(torch.linspace(0.5, offset, half, dtype=torch.float64)[1:])
    levels = torch.cat([lower.flip(0), torch.zeros(1, dtype=torch.float64), upper])
    return (levels / levels.abs().max()).float()


def quantize_blocks(
    weight: Float[torch.Tensor, "*shape"],
    levels: Float[torch.Tensor, " levels"],
    block: int = 64,
) -> tuple[UInt8[torch.Tensor, " weights"], Float[torch.Tensor, " blocks"]]:
    """Blockwise absmax quantization: each weight becomes the number of its nearest level.

    The weight is read row by row as one flat list and cut into blocks of ``block`` numbers. Each
    block is divided by its absmax, the largest absolute value in it, and each quotient replaced
    by the index of the nearest level; exactly between two levels the lower one is taken. A block
    of zeros has absmax 0 and gets the code of the level nearest to 0.

    Args:
        weight: of any shape and floating dtype, computed with in float32; it is not changed.
        levels: the code book, at most 256 numbers in rising order.
        block: numbers that share one absmax, at least 1.

    Returns:
        ``codes`` (one for each weight) and ``absmax`` (float32, one for each block).

    Raises:
        ValueError: block is below 1, the number of weights is no multiple of it, or a weight is
            not a finite number.
    """
    if block < 1 or weight.numel() % block:
        raise ValueError(
            f"{weight.numel()} weights cannot be cut into blocks of {block}; choose another block."
        )
    if not torch.isfinite(weight).all():
        raise ValueError("weight holds a value that is no finite number.")
    blocks = weight.detach().float().reshape(-1, block)
    absmax = blocks.abs().amax(dim=1)
    scale = torch.where(absmax > 0, absmax, torch.ones_like(absmax))
    levels = levels.to(blocks.device, torch.float32)
    borders = (levels[1:] + levels[:-1]) / 2
    codes = torch.bucketize(blocks / scale[:, None], borders)
    return codes.to(torch.uint8).flatten(), absmax


def pack_codes(codes: Integer[torch.Tensor, " codes"]) -> UInt8[torch.Tensor, " bytes"]:
    """Put two 4-bit codes into each byte: the first of a pair into the high half.

    Args:
        codes: whole numbers from 0 to 15, an even number of them; not changed.

    Returns:
        Bytes, half as many. Codes 1 and 15 become the byte 1 * 16 + 15 = 31.

    Raises:
        ValueError: the number of codes is odd, or one of them is outside 0 to 15.
    """
    if codes.numel() % 2:
        raise ValueError(f"codes has {codes.numel()} entries; an even number is needed.")
    if codes.numel() and (codes.min() < 0 or codes.max() > 15):
        raise ValueError("codes holds a number outside 0 to 15, which four bits cannot.")
    pairs = codes.to(torch.uint8).reshape(-1, 2)
    return (pairs[:, 0] << 4) | pairs[:, 1]


def dequantize_blocks(
    packed: UInt8[torch.Tensor, " bytes"],
    absmax: Float[torch.Tensor, " blocks"],
    levels: Float[torch.Tensor, " 16"],
    shape: tuple[int, ...],
    block: int = 64,
    dtype: torch.dtype = torch.float32,
) -> Float[torch.Tensor, "*shape"]:
    """The weight that packed codes stand for: level of the code times absmax of the block.

    Args:
        packed: each byte holds two codes, the earlier one in its high half. Neither packed nor
            absmax nor levels is changed.
        absmax: one number for each block of ``block`` weights.
        levels: the 16 levels.
        shape: of the weight to return.
        block: numbers that share one absmax.
        dtype: of the result; the product is computed in float32 and rounded once.

    Returns:
        The weight, of ``shape`` and ``dtype``, on packed's device.

    Raises:
        ValueError: shape has another number of entries than packed has codes, or absmax does not
            have one number for each block.
    """
    count = 1
    for side in shape:
        count *= side
    if count != 2 * packed.numel():
        raise ValueError(f"packed holds {2 * packed.numel()} codes, shape {shape} needs {count}.")
    if absmax.numel() * block != count:
        raise ValueError(f"absmax has {absmax.numel()} entries for {count} weights of {block}.")
    # Both levels of a byte at once: a table of 256 pairs is read twice as fast as two halves.
    # table[...] would make an index of 64 bits a byte, and * a second product: at the peak 10 bytes
    # a weight instead of 6, which at 65B is nearly a GB.
    levels = levels.to(packed.device, torch.float32)
    byte = torch.arange(256, device=packed.device)
    table = torch.stack([levels[byte >> 4], levels[byte & 15]], dim=1)
    values = table.index_select(0, packed.flatten().int()).reshape(-1, block)
    return values.mul_(absmax.float().reshape(-1, 1)).to(dtype).reshape(shape)
