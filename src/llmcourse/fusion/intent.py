"""The answer prompt of RAG-Fusion: many queries searched, one question answered."""

from collections.abc import Sequence


def intent_messages(
    question: str, queries: Sequence[str], passages: Sequence[str]
) -> list[tuple[str, str]]:
    """Build the messages after a fused search, so that the original question is answered.

    The passages were found by ``question`` and by generated ``queries`` together, and some answer
    only a generated query, which may have drifted from what was asked. The messages must make the
    model answer ``question``. They are judged by their effect alone: Pocket reads them, greedily,
    for questions whose passages hold the answer to the question and, just as plainly, the answer
    to a drifted query; counted are replies that answer the question. Pocket was trained on one
    user message of the form ``"Context:\\n[1] <first>\\n[2] <second>\\n\\nQuestion: <question>"``
    and on system messages that demand to answer from the context only. The messages must hold the
    question and every passage, word for word; whether, where and how the generated queries are
    shown is yours to decide. The lists given stay as they are.

    Args:
        question: what the user asked.
        queries: the generated queries, the user's question not among them.
        passages: the fused passages, the best first.

    Returns:
        ``("system" | "user" | "assistant", text)`` pairs; the last one is the user's.
    """
    context = "\n".join(f"[{number}] {text}" for number, text in enumerate(passages, start=1))
    return [
        ("system", "Answer from the context only."),
        ("user", f"Context:\n{context}\n\nQuestion: {question}"),
    ]
