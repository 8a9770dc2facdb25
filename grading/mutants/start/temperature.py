# ruff: noqa: E501
"""Mistakes of unit 00 with the temperature: patches of the reference, and what to say about each."""

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
mutant(
    "temperature-softmax", name="formula-only", kind="missing-step",
    function='''def temperature_softmax(logits, temperature):
    weights = [math.exp(z / temperature) for z in logits]
    return np.array(weights) / sum(weights)
''', says=FORMULA_ONLY,
)
mutant(
    "temperature-softmax", name="another-number-subtracted", kind="numerics",
    replace="np.exp((scores - scores.max())", by="np.exp((scores - scores.min())",
    says="Before exp you subtract a number that is not the largest score, so exp of a large "
    "difference is still infinite. Take the largest away: then no exponent is above 0.",
)
mutant(
    "temperature-softmax", name="another-number-subtracted", kind="numerics",
    replace="np.exp((scores - scores.max())", by="np.exp((scores - scores.mean())",
    says="Before exp you subtract a number that is not the largest score, so exp of a large "
    "difference is still infinite. Take the largest away: then no exponent is above 0.",
)
mutant(
    "temperature-softmax", name="largest-not-divided", kind="numerics",
    replace="np.exp((scores - scores.max()) / temperature)",
    by="np.exp(scores / temperature - scores.max())",
    says="You divide the scores by the temperature and then subtract the largest score undivided. "
    "Both must be divided, else the exponents are still far from 0: (z - max) / T.",
)
mutant(
    "temperature-softmax", name="power-not-normalised", kind="missing-step",
    replace="    weights = np.exp((scores - scores.max()) / temperature)\n    return weights / weights.sum()",
    by="    weights = np.exp(scores - scores.max())\n    return (weights / weights.sum()) ** (1 / temperature)",
    says="You raise the probabilities to the power 1/T. That is the same as dividing the scores by T, "
    "but afterwards they do not sum to 1: divide by their sum last.",
)
mutant(
    "temperature-softmax", name="zero-as-one", kind="edge-case",
    replace="    if temperature == 0:\n        probabilities = np.zeros(len(scores))\n"
    "        probabilities[np.argmax(scores)] = 1.0  # argmax takes the first of equal maxima\n"
    "        return probabilities\n",
    by="    temperature = temperature or 1\n",
    says="Temperature 0 is treated as 1. It means greedy: all probability on the largest score.",
)
mutant(
    "temperature-softmax", name="infinity-unchecked", kind="edge-case",
    replace="if not 0 <= temperature < math.inf:", by="if not 0 <= temperature:",
    says="An infinite temperature is let through. It makes all tokens equally likely, whatever the "
    "scores; the docstring asks for ValueError.",
)
mutant(
    "temperature-softmax", name="infinity-unchecked", kind="edge-case",
    replace="not np.isfinite(scores).all()", by="np.isnan(scores).any()",
    says="Scores that are infinite are let through. Infinity minus infinity is nan; raise ValueError "
    "(np.isfinite looks for both).",
)
mutant(
    "temperature-softmax", name="list-returned", kind="wrong-type",
    replace=[("return weights / weights.sum()", "return (weights / weights.sum()).tolist()"),
             ("return probabilities", "return probabilities.tolist()")],
    says="The numbers come as a list. The docstring promises an array: who calls you will compare, "
    "multiply and index it as one. Wrap the result: np.array(...).",
)
mutant(
    "temperature-softmax", name="list-returned", kind="wrong-type",
    replace="return weights / weights.sum()", by="return (weights / weights.sum()).tolist()",
    says="Above temperature 0 the numbers come as a list. The docstring promises an array for every "
    "temperature: wrap the result in np.array(...).",
)
mutant(
    "temperature-softmax", name="list-returned", kind="wrong-type",
    replace="return probabilities", by="return probabilities.tolist()",
    says="At temperature 0 the numbers come as a list. The docstring promises an array for every "
    "temperature: wrap the result in np.array(...).",
)
mutant(
    "temperature-softmax", name="single-precision", kind="wrong-type",
    replace="scores = np.array(logits, dtype=np.float64)",
    by="scores = np.array(logits, dtype=np.float32)",
    says="You compute in float32, which keeps seven digits: of 1000.3 and 1000.4 little of the "
    "difference is left. The docstring asks for float64.",
)
