"""Probes for training: a weight that is not kept, paged state, and what a run holds in memory."""

from __future__ import annotations

import weakref

import torch

from llmcourse.checking import close, exact, probe, raises
from llmcourse.exercises.qlora.inputs import NEAR, kind, normal


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


def _short(values: torch.Tensor) -> torch.Tensor:
    """The values in 64ths: their sums of products are exact in 32 bits, in whatever order a
    processor adds."""
    return (values * 64).round() / 64


@probe("frozen-linear", part="numbers", points=2, compare=NEAR)
def frozen_numbers(answer, rng):
    out = {}
    for shape in ((4, 5), (2, 3, 5)):
        source = _Source(_short(normal(rng, 3, 5)))
        bias = torch.nn.Parameter(_short(normal(rng, 3)), requires_grad=False)
        x = _short(normal(rng, *shape)).requires_grad_()
        y = answer.apply(x, source, bias)
        y.backward(_short(normal(rng, *shape[:-1], 3)))
        out[f"output, x {list(shape)}, W [3, 5]"] = y
        out[f"x's gradient, x {list(shape)}, W [3, 5]"] = x.grad
        z = answer.apply(x, source, None)
        out[f"output without bias, x {list(shape)}"] = z
    return out


def _numbers_in(value, depth: int = 0) -> int:
    """How many numbers the tensors in a value hold; looks into lists, tuples and dicts."""
    if isinstance(value, torch.Tensor):
        return value.numel()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set) and depth < 3:
        return sum(_numbers_in(one, depth + 1) for one in value)
    return 0


@probe("frozen-linear", part="memory", points=2, compare=exact())
def frozen_memory(answer, rng):
    # W is never square: its transpose must not fit.
    first, second, outer, inner = (int(n) for n in rng.integers([1, 2, 2, 5], [4, 7, 5, 8]))
    source = _Source(normal(rng, outer, inner))
    # A leaf is held by the node that collects its gradient; its product with 1 by nobody.
    x = 1 * normal(rng, first, second, inner).requires_grad_()
    given, name = weakref.ref(x), f"output's shape, x {list(x.shape)}, W {[outer, inner]}"
    kept: list[int] = []
    with torch.autograd.graph.saved_tensors_hooks(
        lambda t: kept.append(t.numel()) or t, lambda t: t
    ):
        y = answer.apply(x, source, None)
    del x
    out = {
        name: list(y.shape),
        "calls of dequantize in the forward pass": source.calls,
        "weights alive after the forward pass": source.alive(),
        "numbers that autograd keeps": sum(kept),
        "numbers in tensors on ctx": _numbers_in(dict(getattr(y.grad_fn, "__dict__", {}))),
        "x alive after the forward pass": given() is not None,
    }
    y.sum().backward()
    out["calls of dequantize after the backward pass"] = source.calls
    out["weights alive after the backward pass"] = source.alive()
    return out


@probe("frozen-linear", part="edges", points=1, compare=exact())
def frozen_edges(answer, rng):
    lazy = _Source(normal(rng, 3, 5))
    bias = torch.nn.Parameter(normal(rng, 3))
    plain = answer.apply(normal(rng, 4, 5), lazy, bias)
    if plain.requires_grad:
        plain.sum().backward()
    calls = lazy.calls
    x = normal(rng, int(rng.integers(2, 12)), 5).bfloat16().requires_grad_()
    short, small = _Source(lazy.values.bfloat16()), bias.detach().bfloat16()

    def half(bias) -> torch.Tensor:
        return answer.apply(x, lazy, bias)

    def back(source: _Source = lazy) -> torch.Tensor | None:
        answer.apply(x, source, small).sum().backward()
        return x.grad

    return {
        "calls of dequantize where x needs no gradient": calls,
        "the bias gets a gradient": bias.grad is not None,
        "output, x bfloat16, W and bias float32": _kind_or_error(lambda: half(bias)),
        "output, x and bias bfloat16, W float32": _kind_or_error(lambda: half(small)),
        "x's gradient, x, W and bias bfloat16": _kind_or_error(lambda: back(short)),
        "x's gradient, x and bias bfloat16, W float32": _kind_or_error(back),
    }


def _kind_or_error(call) -> str:
    """Dtype and shape of what a call gives, or the name of its error."""
    found: list[str] = []
    error = raises(lambda: found.append(kind(call())))
    return found[0] if found else error


def _spelled(options: dict) -> str:
    """Options as they are written in a call, with a comma before; nothing if there are none."""
    return "".join(f", {name}={value}" for name, value in options.items())


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
    pages = [normal(rng, n) for n in sizes]
    gradients = [normal(rng, n) for n in sizes]
    moments = [(0.1 * normal(rng, n), 0.1 * normal(rng, n).abs() + 0.01) for n in sizes]
    return pages, gradients, _Store(moments)


@probe("paged-step", part="numbers", points=2, compare=close(rtol=1e-4, atol=1e-6))
def paged_numbers(answer, rng):
    out = {}
    for step, options in ((1, {}), (3, {"learning_rate": 0.1, "weight_decay": 0.5}),
                          (7, {"learning_rate": 0.1, "betas": (0.8, 0.9), "eps": 0.1}),
                          ):  # fmt: skip
        pages, gradients, store = _pages(rng)
        if step == 1:
            for m, v in store.moments:
                m.zero_(), v.zero_()
        zero = ""
        if step == 3:
            gradients[1].zero_()
            zero = ", gradient 1 all zeros"
        answer(pages, gradients, store, step, **options)
        name = f"three pages, step={step}{_spelled(options)}{zero}"
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


COMPONENTS = ("matrices", "embeddings", "adapters", "gradients", "optimizer", "activations",
              "temporaries")  # fmt: skip


def _components(found, name: str) -> dict:
    """What a calculator returned, a key a component: a mistake in one is seen by itself.

    Of several wrong outputs the one with the shortest key is shown: a component, not the sum.
    """
    if not isinstance(found, dict):
        return {f"{name}: components": kind(found)}
    out = {f"{name}: {one}": found.get(one, "missing") for one in COMPONENTS}
    out[f"{name}: total, the sum of them all"] = found.get("total", "missing")
    return out | {"components": sorted(map(str, found))}


@probe("qlora-memory", part="qlora", points=2, compare=close(rtol=1e-6))
def memory_qlora(answer, rng):
    out = {}
    for options in ({}, {"group": None, "r": 4, "tokens": 100},
                    {"block": 32, "group": 64},
                    {"paged": True}, {"checkpointing": False, "tokens": 30}):  # fmt: skip
        shape = _shape(rng, tied=len(options) % 2)
        own = ""
        if "block" in options:  # heads wider than their share, so that q is not square
            shape["head_dim"] = shape["width"] // shape["heads"] + 4 * int(rng.integers(1, 4))
            own = f", head_dim {shape['head_dim']}"
        before = dict(shape)
        name = f"width {shape['width']}, {shape['layers']} layers{own}{_spelled(options)}"
        out |= _components(answer(shape, **options), name)
        if own:
            out[f"shape unchanged{own}"] = shape == before
    return out


@probe("qlora-memory", part="lora and full", points=2, compare=close(rtol=1e-6))
def memory_others(answer, rng):
    shape = _shape(rng)
    name = f"width {shape['width']}, {shape['layers']} layers"
    tied = _shape(rng, tied=1)
    paged = f"full, width {tied['width']}, tied, paged"
    return {
        **_components(answer(shape, "lora", r=16), f"lora, {name}, r=16"),
        **_components(answer(shape, "full", r=0), f"full, {name}"),
        **_components(answer(tied, "full", paged=True), paged),
        "method='int8'": raises(lambda: answer(shape, "int8")),
        "qlora, r=0": raises(lambda: answer(shape, "qlora", r=0)),
        "tokens=0": raises(lambda: answer(shape, tokens=0)),
    }
