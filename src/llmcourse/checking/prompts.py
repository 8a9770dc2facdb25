"""Judge prompts by their measured effect on the pinned model.

A prompt has many right wordings, so nothing compares texts with a right one: the answer's messages
are sent to Pocket for at least 200 items and the share of right replies is held against a bar.
Items are redrawn from the seed by the side that judges, so golden data holds no reply of a model.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from llmcourse.checking.plain import FOREIGN, SET, is_foreign, plain
from llmcourse.checking.registry import Part, PromptSpec

SCORERS = ("exact", "contains", "number", "abstain")
ROLES = {"system": "system", "user": "user", "human": "user", "assistant": "assistant",
         "ai": "assistant"}
SORTS = ("a coroutine", "a function", "a generator", "a method")  # foreign, yet worth a word
# What one item, and all items together, may cost the model: the limits hold for check() and for
# the judge, which measures prompts that nobody trusts.
MAX_CHARACTERS = 8_000
MAX_MESSAGES = 40
MAX_MEAN_TOKENS = 400  # an item; the reference of unit 01 needs 110
SAMPLE = 24  # items whose messages are kept to recognise a known mistake

_replies: dict[str, str] = {}
_model: list[Any] = []
_pocket: list[Any] = []


@dataclass(frozen=True)
class Item:
    """One question for a prompt: `inputs` go to the answer, `answer` stays with the judge.

    scorer: "exact" (the whole reply), "contains" (as whole words), "number" (the last number of
    the reply), "abstain" (the reply says that it does not know). meta["kind"] groups the results.
    """

    inputs: dict[str, Any]
    answer: str
    scorer: str = "exact"
    meta: dict[str, Any] = field(default_factory=dict)


class ModelMissing(RuntimeError):
    """The pinned model can't be loaded."""


class TooMuch(ValueError):
    """Prompts that would cost the model more than they may: one sentence, of numbers alone."""


def use_model(model: Any | None) -> None:
    """Measure with this model instead of Pocket (tests); None goes back to Pocket."""
    _model.clear()
    _replies.clear()
    if model is not None:
        _model.append(model)


def draw_items(spec: PromptSpec, rng: np.random.Generator) -> list[Item]:
    """The items of one seed; ValueError when the probe gives fewer than it promised."""
    items = list(spec.items(rng, spec.n))
    if len(items) < spec.n:
        raise ValueError(f"{spec.items.__name__} gave {len(items)} items, {spec.n} were asked for")
    for item in items:
        if item.scorer not in SCORERS:
            raise ValueError(f"scorer {item.scorer!r} is unknown: use one of {', '.join(SCORERS)}")
    return items


def build_messages(spec: PromptSpec, answer: Any, rng: np.random.Generator,
                   inputs: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What the answer sends for each item: {"messages": [[[role, content], ...], ...]}.

    `inputs` are given where the judge has drawn the items: then no answer is in this process.
    """
    import copy

    items = draw_items(spec, rng) if inputs is None else [Item(one, "") for one in inputs]
    built = []
    for item in items:
        built.append(_messages(answer(**copy.deepcopy(item.inputs))))
    return {"messages": built}


def _messages(value: Any) -> Any:
    """[[role, content], ...] of tuples, dicts or LangChain messages, else a foreign value.

    One message more than may be sent is enough to see that there are too many.
    """
    if not isinstance(value, list | tuple):
        return plain(value)
    result = []
    for message in value[:MAX_MESSAGES + 1]:
        if isinstance(message, dict):
            message = [message.get("role"), message.get("content")]
        elif hasattr(message, "type") and hasattr(message, "content"):
            message = [message.type, message.content]
        result.append(plain(message))
    return result


def messages_fault(messages: Any) -> str | None:
    """Why a value isn't a list of messages, None when it is.

    It quotes nothing that came, so it may be read where the inputs stay hidden.
    """
    wanted = 'a list of ("system" | "user" | "assistant", text) pairs'
    if not isinstance(messages, list):
        more = "; is a return missing?" if messages is None else ""
        return f"a call of your function gave {_sort(messages)}, not {wanted}{more}"
    if not messages:
        return f"a call of your function gave an empty list, not {wanted}"
    if len(messages) == 2 and all(isinstance(one, str) for one in messages):
        return "a call of your function gave one pair by itself: put it into a list"
    for number, message in enumerate(messages, start=1):
        if not isinstance(message, list):
            return f"message {number} is {_sort(message)}, not a (role, text) pair"
        if len(message) != 2:
            return (f"message {number} has {'more' if len(message) > 2 else 'fewer'} than two "
                    "entries, a role and a text")
        role, content = message
        known = isinstance(role, str) and role in ROLES
        if not known and isinstance(content, str) and content in ROLES:
            return f"message {number} has its text first: the role comes first, then the text"
        if not known:
            return f"the role of message {number} is " + (
                'none of "system", "user" and "assistant"' if isinstance(role, str) else
                f"{_sort(role)}, not a text")
        if not isinstance(content, str):
            return f"the content of message {number} is {_sort(content)}, not a text"
    if ROLES[messages[-1][0]] != "user":
        return "the last message must come from the user, so that the model answers it"
    return None


def _sort(value: Any) -> str:
    """Which sort of thing a plain value is: one of a few words, whatever its maker called it."""
    if is_foreign(value):
        return value[FOREIGN] if value[FOREIGN] in SORTS else "something else"
    if value is None:
        return "None"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, bool | int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "a set" if SET in value else "a dict"


def _sized(messages: Sequence[Any]) -> None:
    """Raise TooMuch for one item's messages, malformed ones too, that are too many or too long."""
    if len(messages) > MAX_MESSAGES:
        raise TooMuch(f"One of your prompts has more than {MAX_MESSAGES} messages; no more are "
                      "sent to the model.")
    size = sum(len(one[1]) for one in messages
               if isinstance(one, list) and len(one) == 2 and isinstance(one[1], str))
    if size > MAX_CHARACTERS:
        raise TooMuch(f"One of your prompts holds {size} characters; at most {MAX_CHARACTERS} are "
                      "sent to the model.")


def _clean(text: str) -> str:
    text = re.sub(r"\[\d+\]", " ", text.lower())
    return " ".join(re.sub(r"[^\w\s.-]", " ", text).split()).strip(" .-")


def score_reply(item: Item, reply: str) -> float:
    """1.0 for a right reply, else 0.0."""
    if item.scorer == "abstain":
        return float(bool(re.search(r"\b(do not|don't|does not|cannot|can't) (know|say|answer)",
                                    reply.lower())))
    if item.scorer == "number":
        numbers = re.findall(r"-?\d+(?:\.\d+)?", reply.replace(",", ""))
        try:
            return float(bool(numbers) and float(numbers[-1]) == float(item.answer))
        except ValueError:
            return 0.0
    if item.scorer == "contains":
        return float(_count(_clean(reply), _clean(item.answer)) > 0)
    return float(_clean(reply) == _clean(item.answer))


def _count(text: str, phrase: str) -> int:
    """How often the phrase occurs in the text as whole words."""
    return len(re.findall(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)) if phrase else 0


def _texts(value: Any) -> str:
    """All texts and numbers in an input, as they would stand in a message."""
    if isinstance(value, dict):
        return "\n".join(_texts(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set):
        return "\n".join(map(_texts, value))
    if hasattr(value, "__dict__") and not isinstance(value, type):
        return _texts(vars(value))
    return str(value)


def leaks(items: Sequence[Item], messages: Sequence[Any]) -> list[bool]:
    """Per item: do its messages hold its answer, though its inputs don't.

    Text that stands in the messages of other items too (a worked example whose result happens to
    be the same) isn't a leak, unless such fixed text holds most of all answers.
    """
    texts = [_clean(" ".join(content for _, content in sent)) for sent in messages]
    given = [_clean(_texts(item.inputs)) for item in items]
    answers = [_clean(item.answer) for item in items]
    extra = [_count(texts[i], answers[i]) - _count(given[i], answers[i]) for i in range(len(items))]
    found = []
    for i, item in enumerate(items):
        leak = item.scorer != "abstain" and extra[i] > 0
        if leak:
            others = [j for j in range(len(items)) if j != i and answers[j] != answers[i]][:8]
            fixed = min((_count(texts[j], answers[i]) - _count(given[j], answers[i])
                         for j in others), default=0)
            leak = extra[i] > max(fixed, 0)
        found.append(leak)
    distinct = {answer for answer, item in zip(answers, items, strict=True)
                if item.scorer != "abstain"}
    held = {answers[i] for i in range(len(items)) if extra[i] > 0 and answers[i] in distinct}
    if len(distinct) > 10 and len(held) > len(distinct) / 2:
        return [extra[i] > 0 and items[i].scorer != "abstain" for i in range(len(items))]
    return found


def _pinned() -> Any:
    if _model or _pocket:
        return (_model or _pocket)[0]
    try:
        from llmcourse.models import load_chat_model

        # shared=False: weights that a notebook has trained further are not the pinned ones
        _pocket.append(load_chat_model("pocket", shared=False, temperature=0.0))
        return _pocket[0]
    except Exception as error:
        raise ModelMissing(f"the pinned model Pocket could not be loaded ({error}); "
                           "run `llmcourse doctor`") from error


def ask(spec: PromptSpec, messages: Sequence[Any]) -> list[str]:
    """Replies of the pinned model, greedy, each distinct conversation generated once."""
    sent = [[(ROLES[role], content) for role, content in one] for one in messages]
    keys = [hashlib.sha256(json.dumps([spec.max_new_tokens, one]).encode()).hexdigest()
            for one in sent]
    missing = {key: one for key, one in zip(keys, sent, strict=True) if key not in _replies}
    if missing:
        model = _pinned()
        if _model:
            replies = [str(reply.content) for reply in model.batch(list(missing.values()))]
        else:
            from llmcourse.models import generate_batch

            _bounded(model, sent)
            replies = generate_batch(model, list(missing.values()), temperature=0.0,
                                     max_new_tokens=spec.max_new_tokens, seed=0)
        _replies.update(zip(missing, replies, strict=True))
    return [_replies[key] for key in keys]


def _bounded(model: Any, conversations: Sequence[Any]) -> None:
    """Raise TooMuch where the prompts of all items are longer than a model's time is worth."""
    try:
        tokens = sum(len(model.prompt_tokens(one)) for one in conversations)
    except ValueError:
        raise TooMuch(f"One of your prompts is longer than the {model.weights.context} tokens that "
                      "the model reads.") from None
    mean = tokens / len(conversations)
    if mean > MAX_MEAN_TOKENS:
        raise TooMuch(f"Your prompts have {mean:.0f} tokens on average; at most {MAX_MEAN_TOKENS} "
                      "are sent to the model.")


@dataclass(frozen=True)
class Measurement:
    """The share of right replies, its standard error at the bar, groups and one failure.

    fault: why nothing was measured, as messages_fault says it.
    """

    accuracy: float
    n: int
    standard_error: float
    kinds: dict[str, tuple[int, int]]
    leaked: int
    example: tuple[str, str, str] | None
    fault: str | None = None


def measure(part: Part, seed: int, messages: Any) -> Measurement:
    """Measure messages for the items of a seed. ModelMissing without the model; TooMuch."""
    from llmcourse.checking.running import part_seed, quiet

    spec = part.prompt
    assert spec is not None
    items = draw_items(spec, np.random.default_rng(part_seed(seed, part.exercise, part.name)))
    error = math.sqrt(spec.bar * (1 - spec.bar) / len(items))
    if not isinstance(messages, list) or len(messages) != len(items):
        return Measurement(0.0, len(items), error, {}, 0, None, "there are no messages to measure")
    for sent in messages:
        if isinstance(sent, list):
            _sized(sent)  # first: of too many messages the last ones are cut off
        if fault := messages_fault(sent):
            return Measurement(0.0, len(items), error, {}, 0, None, fault)
    with quiet():  # loading a model may write to stderr
        replies = ask(spec, messages)
    leaked = leaks(items, messages)
    scores = [0.0 if leak else score_reply(item, reply)
              for item, reply, leak in zip(items, replies, leaked, strict=True)]
    totals: Counter[str] = Counter()
    right: Counter[str] = Counter()
    example = None
    for item, reply, score in zip(items, replies, scores, strict=True):
        kind = str(item.meta.get("kind", item.scorer))
        totals[kind] += 1
        right[kind] += int(score)
        if not score and example is None:
            shown = item.inputs.get("question") or next(iter(item.inputs.values()), "")
            example = (str(shown)[:160], item.answer[:80], reply[:80])
    kinds = {kind: (right[kind], totals[kind]) for kind in totals}
    return Measurement(sum(scores) / len(scores), len(items), error, kinds, sum(leaked), example)


def signature(part: Part, seed: int, messages: Any) -> dict[str, Any]:
    """The shape of an answer's messages on the first items, to recognise a known mistake.

    {"roles": most common role sequence, "inputs": which inputs stand in the messages and in what
    order, "template": hash of the texts with the inputs replaced by their names}. It holds no
    wording, so the reference's may ship.
    """
    from llmcourse.checking.running import part_seed

    spec = part.prompt
    assert spec is not None
    items = draw_items(spec, np.random.default_rng(part_seed(seed, part.exercise, part.name)))
    roles: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    templates = []
    if not isinstance(messages, list):
        return {"roles": "", "inputs": "", "template": ""}
    for item, sent in list(zip(items, messages, strict=False))[:SAMPLE]:
        if messages_fault(sent):
            return {"roles": "", "inputs": "", "template": ""}
        roles[" ".join(ROLES[role] for role, _ in sent)] += 1
        text = "\n".join(f"<{ROLES[role]}>{content}" for role, content in sent)
        places = []
        for name, value in sorted(item.inputs.items()):
            pieces = _pieces(value)
            found = [text.find(piece) for piece in pieces if piece in text]
            if pieces and len(found) * 2 >= len(pieces):
                places.append((min(found), name))
        shapes[" ".join(name for _, name in sorted(places))] += 1
        for name, value in item.inputs.items():
            for piece in sorted(_pieces(value), key=len, reverse=True):
                text = text.replace(piece, f"{{{name}}}")
        templates.append(" ".join(text.split()))
    digest = hashlib.sha256("\n\n".join(templates).encode()).hexdigest()[:16]
    return {"roles": roles.most_common(1)[0][0], "inputs": shapes.most_common(1)[0][0],
            "template": digest}


def form_remark(own: dict[str, Any], reference: dict[str, Any]) -> str:
    """What sets the form of an answer's messages apart from one that passes; "" for nothing.

    Both are signatures. It says what stands where, never that this is the reason.
    """
    mine, theirs = own["inputs"].split(), reference["inputs"].split()
    if missing := [name for name in theirs if name not in mine]:
        return (f"Most of your prompts lack the text of {' and '.join(missing)} as it was "
                "given.")
    mine = [name for name in mine if name in theirs]
    if mine != theirs:
        return (f"Your messages give {', then '.join(mine)}; a prompt that passes gives "
                f"{', then '.join(theirs)}. The order alone can cost many points.")
    return ""


def _pieces(value: Any) -> list[str]:
    """The texts in an input that are long enough to be looked for."""
    if isinstance(value, str):
        return [value] if len(value) > 1 else []
    if isinstance(value, dict):
        return [piece for item in value.values() for piece in _pieces(item)]
    if isinstance(value, list | tuple):
        return [piece for item in value for piece in _pieces(item)]
    text = getattr(value, "text", None)
    return [text] if isinstance(text, str) and len(text) > 1 else []
