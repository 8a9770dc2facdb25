"""How many parameters an adapter has and how many bytes training takes.

Arithmetic on shapes: works on the meta device, where a model has shapes and no values. The
functions are also references of exercises of unit 10, and so each stands on its own.
"""

from torch import nn


def adapter_size(
    model: nn.Module, target: list[str], r: int, bytes_per_value: int = 2
) -> dict[str, float]:
    """Parameters and bytes that LoRA of rank r adds to the layers of a model that match.

    A layer with a weight of shape [m, n] (linear, ``Conv1D`` or embedding, in either layout) gets
    A and B with r (m + n) parameters together; biases get none.

    Args:
        model: the plain model, with values or on the meta device; it is not changed.
        target: a layer matches if its dotted name is one of the entries or ends in a dot and an
            entry.
        r: the rank, at least 1.
        bytes_per_value: 2 for 16-bit numbers, 4 for 32-bit.

    Returns:
        ``"parameters"``: of the adapter; ``"share"``: these divided by the parameters of the
        plain model (all of them, biases and embeddings too; one that two modules share counts
        once); ``"bytes"``: of the adapter's values in a file.

    Raises:
        ValueError: r is below 1, or no layer matches.
    """
    if r < 1:
        raise ValueError(f"r is {r}; use 1 or more.")
    shapes = [
        layer.weight.shape
        for name, layer in model.named_modules()
        if any(name == entry or name.endswith("." + entry) for entry in target)
    ]
    if not shapes:
        raise ValueError(f"target {target!r} matches no layer of the model.")
    parameters = sum(r * (m + n) for m, n in shapes)
    base = sum(parameter.numel() for parameter in model.parameters())
    return {
        "parameters": parameters,
        "share": parameters / base,
        "bytes": parameters * bytes_per_value,
    }


def training_memory(
    frozen: int,
    trainable: int,
    activations: int = 0,
    frozen_bytes: float = 2,
    trainable_bytes: float = 4,
    state_bytes: float = 8,
) -> dict[str, float]:
    """Bytes that training holds at its peak, by what holds them.

    Args:
        frozen: number of parameters that are not trained.
        trainable: number of parameters that are.
        activations: bytes kept for the backward pass.
        frozen_bytes: of one frozen parameter; 2 for 16-bit numbers, 0.5 for 4-bit ones.
        trainable_bytes: of one trained parameter; its gradient has the same format.
        state_bytes: of the optimizer for one trained parameter; 8 for Adam (two moments of 32
            bits), 0 for plain SGD.

    Returns:
        ``"weights"`` (frozen and trained), ``"gradients"``, ``"optimizer"``, ``"activations"``
        and ``"total"``, their sum, in bytes. A frozen parameter has neither gradient nor optimizer
        state: that is where LoRA saves.

    Raises:
        ValueError: an argument is negative.
    """
    if min(frozen, trainable, activations, frozen_bytes, trainable_bytes, state_bytes) < 0:
        raise ValueError("numbers and sizes must be 0 or more.")
    parts = {
        "weights": frozen * frozen_bytes + trainable * trainable_bytes,
        "gradients": trainable * trainable_bytes,
        "optimizer": trainable * state_bytes,
        "activations": activations,
    }
    return parts | {"total": sum(parts.values())}
