"""QLoRA: the code book of the paper, layers that train with our LoRA and with peft, paging."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from llmcourse.quant import (
    NF4Linear,
    PagedAdamW,
    bits_per_parameter,
    course_codec,
    normal_float_levels,
    qlora_memory,
    quantize_model,
)
from llmcourse.quant.linear import stored_bytes
from llmcourse.quant.shapes import PAPER_GB, SHAPES, shape_of, why_too_small

# The library's table (create_normal_map), to seven digits.
BITSANDBYTES = [
    -1.0, -0.6961928, -0.5250731, -0.3949175, -0.2844414, -0.1847734, -0.0910500, 0.0,
    0.0795803, 0.1609302, 0.2461123, 0.3379152, 0.4407098, 0.5626170, 0.7229568, 1.0,
]  # fmt: skip


def tiny(**options):
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=False, **options,
    ))  # fmt: skip


def test_code_book_is_the_librarys() -> None:
    assert torch.allclose(normal_float_levels(), torch.tensor(BITSANDBYTES), atol=1e-6)


def test_error_and_bits_on_normal_weights() -> None:
    weight = torch.randn(256, 256, generator=torch.Generator().manual_seed(0))
    codec = course_codec()
    packed = codec.encode(weight)
    error = (codec.decode(packed) - weight).norm() / weight.norm()
    assert 0.090 < float(error) < 0.095
    assert packed.bytes * 8 / weight.numel() == pytest.approx(bits_per_parameter(), abs=1e-3)


def test_agrees_with_bitsandbytes() -> None:
    functional = pytest.importorskip("bitsandbytes.functional")
    weight = torch.randn(128, 128)
    data, state = functional.quantize_4bit(weight, quant_type="nf4", blocksize=64)
    ours = course_codec(group=None).encode(weight).tensors
    same = (data.flatten() == ours["packed"]).float().mean()
    assert float(same) > 0.999
    assert torch.allclose(state.absmax, ours["absmax"])


@pytest.mark.parametrize("biased", [False, True])
def test_model_trains_and_only_adapters_move(biased) -> None:
    net = tiny(attention_bias=biased, mlp_bias=biased)
    ids = torch.randint(0, 64, (2, 12), generator=torch.Generator().manual_seed(0))
    names = quantize_model(net, r=4)
    assert len(names) == 14 and isinstance(net.model.layers[0].mlp.up_proj, NF4Linear)
    frozen = {n: p.detach().clone() for n, p in net.named_parameters() if not p.requires_grad}
    optimizer = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=1e-2)
    losses = []
    for _ in range(15):
        loss = net(input_ids=ids, labels=ids).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.3
    assert all(torch.equal(p, frozen[n]) for n, p in net.named_parameters() if n in frozen)
    held = stored_bytes(net)
    assert held["matrices"] > 0 and held["adapters"] > 0


def test_our_adapters_are_found_saved_and_frozen_as_loras() -> None:
    from llmcourse.lora.inject import mark_only_lora_as_trainable

    net = tiny()
    quantize_model(net, r=4)
    mark_only_lora_as_trainable(net)
    trained = [n for n, p in net.named_parameters() if p.requires_grad]
    assert len(trained) == 28 and all("lora_" in name for name in trained)


def test_peft_trains_it() -> None:
    peft = pytest.importorskip("peft")
    net = tiny()
    quantize_model(net)
    wrapped = peft.get_peft_model(net, peft.LoraConfig(r=4, target_modules=["q_proj", "up_proj"]))
    ids = torch.randint(0, 64, (2, 12))
    wrapped(input_ids=ids, labels=ids).loss.backward()
    moved = [p for n, p in wrapped.named_parameters() if "lora_B" in n]
    assert moved and all(p.grad is not None and p.grad.abs().sum() > 0 for p in moved)


def test_checkpointing_gives_the_same_gradient() -> None:
    from llmcourse.experiments.quant_training import turn_on_checkpointing

    ids = torch.randint(0, 64, (2, 12), generator=torch.Generator().manual_seed(0))
    found = []
    for on in (False, True):
        net = tiny()
        torch.manual_seed(1)
        quantize_model(net, r=4)
        if on:
            turn_on_checkpointing(net)
            net.enable_input_require_grads()
        net.train()(input_ids=ids, labels=ids).loss.backward()
        found.append(torch.cat([p.grad.flatten() for p in net.parameters() if p.grad is not None]))
    assert torch.allclose(*found, atol=1e-6)


def test_paged_optimizer_is_adamw_within_its_allowance() -> None:
    nets = [nn.Sequential(nn.Linear(8, 40), nn.Tanh(), nn.Linear(40, 3)) for _ in range(2)]
    nets[1].load_state_dict(nets[0].state_dict())
    options = {"lr": 1e-2, "weight_decay": 0.1}
    plain = torch.optim.AdamW(nets[0].parameters(), **options)
    paged = PagedAdamW(nets[1].parameters(), 400, **options)
    x = torch.randn(16, 8)
    for _ in range(6):
        for net, optimizer in zip(nets, (plain, paged), strict=True):
            optimizer.zero_grad()
            net(x).pow(2).mean().backward()
            optimizer.step()
    assert paged.store.total > 8 * paged.store.allowance and paged.store.peak <= 400
    assert paged.store.held == 0
    for a, b in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_calculator_is_near_the_paper() -> None:
    for name, published in PAPER_GB.items():
        assert qlora_memory(SHAPES[name])["total"] / 1e9 == pytest.approx(published, rel=0.08)
    assert qlora_memory(SHAPES["LLaMA 65B"])["total"] < 46e9
    assert qlora_memory(SHAPES["LLaMA 65B"], paged=True)["total"] < 41e9
    assert shape_of(tiny().config)["layers"] == 2


@pytest.mark.parametrize("head_dim", [16, 32])
def test_the_calculator_counts_what_a_model_has(head_dim) -> None:
    net = tiny(head_dim=head_dim)
    shape = shape_of(net.config)
    assert ("head_dim" in shape) == (head_dim == 32)
    found = qlora_memory(shape, "full")
    assert found["matrices"] + found["embeddings"] == 2 * sum(p.numel() for p in net.parameters())


def test_known_shapes_have_the_published_number_of_parameters() -> None:
    published = {"LLaMA 7B": 6.74, "LLaMA 13B": 13.02, "LLaMA 33B": 32.53, "LLaMA 65B": 65.29,
                 "Llama 3.2 3B": 3.21, "Llama 3.1 8B": 8.03, "Llama 3.1 70B": 70.55,
                 "Qwen3 8B": 8.19, "Qwen3 32B": 32.76}  # fmt: skip
    assert set(published) == set(SHAPES)
    for name, billions in published.items():
        full = qlora_memory(SHAPES[name], "full")
        assert (full["matrices"] + full["embeddings"]) / 2e9 == pytest.approx(billions, abs=0.006)


def test_bad_input_changes_nothing_and_says_what() -> None:
    net = nn.Sequential(nn.Linear(64, 64), nn.Linear(3, 5))
    with pytest.raises(ValueError, match=r"1: 15 weights cannot be cut into blocks of 64"):
        quantize_model(net)
    assert type(net[0]) is nn.Linear
    with pytest.raises(ValueError, match="no linear layer"):
        quantize_model(nn.Sequential(nn.Tanh()))
    with pytest.raises(TypeError, match=r"give an nn\.Linear"):
        NF4Linear(NF4Linear(nn.Linear(64, 2)))
    with pytest.raises(ValueError, match="r is -1"):
        NF4Linear(nn.Linear(64, 2), r=-1)
    with pytest.raises(ValueError, match="one number's state needs 8"):
        PagedAdamW(net.parameters(), 4)
    with pytest.raises(ValueError, match="several groups"):
        PagedAdamW([{"params": [p]} for p in net.parameters()], 400)


def test_adapters_that_nothing_would_get_are_refused() -> None:
    net = tiny()
    with pytest.raises(ValueError, match=r"adapt \('query',\) matches no layer; there are \['down"):
        quantize_model(net, r=4, adapt=("query",))
    with pytest.raises(ValueError, match="r is 0, so no layer would learn"):
        quantize_model(net, r=0, adapt=("q_proj",))
    assert not any(isinstance(m, NF4Linear) for m in net.modules())
    assert all(p.requires_grad for p in net.parameters())
    assert not any("lora_" in name for name, _ in net.named_parameters())


def test_a_merge_into_four_bits_is_refused_and_changes_nothing() -> None:
    from llmcourse.lora.merge import set_merged

    net = tiny()
    quantize_model(net, r=4)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    for _ in range(2):  # a second try finds the same state
        with pytest.raises(ValueError, match="no weight to merge into"):
            set_merged(net, True)
    assert not any(m.merged for m in net.modules() if isinstance(m, NF4Linear))
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_an_adapter_of_four_bits_fits_its_base_in_sixteen_and_no_other(tmp_path) -> None:
    from llmcourse.lora.adapters import adapter_state
    from llmcourse.lora.files import base_fingerprint, read_adapter, save_adapter

    net, plain = tiny(), tiny()
    quantize_model(net, r=4)
    state = adapter_state(net)
    save_adapter(net, state, tmp_path)
    assert base_fingerprint(net) == base_fingerprint(plain)
    found, config = read_adapter(tmp_path, plain)
    assert config["r"] == 4 and set(found) == set(state)
    other = nn.Sequential(nn.Linear(64, 64))
    with pytest.raises(ValueError, match="another base model"):
        read_adapter(tmp_path, other)
    quantize_model(other, r=4)
    with pytest.raises(ValueError, match="another base model"):
        read_adapter(tmp_path, other)


def test_a_gpu_that_is_too_small_is_said_before_anything_is_built(monkeypatch) -> None:
    from benchmarks import fsdp_qlora

    assert why_too_small(46e9, 48e9) == ""
    assert why_too_small(46e9, 24e9).startswith("the run needs about 46.0 GB and the GPU has 24.0")
    assert fsdp_qlora.too_large(tiny(), 4, 12, 2) == ""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (1000, 1000))
    assert "use a smaller model" in fsdp_qlora.too_large(tiny(), 4, 12, 2)
