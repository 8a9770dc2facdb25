"""Probes of injection, freezing and merging on a small model."""

from __future__ import annotations

import copy

import torch
from torch import nn

from llmcourse.checking import close, exact, probe, raises
from llmcourse.exercises.lora.inputs import (
    AdaptedLinear,
    AdaptedTable,
    Toy,
    adapted_layers,
    adapted_toy,
    numbers,
    tried,
)

NEAR = close(rtol=1e-4, atol=1e-5)


class Marked(nn.Module):
    """Stands in for a LoRA layer."""

    def __init__(self, old: nn.Module) -> None:
        super().__init__()
        self.old = old
        self.lora_A = nn.Parameter(torch.zeros(1, 1))


def _marked(model: nn.Module) -> list[str]:
    return [name for name, layer in model.named_modules() if isinstance(layer, Marked)]


# ---------------------------------------------------------------- inject-lora
@probe("inject-lora", part="targets", points=2, compare=exact())
def inject_targets(answer, rng):
    out = {}
    targets = [
        ["q_proj", "v_proj"], ["attn.o_proj", "head"], r"(h\.1\.up)?",
        [f"h.{int(rng.integers(2))}.up", "embed"], r".*\.[qv]_proj|hea", r"h\.1\..*_proj",
    ]  # fmt: skip
    for target in targets:
        model, made = Toy(), []
        extra = ""
        if "head" in target:  # ends in "attn.o_proj" only for one who takes "." for any sign
            model.attn_o_proj = nn.Linear(2, 2)
            extra = ", one layer is called attn_o_proj"

        def make(layer, made=made):
            made.append(list(layer.weight.shape))
            return Marked(layer)

        out[f"target={target!r}{extra}: names"] = tried(
            lambda model=model, target=target, make=make: answer(model, target, make)
        )
        out[f"target={target!r}: layers replaced"] = _marked(model)
        if "head" in target:
            out["the same: shapes of the weights given to make"] = made
    return out


@probe("inject-lora", part="nothing half done", points=2, compare=exact())
def inject_faults(answer, rng):
    def faulty(layer):
        if isinstance(layer, nn.LayerNorm):
            raise TypeError("no LoRA for a norm")
        return Marked(layer)

    out = {}
    for target in (["proj"], "q_proj", ["q_proj", "norm"], ["q_pro"]):
        model = Toy()
        error = raises(lambda target=target, model=model: answer(model, target, faulty))
        out[f"target={target!r}, make fails on norms: error, layers replaced"] = [
            error, _marked(model)
        ]  # fmt: skip
    model = Toy()
    first = f"h.{int(rng.integers(2))}.attn.{('v_proj', 'o_proj')[int(rng.integers(2))]}"
    answer(model, [first], Marked)
    old = model.get_submodule(first)
    error = raises(lambda: answer(model, ["q_proj", "v_proj", "o_proj"], Marked))
    out[f"{first} replaced, then target q_proj, v_proj, o_proj: error, layers, same object"] = [
        error, _marked(model), model.get_submodule(first) is old
    ]  # fmt: skip
    return out


# ---------------------------------------------------------------- freeze-base
def _trained(model: nn.Module) -> list[str]:
    return [name for name, p in model.named_parameters() if p.requires_grad]


def _mixed(rng) -> nn.Module:
    """An adapted model in which some parameters are frozen already, A's among them."""
    model = Toy(blocks=1)
    place = model.block(0)
    place.attn.v_proj = AdaptedLinear(rng, 3, 2, 1, 1.0)
    model.embed = AdaptedTable(rng, 4, 3, 1, 1.0)
    if rng.integers(2):
        place.up = AdaptedLinear(rng, 3, 4, 1, 1.0)
    else:
        place.attn.q_proj = AdaptedLinear(rng, 3, 3, 1, 1.0)
    for index, (name, parameter) in enumerate(sorted(model.named_parameters())):
        parameter.requires_grad = index % 2 == 0 and "lora_A" not in name
    model.lora_gate = nn.Parameter(torch.zeros(2))  # no matrix of LoRA, whatever its name
    model.place_bias = nn.Parameter(torch.zeros(2))  # its own name is not "bias"
    return model


@probe("freeze-base", part="what is trained", points=2, compare=exact())
def freeze_which(answer, rng):
    out = {}
    for bias in ("none", "all", "lora_only"):
        model = _mixed(rng)
        answer(model, bias)
        out[f"bias={bias!r}: trained"] = _trained(model)
    first = _mixed(rng)
    second = copy.deepcopy(first)
    answer(first)
    answer(second, "none")
    out["bias left out is 'none'"] = _trained(first) == _trained(second)
    for name in ("some", "None"):
        model = _mixed(rng)
        before = _trained(model)
        error = raises(lambda name=name, model=model: answer(model, name))
        out[f"bias={name!r}: error, unchanged"] = [error, _trained(model) == before]
    plain = Toy()
    error = raises(lambda: answer(plain))
    out["a model without LoRA: error, all still trained"] = [
        error, len(_trained(plain)) == len(list(plain.parameters()))
    ]  # fmt: skip
    return out


# ---------------------------------------------------------------- merge-lora
def _weights(model: nn.Module) -> dict:
    return {n: [layer.merged, numbers(layer.weight)] for n, layer in adapted_layers(model).items()}


@probe("merge-lora", part="in and out", points=2, compare=NEAR)
def merge_in_out(answer, rng):
    model = adapted_toy(rng, r=4, alpha=6)
    layers = adapted_layers(model)
    objects = {name: layer.weight for name, layer in layers.items()}
    parts = {n: (m.lora_A.detach().clone(), m.lora_B.detach().clone()) for n, m in layers.items()}
    head = model.head.weight.detach().clone()
    out = {"alpha=6, r=4, three layers, merge: how many": tried(lambda: answer(model, True))}
    out["after merging: merged and weight of each"] = _weights(model)
    out["unmerge: how many"] = tried(lambda: answer(model, False))
    out["after unmerging: merged and weight of each"] = _weights(model)
    out["same weight objects, A and B kept, no graph, head untouched"] = [
        all(layer.weight is objects[name] for name, layer in layers.items()),
        all(torch.equal(m.lora_A, parts[n][0]) and torch.equal(m.lora_B, parts[n][1])
            for n, m in layers.items()),
        all(layer.weight.is_leaf for layer in layers.values()),
        torch.equal(model.head.weight, head),
    ]  # fmt: skip
    out["A and B of each can still learn"] = [
        [m.lora_A.requires_grad, m.lora_B.requires_grad] for m in layers.values()
    ]
    return out


@probe("merge-lora", part="refusals", points=1, compare=NEAR)
def merge_refusals(answer, rng):
    out = {}

    def refused(merged: bool) -> list:
        before = _weights(model)
        return [raises(lambda: answer(model, merged)), _weights(model) == before]

    model = adapted_toy(rng, r=4, alpha=10)
    answer(model, True)
    out["merged twice: error, nothing changed"] = refused(True)
    model = adapted_toy(rng, r=2, alpha=3)
    out["unmerged first: error, nothing changed"] = refused(False)
    list(adapted_layers(model).values())[-1].merged = True
    out["the last layer merged already: error, nothing changed"] = refused(True)
    out["its B after the error"] = numbers(list(adapted_layers(model).values())[-1].lora_B)
    out["a model without LoRA"] = raises(lambda: answer(nn.Linear(2, 2), True))
    return out
