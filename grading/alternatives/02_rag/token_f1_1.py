"""Structure: regular expressions normalize, Counter intersection counts common tokens."""

import re
from collections import Counter
from collections.abc import Sequence


def exact_and_f1(prediction: str, golds: Sequence[str]) -> dict[str, float]:
    if not golds:
        raise ValueError("golds is empty")

    def tokens(text: str) -> list[str]:
        text = re.sub(r"[^\w\s]", "", text.lower())
        return re.sub(r"\b(?:a|an|the)\b", " ", text).split()

    def f1(left: list[str], right: list[str]) -> float:
        if not left or not right:
            return float(left == right)
        common = (Counter(left) & Counter(right)).total()
        if common == 0:
            return 0.0
        precision, recall = common / len(left), common / len(right)
        return 2 * precision * recall / (precision + recall)

    own = tokens(prediction)
    others = [tokens(gold) for gold in golds]
    return {
        "exact": max(float(own == other) for other in others),
        "f1": max(f1(own, other) for other in others),
    }
