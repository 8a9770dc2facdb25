"""Structure: a table of counts for the four outcomes."""

from collections import Counter


def repairs(before, after):
    if len(before) != len(after) or len(before) == 0:
        raise ValueError("two lists of the same length, not empty")
    table = Counter((bool(a), bool(b)) for a, b in zip(before, after, strict=True))
    wrong = table[False, True] + table[False, False]
    right = table[True, True] + table[True, False]
    return {
        "fixed": table[False, True] / max(wrong, 1),
        "broken": table[True, False] / max(right, 1),
        "gain": (table[False, True] - table[True, False]) / (wrong + right),
    }
