"""Mistakes in exact match and token F1."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.evaluation import exact_and_f1

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

_BARE = 're.sub(r"[^\\w\\s]", "", text.lower())'
_COMMON = "sum((Counter(given) & Counter(right)).values())"
_F1 = "2 * precision * recall / (precision + recall)"
for _name, _kind, _patches, _says in (
    (
        "some-punctuation-stays",
        "wrong-formula",
        [(_BARE, 're.sub(r"[!-/:-@\\[-`{-~]", "", text.lower())')],
        "Only a list of characters is removed, such as string.punctuation. The rule is wider and "
        "narrower: whatever is neither letter, digit, underscore nor white space goes, so "
        "typographic quotes go and an underscore stays.",
    ),
    (
        "some-punctuation-stays",
        "wrong-formula",
        [(_BARE, 're.sub(r"[.,;:!?]", "", text.lower())')],
        "Only a few punctuation marks are removed. The rule is: whatever is neither letter, digit, "
        "underscore nor white space goes, hyphens and quotes too.",
    ),
    (
        "letters-of-english-only",
        "wrong-formula",
        [(_BARE, 're.sub(r"[^a-z0-9_\\s]", "", text.lower())')],
        "Letters such as é are removed. They are letters: \\w knows them, a-z does not.",
    ),
    (
        "underscore-removed",
        "edge-case",
        [(_BARE, 're.sub(r"[^\\w\\s]|_", "", text.lower())')],
        "The underscore is removed. It stays, as \\w has it.",
    ),
    (
        "empty-tokens",
        "edge-case",
        [("bare.split()", 'bare.split(" ")')],
        "What holds no word leaves an empty token ''. Remove punctuation first, then split() "
        "without an argument: it gives no empty tokens.",
    ),
    (
        "leading-article-only",
        "wrong-formula",
        [
            (
                'tokens.append([word for word in bare.split() if word not in ("a", "an", "the")])',
                "words = bare.split()\n"
                '        tokens.append(words[words[:1] in (["a"], ["an"], ["the"]) :])',
            )
        ],
        "Only an article at the beginning goes. The words a, an, the go wherever they stand.",
    ),
    (
        "articles-before-lower-case",
        "wrong-order",
        [
            ("text.lower())", "text)"),
            ("[word for word", "[word.lower() for word"),
        ],
        "Articles go before the text is lower case, so 'The' stays. Lower it first.",
    ),
    (
        "right-answers-not-normalised",
        "missing-step",
        [
            (
                "given, *rights = tokens",
                "given, rights = tokens[0], [gold.split() for gold in golds]",
            )
        ],
        "Only the prediction is normalised. The right answers go through the same steps.",
    ),
    (
        "one-sided-count",
        "wrong-formula",
        [(_COMMON, "sum(word in right for word in given)")],
        "A word that the prediction repeats counts each time, however often it stands in the right "
        "answer. Take the smaller of the two counts: Counter(a) & Counter(b).",
    ),
    (
        "one-sided-count",
        "wrong-formula",
        [(_COMMON, "sum(word in given for word in right)")],
        "A word that the right answer repeats counts each time, however often it stands in the "
        "prediction. Take the smaller of the two counts: Counter(a) & Counter(b).",
    ),
    (
        "sets-of-tokens",
        "wrong-type",
        [
            (_COMMON, "len(set(given) & set(right))"),
            (
                "common / len(given), common / len(right)",
                "common / len(set(given)), common / len(set(right))",
            ),
        ],
        "Precision and recall are those of sets. Repeats count as often as they occur.",
    ),
    (
        "recall-only",
        "missing-step",
        [(_F1, "recall")],
        "f1 is the recall alone: a reply that contains every word would be perfect.",
    ),
    (
        "precision-only",
        "missing-step",
        [(_F1, "precision")],
        "f1 is the precision alone: a single right word would be perfect.",
    ),
    (
        "overlap-of-union",
        "wrong-formula",
        [(_F1, "common / (len(given) + len(right) - common)")],
        "You divide by the union: that is the Jaccard index. F1 is 2 P R / (P + R).",
    ),
    (
        "both-empty-is-zero",
        "edge-case",
        [("f1 = max(f1, float(given == right))", "f1 = max(f1, 0.0)")],
        "Where neither has a token left, F1 is 1: the two are equal.",
    ),
    (
        "exact-before-normalising",
        "wrong-order",
        [("exact = max(exact, float(given == right))", "exact = float(prediction in golds)")],
        "Exact match compares other strings than F1, such as those as given. Compare the "
        "normalised tokens.",
    ),
    (
        "last-gold-only",
        "wrong-formula",
        [
            ("exact = max(exact, float(given == right))", "exact, f1 = float(given == right), 0.0"),
        ],
        "Each right answer overwrites what the one before gave, so only the last counts. Take the "
        "best over all.",
    ),
):
    mutant(
        "token-f1",
        name=_name,
        kind=_kind,
        function=alone(exact_and_f1, *_patches),
        says=_says,
    )
