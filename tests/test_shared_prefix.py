"""Attention to one copy of a prefix equals attention to a copy a row."""

import types
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
import transformers

from llmcourse import shared_prefix
from llmcourse.generation import Decoding, generate_tokens
from llmcourse.weights import load_weights
from tests.tiny import save_model


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
@pytest.mark.parametrize("columns", [1, 6])
def test_it_equals_attention_to_all_keys_at_once(kv_heads, columns):
    torch.manual_seed(0)
    rows, heads, prefix, total, width = 3, 4, 9, 6, 8
    query = torch.randn(rows, heads, columns, width)
    head = [torch.randn(1, kv_heads, prefix, width) for _ in range(2)]
    own = [torch.randn(rows, kv_heads, total, width) for _ in range(2)]
    known = torch.ones(rows, total, dtype=torch.long)
    known[1, :3] = 0
    mask = shared_prefix.suffix_mask(known, columns, torch.float32)
    out, _ = shared_prefix._forward(
        types.SimpleNamespace(layer_idx=1), query, *own, mask, scaling=0.3,
        shared_prefix=shared_prefix.SharedPrefix([(), tuple(head)]),
    )  # fmt: skip
    keys, values = (
        torch.cat([part.expand(rows, -1, -1, -1), mine], 2).repeat_interleave(heads // kv_heads, 1)
        for part, mine in zip(head, own, strict=True)
    )
    scores = 0.3 * query @ keys.mT + torch.cat([torch.zeros(rows, 1, columns, prefix), mask], 3)
    expected = (scores.softmax(-1) @ values).transpose(1, 2)
    torch.testing.assert_close(out, expected, atol=2e-6, rtol=1e-5)


def test_the_mask_hides_padding_and_what_comes_later():
    known = torch.tensor([[0, 1, 1, 1], [1, 1, 1, 1]])
    seen = shared_prefix.suffix_mask(known, 4, torch.float32)[:, 0] == 0
    assert seen[1].equal(torch.ones(4, 4).tril().bool())
    # Padding sees itself alone, and nothing sees it.
    assert seen[0].int().tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 1, 1]]
    assert shared_prefix.suffix_mask(known, 1, torch.float32).shape == (2, 1, 1, 4)


def test_a_prefix_is_kept_once_where_it_is_long(tmp_path, monkeypatch):
    loaded = load_weights(str(save_model(tmp_path, "llama")))
    seen = []
    forward = shared_prefix._forward

    def counted(module, query, key, *rest, **more):
        seen.append((more.get("shared_prefix"), key.shape[2]))
        return forward(module, query, key, *rest, **more)

    monkeypatch.setitem(
        shared_prefix.AttentionInterface._global_mapping, shared_prefix.NAME, counted
    )
    head = list(range(5, 65))
    prompts = [[*head, 100 + i, 200] for i in range(12)]
    decoding = Decoding(max_new_tokens=3)
    outputs = generate_tokens(loaded.model, prompts, decoding)
    with_prefix = [keys for prefix, keys in seen if prefix is not None]
    assert with_prefix and max(with_prefix) == 4  # two tokens of the prompt, two of the answer
    assert {prefix.tokens for prefix, _ in seen if prefix is not None} == {60}
    assert loaded.model.config._attn_implementation == "sdpa"

    seen.clear()
    monkeypatch.setattr("llmcourse.generation.supports", lambda model: False)
    assert generate_tokens(loaded.model, prompts, decoding) == outputs
    assert not seen


@pytest.mark.parametrize("kind", ["Mistral", "Qwen3"])
@pytest.mark.parametrize("window", [None, 16])
def test_the_other_listed_models_write_what_generate_writes(kind, window):
    config = getattr(transformers, f"{kind}Config")(
        vocab_size=260, hidden_size=32, intermediate_size=64, num_hidden_layers=2, head_dim=8,
        num_attention_heads=4, num_key_value_heads=2, sliding_window=window,
        use_sliding_window=window is not None, max_window_layers=0, attn_implementation="sdpa",
        initializer_range=0.3, eos_token_id=None,
    )  # fmt: skip
    torch.manual_seed(0)
    model = getattr(transformers, f"{kind}ForCausalLM")(config).eval()
    assert shared_prefix.supports(model)
    prompts = [[*range(5, 65), 100 + i, 200] for i in range(12)]
    outputs = generate_tokens(model, prompts, Decoding(max_new_tokens=6))
    for prompt, output in zip(prompts, outputs, strict=True):
        ids = torch.tensor([prompt])
        out = model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=6, do_sample=False,
            pad_token_id=0,
        )  # fmt: skip
        assert output.tokens == out[0, len(prompt) :].tolist()


def test_two_callers_at_once_get_what_one_gets(tmp_path, monkeypatch):
    model = load_weights(str(save_model(tmp_path, "llama"))).model
    monkeypatch.setenv("LLMCOURSE_THREADS", "2")
    decoding = Decoding(max_new_tokens=6, batch_tokens=60)
    jobs = [[[*range(5 + k, 65 + k), 100 + i, 200] for i in range(12)] for k in range(4)]
    alone = [generate_tokens(model, prompts, decoding) for prompts in jobs]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda prompts: generate_tokens(model, prompts, decoding), jobs)
        assert list(together) == alone
    assert model.config._attn_implementation == "sdpa" and torch.get_num_threads() == 1


def test_other_models_get_a_copy_a_row(tmp_path):
    model = load_weights(str(save_model(tmp_path, "gemma"))).model
    assert shared_prefix.supports(model)
    model.config.model_type = "gemma2"
    assert not shared_prefix.supports(model)
    model.config.model_type = "gemma"
    model.config._attn_implementation = "eager"
    assert not shared_prefix.supports(model)
