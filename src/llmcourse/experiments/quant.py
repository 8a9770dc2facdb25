"""Experiments of unit 12: 4-bit formats, QLoRA beside LoRA and full fine-tuning, paged state.

Each takes the learner's functions as a `Codec` (or one by one). `quick` sizes are defaults.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from llmcourse.experiments.records import Condition, ExperimentResult
from llmcourse.quant.codec import Codec
from llmcourse.quant.formats import code_books, relative_errors
from llmcourse.quant.linear import NF4Linear, quantize_model
from llmcourse.quant.paged import PagedAdamW

_STARTED = time.monotonic()
WAYS = ("full", "LoRA", "QLoRA")


def footprint() -> str:
    """One sentence: seconds since this module was imported, and the process's peak memory."""
    seconds = time.monotonic() - _STARTED
    try:
        import resource
    except ImportError:  # Windows
        return f"This notebook took {seconds:.0f} s."
    unit = 2**30 if sys.platform == "darwin" else 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return f"This notebook took {seconds:.0f} s and at most {peak:.2f} GiB of memory."


def linears(model: nn.Module) -> dict[str, nn.Linear]:
    """The linear layers of a chat model's network, without the head."""
    return {
        name: layer for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear) and name.rpartition(".")[2] != "lm_head"
    }  # fmt: skip


# ------------------------------------------------------------------ formats
def normal_weight(blocks: int, seed: int = 0, block: int = 64) -> Tensor:
    """Weights drawn from the standard normal distribution."""
    return torch.randn(blocks * block, generator=torch.Generator().manual_seed(seed))


def real_weight(model: Any, blocks: int, seed: int = 0, block: int = 64) -> Tensor:
    """Blocks of a model's linear layers, drawn at random, each matrix scaled to spread 1."""
    rows = torch.cat([
        (w / w.std()).reshape(-1, block)
        for w in (layer.weight.detach().float() for layer in linears(model).values())
        if w.numel() % block == 0
    ])  # fmt: skip
    pick = torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed))[:blocks]
    return rows[pick].flatten()


def format_errors(
    quantize: Any, weight: Tensor, books: Mapping[str, Tensor] | None = None, block: int = 64
) -> ExperimentResult:
    """Relative error of every block under each code book; lower is better."""
    found = {
        name: relative_errors(weight, levels, quantize, block).tolist()
        for name, levels in (books or code_books()).items()
    }
    return ExperimentResult("C51", [Condition(n, s) for n, s in found.items()], "int4", [0])


def stored_bits(model: Any, codecs: Mapping[str, Codec]) -> ExperimentResult:
    """Bits a weight of every linear layer, measured on the tensors that are stored."""
    layers = linears(model).values()
    conditions = [
        Condition(name, [codec.encode(x.weight).bytes * 8 / x.weight.numel() for x in layers])
        for name, codec in codecs.items()
    ]
    return ExperimentResult("C51", conditions, conditions[0].name, [0])


def eight_bits(model: Any) -> ExperimentResult:
    """How many times fewer bytes a linear layer takes in 8 bits (absmax a row) than before."""
    rows: dict[str, list[float]] = {"against 32 bits": [], "against 16 bits": [], "four times": []}
    for layer in linears(model).values():
        scale = layer.weight.detach().abs().amax(1).float()
        codes = torch.round(layer.weight.detach() / scale[:, None] * 127).to(torch.int8)
        small = codes.numel() + 4 * scale.numel()
        rows["against 32 bits"].append(4 * codes.numel() / small)
        rows["against 16 bits"].append(2 * codes.numel() / small)
        rows["four times"].append(4.0)
    return ExperimentResult("C52", [Condition(n, s) for n, s in rows.items()], "four times", [0])


# ------------------------------------------------------------------ memory, measured
def held_bytes(net: nn.Module, optimizer: torch.optim.Optimizer, loss: Any) -> dict[str, int]:
    """Bytes of a training step by component, counted on the tensors themselves.

    activations: what autograd keeps between the passes, parameters excepted, each storage once.
    """
    own = {p.untyped_storage().data_ptr() for p in net.parameters()}
    own |= {b.untyped_storage().data_ptr() for b in net.buffers()}
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        value = loss()
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
        "activations": sum(kept.values()),
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
    """A model of its own, ready to be trained in one of the three ways (all linear layers)."""
    from llmcourse.experiments.lora import own_model
    from llmcourse.lora.inject import inject_lora, mark_only_lora_as_trainable
    from llmcourse.lora.layers import LoRALinear
    from llmcourse.lora.wrapping import ATTENTION, MLP, lora_maker

    if way not in WAYS:
        raise ValueError(f"way is {way!r}; use one of {WAYS}.")
    model = own_model()
    net = model.weights.model
    if way == "LoRA":
        torch.manual_seed(0)
        inject_lora(net, ATTENTION + MLP, lora_maker(LoRALinear, r=r, lora_alpha=2 * r))
        mark_only_lora_as_trainable(net)
    elif way == "QLoRA":
        torch.manual_seed(0)
        quantize_model(net, codec, frozen, r=r, lora_alpha=2 * r)
    else:
        for parameter in net.parameters():
            parameter.requires_grad = True
    return model


def three_ways(
    codec: Codec | None, train: Sequence[Any], test: Sequence[Any], *, frozen: Any = None,
    steps: int = 40, seeds: Sequence[int] = (0,), ways: Sequence[str] = WAYS, live: bool = False,
) -> tuple[ExperimentResult, dict[str, list[Trial]]]:  # fmt: skip
    """Equal steps, equal batches: accuracy on the test, and what each way took."""
    from llmcourse.experiments.lora_tasks import correct
    from llmcourse.lora.training import answer_loss, batch_tensors, encode, fine_tune

    trials: dict[str, list[Trial]] = {way: [] for way in ways}
    for seed in seeds:
        for way in ways:
            model = prepare(way, codec, frozen)
            net, tokenizer = model.weights.model, model.weights.tokenizer
            rate = 5e-4 if way == "full" else 3e-3
            run = fine_tune(net, tokenizer, train, steps=steps, learning_rate=rate, seed=seed,
                            label=way, live=live)  # fmt: skip
            scores = correct(model, test)
            trial = Trial(scores, run.losses, run.seconds / steps)
            if seed == seeds[0]:
                rows = [encode(tokenizer, messages, answer) for messages, answer in train[:16]]
                ids, labels = batch_tensors(rows, 0)
                optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad])
                trial.bytes = held_bytes(net, optimizer, lambda n=net, i=ids, t=labels:
                                         answer_loss(n, i, t))  # fmt: skip
            trials[way].append(trial)
    conditions = [Condition(w, [x for t in trials[w] for x in t.scores]) for w in ways]
    return ExperimentResult("C51", conditions, ways[0], list(seeds), same_items=True), trials


def step_times(codec: Codec | None, rounds: int = 5, tokens: int = 64) -> ExperimentResult:
    """Seconds of single steps of LoRA and QLoRA, taken in turn, so that load on the machine
    falls on both."""
    nets = {}
    for way in ("LoRA", "QLoRA"):
        nets[way] = prepare(way, codec).weights.model.train()
    ids = torch.randint(10, 200, (4, tokens), generator=torch.Generator().manual_seed(0))
    found: dict[str, list[float]] = {way: [] for way in nets}
    for turn in range(rounds + 1):
        for way, net in nets.items():
            begun = time.perf_counter()
            net(input_ids=ids, labels=ids, use_cache=False).loss.backward()
            net.zero_grad(set_to_none=True)
            if turn:  # the first round warms up
                found[way].append(time.perf_counter() - begun)
    return ExperimentResult("C51", [Condition(w, s) for w, s in found.items()], "LoRA", [0])


def turn_on_checkpointing(net: Any) -> None:
    """Gradient checkpointing under either of transformers' names for it."""
    on = getattr(net, "activation_checkpointing_enable", None) or net.gradient_checkpointing_enable
    on({"use_reentrant": False})


def checkpointing(codec: Codec | None, tokens: int = 128) -> list[dict[str, Any]]:
    """Activations and seconds of a QLoRA step with and without gradient checkpointing."""
    rows = []
    net = prepare("QLoRA", codec).weights.model.train()
    ids = torch.randint(10, 200, (4, tokens), generator=torch.Generator().manual_seed(0))
    for on in (False, True):
        if on:
            turn_on_checkpointing(net)
            net.enable_input_require_grads()
        kept: dict[int, int] = {}
        own = {p.untyped_storage().data_ptr() for p in net.parameters()}

        def pack(tensor: Tensor, kept: dict = kept, own: set = own) -> Tensor:
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in own:
                kept[storage.data_ptr()] = storage.nbytes()
            return tensor

        begun = time.perf_counter()
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
            loss = net(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        seconds = time.perf_counter() - begun
        gradient = torch.cat([p.grad.flatten() for p in net.parameters() if p.grad is not None])
        net.zero_grad(set_to_none=True)
        rows.append({"checkpointing": on, "kept, MB": sum(kept.values()) / 1e6,
                     "seconds": seconds, "gradient's norm": float(gradient.norm())})  # fmt: skip
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
    refused = "nothing was refused"
    try:  # without eviction the same pages do not fit
        for i in range(len(store.host)):
            store.fetch(i)
    except MemoryError as error:
        refused = str(error)
    pairs = zip(plain.parameters(), paged.parameters(), strict=True)
    gap = max(float((a - b).abs().max()) for a, b in pairs)
    return Paged(store.total, allowance, store.peak, store.moved // steps, gap, losses[0],
                 losses[-1], refused)  # fmt: skip


# ------------------------------------------------------------------ the calculator, checked
def calculator_check(qlora_memory: Any, codec: Codec | None, r: int = 16) -> list[dict[str, Any]]:
    """Pocket's 4-bit matrices, adapters and moments: by the calculator and counted."""
    from llmcourse.quant.shapes import shape_of

    net = prepare("QLoRA", codec, r=r).weights.model
    said = qlora_memory(shape_of(net.config), "qlora", r=r, tokens=64)
    layers = [m for m in net.modules() if isinstance(m, NF4Linear)]
    adapters = [p for p in net.parameters() if p.requires_grad]
    count = sum(p.numel() for p in adapters)
    optimizer = torch.optim.AdamW(adapters)
    ids = torch.randint(10, 200, (1, 64), generator=torch.Generator().manual_seed(0))
    net(input_ids=ids, labels=ids).loss.backward()
    optimizer.step()
    moments = sum(v.numel() * v.element_size() for s in optimizer.state.values()
                  for k, v in s.items() if k != "step")  # fmt: skip
    counted = {
        "matrices": sum(x.stored.bytes for x in layers),
        "adapters": 2 * count,
        "gradients": 2 * sum(p.grad.numel() for p in adapters),
        "optimizer": moments,
    }
    return [
        {"component": name, "calculator, MB": said[name] / 1e6, "counted, MB": value / 1e6,
         "ratio": value / said[name]}
        for name, value in counted.items()
    ]  # fmt: skip


# ------------------------------------------------------------------ figures
def plot_books(books: Mapping[str, Tensor]) -> Any:
    """Where each code book's levels lie, over the density of scaled normal weights."""
    import matplotlib.pyplot as plt

    from llmcourse.lesson import plot_style

    plot_style()
    figure, axes = plt.subplots(figsize=(6.4, 3.2))
    blocks = normal_weight(2000).reshape(-1, 64)
    unit = (blocks / blocks.abs().amax(1, keepdim=True)).flatten().numpy()
    axes.hist(unit, bins=120, density=True, color="0.85")
    for place, (name, levels) in enumerate(books.items()):
        axes.plot(levels.tolist(), [-0.12 - 0.16 * place] * len(levels), "|", color="black", ms=9)
        axes.text(-1.04, -0.12 - 0.16 * place, name, ha="right", va="center", fontsize=9)
    axes.set(xlabel="weight / absmax of its block", ylabel="density", xlim=(-1.3, 1.05),
             title="NF4 puts its levels where normal weights are")  # fmt: skip
    return figure


def plot_errors(results: Mapping[str, ExperimentResult]) -> Any:
    """Relative error of each format, a group of bars a kind of weight, with intervals."""
    import matplotlib.pyplot as plt

    from llmcourse.experiments.records import bootstrap_interval
    from llmcourse.lesson import plot_style

    plot_style()
    figure, axes = plt.subplots()
    width = 0.8 / len(results)
    for turn, (kind, result) in enumerate(results.items()):
        for place, condition in enumerate(result.conditions):
            low, high = bootstrap_interval(condition.scores)
            where = place + (turn - (len(results) - 1) / 2) * width
            axes.bar(where, condition.mean, width * 0.95, color=("0.75", "#56B4E9")[turn % 2],
                     edgecolor="black", label=kind if place == 0 else None)  # fmt: skip
            axes.errorbar(where, condition.mean, [[condition.mean - low], [high - condition.mean]],
                          color="black", marker="")  # fmt: skip
    axes.set_xticks(range(len(result.conditions)), [c.name for c in result.conditions])
    axes.set(ylabel="relative error (95% interval)", title="Error of four bits, by format")
    axes.legend()
    return figure


def plot_losses(trials: Mapping[str, Sequence[Trial]]) -> Any:
    """Loss curves of the ways."""
    import matplotlib.pyplot as plt

    from llmcourse.lesson import plot_style

    plot_style()
    figure, axes = plt.subplots()
    for way, runs in trials.items():
        axes.plot(range(1, len(runs[0].losses) + 1), runs[0].losses, label=way, marker="")
    axes.set(xlabel="step", ylabel="loss (nats a token)", title="Equal steps, equal batches")
    axes.legend()
    return figure


def plot_memory(parts: Mapping[str, Mapping[str, float]], paper: Mapping[str, float]) -> Any:
    """The calculator's components stacked, the paper's totals beside them, GB."""
    import matplotlib.pyplot as plt

    from llmcourse.lesson import plot_style

    plot_style()
    figure, axes = plt.subplots(figsize=(7, 4))
    names = [k for k in next(iter(parts.values())) if k != "total"]
    shades = ["0.25", "0.4", "#0072B2", "#56B4E9", "#E69F00", "0.75", "0.9"]
    hatches = ["", "//", "", "..", "", "xx", ""]
    for place, found in enumerate(parts.values()):
        base = 0.0
        for name, shade, hatch in zip(names, shades, hatches, strict=True):
            axes.bar(place - 0.18, found[name] / 1e9, 0.34, bottom=base, color=shade, hatch=hatch,
                     edgecolor="black", linewidth=0.5,
                     label=name if place == 0 else None)  # fmt: skip
            base += found[name] / 1e9
    for place, model in enumerate(parts):
        if model in paper:
            axes.bar(place + 0.18, paper[model], 0.34, color="white", edgecolor="black",
                     label="paper, figure 6" if place == 0 else None)  # fmt: skip
    axes.axhline(48, color="0.3", linestyle=":", marker="", linewidth=1)
    axes.text(len(parts) - 0.5, 48, "one 48 GB card", ha="right", va="bottom", fontsize=9)
    axes.set_xticks(range(len(parts)), list(parts))
    axes.set(ylabel="GB (10^9 bytes)", title="QLoRA, rank 64, 512 tokens: calculated and published")
    axes.legend(fontsize=8, loc="upper left")
    return figure
