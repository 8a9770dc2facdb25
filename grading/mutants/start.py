# ruff: noqa: E501
"""Mistakes that people make in unit 00: patches of the reference, and what to say about each."""

from grading.mutants import mutant

# ---------------------------------------------------------------- temperature-softmax
mutant(
    "temperature-softmax", name="multiplied-by-temperature", kind="wrong-formula",
    replace="(scores - scores.max()) / temperature", by="(scores - scores.max()) * temperature",
    says="You multiply the scores by the temperature. They are divided by it: a high temperature "
    "makes differences small and the distribution flat.",
)
mutant(
    "temperature-softmax", name="temperature-ignored", kind="ignored-argument",
    replace="(scores - scores.max()) / temperature", by="scores - scores.max()",
    says="The temperature changes nothing. Divide the scores by it before exp; dividing the "
    "probabilities afterwards cancels when they are made to sum to 1.",
)
mutant(
    "temperature-softmax", name="overflow", kind="numerics",
    replace="np.exp((scores - scores.max()) / temperature)", by="np.exp(scores / temperature)",
    says="exp of a large score is infinite, and infinity divided by infinity is nan (for very "
    "negative scores it is 0 divided by 0). Subtract the largest score first: only differences count.",
)
mutant(
    "temperature-softmax", name="not-normalised", kind="missing-step",
    replace="return weights / weights.sum()", by="return weights",
    says="The weights are not divided by their sum, so they are no probabilities.",
)
mutant(
    "temperature-softmax", name="no-exponential", kind="missing-step",
    replace="np.exp((scores - scores.max()) / temperature)",
    by="(scores - scores.min()) / temperature + 1e-9",
    says="The scores themselves are divided by their sum. Scores may be negative and their "
    "differences are logarithms of ratios: take exp first.",
)
mutant(
    "temperature-softmax", name="base-two", kind="wrong-formula",
    replace="np.exp((scores - scores.max()) / temperature)",
    by="np.exp2((scores - scores.max()) / temperature)",
    says="You raise 2 to the scores. Softmax raises e; with 2 every distribution comes out as if at a "
    "higher temperature.",
)
mutant(
    "temperature-softmax", name="log-probabilities", kind="wrong-type",
    replace="return weights / weights.sum()", by="return np.log(weights / weights.sum())",
    says="You return logarithms of the probabilities.",
)
mutant(
    "temperature-softmax", name="sorted", kind="wrong-order",
    replace="weights = np.exp((scores", by="weights = np.exp((np.sort(scores)[::-1]",
    says="The probabilities come sorted. Keep the order of the logits: the place of a number says "
    "which token it belongs to.",
)
mutant(
    "temperature-softmax", name="ties-shared", kind="edge-case",
    replace="probabilities[np.argmax(scores)] = 1.0  # argmax takes the first of equal maxima",
    by="probabilities[scores == scores.max()] = 1.0 / (scores == scores.max()).sum()",
    says="At temperature 0 equal largest scores share the probability. Greedy choice is one token: "
    "the one with the lowest index gets 1.",
)
mutant(
    "temperature-softmax", name="last-of-ties", kind="edge-case",
    replace="probabilities[np.argmax(scores)] = 1.0",
    by="probabilities[len(scores) - 1 - np.argmax(scores[::-1])] = 1.0",
    says="At temperature 0 the last of equal scores wins: for [3.0, 1.0, 3.0] you choose index 2. The "
    "docstring asks for the lowest index, here 0.",
)
mutant(
    "temperature-softmax", name="zero-divides", kind="edge-case",
    replace=[("not 0 <= temperature < math.inf", "not 0 < temperature < math.inf")],
    says="Temperature 0 is refused. It means greedy: all probability on the largest score.",
)
mutant(
    "temperature-softmax", name="zero-divides", kind="edge-case",
    replace="if temperature == 0:", by="if False:",
    says="At temperature 0 you divide by 0. It means greedy: all probability on the largest score.",
)
mutant(
    "temperature-softmax", name="temperature-unchecked", kind="missing-step",
    replace="if not 0 <= temperature < math.inf:", by="if False:",
    says="A negative temperature (or nan) is let through. It would make the least likely token the "
    "most likely one; raise ValueError.",
)
mutant(
    "temperature-softmax", name="logits-unchecked", kind="missing-step",
    replace="if scores.ndim != 1 or scores.size == 0 or not np.isfinite(scores).all():",
    by="if scores.size == 0:",
    says="Bad logits (nan, or a table in place of a list) are let through. One nan makes every "
    "probability nan; raise ValueError while it is clear where it came from.",
)
FORMULA_ONLY = (
    "The formula stands alone. exp of a large score is infinite and infinity by infinity is nan (take "
    "the largest score away first), temperature 0 divides by 0 (it is a case of its own), and bad "
    "input goes through (raise ValueError)."
)
mutant(
    "temperature-softmax", name="formula-only", kind="missing-step",
    function='''def temperature_softmax(logits, temperature):
    weights = np.exp(np.array(logits, dtype=np.float64) / temperature)
    return weights / weights.sum()
''', says=FORMULA_ONLY,
)
mutant(
    "temperature-softmax", name="formula-only", kind="missing-step",
    function='''def temperature_softmax(logits, temperature):
    scores = np.array(logits, dtype=np.float64)
    if temperature == 0:
        greedy = np.zeros(len(scores))
        greedy[np.argmax(scores)] = 1.0
        return greedy
    weights = np.exp(scores / temperature)
    return weights / weights.sum()
''',
    says="Only the formula and temperature 0 are there. exp of a large score is infinite and infinity "
    "by infinity is nan (take the largest score away first), and bad input goes through (raise "
    "ValueError).",
)
mutant(
    "temperature-softmax", name="input-changed", kind="mutation-of-input",
    replace=[
        ("scores = np.array(logits, dtype=np.float64)", "scores = np.asarray(logits, dtype=np.float64)"),
        ("weights = np.exp((scores - scores.max()) / temperature)",
         "scores -= scores.max()\n    weights = np.exp(scores / temperature)"),
    ],
    says="Your function changes the caller's array (-= works in place). Work on a copy.",
)

# ---------------------------------------------------------------- top-p-filter
mutant(
    "top-p-filter", name="crossing-token-dropped", kind="off-by-one",
    replace="kept = order[before < p]",
    by="kept = order[(before + given[order] <= p) | (np.arange(len(order)) == 0)]",
    says="The token that takes the sum over p is dropped, so what you keep adds up to less than p. "
    "The nucleus must reach p: that token belongs to it.",
)
mutant(
    "top-p-filter", name="one-too-many", kind="off-by-one",
    replace="before < p", by="before <= p",
    says="Where the sum is exactly p you take one token more. Stop as soon as the sum is at least p.",
)
mutant(
    "top-p-filter", name="not-renormalised", kind="missing-step",
    replace="return nucleus / nucleus.sum()", by="return nucleus",
    says="What is kept does not sum to 1. Divide by the sum of what was kept.",
)
mutant(
    "top-p-filter", name="softmax-again", kind="wrong-formula",
    replace="nucleus[kept] = given[kept]", by="nucleus[kept] = np.exp(given[kept])",
    says="You take a softmax of the probabilities that are left. That flattens them; divide them by "
    "their sum.",
)
mutant(
    "top-p-filter", name="threshold-on-single-probability", kind="wrong-formula",
    replace="kept = order[before < p]", by="kept = order[given[order] >= min(p, given.max())]",
    says="You keep the tokens whose own probability is at least p. p bounds the sum of the most "
    "probable ones, not each of them.",
)
mutant(
    "top-p-filter", name="threshold-of-the-rest", kind="wrong-formula",
    replace="kept = order[before < p]", by="kept = order[given[order] >= min(1 - p, given.max())]",
    says="You keep the tokens whose own probability is at least 1 - p. p bounds the sum of the most "
    "probable ones, not each of them.",
)
mutant(
    "top-p-filter", name="rarest-first", kind="wrong-order",
    replace='np.argsort(-given, kind="stable")', by='np.argsort(given, kind="stable")',
    says="You collect from the least probable token upwards. The nucleus begins with the most "
    "probable one.",
)
mutant(
    "top-p-filter", name="index-order", kind="wrong-order",
    replace='np.argsort(-given, kind="stable")', by="np.arange(len(given))",
    says="You add up in the order of the index. Take the tokens by probability, most probable first.",
)
mutant(
    "top-p-filter", name="sorted-result", kind="wrong-order",
    replace="nucleus[kept] = given[kept]", by="nucleus[: len(kept)] = given[kept]",
    says="The result is sorted. Put each probability back at its own index: the place says which "
    "token it belongs to.",
)
mutant(
    "top-p-filter", name="last-of-ties", kind="edge-case",
    replace='order = np.argsort(-given, kind="stable")',
    by="order = np.lexsort((-np.arange(len(given)), -given))",
    says="Of equally probable tokens the one with the higher index goes first (reversing an "
    "ascending sort does that): of [0.4, 0.4, 0.2] with p = 0.3 you keep index 1. The docstring asks "
    "for the lower index, here 0.",
)
mutant(
    "top-p-filter", name="all-ties-kept", kind="edge-case",
    replace="kept = order[before < p]", by="kept = order[given[order] >= given[order][before < p].min()]",
    says="All tokens that are as probable as the last one kept stay too. The nucleus is the smallest "
    "set that reaches p: stop at the first.",
)
mutant(
    "top-p-filter", name="top-token-lost", kind="edge-case",
    replace="kept = order[before < p]", by="kept = order[before + given[order] <= p]",
    says="Only tokens whose sum stays within p are kept. With a small p nothing is left, not even the "
    "most probable token, and the token that crosses p is always missing.",
)
mutant(
    "top-p-filter", name="p-unchecked", kind="missing-step",
    replace="if not 0 < p <= 1:", by="if False:",
    says="A p outside (0, 1] is let through. With p = 0 nothing would be kept; raise ValueError.",
)
mutant(
    "top-p-filter", name="probabilities-unchecked", kind="missing-step",
    replace=[("if given.ndim != 1 or given.size == 0 or not (given >= 0).all():", "if False:"),
             ("if abs(given.sum() - 1) > 1e-6:", "if False:")],
    says="Numbers that are no probabilities (negative, or not summing to 1) are let through. Logits "
    "passed by mistake would go unnoticed; raise ValueError.",
)
mutant(
    "top-p-filter", name="sum-unchecked", kind="missing-step",
    replace="if abs(given.sum() - 1) > 1e-6:", by="if False:",
    says="Probabilities that do not sum to 1 are let through. Then p does not mean a share of the "
    "probability any more; raise ValueError.",
)
mutant(
    "top-p-filter", name="input-changed", kind="mutation-of-input",
    replace=[
        ("given = np.array(probabilities, dtype=np.float64)",
         "given = np.asarray(probabilities, dtype=np.float64)"),
        ("nucleus = np.zeros(len(given))\n    nucleus[kept] = given[kept]",
         "nucleus = given\n    nucleus[[i for i in range(len(given)) if i not in kept]] = 0"),
    ],
    says="Your function sets entries of the caller's array to 0. Work on a copy.",
)

# ---------------------------------------------------------------- sample-token
mutant(
    "sample-token", name="left-end-lost", kind="off-by-one",
    replace="np.cumsum(given) > u", by="np.cumsum(given) >= u",
    says="Where u is exactly a border you take the token on its left: for [0.5, 0.5] and u = 0.5 it must "
    "be index 1, and for [0.0, 1.0] and u = 0 a token of probability 0 would be drawn. A piece holds "
    "its left end: the sum must exceed u.",
)
mutant(
    "sample-token", name="next-token", kind="off-by-one",
    replace="return int(np.argmax(reached))  # the first True",
    by="return min(int(np.argmax(reached)) + 1, len(given) - 1)",
    says="You return the token after the one whose piece holds u. Indices start at 0.",
)
mutant(
    "sample-token", name="always-the-likeliest", kind="ignored-argument",
    replace="return int(np.argmax(reached))  # the first True", by="return int(np.argmax(given))",
    says="u makes no difference: you always return the most probable token. That is greedy decoding.",
)
mutant(
    "sample-token", name="not-cumulative", kind="missing-step",
    replace="reached = np.cumsum(given) > u", by="reached = given > u",
    says="You compare u with each probability alone. Compare it with the running sum.",
)
mutant(
    "sample-token", name="sorted-index", kind="wrong-order",
    replace="reached = np.cumsum(given) > u",
    by="given = np.sort(given)[::-1]\n    reached = np.cumsum(given) > u",
    says="You sort before you add up and return the place in the sorted list. That place names "
    "another token.",
)
mutant(
    "sample-token", name="likeliest-first", kind="wrong-order",
    replace="return int(np.argmax(reached))  # the first True",
    by='order = np.argsort(-given, kind="stable")\n'
    "    return int(order[np.argmax(np.cumsum(given[order]) > u)])",
    says="You lay the pieces out from the most to the least probable token. That samples rightly, but "
    "gives another token for the same u; the docstring asks for the order of the index.",
)
mutant(
    "sample-token", name="from-the-right", kind="wrong-order",
    replace="reached = np.cumsum(given) > u", by="reached = np.cumsum(given) > 1 - u",
    says="You measure u from the right end of the line (1 - u). The draw is as fair, but the docstring "
    "asks for the smallest index whose sum exceeds u.",
)
mutant(
    "sample-token", name="past-the-end", kind="edge-case",
    replace="return int(np.flatnonzero(given)[-1])", by="return len(given)",
    says="Where rounding leaves the last sum just below 1, a u close to 1 falls off the end and you "
    "return an index that does not exist.",
)
mutant(
    "sample-token", name="falls-back-on-the-first", kind="edge-case",
    replace="return int(np.flatnonzero(given)[-1])", by="return int(np.argmax(reached))",
    says="Where rounding leaves the last sum just below 1 and u lies above it, you return token 0 "
    "(argmax of a list without True). It is the last token with a probability.",
)
mutant(
    "sample-token", name="falls-back-on-zero-probability", kind="edge-case",
    replace="return int(np.flatnonzero(given)[-1])", by="return len(given) - 1",
    says="Where rounding leaves the last sum just below 1, you return the last token even if its "
    "probability is 0. Take the last one above 0.",
)
mutant(
    "sample-token", name="u-unchecked", kind="missing-step",
    replace="if not 0 <= u < 1:", by="if False:",
    says="A u outside [0, 1), such as 1.0 or -0.1, is let through. Such a number is no draw; raise "
    "ValueError.",
)
mutant(
    "sample-token", name="probabilities-unchecked", kind="missing-step",
    replace=[("if given.ndim != 1 or given.size == 0 or not (given >= 0).all():", "if False:"),
             ("if abs(given.sum() - 1) > 1e-6:", "if False:")],
    says="Numbers that are no probabilities (negative, or not summing to 1) are let through. Logits "
    "passed by mistake would still give a token; raise ValueError.",
)
mutant(
    "sample-token", name="sum-unchecked", kind="missing-step",
    replace="if abs(given.sum() - 1) > 1e-6:", by="if False:",
    says="Probabilities that do not sum to 1 are let through. The missing part would all go to the "
    "last token; raise ValueError.",
)
mutant(
    "sample-token", name="probability-returned", kind="wrong-type",
    replace="return int(np.argmax(reached))  # the first True",
    by="return float(given[np.argmax(reached)])",
    says="You return the token's probability. The caller needs its index.",
)
