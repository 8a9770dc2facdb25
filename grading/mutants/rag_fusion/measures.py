# ruff: noqa: E501
"""Mistakes in coverage and in the comparison by kind."""

from grading.mutants import mutant

C, K = "coverage", "by-kind"
mutant(
    C, name="each-query-alone", kind="missing-step", replace="seen |= set(ids)", by="seen = set(ids)",
    says="Each query is measured by itself. Coverage grows: a fact found earlier stays found.",
)  # fmt: skip
mutant(
    C, name="all-passages-needed", kind="wrong-formula",
    replace="not seen.isdisjoint(stating)", by="bool(stating) and set(stating) <= seen",
    says="A fact counts only when every passage that states it was found. One of them is enough "
    "to read it.",
)  # fmt: skip
mutant(
    C, name="share-of-passages", kind="wrong-formula",
    replace="sum(not seen.isdisjoint(stating) for stating in needed) / len(needed)",
    by="len(seen & set().union(*map(set, needed))) / max(1, len(set().union(*map(set, needed))))",
    says="You count passages. Facts are counted: five passages that state the same one cover one.",
)  # fmt: skip
mutant(
    C, name="counts-instead-of-shares", kind="missing-step", replace=" / len(needed))", by=")",
    says="You return how many facts are covered. Divide by how many are needed.",
)  # fmt: skip
mutant(
    C, name="only-the-last", kind="wrong-type", replace="return shares", by="return shares[-1:]",
    says="Only the coverage after the last query is returned. One number a query is asked for: "
    "where the curve flattens, more queries are wasted.",
)  # fmt: skip
mutant(
    C, name="gains", kind="wrong-formula", replace="return shares",
    by="return [b - a for a, b in zip([0.0, *shares], shares)]",
    says="You return what each query adds. Return the coverage so far, which never falls.",
)  # fmt: skip
mutant(
    C, name="untold-facts-left-out", kind="edge-case",
    replace="shares = []", by="shares = []\n    needed = [s for s in needed if s] or needed",
    says="A fact that no passage states is left out of the count. It is needed and not covered: "
    "leaving it out would flatter the search.",
)  # fmt: skip
mutant(
    C, name="untold-facts-covered", kind="edge-case",
    replace="not seen.isdisjoint(stating)", by="not stating or not seen.isdisjoint(stating)",
    says="A fact that no passage states counts as covered. It never is.",
)  # fmt: skip
mutant(
    C, name="equal-facts-merged", kind="edge-case",
    replace="shares = []",
    by="shares = []\n    needed = [set(one) for one in dict.fromkeys(map(frozenset, needed))]",
    says="Facts that the same passages state are counted as one. They are two facts that one passage "
    "covers, and both were needed.",
)  # fmt: skip
mutant(
    C, name="begins-before-the-first", kind="off-by-one",
    replace="shares = []", by="shares = [0.0]",
    says="Your list begins with the coverage before any query. It begins after the first one, and "
    "has one number a query.",
)  # fmt: skip
mutant(
    C, name="empty-need-accepted", kind="edge-case", replace="if not needed:", by="if False:",
    says="With no needed facts there is no share. Raise ValueError.",
)  # fmt: skip
mutant(
    C, name="arguments-changed", kind="mutation-of-input",
    replace="shares = []", by="shares = []\n    needed.sort(key=len)\n    needed.reverse()",
    says="The caller's list of needed facts is changed. Work on a copy.",
)  # fmt: skip
mutant(
    K, name="arguments-swapped", kind="wrong-order",
    replace="interval(before, after)", by="interval(after, before)",
    says="interval gets the system first, so every sign is turned: better reads worse. The "
    "baseline comes first.",
)  # fmt: skip
mutant(
    K, name="no-overall-row", kind="missing-step",
    replace="[*dict.fromkeys(kinds), None]", by="[*dict.fromkeys(kinds)]",
    says="The last row, over all questions, is missing.",
)  # fmt: skip
mutant(
    K, name="overall-row-first", kind="wrong-order",
    replace="[*dict.fromkeys(kinds), None]", by="[None, *dict.fromkeys(kinds)]",
    says="The row over all questions comes first. It comes last.",
)  # fmt: skip
mutant(
    K, name="kinds-sorted", kind="wrong-order",
    replace="dict.fromkeys(kinds)", by="sorted(set(kinds))",
    says="Kinds are in alphabetical order. They come in the order in which they first appear.",
)  # fmt: skip
mutant(
    K, name="adjacent-runs", kind="wrong-formula",
    replace="[*dict.fromkeys(kinds), None]",
    by="[k for at, k in enumerate(kinds) if not at or kinds[at - 1] != k] + [None]",
    says="A kind that comes again later gets another row. Questions of one kind need not stand "
    "together: collect them all.",
)  # fmt: skip
mutant(
    K, name="verdict-by-difference", kind="wrong-formula",
    replace='"better" if low > 0 else "worse" if high < 0 else "open"',
    by='"better" if difference > 0 else "worse" if difference < 0 else "open"',
    says="The verdict follows the difference. With few questions it has a sign by chance: the "
    "interval decides.",
)  # fmt: skip
mutant(
    K, name="zero-counts", kind="off-by-one",
    replace='"better" if low > 0 else "worse" if high < 0', by='"better" if low >= 0 else "worse" if high <= 0',
    says="An interval that touches 0 is called a difference. It must lie above or below 0.",
)  # fmt: skip
mutant(
    K, name="low-counts-at-zero", kind="off-by-one",
    replace='"better" if low > 0', by='"better" if low >= 0',
    says="An interval that begins at 0 is called better. It must lie above 0.",
)  # fmt: skip
mutant(
    K, name="verdicts-swapped", kind="wrong-order",
    replace='"better" if low > 0 else "worse" if high < 0', by='"worse" if low > 0 else "better" if high < 0',
    says="better and worse are swapped.",
)  # fmt: skip
_SYSTEM = '"system": sum(after) / len(after),'
_BASELINE = '"baseline": sum(before) / len(before),'
for _also in (False, True):
    mutant(
        K, name="mean-of-kinds", kind="wrong-formula",
        replace=[
            (line, line[:-1] + f' if kind is not None else sum(row["{name}"] for row in rows) / len(rows),')
            for line, name in ((_SYSTEM, "system"), (_BASELINE, "baseline"))
        ] + [
            ('"difference": difference,', '"difference": difference if kind is not None else '
             'sum(row["difference"] for row in rows) / len(rows),')
        ] * _also,
        says="The overall row is the mean of the kinds' means. Each question counts once, however "
        "many its kind has.",
    )  # fmt: skip
mutant(
    K, name="one-interval-for-all", kind="wrong-formula",
    replace="difference, low, high = interval(before, after)",
    by="difference, low, high = interval(list(baseline), list(system))",
    says="The interval is always that of all questions. Each row needs that of its own: a kind of "
    "ten questions says less than sixty do.",
)  # fmt: skip
mutant(
    K, name="n-of-all", kind="wrong-formula",
    replace='"n": len(chosen)', by='"n": len(kinds)',
    says="n is the number of all questions. It is that of the row's.",
)  # fmt: skip
mutant(
    K, name="lengths-unchecked", kind="edge-case",
    replace="if not len(baseline) == len(system) == len(kinds):",
    by="if not len(baseline) == len(system):",
    says="A list of kinds of another length is accepted, and scores are silently left out. Raise "
    "ValueError.",
)  # fmt: skip
mutant(
    K, name="no-questions-accepted", kind="edge-case", replace="if not kinds:", by="if False:",
    says="No questions give no means. Raise ValueError with a sentence instead of dividing by 0.",
)  # fmt: skip
