"""Mistakes in recall and reciprocal rank."""

from grading.mutants import mutant

mutant(
    "recall-mrr",
    name="precision",
    kind="wrong-formula",
    replace="/ len(wanted))",
    by="/ k)",
    says="You divide by k: that is precision. Recall divides by the number of relevant documents.",
)
mutant(
    "recall-mrr",
    name="hit-rate",
    kind="wrong-formula",
    replace="recalls.append(len(set(top) & set(wanted)) / len(wanted))",
    by="recalls.append(float(bool(set(top) & set(wanted))))",
    says="You count whether any relevant document was found: that is the hit rate. Recall is the "
    "share of all relevant documents.",
)
mutant(
    "recall-mrr",
    name="missing-queries-skipped",
    kind="edge-case",
    replace="if not wanted:",
    by="if not wanted or query not in rankings:",
    says="A query without a ranking is skipped. Then a system that answers only easy queries "
    "scores best: count it as 0.",
)
mutant(
    "recall-mrr",
    name="unanswerable-counted-as-zero",
    kind="edge-case",
    replace=[
        ("        if not wanted:\n            continue\n", ""),
        ("/ len(wanted))", "/ max(1, len(wanted)))"),
    ],
    says="Queries without relevant documents pull the average down although no ranking could "
    "answer them: leave them out.",
)
mutant(
    "recall-mrr",
    name="rank-from-zero",
    kind="off-by-one",
    replace="enumerate(top, start=1) if document in wanted]",
    by="enumerate(top, start=2) if document in wanted]",
    says="Ranks are one too high. The first result has rank 1 and reciprocal rank 1.",
)
mutant(
    "recall-mrr",
    name="mrr-beyond-k",
    kind="ignored-argument",
    replace="for rank, document in enumerate(top, start=1)",
    by="for rank, document in enumerate(rankings.get(query, []), start=1)",
    says="The reciprocal rank looks beyond the first k results.",
)
mutant(
    "recall-mrr",
    name="last-relevant-rank",
    kind="wrong-formula",
    replace="1 / ranks[0]",
    by="1 / ranks[-1]",
    says="The reciprocal rank takes the first relevant result, not the last.",
)
mutant(
    "recall-mrr",
    name="repeats-count",
    kind="edge-case",
    replace="len(set(top) & set(wanted))",
    by="len([d for d in top if d in wanted])",
    says="A document listed twice counts twice, so recall can exceed 1.",
)
