"""Structure: cumulative word counts and takewhile instead of a loop with a budget."""

from collections.abc import Sequence
from itertools import accumulate, takewhile


def cited_messages(
    question: str, passages: Sequence[str], instruction: str = "", max_words: int = 160
) -> list[tuple[str, str]]:
    asked = question.strip()
    if max_words < 1 or not asked:
        raise ValueError("max_words must be at least 1 and the question not empty")
    split = [words for words in map(str.split, passages) if words]
    if split:
        split[0] = split[0][: max_words + 1]
    totals = accumulate(len(words) for words in split)
    fitting = sum(1 for _ in takewhile(lambda total: total <= max_words, totals))
    shown = split[:fitting] if fitting else [words[:max_words] for words in split[:1]]
    numbered = [f"[{number}] {' '.join(words)}" for number, words in enumerate(shown, start=1)]
    body = ["Context:", *(numbered or ["(no passage found)"]), "", f"Question: {asked}"]
    system = [("system", instruction)] if instruction else []
    return [*system, ("user", "\n".join(body))]
