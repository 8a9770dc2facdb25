"""Mistakes in measures and the bootstrap."""

from grading.mutants import mutant

# recall-mrr
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

# ndcg
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

# token-f1
mutant(
    "token-f1",
    name="articles-inside-words",
    kind="wrong-formula",
    replace='re.sub(r"[^\\w\\s]", "", text.lower())',
    by='re.sub(r"an|a|the", "", re.sub(r"[^\\w\\s]", "", text.lower()))',
    says="Articles go wherever their letters stand, so 'Corva' becomes 'corv'. Only whole words "
    "that are articles go.",
)
mutant(
    "token-f1",
    name="articles-before-punctuation",
    kind="wrong-order",
    replace='re.sub(r"[^\\w\\s]", "", text.lower())',
    by='re.sub(r"[^\\w\\s]", "", re.sub(r"\\b(an?|the)\\b", " ", text.lower()))',
    says="Articles go before the punctuation does, so the 'a' of 'a-b' counts as one. First remove "
    "punctuation, then split into words, then drop those that are articles.",
)
mutant(
    "token-f1",
    name="articles-stay",
    kind="missing-step",
    replace='if word not in ("a", "an", "the")',
    by="",
    says="Articles are compared: 'the Corva dam' is not 'Corva dam'. SQuAD removes a, an, the.",
)
mutant(
    "token-f1",
    name="punctuation-stays",
    kind="missing-step",
    replace='re.sub(r"[^\\w\\s]", "", text.lower())',
    by="text.lower()",
    says="Punctuation stays attached to words: 'Corva,' is not 'Corva'.",
)
mutant(
    "token-f1",
    name="punctuation-splits",
    kind="wrong-formula",
    replace='re.sub(r"[^\\w\\s]", "", text.lower())',
    by='re.sub(r"[^\\w\\s]", " ", text.lower())',
    says="Punctuation becomes a space and splits words. In SQuAD's normalization it vanishes.",
)
mutant(
    "token-f1",
    name="case-stays",
    kind="missing-step",
    replace="text.lower())",
    by="text)",
    says="Case is compared: lower both strings first.",
)
mutant(
    "token-f1",
    name="sets-of-tokens",
    kind="wrong-type",
    replace="sum((Counter(given) & Counter(right)).values())",
    by="len(set(given) & set(right))",
    says="You count different common tokens. Repeats count as often as they occur in both.",
)
mutant(
    "token-f1",
    name="arithmetic-mean",
    kind="wrong-formula",
    replace="2 * precision * recall / (precision + recall)",
    by="(precision + recall) / 2",
    says="F1 is the harmonic mean of precision and recall: a reply that contains every word has "
    "recall 1, and the arithmetic mean would reward it.",
)
mutant(
    "token-f1",
    name="first-gold-only",
    kind="ignored-argument",
    replace="for right in rights:",
    by="for right in rights[:1]:",
    says="Only the first right answer is looked at. Take the best over all.",
)
mutant(
    "token-f1",
    name="exact-ignores-order",
    kind="wrong-type",
    replace="max(exact, float(given == right))",
    by="max(exact, float(sorted(given) == sorted(right)))",
    says="Exact match ignores the order of the tokens. Only F1 does.",
)
mutant(
    "token-f1",
    name="mean-over-golds",
    kind="wrong-formula",
    replace='return {"exact": exact, "f1": f1}',
    by='return {"exact": exact / len(golds), "f1": f1 / len(golds)}',
    says="You average over the right answers. One of them is enough: take the maximum.",
)

# paired-bootstrap
mutant(
    "paired-bootstrap",
    name="unpaired",
    kind="wrong-formula",
    replace="means = differences[positions].mean(axis=1)",
    by="means = (np.asarray(candidate, dtype=float)[positions].mean(axis=1)\n"
    "             - np.asarray(baseline, dtype=float)[positions[::-1]].mean(axis=1))",
    says="You draw the questions of the two systems independently. Hard questions are hard for "
    "both; the pairing removes that and gives a much narrower interval.",
)
mutant(
    "paired-bootstrap",
    name="sign-turned",
    kind="wrong-order",
    replace="np.asarray(candidate, dtype=float) - np.asarray(baseline, dtype=float)",
    by="np.asarray(baseline, dtype=float) - np.asarray(candidate, dtype=float)",
    says="You subtract the candidate from the baseline: an improvement shows as a loss.",
)
mutant(
    "paired-bootstrap",
    name="one-sided",
    kind="wrong-formula",
    replace="[(1 - level) / 2, (1 + level) / 2]",
    by="[1 - level, level]",
    says="You cut off 1 - level at each end, so the interval holds only 2 level - 1: 90% instead "
    "of 95%. Half of the rest belongs to each end.",
)
mutant(
    "paired-bootstrap",
    name="normal-interval",
    kind="wrong-formula",
    replace="low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])",
    by="low, high = (differences.mean() + s * 1.959964 * means.std() for s in (-1, 1))",
    says="You take 1.96 standard deviations of the resampled means. That is the normal "
    "approximation: it ignores level and the skew. Use quantiles.",
)
mutant(
    "paired-bootstrap",
    name="mean-of-resamples",
    kind="wrong-formula",
    replace="return float(differences.mean())",
    by="return float(means.mean())",
    says="The difference you return is the mean of the resamples. Report the observed one; the "
    "resamples only say how sure it is.",
)
mutant(
    "paired-bootstrap",
    name="items-not-resamples",
    kind="wrong-formula",
    replace="means = differences[positions].mean(axis=1)",
    by="means = differences[positions].ravel()",
    says="The interval is taken over single differences instead of means: it shows how questions "
    "vary, not how sure the mean is.",
)
mutant(
    "paired-bootstrap",
    name="permutation",
    kind="wrong-formula",
    replace="np.random.default_rng(seed).integers(0, n, size=(resamples, n))",
    by="np.random.default_rng(seed).permuted(np.tile(np.arange(n), (resamples, 1)), axis=1)",
    says="You shuffle instead of drawing with replacement: every resample holds the same items, "
    "so every mean is the same and the interval has no width.",
)
mutant(
    "paired-bootstrap",
    name="level-ignored",
    kind="ignored-argument",
    replace="[(1 - level) / 2, (1 + level) / 2]",
    by="[0.025, 0.975]",
    says="The interval is always the 95% one: use level.",
)

# Other ways to draw twice: the whole matrix or resample by resample, one generator or two seeds.
_DRAW = (
    "positions = np.random.default_rng(seed).integers(0, n, size=(resamples, n))\n"
    "    means = differences[positions].mean(axis=1)"
)
_MATRICES = """one, two = np.random.default_rng(seed), np.random.default_rng({second})
    first = np.asarray({a}, dtype=float)[one.integers(0, n, size=(resamples, n))].mean(axis=1)
    second = np.asarray({b}, dtype=float)[{draw}.integers(0, n, size=(resamples, n))].mean(axis=1)
    means = {sign} * (first - second)"""
_LOOP = """rng = np.random.default_rng(seed)
    first, second = np.asarray({a}, dtype=float), np.asarray({b}, dtype=float)
    means = {sign} * np.array(
        [
            first[rng.integers(0, n, size=n)].mean() - second[rng.integers(0, n, size=n)].mean()
            for _ in range(resamples)
        ]
    )"""
for _a, _b, _sign in (("candidate", "baseline", 1), ("baseline", "candidate", -1)):
    for _code in (
        _MATRICES.format(a=_a, b=_b, sign=_sign, second="seed", draw="one"),
        _MATRICES.format(a=_a, b=_b, sign=_sign, second="seed + 1", draw="two"),
        _LOOP.format(a=_a, b=_b, sign=_sign),
    ):
        mutant(
            "paired-bootstrap",
            name="unpaired",
            kind="wrong-formula",
            replace=_DRAW,
            by=_code,
            says="You draw the questions of the two systems independently. Hard questions are hard "
            "for both; the pairing removes that and gives a much narrower interval.",
        )
