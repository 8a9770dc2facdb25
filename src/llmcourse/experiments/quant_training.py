"""Experiments of unit 12 that train: QLoRA beside LoRA and full fine-tuning, and what they hold.

Bytes are counted on tensors, so that they are the same on every machine; times are not.
"""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from llmcourse.experiments.quant import linears
from llmcourse.experiments.records import Condition, ExperimentResult
from llmcourse.quant.codec import Codec
from llmcourse.quant.linear import NF4Linear, quantize_model
from llmcourse.quant.paged import PagedAdamW

WAYS = ("full", "LoRA", "QLoRA")
MORE_WAYS = ("full, 16 bits", "QLoRA, q and v")


# ------------------------------------------------------------------ memory, measured
def kept_by_autograd(net: nn.Module, loss: Callable[[], Tensor]) -> tuple[Tensor, int]:
    """The loss, and the bytes that autograd keeps for its backward pass, each storage once; the
    model's own parameters and buffers are left out."""
    own = {t.untyped_storage().data_ptr() for t in (*net.parameters(), *net.buffers())}
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        value = loss()
    return value, sum(kept.values())


def device_of(net: nn.Module) -> torch.device:
    """Where a network's parameters lie."""
    return next(net.parameters()).device


def random_ids(net: nn.Module, rows: int, tokens: int) -> Tensor:
    """Token ids [rows, tokens] where the network is, always the same."""
    draw = torch.Generator().manual_seed(0)
    return torch.randint(10, 200, (rows, tokens), generator=draw).to(device_of(net))


def language_loss(net: Any, ids: Tensor) -> Tensor:
    """The loss of predicting each token of `ids` from those before it."""
    return net(input_ids=ids, labels=ids, use_cache=False).loss


def held_bytes(
    net: nn.Module, optimizer: torch.optim.Optimizer, loss: Callable[[], Tensor]
) -> dict[str, int]:
    """Bytes of a training step by component, counted on the tensors themselves."""
    value, activations = kept_by_autograd(net, loss)
    value.backward()
    optimizer.step()

    def size(tensors: Any) -> int:
        return sum(t.numel() * t.element_size() for t in tensors)

    trained = [p for p in net.parameters() if p.requires_grad]
    state = [v for s in optimizer.state.values() for v in s.values() if isinstance(v, Tensor)]
    out = {
        "weights": size(net.parameters()) + size(net.buffers()),
        "gradients": size(p.grad for p in trained if p.grad is not None),
        "optimizer": size(state),
        "activations": activations,
    }
    optimizer.zero_grad(set_to_none=True)
    return out | {"total": sum(out.values())}


# ------------------------------------------------------------------ three ways of fine-tuning
@dataclass
class Trial:
    """One way at one seed: scores on the test, losses, seconds a step, bytes."""

    scores: list[float]
    losses: list[float]
    seconds: float
    bytes: dict[str, int] = field(default_factory=dict)


def prepare(way: str, codec: Codec | None, frozen: Any = None, r: int = 16) -> Any:
    """A model of its own, ready to be trained in one of the ways.

    "full, 16 bits" keeps weights, gradients and moments in bfloat16. "QLoRA, q and v" has adapters
    on two matrices a layer only, of a rank that gives as many parameters as r on all of them.
    """
    from llmcourse.experiments.lora import own_model
    from llmcourse.lora.inject import inject_lora, mark_only_lora_as_trainable
    from llmcourse.lora.layers import LoRALinear
    from llmcourse.lora.wrapping import ATTENTION, MLP, lora_maker

    if way not in WAYS + MORE_WAYS:
        raise ValueError(f"way is {way!r}; use one of {WAYS + MORE_WAYS}.")
    model = own_model()
    net = model.weights.model
    if way == "LoRA":
        torch.manual_seed(0)
        inject_lora(net, ATTENTION + MLP, lora_maker(LoRALinear, r=r, lora_alpha=2 * r))
        mark_only_lora_as_trainable(net)
    elif way == "QLoRA":
        torch.manual_seed(0)
        quantize_model(net, codec, frozen, r=r, lora_alpha=2 * r)
    elif way == "QLoRA, q and v":
        torch.manual_seed(0)
        everywhere = sum(r * sum(x.weight.shape) for x in linears(net).values())
        two = [x for n, x in linears(net).items() if n.endswith(("q_proj", "v_proj"))]
        rank = round(everywhere / sum(sum(x.weight.shape) for x in two))
        quantize_model(net, codec, frozen, r=rank, lora_alpha=2 * rank, adapt=("q_proj", "v_proj"))
    else:
        if way == "full, 16 bits":
            net.to(torch.bfloat16)
        for parameter in net.parameters():
            parameter.requires_grad = True
    return model


def with_peft(net: nn.Module, config: Any) -> Any:
    """peft's get_peft_model without the FutureWarning about a name that transformers will drop."""
    from peft import get_peft_model

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return get_peft_model(net, config)


def three_ways(
    codec: Codec | None, train: Sequence[Any], test: Sequence[Any], *, frozen: Any = None,
    steps: int = 40, seeds: Sequence[int] = (0,), ways: Sequence[str] = WAYS, live: bool = False,
) -> tuple[ExperimentResult, dict[str, list[Trial]]]:  # fmt: skip
    """Equal steps, equal batches: accuracy on the test, and what each way took.

    `ways` are among WAYS and MORE_WAYS; the bytes are those of one step at the first seed.
    """
    from llmcourse.experiments.lora_tasks import correct
    from llmcourse.lora.training import answer_loss, batch_tensors, encode, fine_tune

    trials: dict[str, list[Trial]] = {way: [] for way in ways}
    for seed in seeds:
        for way in ways:
            model = prepare(way, codec, frozen)
            net, tokenizer = model.weights.model, model.weights.tokenizer
            rate = 5e-4 if way.startswith("full") else 3e-3
            run = fine_tune(net, tokenizer, train, steps=steps, learning_rate=rate, seed=seed,
                            label=way, live=live)  # fmt: skip
            scores = correct(model, test)
            trial = Trial(scores, run.losses, run.seconds / steps)
            if seed == seeds[0]:
                rows = [encode(tokenizer, messages, answer) for messages, answer in train[:16]]
                ids, labels = batch_tensors(rows, 0)
                optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad])
                inputs = ids.to(device_of(net)), labels.to(device_of(net))
                trial.bytes = held_bytes(net, optimizer, partial(answer_loss, net, *inputs))
            trials[way].append(trial)
    conditions = [Condition(w, [x for t in trials[w] for x in t.scores]) for w in ways]
    return ExperimentResult("C51", conditions, ways[0], list(seeds), same_items=True), trials


def step_times(
    codec: Codec | None, rounds: int = 5, tokens: int = 64, frozen: Any = None
) -> ExperimentResult:
    """Seconds of single steps of LoRA and QLoRA, taken in turn, so that load on the machine
    falls on both."""
    nets = {}
    for way in ("LoRA", "QLoRA"):
        nets[way] = prepare(way, codec, frozen).weights.model.train()
    ids = random_ids(nets["LoRA"], 4, tokens)
    found: dict[str, list[float]] = {way: [] for way in nets}
    for turn in range(rounds + 1):
        for way, net in nets.items():
            begun = time.perf_counter()
            language_loss(net, ids).backward()
            net.zero_grad(set_to_none=True)
            if turn:  # the first round warms up
                found[way].append(time.perf_counter() - begun)
    return ExperimentResult("C51", [Condition(w, s) for w, s in found.items()], "LoRA", [0])


def turn_on_checkpointing(net: Any) -> None:
    """Gradient checkpointing under either of transformers' names for it."""
    on = getattr(net, "activation_checkpointing_enable", None) or net.gradient_checkpointing_enable
    on({"use_reentrant": False})


def _counted(make: Any, place: int, calls: list[int]) -> Any:
    """`make`, which also notes in `calls` that layer `place` was asked."""

    def asked() -> Tensor:
        calls.append(place)
        return make()

    return asked


def products(codec: Codec | None, frozen: Any, tokens: int = 128) -> list[dict[str, Any]]:
    """A QLoRA step with the plain product, with `frozen`, and with checkpointing besides: what
    autograd keeps, how often a layer dequantizes, seconds, and the gradient's norm."""
    plain = SimpleNamespace(apply=lambda x, make, bias: nn.functional.linear(x, make(), bias))
    rows = []
    for name, product, on in (("F.linear", plain, False), ("FrozenLinear", frozen, False),
                              ("with checkpointing", frozen, True)):  # fmt: skip
        net = prepare("QLoRA", codec, product).weights.model.train()
        ids = random_ids(net, 4, tokens)
        if on:
            turn_on_checkpointing(net)
            net.enable_input_require_grads()
        layers = [m for m in net.modules() if isinstance(m, NF4Linear)]
        calls: list[int] = []
        for place, layer in enumerate(layers):
            layer.dequantize = _counted(layer.dequantize, place, calls)  # type: ignore[method-assign]
        begun = time.perf_counter()
        loss, kept = kept_by_autograd(net, partial(language_loss, net, ids))
        loss.backward()
        seconds = time.perf_counter() - begun
        gradient = torch.cat([p.grad.flatten() for p in net.parameters() if p.grad is not None])
        rows.append({"product": name, "kept, MB": kept / 1e6,
                     "dequantized": len(calls) / len(layers), "seconds": seconds,
                     "gradient's norm": float(gradient.norm())})  # fmt: skip
    return rows


# ------------------------------------------------------------------ paged state
@dataclass
class Paged:
    """A model trained twice from the same start: all state in memory, and paged."""

    state: int
    allowance: int
    peak: int
    moved: int
    largest_difference: float
    first_loss: float
    last_loss: float
    refused: str


def paged_training(update: Any, steps: int = 12, allowance: int = 32_000, seed: int = 0) -> Paged:
    """Train a small network whose optimizer state is many times its allowance."""

    def network() -> nn.Sequential:
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(32, 192), nn.Tanh(), nn.Linear(192, 192), nn.Tanh(),
                             nn.Linear(192, 8))  # fmt: skip

    generator = torch.Generator().manual_seed(seed)
    x, y = torch.randn(64, 32, generator=generator), torch.randn(64, 8, generator=generator)
    plain, paged = network(), network()
    pager = PagedAdamW(paged.parameters(), allowance, lr=3e-3, weight_decay=0.01, update=update)
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(plain.parameters(), lr=3e-3, weight_decay=0.01),
        pager,
    ]
    losses = []
    for _ in range(steps):
        for net, optimizer in zip((plain, paged), optimizers, strict=True):
            loss = (net(x) - y).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    store = pager.store
    moved = store.moved // steps
    refused = "nothing was refused"
    try:  # without eviction the same pages do not fit
        for i in range(len(store.host)):
            store.fetch(i)
    except MemoryError as error:
        refused = str(error)
    pairs = zip(plain.parameters(), paged.parameters(), strict=True)
    gap = max(float((a - b).detach().abs().max()) for a, b in pairs)
    return Paged(store.total, allowance, store.peak, moved, gap, losses[0],
                 losses[-1], refused)  # fmt: skip


# ------------------------------------------------------------------ the calculator, checked
def calculator_check(
    qlora_memory: Any, codec: Codec | None, r: int = 16, tokens: int = 64, frozen: Any = None
) -> list[dict[str, Any]]:
    """Pocket's 4-bit matrices, adapters, gradients, moments and activations: by the calculator,
    and counted on the tensors. What is 32 bits here and 16 in the calculator is halved."""
    from llmcourse.quant.shapes import shape_of

    net = prepare("QLoRA", codec, frozen, r=r).weights.model.train()
    said = qlora_memory(shape_of(net.config), "qlora", r=r, tokens=tokens, checkpointing=False)
    layers = [m for m in net.modules() if isinstance(m, NF4Linear)]
    adapters = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(adapters)
    ids = random_ids(net, 1, tokens)
    held = held_bytes(net, optimizer, partial(language_loss, net, ids))
    moments = sum(v.numel() * v.element_size() for s in optimizer.state.values()
                  for k, v in s.items() if k != "step")  # fmt: skip
    counted = {
        "matrices": sum(x.stored.bytes for x in layers),
        "adapters": 2 * sum(p.numel() for p in adapters),
        "gradients": held["gradients"] // 2,
        "optimizer": moments,
        "activations": held["activations"] // 2,
    }
    return [
        {"component": name, "calculator, MB": said[name] / 1e6, "counted, MB": value / 1e6,
         "ratio": value / said[name]}
        for name, value in counted.items()
    ]  # fmt: skip


def gpu_record(start: Path | None = None) -> dict[str, Any] | None:
    """The newest record of benchmarks/gpu_qlora.py, if any: of the run that this notebook belongs
    to (LLMCOURSE_GPU_RESULTS, set by llmcourse-solutions), else of the checkout around `start`."""
    here = (start or Path.cwd()).resolve()
    named = os.environ.get("LLMCOURSE_GPU_RESULTS")
    folders = [Path(named)] if named else []
    folders += [folder / "benchmarks" / "results" for folder in (here, *here.parents)]
    for folder in folders:
        found = [p for p in folder.glob("gpu_qlora_*.json") if "toy" not in p.name]
        if found:
            newest = max(found, key=lambda p: p.stat().st_mtime)
            return json.loads(newest.read_text(encoding="utf-8"))
    return None
