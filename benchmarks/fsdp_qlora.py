"""QLoRA on several GPUs: FSDP shards the four bits, launched by accelerate.

    accelerate launch --config_file benchmarks/fsdp_qlora.yaml benchmarks/fsdp_qlora.py --model ID

Each process loads and quantizes the model in its host's memory; the packed bytes are parameters
(NF4Linear's `storage`), so that FSDP spreads them, the adapters, their gradients and Adam's moments
over the GPUs and gathers one decoder layer at a time. The blocks' constants, 3% of the weights, are
buffers and lie on every GPU. Trains on unit 10's desk task and prints a row a process; --save
writes the adapters. With random weights: --toy.

The same on CPU processes, as the tests do it (accelerate's own launcher starts several CPU
processes only under MPI):

    torchrun --nproc_per_node 2 benchmarks/fsdp_qlora.py --toy
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from llmcourse.quant import qlora_memory, quantize_model  # noqa: E402
from llmcourse.quant.shapes import shape_of, why_too_small  # noqa: E402

CONFIG = Path(__file__).with_suffix(".yaml")


def set_environment() -> None:
    """Where accelerate launch has not set them, the variables that it makes of the YAML file."""
    if os.environ.get("ACCELERATE_USE_FSDP"):
        return
    import yaml

    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    os.environ["ACCELERATE_USE_FSDP"] = "true"
    os.environ.setdefault("ACCELERATE_MIXED_PRECISION", config["mixed_precision"])
    for key, value in config["fsdp_config"].items():
        os.environ.setdefault(key.upper(), str(value).lower() if value in (True, False)
                              else str(value))  # fmt: skip


def make_accelerator() -> Any:
    """accelerate's Accelerator with FSDP, on GPUs and on CPU processes alike.

    accelerate turns FSDP on for accelerators only; CPU processes run the same code once its state
    says so, which is how the configuration is tested without a GPU.
    """
    from accelerate import Accelerator, FullyShardedDataParallelPlugin
    from accelerate.utils import DistributedType

    accelerator = Accelerator(cpu=not torch.cuda.is_available())
    if accelerator.num_processes > 1 and accelerator.device.type == "cpu":
        plugin = FullyShardedDataParallelPlugin()
        if accelerator.mixed_precision != "no":
            plugin.set_mixed_precision(accelerator.mixed_precision)
        accelerator.state.distributed_type = DistributedType.FSDP
        accelerator.state.fsdp_plugin = plugin
    return accelerator


def toy() -> tuple[Any, list[tuple[torch.Tensor, torch.Tensor]]]:
    """A Llama with random weights and batches of random tokens, the same in every process."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    net = LlamaForCausalLM(LlamaConfig(
        vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=False,
    ))  # fmt: skip
    ids = torch.randint(0, 64, (8, 12), generator=torch.Generator().manual_seed(0))
    return net, [(ids, ids)]


def hub(name: str, rows: int) -> tuple[Any, list[tuple[torch.Tensor, torch.Tensor]]]:
    """A model by name (pocket, a folder, a hub id) on the CPU, and batches of the desk task."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from llmcourse.experiments.lora_tasks import desk_task
    from llmcourse.lora.training import batch_tensors, encode
    from llmcourse.weights import find_model, quiet_transformers

    quiet_transformers()
    folder = find_model(name)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    net = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    pairs = [encode(tokenizer, messages, answer) for messages, answer in desk_task().train]
    pad = tokenizer.pad_token_id or 0
    return net, [batch_tensors(pairs[i : i + rows], pad)
                 for i in range(0, len(pairs) - rows + 1, rows)]  # fmt: skip


def too_large(net: Any, r: int, tokens: int, processes: int) -> str:
    """One sentence if a GPU is too small for its share, else ""."""
    if not torch.cuda.is_available():
        return ""
    said = qlora_memory(shape_of(net.config), r=r, tokens=tokens)
    own = said["activations"] + said["temporaries"]
    share = (said["total"] - own) / processes + own
    free, _ = torch.cuda.mem_get_info()
    return why_too_small(share, free)


def held(model: Any) -> dict[str, int]:
    """Bytes that lie in this process: packed weights, constants (on every one), adapters."""
    from torch.distributed.tensor import DTensor

    out = {"packed": 0, "constants": 0, "adapters": 0}
    for name, parameter in model.named_parameters():
        local = parameter.to_local() if isinstance(parameter, DTensor) else parameter
        kind = "packed" if name.endswith(".packed") else "adapters" if "lora_" in name else ""
        if kind:
            out[kind] += local.numel() * local.element_size()
    for name, buffer in model.named_buffers():
        if "absmax" in name:
            out["constants"] += buffer.numel() * buffer.element_size()
    return out


def save_adapters(model: Any, folder: Path, main: bool) -> None:
    """A and B of every layer, gathered, as folder/adapters.safetensors, whole or not at all."""
    from safetensors.torch import save_file

    tensors = {
        name: (p.full_tensor() if hasattr(p, "full_tensor") else p).detach().cpu().contiguous()
        for name, p in model.named_parameters() if "lora_" in name
    }  # fmt: skip
    if main:
        folder.mkdir(parents=True, exist_ok=True)
        save_file(tensors, folder / "adapters.part")
        (folder / "adapters.part").replace(folder / "adapters.safetensors")


def main(arguments: list[str] | None = None) -> int:
    """Command line; 2 if it cannot run."""
    parser = argparse.ArgumentParser(prog="fsdp_qlora", description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="pocket", help="pocket, a folder or a hub id")
    parser.add_argument("--toy", action="store_true", help="a tiny model with random weights")
    parser.add_argument("--rows", type=int, default=16, help="a batch, over all processes")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--r", type=int, default=16)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--save", type=Path, help="a folder for the adapters")
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    chosen = parser.parse_args(arguments)
    set_environment()
    accelerator = make_accelerator()
    processes, rank = accelerator.num_processes, accelerator.process_index
    if min(chosen.rows, chosen.steps, chosen.r) < 1 or chosen.rows % processes:
        accelerator.print(f"--rows must be a multiple of the {processes} processes, --steps and "
                          "--r at least 1.")  # fmt: skip
        return 2
    try:
        net, batches = toy() if chosen.toy else hub(chosen.model, chosen.rows)
        if why := too_large(net, chosen.r, batches[0][0].numel() // processes, processes):
            raise ValueError(why)
        torch.manual_seed(0)
        quantize_model(net, r=chosen.r, lora_alpha=2 * chosen.r, storage=torch.bfloat16)
    except (ValueError, RuntimeError) as error:
        accelerator.print(error)
        return 2
    trained = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=chosen.rate, weight_decay=0.0)
    net.train()
    model, optimizer = accelerator.prepare(net, optimizer)
    losses = []
    for step in range(chosen.steps):
        ids, labels = (t.chunk(processes)[rank].to(accelerator.device)
                       for t in batches[step % len(batches)])  # fmt: skip
        loss = model(input_ids=ids, labels=labels, use_cache=False).loss
        accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(accelerator.reduce(loss.detach().float(), "mean")))
    if chosen.save:
        save_adapters(model, chosen.save, accelerator.is_main_process)
    row: dict[str, Any] = {"process": rank, "of": processes, **held(model)}
    if accelerator.device.type == "cuda":
        row["allocated_gb"] = torch.cuda.max_memory_allocated() / 1e9
    row["losses"] = [round(x, 5) for x in losses]
    rows = [row]
    if processes > 1:
        from accelerate.utils import gather_object

        rows = gather_object([row])
    if accelerator.is_main_process:
        for one in rows:
            shown = one if chosen.json else {**one, "losses": [losses[0], losses[-1]]}
            print(json.dumps(shown) if chosen.json else shown, flush=True)
    accelerator.end_training()
    return 0


if __name__ == "__main__":
    sys.exit(main())
