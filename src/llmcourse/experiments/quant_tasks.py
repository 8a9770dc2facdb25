"""A second look at forgetting for unit 12: word problems that Pocket may have solved before."""

from __future__ import annotations

from llmcourse.data import load_word_problems
from llmcourse.experiments.lora_tasks import Pair


def sums(n: int = 60) -> list[Pair]:
    """Word problems and their answers, as pairs of messages and answer."""
    return [([("user", p.question)], p.answer) for p in load_word_problems()[:n]]
