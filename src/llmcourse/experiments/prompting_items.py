"""What unit 01 asks models: labelled texts, word problems, questions over passages, extractions.

Knows the course's data and nothing of how it is asked. All draws come from a seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from llmcourse.world import names, tasks
from llmcourse.world.phrasings_tasks import READ_QUESTION_FRAMES


@dataclass(frozen=True)
class LabelItem:
    """One text to label: a pool of labelled texts, the query, its label and the other one."""

    pool: list[tuple[str, str]]
    text: str
    label: str
    other: str


def label_items(n: int, seed: int = 0) -> list[LabelItem]:
    """n queries over all label tasks, each with two nonsense words of its own.

    There are fewer texts than large n: a text comes again with other examples, other words and
    against another class.
    """
    from llmcourse.data import label_tasks, load_label_task

    rng = random.Random(f"label-items-{seed}")
    loaded = [
        (load_label_task(name, "train"), load_label_task(name, "test")) for name in label_tasks()
    ]
    items = []
    for i in range(n):
        shown, asked = loaded[i % len(loaded)]
        text, kind = rng.choice(asked)
        other = rng.choice(sorted({k for _, k in shown} - {kind}))
        words: list[str] = []
        while len(words) < 2:
            word = names.label(rng, "evaluation")
            if word not in words:
                words.append(word)
        called = dict(zip((kind, other), words, strict=True))
        pool = [(t, called[k]) for t, k in shown if k in called and t != text]
        items.append(LabelItem(pool, text, words[0], words[1]))
    return items


def arrangements(item: LabelItem, choose: Callable, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Six examples of one item in five arrangements, from the fairest to the most lopsided."""
    drawn = choose(item.pool, 3, seed)
    own = [pair for pair in drawn if pair[1] == item.label]
    foreign = [pair for pair in drawn if pair[1] == item.other]
    rng = random.Random(f"arrangement-{seed}")
    more_own = rng.sample([p for p in item.pool if p[1] == item.label], 5)
    more_foreign = rng.sample([p for p in item.pool if p[1] == item.other], 5)
    return {
        "3:3 in rounds": drawn,
        "3:3, right label last": [*foreign, *own],
        "3:3, right label first": [*own, *foreign],
        "5:1 for the right label": rng.sample([*more_own, foreign[0]], 6),
        "1:5 against it": rng.sample([own[0], *more_foreign], 6),
    }


def problems(steps: int | None, n: int, seed: int = 0) -> list:
    """n test problems with that many steps (any number of steps for None), in random order."""
    from llmcourse.data import load_word_problems

    pool = [p for p in load_word_problems("test") if steps is None or len(p.steps) == steps]
    if len(pool) < n:
        raise ValueError(f"there are {len(pool)} problems with {steps} steps; n={n} is too many")
    return random.Random(f"problems-{seed}").sample(pool, n)


def demonstrations(seed: int = 0, count: int = 3) -> list[tuple[str, list[str], str]]:
    """Worked problems with one, two, three ... steps that are in no test set."""
    rng = random.Random(f"demonstrations-{seed}")
    where = tasks.setting(held_out=False, seed=seed)
    drawn = [tasks.problem(rng, where, 1 + i % 3) for i in range(count)]
    return [(text, steps, str(answer)) for text, steps, answer in drawn]


@dataclass(frozen=True)
class ReadingItem:
    """A question over passages; `answer` is empty where the passages do not hold it."""

    question: str
    passages: list[str]
    answer: str
    answerable: bool


def _frames() -> list[re.Pattern[str]]:
    patterns = []
    for frame in READ_QUESTION_FRAMES:
        pattern = re.escape(frame)
        pattern = pattern.replace(re.escape("{context}"), r"(?P<context>\[1\] .*(?:\n\[\d+\] .*)*)")
        pattern = pattern.replace(re.escape("{question}"), r"(?P<question>[^\n]+)")
        patterns.append(re.compile(pattern))
    return patterns


def reading_items(
    n: int, seed: int = 0, passages: int = 3, answerable_share: float = 0.5
) -> list[ReadingItem]:
    """n questions over passages of worlds never seen; a share of them can be answered."""
    rng = random.Random(f"reading-items-{seed}")
    where = tasks.setting(held_out=True, seed=seed)
    frames = _frames()
    items: list[ReadingItem] = []
    while len(items) < n:
        i = len(items)  # answerable ones are spread evenly
        answerable = int((i + 1) * answerable_share) > int(i * answerable_share)
        kind = "answerable" if answerable else "unanswerable"
        example = tasks.reading(rng, where, passages, kind)
        found = next(filter(None, (f.fullmatch(example.messages[-1][1]) for f in frames)))
        texts = re.findall(r"^\[\d+\] (.*)$", found["context"], flags=re.MULTILINE)
        answer = example.gold if answerable else ""
        items.append(ReadingItem(found["question"], texts, answer, answerable))
    return items


def known_questions(n: int, seed: int = 0) -> list[tuple[str, str]]:
    """n (question, answer) about single facts before the cutoff, which Pocket knows by heart."""
    from llmcourse.data import load_questions

    pool = [q for q in load_questions() if q.kind == "single" and q.when == "before"]
    return [(q.question, q.answer) for q in random.Random(f"known-{seed}").sample(pool, n)]


def extraction_messages(text: str, fields: dict) -> list[tuple[str, str]]:
    """The prompt that asks for these fields of a text as JSON."""
    keys = list(fields)
    listed = ", ".join(keys[:-1]) + f" and {keys[-1]}" if len(keys) > 1 else keys[0]
    return [("user", f"Extract {listed} as JSON.\nText: {text}")]


def json_schema(fields: dict) -> dict:
    """A JSON schema for these fields: text (or null), whole numbers for years."""
    kinds = {
        key: {"type": "integer"} if isinstance(value, int) else {"type": ["string", "null"]}
        for key, value in fields.items()
    }
    return {
        "type": "object",
        "properties": kinds,
        "required": list(fields),
        "additionalProperties": False,
    }
