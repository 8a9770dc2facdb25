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

mutant(
    "near-duplicates",
    name="union-not-reduced",
    kind="wrong-formula",
    replace="common / (len(shingles) + sizes[owner] - common)",
    by="common / (len(shingles) + sizes[owner])",
    says="You divide by |A| + |B|. That counts the shared shingles twice: the union has "
    "|A| + |B| - |A n B| elements.",
)
mutant(
    "near-duplicates",
    name="multisets",
    kind="wrong-type",
    replace=[
        (
            "shingles = {tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))}",
            "shingles = Counter(tuple(words[i : i + n]) for i in "
            "range(max(1, len(words) - n + 1)))\n"
            "        total = sum(shingles.values())",
        ),
        (
            "shared = Counter(owner for shingle in shingles for owner in owners[shingle])",
            "shared = Counter()\n"
            "        for shingle, times in shingles.items():\n"
            "            for owner, others in owners[shingle]:\n"
            "                shared[owner] += min(times, others)",
        ),
        ("len(shingles) + sizes[owner]", "total + sizes[owner]"),
        ("sizes[position] = len(shingles)", "sizes[position] = total"),
        (
            "for shingle in shingles:\n            owners[shingle].append(position)",
            "for shingle, times in shingles.items():\n"
            "            owners[shingle].append((position, times))",
        ),
    ],
    says="A shingle that occurs three times counts three times with you. Jaccard compares sets: "
    "each shingle counts once, however often the text repeats it.",
)
mutant(
    "near-duplicates",
    name="last-shingle-missing",
    kind="off-by-one",
    replace=[
        (
            "shingles = {tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))}",
            "shingles = ({tuple(words[i : i + n]) for i in range(len(words) - n)}\n"
            "                    if len(words) >= n else {tuple(words)})",
        ),
    ],
    says="The last shingle is missing, so a text of exactly n words has none at all, and between "
    "two such texts you divide by zero. A text of m words has m - n + 1 runs of n words.",
)
