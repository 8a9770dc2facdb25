"""A small fine-tuning loop for chat models, with a loss curve that grows while it trains.

Plumbing: knows tokens, batches and AdamW. Which parameters are trained is decided before, by their
`requires_grad`; what is learned is decided by the examples.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from llmcourse.lesson import Progress, in_notebook, plot_style

Example = tuple[list[tuple[str, str]], str]  # (messages, answer)


@dataclass
class Training:
    """What a run did: the loss of each step, and how long the steps took."""

    losses: list[float] = field(default_factory=list)
    seconds: float = 0.0
    trained: int = 0
    tokens: int = 0


class LiveLoss:
    """A progress bar and, in a notebook, the loss curve below it, redrawn about once a second."""

    def __init__(self, total: int, label: str, shown: bool = True) -> None:
        self.total, self.label, self.shown = total, label, shown
        self.counter = Progress(total, label)
        self.losses: list[float] = []
        self._last = 0.0
        self._handle: Any = None

    def add(self, loss: float) -> None:
        """One more step."""
        self.losses.append(loss)
        self.counter.count = len(self.losses)
        if not self.shown:
            return
        if not in_notebook():
            self.counter.update(len(self.losses))
        elif time.monotonic() - self._last > 1.0 or len(self.losses) == self.total:
            self._draw()
            self._last = time.monotonic()

    def _draw(self) -> None:
        import matplotlib.pyplot as plt
        from IPython.display import Image, display

        plot_style()
        figure, (bar, axes) = plt.subplots(
            2, 1, figsize=(6.4, 2.9), gridspec_kw={"height_ratios": (1, 14)}
        )
        bar.barh(0, len(self.losses), color="0.35")
        bar.set_xlim(0, self.total)
        bar.set_axis_off()
        bar.set_title(self.counter.line(), fontsize=9)
        axes.plot(range(1, len(self.losses) + 1), self.losses, marker="", linestyle="-")
        axes.set(xlim=(0, self.total), ylim=(0, None), xlabel="step", ylabel="loss (nats a token)")
        image = io.BytesIO()
        figure.savefig(image, format="png", dpi=90, metadata={"Software": None})
        plt.close(figure)
        picture = Image(data=image.getvalue(), format="png", alt=f"loss, {self.label}")
        if self._handle is None:
            self._handle = display(picture, display_id=True)
        else:
            self._handle.update(picture)

    def close(self) -> None:
        """Write the counter's last line (outside notebooks)."""
        if self.shown and not in_notebook():
            self.counter.close()


def encode(tokenizer: Any, messages: list[tuple[str, str]], answer: str) -> tuple[list[int], int]:
    """Token ids of a conversation by the model's own template, and where its answer starts."""
    turns = [{"role": role, "content": content} for role, content in messages]
    head = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    whole = tokenizer.apply_chat_template(
        [*turns, {"role": "assistant", "content": answer}], tokenize=False
    )
    if not whole.startswith(head):
        raise ValueError("the chat template renders an answer in another way than it asks for it.")
    start = tokenizer(head, add_special_tokens=False)["input_ids"]
    rest = tokenizer(whole[len(head) :], add_special_tokens=False)["input_ids"]
    return start + rest, len(start)


def batch_tensors(
    rows: Sequence[tuple[list[int], int]], pad: int
) -> tuple[Int[Tensor, "rows longest"], Int[Tensor, "rows longest"]]:
    """Ids, padded on the right, and labels: -100 where nothing is learned."""
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), longest), pad, dtype=torch.long)
    labels = torch.full((len(rows), longest), -100, dtype=torch.long)
    for place, (tokens, start) in enumerate(rows):
        ids[place, : len(tokens)] = torch.tensor(tokens)
        labels[place, start : len(tokens)] = torch.tensor(tokens[start:])
    return ids, labels


def answer_loss(
    model: Any, ids: Int[Tensor, "rows longest"], labels: Int[Tensor, "rows longest"]
) -> Float[Tensor, ""]:
    """Mean cross-entropy of the answers' tokens, in nats a token."""
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits
    targets = labels[:, 1:]
    keep = targets != -100
    return nn.functional.cross_entropy(logits[keep].float(), targets[keep])


def fine_tune(
    model: Any,
    tokenizer: Any,
    examples: Sequence[Example],
    *,
    steps: int = 60,
    batch: int = 16,
    learning_rate: float = 3e-3,
    seed: int = 0,
    label: str = "training",
    live: bool = True,
) -> Training:
    """Train the parameters that require gradients on the examples' answers, in place.

    AdamW without decay, a linear warm-up over a tenth of the steps and a linear descent to a tenth
    of the rate, gradients clipped at norm 1. Every run with the same seed sees the same batches.
    The model is in evaluation mode before and after.

    Args:
        examples: (messages, answer) pairs, drawn from in shuffled passes.
        steps, batch, learning_rate: at least 1, at least 1, above 0.
        live: show the progress bar and, in a notebook, the loss curve.

    Raises:
        ValueError: there are no examples, or nothing requires a gradient.
        FloatingPointError: the loss is no number; the rate is too high.
    """
    weights = [p for p in model.parameters() if p.requires_grad]
    if not examples or steps < 1 or batch < 1 or learning_rate <= 0:
        raise ValueError("examples, steps, batch and learning_rate must not be empty or 0.")
    if not weights:
        raise ValueError("no parameter of the model requires a gradient; nothing would be learned.")
    rows = [encode(tokenizer, messages, answer) for messages, answer in examples]
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0
    optimizer = torch.optim.AdamW(weights, lr=learning_rate, weight_decay=0.0)
    rng = random.Random(seed)
    order: list[int] = []
    torch.manual_seed(seed)
    run = Training(trained=sum(p.numel() for p in weights))
    curve = LiveLoss(steps, label, live)
    device = next(model.parameters()).device
    model.train()
    begun = time.perf_counter()
    try:
        for step in range(steps):
            while len(order) < batch:
                order += rng.sample(range(len(rows)), len(rows))
            chosen, order = order[:batch], order[batch:]
            ids, labels = batch_tensors([rows[i] for i in chosen], pad)
            warm = min(1.0, (step + 1) / max(1, steps // 10))
            for group in optimizer.param_groups:
                group["lr"] = learning_rate * warm * (1 - 0.9 * step / steps)
            loss = answer_loss(model, ids.to(device), labels.to(device))
            if not torch.isfinite(loss):
                raise FloatingPointError(
                    f"the loss of step {step + 1} is {loss.item()}; lower learning_rate."
                )
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            run.losses.append(loss.item())
            run.tokens += int(ids.numel())
            curve.add(run.losses[-1])
    finally:
        model.eval()
        run.seconds = time.perf_counter() - begun
        curve.close()
    return run
