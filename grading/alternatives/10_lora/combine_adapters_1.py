"""Key by key: an A key is stacked, a B key scaled and put side by side."""

import torch


def combine_adapters(
    adapters: list[dict[str, torch.Tensor]], scalings: list[float], weights: list[float]
) -> dict[str, torch.Tensor]:
    if not adapters:
        raise ValueError("there is no adapter")
    if not len(adapters) == len(scalings) == len(weights):
        raise ValueError("the lists differ in length")
    first = adapters[0]
    if any(adapter.keys() != first.keys() for adapter in adapters):
        raise ValueError("the adapters have different keys")
    factors = [weight * scaling for weight, scaling in zip(weights, scalings, strict=True)]
    result = {}
    for key in first:
        values = [adapter[key].detach() for adapter in adapters]
        if {"lora_A", "lora_embedding_A"} & set(key.split(".")):
            result[key] = torch.cat(values, dim=0)
        else:
            scaled = [factor * value for factor, value in zip(factors, values, strict=True)]
            result[key] = torch.cat(scaled, dim=1)
    return result
