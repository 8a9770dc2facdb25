"""Several queries for one question: the prompts, many questions at once, how much queries differ.

The prompts have the form that Pocket was trained on; they are what any model gets. Reading the
reply is the caller's function (:func:`llmcourse.fusion.parsing.parse_queries`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from typing import Any

from llmcourse.models import generate_batch
from llmcourse.world.asked import content_words

SYSTEM = "You are a helpful assistant."
NUMBERS = ("one", "two", "three", "four", "five", "six")
NEW_TOKENS = 110


def query_messages(question: str, count: int = 3, system: str = SYSTEM) -> list[tuple[str, str]]:
    """Ask for `count` other search queries for a question. Pocket knows only three.

    Raises:
        ValueError: `count` is not from 1 to 6, or the question is empty.
    """
    if not 1 <= count <= len(NUMBERS):
        raise ValueError(f"count must be from 1 to {len(NUMBERS)}, not {count}")
    if not question.strip():
        raise ValueError("question is empty: there is nothing to search for")
    user = f"Write {NUMBERS[count - 1]} other search queries for this question: {question.strip()}"
    return [*([("system", system)] if system else []), ("user", user)]


def split_messages(question: str, system: str = "") -> list[tuple[str, str]]:
    """Ask for the simple questions that a long one is made of.

    Raises:
        ValueError: the question is empty.
    """
    if not question.strip():
        raise ValueError("question is empty: there is nothing to split")
    user = f"Split this into simple questions: {question.strip()}"
    return [*([("system", system)] if system else []), ("user", user)]


def generate_queries(
    questions: Sequence[str],
    model: Any,
    parse: Callable[[str, str], list[str]],
    build: Callable[[str], list[tuple[str, str]]] = query_messages,
    new_tokens: int = NEW_TOKENS,
) -> list[list[str]]:
    """Queries for many questions: one call of the model each, all decoded together.

    `parse(reply, question)` reads a reply. A question for which nothing can be read gets `[]`: it
    is then searched as it stands.
    """
    replies = generate_batch(
        model, [build(q) for q in questions], temperature=0.0, max_new_tokens=new_tokens
    )
    return [parse(reply, q) for reply, q in zip(replies, questions, strict=True)]


def diversity(sets: Sequence[Collection[str]]) -> float:
    """The mean Jaccard distance over all pairs of sets, from 0 (all equal) to 1 (disjoint).

    Of two empty sets the distance is 0; fewer than two sets have no pairs and give 0.
    """
    distances = []
    for one, other in itertools.combinations([set(s) for s in sets], 2):
        union = one | other
        distances.append(1 - len(one & other) / len(union) if union else 0.0)
    return sum(distances) / len(distances) if distances else 0.0


def query_words(query: str, names: Sequence[str] = ()) -> frozenset[str]:
    """The content words of a query: lower case, without function words and without the names."""
    return content_words(query, names)
