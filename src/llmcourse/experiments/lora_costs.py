"""What LoRA costs: memory by component, FLOPs of a step, latency merged and unmerged, sizes.

Counts are exact and the same on every machine. Times are ratios, measured side by side in turns, so
that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import torch

from llmcourse.experiments.lora import Kit, adapted, device_of, own_model
from llmcourse.lora.training import answer_loss, batch_tensors
from llmcourse.lora.wrapping import TARGETS


def example_batch(
    rows: int = 8, length: int = 64, seed: int = 0, vocabulary: int = 3000, net: Any = None
) -> Any:
    """A batch of random tokens [rows, length], all of them learned, where `net` lies."""
    draw = torch.Generator().manual_seed(seed)
    ids = torch.randint(10, vocabulary, (rows, length), generator=draw)
    batch = batch_tensors([(row.tolist(), 1) for row in ids], 0)
    return batch if net is None else tuple(part.to(device_of(net)) for part in batch)


def measured_memory(net: Any, ids: torch.Tensor, labels: torch.Tensor) -> dict[str, int]:
    """Bytes of one training step with Adam: weights, gradients, optimizer, activations.

    Activations are what autograd saves for the backward pass, each storage counted once, the
    model's own parameters left out.
    """
    own = {p.untyped_storage().data_ptr() for p in net.parameters()}
    seen: dict[int, int] = {}
    kept = []  # storages stay alive, or an address could be used twice

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            seen[storage.data_ptr()] = storage.nbytes()
            kept.append(storage)
        return tensor

    trained = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=0.0)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = answer_loss(net, ids, labels)
    loss.backward()
    optimizer.step()
    states = [v for state in optimizer.state.values() for v in state.values()]
    parts = {
        "weights": sum(_bytes(p) for p in net.parameters()),
        "gradients": sum(_bytes(p.grad) for p in net.parameters() if p.grad is not None),
        "optimizer": sum(_bytes(v) for v in states if torch.is_tensor(v) and v.ndim),
        "activations": sum(seen.values()),
    }
    for p in trained:
        p.grad = None
    return parts | {"total": sum(parts.values())}


def _bytes(tensor: torch.Tensor) -> int:
    return tensor.numel() * tensor.element_size()


def memory_table(kit: Kit, rows: int = 8, length: int = 64) -> list[dict[str, Any]]:
    """Memory of full fine-tuning and of LoRA in three places, in MB (10^6 bytes)."""
    table: list[dict[str, Any]] = []
    for name in ("full", *TARGETS):
        model = own_model() if name == "full" else adapted(kit, name)
        net = model.weights.model.train()
        if name == "full":
            net.requires_grad_(True)
        parts = measured_memory(net, *example_batch(rows, length, net=net))
        table.append({"trained": name if name == "full" else f"LoRA {name}, r = 8"}
                     | {key: value / 1e6 for key, value in parts.items()})  # fmt: skip
    for row in table:
        row["saved, times"] = table[0]["total"] / row["total"]
    return table


def step_flops(net: Any, ids: torch.Tensor, labels: torch.Tensor) -> dict[str, int]:
    """Floating-point operations of the forward and of the backward pass of one step."""
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False)
    with counter:
        loss = answer_loss(net, ids, labels)
    forward = counter.get_total_flops()
    with counter:
        loss.backward()
    backward = counter.get_total_flops()
    for p in net.parameters():
        p.grad = None
    return {"forward": forward, "backward": backward, "step": forward + backward}


def times(work: dict[str, Callable[[], Any]], rounds: int = 5) -> dict[str, list[float]]:
    """Seconds of each piece of work, `rounds` of them in turns, after one that does not count."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, call in work.items():
            begun = time.perf_counter()
            call()
            if torch.cuda.is_available():
                torch.cuda.synchronize()  # a GPU is still at work when the call returns
            if number:
                found[name].append(time.perf_counter() - begun)
    return found


def ratios(found: dict[str, list[float]], to: str) -> dict[str, float]:
    """Median over the rounds of each time divided by that of `to` in the same round."""
    return {
        name: statistics.median(a / b for a, b in zip(values, found[to], strict=True))
        for name, values in found.items()
    }


def _step(net: Any, batch: Any) -> Callable[[], None]:
    trained = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=0.0)

    def call() -> None:
        answer_loss(net, *batch).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return call


def step_cost(
    kit: Kit, ranks: Sequence[int] = (8, 64), rounds: int = 5
) -> tuple[list[dict[str, Any]], dict[str, list[float]]]:
    """A training step with LoRA against full fine-tuning, in FLOPs and in time (C40).

    Returns the table and the seconds of every round.
    """
    nets = {"full": own_model().weights.model.train().requires_grad_(True)}
    batch = example_batch(net=nets["full"])
    nets["LoRA q, v, r = 8"] = adapted(kit, "q, v").weights.model.train()
    for r in ranks:
        nets[f"LoRA all linear, r = {r}"] = adapted(kit, r=r).weights.model.train()
    flops = {name: step_flops(net, *batch) for name, net in nets.items()}
    seconds = times({name: _step(net, batch) for name, net in nets.items()}, rounds)
    relative = ratios(seconds, "full")
    table = [
        {"trained": name}
        | {f"{part}, FLOPs": flops[name][part] / flops["full"][part]
           for part in ("forward", "backward", "step")}
        | {"step, time": relative[name]}
        for name in nets
    ]  # fmt: skip
    return table, seconds


def latency(kit: Kit, rounds: int = 7, tokens: int = 24) -> tuple[list[dict[str, Any]], dict]:
    """Base, unmerged and merged model: reading a prompt and writing token by token (C39)."""
    base, apart, merged = own_model(), adapted(kit), adapted(kit)
    kit.set_merged(merged.weights.model, True)
    nets = {"base": base.weights.model, "unmerged": apart.weights.model,
            "merged": merged.weights.model}  # fmt: skip
    prompt, _ = example_batch(1, 128, net=base.weights.model)

    def read(net: Any) -> Callable[[], None]:
        def call() -> None:
            with torch.inference_mode():
                net(input_ids=prompt, use_cache=False)

        return call

    def write(net: Any) -> Callable[[], None]:
        def call() -> None:
            with torch.inference_mode():
                past, ids = None, prompt[:, :8]
                for _ in range(tokens):
                    out = net(input_ids=ids, past_key_values=past, use_cache=True)
                    past, ids = out.past_key_values, out.logits[:, -1:].argmax(-1)

        return call

    found = {
        "reading 128 tokens": times({n: read(net) for n, net in nets.items()}, rounds),
        f"writing {tokens} tokens": times({n: write(net) for n, net in nets.items()}, rounds),
    }
    table = [{"what": what} | ratios(seconds, "base") for what, seconds in found.items()]
    return table, found


def llama_sizes(adapter_size: Callable[..., dict]) -> list[dict[str, Any]]:
    """Adapters of LLaMA in four settings beside the survey's figures (C42), from shapes alone."""
    from llmcourse.lora.shapes import LLAMA, llama_on_meta

    claimed = {"7B": "8M", "13B": "13M", "33B": "25M", "65B": ""}
    rows = []
    for size in LLAMA:
        model = llama_on_meta(size)
        row: dict[str, Any] = {"LLaMA": size, "survey": claimed[size]}
        row["base, billions"] = sum(p.numel() for p in model.parameters()) / 1e9
        small = adapter_size(model, TARGETS["q, v"], 8, 2)
        row["q, v r=8: millions"] = small["parameters"] / 1e6
        row["its file in 16 bits, MB"] = small["bytes"] / 1e6
        row["q, v r=16: millions"] = adapter_size(model, TARGETS["q, v"], 16)["parameters"] / 1e6
        row["q, k, v, o r=8: millions"] = (
            adapter_size(model, TARGETS["attention"], 8)["parameters"] / 1e6
        )
        row["all linear r=8: millions"] = (
            adapter_size(model, TARGETS["all linear"], 8)["parameters"] / 1e6
        )
        rows.append(row)
    return rows
