"""Public probes of unit 12: they run an answer on seeded inputs and return plain data.

Code books in the probes are drawn anew, so that every function is judged by itself.
"""

from __future__ import annotations

import weakref

import numpy as np
import torch

from llmcourse.checking import close, exact, probe, raises, share

NEAR = close(rtol=1e-5, atol=1e-6)


def _normal(rng, *shape) -> torch.Tensor:
    return torch.tensor(rng.normal(size=shape), dtype=torch.float32)


def _book(rng, levels: int = 16) -> torch.Tensor:
    """Levels in rising order within [-1, 1], 0 among them, none too near to the next."""
    steps = np.cumsum(rng.uniform(0.6, 1.4, size=levels - 1))
    values = np.concatenate([[0], steps]) / steps[-1] * 2 - 1
    values[np.abs(values).argmin()] = 0
    return torch.tensor(values, dtype=torch.float32)


def _weight(rng, levels: torch.Tensor, blocks: int, block: int) -> torch.Tensor:
    """Flat weights, each clearly nearer to one level than to the next; a scale for each block."""
    borders = ((levels[1:] + levels[:-1]) / 2).numpy()
    unit = rng.uniform(-1, 1, size=(blocks, block))
    for _ in range(20):
        near = np.abs(unit[..., None] - borders).min(-1) < 4e-3
        unit = np.where(near, rng.uniform(-1, 1, size=unit.shape), unit)
    unit[np.arange(blocks), rng.integers(block, size=blocks)] = np.where(
        rng.random(blocks) < 0.5, -1, 1
    )
    scale = np.exp(rng.normal(size=(blocks, 1)))
    return torch.tensor((unit * scale).ravel(), dtype=torch.float32)


# ---------------------------------------------------------------- nf4-levels
@probe("nf4-levels", part="four bits", points=2, compare=close(rtol=1e-5, atol=1e-6))
def levels_four(answer, rng):
    found = answer()
    offset = float(np.round(rng.uniform(0.98, 0.995), 4))  # away from the default
    return {"bits=4": found, "dtype, bits=4": str(found.dtype),
            f"bits=4, offset={offset}": answer(4, offset=offset)}  # fmt: skip


@probe("nf4-levels", part="other widths", points=1, compare=close(rtol=1e-5, atol=1e-6))
def levels_other(answer, rng):
    offset = float(np.round(rng.uniform(0.9, 0.98), 3))
    return {
        "bits=2": answer(2),
        f"bits=3, offset={offset}": answer(3, offset),
        "entries of bits=8": len(answer(8)),
        "bits=1": raises(lambda: answer(1)),
        "offset=1.0": raises(lambda: answer(4, 1.0)),
        "offset=0.5": raises(lambda: answer(4, 0.5)),
    }


# ---------------------------------------------------------------- quantize-blocks
@probe("quantize-blocks", part="codes", points=2, compare={"codes": share(1.0), "*": exact()})
def quantize_codes(answer, rng):
    out = {}
    for block, blocks in ((8, 6), (4, 5)):
        levels = _book(rng)
        weight = _weight(rng, levels, blocks, block).reshape(
            -1, 2 * block if blocks == 6 else block
        )
        before = weight.clone()
        codes, _ = answer(weight, levels, block)
        name = f"weight {list(weight.shape)}, block={block}"
        out[f"codes of {name}"] = codes
        out[f"dtype and shape of codes, {name}"] = f"{codes.dtype} {list(codes.shape)}"
        out[f"weight unchanged, {name}"] = bool((before == weight).all())
    return out


@probe("quantize-blocks", part="constants", points=1, compare=NEAR)
def quantize_constants(answer, rng):
    levels = _book(rng)
    weight = _weight(rng, levels, 6, 8)
    negative = -weight.abs()
    half = weight.to(torch.bfloat16)
    return {
        "absmax, weight [48], block=8": answer(weight, levels, 8)[1],
        "absmax, weight [48], block=16": answer(weight, levels, 16)[1],
        "absmax, all negative, block=8": answer(negative, levels, 8)[1],
        "dtype of absmax, bfloat16 weight": str(answer(half, levels, 8)[1].dtype),
    }


@probe("quantize-blocks", part="edges", points=1, compare=exact())
def quantize_edges(answer, rng):
    levels = _book(rng)
    zeros = torch.zeros(8)
    weight = torch.cat([_weight(rng, levels, 1, 8), zeros])
    codes, absmax = answer(weight, levels, 8)
    simple = torch.tensor([-1.0, 0.0, 1.0])
    tie = torch.tensor([1.0, 0.5, -0.5, 0.25])
    bad = weight.clone()
    bad[int(rng.integers(8))] = float("nan")
    return {
        "codes of a normal block, then a block of zeros": codes,
        "absmax of the block of zeros": float(absmax[1]),
        "levels [-1, 0, 1], weight [1, 0.5, -0.5, 0.25]": answer(tie, simple, 4)[0],
        "10 weights, block=4": raises(lambda: answer(torch.ones(10), levels, 4)),
        "block=0": raises(lambda: answer(torch.ones(8), levels, 0)),
        "a weight is nan": raises(lambda: answer(bad, levels, 8)),
        "a weight is infinite": raises(lambda: answer(weight / 0, levels, 8)),
    }


# ---------------------------------------------------------------- pack-codes
@probe("pack-codes", part="bytes", points=2, compare=exact())
def pack_bytes(answer, rng):
    out = {}
    for kind in (torch.uint8, torch.int64):
        codes = torch.tensor(rng.integers(0, 16, size=10), dtype=kind)
        packed = answer(codes.clone())
        out[f"{kind} codes={codes.tolist()}"] = packed
        out[f"dtype and shape, {kind}"] = f"{packed.dtype} {list(packed.shape)}"
    same = torch.tensor(rng.integers(0, 16, size=4), dtype=torch.uint8)
    before = same.clone()
    answer(same)
    out["codes unchanged"] = bool((same == before).all())
    out["three codes"] = raises(lambda: answer(torch.tensor([1, 2, 3])))
    out["codes [16, 1]"] = raises(lambda: answer(torch.tensor([16, 1])))
    out["codes [3, -1]"] = raises(lambda: answer(torch.tensor([3, -1])))
    return out


# ---------------------------------------------------------------- dequantize-blocks
@probe("dequantize-blocks", part="values", points=2, compare=NEAR)
def dequantize_values(answer, rng):
    out = {}
    for shape, block in (((3, 8), 4), ((4, 6), 12), ((2, 2, 4), 2)):
        levels = _book(rng)
        count = int(np.prod(shape))
        packed = torch.tensor(rng.integers(0, 256, size=count // 2), dtype=torch.uint8)
        absmax = _normal(rng, count // block).abs() + 0.1
        out[f"shape={shape}, block={block}"] = answer(packed, absmax, levels, shape, block)
    return out


@probe("dequantize-blocks", part="kinds", points=1, compare=close(rtol=1e-3, atol=1e-5))
def dequantize_kinds(answer, rng):
    levels = _book(rng)
    packed = torch.tensor(rng.integers(0, 256, size=64), dtype=torch.uint8)
    absmax = _normal(rng, 2).abs() + 0.1
    half = answer(packed, absmax, levels, (4, 32), dtype=torch.bfloat16)
    exact_sum = answer(packed, absmax, levels, (4, 32))
    return {
        "bfloat16, shape=(4, 32), default block": half.float(),
        "dtype": str(half.dtype),
        "float32 dtype": str(exact_sum.dtype),
        "shape=(4, 31)": raises(lambda: answer(packed, absmax, levels, (4, 31))),
        "one constant too few": raises(lambda: answer(packed, absmax[:1], levels, (4, 32))),
    }


# ---------------------------------------------------------------- double-quantize
@probe("double-quantize", part="codes", points=2, compare={"codes": share(1.0), "*": NEAR})
def double_codes(answer, rng):
    out = {}
    for count, group in ((12, 4), (300, 256), (7, 3)):
        values = torch.tensor(rng.uniform(0.5, 3, size=count), dtype=torch.float32)
        mean = values.mean()
        # Keep every quotient clear of the middle between two whole numbers.
        for _ in range(3):
            rest = torch.cat([values - mean, torch.zeros(-count % group)]).reshape(-1, group)
            top = rest.abs().amax(1, keepdim=True)
            x = (rest / top * 127).flatten()[:count]
            near = ((x - x.floor()) - 0.5).abs() < 0.05
            values = torch.where(near, values + 0.2 * top.repeat(1, group).flatten()[:count] / 127,
                                 values)  # fmt: skip
            mean = values.mean()
        codes, scales, offset = answer(values, group)
        name = f"{count} constants, group={group}"
        out[f"codes of {name}"] = codes
        out[f"dtype of codes, {name}"] = str(codes.dtype)
        out[f"scales of {name}"] = scales
        out[f"mean of {name}"] = float(offset)
    return out


@probe("double-quantize", part="edges", points=2, compare=NEAR)
def double_edges(answer, rng):
    value = float(rng.integers(1, 9))
    flat = answer(torch.full((4,), value), 4)
    lopsided = torch.tensor([1.0, 1.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0]) * value
    back = answer(lopsided, 4)
    kept = torch.tensor(rng.uniform(0.5, 3, size=9), dtype=torch.float32)
    before = kept.clone()
    answer(kept, 4)
    return {
        f"four times {value}: codes": flat[0].int(),
        f"four times {value}: scale and mean": [float(flat[1][0]), float(flat[2])],
        f"{lopsided.tolist()}, group=4: codes": back[0].int(),
        f"{lopsided.tolist()}, group=4: scales": back[1],
        "constants unchanged": bool((kept == before).all()),
        "no constants": raises(lambda: answer(torch.zeros(0))),
        "group=0": raises(lambda: answer(kept, 0)),
    }


# ---------------------------------------------------------------- bits-per-parameter
@probe("bits-per-parameter", part="bits", points=2, compare=close(rtol=1e-9, atol=1e-12))
def bits(answer, rng):
    block, group = int(2 ** rng.integers(4, 9)), int(2 ** rng.integers(5, 10))
    return {
        "defaults": answer(),
        f"block={block}, group={group}": answer(block, group),
        f"block={block}, group=None": answer(block, None),
        f"block={block}, group={group}, bits=3, constant_bits=16": answer(block, group, 3, 16),
        "block=32, group=None, bits=8": answer(32, None, bits=8),
        "block=0": raises(lambda: answer(0)),
        "group=0": raises(lambda: answer(64, 0)),
    }


# ---------------------------------------------------------------- frozen-linear
class _Source:
    """Makes a weight when called; counts the calls and watches whether a weight lives on."""

    def __init__(self, weight: torch.Tensor) -> None:
        self.values, self.calls = weight, 0
        self.made: list[weakref.ref[torch.Tensor]] = []

    def __call__(self) -> torch.Tensor:
        self.calls += 1
        fresh = self.values.clone()
        self.made.append(weakref.ref(fresh))
        return fresh

    def alive(self) -> int:
        return sum(ref() is not None for ref in self.made)


@probe("frozen-linear", part="numbers", points=2, compare=NEAR)
def frozen_numbers(answer, rng):
    out = {}
    for shape in ((4, 5), (2, 3, 5)):
        source = _Source(_normal(rng, 3, 5))
        bias = torch.nn.Parameter(_normal(rng, 3), requires_grad=False)
        x = _normal(rng, *shape).requires_grad_()
        y = answer.apply(x, source, bias)
        y.backward(_normal(rng, *shape[:-1], 3))
        out[f"output, x {list(shape)}, W [3, 5]"] = y
        out[f"x's gradient, x {list(shape)}, W [3, 5]"] = x.grad
        z = answer.apply(x, source, None)
        out[f"output without bias, x {list(shape)}"] = z
    return out


@probe("frozen-linear", part="memory", points=3, compare=exact())
def frozen_memory(answer, rng):
    # W is never square: its transpose must not fit.
    first, second, outer, inner = (int(n) for n in rng.integers([1, 2, 2, 5], [4, 7, 5, 8]))
    source = _Source(_normal(rng, outer, inner))
    x = _normal(rng, first, second, inner).requires_grad_()
    kept: list[int] = []
    with torch.autograd.graph.saved_tensors_hooks(
        lambda t: kept.append(t.numel()) or t, lambda t: t
    ):
        y = answer.apply(x, source, None)
    out = {
        f"output's shape, x {list(x.shape)}, W {[outer, inner]}": list(y.shape),
        "calls of dequantize in the forward pass": source.calls,
        "weights alive after the forward pass": source.alive(),
        "numbers that autograd keeps": sum(kept),
    }
    y.sum().backward()
    out["calls of dequantize after the backward pass"] = source.calls
    out["weights alive after the backward pass"] = source.alive()
    lazy = _Source(_normal(rng, 3, 5))
    bias = torch.nn.Parameter(_normal(rng, 3))
    plain = answer.apply(_normal(rng, 4, 5), lazy, bias)
    if plain.requires_grad:
        plain.sum().backward()
    out["calls of dequantize where x needs no gradient"] = lazy.calls
    out["the bias gets a gradient"] = bias.grad is not None
    half = answer.apply(_normal(rng, 2, 5).bfloat16().requires_grad_(), lazy, bias)
    out["dtype of the output, x bfloat16, W and bias float32"] = str(half.dtype)
    return out


# ---------------------------------------------------------------- paged-step
class _Store:
    """A store that records what is fetched and evicted, and allows one page at a time."""

    def __init__(self, moments: list[tuple[torch.Tensor, torch.Tensor]], broken: int = -1) -> None:
        self.moments, self.broken = moments, broken
        self.log: list[str] = []
        self.inside: set[int] = set()
        self.most = 0

    def fetch(self, i: int) -> tuple[torch.Tensor, torch.Tensor]:
        self.log.append(f"fetch {i}")
        if i == self.broken:
            raise MemoryError("no memory for this page")
        self.inside.add(i)
        self.most = max(self.most, len(self.inside))
        return self.moments[i]

    def evict(self, i: int) -> None:
        self.log.append(f"evict {i}")
        self.inside.discard(i)


def _pages(rng, sizes: tuple[int, ...] = (3, 2, 4)):
    pages = [_normal(rng, n) for n in sizes]
    gradients = [_normal(rng, n) for n in sizes]
    moments = [(0.1 * _normal(rng, n), 0.1 * _normal(rng, n).abs() + 0.01) for n in sizes]
    return pages, gradients, _Store(moments)


@probe("paged-step", part="numbers", points=2, compare=close(rtol=1e-4, atol=1e-6))
def paged_numbers(answer, rng):
    out = {}
    for step, options in ((1, {}), (3, {"learning_rate": 0.02, "weight_decay": 0.3}),
                          (7, {"learning_rate": 0.1, "betas": (0.8, 0.9), "eps": 0.1}),
                          ):  # fmt: skip
        pages, gradients, store = _pages(rng)
        if step == 1:
            for m, v in store.moments:
                m.zero_(), v.zero_()
        answer(pages, gradients, store, step, **options)
        name = f"three pages, step={step}, {options}"
        out[f"parameters, {name}"] = pages
        out[f"moments, {name}"] = [list(pair) for pair in store.moments]
    return out


@probe("paged-step", part="pages", points=3, compare=exact())
def paged_order(answer, rng):
    count = int(rng.integers(3, 6))
    sizes = tuple(int(n) for n in rng.integers(2, 5, count))
    without, broken, wrong = (int(i) for i in rng.integers([0, 1, 0], count))
    pages, gradients, store = _pages(rng, sizes)
    kept = [g.clone() for g in gradients]
    updated = answer(pages, gradients, store, 1)
    out = {
        f"fetched and evicted, {count} pages": store.log,
        "most pages at once": store.most,
        "updated": updated,
        "gradients unchanged": all(
            bool((a == b).all()) for a, b in zip(kept, gradients, strict=True)
        ),
    }
    pages, gradients, store = _pages(rng, sizes)
    gradients[without] = None
    out[f"updated, page {without} of {count} without gradient"] = answer(pages, gradients, store, 2)
    out[f"fetched and evicted, page {without} without gradient"] = store.log
    pages, gradients, store = _pages(rng, sizes)
    store.broken = broken
    out[f"no memory for page {broken}"] = raises(lambda: answer(pages, gradients, store, 1))
    out["fetched and evicted then"] = store.log
    pages, gradients, store = _pages(rng, sizes)
    gradients[wrong] = torch.ones(5)
    refusal = raises(lambda: answer(pages, gradients, store, 1))
    out[f"gradient {wrong} has a wrong shape"] = refusal != "no error"
    out["pages left inside then"] = sorted(store.inside)
    pages, gradients, store = _pages(rng, sizes)
    out["step=0"] = raises(lambda: answer(pages, gradients, store, 0))
    out[f"{count - 1} gradients for {count} pages"] = raises(
        lambda: answer(pages, gradients[:-1], store, 1)
    )
    out["fetched by the refused calls"] = store.log
    return out


# ---------------------------------------------------------------- qlora-memory
def _shape(rng, tied: int = 0) -> dict[str, int]:
    heads = int(2 ** rng.integers(1, 4))
    return {
        "vocab": int(rng.integers(100, 900)), "width": heads * int(rng.integers(2, 9)) * 4,
        "inner": int(rng.integers(20, 90)) * 8, "layers": int(rng.integers(2, 9)),
        "heads": heads, "kv_heads": heads // 2, "tied": tied,
    }  # fmt: skip


@probe("qlora-memory", part="qlora", points=2, compare=close(rtol=1e-6))
def memory_qlora(answer, rng):
    out = {}
    for options in ({}, {"r": 8, "tokens": 100}, {"group": None, "r": 4},
                    {"block": 32, "group": 64},
                    {"paged": True}, {"checkpointing": False, "tokens": 30}):  # fmt: skip
        shape = _shape(rng, tied=len(options) % 2)
        out[f"width {shape['width']}, {shape['layers']} layers, {options}"] = answer(
            shape, **options
        )
    return out


@probe("qlora-memory", part="lora and full", points=2, compare=close(rtol=1e-6))
def memory_others(answer, rng):
    shape = _shape(rng)
    name = f"width {shape['width']}, {shape['layers']} layers"
    tied = _shape(rng, tied=1)
    return {
        f"lora, {name}, r=16": answer(shape, "lora", r=16),
        f"full, {name}": answer(shape, "full", r=0),
        f"full, width {tied['width']}, tied, paged": answer(tied, "full", paged=True),
        "method='int8'": raises(lambda: answer(shape, "int8")),
        "qlora, r=0": raises(lambda: answer(shape, "qlora", r=0)),
        "tokens=0": raises(lambda: answer(shape, tokens=0)),
    }
