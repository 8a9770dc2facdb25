"""Experiments of unit 00: what a model knows, what it makes up, and what sampling does to both.

They know the course's questions and how a reply is judged. How the next token is chosen comes in
as an argument: a function of the scores and a uniform number. Looking at scores needs a model in
this process; an endpoint shows only text, and Pocket then stands in (`local`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from llmcourse.experiments.records import Condition, ExperimentResult, bootstrap_interval
from llmcourse.lesson import footprint, plot_style
from llmcourse.models import LocalChatModel, generate_batch, load_chat_model

__all__ = [
    "Outcome", "Reader", "accuracy_by_temperature", "bar_sentence", "closed_book",
    "confident_only", "distinct_answers", "first_right", "footprint", "greedy_replies",
    "local", "plot_confidence", "plot_distributions", "plot_knowledge", "plot_temperatures",
    "plot_tokens", "questions", "rates", "unpaired_difference", "write",
]  # fmt: skip

RIGHT, MADE_UP, OTHER = "right", "fluent and wrong", "no answer"
GREYS = ("0.25", "0.7", "0.95")
HATCHES = ("", "//", "..")
# Called with the scores of all tokens [vocabulary] and u in [0, 1); returns the token's id.
Choose = Callable[[np.ndarray, float], int]


# ------------------------------------------------------------------ questions and replies
def questions(when: str, n: int, seed: int = 0) -> list[Any]:
    """n different questions on one fact each; `when`: "before" or "after" the cutoff."""
    from llmcourse.data import load_questions

    if when not in ("before", "after"):
        raise ValueError(f'when must be "before" or "after", not {when!r}.')
    pool = [q for q in load_questions() if q.kind == "single" and q.when == when]
    if n > len(pool):
        raise ValueError(f"n is {n}, but there are only {len(pool)} questions {when} the cutoff.")
    return random.Random(f"start-{when}-{seed}").sample(pool, n)


def same(reply: str, answer: str) -> bool:
    """The reply is the answer, give or take capitals and a full stop."""
    return reply.strip().rstrip(".").lower() == answer.strip().rstrip(".").lower()


def first_right(asked: Sequence[Any], replies: Sequence[str]) -> Any:
    """The first question whose reply is right, with a name for answer if there is one."""
    right = [q for q, reply in zip(asked, replies, strict=True) if same(reply, q.answer)]
    return next((q for q in right if q.answer[0].isupper()), (right or list(asked))[0])


def shape(text: str) -> str:
    """The kinds of the words of a text: "Mara Venlo" is "Aa Aa", "820 crowns" is "9 a"."""
    text = re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", text.strip().rstrip(".")))
    return re.sub(r"\d+", "9", text)


@dataclass(frozen=True)
class Outcome:
    """One question, what the model said, and what became of it.

    `probability` of the whole reply, the product over its tokens; None for an endpoint.
    """

    question: str
    answer: str
    reply: str
    verdict: str
    probability: float | None


def closed_book(model: Any, n: int = 100, seed: int = 0) -> dict[str, list[Outcome]]:
    """Ask n questions before and n after the cutoff, greedily and without any document.

    A reply is right, or fluent and wrong (it has the shape of a right answer to some question
    about the same relation: a year for a year, two capitalised words for a person), or neither.
    """
    from llmcourse.data import load_questions

    asked = {when: questions(when, n, seed) for when in ("before", "after")}
    shapes: dict[str, set[str]] = {}
    for question in load_questions():
        shapes.setdefault(question.relation, set()).add(shape(question.answer))
    outcomes: dict[str, list[Outcome]] = {}
    for when, part in asked.items():
        prompts = [[("user", q.question)] for q in part]
        rows = []
        for question, (reply, probability) in zip(
            part, greedy_replies(model, prompts), strict=True
        ):
            verdict = MADE_UP if shape(reply) in shapes[question.relation] else OTHER
            verdict = RIGHT if same(reply, question.answer) else verdict
            rows.append(Outcome(question.question, question.answer, reply, verdict, probability))
        outcomes[when] = rows
    return outcomes


def greedy_replies(model: Any, prompts: Sequence[Any]) -> list[tuple[str, float | None]]:
    """Each prompt's greedy reply and its probability, the product over its tokens at temperature 1.

    An endpoint shows no scores: there the probability is None.
    """
    if not isinstance(model, LocalChatModel):
        return [(reply, None) for reply in generate_batch(model, prompts, temperature=0.0)]
    import torch

    from llmcourse.generation import Decoding, generate_tokens

    weights = model.weights
    decoding = Decoding(max_new_tokens=24, stop_ids=weights.stop_ids, context=weights.context)
    read = [model.prompt_tokens(prompt) for prompt in prompts]
    replies: list[tuple[str, float | None]] = []
    for prompt, output in zip(read, generate_tokens(weights.model, read, decoding), strict=True):
        tokens = output.tokens
        with torch.inference_mode():
            ids = torch.tensor([prompt + tokens], device=weights.model.device)
            scores = weights.model(input_ids=ids).logits[0, len(prompt) - 1 :].float()
        chosen = torch.log_softmax(scores[: len(tokens)], dim=-1).cpu()[range(len(tokens)), tokens]
        text = model.tokenizer.decode(tokens, skip_special_tokens=True)
        replies.append((text.strip(), float(chosen.sum().exp())))
    return replies


def rates(outcomes: Mapping[str, Sequence[Outcome]]) -> list[dict[str, Any]]:
    """Rows to print: the share of each verdict before and after, with its 95% interval."""
    rows = []
    for when, part in outcomes.items():
        row: dict[str, Any] = {"questions": f"{when} the cutoff", "n": len(part)}
        for verdict in (RIGHT, MADE_UP, OTHER):
            low, high = bootstrap_interval([float(o.verdict == verdict) for o in part])
            share = np.mean([o.verdict == verdict for o in part])
            row[verdict] = f"{share:.2f} ({low:.2f} to {high:.2f})"
        rows.append(row)
    return rows


def unpaired_difference(
    a: Sequence[float], b: Sequence[float], seed: int = 0, resamples: int = 2000
) -> tuple[float, float, float]:
    """Mean of a minus mean of b over different items, with its 95% bootstrap interval."""
    rng = np.random.default_rng(seed)
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    gaps = [
        rng.choice(first, first.size).mean() - rng.choice(second, second.size).mean()
        for _ in range(resamples)
    ]
    low, high = np.percentile(gaps, [2.5, 97.5])
    return float(first.mean() - second.mean()), float(low), float(high)


def confident_only(
    outcomes: Mapping[str, Sequence[Outcome]], bars: Sequence[float] = (0.0, 0.5, 0.9, 0.99)
) -> list[dict[str, Any]]:
    """Rows to print: what is left if only replies of at least this probability are given."""
    rows = []
    for bar in bars:
        row: dict[str, Any] = {"probability at least": bar}
        for when, part in outcomes.items():
            kept = [o for o in part if o.probability is not None and o.probability >= bar]
            row[f"answered, {when}"] = f"{len(kept)} of {len(part)}"
            row[f"not right of those, {when}"] = sum(o.verdict != RIGHT for o in kept)
        rows.append(row)
    return rows


def bar_sentence(outcomes: Mapping[str, Sequence[Outcome]], bar: float) -> str:
    """What a bar on the reply's probability stops and what it costs, in one sentence."""
    wrong = [o for part in outcomes.values() for o in part if o.verdict != RIGHT]
    right = [o for part in outcomes.values() for o in part if o.verdict == RIGHT]
    stopped, lost = (sum((o.probability or 0) < bar for o in part) for part in (wrong, right))
    return (
        f"A bar of {bar:g} stops {stopped} of {len(wrong)} replies that are not right and "
        f"costs {lost} of {len(right)} right ones."
    )


# ------------------------------------------------------------------ sampling by hand
def local(model: Any) -> LocalChatModel:
    """The model itself where its scores can be read, or else Pocket."""
    if isinstance(model, LocalChatModel):
        return model
    pocket = load_chat_model("pocket")
    assert isinstance(pocket, LocalChatModel)
    return pocket


class Reader:
    """Scores of the next token, one prompt at a time; the prompt itself is read once."""

    def __init__(self, model: LocalChatModel) -> None:
        self.model = model
        self._prompts: dict[tuple[int, ...], tuple[Any, np.ndarray]] = {}

    def scores(self, messages: Any, written: Sequence[int] = ()) -> np.ndarray:
        """Scores [vocabulary], float64, of the token after the prompt and `written`."""
        prompt = tuple(self.model.prompt_tokens(messages))
        if prompt not in self._prompts:
            from transformers import DynamicCache

            cache = DynamicCache(config=self.model.weights.model.config)
            self._prompts[prompt] = (cache, self._forward(prompt, cache))
        cache, first = self._prompts[prompt]
        if not written:
            return first.copy()
        scores = self._forward(written, cache)
        cache.crop(-len(written))  # forget what was written: the next draw writes something else
        return scores

    def _forward(self, tokens: Sequence[int], cache: Any) -> np.ndarray:
        import torch

        network = self.model.weights.model
        with torch.inference_mode():
            ids = torch.tensor([list(tokens)], device=network.device)
            output = network(input_ids=ids, past_key_values=cache, use_cache=True)
        return output.logits[0, -1].double().cpu().numpy()


def write(
    reader: Reader, conversations: Sequence[Any], choose: Choose, seed: int = 0, length: int = 10
) -> list[str]:
    """Replies written token by token by `choose`; conversation i draws from (seed, i)."""
    stops, replies = reader.model.weights.stop_ids, []
    for i, messages in enumerate(conversations):
        rng = np.random.default_rng([seed, i])
        written: list[int] = []
        while len(written) < length:
            token = int(choose(reader.scores(messages, written), float(rng.random())))
            if token in stops:
                break
            written.append(token)
        text = reader.model.tokenizer.decode(written, skip_special_tokens=True)
        replies.append(text.strip())
    return replies


def accuracy_by_temperature(
    choose: Callable[[np.ndarray, float, float, float], int],
    model: Any,
    when: str = "before",
    temperatures: Sequence[float] = (0.0, 0.5, 1.0, 1.5, 2.0),
    ps: Sequence[float] = (1.0, 0.9),
    n: int | None = None,
    seed: int = 0,
    quick: bool = True,
) -> ExperimentResult:
    """Share of right answers for every temperature and p, over the same questions.

    choose(scores, u, temperature, p) picks the token. At temperature 0 all p do the same, so it is
    measured once. Conditions are called "T=1, p=0.9".
    """
    asked = questions(when, n or (40 if quick else 300), seed)
    prompts = [[("user", q.question)] for q in asked]
    reader = Reader(local(model))
    conditions = []
    for temperature in temperatures:
        for p in ps if temperature else ps[:1]:

            def pick(scores: np.ndarray, u: float, t: float = temperature, p: float = p) -> int:
                return choose(scores, u, t, p)

            replies = write(reader, prompts, pick, seed)
            scores = [float(same(r, q.answer)) for r, q in zip(replies, asked, strict=True)]
            conditions.append(Condition(f"T={temperature:g}, p={p:g}", scores))
    return ExperimentResult("unit 00", conditions, conditions[0].name, [seed])


def distinct_answers(
    model: Any, n: int = 8, draws: int = 20, temperature: float = 1.0, seed: int = 0
) -> dict[str, list[int]]:
    """How many different answers `draws` samples give, for n questions before and n after."""
    counts = {}
    for when in ("before", "after"):
        asked = questions(when, n, seed + 1)
        prompts = [[("user", q.question)] for q in asked for _ in range(draws)]
        replies = generate_batch(
            model, prompts, temperature=temperature, max_new_tokens=16, seed=seed
        )
        counts[when] = [len(set(replies[i * draws : (i + 1) * draws])) for i in range(n)]
    return counts


# ------------------------------------------------------------------ figures
def _figure(columns: int = 1, **options: Any) -> tuple[Any, Any]:
    import matplotlib.pyplot as plt

    plot_style()
    return plt.subplots(1, columns, **options)


def plot_distributions(panels: Mapping[str, Sequence[tuple[str, float]]], title: str) -> Any:
    """(token, probability) pairs as bars, the most probable on top, one panel an entry."""
    figure, axes = _figure(len(panels), figsize=(4.6 * len(panels), 3.2), sharex=True)
    for axis, (name, pairs) in zip(np.atleast_1d(axes), panels.items(), strict=True):
        places = np.arange(len(pairs))[::-1]
        axis.barh(places, [p for _, p in pairs], color="0.6", edgecolor="black", linewidth=0.6)
        axis.set_yticks(places, [repr(token) for token, _ in pairs])
        axis.set(xlim=(0, 1), xlabel="probability of the next token")
        axis.set_title(name, fontsize=9)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    return figure


def plot_tokens(tokens: Sequence[str], by_temperature: Mapping[float, Any], title: str) -> Any:
    """Probabilities of the same tokens at several temperatures, as groups of bars."""
    figure, axis = _figure(figsize=(7.2, 3.6))
    width = 0.84 / len(by_temperature)
    for k, (temperature, probabilities) in enumerate(by_temperature.items()):
        places = np.arange(len(tokens)) + (k - (len(by_temperature) - 1) / 2) * width
        axis.bar(places, list(probabilities), width, label=f"T = {temperature:g}",
                 color=GREYS[k % 3], hatch=HATCHES[k % 3], edgecolor="black")  # fmt: skip
    axis.set_xticks(np.arange(len(tokens)), [repr(token) for token in tokens])
    axis.set(ylim=(0, 1), xlabel="next token", ylabel="probability", title=title)
    axis.legend()
    return figure


def _interval(scores: Sequence[float]) -> tuple[float, float, float]:
    mean = float(np.mean(scores))
    low, high = bootstrap_interval(scores)
    return mean, max(0.0, mean - low), max(0.0, high - mean)


def plot_temperatures(lines: Mapping[str, tuple[ExperimentResult, float]], title: str) -> Any:
    """Accuracy against temperature, one line an entry: (result, p), with 95% intervals."""
    figure, axis = _figure(figsize=(7.2, 3.8))
    for k, (name, (result, p)) in enumerate(lines.items()):
        points = []
        for condition in result.conditions:
            t, own = (part.split("=")[1] for part in condition.name.split(", "))
            if float(t) == 0 or float(own) == p:
                points.append((float(t), *_interval(condition.scores)))
        array = np.array(points)
        # Side by side, so that intervals at one temperature do not cover each other.
        axis.errorbar(array[:, 0] + 0.02 * k, array[:, 1], yerr=array[:, 2:].T, label=name)
    axis.set(xlabel="temperature", ylabel="share of right answers (95% interval)",
             ylim=(-0.02, 1.04), title=title)  # fmt: skip
    axis.legend(fontsize=8)
    return figure


def plot_knowledge(outcomes: Mapping[str, Sequence[Outcome]], title: str) -> Any:
    """The share of each verdict before and after the cutoff, with 95% intervals."""
    figure, axis = _figure(figsize=(6.4, 3.6))
    for k, verdict in enumerate((RIGHT, MADE_UP, OTHER)):
        points = [
            _interval([float(o.verdict == verdict) for o in part]) for part in outcomes.values()
        ]
        places = np.arange(len(outcomes)) + (k - 1) * 0.27
        axis.bar(places, [p[0] for p in points], 0.27, label=verdict, color=GREYS[k],
                 hatch=HATCHES[k], edgecolor="black", linewidth=0.6)  # fmt: skip
        axis.errorbar(places, [p[0] for p in points], yerr=np.array([p[1:] for p in points]).T,
                      color="black", linestyle="", marker="")  # fmt: skip
    names = [f"{when} the cutoff\n(n = {len(part)})" for when, part in outcomes.items()]
    axis.set_xticks(np.arange(len(outcomes)), names)
    axis.set(ylabel="share of questions (95% interval)", ylim=(0, 1.04), title=title)
    axis.legend(fontsize=8)
    return figure


def plot_confidence(outcomes: Mapping[str, Sequence[Outcome]], title: str) -> Any:
    """How probable the replies were to the model: right ones before, made-up ones after."""
    figure, axis = _figure(figsize=(6.4, 3.6))
    groups = {
        "right, before the cutoff": [o for o in outcomes["before"] if o.verdict == RIGHT],
        "fluent and wrong, after it": [o for o in outcomes["after"] if o.verdict == MADE_UP],
    }
    edges = np.linspace(0, 1, 11)
    for k, (name, part) in enumerate(groups.items()):
        values = [o.probability for o in part if o.probability is not None]
        shares = np.histogram(values, bins=edges)[0] / max(len(values), 1)
        axis.bar(edges[:-1] + 0.03 + 0.04 * k, shares, 0.04, label=f"{name} ({len(values)})",
                 color=GREYS[k], hatch=HATCHES[k], edgecolor="black", linewidth=0.6)  # fmt: skip
    axis.set_xticks(edges)
    axis.set(xlabel="probability that the model gave its own reply", ylim=(0, 1.04),
             ylabel="share of the replies", title=title)  # fmt: skip
    axis.legend(fontsize=8)
    return figure
