"""LoRA against peft: outputs, gradients, files and merging, on three architectures."""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
)

from llmcourse.lora.adapters import adapter_state, combine_adapters, load_adapter
from llmcourse.lora.files import read_adapter, save_adapter
from llmcourse.lora.inject import inject_lora, mark_only_lora_as_trainable
from llmcourse.lora.layers import LoRAEmbedding, LoRALinear
from llmcourse.lora.merge import set_merged
from llmcourse.lora.shapes import llama_on_meta
from llmcourse.lora.sizes import adapter_size
from llmcourse.lora.update import lora_delta
from llmcourse.lora.wrapping import TARGETS, lora_maker

peft = pytest.importorskip("peft")

VOCABULARY = 61
IDS = torch.arange(24).reshape(2, 12) % VOCABULARY


def llama() -> nn.Module:
    config = LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=24, intermediate_size=40, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, attention_bias=True, mlp_bias=True,
        tie_word_embeddings=False,
    )  # fmt: skip
    return LlamaForCausalLM(config)


def gpt2() -> nn.Module:
    config = GPT2Config(vocab_size=VOCABULARY, n_positions=32, n_embd=24, n_layer=2, n_head=4,
                        resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)  # fmt: skip
    return GPT2LMHeadModel(config)


def neox() -> nn.Module:
    config = GPTNeoXConfig(vocab_size=VOCABULARY, hidden_size=24, intermediate_size=40,
                           num_hidden_layers=2, num_attention_heads=4)  # fmt: skip
    return GPTNeoXForCausalLM(config)


CASES = {
    "llama": (llama, ["q_proj", "v_proj", "down_proj"]),
    "llama with embeddings": (llama, ["q_proj", "embed_tokens"]),
    "gpt2": (gpt2, ["c_attn", "c_fc"]),
    "neox": (neox, ["query_key_value", "dense_h_to_4h"]),
}


def make(name: str) -> nn.Module:
    torch.manual_seed(3)
    return CASES[name][0]().eval()


def ours(name: str, r: int = 4, alpha: float = 6) -> nn.Module:
    """The model with our layers and random A and B."""
    model = make(name)
    inject_lora(model, CASES[name][1], lora_maker(LoRALinear, LoRAEmbedding, r=r, lora_alpha=alpha))
    mark_only_lora_as_trainable(model)
    torch.manual_seed(5)
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            if "lora_" in parameter_name:
                parameter.normal_(std=0.2)
    return model


def theirs(name: str, r: int = 4, alpha: float = 6) -> nn.Module:
    config = peft.LoraConfig(r=r, lora_alpha=alpha, target_modules=CASES[name][1],
                             fan_in_fan_out=name == "gpt2", task_type="CAUSAL_LM")  # fmt: skip
    return peft.get_peft_model(make(name), config).eval()


def copied(name: str, r: int = 4, alpha: float = 6) -> tuple[nn.Module, nn.Module]:
    """Both models with the same adapter, handed over under peft's keys."""
    one, other = ours(name, r, alpha), theirs(name, r, alpha)
    result = peft.set_peft_model_state_dict(other, adapter_state(one))
    assert not result.unexpected_keys
    return one, other


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("alpha", "r"), [(6, 4), (10, 4), (1, 3)])
def test_outputs_equal_pefts(name, alpha, r):
    one, other = copied(name, r, alpha)
    plain = make(name)
    with torch.no_grad():
        expected = other(input_ids=IDS).logits
        assert torch.allclose(one(input_ids=IDS).logits, expected, atol=1e-5)
        assert not torch.allclose(plain(input_ids=IDS).logits, expected, atol=1e-3)


@pytest.mark.parametrize("name", CASES)
def test_gradients_equal_pefts(name):
    one, other = copied(name)
    for model in (one, other):
        model.train()
        model(input_ids=IDS, labels=IDS).loss.backward()
    found = {n: p.grad for n, p in one.named_parameters() if p.requires_grad}
    expected = {
        n.removeprefix("base_model.model.").replace(".default", "").replace(".weight", "")
        .replace("lora_embedding_", "lora_"): p.grad
        for n, p in other.named_parameters() if p.requires_grad
    }  # fmt: skip
    assert set(found) == set(expected)
    for key, gradient in found.items():
        assert torch.allclose(gradient, expected[key], atol=1e-6), key


@pytest.mark.parametrize("name", CASES)
def test_pefts_reads_our_file_and_we_read_pefts(name, tmp_path):
    one = ours(name)
    expected = one(input_ids=IDS).logits
    written = save_adapter(one, adapter_state(one), tmp_path / "ours")
    assert written < 40_000
    loaded = peft.PeftModel.from_pretrained(make(name), tmp_path / "ours").eval()
    assert torch.allclose(loaded(input_ids=IDS).logits, expected, atol=1e-5)

    loaded.save_pretrained(str(tmp_path / "theirs"), save_embedding_layers=False)
    state, config = read_adapter(tmp_path / "theirs")
    again = ours(name)
    with torch.no_grad():
        for parameter in again.parameters():
            if parameter.requires_grad:
                parameter.zero_()
    load_adapter(again, state, lora_alpha=config["lora_alpha"])
    assert torch.allclose(again(input_ids=IDS).logits, expected, atol=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_merging_equals_pefts_and_is_taken_back(name):
    one, other = copied(name)
    before = {n: p.detach().clone() for n, p in one.named_parameters()}
    apart = one(input_ids=IDS).logits
    set_merged(one, True)
    assert torch.allclose(one(input_ids=IDS).logits, apart, atol=1e-5)
    merged = other.merge_and_unload()
    assert torch.allclose(one(input_ids=IDS).logits, merged(input_ids=IDS).logits, atol=1e-5)
    set_merged(one, False)
    for key, parameter in one.named_parameters():
        assert torch.allclose(parameter, before[key], atol=1e-6)


def test_sum_of_adapters_equals_pefts_cat():
    one, other = copied("llama")
    first = adapter_state(one)
    second = {key: torch.randn_like(value) * 0.2 for key, value in first.items()}
    config = other.peft_config["default"]
    other.add_adapter("second", config)
    peft.set_peft_model_state_dict(other, second, adapter_name="second")
    other.add_weighted_adapter(["default", "second"], [0.7, -0.4], "both", combination_type="cat")
    other.set_adapter("both")
    model = make("llama")
    inject_lora(model, CASES["llama"][1], lora_maker(LoRALinear, r=8, lora_alpha=8))
    load_adapter(model, combine_adapters([first, second], [1.5, 1.5], [0.7, -0.4]))
    expected = other.eval()(input_ids=IDS).logits
    assert torch.allclose(model.eval()(input_ids=IDS).logits, expected, atol=1e-4)


def test_a_merged_model_switches_its_adapter():
    one, two = ours("gpt2"), ours("gpt2")
    state = {key: torch.randn_like(value) * 0.2 for key, value in adapter_state(one).items()}
    load_adapter(two, state, lora_alpha=10)
    set_merged(one, True)
    load_adapter(one, state, lora_alpha=10)
    assert torch.allclose(one(input_ids=IDS).logits, two(input_ids=IDS).logits, atol=1e-5)


def test_start_is_exactly_the_base_model():
    for name, (_, target) in CASES.items():
        model, plain = make(name), make(name)
        inject_lora(model, target, lora_maker(LoRALinear, LoRAEmbedding))
        assert torch.equal(model(input_ids=IDS).logits, plain(input_ids=IDS).logits), name


@pytest.mark.parametrize("place", TARGETS)
def test_count_equals_what_injection_adds(place):
    model = make("llama")
    size = adapter_size(model, TARGETS[place], 5, bytes_per_value=4)
    inject_lora(model, TARGETS[place], lora_maker(LoRALinear, r=5))
    mark_only_lora_as_trainable(model)
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    assert size["parameters"] == trained and size["bytes"] == 4 * trained
    assert size["share"] == trained / sum(p.numel() for p in make("llama").parameters())


def test_seeds_figures_are_megabytes():
    for size, megabytes in (("7B", 8), ("13B", 13), ("33B", 25)):
        found = adapter_size(llama_on_meta(size), TARGETS["q, v"], 8, 2)
        assert int(found["bytes"] / 1e6) == megabytes
        assert found["parameters"] < 0.55 * megabytes * 1e6


def test_dropout_in_training_only():
    layer = LoRALinear(6, 4, r=2, lora_alpha=3, lora_dropout=0.5)
    nn.init.normal_(layer.lora_B)
    x = torch.randn(3, 6)
    assert not torch.equal(layer(x), layer(x))
    layer.eval()
    weight = layer.weight.detach().clone()
    assert torch.equal(layer(x), layer(x))
    layer.train()
    delta = lora_delta(layer.lora_A, layer.lora_B, 3)
    assert torch.allclose(layer.weight + delta, weight, atol=1e-6)


def test_bad_input_is_one_sentence_and_changes_nothing(tmp_path):
    model = make("llama")
    with pytest.raises(ValueError, match="r is 0"):
        lora_maker(LoRALinear, r=0)
    with pytest.raises(ValueError, match="matches no layer"):
        inject_lora(model, ["query"], lora_maker(LoRALinear))
    with pytest.raises(TypeError, match="LlamaRMSNorm"):
        inject_lora(model, ["q_proj", "input_layernorm"], lora_maker(LoRALinear))
    with pytest.raises(TypeError, match="LoRAEmbedding"):
        inject_lora(model, ["embed_tokens"], lora_maker(LoRALinear))
    assert not any(hasattr(module, "lora_A") for module in model.modules())
    assert all(parameter.requires_grad for parameter in model.parameters())
    adapted = ours("llama")
    set_merged(adapted, True)
    before = {n: p.detach().clone() for n, p in adapted.named_parameters()}
    with pytest.raises(ValueError, match="merged already"):
        set_merged(adapted, True)
    wide = ours("llama", r=5)
    with pytest.raises(ValueError, match="another model or rank"):
        load_adapter(adapted, adapter_state(wide))
    with pytest.raises(ValueError, match="another model"):
        load_adapter(adapted, adapter_state(ours("gpt2")))
    assert all(torch.equal(p, before[n]) for n, p in adapted.named_parameters())
    save_adapter(wide, adapter_state(wide), tmp_path)
    with pytest.raises(ValueError, match="another base"):
        read_adapter(tmp_path, ours("gpt2"))
    with pytest.raises(FileNotFoundError, match=r"adapter_config\.json"):
        read_adapter(tmp_path / "nowhere")
    config = json.loads((tmp_path / "adapter_config.json").read_text())
    config["peft_type"] = "IA3"
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match="IA3"):
        read_adapter(tmp_path)
