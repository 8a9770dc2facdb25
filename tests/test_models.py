"""Chat models: messages in, replies out, one sentence where something is missing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

from llmcourse import weights
from llmcourse.models import (
    LocalChatModel,
    ModelUnavailable,
    generate_batch,
    load_chat_model,
    next_token_probabilities,
)
from tests.tiny import save_model

ASK = [("system", "Be short."), ("user", "the quick brown fox")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(save_model(tmp_path_factory.mktemp("llama")))


@pytest.fixture
def model(folder):
    return load_chat_model(folder, max_new_tokens=12)


def test_invoke_equals_generate(model):
    import torch

    tokenizer = model.tokenizer
    turns = [{"role": "system", "content": "Be short."}, {"role": "user", "content": ASK[1][1]}]
    inputs = tokenizer.apply_chat_template(
        turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    out = model.weights.model.generate(
        **inputs, max_new_tokens=12, do_sample=False, pad_token_id=0, eos_token_id=1
    )
    answer = out[0, inputs["input_ids"].shape[1] :]
    reply = model.invoke(ASK)
    assert reply.content == tokenizer.decode(answer, skip_special_tokens=True).strip()
    assert reply.usage_metadata["input_tokens"] == inputs["input_ids"].shape[1]
    assert reply.usage_metadata["output_tokens"] in (len(answer), len(answer) - 1)
    assert model.weights.model.dtype == torch.float32


def test_batch_stream_async_and_chain_agree(model):
    asks = [[("user", f"the fox {i} jumps over {'dog ' * i}")] for i in range(9)]
    one_by_one = [model.invoke(ask).content for ask in asks]
    assert [reply.content for reply in model.batch(asks)] == one_by_one
    assert generate_batch(model, asks) == one_by_one
    assert [r.content for r in asyncio.run(model.abatch(asks))] == one_by_one
    chunks = list(model.stream(asks[3]))
    assert "".join(c.content for c in chunks) == one_by_one[3]
    whole = sum(chunks[1:], chunks[0])
    assert whole.usage_metadata == model.invoke(asks[3]).usage_metadata
    chain = ChatPromptTemplate.from_messages([("user", "{text}")]) | model | StrOutputParser()
    assert chain.batch([{"text": ask[0][1]} for ask in asks]) == one_by_one


def test_chain_batch_decodes_once(model, monkeypatch):
    calls = []
    complete = LocalChatModel.complete
    monkeypatch.setattr(
        LocalChatModel,
        "complete",
        lambda self, turns, **k: calls.append(len(turns)) or complete(self, turns, **k),
    )
    (ChatPromptTemplate.from_messages([("user", "{x}")]) | model).batch([{"x": "a"}] * 7)
    assert calls == [7]


def test_message_forms_are_equal(model):
    dicts = [{"role": "system", "content": "Be short."}, {"role": "user", "content": ASK[1][1]}]
    objects = [SystemMessage("Be short."), HumanMessage(ASK[1][1])]
    assert model.prompt_text(ASK) == model.prompt_text(dicts) == model.prompt_text(objects)
    assert model.prompt_text(ASK) == (
        "<|system|>Be short.<|end|><|user|>the quick brown fox<|end|><|assistant|>"
    )
    assert model.prompt_text("hi") == "<|user|>hi<|end|><|assistant|>"
    continued = [("user", "hi"), ("assistant", "Let's")]
    assert model.prompt_text(continued) == "<|user|>hi<|end|><|assistant|>Let's"


def test_template_without_system_role(folder, model):
    strict = (
        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}"
        "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}"
    )
    tokenizer = model.tokenizer
    kept = tokenizer.chat_template
    try:
        tokenizer.chat_template = strict
        assert model.prompt_text(ASK) == "[user]Be short.\n\nthe quick brown fox"
        tokenizer.chat_template = None
        assert model.prompt_text(ASK) == "Be short.\nUser: the quick brown fox\nAssistant:"
    finally:
        tokenizer.chat_template = kept


def test_settings(model):
    hot = model.with_settings(temperature=1.5, seed=3)
    assert hot.weights is model.weights and model.temperature == 0
    assert hot.invoke(ASK).content == hot.invoke(ASK).content
    assert hot.invoke(ASK).content == model.invoke(ASK, temperature=1.5, seed=3).content
    assert len({r.content for r in hot.batch([ASK] * 6)}) > 1
    assert generate_batch(model, [ASK], temperature=1.5, seed=3) == [hot.invoke(ASK).content]
    assert "".join(c.content for c in hot.stream(ASK)) == hot.invoke(ASK).content
    assert model.bind(max_new_tokens=2).invoke(ASK).usage_metadata["output_tokens"] <= 2
    with pytest.raises(TypeError, match="top_k"):
        model.with_settings(top_k=3)
    with pytest.raises(ValueError, match="temperature"):
        model.with_settings(temperature=-1)


def test_stop_strings(model):
    text = model.invoke(ASK).content
    stop = text[len(text) // 2]
    cut = model.invoke(ASK, stop=[stop])
    assert cut.content == text.split(stop)[0].strip()
    assert cut.response_metadata["finish_reason"] == "stop"
    assert "".join(c.content for c in model.stream(ASK, stop=[stop])) == cut.content


def test_callbacks_see_each_of_a_batch(model):
    class Count(BaseCallbackHandler):
        started = ended = 0

        def on_chat_model_start(self, *args, **kwargs):
            self.started += 1

        def on_llm_end(self, response, **kwargs):
            self.ended += 1
            assert response.generations[0][0].message.usage_metadata["input_tokens"] > 0

    count = Count()
    model.batch([ASK] * 3, config={"callbacks": [count]})
    assert (count.started, count.ended) == (3, 3)


def test_too_long_prompt_is_refused(model):
    with pytest.raises(ValueError, match=r"the prompt has \d+ tokens.*at most 256"):
        model.invoke("fox " * 300)
    with pytest.raises(TypeError, match="ToolMessage"):
        model.invoke([ToolMessage("x", tool_call_id="1")])


def test_next_token_probabilities(model):
    best = next_token_probabilities(model, ASK, top=5)
    assert len(best) == 5
    values = [p for _, p in best]
    assert values == sorted(values, reverse=True) and 0 < sum(values) <= 1
    with pytest.raises(TypeError, match="local model"):
        next_token_probabilities(FakeListChatModel(responses=["x"]), ASK)


def test_generate_batch_with_any_chat_model():
    scripted = FakeListChatModel(responses=["a", "b"])
    assert sorted(generate_batch(scripted, [ASK, ASK], temperature=0.5)) == ["a", "b"]


def test_weights_are_shared_or_not(folder, model):
    assert load_chat_model(folder).weights is model.weights
    assert load_chat_model(folder, shared=False).weights is not model.weights
    assert len(model.sha256) == 64


def test_environment_chooses(folder, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_MODEL", folder)
    monkeypatch.setenv("LLMCOURSE_DTYPE", "bf16")
    monkeypatch.setenv("LLMCOURSE_DEVICE", "cpu")
    assert str(load_chat_model().weights.model.dtype) == "torch.bfloat16"
    monkeypatch.setenv("LLMCOURSE_DTYPE", "int3")
    with pytest.raises(ValueError, match="dtype"):
        load_chat_model()
    monkeypatch.setenv("LLMCOURSE_DEVICE", "toaster")
    with pytest.raises(ValueError, match="device"):
        load_chat_model()


def test_what_is_missing_is_said(tmp_path, folder, monkeypatch):
    with pytest.raises(ModelUnavailable, match="no model folder"):
        load_chat_model(str(tmp_path / "nothing"))
    with pytest.raises(ModelUnavailable, match=r"no config.json"):
        load_chat_model(str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match=r"model\.safetensors"):
        load_chat_model(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 20)
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        load_chat_model(str(tmp_path))
    with pytest.raises(ModelUnavailable, match="names no model"):
        load_chat_model("two words")
    monkeypatch.setattr(weights, "pocket_folder", lambda: tmp_path / "gone")
    monkeypatch.setattr("llmcourse.models._loaded", {})
    with pytest.raises(ModelUnavailable, match="Pocket's weights are missing"):
        load_chat_model("pocket")
    monkeypatch.setattr(weights, "available_memory", lambda device: 10)
    with pytest.raises(ModelUnavailable, match="choose a smaller model"):
        load_chat_model(folder, shared=False)


def test_hub_without_network(tmp_path):
    code = (
        "from llmcourse.models import load_chat_model, ModelUnavailable\n"
        "try: load_chat_model('nobody/none')\n"
        "except ModelUnavailable as e: print(e)\n"
    )
    environment = {
        **os.environ, "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_HUB_OFFLINE": "1",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=100
    )
    assert "connect to the network once" in run.stdout and run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_nothing_on_stderr(folder):
    code = (
        "from llmcourse.models import load_chat_model, generate_batch\n"
        f"m = load_chat_model({folder!r}, max_new_tokens=3)\n"
        "generate_batch(m, ['a', 'b'], temperature=1.0)\nlist(m.stream('a'))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert (run.returncode, run.stderr) == (0, "")
