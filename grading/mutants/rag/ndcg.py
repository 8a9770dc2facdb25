"""Mistakes in nDCG."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.evaluation import ndcg

mutant(
    "ndcg",
    name="exponential-gain",
    kind="wrong-formula",
    replace="gain / math.log2(rank + 1)",
    by="(2**gain - 1) / math.log2(rank + 1)",
    says="You use the exponential gain 2^grade - 1 (Burges et al. 2005). Both are in use, and the "
    "numbers differ: this course uses the linear gain, as trec_eval does.",
)
mutant(
    "ndcg",
    name="ideal-of-retrieved-only",
    kind="wrong-formula",
    replace="ideal = sorted(grades.values(), reverse=True)",
    by="ideal = sorted(gains, reverse=True)",
    says="The ideal ranking is made of what was retrieved. Then a ranking that misses the best "
    "documents can score 1: use all graded documents.",
)
mutant(
    "ndcg",
    name="ideal-not-cut",
    kind="ignored-argument",
    replace=[
        ("in enumerate(row[:k], start=1)", "in enumerate(row, start=1)"),
        ("in (gains, ideal)", "in (gains[:k], ideal)"),
    ],
    says="The ideal ranking is not cut at k, so even a perfect top k scores below 1.",
)
mutant(
    "ndcg",
    name="discount-from-rank-two",
    kind="off-by-one",
    replace="gain / math.log2(rank + 1)",
    by="gain / max(1.0, math.log2(rank))",
    says="You discount by log2(rank) from rank 2 on (the paper's first form): ranks 1 and 2 then "
    "weigh the same. Here the discount is log2(rank + 1).",
)
mutant(
    "ndcg",
    name="not-normalised",
    kind="missing-step",
    replace="return dcg / best if best > 0 else 0.0",
    by="return dcg if best > 0 else 0.0",
    says="That is DCG: it grows with the number of relevant documents. Divide by the DCG of the "
    "ideal ranking.",
)
mutant(
    "ndcg",
    name="no-discount",
    kind="missing-step",
    replace="gain / math.log2(rank + 1)",
    by="gain",
    says="Every rank counts the same. The discount 1 / log2(rank + 1) is what makes the order "
    "matter.",
)
mutant(
    "ndcg",
    name="binary-gain",
    kind="wrong-type",
    replace="gain / math.log2(rank + 1)",
    by="min(gain, 1) / math.log2(rank + 1)",
    says="Every relevant document gains 1. The grades say how relevant: use them.",
)
mutant(
    "ndcg",
    name="repeats-gain",
    kind="edge-case",
    replace="0.0 if document in seen else grades.get(document, 0.0)",
    by="grades.get(document, 0.0)",
    says="A document that is listed again gains again, so repeating the best one beats every "
    "honest ranking.",
)

mutant(
    "ndcg",
    name="discount-by-rank",
    kind="wrong-formula",
    replace="gain / math.log2(rank + 1)",
    by="gain / rank",
    says="You divide by the rank, so the second place counts half of the first. The discount is "
    "log2(rank + 1): it falls off much more slowly.",
)

_SUM = """        sum(gain / math.log2(rank + 1) for rank, gain in enumerate(row[:k], start=1))
        for row in (gains, ideal)
"""
_DISCOUNT = "gain / math.log2(rank + 1)"
_IDEAL = "ideal = sorted(grades.values(), reverse=True)"
_GAINS = """    gains, seen = [], set()
    for document in ranking:
        gains.append(0.0 if document in seen else grades.get(document, 0.0))
        seen.add(document)
"""


def _two(term: str, ranked: str, ideal: str) -> tuple[str, str]:
    """A patch with one function `f` for the ranking and another for the ideal."""
    return _SUM, (
        f"        sum({term} for rank, gain in enumerate(row[:k], start=1))\n"
        f"        for row, f in ((gains, lambda x: {ranked}), (ideal, lambda x: {ideal}))\n"
    )


_HALF = (
    "the exponential gain 2^grade - 1 (Burges et al. 2005) in the DCG of the {} only. Here both "
)
for _name, _kind, _patch, _says in (
    (
        "exponential-gain",
        "wrong-formula",
        _two("f(gain) / math.log2(rank + 1)", "2**x - 1", "x"),
        "You use " + _HALF.format("ranking") + "take the grade itself, so the result is at most 1.",
    ),
    (
        "exponential-gain",
        "wrong-formula",
        _two("f(gain) / math.log2(rank + 1)", "x", "2**x - 1"),
        "You use " + _HALF.format("ideal") + "take the grade itself.",
    ),
    (
        "discount-one-rank-late",
        "off-by-one",
        (_DISCOUNT, "gain / math.log2(rank + 2)"),
        "The discount is one rank too far: log2(i + 2) belongs to i from 0. With ranks from 1 it "
        "is log2(rank + 1), so that the first place is divided by 1.",
    ),
    (
        "logarithm-of-one",
        "off-by-one",
        (_DISCOUNT, "gain / math.log2(rank)"),
        "You divide by log2(1) = 0 at the first place. Ranks count from 1 and the discount is "
        "log2(rank + 1): 1 at the first place.",
    ),
    (
        "one-plus-logarithm",
        "wrong-formula",
        (_DISCOUNT, "gain / (1 + math.log2(rank))"),
        "You divide by 1 + log2(rank). The 1 belongs inside: log2(1 + rank).",
    ),
    (
        "one-plus-logarithm",
        "wrong-formula",
        (_DISCOUNT, "gain / (1 + math.log(rank))"),
        "You divide by 1 + ln(rank). The 1 belongs inside: log2(1 + rank).",
    ),
    (
        "first-two-undiscounted",
        "wrong-formula",
        (_DISCOUNT, "gain / (1 if rank <= 2 else math.log2(rank + 1))"),
        "The first two places both count in full. Only the first does: the second is divided by "
        "log2(3) already.",
    ),
    (
        "square-root-discount",
        "wrong-formula",
        (_DISCOUNT, "gain / math.sqrt(rank)"),
        "You divide by the root of the rank. The discount is log2(rank + 1).",
    ),
    (
        "two-discounts",
        "wrong-formula",
        _two("gain / math.log2(f(rank))", "x + 2", "x + 1"),
        "The ranking is discounted by one rank more than the ideal, so even a perfect ranking "
        "stays below 1. Both take log2(rank + 1) with rank from 1.",
    ),
    (
        "two-discounts",
        "wrong-formula",
        _two("gain / math.log2(f(rank))", "x + 1", "x + 2"),
        "The ideal is discounted by one rank more than the ranking, so the result can exceed 1. "
        "Both take log2(rank + 1) with rank from 1.",
    ),
    (
        "ideal-without-discount",
        "missing-step",
        _two("gain / f(rank)", "math.log2(x + 1)", "1"),
        "The ideal is a plain sum of grades. It is a DCG too: the same discount, over the grades "
        "in falling order.",
    ),
    (
        "ideal-not-sorted",
        "missing-step",
        (_IDEAL, "ideal = list(grades.values())"),
        "The ideal takes the grades in the order of the dictionary. Sort them, the highest first.",
    ),
    (
        "ideal-rising",
        "wrong-order",
        (_IDEAL, "ideal = sorted(grades.values())"),
        "The ideal begins with the lowest grade: sorted() rises. The highest comes first.",
    ),
    (
        "ideal-of-retrieved-only",
        "wrong-formula",
        (_IDEAL, "ideal = sorted(gains[:k], reverse=True)"),
        "The ideal ranking is made of the first k results. Then a ranking that misses the best "
        "documents can score 1: use all graded documents.",
    ),
    (
        "ideal-as-long-as-the-ranking",
        "edge-case",
        (_IDEAL, "ideal = sorted(grades.values(), reverse=True)[: len(ranking)]"),
        "The ideal ranking is as short as the ranking. It is cut at k only: a ranking that lists "
        "too little loses by that.",
    ),
    (
        "ranking-not-cut",
        "ignored-argument",
        (_SUM, _SUM.replace("row[:k]", "row").replace("ideal)", "ideal[:k])")),
        "The ranking is not cut at k: only its first k places count.",
    ),
    (
        "k-ignored",
        "ignored-argument",
        (_SUM, _SUM.replace("row[:k]", "row")),
        "k has no effect. Ranking and ideal are both cut at k.",
    ),
    (
        "ideal-of-different-grades",
        "wrong-type",
        (_IDEAL, "ideal = sorted(set(grades.values()), reverse=True)"),
        "The ideal holds each grade once: a set drops equal ones. Every graded document takes a "
        "place in it.",
    ),
    (
        "two-discounts",
        "wrong-formula",
        _two("gain / math.log2(f(rank))", "max(x, 2)", "x + 1"),
        "The ranking is discounted by log2(rank) from rank 2 on, the ideal by log2(rank + 1), so "
        "the result can exceed 1. Both take log2(rank + 1).",
    ),
    (
        "stops-at-a-repeat",
        "edge-case",
        (
            "        gains.append(0.0 if document in seen else grades.get(document, 0.0))\n",
            "        if document in seen:\n            break\n"
            "        gains.append(grades.get(document, 0.0))\n",
        ),
        "The ranking ends at the first repeat. A document listed again gains 0 there, and those "
        "after it still count.",
    ),
    (
        "repeats-removed",
        "edge-case",
        (
            _GAINS,
            "    gains = [grades.get(document, 0.0) for document in dict.fromkeys(ranking)]\n",
        ),
        "You take repeats out, so what stands after them moves up. A document listed again gains 0 "
        "there and keeps its rank.",
    ),
    (
        "ungraded-removed",
        "edge-case",
        (
            "        gains.append(0.0 if document in seen else grades.get(document, 0.0))\n",
            "        if document in grades:\n"
            "            gains.append(0.0 if document in seen else grades[document])\n",
        ),
        "Documents without a grade are taken out, so what stands after them moves up. They gain 0 "
        "and keep their rank.",
    ),
    (
        "ungraded-stops",
        "edge-case",
        ("grades.get(document, 0.0)", "grades[document]"),
        "A document without a grade stops your code with a KeyError. It gains 0: "
        "grades.get(document, 0).",
    ),
    (
        "nothing-to-gain-stops",
        "edge-case",
        ("return dcg / best if best > 0 else 0.0", "return dcg / best"),
        "Where no grade is above 0 the ideal DCG is 0, and you divide by it. Return 0.0 then.",
    ),
):
    mutant("ndcg", name=_name, kind=_kind, function=alone(ndcg, _patch), says=_says)
