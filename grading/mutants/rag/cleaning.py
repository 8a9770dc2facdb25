"""Mistakes in cleaning."""

from grading.mutants import mutant

# clean-text
mutant(
    "clean-text",
    name="script-text-stays",
    kind="missing-step",
    replace='text = re.sub(r"<(script|style)\\b[^>]*>.*?</\\1\\s*>|<!--.*?-->", "", raw, '
    "flags=re.I | re.S)",
    by="text = raw",
    says="You remove the tags <script> and <style> but keep what stands between them: program "
    "code and comments end up in the index as if they were prose.",
)
mutant(
    "clean-text",
    name="dot-stops-at-line-end",
    kind="edge-case",
    replace="flags=re.I | re.S)",
    by="flags=re.I)",
    says="A script or comment that runs over several lines stays: without re.S the dot of a "
    "regular expression does not match a line break.",
)
mutant(
    "clean-text",
    name="entities-before-tags",
    kind="wrong-order",
    replace=[
        ('"", raw, flags', '"", html.unescape(raw), flags'),
        ("text = html.unescape(text)", "text = text"),
    ],
    says="You decode entities before you remove tags, so text that was escaped on purpose "
    "(&lt;b&gt;) turns into a tag and vanishes. Tags first, entities after.",
)
mutant(
    "clean-text",
    name="entities-twice",
    kind="wrong-order",
    replace="text = html.unescape(text)",
    by="text = html.unescape(html.unescape(text))",
    says="Entities are decoded more than once: &amp;amp; stands for the five characters &amp;, "
    "not for &.",
)
mutant(
    "clean-text",
    name="inline-tags-become-spaces",
    kind="wrong-formula",
    replace='re.sub(r"</?[a-z][^>]*>", "", text',
    by='re.sub(r"</?[a-z][^>]*>", " ", text',
    says="An inline tag becomes a space and cuts the word it stands in: Cor<b>va</b> must give "
    "Corva. Only tags that break a paragraph or line leave a break.",
)
mutant(
    "clean-text",
    name="every-angle-bracket-is-a-tag",
    kind="edge-case",
    replace='r"</?[a-z][^>]*>"',
    by='r"<[^>]*>"',
    says="'3 < 5' is taken for the start of a tag. A tag begins with < (perhaps /) and a letter.",
)
mutant(
    "clean-text",
    name="boilerplate-anywhere",
    kind="wrong-formula",
    replace="re.fullmatch(pattern, line.strip(), re.I)",
    by="re.search(pattern, line.strip(), re.I)",
    says="A line goes as soon as a pattern occurs somewhere in it, so real sentences that mention "
    "'home' are lost. The pattern must match the whole line.",
)
mutant(
    "clean-text",
    name="boilerplate-case",
    kind="edge-case",
    replace="re.fullmatch(pattern, line.strip(), re.I)",
    by="re.fullmatch(pattern, line.strip())",
    says="Boilerplate patterns are matched with regard to case, so 'PAGE 3 of 9' stays.",
)
mutant(
    "clean-text",
    name="boilerplate-unstripped",
    kind="edge-case",
    replace="re.fullmatch(pattern, line.strip(), re.I)",
    by="re.fullmatch(pattern, line, re.I)",
    says="White space at the ends of a line hides it from the boilerplate patterns: strip the "
    "line before matching.",
)
mutant(
    "clean-text",
    name="hyphen-before-capital",
    kind="edge-case",
    replace="(?=[a-zß-öø-ÿ])",
    by="(?=\\w)",
    says="You join every hyphen at a line end. Before a capital letter (Corva-Nord) the hyphen "
    "belongs to the name; only a lower-case letter continues a word.",
)
mutant(
    "clean-text",
    name="broken-words-stay",
    kind="missing-step",
    replace='text = re.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-zß-öø-ÿ])", "", text)',
    by="",
    says="Words that were broken at a line end stay in two halves ('engi- neer'): neither keyword "
    "search nor the encoder will find the engineer.",
)
mutant(
    "clean-text",
    name="paragraphs-lost",
    kind="missing-step",
    replace='return "\\n\\n".join(part for part in paragraphs if part)',
    by='return " ".join(part for part in paragraphs if part)',
    says="All paragraphs run together. The empty line between them is the best place to cut "
    "later: keep it.",
)

mutant(
    "clean-text",
    name="joins-over-an-empty-line",
    kind="wrong-formula",
    replace="-[^\\S\\n]*\\n[^\\S\\n]*(?=",
    by="-\\s*\\n\\s*(?=",
    says="A hyphen at the end of a paragraph swallows the empty line and pulls the next paragraph "
    "in: \\s matches line breaks too. Only white space other than line breaks may stand around "
    "the one break.",
)
mutant(
    "clean-text",
    name="letters-of-english-only",
    kind="edge-case",
    replace=[("(?<=[^\\W\\d_])", "(?<=[A-Za-z])"), ("(?=[a-zß-öø-ÿ])", "(?=[a-z])")],
    says="Only a to z count as letters, so words with accents stay in two halves (caf- été). "
    "A letter is more than English has.",
)
mutant(
    "clean-text",
    name="tag-known-by-its-beginning",
    kind="edge-case",
    replace=[
        (r"(?:p|div|li|tr|h[1-6])\b[^>]*>", r"(?:p|div|li|tr|h[1-6])[^>]*>"),
        (r"<br\b[^>]*>", r"<br[^>]*>"),
    ],
    says="A tag is recognised by how its name begins, so <pre> breaks a paragraph like <p>. The "
    "name must end there: \\b after it.",
)

# near-duplicates
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
