"""Mistakes in nDCG."""

from grading.mutants import mutant

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
