"""Any model: folders in the Llama, Qwen2 and Gemma architectures with their own chat templates."""

from __future__ import annotations

import pytest
import torch

from llmcourse.models import LocalChatModel, load_chat_model
from tests.tiny import FAMILIES, save_family

SYSTEM, ASK = "Be short.", "the quick brown fox"
TURNS = [("system", SYSTEM), ("user", ASK), ("assistant", "jumps"), ("user", " over? ")]
# What the families' documentation shows for these turns.
TEXTS = {
    "llama": (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe short.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nthe quick brown fox<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\njumps<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nover?<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
    "qwen2": (
        "<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\nthe quick brown fox<|im_end|>\n"
        "<|im_start|>assistant\njumps<|im_end|>\n<|im_start|>user\n over? <|im_end|>\n"
        "<|im_start|>assistant\n"
    ),
    # Gemma knows no system role: its text goes into the first question.
    "gemma": (
        "<bos><start_of_turn>user\nBe short.\n\nthe quick brown fox<end_of_turn>\n"
        "<start_of_turn>model\njumps<end_of_turn>\n<start_of_turn>user\nover?<end_of_turn>\n"
        "<start_of_turn>model\n"
    ),
}


@pytest.fixture(scope="module", params=sorted(FAMILIES))
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def folder(kind, tmp_path_factory):
    return save_family(tmp_path_factory.mktemp(kind), kind)


@pytest.fixture
def model(folder, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_MODEL", str(folder))
    return load_chat_model(max_new_tokens=10)


def by_generate(model: LocalChatModel, turns: list[dict[str, str]]) -> tuple[str, int]:
    """The reply and the prompt's length, by transformers alone."""
    tokenizer = model.tokenizer
    inputs = tokenizer.apply_chat_template(
        turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    length = inputs["input_ids"].shape[1]
    # No ids of an end are given: the folder's own generation settings decide.
    out = model.weights.model.generate(**inputs, max_new_tokens=10, do_sample=False)
    return tokenizer.decode(out[0, length:], skip_special_tokens=True).strip(), length


def test_reads_its_own_template(kind, model):
    assert type(model.weights.model).__name__.lower() == f"{kind}forcausallm"
    assert model.prompt_text(TURNS) == TEXTS[kind]
    ids = model.prompt_tokens(TURNS)
    special = model.tokenizer.convert_tokens_to_ids([FAMILIES[kind]["turn_end"]])
    assert ids.count(special[0]) == TEXTS[kind].count(FAMILIES[kind]["turn_end"]) >= 3
    if FAMILIES[kind]["bos"]:
        assert ids.count(3) == 1 and ids[0] == 3


def test_an_answer_that_was_begun_is_continued(kind, model):
    text = model.prompt_text([("user", ASK), ("assistant", "It jumps")])
    assert text.endswith("It jumps") and FAMILIES[kind]["turn_end"] in text


def test_both_ends_are_known(model):
    assert model.weights.stop_ids == {1, 2}


def test_answers_equal_generate(kind, model):
    asks = [f"{ASK} {i} {'lazy dog ' * i}" for i in range(6)]
    expected = [by_generate(model, [{"role": "user", "content": ask}]) for ask in asks]
    replies = model.batch(asks)
    assert [(r.content, r.usage_metadata["input_tokens"]) for r in replies] == expected
    assert [model.invoke(ask).content for ask in asks] == [text for text, _ in expected]
    assert "".join(c.content for c in model.stream(asks[2])) == expected[2][0]
    system = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": ASK}]
    if kind == "gemma":
        system = [{"role": "user", "content": f"{SYSTEM}\n\n{ASK}"}]
    assert model.invoke(TURNS[:2]).content == by_generate(model, system)[0]


def test_the_end_of_a_turn_ends_the_answer(model):
    """Above, a random model hardly ever ends; here a token that it writes becomes an end."""
    weights = model.weights
    first = weights.model.generate(
        torch.tensor([model.prompt_tokens(ASK)]), max_new_tokens=10, do_sample=False
    )[0, -3].item()
    kept = weights.stop_ids, weights.model.generation_config.eos_token_id
    try:
        weights.stop_ids = frozenset({*weights.stop_ids, first})
        weights.model.generation_config.eos_token_id = sorted(weights.stop_ids)
        reply = model.invoke(ASK)
        assert reply.response_metadata["finish_reason"] == "stop"
        text = by_generate(model, [{"role": "user", "content": ASK}])[0]
        # `generate` shows the token that ended it; a reply does not.
        assert (reply.content + model.tokenizer.decode([first])).strip() == text
    finally:
        weights.stop_ids, weights.model.generation_config.eos_token_id = kept


def test_turns_that_a_template_refuses(kind, model):
    twice = [("user", "a"), ("user", "b")]
    if kind != "gemma":
        assert model.prompt_text(twice)
        return
    with pytest.raises(ValueError, match="let user and assistant alternate") as caught:
        model.prompt_text(twice)
    assert "\n" not in str(caught.value)
