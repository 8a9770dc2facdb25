"""QLoRA at full size on one GPU: `python -m benchmarks.gpu_qlora`, under 8 minutes.

Builds LLaMA-shaped models with random weights straight in 4 bits (NF4, double quantization; no
16-bit copy of more than one matrix ever exists), r = 64 on all linear layers, sequence 512, batch
1, checkpointing; trains one step, then ten. Memory and speed do not depend on the weights' values.
The process is capped at 48 GB (GB = 10^9 bytes). Then the same shapes with LoRA and full
fine-tuning as far as the card allows, and our dequantization beside bitsandbytes' and a Triton
kernel. Writes benchmarks/results/gpu_qlora_<card>.json after every row; prints a table last.

Needs torch and transformers and nothing else of the course's environment; triton and bitsandbytes
are used where they are installed. `--toy` runs all of it on a CPU at toy size.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import json
import math
import os
import re
import sys
import time
import types
from pathlib import Path
from typing import Any

# Blocks of many sizes come and go; whole segments for each would leave holes of several GB. torch
# reads this when it first allocates.
os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")

import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))


def stand_in_for_jaxtyping() -> None:
    """Where it is not installed: the course's modules name it in annotations only."""
    try:
        import jaxtyping  # noqa: F401
    except ImportError:
        module: Any = types.ModuleType("jaxtyping")
        plain = type("Plain", (), {"__class_getitem__": classmethod(lambda cls, item: item[0])})
        module.Float = module.Int8 = module.Integer = module.UInt8 = plain
        sys.modules["jaxtyping"] = module


stand_in_for_jaxtyping()

from llmcourse.quant.codec import course_codec  # noqa: E402
from llmcourse.quant.linear import NF4Linear  # noqa: E402
from llmcourse.quant.memory import qlora_memory  # noqa: E402
from llmcourse.quant.paged import PagedAdamW  # noqa: E402
from llmcourse.quant.shapes import SHAPES, why_too_small  # noqa: E402

CAP = 48e9
# What the 65B rows may allocate at most, GB.
LIMITS = {("LLaMA 65B", "qlora"): 46.0, ("LLaMA 65B", "qlora, paged"): 41.0}
TOY = {"vocab": 64, "width": 64, "inner": 128, "layers": 2, "heads": 4, "kv_heads": 4,
       "tied": 0}  # fmt: skip
# A shape that even full fine-tuning fits on one card: LoRA's memory factor needs both.
SMALL = "Llama 3.2 3B"


class LoRA(nn.Module):
    """A 16-bit layer with an adapter beside it."""

    def __init__(self, base: nn.Linear, r: int) -> None:
        super().__init__()
        self.base = base
        base.requires_grad_(False)
        kind = {"device": base.weight.device, "dtype": base.weight.dtype}
        self.lora_A = nn.Parameter(torch.randn(r, base.in_features, **kind) * 0.01)
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, r, **kind))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output and the update's."""
        return self.base(x) + nn.functional.linear(
            nn.functional.linear(x, self.lora_A), self.lora_B
        )


def build(shape: dict[str, int], method: str, r: int, device: str, dtype: torch.dtype) -> Any:
    """A Llama of this shape with random weights, layer by layer from the meta device."""
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=shape["vocab"], hidden_size=shape["width"], intermediate_size=shape["inner"],
        num_hidden_layers=shape["layers"], num_attention_heads=shape["heads"],
        num_key_value_heads=shape["kv_heads"], use_cache=False,
        tie_word_embeddings=bool(shape["tied"]),
    )  # fmt: skip
    with torch.device("meta"):
        net = LlamaForCausalLM(config)
    codec = course_codec()
    for name, layer in list(net.named_modules()):
        if not isinstance(layer, nn.Linear) or name == "lm_head":
            continue
        real = nn.Linear(layer.in_features, layer.out_features, bias=False, device="meta",
                         dtype=dtype).to_empty(device=device)  # fmt: skip
        nn.init.normal_(real.weight, std=0.02)
        new: nn.Module = real
        if method == "qlora":
            new = NF4Linear(real, codec, r=r, lora_alpha=16, dtype=dtype)
            del real
        elif method == "lora":
            new = LoRA(real, r)
        parent, _, child = name.rpartition(".")
        setattr(net.get_submodule(parent), child, new)
    for module in net.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            if parameter.is_meta:
                value = torch.empty(parameter.shape, device=device, dtype=dtype)
                nn.init.ones_(value) if value.dim() == 1 else nn.init.normal_(value, std=0.02)
                module.register_parameter(name, nn.Parameter(value, requires_grad=method == "full"))
    net.tie_weights()
    rotary = net.model.rotary_emb
    net.model.rotary_emb = type(rotary)(config).to(device)
    on = getattr(net, "activation_checkpointing_enable", None) or net.gradient_checkpointing_enable
    on({"use_reentrant": False})
    net.enable_input_require_grads()
    return net.train()


def synchronize(device: str) -> None:
    """Wait for the card."""
    if device == "cuda":
        torch.cuda.synchronize()


def memory(device: str) -> dict[str, float]:
    """Peak allocated and reserved, and what the context takes besides, GB."""
    if device != "cuda":
        return {}
    free, total = torch.cuda.mem_get_info()
    return {
        "allocated": torch.cuda.max_memory_allocated() / 1e9,
        "reserved": torch.cuda.max_memory_reserved() / 1e9,
        "context": max(0.0, (total - free - torch.cuda.memory_reserved()) / 1e9),
    }


def tensors(values: Any) -> float:
    """GB of tensors."""
    return sum(v.numel() * v.element_size() for v in values) / 1e9


def set_cap(method: str) -> None:
    """Let torch allocate what a card of 48 GB would leave it beside the context (QLoRA), or all."""
    free, total = torch.cuda.mem_get_info()
    context = max(0, total - free - torch.cuda.memory_reserved())
    cap = CAP - context if method == "qlora" else total
    torch.cuda.set_per_process_memory_fraction(min(1.0, cap / total))


def train(name: str, shape: dict[str, int], method: str, *, device: str, paged: bool = False,
          r: int = 64, tokens: int = 512, steps: int = 10) -> dict[str, Any]:  # fmt: skip
    """One step, then `steps` more: memory by component, time. A row of the table."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    row: dict[str, Any] = {"model": name, "method": method + (", paged" if paged else "")}
    said = qlora_memory(shape, method, r=r, tokens=tokens, paged=paged)
    row["calculated"] = said["total"] / 1e9
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    begun = time.perf_counter()
    net = build(shape, method, r, device, dtype)
    synchronize(device)
    row["build_s"] = time.perf_counter() - begun
    trained = [p for p in net.parameters() if p.requires_grad]
    row["weights"] = tensors(net.parameters()) + tensors(net.buffers()) - tensors(trained)
    row["adapters"] = tensors(trained)
    optimizer: Any
    if paged:
        optimizer = PagedAdamW(trained, 256_000_000 if device == "cuda" else 4096, lr=1e-4)
    else:
        # 32-bit moments whatever the parameters are: one page as large as everything.
        optimizer = Adam32(trained, lr=1e-4)
    ids = torch.randint(0, shape["vocab"], (1, tokens), device=device)

    def step() -> float:
        loss = net(input_ids=ids, labels=ids).loss
        loss.backward()
        row["gradients"] = tensors(p.grad for p in trained)
        optimizer.step()
        for parameter in trained:
            parameter.grad = None
        return float(loss.detach())

    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    row["first_loss"] = step()
    synchronize(device)
    row["optimizer"] = 0.0 if paged else tensors(optimizer.moments)
    begun = time.perf_counter()
    for _ in range(steps):
        row["last_loss"] = step()
    synchronize(device)
    row["step_s"] = (time.perf_counter() - begun) / steps
    row["tokens_s"] = tokens / row["step_s"]
    row |= memory(device)
    if "allocated" in row:  # what is left at the peak: activations and dequantized matrices
        row["rest"] = row["allocated"] - sum(
            row[part] for part in ("weights", "adapters", "gradients", "optimizer")
        )
    if not math.isfinite(row["last_loss"]):
        raise FloatingPointError(f"{name}, {method}: the loss is {row['last_loss']}.")
    return row


class Adam32:
    """AdamW with 32-bit moments for 16-bit parameters."""

    def __init__(self, parameters: list[nn.Parameter], lr: float) -> None:
        self.parameters, self.lr, self.count = parameters, lr, 0
        self.pairs = [
            (torch.zeros_like(p, dtype=torch.float32), torch.zeros_like(p, dtype=torch.float32))
            for p in parameters
        ]

    @property
    def moments(self) -> list[Tensor]:
        """All of its state."""
        return [m for pair in self.pairs for m in pair]

    @torch.no_grad()
    def step(self) -> None:
        """One step."""
        self.count += 1
        for p, (m, v) in zip(self.parameters, self.pairs, strict=True):
            g = p.grad.float()
            m.mul_(0.9).add_(g, alpha=0.1)
            v.mul_(0.999).addcmul_(g, g, value=0.001)
            root = (v / (1 - 0.999**self.count)).sqrt_().add_(1e-8)
            p.add_((m / root).mul_(-self.lr / (1 - 0.9**self.count)).to(p.dtype))


def timed(call: Any, device: str, rounds: int) -> float:
    """Milliseconds of a call, the median of `rounds`."""
    call()
    found = []
    for _ in range(rounds):
        synchronize(device)
        begun = time.perf_counter()
        call()
        synchronize(device)
        found.append(1000 * (time.perf_counter() - begun))
    return sorted(found)[rounds // 2]


def dequantization(device: str, side: int, rounds: int = 9) -> list[dict[str, Any]]:
    """Our dequantization of a [side, side] weight, bitsandbytes' and a Triton kernel's."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    weight = torch.randn(side, side, device=device, dtype=dtype)
    codec = course_codec()
    packed = codec.encode(weight)
    ours = codec.decode(packed, dtype)
    rows = [{"kernel": "ours, torch", "ms": timed(lambda: codec.decode(packed, dtype), device,
                                                  rounds), "difference": 0.0}]  # fmt: skip
    if device != "cuda":
        return rows
    try:
        import bitsandbytes.functional as bnb

        data, state = bnb.quantize_4bit(weight, quant_type="nf4", compress_statistics=True)
        theirs = bnb.dequantize_4bit(data, state)
        rows.append({
            "kernel": "bitsandbytes", "ms": timed(lambda: bnb.dequantize_4bit(data, state), device,
                                                  rounds),
            "difference": float((theirs - ours).float().norm() / ours.float().norm()),
        })  # fmt: skip
    except Exception as error:  # optional: whatever is wrong with it must not cost the rest
        rows.append({"kernel": "bitsandbytes", "error": f"{type(error).__name__}: {error}"[:200]})
    try:
        from benchmarks.gpu_kernels import dequantize

        single = course_codec(group=None)
        plain = single.encode(weight).tensors
        levels = single.levels.to(device)
        found = dequantize(plain["packed"], plain["absmax"], levels, (side, side), dtype)
        rows.append({
            "kernel": "Triton (no double quantization)",
            "ms": timed(lambda: dequantize(plain["packed"], plain["absmax"], levels, (side, side),
                                           dtype), device, rounds),
            "difference": float((found - ours).float().norm() / ours.float().norm()),
        })  # fmt: skip
    except Exception as error:
        rows.append({"kernel": "Triton", "error": f"{type(error).__name__}: {error}"[:200]})
    return rows


def versions() -> dict[str, str]:
    """Of the libraries that matter, where installed."""
    found = {}
    for name in ("torch", "transformers", "peft", "triton", "bitsandbytes"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def plan(toy: bool) -> list[tuple[str, dict[str, int], str, bool]]:
    """Rows in order, the headline first."""
    if toy:
        rows = [("toy", TOY, m, p) for m, p in
                (("qlora", False), ("qlora", True), ("lora", False), ("full", False))]  # fmt: skip
        return [*rows, ("toy, tied", TOY | {"tied": 1}, "full", False)]
    sizes = ["LLaMA 65B", "LLaMA 33B", "LLaMA 13B", "LLaMA 7B"]
    rows = [("LLaMA 65B", SHAPES["LLaMA 65B"], "qlora", p) for p in (False, True)]
    rows += [(s, SHAPES[s], "qlora", False) for s in sizes[1:]]
    rows += [(SMALL, SHAPES[SMALL], m, False) for m in ("qlora", "lora", "full")]
    rows += [(s, SHAPES[s], m, False) for m in ("lora", "full") for s in reversed(sizes)]
    return rows


def ratios(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each model that ran in two ways: LoRA's memory factor, QLoRA's step beside LoRA's."""
    found = {(row["model"], row["method"]): row for row in rows if not row.get("error")}
    out = []
    for above, below, key, name in (("full", "lora", "allocated", "memory, full / LoRA"),
                                    ("full", "qlora", "allocated", "memory, full / QLoRA"),
                                    ("qlora", "lora", "step_s", "step, QLoRA / LoRA")):  # fmt: skip
        for model in dict.fromkeys(row["model"] for row in rows):
            one, two = found.get((model, above)), found.get((model, below))
            if one and two and key in one and key in two:
                out.append({"model": model, "ratio": name, "value": one[key] / two[key]})
    return out


def limits(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that must stay below a limit, and whether they did."""
    return [
        {"model": row["model"], "method": row["method"], "allocated": row["allocated"],
         "limit": limit, "kept": row["allocated"] <= limit}
        for row in rows
        if "allocated" in row and (limit := LIMITS.get((row["model"], row["method"])))
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Command line; 1 if a row failed, 2 if there is no GPU."""
    parser = argparse.ArgumentParser(prog="gpu_qlora", description=__doc__.split("\n")[0])
    parser.add_argument("--toy", action="store_true", help="on a CPU, at toy size")
    parser.add_argument("--minutes", type=float, default=8, help="start no row after this long")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    chosen = parser.parse_args(arguments)
    device = "cpu" if chosen.toy else "cuda"
    if device == "cuda" and not torch.cuda.is_available():
        print("torch sees no CUDA GPU; use --toy to try the script on a CPU.")
        return 2
    card, total = "CPU, toy size", 0.0
    if device == "cuda":
        card = torch.cuda.get_device_name()
        total = torch.cuda.get_device_properties(0).total_memory
    torch.manual_seed(0)
    begun = time.monotonic()
    record: dict[str, Any] = {"card": card, "card_gb": total / 1e9, "versions": versions(),
                              "weights": "random, the real architecture's shape",
                              "rows": [], "dequantization": []}  # fmt: skip
    name = re.sub(r"[^a-z0-9]+", "_", card.lower()).strip("_")
    path = chosen.out / f"gpu_qlora_{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)

    def save() -> None:
        record["seconds"] = round(time.monotonic() - begun, 1)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(record, indent=1), encoding="utf-8")
        part.replace(path)

    for model, shape, method, paged in plan(chosen.toy):
        label = f"{model}, {method}{', paged' if paged else ''}"
        needs = qlora_memory(shape, method, paged=paged)["total"]
        row: dict[str, Any] = {"model": model, "method": method, "calculated": needs / 1e9}
        if time.monotonic() - begun > 60 * chosen.minutes - 40:
            row["error"] = "no time left"
        elif device == "cuda" and (why := why_too_small(needs, torch.cuda.mem_get_info()[0])):
            row["error"] = why
        else:
            try:
                if device == "cuda":
                    set_cap(method)
                options = {"tokens": 16, "r": 4, "steps": 2} if chosen.toy else {}
                row = train(model, shape, method, device=device, paged=paged, **options)
            except (torch.cuda.OutOfMemoryError, FloatingPointError) as error:
                row["error"] = str(error).split("\n")[0][:200]
            gc.collect()
            if device == "cuda":
                torch.cuda.empty_cache()
        print(f"{label}: {row.get('error') or str(round(row['step_s'], 3)) + ' s a step'}",
              flush=True)  # fmt: skip
        record["rows"].append(row)
        save()
    record["dequantization"] = dequantization(device, 128 if chosen.toy else 8192)
    record["ratios"] = ratios(record["rows"])
    record["limits"] = limits(record["rows"])
    save()
    columns = ("calculated", "allocated", "reserved", "context", "step_s", "tokens_s")
    print("\n" + f"{card}; GB = 10^9 bytes; random weights")
    print(f"{'model':14}{'method':16}" + "".join(f"{c:>12}" for c in columns))
    for row in record["rows"]:
        cells = [f"{row[c]:12.2f}" if c in row else f"{'':12}" for c in columns]
        print(f"{row['model']:14}{row['method']:16}" + "".join(cells) + "  " + row.get("error", ""))
    for row in record["ratios"]:
        print(f"{row['model']}: {row['ratio']} {row['value']:.2f}")
    for row in record["limits"]:
        print(f"{row['model']}, {row['method']}: {row['allocated']:.1f} GB allocated, at most "
              f"{row['limit']:g} asked for: {'kept' if row['kept'] else 'NOT kept'}")  # fmt: skip
    for row in record["dequantization"]:
        print(f"{row['kernel']}: {row.get('error') or format(row['ms'], '.2f') + ' ms'}")
    print(path.name)
    return 1 if chosen.toy and any(row.get("error") for row in record["rows"]) else 0


if __name__ == "__main__":
    sys.exit(main())
