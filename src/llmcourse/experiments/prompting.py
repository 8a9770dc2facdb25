"""Experiments of unit 01: each takes the learner's functions and a model, and measures.

They know the course's data and how conditions are compared item by item. They know no technique:
how a prompt is built, an answer read or a vote taken comes in as an argument. `quick` sizes suit a
notebook on two cores; the claims are recorded with the full ones.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace

from llmcourse.experiments.prompting_items import (
    ReadingItem,
    arrangements,
    demonstrations,
    extraction_messages,
    json_schema,
    known_questions,
    label_items,
    problems,
    reading_items,
)
from llmcourse.experiments.records import Condition, ExperimentResult, bootstrap_interval
from llmcourse.models import generate_batch

__all__ = [
    "ReadingItem", "arrangements", "base_prompt_effect", "batched_calls", "chain_of_thought",
    "demonstrations", "extraction_messages", "few_shot_curve", "footprint", "json_schema",
    "known_questions", "label_items", "order_and_balance", "problems", "reading_items",
    "self_consistency", "structured_output", "summary", "together",
]  # fmt: skip

LABEL_INSTRUCTION = "Label the last text as in the examples."
Messages = list[tuple[str, str]]
_STARTED = time.monotonic()


def footprint() -> str:
    """One sentence: seconds since this module was imported, and the process's peak memory."""
    seconds = time.monotonic() - _STARTED
    try:
        import resource
    except ImportError:  # Windows
        return f"This notebook took {seconds:.0f} s."
    unit = 2**30 if sys.platform == "darwin" else 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return f"This notebook took {seconds:.0f} s and at most {peak:.2f} GiB of memory."


# ------------------------------------------------------------------ labels never seen
def summary(result: ExperimentResult) -> list[dict]:
    """Rows to print: mean with its interval, and the paired difference to the baseline with its."""
    rows = []
    for one in result.conditions:
        low, high = bootstrap_interval(result.items(one.name))
        row: dict = {
            "condition": one.name,
            "mean": f"{one.mean:.2f}",
            "95%": f"{low:.2f} to {high:.2f}",
        }
        row |= {"n": result.n, f"difference to {result.baseline!r}": ""}
        if one.name != result.baseline:
            gap, low, high = result.difference(one.name, result.baseline)
            row[f"difference to {result.baseline!r}"] = f"{gap:+.2f} ({low:+.2f} to {high:+.2f})"
        rows.append(row)
    return rows


def _exact(replies: Sequence[str], labels: Sequence[str]) -> list[float]:
    return [float(reply.strip() == label) for reply, label in zip(replies, labels, strict=True)]


def few_shot_curve(
    build: Callable,
    choose: Callable,
    model,
    per_class: Sequence[int] = (0, 1, 2, 4),
    n: int | None = None,
    seed: int = 0,
    quick: bool = True,
) -> ExperimentResult:
    """Accuracy against the number of examples; the same queries in every condition.

    build(instruction, examples, text) gives messages, choose(pool, per_class, seed) examples.
    Without examples the instruction names both labels, in random order, so that a guess is right
    half of the time: a model that is not told the words cannot say them.
    """
    items = label_items(n or (80 if quick else 600), seed)
    rng = random.Random(f"zero-shot-{seed}")
    conditions = []
    for count in per_class:
        prompts = []
        for i, item in enumerate(items):
            examples = choose(item.pool, count, seed + i) if count else []
            words = rng.sample([item.label, item.other], 2)
            instruction = (
                LABEL_INSTRUCTION if count else f"Label the text: {words[0]} or {words[1]}."
            )
            prompts.append(build(instruction, examples, item.text))
        replies = generate_batch(model, prompts, temperature=0.0, max_new_tokens=12)
        scores = _exact(replies, [item.label for item in items])
        conditions.append(Condition(f"{2 * count} examples", scores))
    return ExperimentResult("C10", conditions, conditions[0].name, [seed])


def order_and_balance(
    build: Callable,
    choose: Callable,
    model,
    n: int | None = None,
    seed: int = 0,
    quick: bool = True,
) -> ExperimentResult:
    """Accuracy with six examples in five arrangements, over the same queries."""
    items = label_items(n or (80 if quick else 600), seed + 1)
    prompts: dict[str, list[Messages]] = {}
    for i, item in enumerate(items):
        for name, examples in arrangements(item, choose, seed + i).items():
            prompts.setdefault(name, []).append(build(LABEL_INSTRUCTION, examples, item.text))
    labels = [item.label for item in items]
    conditions = [
        Condition(
            name, _exact(generate_batch(model, sent, temperature=0.0, max_new_tokens=12), labels)
        )
        for name, sent in prompts.items()
    ]
    return ExperimentResult("C10", conditions, conditions[0].name, [seed])


# ------------------------------------------------------------------ word problems
def batched_calls(function: Callable, inputs: Sequence, model, max_new_tokens: int = 160) -> list:
    """function(model, x) for every x, where it calls model.invoke once: generated in one batch.

    The function runs twice: first against a recorder, which notes what it sends, then against a
    player, which returns what the model answered.
    """
    sent: list = []

    def record(messages):
        sent.append(messages)
        return SimpleNamespace(content="", text="")

    for one in inputs:
        function(SimpleNamespace(invoke=record), one)
    if len(sent) != len(inputs):
        raise ValueError(f"function called the model {len(sent)} times for {len(inputs)} inputs")
    replies = iter(generate_batch(model, sent, temperature=0.0, max_new_tokens=max_new_tokens))

    def play(_):
        reply = next(replies)
        return SimpleNamespace(content=reply, text=reply)

    return [function(SimpleNamespace(invoke=play), one) for one in inputs]


def _numbers(replies: Sequence[str], items: Sequence, extract: Callable) -> list[float]:
    found = [extract(reply) for reply in replies]
    return [
        float(value is not None and abs(float(value) - float(item.answer)) < 1e-6)
        for value, item in zip(found, items, strict=True)
    ]


def chain_of_thought(
    build: Callable,
    extract: Callable,
    analogy: Callable | None,
    model,
    steps: Sequence[int] = (1, 2, 3),
    n: int | None = None,
    seed: int = 0,
    quick: bool = True,
) -> dict[int, ExperimentResult]:
    """Ways to ask the same word problems, by the number of steps that they need.

    build(question, demonstrations, trigger) gives messages, extract(text) a number or None,
    analogy(model, question, extract) a dict with "answer" (None leaves that condition out).
    """
    n = n or (40 if quick else 250)
    results = {}
    for count in steps:
        items = problems(count, n, seed)
        worked = demonstrations(seed)
        shots: Messages = []
        for question, _, answer in worked:
            shots += [("user", question), ("assistant", answer)]
        prompts = {
            "direct": [build(p.question, [], "") for p in items],
            "trigger alone": [build(p.question, [], "Think step by step.") for p in items],
            "3 answers shown": [[*shots, *build(p.question, [], "")] for p in items],
            "3 solutions shown": [build(p.question, worked, "") for p in items],
        }
        conditions = []
        for name, sent in prompts.items():
            replies = generate_batch(model, sent, temperature=0.0, max_new_tokens=64)
            conditions.append(Condition(name, _numbers(replies, items, extract)))
        if analogy is not None:
            found = batched_calls(
                lambda m, p: analogy(m, p.question, extract)["answer"], items, model
            )
            scores = _numbers(found, items, lambda value: value)
            conditions.append(Condition("analogical", scores))
        results[count] = ExperimentResult("C10", conditions, "direct", [seed])
    return results


def together(results: Sequence[ExperimentResult]) -> ExperimentResult:
    """One result from several with the same conditions: their items one after the other."""
    results = list(results)
    conditions = [
        Condition(one.name, [s for r in results for s in r.conditions[i].scores])
        for i, one in enumerate(results[0].conditions)
    ]
    seeds = sorted({seed for r in results for seed in r.seeds})
    return ExperimentResult(results[0].claim, conditions, results[0].baseline, seeds)


def self_consistency(
    build: Callable,
    extract: Callable,
    vote: Callable,
    model,
    votes: Sequence[int] = (1, 3, 5, 9),
    steps: int = 3,
    n: int | None = None,
    temperature: float = 0.8,
    seed: int = 0,
    quick: bool = True,
) -> tuple[ExperimentResult, list[tuple[float, float]]]:
    """Accuracy against the number of sampled solutions voted over, and greedy decoding beside it.

    Returns the result and, for the largest number of votes, (share of votes, right or wrong).
    """
    items = problems(steps, n or (40 if quick else 250), seed + 2)
    prompts = [build(p.question, [], "Think step by step.") for p in items]
    greedy = generate_batch(model, prompts, temperature=0.0, max_new_tokens=64)
    conditions = [Condition("greedy", _numbers(greedy, items, extract))]
    most = max(votes)
    sampled = generate_batch(
        model,
        [prompt for prompt in prompts for _ in range(most)],
        temperature=temperature,
        max_new_tokens=64,
        seed=seed,
    )
    answers: list[list[str | None]] = []
    for i in range(len(items)):
        values = [extract(text) for text in sampled[i * most : (i + 1) * most]]
        answers.append([None if value is None else f"{value:g}" for value in values])
    agreement: list[tuple[float, float]] = []
    for count in votes:
        winners = [vote(row[:count]) for row in answers]
        scores = [
            float(winner is not None and winner == f"{float(item.answer):g}")
            for (winner, _), item in zip(winners, items, strict=True)
        ]
        conditions.append(Condition(f"{count} vote{'s' if count > 1 else ''}", scores))
        if count == most:
            agreement = [(s, right) for (_, s), right in zip(winners, scores, strict=True)]
    return ExperimentResult("C10", conditions, "greedy", [seed]), agreement


# ------------------------------------------------------------------ base prompts
def _same(reply: str, answer: str) -> bool:
    return re.sub(r"\s*\[\d+\]", "", reply).strip(" .").lower() == answer.lower()


def base_prompt_effect(
    prompts: dict[str, Callable],
    model,
    n: int | None = None,
    seed: int = 0,
    quick: bool = True,
) -> dict[str, ExperimentResult]:
    """Prompts (name -> function of question and passages) on questions with and without answer.

    Returns a result for "answerable" (the reply is the answer), "unanswerable" (the reply says
    that it does not know) and "all".
    """
    items = reading_items(n or (120 if quick else 600), seed + 3)
    conditions: dict[str, list[Condition]] = {"answerable": [], "unanswerable": [], "all": []}
    for name, prompt in prompts.items():
        sent = [prompt(item.question, item.passages) for item in items]
        replies = generate_batch(model, sent, temperature=0.0, max_new_tokens=24)
        scores = [
            float(_same(reply, item.answer) if item.answerable else "do not know" in reply.lower())
            for item, reply in zip(items, replies, strict=True)
        ]
        conditions["all"].append(Condition(name, scores))
        for kind, wanted in (("answerable", True), ("unanswerable", False)):
            part = [s for s, item in zip(scores, items, strict=True) if item.answerable == wanted]
            conditions[kind].append(Condition(name, part))
    baseline = next(iter(prompts))
    return {k: ExperimentResult("C25", c, baseline, [seed]) for k, c in conditions.items()}


# ------------------------------------------------------------------ structured output
def strict_json(text: str) -> dict | None:
    """The object that `json.loads` reads in a reply, or None where it refuses."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def structured_output(
    parse: Callable,
    model,
    n: int | None = None,
    temperature: float = 1.0,
    max_new_tokens: int = 24,
    seed: int = 0,
    quick: bool = True,
) -> ExperimentResult:
    """Share of the asked fields that a reader gets from sampled, partly cut-off JSON.

    json.loads against `parse`. Whether a value is right is the model's affair, not the reader's.
    """
    from llmcourse.data import load_extractions

    pool = load_extractions()
    n = min(len(pool), n or (80 if quick else 400))
    items = random.Random(f"extractions-{seed}").sample(pool, n)
    sent = [extraction_messages(text, fields) for text, fields in items]
    replies = generate_batch(
        model, sent, temperature=temperature, max_new_tokens=max_new_tokens, seed=seed
    )
    conditions = []
    for name, read in (("json.loads", strict_json), ("tolerant parser", parse)):
        scores = []
        for (_, fields), reply in zip(items, replies, strict=True):
            found = read(reply) or {}
            scores.append(sum(key in found for key in fields) / len(fields))
        conditions.append(Condition(name, scores))
    return ExperimentResult("structured output", conditions, "json.loads", [seed])
