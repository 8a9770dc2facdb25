"""Counts the bits of one whole group (or block) and divides by its weights."""


def bits_per_parameter(
    block: int = 64, group: int | None = 256, bits: float = 4, constant_bits: float = 32
) -> float:
    for number in (block, group):
        if number is not None and number < 1:
            raise ValueError(f"{number} is below 1")
    constants = 1 if group is None else group
    weights = constants * block
    storage = weights * bits + constant_bits
    if group is not None:
        storage += constants * 8
    return storage / weights
