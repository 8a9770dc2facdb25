"""Structure: a scanner over brackets and words, no regular expressions."""

from typing import Any


def parse_answer(text: str, passages: int) -> dict[str, Any]:
    if passages < 0:
        raise ValueError("passages must not be negative")
    kept: list[str] = []
    cited: dict[int, None] = {}
    position = 0
    while position < len(text):
        opening = text.find("[", position)
        closing = text.find("]", opening + 1) if opening >= 0 else -1
        if closing < 0:
            break
        inner = [part.strip() for part in text[opening + 1 : closing].split(",")]
        if all(part.isdecimal() for part in inner):
            kept.append(text[position:opening])
            cited.update((int(part), None) for part in inner if 1 <= int(part) <= passages)
            position = closing + 1
        else:
            kept.append(text[position : opening + 1])
            position = opening + 1
    kept.append(text[position:])

    answer = ""
    for word in "".join(kept).split():
        glue = "" if not answer or word[0] in ".,;:!?" else " "
        answer += glue + word
    answer = answer.rstrip(" .")
    plain = answer.casefold().replace("’", "'")
    if not plain or "i do not know" in plain or "i don't know" in plain:
        return {"answer": "", "citations": [], "abstained": True}
    return {"answer": answer, "citations": list(cited), "abstained": False}
