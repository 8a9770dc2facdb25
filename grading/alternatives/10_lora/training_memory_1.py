"""One named line for each part, and the total as a sum."""


def training_memory(
    frozen: int,
    trainable: int,
    activations: int = 0,
    frozen_bytes: float = 2,
    trainable_bytes: float = 4,
    state_bytes: float = 8,
) -> dict[str, float]:
    if min(frozen, trainable, activations, frozen_bytes, trainable_bytes, state_bytes) < 0:
        raise ValueError("no argument may be negative")
    weights = frozen * frozen_bytes + trainable * trainable_bytes
    gradients = trainable * trainable_bytes
    optimizer = trainable * state_bytes
    return {
        "weights": weights,
        "gradients": gradients,
        "optimizer": optimizer,
        "activations": activations,
        "total": weights + gradients + optimizer + activations,
    }
