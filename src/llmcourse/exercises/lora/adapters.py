"""Probes of adapters as data."""

from __future__ import annotations

import torch
from torch import nn

from llmcourse.checking import close, probe, raises
from llmcourse.exercises.lora.inputs import (
    AdaptedLinear,
    adapted_layers,
    adapted_toy,
    adapter_like,
    numbers,
    tried,
)

NEAR = close(rtol=1e-4, atol=1e-5)


def _plain(state) -> list:
    return [[key, numbers(value)] for key, value in state.items()]


# ---------------------------------------------------------------- adapter-state
@probe("adapter-state", part="contents", points=2, compare=NEAR)
def state_contents(answer, rng):
    model = adapted_toy(rng, r=1, alpha=3)
    # Its name comes before the other's of this block in the alphabet, and after it in the model.
    model.block(0).attn.o_proj = AdaptedLinear(rng, 2, 3, 1, 3.0)
    next(layer for layer in adapted_layers(model).values() if layer.lora_B.shape[0] == 2).merged = (
        True
    )
    before = [numbers(p) for p in model.parameters()]
    state = tried(lambda: dict(answer(model)))
    where = "three linears (one swapped, one merged) and a table, r=1"
    if isinstance(state, str):
        return {where: state}
    out = {f"{where}: number of keys": len(state), f"{where}: first eight keys": list(state)[:8]}
    out["the same: their values"] = [numbers(value) for value in list(state.values())[:8]]
    out["the model's parameters unchanged"] = [numbers(p) for p in model.parameters()] == before
    out["a model without LoRA"] = raises(lambda: answer(nn.Linear(2, 2)))
    return out


@probe("adapter-state", part="copies", points=1, compare=NEAR)
def state_copies(answer, rng):
    model = adapted_toy(rng, r=1, alpha=3, embedding=False)
    state = answer(model)
    grads = [value.requires_grad for value in state.values()]
    with torch.no_grad():
        for layer in adapted_layers(model).values():
            layer.lora_A.add_(1.0)
            layer.lora_B.zero_()
    return {
        "values need a gradient": grads,
        "formats of the values": [str(value.dtype) for value in state.values()],
        "the first four values after the model was trained on": [
            numbers(v) for v in list(state.values())[:4]
        ],
    }


# ---------------------------------------------------------------- load-adapter
def _all(model) -> dict:
    return {
        name: [m.lora_alpha, m.scaling, m.merged, *map(numbers, (m.lora_A, m.lora_B, m.weight))]
        for name, m in adapted_layers(model).items()
    }


@probe("load-adapter", part="switch", points=2, compare=NEAR)
def load_switch(answer, rng):
    out = {}
    for alpha in (None, 7, 0):
        model = adapted_toy(rng, r=2, alpha=3, embedding=alpha is None)
        if alpha is None:
            adapted_layers(model)["h.0.attn.v_proj"].scaling = 1.25  # not alpha / r: it stays
        objects = [layer.lora_A for layer in adapted_layers(model).values()]
        state = adapter_like(model, rng)
        given = dict(reversed(state.items()))
        values = {key: value.clone() for key, value in state.items()}
        stopped = tried(lambda m=model, g=given, a=alpha: answer(m, g, lora_alpha=a))
        found = _all(model)
        if alpha == 0:
            out["r=2, lora_alpha=0: alpha and scaling of each"] = {
                name: kept[:2] for name, kept in found.items()
            }
            continue
        if alpha is None:
            where = "r=2, lora_alpha=None, one scaling is 1.25"
            out[f"{where}: what is returned"] = stopped
            out[f"{where}: alpha, scaling, merged, A, B and weight of each"] = found
            out[f"{where}: the given state unchanged; A and B can learn"] = [
                given.keys() == values.keys()
                and all(torch.equal(given[key], value) for key, value in values.items()),
                [p.requires_grad for m in adapted_layers(model).values()
                 for p in (m.lora_A, m.lora_B)],
            ]  # fmt: skip
        else:
            out[f"r=2, lora_alpha={alpha}: alpha, scaling, merged and B of each"] = {
                name: [*values[:3], values[4]] for name, values in found.items()
            }
        same = [m.lora_A is old for m, old in zip(adapted_layers(model).values(), objects,
                                                  strict=True)]  # fmt: skip
        state[next(iter(state))].zero_()
        layer = next(iter(adapted_layers(model).values()))
        out[f"lora_alpha={alpha}: same parameters; the state zeroed afterwards, A of the first"] = [
            same, numbers(layer.lora_A)
        ]  # fmt: skip
    return out


@probe("load-adapter", part="merged and refused", points=2, compare=NEAR)
def load_merged(answer, rng):
    model = adapted_toy(rng, r=2, alpha=3)
    first, *merged = adapted_layers(model).values()
    for layer in merged:
        layer.merged = True
    kept, objects = numbers(first.weight), [layer.weight for layer in merged]
    stopped = tried(lambda: answer(model, adapter_like(model, rng), lora_alpha=5))
    where = "two of three layers merged, lora_alpha=5"
    out = {
        f"{where}: what is returned": stopped,
        f"{where}: scalings": [layer.scaling for layer in (first, *merged)],
        f"{where}: the weights are the same objects": [
            layer.weight is old for layer, old in zip(merged, objects, strict=True)
        ],
        f"{where}: weights of the merged": [
            numbers(layer.weight) for layer in merged
        ],
        f"{where}: merged, before False, True, True": [layer.merged for layer in (first, *merged)],
        f"{where}: weight of the other unchanged": numbers(first.weight) == kept,
    }
    faults = {
        "a key missing": lambda state: state.popitem(),
        "a key too many": lambda state: state.update({"base_model.model.head.x": torch.ones(1)}),
        "the last of another shape": lambda state: state.update(
            {list(state)[-1]: torch.ones(2, 3)}
        ),
        "a matrix where broadcasting would fit": lambda state: state.update(
            {list(state)[-2]: torch.ones(1, 3)}
        ),
    }
    for name, change in faults.items():
        model = adapted_toy(rng, r=2, alpha=3)
        state, before = adapter_like(model, rng), _all(model)
        change(state)
        error = raises(lambda model=model, state=state: answer(model, state, lora_alpha=9))
        out[f"{name}: error, nothing changed"] = [error, _all(model) == before]
    return out


# ---------------------------------------------------------------- combine-adapters
def _products(state) -> list:
    """B A of each layer: how A and B share the factors is free."""
    found = []
    for key, value in state.items():
        if "lora_A" in key or "lora_embedding_A" in key:
            other = state[
                key.replace("lora_A", "lora_B").replace("lora_embedding_A", "lora_embedding_B")
            ]
            found.append([list(value.shape), list(other.shape), numbers(other @ value)])
    return found


@probe("combine-adapters", part="sum", points=3, compare=NEAR)
def combine_sum(answer, rng):
    out = {}
    for ranks, scalings, weights in (
        ((2, 1), [1.5, 2.5], [1.0, -1.0]),
        ((1, 2, 1), [0.5, 3.0, 2.0], [0.25, 0.0, 0.5]),
    ):
        model = adapted_toy(rng, embedding=len(ranks) == 2)
        adapters = [adapter_like(model, rng, r) for r in ranks]
        before = [_plain(adapter) for adapter in adapters]
        combined = answer(adapters, scalings, weights)
        label = f"ranks {list(ranks)}, scalings {scalings}, weights {weights}"
        some = 2 if len(ranks) == 2 else 1  # outputs that ship are small
        found = _products(combined)[:some]
        out[f"{label}: shapes of A and B, and B A, of {some} of the layers"] = found
        out[f"{label}: keys as in the first, in order; inputs unchanged"] = [
            list(combined) == list(adapters[0]),
            [_plain(adapter) for adapter in adapters] == before,
        ]
    return out


@probe("combine-adapters", part="two and none", points=1, compare=NEAR)
def combine_faults(answer, rng):
    model = adapted_toy(rng, embedding=False)
    one, two = adapter_like(model, rng), adapter_like(model, rng)
    other = adapter_like(adapted_toy(rng), rng)
    before = _plain(one)
    single = tried(lambda: answer([one], [1.5], [2.0]))
    turned = dict(reversed(one.items()))
    return {
        "one adapter, scaling 1.5, weight 2: B A of a layer, the given adapter unchanged": (
            single if isinstance(single, str) else [_products(single)[:1], _plain(one) == before]
        ),
        "one adapter: the result is another dict": (
            not isinstance(single, str) and single is not one
        ),
        "scalings 1.5, weights 0.5: shapes of A and B, and B A, of a layer": _products(
            answer([one, two], [1.5, 1.5], [0.5, 0.5])
        )[:1],
        "the first has its keys in reverse order: keys of the result": tried(
            lambda: list(answer([turned, two], [1.0, 1.0], [1.0, 1.0])) == list(turned)
        ),
        "none": raises(lambda: answer([], [], [])),
        "two adapters, one weight": raises(lambda: answer([one, two], [1.0, 1.0], [1.0])),
        "adapters with different keys": raises(
            lambda: answer([one, other], [1.0, 1.0], [1.0, 1.0])
        ),
        "the same, the smaller first": raises(lambda: answer([other, one], [1.0, 1.0], [1.0, 1.0])),
    }
