"""Batched decoding: the same tokens as `generate`, whatever shares the batch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from llmcourse import generation
from llmcourse.batch_plan import plan_batches, prefix_groups
from llmcourse.generation import (
    Decoding,
    generate_tokens,
    next_token_distribution,
    sample_tokens,
    stream_tokens,
)
from llmcourse.weights import load_weights
from tests.tiny import save_model


@pytest.fixture(scope="module", params=["llama", "qwen2", "gemma"])
def loaded(request, tmp_path_factory):
    return load_weights(str(save_model(tmp_path_factory.mktemp(request.param), request.param)))


def random_prompts(count: int, seed: int = 0, prefix: int = 0) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    head = rng.integers(5, 260, size=prefix).tolist()
    return [head + rng.integers(5, 260, size=rng.integers(1, 40)).tolist() for _ in range(count)]


def by_generate(loaded, prompt: list[int], new: int) -> list[int]:
    ids = torch.tensor([prompt])
    out = loaded.model.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=new,
        do_sample=False,
        pad_token_id=0,
        eos_token_id=sorted(loaded.stop_ids),
    )
    tokens = out[0, len(prompt) :].tolist()
    return tokens[:-1] if tokens and tokens[-1] in loaded.stop_ids else tokens


def greedy(loaded, new: int = 12, **values) -> Decoding:
    return Decoding(max_new_tokens=new, stop_ids=loaded.stop_ids, **values)


@pytest.mark.parametrize("prefix", [0, 50])
def test_greedy_equals_generate(loaded, prefix):
    prompts = random_prompts(20, prefix=prefix)
    # A token that appears in the answers ends them, so that rows of a batch end at different steps.
    some = by_generate(loaded, prompts[0], 12)
    loaded.stop_ids = frozenset({1, some[len(some) // 2]})
    outputs = generate_tokens(loaded.model, prompts, greedy(loaded))
    assert [o.tokens for o in outputs] == [by_generate(loaded, p, 12) for p in prompts]
    assert any(o.stopped for o in outputs) or all(len(o.tokens) == 12 for o in outputs)


def test_result_does_not_depend_on_the_batch(loaded):
    prompts = random_prompts(12, seed=1) + random_prompts(12, seed=2, prefix=60)
    together = generate_tokens(loaded.model, prompts, greedy(loaded))
    small = generate_tokens(loaded.model, prompts, greedy(loaded, batch_tokens=120))
    alone = [generate_tokens(loaded.model, [p], greedy(loaded))[0] for p in prompts]
    assert [o.tokens for o in together] == [o.tokens for o in alone] == [o.tokens for o in small]


def test_sampling_draws_by_seed_and_place(loaded):
    prompt = random_prompts(1, seed=3)[0]
    hot = greedy(loaded, temperature=1.5, seed=7)
    many = generate_tokens(loaded.model, [prompt] * 9, hot)
    again = generate_tokens(loaded.model, [prompt] * 9, hot)
    first = generate_tokens(loaded.model, [prompt], hot)
    other = generate_tokens(loaded.model, [prompt], greedy(loaded, temperature=1.5, seed=8))
    assert [o.tokens for o in many] == [o.tokens for o in again]
    assert len({tuple(o.tokens) for o in many}) > 1
    assert many[0].tokens == first[0].tokens != other[0].tokens


def test_stream_equals_batch(loaded):
    prompt = random_prompts(1, seed=4)[0]
    for decoding in (greedy(loaded), greedy(loaded, temperature=1.0, seed=3)):
        streamed = list(stream_tokens(loaded.model, prompt, decoding))
        assert streamed == generate_tokens(loaded.model, [prompt], decoding)[0].tokens


def test_stops_at_the_context(loaded):
    decoding = greedy(loaded, new=50, context=20)
    output = generate_tokens(loaded.model, [[5, 6, 7, 8]], decoding)[0]
    assert output.stopped or len(output.tokens) == 16


def test_hooks(loaded):
    prompts = random_prompts(5, seed=5)
    only = np.zeros(260, dtype=bool)
    only[[11, 12]] = True
    outputs = generate_tokens(
        loaded.model,
        prompts,
        greedy(loaded),
        allowed=lambda item, tokens: only,
        finished=lambda item, tokens: len(tokens) == item + 1,
    )
    assert [len(o.tokens) for o in outputs] == [1, 2, 3, 4, 5]
    assert {t for o in outputs for t in o.tokens} <= {11, 12}


def test_next_token_distribution(loaded):
    prompt = random_prompts(1, seed=6)[0]
    probabilities = next_token_distribution(loaded.model, prompt)
    assert float(probabilities.sum()) == pytest.approx(1.0, abs=1e-5)
    with torch.inference_mode():
        logits = loaded.model(torch.tensor([prompt])).logits[0, -1].float()
    assert torch.allclose(probabilities, logits.softmax(-1), atol=1e-5)


def test_sample_tokens_follows_the_distribution():
    logits = torch.tensor([[0.0, 1.0, 2.0, -1e9]]).repeat(4000, 1)
    uniform = np.random.default_rng(0).random(4000)
    drawn = np.bincount(sample_tokens(logits, 1.0, 1.0, uniform), minlength=4) / 4000
    assert drawn == pytest.approx(logits[0].softmax(-1).numpy(), abs=0.03)
    # 0.665 and 0.245: the nucleus of 0.7 holds two tokens, of 0.5 one.
    assert set(sample_tokens(logits, 1.0, 0.7, uniform)) == {1, 2}
    assert set(sample_tokens(logits, 1.0, 0.5, uniform)) == {2}
    assert set(sample_tokens(logits, 0.0, 1.0, uniform)) == {2}
    edges = torch.tensor([[-1e9, 0.0, -1e9], [-1e9, 0.0, -1e9]])
    assert sample_tokens(edges, 1.0, 1.0, np.array([0.0, 1 - 1e-16])) == [1, 1]


def test_prefix_groups_cover_every_prompt_once():
    prompts = random_prompts(10, prefix=60) + random_prompts(10, seed=9, prefix=80)
    prompts += random_prompts(5, seed=10)
    groups = prefix_groups(prompts)
    assert sorted(i for _, members in groups for i in members) == list(range(25))
    lengths = sorted(prefix for prefix, _ in groups)
    assert lengths[0] == 0 and lengths[1] >= 60 and lengths[2] >= 80
    for prefix, members in groups:
        assert len({tuple(prompts[i][:prefix]) for i in members}) == 1
        assert all(len(prompts[i]) > prefix for i in members)


def test_batches_stay_within_the_budget():
    prompts = random_prompts(60, prefix=40)
    batches = plan_batches(prompts, 10, 600)
    assert sorted(i for b in batches for i in b.items) == list(range(60))
    for batch in batches:
        longest = max(len(prompts[i]) for i in batch.items) + 10
        assert len(batch.items) * longest <= 600 or len(batch.items) == 1


def test_prefix_is_computed_once(loaded, monkeypatch):
    widths = []
    forward = generation._forward

    def counted(model, input_ids, *rest):
        widths.append(tuple(input_ids.shape))
        return forward(model, input_ids, *rest)

    monkeypatch.setattr(generation, "_forward", counted)
    generate_tokens(loaded.model, random_prompts(16, prefix=100), greedy(loaded, new=1))
    assert widths[0][0] == 1 and widths[0][1] >= 100
    assert all(width < 60 for _, width in widths[1:])


@pytest.mark.parametrize("prefix", [0, 50])
def test_threads_change_nothing(loaded, monkeypatch, prefix):
    prompts = random_prompts(24, seed=11, prefix=prefix)
    for temperature in (0.0, 1.0):
        decoding = greedy(loaded, temperature=temperature, batch_tokens=200)
        monkeypatch.setenv("LLMCOURSE_THREADS", "1")
        alone, told = generate_tokens(loaded.model, prompts, decoding), []
        monkeypatch.setenv("LLMCOURSE_THREADS", "3")
        at_once = generate_tokens(loaded.model, prompts, decoding, progress=told.append)
        assert [o.tokens for o in at_once] == [o.tokens for o in alone]
        assert len(told) > 3 and told == sorted(told) and told[-1] == 24
    assert torch.get_num_threads() == 1


def test_threads_are_only_for_small_models_on_a_cpu(loaded, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_THREADS", "3")
    assert generation._threads(loaded.model, 8) == 3 and generation._threads(loaded.model, 2) == 2
    monkeypatch.setattr(generation, "SMALL_MODEL", 10)
    assert generation._threads(loaded.model, 8) == 1
    monkeypatch.setenv("LLMCOURSE_THREADS", "many")
    with pytest.raises(ValueError, match="LLMCOURSE_THREADS must be a whole number"):
        generation._threads(loaded.model, 8)


def test_what_fails_in_a_thread_is_raised_and_the_threads_are_set_back(loaded, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_THREADS", "2")
    forward, calls = generation._forward, []

    def failing(*given):
        calls.append(1)
        if len(calls) == 3:
            raise MemoryError("no room")
        return forward(*given)

    monkeypatch.setattr(generation, "_forward", failing)
    with pytest.raises(MemoryError, match="no room"):
        generate_tokens(loaded.model, random_prompts(24), greedy(loaded, batch_tokens=200))
    assert torch.get_num_threads() == 1
    assert loaded.model.config._attn_implementation == "sdpa"


@pytest.mark.parametrize(
    "values",
    [{"max_new_tokens": 0}, {"temperature": -1}, {"top_p": 0.0}, {"batch_tokens": 0}],
)
def test_bad_settings_are_named(values):
    with pytest.raises(ValueError, match=next(iter(values))):
        Decoding(**values)


def test_empty_prompt_is_named(loaded):
    with pytest.raises(ValueError, match=r"prompts\[1\]"):
        generate_tokens(loaded.model, [[5], []], greedy(loaded))
    assert generate_tokens(loaded.model, [], greedy(loaded)) == []
