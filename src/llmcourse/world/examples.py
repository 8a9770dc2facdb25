"""What an example of Pocket's tasks is, and where its names and wording come from.

Knows the split of names and wording into training and evaluation. Knows no task.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from llmcourse.world.facts import Cast, World, draw_cast
from llmcourse.world.phrasings_tasks import PLAIN_SYSTEM_PROMPTS

DO_NOT_KNOW = "I do not know."
YEARS = range(1950, 2025)
Item = TypeVar("Item")


@dataclass
class Example:
    """A conversation that ends with the answer to be learned; `gold` is what a test looks for.

    `learned` names more text to be learned as answers are, as (message, from, to) in characters:
    each answer that earlier text decides teaches, so one set of passages can teach several.
    `worth` is the weight of its learned text while training: more where a single token decides.
    """

    messages: list[tuple[str, str]]
    answer: str
    gold: str
    meta: dict[str, Any] = field(default_factory=dict)
    learned: list[tuple[int, int, int]] = field(default_factory=list)
    worth: float = 1.0


@dataclass
class Setting:
    """Where examples come from: a split of names, and casts of them if they are to be few.

    Without casts every example draws names of its own: only then does copying them pay more than
    remembering them.
    """

    held_out: bool
    casts: list[Cast]
    public: World | None = None
    new_wording: bool = False

    def cast(self, rng: random.Random) -> Cast:
        """The names of one example."""
        return rng.choice(self.casts) if self.casts else draw_cast(rng, self.split, 8)

    @property
    def known(self) -> World:
        """The public world; an error where the setting has none."""
        if self.public is None:
            raise ValueError("public=None: this task asks for facts; give Setting a public world.")
        return self.public

    @property
    def split(self) -> str:
        return "evaluation" if self.held_out else "training"


def setting(
    held_out: bool, seed: int, public: World | None = None, new_wording: bool = False
) -> Setting:
    """Training draws new names for each example; evaluation keeps to twelve casts.

    `new_wording` also takes the phrasings, templates and classes kept out of training.
    """
    if not held_out:
        return Setting(held_out, [], public)
    rng = random.Random(f"casts-{held_out}-{seed}")
    casts = [draw_cast(rng, "evaluation", 16) for _ in range(12)]
    return Setting(held_out, casts, public, new_wording)


def part(items: Sequence[Item], rng: random.Random, held: int, held_out: bool) -> Item:
    """One of the items: the last `held` are kept for evaluation."""
    return rng.choice(items[-held:] if held_out else items[:-held])


def maybe_system(rng: random.Random, share: float = 0.3) -> list[tuple[str, str]]:
    """A plain system prompt, or none."""
    return [("system", rng.choice(PLAIN_SYSTEM_PROMPTS))] if rng.random() < share else []
