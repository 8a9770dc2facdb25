"""Double quantization: the constants of the first quantization are quantized themselves.

Each function is also the reference of an exercise of unit 12, and so each stands on its own. The
paper stores the second codes as 8-bit floats; here they are 8-bit whole numbers, as many bits.
"""

import torch
from jaxtyping import Float, Int8


def double_quantize(
    absmax: Float[torch.Tensor, " blocks"], group: int = 256
) -> tuple[Int8[torch.Tensor, " blocks"], Float[torch.Tensor, " groups"], Float[torch.Tensor, ""]]:
    """Quantize the blocks' constants to 8 bits (Dettmers et al. 2023, section 3).

    All constants are positive, so their mean (over all of them) is taken off first; otherwise
    half of the codes would stay unused. What is left is cut into groups of ``group`` (the last
    one may be shorter), each group divided by its largest absolute value, multiplied by 127 and
    rounded to the nearest whole number (``torch.round``). A group that is all 0 after the mean is
    off gets scale 0 and codes 0; nothing is added to the scale of any other.

    Args:
        absmax: the blocks' constants, at least one; not changed.
        group: constants that share one scale, at least 1.

    Returns:
        ``codes``, ``scales`` (float32, one for each group, the largest absolute value) and
        ``mean`` (float32). Constant i is then about
        codes[i] / 127 * scales[i // group] + mean.

    Raises:
        ValueError: absmax is empty, or group is below 1.
    """
    if absmax.numel() == 0:
        raise ValueError("absmax is empty; quantize a weight first.")
    if group < 1:
        raise ValueError(f"group is {group}; use 1 or more.")
    values = absmax.float()
    mean = values.mean()
    rest = -values.numel() % group
    padded = torch.cat([values - mean, values.new_zeros(rest)]).reshape(-1, group)
    scales = padded.abs().amax(dim=1)
    safe = torch.where(scales > 0, scales, torch.ones_like(scales))
    codes = torch.round(padded / safe[:, None] * 127).to(torch.int8)
    return codes.flatten()[: values.numel()], scales, mean


def bits_per_parameter(
    block: int = 64, group: int | None = 256, bits: float = 4, constant_bits: float = 32
) -> float:
    """Storage of one quantized weight in bits, its share of the constants included.

    Args:
        block: weights that share one constant.
        group: constants that share one second-level scale; None: no double quantization, and
            each constant takes ``constant_bits``. Otherwise each constant takes 8 bits and each
            scale ``constant_bits``. The one mean of a whole weight is not counted.
        bits: of a code.
        constant_bits: of a constant in full.

    Returns:
        Bits, in the mean over a large weight: 4.5 without and about 4.127 with double
        quantization for the defaults otherwise.

    Raises:
        ValueError: block or group is below 1.
    """
    if block < 1 or (group is not None and group < 1):
        raise ValueError(f"block is {block} and group is {group}; use 1 or more (or group=None).")
    if group is None:
        return bits + constant_bits / block
    return bits + 8 / block + constant_bits / (block * group)
