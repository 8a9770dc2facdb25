"""Experiments of unit 10: fine-tuning Pocket with a learner's own LoRA, and what it costs.

The learner's layers and functions come in as a `Kit`. Models are loaded with weights of their own
for every run, so that nothing trained here reaches another cell. What things cost (memory, FLOPs,
latency) is in `lora_costs`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from llmcourse.experiments.lora_tasks import (
    Task,
    correct,
    desk_task,
    other_abilities,
    style_task,
    terms_task,
)
from llmcourse.experiments.records import Condition, ExperimentResult
from llmcourse.lora.training import Training, fine_tune
from llmcourse.lora.wrapping import TARGETS, lora_maker
from llmcourse.models import LocalChatModel, load_chat_model

# For sweeps and the desks, where most rates reach the top; not swept.
LORA_RATE, FULL_RATE = 5e-3, 1e-3
# For the terms, the best on seed 0: LoRA (all linear layers, r = 8) of 2.5e-3 (0.17), 5e-3 (0.70),
# 1e-2 (0.83) and 2e-2 (0.36); full of 5e-4 (0.77), 1e-3 (0.98), 2e-3 (1.00) and 4e-3 (1.00).
TERMS_RATES = (1e-2, 2e-3)
# For the places 5e-3, 1e-2 and 2e-2 were tried on seed 0, and each has its best.
PLACES_RATES = {"q, v": 2e-2, "attention": 2e-2, "all linear": 1e-2}


def missing(*_: Any, **__: Any) -> Any:
    """Stands for an answer that this experiment was not given."""
    raise ValueError("this experiment needs a function that the kit lacks; give it to Kit(...).")


@dataclass(frozen=True)
class Kit:
    """A learner's answers; what an experiment does not use may still be missing."""

    linear: type
    embedding: type
    inject: Callable[..., list[str]]
    freeze: Callable[..., None]
    adapter_state: Callable[..., dict] = missing
    load_adapter: Callable[..., None] = missing
    set_merged: Callable[..., int] = missing
    combine: Callable[..., dict] = missing


def own_model() -> LocalChatModel:
    """Pocket (or what LLMCOURSE_MODEL names) with weights of its own, to be trained."""
    model = load_chat_model(shared=False)
    if not isinstance(model, LocalChatModel):
        raise ValueError("fine-tuning needs a model in this process; unset LLMCOURSE_MODEL.")
    return model


def adapted(
    kit: Kit,
    target: str | Sequence[str] = "all linear",
    r: int = 8,
    alpha: float | None = None,
    seed: int = 0,
) -> LocalChatModel:
    """A fresh model with the learner's LoRA layers; `target` may be a key of TARGETS. alpha: 2 r."""  # noqa: E501
    model = own_model()
    torch.manual_seed(seed)
    names = TARGETS.get(target, target) if isinstance(target, str) else target
    make = lora_maker(kit.linear, kit.embedding, r=r, lora_alpha=2 * r if alpha is None else alpha)
    kit.inject(model.weights.model, names, make)
    kit.freeze(model.weights.model)
    return model


def train(model: LocalChatModel, task: Task, steps: int = 60, rate: float = LORA_RATE,
          seed: int = 0, live: bool = True, label: str = "") -> Training:  # fmt: skip
    """Fine-tune what requires gradients on a task."""
    return fine_tune(
        model.weights.model, model.tokenizer, task.train, steps=steps, batch=16,
        learning_rate=rate, seed=seed, live=live, label=label or task.name,
    )  # fmt: skip


def tasks() -> dict[str, Task]:
    """The three tasks; the style is made from what the plain model says."""
    found = (style_task(load_chat_model()), terms_task(), desk_task())
    return {task.name: task for task in found}


# ------------------------------------------------------------------ three things to teach
@dataclass
class Taught:
    """One base with three adapters: scores before and after, losses, and the adapters."""

    before: dict[str, list[float]]
    after: dict[str, list[float]]
    runs: dict[str, Training]
    adapters: dict[str, dict[str, torch.Tensor]]
    model: LocalChatModel

    def rows(self) -> list[dict[str, Any]]:
        """A row a task, for a table."""
        return [
            {
                "task": name, "test items": len(self.after[name]),
                "base": _mean(self.before[name]), "with its adapter": _mean(self.after[name]),
                "seconds of training": round(run.seconds, 1),
            }
            for name, run in self.runs.items()
        ]  # fmt: skip


def teach(kit: Kit, work: Mapping[str, Task], steps: int = 60, r: int = 8, live: bool = True,
          items: int = 120) -> Taught:  # fmt: skip
    """Train one adapter a task on one base, switching with the learner's `load_adapter`."""
    plain = load_chat_model()
    model = adapted(kit, r=r)
    net = model.weights.model
    empty = kit.adapter_state(net)
    found = Taught({}, {}, {}, {}, model)
    for name, task in work.items():
        kit.load_adapter(net, empty)
        found.before[name] = correct(plain, task.test[:items])
        found.runs[name] = train(model, task, steps, live=live)
        found.adapters[name] = kit.adapter_state(net)
        found.after[name] = correct(model, task.test[:items])
    return found


def switching(kit: Kit, taught: Taught, work: Mapping[str, Task], items: int = 60) -> dict:
    """Each adapter on each task (C43), the time of a switch, and that of loading a model anew."""
    net = taught.model.weights.model
    table: dict[str, dict[str, list[float]]] = {}
    seconds = []
    for adapter, state in taught.adapters.items():
        begun = time.perf_counter()
        kit.load_adapter(net, state)
        seconds.append(time.perf_counter() - begun)
        table[adapter] = {n: correct(taught.model, t.test[:items]) for n, t in work.items()}
    begun = time.perf_counter()
    own_model()
    return {
        "scores": table, "switch seconds": min(seconds),
        "load seconds": time.perf_counter() - begun,
        "adapter values": sum(v.numel() for v in state.values()),
        "model values": sum(p.numel() for n, p in net.named_parameters() if ".lora_" not in n),
    }  # fmt: skip


def merging_several(kit: Kit, taught: Taught, work: Mapping[str, Task], weights: Sequence[float]
                    = (1.0, 0.7, 0.5), items: int = 60) -> list[dict[str, Any]]:  # fmt: skip
    """The terms' and the desk's adapters combined with equal weights, tested on both."""
    names = ["terms", "desk"]
    states = [taught.adapters[name] for name in names]
    rank = sum(next(iter(state.values())).shape[0] for state in states)
    rows = []
    for weight in weights:
        model = adapted(kit, r=rank, alpha=rank)
        kit.load_adapter(model.weights.model, kit.combine(states, [2.0, 2.0], [weight, weight]))
        row: dict[str, Any] = {"weight of each": weight}
        row |= {name: _mean(correct(model, work[name].test[:items])) for name in names}
        rows.append(row)
    return rows


# ------------------------------------------------------------------ base, LoRA, full (C35)
@dataclass
class Comparison:
    """Scores of base, LoRA and full fine-tuning, what they forgot, and what each run was."""

    learned: ExperimentResult
    kept: ExperimentResult
    runs: dict[str, Training]
    before: dict[str, torch.Tensor]
    after: dict[str, torch.Tensor]


def base_lora_full(kit: Kit, task: Task, steps: int = 60, seeds: Sequence[int] = (0,),
                   items: int = 120, live: bool = True, r: int = 8, others: int = 60,
                   target: str = "all linear", rates: tuple[float, float]
                   = (LORA_RATE, FULL_RATE)) -> Comparison:  # fmt: skip
    """The same task, batches and steps with nothing, with LoRA and with all weights trained.

    rates: learning rates of LoRA and of full fine-tuning.
    """
    ways: dict[str, list[float]] = {"base": [], "LoRA": [], "full": []}
    kept: dict[str, list[float]] = {"base": [], "LoRA": [], "full": []}
    runs: dict[str, Training] = {}
    before: dict[str, torch.Tensor] = {}
    after: dict[str, torch.Tensor] = {}
    test, old = task.test[:items], other_abilities(others)
    for seed in seeds:
        for way in ways:
            model = adapted(kit, target, r=r, seed=seed) if way == "LoRA" else own_model()
            net = model.weights.model
            if way == "full":
                before = _values(net)
                net.requires_grad_(True)
            if way != "base":
                rate = rates[0] if way == "LoRA" else rates[1]
                label = f"{task.name}, {way}"
                runs[way] = train(model, task, steps, rate, seed, live, label)
            if way == "full":
                after = _values(net)
            ways[way] += correct(model, test)
            kept[way] += correct(model, old)

    def result(scores: dict[str, list[float]]) -> ExperimentResult:
        conditions = [Condition(name, values) for name, values in scores.items()]
        return ExperimentResult("C35", conditions, "base", list(seeds), same_items=True)

    return Comparison(result(ways), result(kept), runs, before, after)


# ------------------------------------------------------------------ sweeps (C37, C41)
def sweep(kit: Kit, task: Task, settings: Mapping[str, Mapping[str, Any]], steps: int = 60,
          seeds: Sequence[int] = (0,), items: int = 120, claim: str = "C37", baseline: str = "",
          live: bool = True) -> tuple[ExperimentResult, dict[str, list[Training]]]:  # fmt: skip
    """One run for each setting: its keys are target, r, alpha, rate, or full=True.

    Returns the scores on the task's test and the runs by setting.
    """
    scores: dict[str, list[float]] = {name: [] for name in settings}
    runs: dict[str, list[Training]] = {name: [] for name in settings}
    for seed in seeds:
        for name, setting in settings.items():
            chosen = dict(setting)
            full = chosen.pop("full", False)
            rate = chosen.pop("rate", FULL_RATE if full else LORA_RATE)
            model = own_model() if full else adapted(kit, seed=seed, **chosen)
            if full:
                model.weights.model.requires_grad_(True)
            runs[name].append(train(model, task, steps, rate, seed, live=False))
            scores[name] += correct(model, task.test[:items])
            if live:
                last = runs[name][-1]
                print(f"{name}: {_mean(scores[name][-items:]):.2f} after {last.seconds:.0f} s")
    conditions = [Condition(name, values) for name, values in scores.items()]
    result = ExperimentResult(
        claim, conditions, baseline or conditions[0].name, list(seeds), same_items=True
    )
    return result, runs


def ranks(values: Sequence[int] = (1, 2, 4, 8, 16, 32, 64)) -> dict[str, dict[str, Any]]:
    """Settings that differ in r, with alpha = 16 throughout."""
    return {f"r = {r}": {"r": r, "alpha": 16.0} for r in values}


def alphas_and_rates(
    alphas: Sequence[float] = (4, 16, 64), rates: Sequence[float] = (1.25e-3, 5e-3, 2e-2)
) -> dict[str, dict[str, Any]]:
    """A grid of alpha and learning rate at r = 8."""
    return {
        f"alpha {alpha:g}, rate {rate:g}": {"r": 8, "alpha": alpha, "rate": rate}
        for alpha in alphas for rate in rates
    }  # fmt: skip


def placements(values: int = 73728) -> dict[str, dict[str, Any]]:
    """Settings that differ in place, each with about `values` parameters and its own rate."""
    # A width of 256: q and v cost 2 x 512 values a rank and layer, attention 4 x 512, all linear
    # layers 4 x 512 + 3 x 896.
    costs = {"q, v": 6 * 1024, "attention": 6 * 2048, "all linear": 6 * 4736}
    found: dict[str, dict[str, Any]] = {}
    for name, cost in costs.items():
        r = max(1, round(values / cost))
        found[f"{name}, r = {r}"] = {
            "target": name, "r": r, "alpha": 2.0 * r, "rate": PLACES_RATES[name],
        }  # fmt: skip
    return found


# ------------------------------------------------------------------ the full update's spectrum
def spectra(before: Mapping[str, torch.Tensor], after: Mapping[str, torch.Tensor],
            names: Sequence[str]) -> dict[str, torch.Tensor]:  # fmt: skip
    """Singular values of what full fine-tuning changed, largest first, for some weights."""
    return {name: torch.linalg.svdvals((after[name] - before[name]).double()) for name in names}


def truncated(comparison: Comparison, task: Task, kept: Sequence[int], items: int = 60
              ) -> list[dict[str, Any]]:  # fmt: skip
    """The fully tuned model with each matrix's update cut to its best rank k, tested on the task.

    Other parameters (biases, norms, embeddings) keep the whole update.
    """
    model = own_model()
    parameters = dict(model.weights.model.named_parameters())
    parts = {}
    for name, start in comparison.before.items():
        if name.endswith("_proj.weight"):
            parts[name] = torch.linalg.svd(comparison.after[name] - start, full_matrices=False)
    rows = []
    with torch.no_grad():
        for k in kept:
            for name, parameter in parameters.items():
                if name in parts:
                    u, s, v = parts[name]
                    update = (u[:, :k] * s[:k]) @ v[:k]
                    parameter.copy_(comparison.before[name] + update)
                else:
                    parameter.copy_(comparison.after[name])
            rows.append({"rank kept": k, "accuracy": _mean(correct(model, task.test[:items]))})
    return rows


def start_difference(kit: Kit, prompts: Sequence[str], trained: bool = False) -> list[float]:
    """Largest difference of next-token scores between base and fresh LoRA, a prompt (C38)."""
    plain, model = own_model(), adapted(kit)
    if trained:  # a control: with B not zero the difference must show
        with torch.no_grad():
            for name, parameter in model.weights.model.named_parameters():
                if name.endswith("lora_B"):
                    parameter.normal_(std=0.01)
    found = []
    for prompt in prompts:
        net = plain.weights.model
        ids = torch.tensor([plain.prompt_tokens([("user", prompt)])], device=device_of(net))
        with torch.inference_mode():
            first = net(input_ids=ids).logits
            second = model.weights.model(input_ids=ids).logits
        found.append(float((first - second).abs().max()))
    return found


def device_of(net: torch.nn.Module) -> torch.device:
    """Where a model's parameters lie."""
    return next(net.parameters()).device


def _values(net: torch.nn.Module) -> dict[str, torch.Tensor]:
    """A copy of every parameter, on the processor: not every device has 64-bit numbers."""
    return {name: p.detach().cpu().clone() for name, p in net.named_parameters()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
