"""One user message: passages without numbers, the question, and the rules at the end."""


def base_prompt(question: str, passages: list[str]) -> list[tuple[str, str]]:
    context = ""
    for passage in passages:
        context += passage + "\n"
    prompt = (
        f"Context:\n{context}\nQuestion: {question}\n"
        "Use only what the context says, nothing that you remember. Reply with the short answer, "
        'or with "I do not know" when the context does not say it.'
    )
    return [("user", prompt)]
