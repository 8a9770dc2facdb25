"""Constrained decoding: even a random model writes JSON of the schema."""

from __future__ import annotations

import json
import sys

import jsonschema
import pytest
from langchain_core.language_models import FakeListChatModel

from llmcourse.constrained import answer_lead, bound_strings, generate_json
from llmcourse.models import ModelUnavailable, load_chat_model
from tests.tiny import TEMPLATE, save_model

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "kind": {"enum": ["one", "two"]},
        "year": {"type": "integer", "minimum": 1900, "maximum": 2030},
    },
    "required": ["name", "kind", "year"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return load_chat_model(str(save_model(tmp_path_factory.mktemp("llama"))))


def test_json_fits_the_schema(model):
    assert answer_lead(model.tokenizer) == ""
    for seed in range(3):
        text = model.generate_json("the fox", SCHEMA, temperature=1.0, seed=seed)
        jsonschema.validate(json.loads(text), SCHEMA)
    greedy = generate_json(model, "the fox", SCHEMA)
    assert greedy == generate_json(model, "the fox", SCHEMA)
    assert list(json.loads(greedy)) == ["name", "kind", "year"]


def test_the_blank_before_an_answer_is_allowed(tmp_path):
    template = TEMPLATE.replace("|>{{ m['content'] }}", "|> {{ m['content'] }}")
    spaced = load_chat_model(str(save_model(tmp_path, template=template)))
    assert answer_lead(spaced.tokenizer) == " "
    seen = []
    complete = type(spaced).complete

    def watch(self, turns, *, allowed, **given):
        def first(item, tokens):
            mask = allowed(item, tokens)
            if not tokens:
                seen.extend(self.tokenizer.decode([i]) for i in mask.nonzero()[0])
            return mask

        return complete(self, turns, allowed=first, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(spaced), "complete", watch)
        text = spaced.generate_json("the fox", SCHEMA)
    jsonschema.validate(json.loads(text), SCHEMA)
    assert seen and all(token.startswith(" ") for token in seen)


def test_problems_are_named(model, monkeypatch):
    with pytest.raises(ValueError, match="max_new_tokens=3"):
        generate_json(model, "the fox", SCHEMA, max_new_tokens=3)
    with pytest.raises(ValueError, match="schema cannot be compiled"):
        generate_json(model, "the fox", {"type": "strange"})
    with pytest.raises(TypeError, match="schema"):
        generate_json(model, "the fox", "{}")
    with pytest.raises(TypeError, match="local model"):
        generate_json(FakeListChatModel(responses=["x"]), "hi", SCHEMA)
    monkeypatch.setitem(sys.modules, "llguidance", None)
    with pytest.raises(ModelUnavailable, match="pip install llguidance"):
        generate_json(model, "the fox", SCHEMA)


def test_bound_strings():
    schema = {
        "type": "array",
        "items": {"type": "string"},
        "x": [{"type": "string", "enum": ["a"]}],
    }
    bounded = bound_strings(schema, 5)
    assert bounded["items"] == {"type": "string", "maxLength": 5}
    assert bounded["x"] == schema["x"] and "maxLength" not in schema["items"]
