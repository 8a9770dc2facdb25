"""Train Pocket from scratch: `python -m llmcourse.pocket.train --tokens 25e6 --run runs/pocket`.

Knows the recipe (architecture, optimizers, schedule, batches) and how to resume after a kill.
What the examples say is decided in `llmcourse.world.tasks`. Needs torch, transformers,
tokenizers and numpy only.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.utils.logging import disable_progress_bar

from llmcourse.pocket.batches import chunks, draw_batch, to_tensors
from llmcourse.pocket.tokenizer import load_tokenizer, make_tokenizer
from llmcourse.world.facts import memorised_world
from llmcourse.world.tasks import setting


@dataclass
class Recipe:
    """Everything that shapes a run; written beside the weights.

    The first `opening` tokens are drawn from `opening_mixture`, the others from `mixture`. With
    `new_tokenizer` 1 a run that begins with a folder's weights fits a tokenizer of its own to its
    mixture; weights from before "wide" need twice the tokens for Cypher without.
    """

    tokens: float = 150e6
    batch_tokens: int = 8_000
    width: int = 256
    layers: int = 8
    heads: int = 4
    inner: int = 448
    vocabulary: int = 3072
    matrix_rate: float = 0.02
    other_rate: float = 2e-3
    warm_up: float = 0.01
    decay_from: float = 0.7
    seed: int = 11
    mixture: str = "wide"
    opening: float = 20e6
    opening_mixture: str = "likeness"
    new_tokenizer: int = 0


def fast_bfloat16(device: str) -> bool:
    """Whether the processor multiplies in bfloat16 itself; where it does not, float32 is faster."""
    return device != "cpu" or torch.cpu._is_avx512_bf16_supported()


def make_model(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    """A Llama with biases everywhere and an untied head, freshly initialised."""
    torch.manual_seed(recipe.seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=recipe.width, num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads, num_key_value_heads=recipe.heads,
        intermediate_size=recipe.inner, max_position_embeddings=1024,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    # with bfloat16 on a CPU, plain attention trains these short rows faster than the fused kernel
    plain = not torch.cuda.is_available() and fast_bfloat16("cpu")
    model.set_attn_implementation("eager" if plain else "sdpa")
    return model


def start_from(
    model: LlamaForCausalLM, folder: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    """Take over exported weights; the exported head is a sum (see `head`), so undo it.

    Where the tokenizer is another than the folder's, a token that both have keeps its rows, and a
    new one begins with the mean of the rows of the tokens that its text was cut into before.
    """
    state = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).state_dict()
    state["lm_head.weight"] = state["lm_head.weight"] - state["model.embed_tokens.weight"]
    before = load_tokenizer(folder)
    had, has = before.get_vocab(), tokenizer.get_vocab()
    if had != has:
        pieces = [
            [had[token]] if token in had
            else before.encode(tokenizer.decode([number]), add_special_tokens=False)
            or list(had.values())  # half a character alone is no text
            for token, number in sorted(has.items(), key=lambda item: item[1])
        ]  # fmt: skip
        for name in ("lm_head.weight", "model.embed_tokens.weight"):
            state[name] = torch.stack([state[name][rows].mean(dim=0) for rows in pieces])
    model.load_state_dict(state)


def head(model: LlamaForCausalLM) -> Tensor:
    """The head while training, [vocabulary, width]: a matrix of its own plus the embeddings.

    With the embeddings in it, copying a token from the prompt need not be learned for each token
    apart. `export` writes the sum as one matrix, untied.
    """
    return model.lm_head.weight + model.model.embed_tokens.weight


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


def rate_at(progress: float, recipe: Recipe) -> float:
    """Share of the full rate: linear warm-up, flat, then a cosine to 2% of it."""
    if progress < recipe.warm_up:
        return progress / recipe.warm_up
    if progress < recipe.decay_from:
        return 1.0
    x = min(1.0, (progress - recipe.decay_from) / (1 - recipe.decay_from))
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * x))


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


def train_step(model, optimizers_, batch, pad: int, device: str) -> tuple[float, float]:
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


def save_checkpoint(path: Path, model, optimizers_, state: dict) -> None:
    """Write model, optimizers and counters; a kill in the middle leaves the previous file."""
    temporary = path.with_suffix(".tmp")
    torch.save(
        {"model": model.state_dict(), "optimizers": [o.state_dict() for o in optimizers_], **state},
        temporary,
    )
    os.replace(temporary, path)


def export(model, tokenizer, folder: Path) -> None:
    """Save a plain transformers folder in bfloat16."""
    folder.mkdir(parents=True, exist_ok=True)
    state = model.state_dict() | {"lm_head.weight": head(model)}
    state = {name: t.detach().to("cpu", torch.bfloat16) for name, t in state.items()}
    config = model.config.__class__(**model.config.to_dict())
    config.dtype = "bfloat16"
    disable_progress_bar()
    copy = LlamaForCausalLM(config).bfloat16()
    copy.load_state_dict(state)
    copy.generation_config.pad_token_id = tokenizer.pad_token_id
    copy.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    for path in folder.iterdir():  # the weights come out readable by their owner alone
        path.chmod(0o644)


def tokenizer_of(run: Path, recipe: Recipe, start: Path | None) -> PreTrainedTokenizerFast:
    """The run's tokenizer: kept from before, or that of `start`, or a new one."""
    folder = run / "tokenizer"
    if not (folder / "tokenizer.json").exists():
        where = setting(False, recipe.seed, memorised_world())
        # the narrow mixtures share the tokenizer of "all", so that one can follow another
        mixture = "wide" if recipe.mixture == "wide" else "all"
        made = (
            load_tokenizer(start)
            if start and not recipe.new_tokenizer
            else make_tokenizer(where, recipe.vocabulary, mixture=mixture)
        )
        made.save_pretrained(folder)
    return load_tokenizer(folder)


def train(
    recipe: Recipe,
    run: Path,
    minutes: float = 75,
    out: Path | None = None,
    compiled: bool = False,
    start: Path | None = None,
    worker: int = 0,
    workers: int = 1,
) -> None:
    """Train until the recipe's tokens are seen or the minutes are over; resume from `run`.

    `start` is a folder whose weights and tokenizer a new run begins with.
    `compiled` fuses the small operations (needs a C++ compiler; on one core 1.5 times faster).
    Of several workers each takes every so many-th row of a batch; worker 0 logs and saves.
    """
    run.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    where = setting(False, recipe.seed, memorised_world())
    tokenizer = tokenizer_of(run, recipe, start)
    model = make_model(recipe, tokenizer)
    if start:
        start_from(model, start, tokenizer)
    nn.Module.to(model, device)
    if compiled:
        model.model.compile(dynamic=True)
    opts = optimizers(model, recipe)
    state = {"step": 0, "tokens": 0, "seconds": 0.0}
    checkpoint = run / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True, map_location=device)
        model.load_state_dict(saved["model"])
        for optimizer, values in zip(opts, saved["optimizers"], strict=True):
            optimizer.load_state_dict(values)
        state = {name: saved[name] for name in state}
    if worker == 0:
        kept = asdict(recipe) | {"workers": workers, "start": start and start.name}
        (run / "recipe.json").write_text(json.dumps(kept, indent=1))
    begun, spent, last_save = time.monotonic(), state["seconds"], time.monotonic()
    average = None
    with open(run / "log.jsonl" if worker == 0 else os.devnull, "a") as log:
        while state["tokens"] < recipe.tokens:
            if sum(add_up([float(time.monotonic() - begun > 60 * minutes)])) > 0:
                break  # a clock ran out; the sum makes all workers stop at the same step
            share = rate_at(state["tokens"] / recipe.tokens, recipe)
            for optimizer in opts:
                for group in optimizer.param_groups:
                    group["lr"] = group["first_rate"] * max(share, 1e-3)
            # the seed of a step is its number, so a resumed run sees what the first would have
            rng = random.Random(f"{recipe.seed}-{state['step']}")
            opening = state["tokens"] < recipe.opening
            mixture = recipe.opening_mixture if opening else recipe.mixture
            batch = draw_batch(rng, where, tokenizer, recipe.batch_tokens, mixture)
            mine = batch[worker::workers]
            answer, prompt = train_step(model, opts, mine, tokenizer.pad_token_id, device)
            state["step"] += 1
            state["tokens"] += sum(len(ids) for ids, _ in batch)
            state["seconds"] = spent + time.monotonic() - begun
            average = answer if average is None else 0.95 * average + 0.05 * answer
            if state["step"] % 10 == 0 and worker == 0:
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
            if time.monotonic() - last_save > 180 and worker == 0:
                save_checkpoint(checkpoint, model, opts, state)
                last_save = time.monotonic()
    if worker == 0:
        save_checkpoint(checkpoint, model, opts, state)
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
    """Command line: recipe fields, the run's folder, minutes and where to export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/pocket"))
    parser.add_argument("--out", type=Path, help="export the weights to this folder at the end")
    parser.add_argument("--start", type=Path, help="begin with the weights of this folder")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--compiled", action="store_true", help="compile the layers first")
    parser.add_argument("--workers", type=int, default=1, help="processes, one core each (Linux)")
    for name, value in asdict(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    arguments = vars(parser.parse_args())
    workers = arguments.pop("workers")
    names = ("run", "minutes", "out", "compiled", "start")
    given = {name: arguments.pop(name) for name in names}
    given["recipe"] = Recipe(**arguments)
    given["run"].mkdir(parents=True, exist_ok=True)
    if workers == 1:
        train(**given)
        return
    (given["run"] / "rendezvous").unlink(missing_ok=True)
    tokenizer_of(given["run"], given["recipe"], given["start"])  # once, before the workers read it
    torch.multiprocessing.spawn(_work, (workers, given), nprocs=workers)


if __name__ == "__main__":
    main()
