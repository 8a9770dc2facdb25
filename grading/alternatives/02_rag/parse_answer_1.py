"""Structure: regular expressions for the marks and for white space."""

import re
from typing import Any


def parse_answer(text: str, passages: int) -> dict[str, Any]:
    if passages < 0:
        raise ValueError("passages must not be negative")
    mark = re.compile(r"\[\s*\d+\s*(?:,\s*\d+\s*)*\]")
    citations: list[int] = []
    for match in mark.finditer(text):
        for digits in re.findall(r"\d+", match.group()):
            number = int(digits)
            if 1 <= number <= passages and number not in citations:
                citations.append(number)
    answer = re.sub(r"\s+", " ", mark.sub("", text))
    answer = re.sub(r"\s+(?=[.,;:!?])", "", answer)
    answer = re.sub(r"^\s+|[\s.]+$", "", answer)
    plain = answer.lower().replace("’", "'")
    if not plain or re.search(r"i do not know|i don't know", plain):
        return {"answer": "", "citations": [], "abstained": True}
    return {"answer": answer, "citations": citations, "abstained": False}
