"""Pairs of A and B are filled into preallocated matrices, a slice for each adapter."""

import torch


def combine_adapters(
    adapters: list[dict[str, torch.Tensor]], scalings: list[float], weights: list[float]
) -> dict[str, torch.Tensor]:
    count = len(adapters)
    if count == 0:
        raise ValueError("nothing to combine")
    if len(scalings) != count or len(weights) != count:
        raise ValueError("every adapter needs a scaling and a weight")
    keys = list(adapters[0])
    for other in adapters[1:]:
        if set(other) != set(keys):
            raise ValueError("the adapters belong to different layers")

    def partner(key: str) -> str | None:
        """The key of B for the key of an A, None for other keys."""
        for kind in ("lora_A", "lora_embedding_A"):
            head, found, tail = key.rpartition(kind)
            if found:
                return head + kind[:-1] + "B" + tail
        return None

    made: dict[str, torch.Tensor] = {}
    for a_key in keys:
        b_key = partner(a_key)
        if b_key is None or b_key not in adapters[0]:
            continue
        rank = sum(adapter[a_key].shape[0] for adapter in adapters)
        a_first, b_first = adapters[0][a_key], adapters[0][b_key]
        a = a_first.new_empty(rank, a_first.shape[1])
        b = b_first.new_empty(b_first.shape[0], rank)
        start = 0
        with torch.no_grad():
            for adapter, scaling, weight in zip(adapters, scalings, weights, strict=True):
                end = start + adapter[a_key].shape[0]
                a[start:end] = adapter[a_key]
                b[:, start:end] = adapter[b_key] * (weight * scaling)
                start = end
        made[a_key], made[b_key] = a, b
    return {key: made[key] for key in keys}
