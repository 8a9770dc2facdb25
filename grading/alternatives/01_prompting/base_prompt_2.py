"""The rules as the first lines of one user message, passages without numbers."""


def base_prompt(question: str, passages: list[str]) -> list[tuple[str, str]]:
    rules = "Answer from the context only. If the context does not contain the answer, say: "
    parts = [rules + "I do not know.", "Context:\n" + "\n".join(passages), f"Question: {question}"]
    return [("user", "\n\n".join(parts))]
