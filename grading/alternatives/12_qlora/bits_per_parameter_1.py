"""The formula, in two cases."""


def bits_per_parameter(
    block: int = 64, group: int | None = 256, bits: float = 4, constant_bits: float = 32
) -> float:
    if block < 1 or (group is not None and group < 1):
        raise ValueError("block and group must be at least 1")
    if group is None:
        return bits + constant_bits / block
    return bits + 8 / block + constant_bits / (block * group)
