"""Which device, which number format, enough memory, and a hub on a bad day."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch

from llmcourse import generation, weights
from llmcourse.models import ModelUnavailable, load_chat_model
from llmcourse.usage import record_usage
from tests.scripted import Step, scripted_server
from tests.tiny import save_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_model(tmp_path_factory.mktemp("llama"))


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("LLMCOURSE_DEVICE", "LLMCOURSE_DTYPE"):
        monkeypatch.delenv(name, raising=False)


def machine(monkeypatch, cuda=False, mps=False, bfloat16=True):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: bfloat16)


@pytest.mark.parametrize(
    ("there", "device"),
    [({}, "cpu"), ({"mps": True}, "mps"), ({"cuda": True}, "cuda"),
     ({"cuda": True, "mps": True}, "cuda")],
)  # fmt: skip
def test_device_is_chosen_and_can_be_set(monkeypatch, there, device):
    machine(monkeypatch, **there)
    assert weights.choose_device() == device
    assert weights.choose_device("cpu") == "cpu"
    monkeypatch.setenv("LLMCOURSE_DEVICE", "cpu")
    assert weights.choose_device() == "cpu"
    if there.get("cuda"):
        assert weights.choose_device("cuda:1") == "cuda:1"
    for kind in {"cuda", "mps"} - set(there):
        with pytest.raises(ModelUnavailable, match=f"no usable {kind} device.*set it to cpu"):
            weights.choose_device(kind)
    with pytest.raises(ValueError, match="device must be cpu, cuda, cuda:N or mps, not 'tpu'"):
        weights.choose_device("tpu")


def test_number_format_is_chosen_and_can_be_set(monkeypatch):
    machine(monkeypatch, cuda=True)
    small, half, big = 5_000_000, 500_000_000, 7_000_000_000
    assert {weights.choose_dtype(None, d, small) for d in ("cpu", "cuda", "mps")} == {"float32"}
    assert weights.choose_dtype(None, "cpu", half) == "float32"
    assert weights.choose_dtype(None, "cpu", big) == "bfloat16"
    assert weights.choose_dtype(None, "cuda", half) == "bfloat16"
    assert weights.choose_dtype(None, "mps", half) == "float16"
    machine(monkeypatch, cuda=True, bfloat16=False)  # a card from before 2020
    assert weights.choose_dtype(None, "cuda:0", half) == "float16"
    assert weights.choose_dtype("fp32", "cuda", big) == "float32"
    monkeypatch.setenv("LLMCOURSE_DTYPE", "bf16")
    assert weights.choose_dtype(None, "cpu", small) == "bfloat16"
    assert weights.choose_dtype("float16", "cpu", small) == "float16"


def test_too_little_memory_is_one_sentence(monkeypatch, folder):
    monkeypatch.setattr(weights, "available_memory", lambda device: 1000)
    with pytest.raises(ModelUnavailable, match=r"needs about .* GB of memory in float32 and "
                       r".* are free: choose a smaller model, or set LLMCOURSE_DTYPE=bfloat16\.$"):
        load_chat_model(str(folder), shared=False)
    with pytest.raises(ModelUnavailable, match=r"in bfloat16 and .*: choose a smaller model\.$"):
        load_chat_model(str(folder), shared=False, dtype="bfloat16")


@pytest.mark.parametrize(
    "error",
    [torch.OutOfMemoryError("CUDA out of memory."), MemoryError(),
     RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")],
)  # fmt: skip
def test_memory_that_runs_out_is_one_sentence(monkeypatch, folder, error):
    def fail(*args):
        raise error

    model = load_chat_model(str(folder))
    monkeypatch.setattr(generation, "_forward", fail)
    with pytest.raises(ModelUnavailable, match="2 prompts: set batch_tokens lower") as caught:
        model.batch(["a", "b"])
    assert "\n" not in str(caught.value)
    with pytest.raises(ModelUnavailable, match="set batch_tokens lower"):
        list(model.stream("a"))
    monkeypatch.setattr(torch.nn.Module, "to", fail)
    with pytest.raises(ModelUnavailable, match="choose a smaller model"):
        load_chat_model(str(folder), shared=False)


def test_other_errors_stay_what_they_are(monkeypatch, folder):
    def fail(*args):
        raise RuntimeError("shapes do not match")

    model = load_chat_model(str(folder))
    monkeypatch.setattr(generation, "_forward", fail)
    with pytest.raises(RuntimeError, match="shapes"):
        model.invoke("a")


def test_a_container_allows_less_than_the_machine_has(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text("2000\n")
    (tmp_path / "memory.current").write_text("1500\n")
    (tmp_path / "memory.stat").write_text("anon 900\ninactive_file 300\n")
    assert weights.container_memory(tmp_path) == 800
    (tmp_path / "memory.max").write_text("max\n")
    assert weights.container_memory(tmp_path) is None
    assert weights.container_memory(tmp_path / "none") is None
    monkeypatch.setattr(weights, "container_memory", lambda: 800)
    assert weights.available_memory("cpu") == 800


def test_local_calls_are_recorded(folder):
    model = load_chat_model(str(folder), max_new_tokens=4)
    with record_usage() as usage:
        replies = model.batch(["a", "b c"])
        list(model.stream("a"))
    tokens = [reply.usage_metadata for reply in replies]
    assert [call.input_tokens for call in usage.calls[:2]] == [t["input_tokens"] for t in tokens]
    assert usage.output_tokens == sum(t["output_tokens"] for t in [*tokens, tokens[0]])
    assert usage.cost == 0 and usage.seconds > 0
    assert usage.by_model()[0]["model"] == str(folder)


def hub(folder, code, **settings) -> str:
    """What a fresh process says when it loads a hub id."""
    script = (
        "from llmcourse.models import load_chat_model, load_encoder, ModelUnavailable\n"
        f"try: {code}\n"
        "except ModelUnavailable as e: print(e)\n"
    )
    environment = {**os.environ, "HF_HOME": str(folder), "HF_HUB_OFFLINE": "0", **settings}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=300
    )
    assert run.stderr == "" and run.stdout.count("\n") == 1, run.stderr + run.stdout
    return run.stdout


CHAT, ENCODER = "load_chat_model('nobody/none')", "load_encoder('nobody/none')"


@pytest.mark.slow
@pytest.mark.parametrize(("code", "remedy"), [(CHAT, "LLMCOURSE_MODEL=pocket"),
                                              (ENCODER, "unset LLMCOURSE_ENCODER")])  # fmt: skip
def test_no_network(tmp_path, code, remedy):
    said = hub(tmp_path, code, HF_ENDPOINT="http://127.0.0.1:9")
    assert "connect to the network once, or" in said and remedy in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "headers", "sentence"),
    [
        (401, {"X-Error-Message": "Invalid credentials in Authorization header"}, "set HF_TOKEN"),
        (404, {"X-Error-Code": "RepoNotFound"}, "has no model nobody/none that you may read: "),
        (403, {"X-Error-Code": "GatedRepo"}, "asks for consent on its hub page"),
        (418, {}, "answered with error 418 when asked for nobody/none: try again later"),
    ],
)
def test_what_the_hub_refuses(tmp_path, status, headers, sentence):
    with scripted_server() as http:
        http.script = [Step({"error": "x"}, status, headers)]
        address = http.address.removesuffix("/v1")
        for code in (CHAT, ENCODER):
            assert sentence in hub(tmp_path, code, HF_ENDPOINT=address, HF_TOKEN="hf_wrong")
