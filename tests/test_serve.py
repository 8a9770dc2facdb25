"""A real server: `transformers serve` with a small model, asked through the course's endpoint.

Needs the packages of `pip install 'llmcourse[serving]'` (fastapi, uvicorn).
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from llmcourse.models import ModelUnavailable, generate_batch, load_chat_model
from llmcourse.usage import record_usage
from tests.tiny import save_family

MISSING = [p for p in ("fastapi", "uvicorn") if importlib.util.find_spec(p) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(save_family(tmp_path_factory.mktemp("served"), "qwen2"))


@pytest.fixture(scope="module")
def server(folder, tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "serve.log"
    command = [
        sys.executable, "-m", "transformers.cli.transformers", "serve", folder,
        "--host", "127.0.0.1", "--port", str(port), "--device", "cpu", "--dtype", "float32",
    ]  # fmt: skip
    with open(log, "wb") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=stream, env={**os.environ, "HF_HUB_OFFLINE": "1"}
        )
    try:
        deadline = time.monotonic() + 240
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, log.read_text()[-2000:]
                assert time.monotonic() < deadline, log.read_text()[-2000:]
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def served(server, folder, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_MODEL", f"openai:{folder}@{server}")
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    return load_chat_model(max_new_tokens=8)


def test_same_answers_as_the_folder(served, folder):
    local = load_chat_model(folder, max_new_tokens=8)
    asks = [[("system", "Be short."), ("user", f"the fox {i}")] for i in range(4)]
    with record_usage() as usage:
        answers = generate_batch(served, asks)
    assert answers == generate_batch(local, asks)
    replies = local.batch(asks)
    assert usage.input_tokens == sum(r.usage_metadata["input_tokens"] for r in replies)
    # A streaming server keeps half a character at the end to itself.
    for ask, answer in zip(asks, answers, strict=True):
        streamed = "".join(chunk.content for chunk in served.stream(ask))
        assert streamed.strip() == answer.rstrip("\ufffd").strip()


def test_sampling_follows_the_seed(served):
    hot = served.with_settings(temperature=1.5, seed=3)
    # Temperature and seed arrive: one seed gives one answer, several give several.
    assert hot.invoke("the fox").content == hot.invoke("the fox").content
    assert len({hot.invoke("the fox", seed=seed).content for seed in range(4)}) > 1


def test_a_model_that_it_does_not_serve(server):
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(f"openai:nobody/none@{server}").invoke("hi")
    assert "\n" not in str(caught.value) and server in str(caught.value)
