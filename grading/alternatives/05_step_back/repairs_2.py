"""Structure: the answers split into two groups, means of each."""

import numpy as np


def repairs(before, after):
    old, new = np.array(before, bool), np.array(after, bool)
    if old.shape != new.shape:
        raise ValueError("not the same number of answers")
    if old.size == 0:
        raise ValueError("no answers")

    def mean(values):
        return float(values.mean()) if values.size else 0.0

    return {
        "fixed": mean(new[~old]),
        "broken": mean(~new[old]),
        "gain": float(new.mean() - old.mean()),
    }
