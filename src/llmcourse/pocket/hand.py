"""Measure Pocket on prompts written by hand: `python -m llmcourse.pocket.evaluate --hand [FILE]`.

Knows the file's format: one JSON object a line with "skill", "messages" as pairs of role and
text, "gold" and the "checker" (a name of `scoring.CHECKERS`) that compares a reply with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmcourse.pocket.scoring import CHECKERS

HAND_FILE = Path(__file__).with_name("hand_prompts.jsonl")
ROLES = ("system", "user", "assistant", "context")


@dataclass(frozen=True)
class HandPrompt:
    """A prompt as a person types it, and how its reply is checked."""

    skill: str
    messages: list[tuple[str, str]]
    gold: Any
    checker: str

    def score(self, reply: str) -> float:
        """0 to 1."""
        return CHECKERS[self.checker](reply, self.gold)


def load_hand_prompts(path: Path = HAND_FILE) -> list[HandPrompt]:
    """All prompts of a file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a line is not such an object; says which line and why.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there; name the file of hand-written prompts.")
    prompts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        missing = {"skill", "messages", "gold", "checker"} - set(row)
        if missing:
            raise ValueError(f"{path}, line {number}: {sorted(missing)} missing.")
        messages = [(role, text) for role, text in row["messages"]]
        if row["checker"] not in CHECKERS:
            raise ValueError(f"{path}, line {number}: no checker {row['checker']!r}.")
        if not messages or messages[-1][0] not in ("user", "context"):
            raise ValueError(f"{path}, line {number}: the last message must await a reply.")
        if any(role not in ROLES for role, _ in messages):
            raise ValueError(f"{path}, line {number}: roles are {', '.join(ROLES)}.")
        prompts.append(HandPrompt(row["skill"], messages, row["gold"], row["checker"]))
    return prompts


def measure(
    prompts: list[HandPrompt], answer: Callable[[list[list[tuple[str, str]]]], list[str]]
) -> list[dict[str, Any]]:
    """A row a skill and one for all: mean score, n, and the replies that were not right.

    `answer` takes the conversations of all prompts and returns their replies.
    """
    replies = answer([prompt.messages for prompt in prompts])
    scored = [(p, r, p.score(r)) for p, r in zip(prompts, replies, strict=True)]
    rows = []
    for skill in [*dict.fromkeys(prompt.skill for prompt in prompts), ""]:
        mine = [one for one in scored if skill in ("", one[0].skill)]
        wrong = [
            {"prompt": p.messages[-1][1][-160:], "reply": r, "gold": p.gold}
            for p, r, s in mine if s < 1 and skill
        ]  # fmt: skip
        right = sum(score for _, _, score in mine) / len(mine)
        row = {"skill": skill or "all", "right": right, "n": len(mine), "wrong": wrong}
        rows.append(row)
    return rows
