"""Probes of the update and of the two layers.

Shapes are never square and alpha / r is never whole where it matters; A and B are set to random
values, since with B = 0 most mistakes can't be seen.
"""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from llmcourse.checking import close, exact, probe, raises, within
from llmcourse.exercises.lora.inputs import matrix, numbers, tried

NEAR = close(rtol=1e-4, atol=1e-5)
SCALES = ((6, 4), (10, 4), (3, 2), (1, 4))  # (alpha, r)


# ---------------------------------------------------------------- lora-delta
@probe("lora-delta", part="update", points=2, compare=NEAR)
def delta_update(answer, rng):
    out = {}
    for alpha, r in SCALES[:3]:
        a, b = matrix(rng, r, 3), matrix(rng, 2, r)
        out[f"alpha={alpha}, r={r}, A [{r}, 3], B [2, {r}]"] = numbers(answer(a, b, alpha))
    a, b = nn.Parameter(matrix(rng, 2, 3)), nn.Parameter(matrix(rng, 2, 2))
    before = a.detach().clone(), b.detach().clone()
    delta = answer(a, b, 5)
    (delta * matrix(rng, 2, 3)).sum().backward()
    out["alpha=5, r=2: gradients of A and B"] = [numbers(a.grad), numbers(b.grad)]
    out["A and B unchanged"] = torch.equal(a, before[0]) and torch.equal(b, before[1])
    return out


@probe("lora-delta", part="layout and errors", points=1, compare=NEAR)
def delta_layout(answer, rng):
    # No two of rank, in, out and the root of the rank are equal.
    a, b = matrix(rng, 5, 3), matrix(rng, 2, 5)
    out = {"alpha=6, r=5, fan_in_fan_out=True": numbers(answer(a, b, 6, fan_in_fan_out=True))}
    out["A [5, 3], B [2, 3]"] = raises(lambda: answer(a, matrix(rng, 2, 3), 1))
    out["A [0, 3], B [2, 0]"] = raises(lambda: answer(torch.zeros(0, 3), torch.zeros(2, 0), 1))
    out["A [3], B [2, 3]"] = raises(lambda: answer(torch.ones(3), matrix(rng, 2, 3), 1))
    return out


# ---------------------------------------------------------------- lora-linear
def _layer(answer, rng, fan_in, fan_out, r, alpha, **options):
    """A layer with given weights, random A and B among them."""
    layer = answer(fan_in, fan_out, r=r, lora_alpha=alpha, **options)
    swapped = options.get("fan_in_fan_out", False)
    with torch.no_grad():
        layer.weight.copy_(matrix(rng, *((fan_in, fan_out) if swapped else (fan_out, fan_in))))
        if layer.bias is not None:
            layer.bias.copy_(matrix(rng, fan_out))
        if r > 0:
            layer.lora_A.copy_(matrix(rng, r, fan_in))
            layer.lora_B.copy_(matrix(rng, fan_out, r))
    return layer


class _FullProduct(TorchDispatchMode):
    """Whether an operation makes a matrix of `size` numbers that is no copy of the weight.

    Views (a transposed weight) hold no numbers of their own and do not count.
    """

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.weight = weight.detach().clone()
        self.found = False

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and not func.is_view:
            size = result.numel() >= self.weight.numel()
            if size and not any(
                result.shape == w.shape and torch.equal(result, w)
                for w in (self.weight, self.weight.T)
            ):
                self.found = True
        return result


def _stored(swapped: bool) -> str:
    """How the weight is stored, for keys: [in,out] stands for fan_in_fan_out=True."""
    return "[in,out]" if swapped else "[out,in]"


def _devices(layer) -> list[str]:
    return [str(p.device) for p in (layer.weight, layer.lora_A, layer.lora_B)]


@probe("lora-linear", part="start", points=2, compare={
    "A's size": within(0.85, 1.0), "W's size": within(0.93, 1.0), "*": exact()})  # fmt: skip
def linear_start(answer, rng):
    out = {}
    for swapped in (False, True):
        size, wide = int(rng.integers(10, 15)), int(rng.integers(3, 9))
        layer = answer(size, wide, r=8, lora_alpha=6, lora_dropout=0.5, fan_in_fan_out=swapped)
        where = f"in={size} out={wide} r=8 {_stored(swapped)}"
        if swapped:
            out[f"{where}: shape of the weight"] = list(layer.weight.shape)
        else:
            out[f"{where}: parameters"] = [
                [name, list(p.shape), p.requires_grad]
                for name, p in sorted(layer.named_parameters())
            ]
        x = matrix(rng, 3, size)
        weight = layer.weight.T if swapped else layer.weight
        plain = x @ weight.T + layer.bias
        out[f"{where}: gives what the plain layer gives"] = bool(
            torch.allclose(layer(x), plain, atol=1e-5)
        )
        out[f"{where}: B is 0, training, merged"] = [
            bool((layer.lora_B == 0).all()), layer.training, layer.merged
        ]  # fmt: skip
        largest = float(layer.lora_A.detach().abs().max())
        out[f"A's size ({where}): largest entry of A by 1/sqrt(in)"] = largest * math.sqrt(size)
    zero = answer(3, 2, r=0)
    out["r=0: parameters"] = [[n, list(p.shape), p.requires_grad] for n, p in
                              sorted(zero.named_parameters())]  # fmt: skip
    out["r=0: has lora_A, lora_B"] = [hasattr(zero, "lora_A"), hasattr(zero, "lora_B")]
    out["r=-1"] = raises(lambda: answer(3, 2, r=-1))
    for swapped in (False, True):
        large = answer(20, 40, r=1, fan_in_fan_out=swapped).weight.detach()
        where = f"W's size (in=20 out=40 {_stored(swapped)})"
        out[f"{where}: largest entry of the weight by 1/sqrt(in)"] = (
            float(large.abs().max()) * math.sqrt(20)
        )
    small = answer(3, 2, r=1, dtype=torch.float64)
    out["dtype=float64: A and B"] = [str(small.lora_A.dtype), str(small.lora_B.dtype)]
    out["device='meta': weight, A and B"] = tried(lambda: _devices(answer(3, 2, 1, device="meta")))
    return out


@probe("lora-linear", part="forward", points=3, compare=NEAR)
def linear_forward(answer, rng):
    out = {}
    for (alpha, r), swapped, bias in zip(
        SCALES, (False, True, False, True), (True, True, False, False), strict=True
    ):
        wide = 3 if alpha == 1 else 2  # one square weight: the layout is no matter of shapes
        layer = _layer(answer, rng, 3, wide, r, alpha, fan_in_fan_out=swapped, bias=bias)
        x = matrix(rng, 1, 3)
        kept = x.clone()
        out[f"alpha={alpha} r={r} {_stored(swapped)} bias={bias}"] = numbers(layer(x))
        if bias and not swapped:
            out[f"x unchanged (alpha={alpha} r={r})"] = torch.equal(x, kept)
    layer = _layer(answer, rng, 3, 2, 4, 6)
    out["alpha=6 r=4, x has three axes"] = numbers(layer(matrix(rng, 1, 2, 3)))
    for swapped in (False, True):
        plain = _layer(answer, rng, 3, 2, 0, 1, fan_in_fan_out=swapped)
        x = matrix(rng, 1, 3)
        both = [numbers(plain(x)), numbers(plain.eval()(x))]
        out[f"r=0, fan_in_fan_out={swapped}: training, evaluation"] = both
    wide = _layer(answer, rng, 12, 11, 1, 2)
    with _FullProduct(wide.weight) as seen:
        wide(matrix(rng, 1, 12))
    out["in=12 out=11 r=1, one x: a matrix of 12 x 11 is computed"] = seen.found
    return out


@probe("lora-linear", part="gradients", points=2, compare=NEAR)
def linear_gradients(answer, rng):
    out = {}
    for (alpha, r), swapped in zip(SCALES[:2], (False, True), strict=True):
        layer = _layer(answer, rng, 3, 2, r, alpha, fan_in_fan_out=swapped)
        x = matrix(rng, 1, 3).requires_grad_()
        (layer(x) * matrix(rng, 1, 2)).sum().backward()
        where = f"alpha={alpha} r={r} {_stored(swapped)} gradient of"
        first, second = (
            p.grad if p.grad is None else p.grad[0] for p in (layer.lora_A, layer.lora_B)
        )
        out[f"{where} x"] = numbers(x.grad)
        out[f"{where} W and bias"] = [numbers(layer.weight.grad), numbers(layer.bias.grad)]
        out[f"{where} first rows of A and B"] = [numbers(first), numbers(second)]
    return out


@probe("lora-linear", part="dropout", points=2, compare={
    "share": within(0.19, 0.31), "*": NEAR})  # fmt: skip
def linear_dropout(answer, rng):
    """The update of each row spells its mask: with A = [1, 2, 4, 8] every subset has its own sum.

    Draws are never compared, only which values occur and how often.
    """
    layer = answer(4, 2, r=1, lora_alpha=3, lora_dropout=0.25, merge_weights=False, bias=False)
    weight = matrix(rng, 2, 4)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.lora_A.copy_(torch.tensor([[1.0, 2.0, 4.0, 8.0]]))
        layer.lora_B.copy_(torch.tensor([[1.0], [2.0]]))
    ones = torch.ones(6000, 4)
    layer.train()
    update = (layer(ones) - ones.new_ones(ones.shape) @ weight.T).detach()
    first = update[:, 0]
    values = sorted({round(float(v), 3) for v in first})
    one = round(float(first.max()) / 15, 3)
    bits = torch.stack([(first / max(one, 1e-3)).round().long() >> i & 1 for i in range(4)])
    out = {
        "training, p=0.25, 6000 rows of ones: smallest updates": values[:6],
        "the same: different updates (16 masks exist)": len(values),
        "share of the update's inputs that were dropped": 1 - float(bits.float().mean()),
        "the rows of ones unchanged": bool((ones == 1).all()),
        "both outputs see the same mask": bool(torch.allclose(update[:, 1], 2 * first, atol=1e-3)),
    }
    x = matrix(rng, 1, 4)
    out["evaluation"] = numbers(layer.eval()(x))
    merging = _layer(answer, rng, 4, 2, 4, 6, lora_dropout=0.5)
    out["evaluation with merging, p=0.5"] = numbers(merging.eval()(x))
    none = _layer(answer, rng, 4, 2, 4, 6, lora_dropout=0.0)
    out["training, p=0"] = numbers(none.train()(x))
    return out


@probe("lora-linear", part="merging", points=3, compare=NEAR)
def linear_merging(answer, rng):
    """The state after each of eval, eval, train, train, eval."""
    out = {}
    for (alpha, r), swapped, modes in (
        (SCALES[0], False, (False, False, True, True, False)), (SCALES[1], True, (False, True)),
    ):  # fmt: skip
        wide = 3 if swapped else 2  # square: the layout is no matter of shapes
        layer = _layer(answer, rng, 3, wide, r, alpha, fan_in_fan_out=swapped)
        weight, kept = layer.weight, (layer.lora_A.detach().clone(), layer.lora_B.detach().clone())
        start, x = layer.weight.detach().clone(), matrix(rng, 1, 3)
        model = nn.Sequential(layer).train()
        where = f"alpha={alpha} r={r} {_stored(swapped)}"
        out[f"{where} train() at first leaves the weight as it is"] = torch.equal(
            layer.weight, start
        )
        flags, rows, given = [], [], []
        for step, mode in enumerate(modes, start=1):
            model.train(mode)
            flags.append([layer.merged, layer.training])
            rows.append(numbers(layer.weight)[0][1])
            if step in (1, 4):
                given += numbers(model(x))
        calls = ", ".join("train" if mode else "eval" for mode in modes)
        if swapped:
            out[f"{where} weight[0][1] after {calls}; output after the first"] = [rows, given]
            continue
        out[f"{where} [merged, training] after {calls}"] = flags
        out[f"{where} weight[0][1] after each"] = rows
        out[f"{where} output after the first and the fourth"] = given
        out[f"{where} same weight object, frozen, A and B kept"] = [
            layer.weight is weight, not layer.weight.requires_grad,
            torch.equal(layer.lora_A, kept[0]) and torch.equal(layer.lora_B, kept[1]),
        ]  # fmt: skip
    apart = _layer(answer, rng, 3, 2, 4, 6, merge_weights=False)
    x = matrix(rng, 1, 3)
    found = apart.eval()
    state = [found is apart, apart.merged, numbers(apart.weight), numbers(apart(x))]
    out["merge_weights=False, eval(): returns the layer, merged, weight, output"] = state
    return out


# ---------------------------------------------------------------- lora-embedding
def _table(answer, rng, r, alpha, **options):
    table = answer(5, 3, r=r, lora_alpha=alpha, **options)
    with torch.no_grad():
        table.weight.copy_(matrix(rng, 5, 3))
        table.lora_A.copy_(matrix(rng, r, 5))
        table.lora_B.copy_(matrix(rng, 3, r))
    return table


def _three(table) -> tuple:
    return table.weight, table.lora_A, table.lora_B


@probe("lora-embedding", part="start", points=1, compare={
    "spread": within(0.7, 1.3), "*": exact()})  # fmt: skip
def embedding_start(answer, rng):
    entries, size = int(rng.integers(30, 50)), int(rng.integers(15, 30))
    table = answer(entries, size, r=6, lora_alpha=9)
    ids = torch.tensor(rng.integers(0, entries, size=(2, 3)))
    return {
        f"{entries} entries, dimension {size}, r=6: parameters": [
            [n, list(p.shape), p.requires_grad] for n, p in sorted(table.named_parameters())
        ],
        "A is 0, B is not": [bool((table.lora_A == 0).all()), bool((table.lora_B != 0).all())],
        "spread of B": float(table.lora_B.detach().std()),
        "rows are the plain table's": torch.equal(table(ids), table.weight[ids]),
        "scaling, fan_in_fan_out, merge_weights, merged": tried(lambda: [
            table.scaling, table.fan_in_fan_out, table.merge_weights, table.merged
        ]),
        "dtype=float64: weight, A and B": tried(lambda: [
            str(p.dtype) for p in _three(answer(4, 3, r=2, dtype=torch.float64))
        ]),
        "device='meta': weight, A and B": tried(lambda: [
            str(p.device) for p in _three(answer(4, 3, r=2, device="meta"))
        ]),
        "r=0": raises(lambda: answer(5, 3, r=0)),
    }


@probe("lora-embedding", part="rows", points=3, compare=NEAR)
def embedding_rows(answer, rng):
    out = {}
    for alpha, r in SCALES[:3]:
        table = _table(answer, rng, r, alpha)
        ids = torch.tensor(rng.integers(0, 5, size=(1, 2)))
        out[f"alpha={alpha}, r={r}, ids {ids.tolist()}"] = numbers(table(ids))
    ids = torch.tensor([int(rng.integers(5))])
    out[f"the same after eval(), ids {ids.tolist()}"] = numbers(table.eval()(ids))
    table = _table(answer, rng, 4, 6, padding_idx=1)
    ids = torch.tensor([[1, 4, 4], [0, 1, 2]])
    (table(ids) * matrix(rng, 2, 3, 3)).sum().backward()
    out["alpha=6, r=4, padding_idx=1, ids [[1, 4, 4], [0, 1, 2]]: gradient of A"] = numbers(
        table.lora_A.grad
    )
    out["the same: gradient of W"] = numbers(table.weight.grad)
    out["the same: the row of id 1"] = numbers(table(torch.tensor([1])))
    table.merged = True
    out["merged=True, ids [0, 3]"] = numbers(table(torch.tensor([0, 3])))
    return out
