# ruff: noqa: E501
"""Mistakes in fusing by score."""

from grading.mutants import mutant

S = "comb-sum"
mutant(
    S, name="not-normalized", kind="missing-step",
    replace="if normalize and best:", by="if False:",
    says="Scores are added as they come. BM25 gives 12 where a cosine gives 0.6: the keyword "
    "search alone decides.",
)  # fmt: skip
mutant(
    S, name="always-normalized", kind="ignored-argument",
    replace="if normalize and best:", by="if best:",
    says="normalize=False is ignored: the raw sum is asked for.",
)  # fmt: skip
mutant(
    S, name="divided-by-the-largest", kind="wrong-formula",
    replace="(score - low) / (high - low) if high > low else 1.0",
    by="score / high if high else 1.0",
    says="You divide by the largest score. Cosines between 0.5 and 0.7 then stay close together: "
    "subtract the smallest as well.",
)  # fmt: skip
mutant(
    S, name="smallest-not-subtracted-below", kind="wrong-formula",
    replace="/ (high - low) if high > low", by="/ high if high > low and high",
    says="You subtract the smallest score but divide by the largest. Divide by their difference.",
)  # fmt: skip
mutant(
    S, name="range-of-all-lists", kind="wrong-formula",
    replace="low, high = min(best.values()), max(best.values())",
    by="values = [s for one in results for _, s in one]\n            low, high = min(values), max(values)",
    says="Smallest and largest are taken over all lists. Each list has a scale of its own: that "
    "is why it is normalized.",
)  # fmt: skip
mutant(
    S, name="equal-scores-get-0", kind="edge-case", replace="else 1.0", by="else 0.0",
    says="Where all scores of a list are equal, its ids get 0, as if it had found nothing. They "
    "get 1.",
)  # fmt: skip
mutant(
    S, name="duplicates-add-up", kind="edge-case",
    replace="best[document] = max(score, best.get(document, score))",
    by="best[document] = best.get(document, 0.0) + score",
    says="An id that a list repeats gets the sum of its scores. Its largest score counts, once.",
)  # fmt: skip
mutant(
    S, name="last-score-counts", kind="edge-case",
    replace="max(score, best.get(document, score))", by="score",
    says="Of a repeated id the last score counts. The largest does.",
)  # fmt: skip
mutant(
    S, name="first-score-counts", kind="edge-case",
    replace="max(score, best.get(document, score))", by="best.get(document, score)",
    says="Of a repeated id the first score counts. The largest does: lists come in any order.",
)  # fmt: skip
mutant(
    S, name="range-before-duplicates", kind="wrong-order",
    replace="low, high = min(best.values()), max(best.values())",
    by="low, high = min(s for _, s in result), max(s for _, s in result)",
    says="The smallest score is taken over all entries, also those that a larger one of the same "
    "id replaces. Settle repetitions first, then take the range.",
)  # fmt: skip
mutant(
    S, name="mean-instead-of-sum", kind="wrong-formula",
    replace="sums.get(document, 0.0) + score", by="sums.get(document, 0.0) + score / len(results)",
    says="You return means. CombSUM is the sum over the lists.",
)  # fmt: skip
mutant(
    S, name="times-the-lists", kind="wrong-formula",
    replace="rounded = {document: round(float(total), 9)",
    by="rounded = {document: round(float(total) * sum(any(i == document for i, _ in one) "
    "for one in results), 9)",
    says="Sums are multiplied by the number of lists that hold the id. That is CombMNZ, of the "
    "same paper; CombSUM is asked for.",
)  # fmt: skip
mutant(
    S, name="largest-instead-of-sum", kind="wrong-formula",
    replace="sums[document] = sums.get(document, 0.0) + score",
    by="sums[document] = max(sums.get(document, score), score)",
    says="You keep an id's largest score (that is CombMAX). CombSUM adds them.",
)  # fmt: skip
mutant(
    S, name="ties-by-appearance", kind="edge-case",
    replace="key=lambda pair: (-pair[1], pair[0])", by="key=lambda pair: -pair[1]",
    says="Ties keep the order in which ids appeared. Order them by id.",
)  # fmt: skip
mutant(
    S, name="smallest-first", kind="wrong-order",
    replace="(-pair[1], pair[0])", by="(pair[1], pair[0])",
    says="The smallest sum comes first. The largest comes first.",
)  # fmt: skip
mutant(
    S, name="not-rounded", kind="missing-step",
    replace="round(float(total), 9)", by="float(total)",
    says="Equal sums, added in another order, differ in their last digit, and noise decides ties. "
    "Round to nine decimals before you sort.",
)  # fmt: skip
mutant(
    S, name="zeros-left-out", kind="edge-case",
    replace="for document, total in sums.items()}", by="for document, total in sums.items() if total}",
    says="Ids with sum 0 are left out. The last of a normalized list has 0 and was found all the "
    "same.",
)  # fmt: skip
mutant(
    S, name="divided-by-the-sum", kind="wrong-formula",
    replace=[("low, high = min(best.values()), max(best.values())", "whole = sum(best.values())"),
             ("(score - low) / (high - low) if high > low else 1.0", "score / whole if whole else 1.0")],
    says="You divide by the sum of the list's scores, so long lists get small numbers. Min-max is "
    "asked for: (s - smallest) / (largest - smallest).",
)  # fmt: skip
mutant(
    S, name="standardized", kind="wrong-formula",
    replace=[("low, high = min(best.values()), max(best.values())",
              "mean = sum(best.values()) / len(best)\n            spread = "
              "(sum((s - mean) ** 2 for s in best.values()) / len(best)) ** 0.5"),
             ("(score - low) / (high - low) if high > low else 1.0",
              "(score - mean) / spread if spread else 1.0")],
    says="You subtract the mean and divide by the standard deviation. Then half of what a list found "
    "has a negative score and is punished for being found. Min-max is asked for.",
)  # fmt: skip
mutant(
    S, name="normalized-after-the-sum", kind="wrong-order",
    replace=[("if normalize and best:", "if False:"),
             ("rounded = {document: round(float(total), 9)",
              "if normalize and sums:\n"
              "        low, high = min(sums.values()), max(sums.values())\n"
              "        sums = {d: (t - low) / (high - low) if high > low else 1.0 "
              "for d, t in sums.items()}\n"
              "    rounded = {document: round(float(total), 9)")],
    says="The sums are normalized, not the lists. By then the larger scale has decided: bring each "
    "list to the range from 0 to 1 before you add.",
)  # fmt: skip
mutant(
    S, name="epsilon-in-the-denominator", kind="extra-step",
    replace="/ (high - low) if high > low", by="/ (high - low + 1e-9) if high > low",
    says="A small number is added to the denominator, so the largest score becomes a little less than "
    "1 and ids that tie no longer do. Only equal scores need care: treat them as a case of their own.",
)  # fmt: skip
