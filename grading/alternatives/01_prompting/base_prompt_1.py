"""A system message with the rules, a user message with numbered passages, then the question."""


def base_prompt(question: str, passages: list[str]) -> list[tuple[str, str]]:
    rules = (
        "Answer the question from the passages alone. Give only the answer, in as few words as "
        "possible. If the passages do not hold the answer, say: I do not know"
    )
    numbered = [f"[{number}] {passage}" for number, passage in enumerate(passages, start=1)]
    return [("system", rules), ("user", "\n".join([*numbered, f"Question: {question}"]))]
