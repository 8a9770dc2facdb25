"""Mistakes in exact match and token F1."""

from grading.mutants import mutant

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
