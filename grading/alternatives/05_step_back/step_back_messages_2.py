"""Structure: text grown by regular expressions and concatenation, checks first."""

import re


def step_back_messages(question, examples=(), instruction=""):
    if not question.strip():
        raise ValueError("question must not be blank")
    clean = re.sub(r"\s+", " ", question.strip())
    text = ""
    for one in examples:
        q, b = (re.sub(r"\s+", " ", part.strip()) for part in one)
        if q.lower() == clean.lower():
            raise ValueError("this example is the question")
        text = text + "Question: " + q + "\nStep-back question: " + b + "\n\n"
    text = text + "Question: " + clean + "\nStep-back question:"
    if instruction == "":
        return [("user", text)]
    return [("system", instruction), ("user", text)]
