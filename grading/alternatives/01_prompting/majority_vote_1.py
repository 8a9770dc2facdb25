"""Normalise by string methods, count with a Counter."""

from collections import Counter


def majority_vote(answers: list[str | None]) -> tuple[str | None, float]:
    def normalise(answer: str) -> str:
        answer = answer.replace(",", "")
        end = len(answer)
        while end > 0 and (answer[end - 1] == "." or answer[end - 1].isspace()):
            end -= 1
        return " ".join(answer[:end].lower().split())

    votes = Counter(normalise(answer) for answer in answers if answer is not None)
    votes.pop("", None)
    if not votes:
        return None, 0.0
    winner, count = votes.most_common(1)[0]
    return winner, count / len(answers)
