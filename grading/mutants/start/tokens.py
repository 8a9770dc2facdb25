# ruff: noqa: E501
"""Mistakes of unit 00 in choosing tokens: patches of the reference, and what to say about each."""

from grading.mutants import mutant

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
mutant(
    "top-p-filter", name="zeros-left-out", kind="wrong-type",
    replace="    nucleus = np.zeros(len(given))\n    nucleus[kept] = given[kept]\n", by="    nucleus = given[kept]\n",
    says="Only the kept probabilities come back, so nobody can tell which token each belongs to. "
    "Give an array as long as the input, with 0 for the tokens that are out.",
)
mutant(
    "top-p-filter", name="divided-by-p", kind="wrong-formula",
    replace="return nucleus / nucleus.sum()", by="return nucleus / p",
    says="You divide by p. What was kept adds up to p or more, seldom to p itself: divide by its sum.",
)
for count in ("max(1, round(p * len(given)))", "max(1, math.ceil(p * len(given)))",
              "max(1, int(p * len(given)))"):
    mutant(
        "top-p-filter", name="share-of-the-tokens", kind="wrong-formula",
        replace="kept = order[before < p]", by=f"kept = order[:{count}]",
        says="You keep a share p of the tokens. p is a share of the probability: how many tokens that "
        "takes depends on how they are distributed.",
    )
mutant(
    "top-p-filter", name="looked-up-by-value", kind="edge-case",
    replace="    nucleus[kept] = given[kept]\n",
    by="    for one in given[kept]:\n        nucleus[list(given).index(one)] = one\n",
    says="You find a token by its probability. Of equal ones that is always the first, so the others "
    "are lost; sort the indices (argsort, or sorted with a key), not the probabilities.",
)
mutant(
    "top-p-filter", name="one-refused", kind="edge-case",
    replace="if not 0 < p <= 1:", by="if not 0 < p < 1:",
    says="p = 1 is refused. It is allowed and keeps every token.",
)
mutant(
    "top-p-filter", name="sum-compared-exactly", kind="numerics",
    replace="if abs(given.sum() - 1) > 1e-6:", by="if given.sum() != 1:",
    says="You refuse probabilities whose sum is not exactly 1. Floats seldom add up exactly: allow a "
    "difference up to 1e-6.",
)
mutant(
    "top-p-filter", name="list-returned", kind="wrong-type",
    replace="return nucleus / nucleus.sum()", by="return (nucleus / nucleus.sum()).tolist()",
    says="The numbers come as a list. The docstring promises an array: who calls you will compare, "
    "multiply and index it as one. Wrap the result: np.array(...).",
)
mutant(
    "top-p-filter", name="returned-as-it-came", kind="wrong-type",
    replace="    order = np.argsort", by="    if p == 1:\n        return probabilities\n    order = np.argsort",
    says="For p = 1 you return what you were given: a list where the caller gave a list, and the "
    "caller's own array where it was one. Return a new array.",
)
mutant(
    "top-p-filter", name="single-precision", kind="wrong-type",
    replace="nucleus = np.zeros(len(given))", by="nucleus = np.zeros(len(given), dtype=np.float32)",
    says="The result is float32, which keeps seven digits. The docstring asks for float64.",
)

mutant(
    "top-p-filter", name="sum-stays-below-one", kind="numerics",
    replace="kept = order[before < p]",
    by="kept = order[: np.argmax(np.cumsum(given[order]) >= p) + 1]",
    says="You count on a sum that reaches p. With p = 1 rounding may leave the last sum at 0.999..., "
    "argmax of a list without True is 0, and only one token is kept. Keep all where no sum reaches p.",
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
mutant(
    "sample-token", name="nothing-at-the-end", kind="edge-case",
    replace="return int(np.flatnonzero(given)[-1])", by="return None",
    says="Where rounding leaves the last sum just below 1 and u lies above it, no sum exceeds u and you "
    "return nothing. It is the last token with a probability above 0.",
)
mutant(
    "sample-token", name="stops-at-the-end", kind="edge-case",
    replace="return int(np.flatnonzero(given)[-1])", by="raise IndexError",
    says="Where rounding leaves the last sum just below 1 and u lies above it, no sum exceeds u and you "
    "take the first of an empty list. It is the last token with a probability above 0.",
)
mutant(
    "sample-token", name="counted-from-one", kind="off-by-one",
    replace=[("return int(np.argmax(reached))  # the first True", "return int(np.argmax(reached)) + 1"),
             ("return int(np.flatnonzero(given)[-1])", "return int(np.flatnonzero(given)[-1]) + 1")],
    says="You return the token after the one whose piece holds u. Indices start at 0.",
)
mutant(
    "sample-token", name="looked-up-by-value", kind="edge-case",
    replace="return int(np.argmax(reached))  # the first True",
    by="return list(given).index(given[np.argmax(reached)])",
    says="You find the token by its probability. Of equal ones that is always the first; return the "
    "place itself.",
)
mutant(
    "sample-token", name="cut-evenly", kind="wrong-formula",
    replace="return int(np.argmax(reached))  # the first True", by="return int(u * len(given))",
    says="You cut the line into equal pieces, so every token is equally likely. Each piece must be as "
    "long as the token's probability.",
)
mutant(
    "sample-token", name="zero-refused", kind="edge-case",
    replace="if not 0 <= u < 1:", by="if not 0 < u < 1:",
    says="u = 0 is refused. It is allowed, and draws the first token with a probability above 0.",
)
mutant(
    "sample-token", name="sum-compared-exactly", kind="numerics",
    replace="if abs(given.sum() - 1) > 1e-6:", by="if given.sum() != 1:",
    says="You refuse probabilities whose sum is not exactly 1. Floats seldom add up exactly: allow a "
    "difference up to 1e-6.",
)
