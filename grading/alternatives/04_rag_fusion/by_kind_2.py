"""Structure: boolean masks over numpy arrays."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def compare_by_kind(
    baseline: Sequence[float],
    system: Sequence[float],
    kinds: Sequence[str],
    interval: Callable[[list[float], list[float]], tuple[float, float, float]],
) -> list[dict[str, Any]]:
    if len({len(baseline), len(system), len(kinds)}) > 1 or not list(kinds):
        raise ValueError("lists of unequal length, or empty")
    names = np.array(list(kinds))
    order = sorted(set(kinds), key=list(kinds).index)
    masks = [(kind, names == kind) for kind in order] + [("all", np.ones(len(names), bool))]
    rows = []
    for kind, mask in masks:
        old, new = np.array(baseline, float)[mask], np.array(system, float)[mask]
        difference, low, high = interval(old.tolist(), new.tolist())
        rows.append(
            {
                "kind": kind,
                "n": int(mask.sum()),
                "baseline": float(old.mean()),
                "system": float(new.mean()),
                "difference": difference,
                "low": low,
                "high": high,
                "verdict": {True: "better"}.get(low > 0, "worse" if high < 0 else "open"),
            }
        )
    return rows
