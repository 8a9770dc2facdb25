"""Structure: one list of (question, step-back) pairs with an open end, rendered by a helper."""


def step_back_messages(question, examples=(), instruction=""):
    def tidy(text):
        return " ".join(text.split())

    asked = tidy(question)
    if asked == "":
        raise ValueError("a blank question")
    shown = [(tidy(q), tidy(b)) for q, b in examples]
    if asked.casefold() in {q.casefold() for q, _ in shown}:
        raise ValueError("the question is among the examples")
    lines = []
    for q, b in [*shown, (asked, "")]:
        lines += [f"Question: {q}", f"Step-back question: {b}".rstrip(), ""]
    messages = [("user", "\n".join(lines[:-1]))]
    if instruction:
        messages.insert(0, ("system", instruction))
    return messages
