"""Structure: characters are filtered one by one, common tokens are found by merging two sorted
lists, and F1 is computed as 2 c / (m + n)."""

from collections.abc import Sequence


def exact_and_f1(prediction: str, golds: Sequence[str]) -> dict[str, float]:
    if len(golds) == 0:
        raise ValueError("golds is empty")

    def tokens(text: str) -> list[str]:
        kept = [c for c in text.lower() if c.isalnum() or c == "_" or c.isspace()]
        return [word for word in "".join(kept).split() if word not in ("a", "an", "the")]

    own = tokens(prediction)
    ordered = sorted(own)
    exact = 0.0
    best = 0.0
    for gold in golds:
        other = tokens(gold)
        if other == own:
            exact = 1.0
        if not own or not other:
            best = max(best, 1.0 if not own and not other else 0.0)
            continue
        theirs = sorted(other)
        i = j = common = 0
        while i < len(ordered) and j < len(theirs):
            if ordered[i] == theirs[j]:
                common += 1
                i += 1
                j += 1
            elif ordered[i] < theirs[j]:
                i += 1
            else:
                j += 1
        best = max(best, 2 * common / (len(own) + len(other)))
    return {"exact": exact, "f1": best}
