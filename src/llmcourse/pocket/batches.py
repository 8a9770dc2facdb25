"""From examples to batches of token ids and target weights.

Knows which tokens of a conversation are learned and how much each weighs. Knows nothing about the
model or its optimizers.
"""

from __future__ import annotations

import random

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from llmcourse.world.mixtures import training_example
from llmcourse.world.tasks import Example, Setting

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
) -> list[tuple[list[int], list[float]]]:
    """Examples up to a number of tokens, shortest first."""
    batch, total = [], 0
    while total < tokens:
        ids, target_weights = encode(training_example(rng, where, mixture), tokenizer)
        if len(ids) > MAX_TOKENS:
            continue
        batch.append((ids, target_weights))
        total += len(ids)
    return sorted(batch, key=lambda item: len(item[0]))


def chunks(batch: list[tuple[list[int], list[float]]], tokens: int = 4000) -> list[list]:
    """Cut a sorted batch where lengths jump, so that little is spent on padding."""
    parts: list[list] = [[]]
    for item in batch:
        wide = len(item[0])
        first = len(parts[-1][0][0]) if parts[-1] else wide
        if parts[-1] and (wide * (len(parts[-1]) + 1) > tokens or wide > 1.5 * first + 4):
            parts.append([])
        parts[-1].append(item)
    return parts


def to_tensors(part: list[tuple[list[int], list[float]]], pad: int) -> tuple[Tensor, Tensor]:
    """Ids [rows, longest], padded on the right, and the weight of each as a target."""
    longest = max(len(ids) for ids, _ in part)
    ids = torch.full((len(part), longest), pad, dtype=torch.long)
    weights = torch.zeros(len(part), longest)
    for row, (tokens, of_tokens) in enumerate(part):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        weights[row, : len(tokens)] = torch.tensor(of_tokens)
    return ids, weights
