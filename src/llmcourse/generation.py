"""Batched decoding for a causal language model of `transformers`, on CPU or GPU.

This module knows token ids, the key-value cache and how to choose the next token. It knows nothing
of chat templates, LangChain or where weights come from (see `llmcourse.models`).

Five things make it much faster than one `model.generate` call a prompt: prompts of similar length
share a batch (left padding, so that every row's next token is in the last column), the keys and
values of earlier tokens are kept, a prefix that many prompts share is computed and kept once, rows
that have finished leave the batch, and on a CPU a small model decodes one batch a thread. Under
greedy decoding the tokens are those of `model.generate`.
"""

from __future__ import annotations

import copy
import inspect
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from llmcourse.batch_plan import Batch, plan_batches
from llmcourse.kv_cache import new_cache
from llmcourse.onednn import fast_linear
from llmcourse.shared_prefix import SharedPrefix, shared_attention, suffix_mask, supports

# Two threads that share each small product wait for one another longer than they compute. Larger
# models keep all threads busy, and a batch a thread would multiply the memory.
SMALL_MODEL = 50_000_000  # parameters
# The number of torch's threads and a model's attention function are set while batches are decoded
# and set back after it, so that two callers at once would set them back wrongly.
ALONE = threading.RLock()


@dataclass(frozen=True)
class Decoding:
    """How tokens are chosen and when to stop.

    temperature 0 is greedy: always the most probable token. Above 0 a token is drawn from
    softmax(logits / temperature), cut to the smallest set of tokens whose probabilities add up to
    `top_p` (nucleus sampling, Holtzman et al. 2020, https://arxiv.org/abs/1904.09751).
    Item i of a call draws from its own random numbers, seeded by (seed, i); seed None is random.
    `batch_tokens` bounds rows times length of one batch, which bounds memory.
    """

    max_new_tokens: int = 64
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = 0
    stop_ids: frozenset[int] = frozenset()
    context: int | None = None
    batch_tokens: int = 8192

    def __post_init__(self) -> None:
        if not isinstance(self.max_new_tokens, int) or self.max_new_tokens < 1:
            raise ValueError(
                f"max_new_tokens must be a whole number of at least 1, not {self.max_new_tokens!r}."
            )
        if not self.temperature >= 0:
            raise ValueError(
                f"temperature must be 0 (greedy) or a positive number, not {self.temperature!r}."
            )
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p must lie in (0, 1], not {self.top_p!r}.")
        if self.batch_tokens < 1:
            raise ValueError(f"batch_tokens must be at least 1, not {self.batch_tokens!r}.")

    def limit(self, prompt_tokens: int) -> int:
        """New tokens allowed after a prompt of this length, so that both fit the context."""
        if self.context is None:
            return self.max_new_tokens
        return min(self.max_new_tokens, self.context - prompt_tokens)


@dataclass
class Generated:
    """The new tokens of one item, without the stop token; `stopped` is False at the limit."""

    tokens: list[int] = field(default_factory=list)
    stopped: bool = False


# A causal language model of transformers (its classes share no precise type).
Model = Any
# (item, its next token), or (item, None) when a stop token or the caller ended it.
Event = tuple[int, int | None]
# Called with (item, tokens so far); True ends the item. For stop strings.
Finished = Callable[[int, list[int]], bool]
# Called with (item, tokens so far); returns which tokens are allowed, or None.
Allowed = Callable[[int, list[int]], Bool[np.ndarray, " vocabulary"] | None]


def sample_tokens(
    logits: Float[Tensor, "rows vocabulary"],
    temperature: float,
    top_p: float,
    uniform: Float[np.ndarray, " rows"],
) -> list[int]:
    """Draw one token a row by inverting the cumulative distribution.

    uniform: numbers in [0, 1). Temperature 0 ignores them.
    """
    if temperature == 0:
        return logits.argmax(dim=-1).tolist()
    probabilities = torch.softmax(logits.double() / temperature, dim=-1)
    if top_p < 1:
        ordered, index = probabilities.sort(dim=-1, descending=True)
        # A token stays if what comes before it has not yet reached top_p; the first always stays.
        outside = ordered.cumsum(dim=-1) - ordered >= top_p
        probabilities = probabilities.scatter(-1, index, ordered.masked_fill(outside, 0.0))
    cumulative = probabilities.cumsum(dim=-1)
    drawn = torch.as_tensor(uniform, dtype=torch.float64, device=logits.device)[:, None]
    # right=True skips tokens of probability 0 in front of the drawn one.
    token = torch.searchsorted(cumulative, drawn * cumulative[:, -1:], right=True)
    return token.clamp(max=logits.shape[-1] - 1).squeeze(-1).tolist()


class _Prefixes:
    """Keys and values of shared prefixes; remembers the last one, since batches come in order."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.prefix: list[int] = []
        self.cache: Any = None
        self.lock = threading.Lock()  # batches may be decoded in several threads

    def _of(self, prefix: list[int]) -> Any:
        with self.lock:
            if prefix != self.prefix or self.cache is None:
                cache = new_cache(self.model.config)
                ids = torch.tensor([prefix], device=self.model.device)
                _forward(self.model, ids, None, None, cache)
                self.prefix, self.cache = prefix, cache
            return self.cache

    def expanded(self, prefix: list[int], rows: int) -> Any:
        """A cache that holds `prefix` for `rows` rows."""
        if not prefix:
            return new_cache(self.model.config)
        cache = copy.deepcopy(self._of(prefix))
        cache.reorder_cache(torch.zeros(rows, dtype=torch.long, device=self.model.device))
        return cache

    def shared(self, prefix: list[int]) -> SharedPrefix:
        """One copy of `prefix` for any number of rows."""
        return SharedPrefix([(layer.keys, layer.values) for layer in self._of(prefix).layers])


def _forward(
    model: Model,
    input_ids: Int[Tensor, "rows columns"],
    attention_mask: Int[Tensor, "rows total"] | None,
    position_ids: Int[Tensor, "rows columns"] | None,
    cache: Any,
    prefix: SharedPrefix | None = None,
) -> Float[Tensor, "rows vocabulary"]:
    """Logits of the last column, float32; `cache` grows by the columns.

    With a shared `prefix` the cache and the mask hold what comes after it.
    """
    extra: dict[str, Any] = {}
    if prefix is not None:
        assert attention_mask is not None  # whose columns are those of the cache
        extra["shared_prefix"] = prefix
        attention_mask = suffix_mask(attention_mask, input_ids.shape[1], model.dtype)
    # Logits of every prompt token would cost more than the model itself where it is small.
    if "logits_to_keep" in inspect.signature(model.forward).parameters:
        extra["logits_to_keep"] = 1
    with fast_linear(input_ids.numel()):
        output = model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache,
            use_cache=True,
            **extra,
        )
    return output.logits[:, -1].float()


def _uses_full_attention(model: Model) -> bool:
    """True if every layer sees all earlier tokens, so that padding behind a prefix does no harm."""
    config = model.config.get_text_config(decoder=True)
    kinds = getattr(config, "layer_types", None)
    if kinds is not None:
        return all(kind == "full_attention" for kind in kinds)
    return getattr(config, "sliding_window", None) is None


@torch.inference_mode()
def _decode(
    model: Model,
    batch: Batch,
    prompts: list[list[int]],
    decoding: Decoding,
    prefixes: _Prefixes,
    finished: Finished | None,
    allowed: Allowed | None,
) -> Iterator[Event]:
    """Decode one batch, yielding (item, token) as tokens appear and (item, None) at a stop."""
    device = model.device
    start = len(batch.prefix)
    # Equal prompts are read once; their rows part when tokens are drawn.
    row_of: dict[tuple[int, ...], int] = {}
    expand = [row_of.setdefault(tuple(prompts[i][start:]), len(row_of)) for i in batch.items]
    width = max(len(suffix) for suffix in row_of)
    ids = np.zeros((len(row_of), width), dtype=np.int64)
    mask = np.zeros((len(row_of), start + width), dtype=np.int64)
    mask[:, :start] = 1
    for suffix, row in row_of.items():
        ids[row, width - len(suffix) :] = suffix
        mask[row, start + width - len(suffix) :] = 1
    positions = np.maximum(mask.cumsum(axis=1) - 1, 0)[:, start:]
    shared = prefixes.shared(batch.prefix) if batch.apart else None
    cache = prefixes.expanded([] if batch.apart else batch.prefix, len(row_of))
    attention = torch.as_tensor(mask[:, start:] if batch.apart else mask, device=device)
    logits = _forward(
        model,
        torch.as_tensor(ids, device=device),
        attention,
        torch.as_tensor(positions, device=device),
        cache,
        shared,
    )
    if len(row_of) < len(expand):
        index = torch.tensor(expand, device=device)
        cache.reorder_cache(index)
        logits, attention = logits[index], attention[index]

    items = list(batch.items)
    lengths = np.array([len(prompts[i]) for i in items])
    limits = [decoding.limit(len(prompts[i])) for i in items]
    uniform = np.zeros((len(items), decoding.max_new_tokens))
    if decoding.temperature > 0:
        for row, item in enumerate(items):
            entropy = None if decoding.seed is None else [decoding.seed, item]
            uniform[row] = np.random.default_rng(entropy).random(decoding.max_new_tokens)
    written: list[list[int]] = [[] for _ in items]
    live = np.ones(len(items), dtype=bool)
    for step in range(decoding.max_new_tokens):
        if allowed is not None:
            for row in np.flatnonzero(live).tolist():
                keep = allowed(items[row], written[row])
                if keep is not None:
                    forbidden = torch.as_tensor(~keep, device=device)
                    logits[row, : len(keep)].masked_fill_(forbidden, float("-inf"))
                    logits[row, len(keep) :] = float("-inf")
        tokens = sample_tokens(logits, decoding.temperature, decoding.top_p, uniform[:, step])
        for row in np.flatnonzero(live).tolist():
            token = tokens[row]
            if token in decoding.stop_ids:
                live[row] = False
                yield items[row], None
                continue
            written[row].append(token)
            yield items[row], token
            if finished is not None and finished(items[row], written[row]):
                live[row] = False
                yield items[row], None
            elif len(written[row]) >= limits[row]:
                live[row] = False
        if not live.any() or step + 1 == decoding.max_new_tokens:
            return
        if live.sum() <= 0.7 * len(live):
            rows = np.flatnonzero(live).tolist()
            index = torch.tensor(rows, device=device)
            cache.reorder_cache(index)
            attention, lengths, uniform = attention[index], lengths[rows], uniform[rows]
            items = [items[r] for r in rows]
            limits = [limits[r] for r in rows]
            written = [written[r] for r in rows]
            tokens = [tokens[r] for r in rows]
            live = np.ones(len(rows), dtype=bool)
        attention = torch.cat([attention, attention.new_ones(len(items), 1)], dim=1)
        logits = _forward(
            model,
            torch.tensor(tokens, device=device)[:, None],
            attention,
            torch.as_tensor(lengths + step, device=device)[:, None],
            cache,
            shared,
        )


def generate_tokens(
    model: Model,
    prompts: Sequence[Sequence[int]],
    decoding: Decoding,
    *,
    finished: Finished | None = None,
    allowed: Allowed | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Generated]:
    """Continue every prompt (lists of token ids, none empty); results in the order of the prompts.

    `progress` is called with the number of finished items after each batch.
    """
    items = [list(prompt) for prompt in prompts]
    for position, prompt in enumerate(items):
        if not prompt:
            raise ValueError(f"prompts[{position}] has no tokens; every prompt needs at least one.")
    if decoding.temperature == 0 and allowed is None and finished is None:
        # Greedy decoding is a function of the prompt, so equal prompts are decoded once.
        distinct: dict[tuple[int, ...], int] = {}
        place = [distinct.setdefault(tuple(prompt), len(distinct)) for prompt in items]
        items = [list(prompt) for prompt in distinct]
    else:
        place = list(range(len(items)))
    results = [Generated() for _ in items]
    prefixes = _Prefixes(model)
    batches = plan_batches(
        items, decoding.max_new_tokens, decoding.batch_tokens,
        prefixes=_uses_full_attention(model), apart=supports(model),
    )  # fmt: skip

    def run(batch: Batch) -> Iterator[Event]:
        return _decode(model, batch, items, decoding, prefixes, finished, allowed)

    # A caller's function need not bear several threads.
    threads = _threads(model, len(batches)) if allowed is None and finished is None else 1
    done = 0
    apart = any(batch.apart for batch in batches)
    with (
        ALONE if threads > 1 or apart else nullcontext(),
        shared_attention(model) if apart else nullcontext(),
    ):
        for batch, tokens in zip(batches, _in_threads(run, batches, threads), strict=True):
            for item, token in tokens:
                if token is None:
                    results[item].stopped = True
                else:
                    results[item].tokens.append(token)
            done += len(batch.items)
            if progress is not None:
                progress(done)
    return [Generated(list(results[p].tokens), results[p].stopped) for p in place]


def _threads(model: Model, batches: int) -> int:
    """How many batches are decoded at once: LLMCOURSE_THREADS, or as many as torch has threads.

    Each is decoded by one thread, so their number changes no result.
    """
    given = os.environ.get("LLMCOURSE_THREADS") or str(torch.get_num_threads())
    if not given.isdecimal() or int(given) < 1:
        raise ValueError(f"LLMCOURSE_THREADS must be a whole number of at least 1, not {given!r}.")
    if model.device.type != "cpu" or sum(p.numel() for p in model.parameters()) > SMALL_MODEL:
        return 1
    return min(int(given), batches)


def _in_threads(
    run: Callable[[Batch], Iterator[Event]], batches: list[Batch], threads: int
) -> Iterator[Iterable[Event]]:
    """What `run` yields for each batch, in order; `threads` of them at once, one core each."""
    if threads <= 1:
        yield from map(run, batches)
        return
    before = torch.get_num_threads()
    with ThreadPoolExecutor(threads, initializer=lambda: torch.set_num_threads(1)) as pool:
        try:
            yield from pool.map(lambda batch: list(run(batch)), batches)
        finally:
            pool.shutdown(cancel_futures=True)
            # torch remembers the last number set in any thread.
            torch.set_num_threads(before)


def stream_tokens(
    model: Model,
    prompt: Sequence[int],
    decoding: Decoding,
    *,
    finished: Finished | None = None,
) -> Iterator[int]:
    """Yield the tokens of one continuation as they are chosen: those of `generate_tokens`."""
    batch = Batch([], [0])
    prompts, prefixes = [list(prompt)], _Prefixes(model)
    for _, token in _decode(model, batch, prompts, decoding, prefixes, finished, None):
        if token is not None:
            yield token


@torch.inference_mode()
def next_token_distribution(model: Model, prompt: Sequence[int]) -> Float[Tensor, " vocabulary"]:
    """Probabilities of the token that follows the prompt, at temperature 1."""
    ids = torch.tensor([list(prompt)], device=model.device)
    logits = _forward(model, ids, None, None, new_cache(model.config))
    return torch.softmax(logits[0], dim=-1).cpu()
