"""A table of (part, number, bytes of one) that is accumulated."""


def training_memory(
    frozen: int,
    trainable: int,
    activations: int = 0,
    frozen_bytes: float = 2,
    trainable_bytes: float = 4,
    state_bytes: float = 8,
) -> dict[str, float]:
    for name, value in dict(locals()).items():
        if value < 0:
            raise ValueError(f"{name} is negative")
    table = (
        ("weights", frozen, frozen_bytes),
        ("weights", trainable, trainable_bytes),
        ("gradients", trainable, trainable_bytes),
        ("optimizer", trainable, state_bytes),
        ("activations", activations, 1),
    )
    held: dict[str, float] = {}
    for part, number, size in table:
        held[part] = held.get(part, 0) + number * size
    return held | {"total": sum(held.values())}
