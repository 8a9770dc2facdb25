"""From examples to batches of token ids and target weights.

Knows which tokens of a conversation are learned and how much each weighs, and how batches are drawn
ahead by other processes. Knows nothing about the model or its optimizers.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from llmcourse.pocket.recipes import Recipe
from llmcourse.pocket.tokenizer import load_tokenizer
from llmcourse.world.facts import memorised_world
from llmcourse.world.mixtures import training_example
from llmcourse.world.tasks import Example, Setting, setting

Batch = list[tuple[list[int], list[float]]]
"""Token ids and target weights of each conversation."""


@dataclass
class Packed:
    """A batch as one row without padding: conversations that stand end to end.

    ids: int64 [tokens]. weights: float32 [tokens], each token's weight as a target. starts: int32
    [conversations + 1], where each begins, and the end.
    """

    ids: np.ndarray
    weights: np.ndarray
    starts: np.ndarray


PROMPT_EVERY = 3  # of a prompt's tokens every third is a target, which saves a tenth of the time
PROMPT_WEIGHT = 0.15 * PROMPT_EVERY
MAX_TOKENS = 1000  # a little less than the context


def encode(example: Example, tokenizer: PreTrainedTokenizerFast) -> tuple[list[int], list[float]]:
    """Token ids of a whole conversation and each one's weight as a target.

    Answers and the other text marked as learned weigh what the example is worth, prompts
    PROMPT_WEIGHT or nothing (see PROMPT_EVERY), the first token 0.
    """
    text, spans = "<|begin|>", []
    for index, (role, said) in enumerate(example.messages):
        start = len(text) + len(f"<|{role}|> ")
        text += f"<|{role}|> {said}<|end|>"
        for message, first, last in example.learned:
            if message == index:  # a whole turn of the assistant is learned with its end
                end = len(text) if role == "assistant" else start + last
                spans.append((start + first, end))
    text += "<|assistant|>"
    spans.append((len(text), len(text) + len(example.answer) + 8))
    coded = tokenizer.backend_tokenizer.encode(
        f"{text} {example.answer}<|end|>", add_special_tokens=False
    )
    size = len(coded.ids)
    weights = [0.0 if (at + size) % PROMPT_EVERY else PROMPT_WEIGHT for at in range(size)]
    for place, (first, last) in enumerate(coded.offsets):
        if any(last > start and first < end for start, end in spans):
            weights[place] = example.worth
    weights[0] = 0.0
    return coded.ids, weights


def draw_batch(
    rng: random.Random,
    where: Setting,
    tokenizer: PreTrainedTokenizerFast,
    tokens: int,
    mixture: str = "all",
) -> Batch:
    """Examples up to a number of tokens, shortest first."""
    batch, total = [], 0
    while total < tokens:
        ids, target_weights = encode(training_example(rng, where, mixture), tokenizer)
        if len(ids) > MAX_TOKENS:
            continue
        batch.append((ids, target_weights))
        total += len(ids)
    return sorted(batch, key=lambda item: len(item[0]))


def batch_of_step(
    recipe: Recipe, where: Setting, tokenizer: PreTrainedTokenizerFast, step: int
) -> Batch:
    """The batch of a step. Its number is the seed, so a resumed run sees what the first would."""
    rng = random.Random(f"{recipe.seed}-{step}")
    return draw_batch(rng, where, tokenizer, recipe.batch_tokens, recipe.mixture_at(step))


def pack(batch: Batch) -> Packed:
    """The conversations of a batch end to end."""
    starts = np.cumsum([0, *(len(ids) for ids, _ in batch)], dtype=np.int32)
    ids = np.concatenate([np.asarray(ids, dtype=np.int64) for ids, _ in batch])
    weights = np.concatenate([np.asarray(weight, dtype=np.float32) for _, weight in batch])
    return Packed(ids, weights, starts)


_drawer: tuple[Recipe, Setting, PreTrainedTokenizerFast] | None = None


def _begin(recipe: Recipe, folder: Path) -> None:
    """What a drawing process keeps between batches."""
    global _drawer
    where = setting(False, recipe.seed, memorised_world())
    _drawer = (recipe, where, load_tokenizer(folder))


def _draw(step: int) -> Batch:
    assert _drawer is not None
    return batch_of_step(*_drawer, step)


def _draw_packed(step: int) -> Packed:
    return pack(_draw(step))


def batches_from(
    recipe: Recipe, tokenizer: Path, first: int, processes: int = 0, packed: bool = False
) -> Generator[Any, None, None]:
    """The batches of step `first` and all that follow, without end; packed, where asked for.

    With `processes` they are drawn ahead by that many others, for a GPU that would wait for them;
    what is drawn is the same.
    """
    draw: Callable[[int], Any] = _draw_packed if packed else _draw
    if not processes:
        _begin(recipe, tokenizer)
        yield from map(draw, itertools.count(first))
    with ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _begin, (recipe, tokenizer)
    ) as pool:
        waiting = deque(pool.submit(draw, step) for step in range(first, first + 3 * processes))
        try:
            for step in itertools.count(first + len(waiting)):
                yield waiting.popleft().result()
                waiting.append(pool.submit(draw, step))
        finally:
            pool.shutdown(cancel_futures=True)


def chunks(batch: Batch, tokens: int = 4000) -> list[Batch]:
    """Cut a sorted batch where lengths jump, so that little is spent on padding."""
    parts: list[Batch] = [[]]
    for item in batch:
        wide = len(item[0])
        first = len(parts[-1][0][0]) if parts[-1] else wide
        if parts[-1] and (wide * (len(parts[-1]) + 1) > tokens or wide > 1.5 * first + 4):
            parts.append([])
        parts[-1].append(item)
    return parts


def to_tensors(part: Batch, pad: int) -> tuple[Tensor, Tensor]:
    """Ids [rows, longest], padded on the right, and the weight of each as a target."""
    longest = max(len(ids) for ids, _ in part)
    ids = torch.full((len(part), longest), pad, dtype=torch.long)
    weights = torch.zeros(len(part), longest)
    for row, (tokens, of_tokens) in enumerate(part):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        weights[row, : len(tokens)] = torch.tensor(of_tokens)
    return ids, weights
