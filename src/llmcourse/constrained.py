"""Constrained decoding: a reply that cannot be anything but JSON of a schema, or of a grammar.

Before each token, a grammar made from the schema says which tokens may follow; the others get
probability 0, so the model chooses only among valid continuations (Willard and Louf 2023,
https://arxiv.org/abs/2307.09702). It makes the form right, never the content.
Needs the optional package `llguidance`; works with local models, which show all probabilities.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from jaxtyping import Bool

from llmcourse.chat_format import render_prompt
from llmcourse.weights import ModelUnavailable

# Tokenizers prepared for llguidance, by identity: preparing one takes about a second.
_prepared: dict[int, tuple[Any, Any]] = {}


def _llguidance() -> Any:
    try:
        import llguidance
        import llguidance.hf
        import llguidance.numpy
    except ImportError as error:
        raise ModelUnavailable(
            "Constrained decoding needs the package llguidance: pip install llguidance."
        ) from error
    return llguidance


def bound_strings(schema: Any, longest: int = 80) -> Any:
    """A copy of the schema in which every string without `maxLength` gets one.

    A string without an end is valid JSON at every token, so that a small model may never close it.
    """
    if isinstance(schema, list):
        return [bound_strings(part, longest) for part in schema]
    if not isinstance(schema, dict):
        return schema
    bounded = {key: bound_strings(value, longest) for key, value in schema.items()}
    free = not ({"maxLength", "enum", "const", "pattern", "format"} & set(schema))
    if schema.get("type") == "string" and free:
        bounded["maxLength"] = longest
    return bounded


def token_mask(matcher: Any, vocabulary: int) -> Bool[np.ndarray, " vocabulary"]:
    """Which tokens may come next."""
    # Not llguidance.torch: it compiles for seconds at first use, and needs a C++ compiler.
    from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask

    bits = allocate_token_bitmask(1, vocabulary)
    fill_next_token_bitmask(matcher, bits, 0)
    flags = np.unpackbits(bits.view(np.uint8), bitorder="little")
    return flags[:vocabulary].astype(bool)


def answer_lead(tokenizer: Any) -> str:
    """What the chat template writes between the assistant's mark and its text, often a blank.

    The model learned to begin with it, so the grammar has to allow for it.
    """
    ask = [{"role": "user", "content": "a"}]
    begun = render_prompt(tokenizer, ask)
    whole = render_prompt(tokenizer, [*ask, {"role": "assistant", "content": "{x"}])
    if not whole.startswith(begun) or "{x" not in whole:
        return ""
    lead = whole[len(begun) :].split("{x")[0]
    return lead if lead.isspace() else ""


def generate_json(model: Any, messages: Any, schema: dict[str, Any], **settings: Any) -> str:
    """The reply of a local model to `messages`, as a JSON text that fits the schema.

    Raises ValueError for a schema that cannot be compiled, or if `max_new_tokens` (default: the
    model's setting, at least 128) ends before the JSON does.
    """
    if not isinstance(schema, dict):
        raise TypeError(f"schema must be a JSON schema as a dict, not {type(schema).__name__}.")
    bounded = bound_strings(schema)
    # No free white space: a small model may go on writing it for ever.
    bounded["x-guidance"] = {
        "whitespace_flexible": False, "item_separator": ", ", "key_separator": ": ",
    }  # fmt: skip
    rules = f"object: %json {json.dumps(bounded)}\n"
    text, most = _generate(model, messages, "object", rules, "schema", settings)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"max_new_tokens={most} ended the JSON before its end: allow "
            "more, or bound strings (maxLength) and lists (maxItems) in the schema."
        ) from error
    return text


def generate_by_grammar(model: Any, messages: Any, rules: str, start: str, **settings: Any) -> str:
    """The reply of a local model to `messages` as a text of a Lark grammar's rule `start`.

    The text may be cut short by `max_new_tokens` (default: the model's setting, at least 128).
    Raises ValueError for a grammar that cannot be compiled.
    """
    return _generate(model, messages, start, rules, "grammar", settings)[0]


def _generate(
    model: Any, messages: Any, start: str, rules: str, what: str, settings: dict[str, Any]
) -> tuple[str, int]:
    """The constrained reply, and how many tokens it might have had."""
    llguidance = _llguidance()
    from llmcourse.models import LocalChatModel

    if not isinstance(model, LocalChatModel):
        raise TypeError(
            f"model must be a local model, not {type(model).__name__}: an endpoint does not show "
            "the probabilities that constrained decoding changes."
        )
    tokenizer = model.tokenizer
    vocabulary = model.weights.model.get_output_embeddings().weight.shape[0]
    if id(tokenizer) not in _prepared:
        prepared = llguidance.hf.from_tokenizer(
            tokenizer, n_vocab=vocabulary, eos_token=sorted(model.weights.stop_ids)
        )
        _prepared[id(tokenizer)] = (tokenizer, prepared)
    turns = model._to_messages(messages)
    # An answer that the messages have begun already has its blank.
    lead = "" if turns and turns[-1].type == "ai" else answer_lead(tokenizer)
    lead = f"{json.dumps(lead)} " if lead else ""
    grammar = llguidance.LLMatcher.grammar_from_lark(f"start: {lead}{start}\n{rules}")
    problem = llguidance.LLMatcher.validate_grammar(grammar, _prepared[id(tokenizer)][1])
    if problem:
        raise ValueError(f"{what} cannot be compiled: {problem.strip().splitlines()[0]}")
    matcher = llguidance.LLMatcher(_prepared[id(tokenizer)][1], grammar)
    consumed = 0

    def allowed(_: int, tokens: list[int]) -> Bool[np.ndarray, " vocabulary"]:
        nonlocal consumed
        for token in tokens[consumed:]:
            matcher.consume_token(token)
        consumed = len(tokens)
        mask = token_mask(matcher, vocabulary)
        if matcher.is_stopped() or not mask.any():
            mask = np.zeros(vocabulary, dtype=bool)
            mask[sorted(model.weights.stop_ids)] = True
        return mask

    settings.setdefault("max_new_tokens", max(128, model.max_new_tokens))
    text = str(model.complete([turns], allowed=allowed, **settings)[0].text)
    return text, settings["max_new_tokens"]
