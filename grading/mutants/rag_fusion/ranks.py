"""Mistakes in fusing by rank."""

from grading.mutants import mutant

R, W = "rrf", "weighted-rrf"
_TIES = "key=lambda pair: (-pair[1], pair[0])"
for exercise, term in ((R, "1 / (k + rank)"), (W, "weight / total / (k + rank)")):
    mutant(
        exercise, name="ranks-from-0", kind="off-by-one", replace="start=1", by="start=0",
        says="Your best document has rank 0. In the paper ranks start at 1, so it scores "
        "1 / (k + 1).",
    )  # fmt: skip
    mutant(
        exercise, name="k-ignored", kind="ignored-argument", replace=term,
        by=term.replace("k +", "60 +"),
        says="k is always 60. It is an argument: how it matters is what the lesson measures.",
    )  # fmt: skip
    mutant(
        exercise, name="duplicates-add-up", kind="edge-case",
        replace="enumerate(dict.fromkeys(ranking), start=1)", by="enumerate(ranking, start=1)",
        says="An id that a ranking repeats counts several times. A list with copies would win by "
        "stuttering: count each id once, where it stands first, and let the copies take no rank.",
    )  # fmt: skip
    mutant(
        exercise, name="duplicates-take-ranks", kind="edge-case",
        replace="enumerate(dict.fromkeys(ranking), start=1):",
        by="((ranking.index(one) + 1, one) for one in dict.fromkeys(ranking)):",
        says="A repeated id counts once, but its copies take ranks, so the ids after them fall "
        "back. Remove the copies first, then count ranks.",
    )  # fmt: skip
    mutant(
        exercise, name="last-place-counts", kind="wrong-order",
        replace="dict.fromkeys(ranking)", by="list(dict.fromkeys(ranking[::-1]))[::-1]",
        says="A repeated id counts where it stands last. Its first place is the one that the "
        "retriever gave it.",
    )  # fmt: skip
    mutant(
        exercise, name="ties-by-appearance", kind="edge-case",
        replace=_TIES, by="key=lambda pair: -pair[1]",
        says="Ties keep the order in which ids appeared, so the result depends on which retriever "
        "came first. Order ties by id.",
    )  # fmt: skip
    mutant(
        exercise, name="ties-by-falling-id", kind="wrong-order",
        replace=f"sorted(rounded.items(), {_TIES})",
        by="sorted(rounded.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)",
        says="Reversing the whole sort reverses the ids among ties too. Negate the score instead.",
    )  # fmt: skip
    mutant(
        exercise, name="not-rounded", kind="missing-step",
        replace="round(score, 9)", by="score",
        says="Equal sums, added in another order, differ in their last digit, and noise decides "
        "ties. Round to nine decimals before you sort.",
    )  # fmt: skip
    mutant(
        exercise, name="rank-without-k", kind="wrong-formula", replace=term,
        by=term.replace("(k + rank)", "rank"),
        says="You sum 1 / rank. The constant k belongs into the denominator: 1 / (k + rank).",
    )  # fmt: skip
    mutant(
        exercise, name="negative-k-accepted", kind="edge-case", replace="if k < 0:", by="if False:",
        says="A negative k is accepted: with k = -1 the first rank divides by zero. Raise "
        "ValueError.",
    )  # fmt: skip
    mutant(
        exercise, name="only-the-best-rank", kind="wrong-formula",
        replace=f"scores.get(document, 0.0) + {term}",
        by=f"max(scores.get(document, 0.0), {term})",
        says="You keep the best reciprocal rank of an id. The point of the fusion is the sum: "
        "every ranking that agrees adds to it.",
    )  # fmt: skip
    mutant(
        exercise, name="worst-first", kind="wrong-order", replace=_TIES,
        by="key=lambda pair: (pair[1], pair[0])",
        says="The lowest score comes first. The best comes first.",
    )  # fmt: skip
    mutant(
        exercise, name="counted-once-overall", kind="wrong-formula",
        replace="dict.fromkeys(ranking)",
        by="[one for one in dict.fromkeys(ranking) if one not in scores]",
        says="An id that an earlier ranking held is left out of the later ones, as if seen once "
        "were enough. Repetitions count once within a ranking; across rankings they are the votes.",
    )  # fmt: skip
    mutant(
        exercise, name="ranks-run-on", kind="missing-step",
        replace=[("scores: dict[str, float] = {}", "scores: dict[str, float] = {}\n    before = 0"),
                 ("for rank, document in enumerate(dict.fromkeys(ranking), start=1):",
                  "for rank, document in enumerate(dict.fromkeys(ranking), start=before + 1):\n"
                  "            before = rank")],
        says="Ranks go on counting from one ranking to the next, so later rankings hardly count. "
        "Each ranking begins at rank 1.",
    )  # fmt: skip
    mutant(
        exercise, name="without-parentheses", kind="wrong-formula", replace=term,
        by=term.replace("(k + rank)", "k + rank"),
        says="Python reads 1 / k + rank as (1 / k) + rank, so the worst rank adds most. Put "
        "k + rank in parentheses.",
    )  # fmt: skip
mutant(
    R, name="mean-instead-of-sum", kind="wrong-formula",
    replace="1 / (k + rank)", by="1 / (k + rank) / len(rankings)",
    says="You divide by the number of rankings. The order is the same; the paper's score is the "
    "sum.",
)  # fmt: skip
mutant(
    R, name="zero-k-refused", kind="off-by-one", replace="if k < 0:", by="if k <= 0:",
    says="k = 0 is refused. It is allowed: then the sum is over 1 / rank.",
)  # fmt: skip
mutant(
    W, name="weights-not-normalized", kind="missing-step",
    replace="weight / total / (k + rank)", by="weight / (k + rank)",
    says="Weights are used as they come. Divide by their sum, so that only their proportions "
    "count and scores stay comparable.",
)  # fmt: skip
mutant(
    W, name="divided-by-number", kind="wrong-formula",
    replace="weight / total / (k + rank)", by="weight / len(weights) / (k + rank)",
    says="You divide by the number of rankings. Divide by the sum of the weights.",
)  # fmt: skip
mutant(
    W, name="weights-ignored", kind="ignored-argument",
    replace="weight / total / (k + rank)", by="1 / len(weights) / (k + rank)",
    says="All rankings count the same. Each term is multiplied by its ranking's weight.",
)  # fmt: skip
mutant(
    W, name="weight-on-the-rank", kind="wrong-formula",
    replace="weight / total / (k + rank)", by="1 / total / (k + rank / weight)",
    says="The weight changes the rank. It multiplies the term: w / (k + rank).",
)  # fmt: skip
mutant(
    W, name="weight-0-takes-part", kind="edge-case",
    replace="        if weight == 0:\n            continue\n", by="",
    says="A ranking of weight 0 still brings its ids, with score 0. It takes no part.",
)  # fmt: skip
mutant(
    W, name="negative-weight-accepted", kind="edge-case",
    replace="if any(weight < 0 for weight in weights):", by="if False:",
    says="A negative weight is accepted: then a good rank would lower the score. Raise ValueError.",
)  # fmt: skip
mutant(
    W, name="unequal-lengths-accepted", kind="edge-case",
    replace=[("if len(weights) != len(rankings):", "if False:"), ("strict=True", "strict=False")],
    says="Another number of weights than rankings is accepted, and a ranking is silently lost. "
    "Raise ValueError.",
)  # fmt: skip
mutant(
    W, name="divided-by-the-largest", kind="wrong-formula",
    replace="total = sum(weights)", by="total = max(weights, default=0)",
    says="You divide by the largest weight. Divide by the sum of all weights.",
)  # fmt: skip
mutant(
    W, name="scores-sum-to-one", kind="wrong-formula",
    replace=[("weight / total / (k + rank)", "weight / (k + rank)"),
             ("round(score, 9)", "round(score / sum(scores.values()), 9)")],
    says="You divide the scores by their sum. The weights are divided by theirs; the scores keep "
    "the size of a reciprocal rank.",
)  # fmt: skip
