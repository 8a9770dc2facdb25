"""Structure: the user's message alone, no system message, no generated queries."""

from collections.abc import Sequence


def intent_messages(
    question: str, queries: Sequence[str], passages: Sequence[str]
) -> list[tuple[str, str]]:
    lines = ["Context:"]
    for number, text in enumerate(passages, start=1):
        lines.append(f"[{number}] {text}")
    lines += ["", f"Question: {question}"]
    return [("user", "\n".join(lines))]
