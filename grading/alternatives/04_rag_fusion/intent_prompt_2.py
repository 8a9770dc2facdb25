"""Structure: another demand in the system message with the queries in it, the passages reversed."""

from collections.abc import Sequence


def intent_messages(
    question: str, queries: Sequence[str], passages: Sequence[str]
) -> list[tuple[str, str]]:
    numbered = [f"[{n}] {text}" for n, text in enumerate(reversed(list(passages)), start=1)]
    context = "\n".join(numbered)
    system = "Use only the context. These searches found it: " + " ".join(queries)
    return [("system", system), ("user", f"Context:\n{context}\n\nQuestion: {question}")]
