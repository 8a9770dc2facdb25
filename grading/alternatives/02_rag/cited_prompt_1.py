"""Structure: one loop with a budget of words that is left."""

from collections.abc import Sequence


def cited_messages(
    question: str, passages: Sequence[str], instruction: str = "", max_words: int = 160
) -> list[tuple[str, str]]:
    if max_words < 1:
        raise ValueError("max_words must be at least 1")
    if not question.strip():
        raise ValueError("the question is empty")
    lines: list[str] = []
    left = max_words
    for passage in passages:
        words = passage.split()
        if not words:
            continue
        if len(words) > left:
            if not lines:
                lines.append("[1] " + " ".join(words[:max_words]))
            break
        left -= len(words)
        lines.append(f"[{len(lines) + 1}] " + " ".join(words))
    context = "\n".join(lines) or "(no passage found)"
    messages = [("user", f"Context:\n{context}\n\nQuestion: {question.strip()}")]
    if instruction != "":
        messages.insert(0, ("system", instruction))
    return messages
