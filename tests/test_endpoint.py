"""Endpoints against a scripted server: slow, busy, broken, cut off, gone; then one sentence."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest
from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate

from llmcourse import encoder as encoders
from llmcourse import endpoint, endpoint_chat
from llmcourse.lesson import run_async
from llmcourse.models import ModelUnavailable, generate_batch, load_chat_model, load_encoder
from llmcourse.usage import Price, parse_price, record_usage
from tests.scripted import Step, reply, scripted_server, stream, vectors

ASK = [("system", "Be short."), ("user", "the quick brown fox")]
BUSY = Step({"error": {"message": "slow down"}}, 429)


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setattr(endpoint, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(endpoint, "FIRST_WAIT", 0.01)
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path / "cache"))
    with scripted_server() as http:
        yield http


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    names = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "LLMCOURSE_BASE_URL", "LLMCOURSE_PRICE"]
    names += ["LLMCOURSE_CACHE_RESPONSES", "LLMCOURSE_TIMEOUT", "LLMCOURSE_ENCODER_PRICE"]
    for name in names:
        monkeypatch.delenv(name, raising=False)


def test_answers(server, monkeypatch):
    server.script = [Step(reply("hello"))]
    monkeypatch.setenv("LLMCOURSE_MODEL", server.name)
    model = load_chat_model(max_new_tokens=9, api_key="my-key")
    message = model.invoke(ASK)
    assert isinstance(message, AIMessage) and message.content == "hello"
    assert message.usage_metadata["total_tokens"] == 5
    sent = server.requests[0]
    assert sent["messages"][0] == {"role": "system", "content": "Be short."}
    assert (sent["max_tokens"], sent["temperature"], sent["seed"]) == (9, 0.0, 0)
    assert server.paths == ["/v1/chat/completions"] and server.keys == ["Bearer my-key"]
    assert sent["model"] == "m"
    assert model.invoke("hi", max_new_tokens=3).content == "hello"
    assert server.requests[-1]["max_tokens"] == 3
    assert asyncio.run(model.ainvoke(ASK)).content == "hello"
    chain = ChatPromptTemplate.from_messages([("user", "{x}")]) | model
    assert [m.content for m in chain.batch([{"x": "a"}, {"x": "b"}])] == ["hello"] * 2
    assert model.get_num_tokens("some words here") > 0
    assert model.batch([]) == []


def test_equal_questions_get_different_seeds_above_temperature_0(server):
    server.script = [Step(reply("hello"))]
    model = load_chat_model(server.name)
    assert generate_batch(model, [ASK, ASK, "other", ASK], temperature=0.7, seed=5) == ["hello"] * 4
    sent = sorted((r["messages"][-1]["content"], r["seed"]) for r in server.requests)
    assert sent == [("other", 5), (ASK[1][1], 5), (ASK[1][1], 6), (ASK[1][1], 7)]
    assert {r["temperature"] for r in server.requests} == {0.7}
    server.requests.clear()
    asyncio.run(model.abatch([ASK, ASK]))
    assert [r["seed"] for r in server.requests] == [0, 0]


def test_a_batch_runs_side_by_side_and_keeps_the_order(server):
    server.script = [
        lambda request: Step(reply(request["messages"][-1]["content"]), delay=0.2)
    ]
    asks = [f"question {i}" for i in range(8)]
    started = time.monotonic()
    answers = generate_batch(load_chat_model(server.name), asks)
    assert answers == asks and time.monotonic() - started < 8 * 0.2


def test_a_batch_may_keep_its_failures(server):
    def step(request):
        return BUSY if "bad" in request["messages"][-1]["content"] else Step(reply("fine"))

    server.script = [step]
    model = load_chat_model(server.name)
    good, bad = model.batch(["good", "bad"], return_exceptions=True)
    assert good.content == "fine" and isinstance(bad, ModelUnavailable)
    with pytest.raises(ModelUnavailable, match="too many requests"):
        model.batch(["good", "bad"])


@pytest.mark.parametrize(
    "failure",
    [
        BUSY,
        Step({"error": {"message": "down"}}, 503),
        Step(b"{broken"),
        Step(b"<html>please wait</html>", headers={"Content-Type": "text/html"}),
        Step({**reply("x"), "choices": []}),
        Step(reply("half"), cut=True),
        Step(nothing=True),
        Step(reply("late"), delay=0.8),
        Step(reply("drop by drop"), drip=0.05),
    ],
    ids=["429", "503", "broken", "html", "empty", "cut", "nothing", "late", "drip"],
)
def test_one_failure_is_tried_again(server, failure):
    server.script = [failure, Step(reply("then"))]
    assert load_chat_model(server.name).invoke("hi").content == "then"
    assert len(server.requests) == 2


def test_waits_double_and_are_bounded(server, monkeypatch):
    waits = []
    monkeypatch.setattr(endpoint, "FIRST_WAIT", 1.0)
    monkeypatch.setattr(endpoint, "time", SimpleNamespace(sleep=waits.append))
    server.script = [BUSY]
    model = load_chat_model(server.name)
    with pytest.raises(ModelUnavailable, match="4 times"):
        model.invoke("hi")
    assert len(server.requests) == 1 + endpoint.RETRIES == 4
    assert all(0.75 * 2**i <= wait <= 2**i for i, wait in enumerate(waits)) and len(waits) == 3
    waits.clear()
    # A server may ask for more time...
    server.script = [Step({"error": {}}, 429, {"Retry-After": "7"}), Step(reply("then"))]
    assert model.invoke("hi").content == "then" and waits == [7.0]
    # ... but not for an hour.
    server.script = [Step({"error": {}}, 429, {"Retry-After": "3600"})]
    server.requests.clear()
    with pytest.raises(ModelUnavailable, match="try again in 3600 s"):
        model.invoke("hi")
    assert len(server.requests) == 1
    assert endpoint.wait_before_retry(TimeoutError(), 50) <= endpoint.LONGEST_WAIT


@pytest.mark.parametrize(
    ("step", "sentence", "tries"),
    [
        (Step({"error": {"message": "bad"}}, 401), "refused the key: set OPENAI_API_KEY", 1),
        (Step({"error": {"message": "bad"}}, 403), "does not let this key use m", 1),
        (Step({"error": {"message": "bad"}}, 404), "knows no model m: check", 1),
        (Step({"error": {"message": "no seed"}}, 400), r"refused the request \(400\): no seed", 1),
        (Step({"error": {"message": "x", "code": "insufficient_quota"}}, 429), "quota is used", 1),
        (BUSY, "too many requests' 2 times: wait", 2),
        (Step({"error": {"message": "bad"}}, 500), "error 500, tried 2 times: look", 2),
        (Step(b"{broken"), "no chat completion .*check", 2),
        (Step({"hello": 1}), "no chat completion", 2),
        (Step({**reply("x"), "choices": None}), "no chat completion", 2),
        (Step({**reply("x"), "choices": []}), "broke off its answer", 2),
        (Step(reply("half"), cut=True), "broke off, tried 2 times: check", 2),
        (Step(nothing=True), "broke off", 2),
        (Step(reply("late"), delay=0.8), "no answer in 0.5 s, tried 2 times: check", 2),
        (Step(reply("drip"), drip=0.05), "no answer in 0.5 s", 2),
    ],
)  # fmt: skip
def test_failures_are_one_sentence(server, monkeypatch, step, sentence, tries):
    monkeypatch.setattr(endpoint, "RETRIES", 1)
    server.script = [step]
    with pytest.raises(ModelUnavailable, match=sentence) as caught:
        load_chat_model(server.name, api_key="not-to-be-shown").invoke("hi")
    text = str(caught.value)
    assert "\n" not in text and text.endswith(".") and "not-to-be-shown" not in text
    assert len(server.requests) == tries


def test_streams(server, monkeypatch):
    model = load_chat_model(server.name)
    server.script = [stream("Hel", "lo")]
    chunks = list(model.stream("hi"))
    assert "".join(c.content for c in chunks) == "Hello"
    assert sum(chunks[1:], chunks[0]).usage_metadata["output_tokens"] == 2

    async def collect():
        return [c.content async for c in model.astream("hi")]

    assert "".join(run_async(collect())) == "Hello"
    # What fails before the first word is tried again.
    server.script = [BUSY, Step(nothing=True), stream("again")]
    assert "".join(c.content for c in model.stream("hi")) == "again"
    monkeypatch.setattr(endpoint, "RETRIES", 0)
    half = stream("Hel", finish=None, last="")
    for step, sentence in [
        (Step(half.data, headers=half.headers, cut=True), "broke off"),
        (stream("Hel", finish=None), "broke off its answer"),
        (stream("Hel", finish=None, last="{broken"), "no chat completion"),
        (stream(finish=None), "broke off its answer"),
        (Step({"error": {"message": "bad"}}, 401), "refused the key"),
    ]:
        server.script = [step]
        with pytest.raises(ModelUnavailable, match=sentence) as caught:
            list(model.stream("hi"))
        assert "\n" not in str(caught.value)


def test_absent(monkeypatch):
    monkeypatch.setattr(endpoint, "RETRIES", 0)
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        load_chat_model("openai:m@http://127.0.0.1:9/v1").invoke("hi")
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
        load_chat_model("openai:gpt-x")
    monkeypatch.setenv("LLMCOURSE_BASE_URL", "http://host:1/v1/")
    assert endpoint.parse_endpoint("openai:a/b") == ("a/b", "http://host:1/v1")


@pytest.mark.parametrize(
    ("settings", "error", "sentence"),
    [
        ({"name": "openai:m@ftp://x"}, ValueError, "is no endpoint: write openai:MODEL@"),
        ({"device": "cpu"}, ValueError, "device and dtype: an endpoint computes elsewhere"),
        ({"temperature": -1}, ValueError, "temperature must be 0"),
        ({"top_p": 2}, ValueError, r"top_p must lie in \(0, 1\], not 2"),
        ({"max_new_tokens": 0}, ValueError, "max_new_tokens must be a whole number"),
        ({"seed": "x"}, ValueError, "seed must be a whole number"),
        ({"top_k": 3}, TypeError, "'top_k' is no setting of an endpoint; use one of temp"),
        ({"price": "cheap"}, ValueError, "price must be what a million tokens cost"),
        ({"price": (1, 2, 3)}, ValueError, "price must be"),
    ],
)
def test_bad_input_is_named(settings, error, sentence):
    values = {"name": "openai:m@http://127.0.0.1:9/v1", **settings}
    with pytest.raises(error, match=sentence):
        load_chat_model(**values)
    model = load_chat_model("openai:m@http://127.0.0.1:9/v1")
    if set(settings) <= set(endpoint_chat.SETTINGS):
        with pytest.raises(error, match=sentence):
            model.with_settings(**settings)


def test_time_for_a_try_can_be_set(server, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_TIMEOUT", "3")
    server.script = [Step(reply("late"), delay=0.8)]
    assert load_chat_model(server.name).invoke("hi").content == "late"
    assert len(server.requests) == 1
    monkeypatch.setenv("LLMCOURSE_TIMEOUT", "soon")
    with pytest.raises(ValueError, match="LLMCOURSE_TIMEOUT must be a number of seconds"):
        load_chat_model(server.name)


def test_cached_replies_cost_nothing(server, monkeypatch):
    numbers = itertools.count()
    server.script = [lambda request: Step(reply(f"answer {next(numbers)}"))]
    with record_usage() as first:
        model = load_chat_model(server.name, cache=True, price="1/2")
        answers = [model.invoke("a").content, model.invoke("b").content]
        sampled = generate_batch(model, ["a"] * 3, temperature=0.7)
    assert len(set(answers)) == 2 and len(set(sampled)) == 3
    assert len(server.requests) == 5 and first.cost == pytest.approx(5 * (3 * 1 + 2 * 2) / 1e6)
    # As after a restart: another object, the same file.
    monkeypatch.setenv("LLMCOURSE_CACHE_RESPONSES", "1")
    with record_usage() as again:
        model = load_chat_model(server.name, price="1/2")
        kept = model.invoke("a")
        assert [kept.content, model.invoke("b").content] == answers
        assert generate_batch(model, ["a"] * 3, temperature=0.7) == sampled
        assert "".join(c.content for c in model.stream("a")) == answers[0]
    assert len(server.requests) == 5 and kept.response_metadata["cached"]
    assert kept.usage_metadata["total_tokens"] == 5
    assert again.cost == 0 and [call.cached for call in again.calls] == [True] * 6
    assert again.input_tokens == 6 * 3
    # Anything that decides the reply makes another one.
    for changed in ({"temperature": 0.1}, {"seed": 3}, {"max_new_tokens": 5}, {"stop": ["x"]}):
        assert model.invoke("a", **changed).content not in (*answers, *sampled)
    random = model.with_settings(temperature=1.0, seed=None)
    assert random.invoke("a").content != random.invoke("a").content
    before = len(server.requests)
    load_chat_model(server.name, cache=False).invoke("a")
    assert len(server.requests) == before + 1


def test_a_streamed_reply_is_kept(server):
    server.script = [stream("Hel", "lo")]
    model = load_chat_model(server.name, cache=True)
    assert "".join(c.content for c in model.stream("hi")) == "Hello"
    kept = model.invoke("hi")
    assert kept.content == "Hello" and kept.usage_metadata["output_tokens"] == 2
    assert len(server.requests) == 1


def test_failures_are_not_kept(server, monkeypatch):
    monkeypatch.setattr(endpoint, "RETRIES", 0)
    server.script = [BUSY, Step(reply("then"))]
    model = load_chat_model(server.name, cache=True)
    with pytest.raises(ModelUnavailable):
        model.invoke("hi")
    assert model.invoke("hi").content == "then"


def test_usage_is_recorded(server, monkeypatch):
    server.script = [Step(reply("hello", 1000, 50))]
    monkeypatch.setenv("LLMCOURSE_PRICE", "0.15/0.60")
    model = load_chat_model(server.name)
    with record_usage() as usage:
        model.invoke("a")
        with record_usage() as inner:
            asyncio.run(model.abatch(["b", "c"]))
            run_async(model.ainvoke("d"))
    assert len(usage.calls) == 4 and len(inner.calls) == 3
    assert (usage.input_tokens, usage.output_tokens) == (4000, 200)
    assert usage.cost == pytest.approx(4 * (1000 * 0.15 + 50 * 0.60) / 1e6)
    assert usage.seconds > 0
    (row,) = usage.by_model()
    assert row["calls"] == 4 and row["tokens read"] == 4000 and row["from cache"] == 0
    assert str(usage).startswith("4 calls: 4000 tokens read, 200 written")
    assert "$0.0007" in str(usage)
    monkeypatch.delenv("LLMCOURSE_PRICE")
    with record_usage() as unknown:
        load_chat_model(server.name).invoke("a")
    assert unknown.cost is None and "unknown price" in str(unknown)
    silent = {key: value for key, value in reply("x").items() if key != "usage"}
    server.script = [Step(silent)]
    with record_usage() as uncounted:
        load_chat_model(server.name, price=1).invoke("a")
    assert uncounted.cost is None and uncounted.input_tokens == 0


def test_prices():
    assert parse_price("0.15 / 0.6") == Price(0.15, 0.6)
    assert parse_price(2) == parse_price("2") == Price(2.0)
    assert parse_price(None) is None and parse_price("") is None
    for bad in ("a/b", "-1", "1/2/3", float("nan"), object()):
        with pytest.raises(ValueError, match=r"price must be .*0\.15/0\.60"):
            parse_price(bad)


def embed(request):
    rows = [[3.0 + len(text), 4.0, 0.0] for text in request["input"]]
    return Step(vectors(rows, order=list(range(len(rows)))[::-1]))


def test_encoder_behind_an_endpoint(server, monkeypatch):
    server.script = [BUSY, embed]
    monkeypatch.setenv("LLMCOURSE_ENCODER", f"openai:e@{server.address}")
    monkeypatch.setenv("OPENAI_API_KEY", "my-key")
    texts = [f"{'x' * (i % 90)}{i}" for i in range(100)] + [""]
    with record_usage() as usage:
        encoder = load_encoder(price="0.02")
        found = encoder.encode(texts)
    assert encoder.name == f"openai:e@{server.address}" and encoder.dimension == 3
    expected = np.array([[3.0 + len(text or " "), 4.0, 0.0] for text in texts])
    assert found == pytest.approx(expected / np.linalg.norm(expected, axis=1)[:, None])
    assert set(server.paths) == {"/v1/embeddings"} and server.keys[0] == "Bearer my-key"
    assert [len(r["input"]) for r in server.requests] == [1, 1, 64, 37]
    assert "" not in server.requests[-1]["input"]
    assert usage.input_tokens == 4 * 102 and usage.cost == pytest.approx(4 * 102 * 0.02 / 1e6)
    # Again, as after a restart: nothing is asked.
    again = load_encoder()
    assert np.array_equal(again.encode(texts), found) and len(server.requests) == 4
    assert again.embed_query(texts[0]) == found[0].tolist()
    assert load_encoder(cache=False).dimension == 3 and len(server.requests) == 5


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (Step({"error": {"message": "bad"}}, 401), "refused the key"),
        (Step({"error": {"message": "bad"}}, 404), "knows no model e"),
        (Step(b"{broken"), "no list of embeddings"),
        (Step(reply("a chat")), "no list of embeddings"),
        (Step(vectors([[1.0], [2.0]])), "no list of embeddings"),
        (Step(vectors([[]])), "no list of embeddings"),
        (Step(nothing=True), "cannot be reached or broke off"),
        (Step(vectors([[1.0]]), delay=0.8), "no answer in 0.5 s"),
    ],
)
def test_failures_of_an_encoder_are_one_sentence(server, monkeypatch, step, sentence):
    monkeypatch.setattr(endpoint, "RETRIES", 0)
    server.script = [step]
    with pytest.raises(ModelUnavailable, match=sentence) as caught:
        load_encoder(f"openai:e@{server.address}")
    assert "\n" not in str(caught.value)


def test_bad_input_to_an_encoder_is_named(monkeypatch):
    monkeypatch.setattr(encoders, "_loaded", {})
    name = "openai:e@http://127.0.0.1:9/v1"
    for values, sentence in [
        ({"name": name, "device": "cpu"}, "device and dtype: an endpoint"),
        ({"name": "tfidf", "price": 3}, "api_key and price are for an endpoint"),
        ({"name": "tfidf", "dtype": "int3"}, "dtype must be"),
        ({"name": "openai:"}, "is no endpoint"),
        ({"name": name, "price": "x"}, "price must be"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            load_encoder(**values)
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
        load_encoder("openai:e")


def test_nothing_on_stderr(server):
    server.script = [BUSY, Step(reply("hello"))]
    code = (
        "from llmcourse.models import load_chat_model, generate_batch\n"
        f"print(generate_batch(load_chat_model({server.name!r}), ['a']))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "['hello']\n")
