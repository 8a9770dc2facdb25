"""Mistakes in finding near duplicates."""

from grading.mutants import mutant

mutant(
    "near-duplicates",
    name="containment",
    kind="wrong-formula",
    replace="common / (len(shingles) + sizes[owner] - common)",
    by="common / min(len(shingles), sizes[owner])",
    says="You divide the shared shingles by the smaller set. That is containment: a long text "
    "that quotes a short one counts as its copy. Jaccard divides by the union.",
)
mutant(
    "near-duplicates",
    name="union-counts-twice",
    kind="wrong-formula",
    replace="common / (len(shingles) + sizes[owner] - common)",
    by="2 * common / (len(shingles) + sizes[owner])",
    says="You compute the Dice coefficient, 2 |A n B| / (|A| + |B|), which is always larger than "
    "Jaccard. In the union the shared shingles count once.",
)
mutant(
    "near-duplicates",
    name="threshold-exclusive",
    kind="off-by-one",
    replace=">= threshold",
    by="> threshold",
    says="A text exactly at the threshold is a near duplicate too: drop it.",
)
mutant(
    "near-duplicates",
    name="compared-with-dropped-texts",
    kind="wrong-order",
    replace=[
        (
            "            continue\n        kept.append(position)",
            "            pass\n        else:\n            kept.append(position)",
        )
    ],
    says="You also compare with texts that were dropped. Then a chain of small changes deletes "
    "texts that resemble nothing that was kept.",
)
mutant(
    "near-duplicates",
    name="case-and-punctuation",
    kind="missing-step",
    replace='words = re.findall(r"\\w+", text.lower())',
    by="words = text.split()",
    says="Words are compared with case and punctuation, so the same text in capitals or with a "
    "full stop counts as new.",
)
mutant(
    "near-duplicates",
    name="words-instead-of-shingles",
    kind="ignored-argument",
    replace="tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))",
    by='(word,) for word in words or [""]',
    says="You compare sets of single words and ignore n. Order then counts for nothing: two "
    "texts that use the same words for different things become duplicates.",
)
mutant(
    "near-duplicates",
    name="last-shingle-missing",
    kind="off-by-one",
    replace="max(1, len(words) - n + 1)",
    by="max(1, len(words) - n)",
    says="The last shingle is missing: a text of m words has m - n + 1 runs of n words.",
)
mutant(
    "near-duplicates",
    name="short-texts-have-no-shingle",
    kind="edge-case",
    replace="max(1, len(words) - n + 1)",
    by="len(words) - n + 1",
    says="A text with fewer than n words gets no shingle, so it resembles nothing, not even its "
    "own copy. It has one shingle: all its words.",
)
mutant(
    "near-duplicates",
    name="short-texts-have-no-shingle",
    kind="edge-case",
    function="""
def drop_near_duplicates(texts, n=3, threshold=0.8):
    if n < 1:
        raise ValueError("n")
    if not 0 < threshold <= 1:
        raise ValueError("threshold")
    kept, sets = [], []
    for position, text in enumerate(texts):
        words = re.findall(r"\\w+", text.lower())
        shingles = {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}
        if all(len(shingles & s) / len(shingles | s) < threshold for s in sets):
            kept.append(position)
            sets.append(shingles)
    return kept
""",
    says="A text with fewer than n words gets no shingle, and the union of two empty sets is "
    "empty: a division by zero. It has one shingle: all its words.",
)
_WITH_SETS = """
def drop_near_duplicates(texts, n=3, threshold=0.8):
    if n < 1:
        raise ValueError("n")
    if not 0 < threshold <= 1:
        raise ValueError("threshold")
    kept, sets = [], []
    for position, text in enumerate(texts):
        words = re.findall(r"\\w+", text.lower())
        runs = [tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))]
        shingles = set(runs)
        if all(len(shingles & s) / len(shingles | s) < threshold for s in sets):
            kept.append(position)
            sets.append(shingles)
    return kept
"""
mutant(
    "near-duplicates",
    name="union-not-reduced",
    kind="wrong-formula",
    function=_WITH_SETS.replace("len(shingles | s)", "(len(shingles) + len(s))"),
    says="Your union is |A| + |B|, which counts the shared shingles twice: even a copy reaches "
    "only 0.5. Subtract them once: |A| + |B| - |A n B|.",
)
mutant(
    "near-duplicates",
    name="last-shingle-missing",
    kind="off-by-one",
    function=_WITH_SETS.replace(
        "for i in range(max(1, len(words) - n + 1))]",
        "for i in range(len(words) - n)] if len(words) >= n else [tuple(words)]",
    ),
    says="The last shingle is missing, so a text of exactly n words has none at all, and between "
    "two such texts you divide by zero. A text of m words has m - n + 1 runs of n words.",
)
mutant(
    "near-duplicates",
    name="repeated-shingles-counted",
    kind="wrong-type",
    function=_WITH_SETS.replace("set(runs)", "Counter(runs)").replace(
        "len(shingles & s) / len(shingles | s)",
        "(shingles & s).total() / (shingles | s).total()",
    ),
    says="You count how often a shingle occurs, so a text that repeats itself differs from one "
    "that does not. A text is the set of its shingles: each counts once.",
)
