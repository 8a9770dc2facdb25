"""Train Pocket: `python -m llmcourse.pocket.train --recipe cpu --run runs/pocket`.

Knows optimizers, steps, workers and how a run resumes after a kill. What the examples say is
decided in `llmcourse.world`, the numbers in `recipes`. Needs torch, transformers, tokenizers and
numpy only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed, nn

from llmcourse.pocket.batches import Batch, Packed, batches_from, chunks, to_tensors
from llmcourse.pocket.checkpoint import load_checkpoint, save_checkpoint
from llmcourse.pocket.network import (
    CAUSAL,
    export,
    fast_bfloat16,
    head,
    make_model,
    start_from,
    tokenizer_of,
)
from llmcourse.pocket.recipes import RECIPES, Recipe, rate_at


def orthogonal(
    gradient: Tensor, factors: tuple[float, float, float], steps: int, eps: float
) -> Tensor:
    """Muon's Newton-Schulz iteration in float32; torch's own is in bfloat16.

    Same arguments and result as `torch.optim._muon._zeropower_via_newtonschulz`, which takes four
    times as long on a processor without bfloat16.
    """
    a, b, c = factors
    tall = gradient.size(0) > gradient.size(1)
    x = gradient.T if tall else gradient
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if tall else x


def optimizers(model: nn.Module, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for embeddings, head, norms and biases."""
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        inside = parameter.ndim == 2 and "layers." in name
        (matrices if inside else others).append(parameter)
    if not fast_bfloat16(str(matrices[0].device.type)):
        vars(torch.optim._muon)["_zeropower_via_newtonschulz"] = orthogonal
    muon = torch.optim.Muon(
        matrices, lr=recipe.matrix_rate, weight_decay=0.01, adjust_lr_fn="original"
    )
    adam = torch.optim.AdamW(others, lr=recipe.other_rate, betas=(0.9, 0.98), weight_decay=0.0)
    for optimizer in (muon, adam):
        for group in optimizer.param_groups:
            group["first_rate"] = group["lr"]
    return [muon, adam]


def add_up(values: list[float]) -> list[float]:
    """Sums over all workers."""
    if not distributed.is_initialized():
        return values
    sums = torch.tensor(values, dtype=torch.float64)
    distributed.all_reduce(sums)
    return sums.tolist()


def add_up_gradients(model: nn.Module) -> None:
    """Replace each gradient by its sum over all workers."""
    if distributed.is_initialized():
        held = [p.grad for p in model.parameters() if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in held])
        distributed.all_reduce(flat)
        pieces = flat.split([gradient.numel() for gradient in held])
        for gradient, piece in zip(held, pieces, strict=True):
            gradient.copy_(piece.view_as(gradient))


def train_step(model, optimizers_, batch: Batch, pad: int, device: str) -> tuple[float, float]:
    """One update; returns the loss on answers and on prompts, per token."""
    parts = [to_tensors(part, pad) for part in chunks(batch)]
    (total,) = add_up([sum(float(weights[:, 1:].sum()) for _, weights in parts)])
    sums = [0.0, 0.0, 0.0, 0.0]
    for ids, weights in parts:
        ids, weights = ids.to(device), weights.to(device)[:, 1:]
        keep = weights > 0
        with torch.autocast(device, dtype=torch.bfloat16, enabled=fast_bfloat16(device)):
            hidden = model.model(input_ids=ids[:, :-1], use_cache=False).last_hidden_state
            logits = nn.functional.linear(hidden[keep], head(model))
        losses = nn.functional.cross_entropy(logits.float(), ids[:, 1:][keep], reduction="none")
        kept = weights[keep]
        ((losses * kept).sum() / total).backward()
        answer = kept >= 1
        with torch.no_grad():
            sums[0] += float(losses[answer].sum())
            sums[1] += int(answer.sum())
            sums[2] += float(losses[~answer].sum())
            sums[3] += int((~answer).sum())
    add_up_gradients(model)
    sums = add_up(sums)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers_:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return sums[0] / max(1, sums[1]), sums[2] / max(1, sums[3])


def packed_step(model, optimizers_, batch: Packed, device: str) -> tuple[Tensor, Tensor]:
    """One update on a packed batch, in one pass without padding.

    Returns the loss on answers and on prompts, per token, as tensors: to read one makes the
    processor wait for the GPU.
    """
    # the first token of each conversation weighs nothing, so none is predicted from another's end
    places = np.flatnonzero(batch.weights[1:])
    kept = torch.from_numpy(batch.weights[places + 1]).to(device)
    at, ids = torch.from_numpy(places).to(device), torch.from_numpy(batch.ids).to(device)
    starts = torch.from_numpy(batch.starts).to(device)
    numbers = np.arange(len(batch.ids)) - np.repeat(batch.starts[:-1], np.diff(batch.starts))
    with torch.autocast(device, dtype=torch.bfloat16, enabled=fast_bfloat16(device)):
        hidden = model.model(
            input_ids=ids[None], position_ids=torch.from_numpy(numbers).to(device)[None],
            use_cache=False, cu_seq_lens_q=starts,
        ).last_hidden_state[0]  # fmt: skip
        logits = nn.functional.linear(hidden[at], head(model))
    losses = nn.functional.cross_entropy(logits.float(), ids[at + 1], reduction="none")
    ((losses * kept).sum() / kept.sum()).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers_:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    answer = kept >= 1
    losses = losses.detach()
    of_answers = (losses * answer).sum() / answer.sum()
    return of_answers, (losses * ~answer).sum() / (~answer).sum().clamp(min=1)


def train(
    recipe: Recipe,
    run: Path,
    minutes: float = 75,
    out: Path | None = None,
    compiled: bool = False,
    start: Path | None = None,
    drawers: int = 0,
    keep: float = 0,
    worker: int = 0,
    workers: int = 1,
    packed: bool | None = None,
) -> None:
    """Train until the recipe's tokens are seen or the minutes are over; resume from `run`.

    Args:
        recipe: shape, rates and mixtures.
        run: folder of the checkpoint, the log and the tokenizer.
        minutes: when to stop; the same command goes on from there.
        out: where to export the weights at the end.
        compiled: fuse the small operations (needs a C++ compiler; on one core 1.5 times faster).
        start: folder whose weights, and tokenizer unless the recipe wants a new one, come first.
        drawers: processes that draw batches ahead.
        keep: export the weights to `run`/kept after each so many tokens, for the curve of skills.
        worker: of several, each takes every so many-th row of a batch; worker 0 logs and saves.
        workers: how many there are.
        packed: one row without padding for a batch; None: on a GPU. It needs one worker.
    """
    run.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    packed = device == "cuda" and bool(CAUSAL) if packed is None else packed
    tokenizer = tokenizer_of(run, recipe, start)
    model = make_model(recipe, tokenizer)
    if start:
        start_from(model, start, tokenizer)
    nn.Module.to(model, device)
    if packed:
        model.set_attn_implementation("within")
    if compiled and packed:  # one layer's code serves all, and is ready six times as soon
        for layer in model.model.layers:
            layer.compile(dynamic=True)
    elif compiled:
        model.model.compile(dynamic=True)
    opts = optimizers(model, recipe)
    state = {"step": 0, "tokens": 0, "seconds": 0.0}
    if saved := load_checkpoint(run, device):
        model.load_state_dict(saved["model"])
        for optimizer, values in zip(opts, saved["optimizers"], strict=True):
            optimizer.load_state_dict(values)
        state = {name: saved[name] for name in state}
    if worker == 0:
        kept = asdict(recipe) | {"workers": workers, "start": start and start.name}
        (run / "recipe.json").write_text(json.dumps(kept, indent=1))

    def save() -> None:
        states = [optimizer.state_dict() for optimizer in opts]
        save_checkpoint(run, {"model": model.state_dict(), "optimizers": states, **state})

    begun, spent, last_save = time.monotonic(), state["seconds"], time.monotonic()
    average: float | None = None
    answer: float | Tensor
    prompt: float | Tensor
    log_every = 50 if packed else 10
    drawn = batches_from(recipe, run / "tokenizer", int(state["step"]), drawers, packed)
    with open(run / "log.jsonl" if worker == 0 else os.devnull, "a") as log:
        while state["tokens"] < recipe.tokens:
            if sum(add_up([float(time.monotonic() - begun > 60 * minutes)])) > 0:
                break  # a clock ran out; the sum makes all workers stop at the same step
            share = rate_at(state["tokens"] / recipe.tokens, recipe)
            for optimizer in opts:
                for group in optimizer.param_groups:
                    group["lr"] = group["first_rate"] * max(share, 1e-3)
            batch = next(drawn)
            if isinstance(batch, Packed):
                size = len(batch.ids)
                answer, prompt = packed_step(model, opts, batch, device)
            else:
                size = sum(len(ids) for ids, _ in batch)
                mine = batch[worker::workers]
                answer, prompt = train_step(model, opts, mine, tokenizer.pad_token_id, device)
            before = state["tokens"]
            state["step"] += 1
            state["tokens"] += size
            state["seconds"] = spent + time.monotonic() - begun
            if state["step"] % log_every == 0 and worker == 0:
                answer, prompt = float(answer), float(prompt)
                average = answer if average is None else 0.6 * average + 0.4 * answer
                speed = state["tokens"] / state["seconds"]
                left = (recipe.tokens - state["tokens"]) / speed / 60
                row = {**state, "answer_loss": answer, "prompt_loss": prompt, "rate": share}
                log.write(json.dumps(row) + "\n")
                log.flush()
                print(
                    f"\rstep {state['step']}  {state['tokens'] / 1e6:.2f}M tokens  "
                    f"answers {average:.3f}  prompts {prompt:.2f}  {speed:.0f} tokens/s  "
                    f"{left:.0f} min left   ",
                    end="\n" if not sys.stdout.isatty() else "", flush=True,
                )  # fmt: skip
            if worker == 0 and keep and before // keep < state["tokens"] // keep:
                export(model, tokenizer, run / "kept" / f"{state['tokens'] / 1e6:05.1f}M")
            if time.monotonic() - last_save > 180 and worker == 0:
                save()
                last_save = time.monotonic()
    drawn.close()
    if worker == 0:
        save()
    if out and worker == 0:
        export(model, tokenizer, out)


def _end_with(parent: int) -> None:
    """End this worker soon after its parent: one killed with -9 can not do it, and two runs would
    write to one folder when the command is given again."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def _work(worker: int, workers: int, given: dict[str, Any]) -> None:
    """One of several workers, on one core of its own."""
    _end_with(os.getppid())
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[worker % len(cores)]})
    torch.set_num_threads(1)
    rendezvous = f"file://{(given['run'] / 'rendezvous').resolve()}"
    distributed.init_process_group("gloo", init_method=rendezvous, rank=worker, world_size=workers)
    train(**given, worker=worker, workers=workers)
    distributed.destroy_process_group()


def main() -> None:
    """Command line: a recipe and changes to it, the run's folder, minutes and where to export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--recipe", choices=RECIPES, default="cpu", help="what the rest starts from"
    )
    parser.add_argument("--run", type=Path, default=Path("runs/pocket"))
    parser.add_argument("--out", type=Path, help="export the weights to this folder at the end")
    parser.add_argument("--start", type=Path, help="begin with the weights of this folder")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--compiled", action="store_true", help="compile the layers first")
    parser.add_argument("--workers", type=int, default=1, help="processes, one core each (Linux)")
    parser.add_argument("--drawers", type=int, default=0, help="processes that draw batches ahead")
    parser.add_argument("--keep", type=float, default=0, help="tokens between two kept exports")
    for name, value in asdict(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value))
    arguments = vars(parser.parse_args())
    workers = arguments.pop("workers")
    names = ("run", "minutes", "out", "compiled", "start", "drawers", "keep")
    given = {name: arguments.pop(name) for name in names}
    recipe = RECIPES[arguments.pop("recipe")]
    changes = {name: value for name, value in arguments.items() if value is not None}
    given["recipe"] = replace(recipe, **changes)
    given["run"].mkdir(parents=True, exist_ok=True)
    if workers == 1:
        train(**given)
        return
    (given["run"] / "rendezvous").unlink(missing_ok=True)
    tokenizer_of(given["run"], given["recipe"], given["start"])  # once, before the workers read it
    torch.multiprocessing.spawn(_work, (workers, given), nprocs=workers)


if __name__ == "__main__":
    main()
