"""Mistakes that people make in unit 02, and what to tell them."""

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

# fixed-chunks
mutant(
    "fixed-chunks",
    name="no-overlap",
    kind="ignored-argument",
    replace="range(0, len(words), size - overlap)",
    by="range(0, len(words), size)",
    says="Your windows do not overlap: each starts size words after the last. The step is "
    "size - overlap.",
)
mutant(
    "fixed-chunks",
    name="tail-repeated",
    kind="edge-case",
    replace="        if start + size >= len(words):\n            break\n",
    by="",
    says="After the chunk that reaches the end you add one more, which lies wholly inside it. "
    "Such a tail takes a place in the results and says nothing new.",
)
mutant(
    "fixed-chunks",
    name="stops-one-late",
    kind="off-by-one",
    replace="if start + size >= len(words)",
    by="if start + size > len(words)",
    says="When a chunk ends exactly at the last word you still add another one. Stop as soon as "
    "start + size reaches the number of words.",
)
mutant(
    "fixed-chunks",
    name="rest-dropped",
    kind="missing-step",
    replace='chunks.append(" ".join(words[start : start + size]))',
    by='chunks.extend([" ".join(words[start : start + size])] * (start + size <= len(words)))',
    says="The last, shorter chunk is missing: the end of every document can never be found.",
)
mutant(
    "fixed-chunks",
    name="characters",
    kind="wrong-type",
    replace="words = text.split()",
    by="words = list(text)",
    says="You count characters. Sizes are in words here, and a window over characters cuts words "
    "in two.",
)
mutant(
    "fixed-chunks",
    name="overlap-one-short",
    kind="off-by-one",
    replace="size - overlap):",
    by="max(1, size - overlap + 1)):",
    says="Neighbours share one word too few: if the windows start size - overlap apart they "
    "share exactly overlap words.",
)
mutant(
    "fixed-chunks",
    name="accepts-full-overlap",
    kind="edge-case",
    replace=[
        ("if not 0 <= overlap < size:", "if overlap < 0:"),
        ("range(0, len(words), size - overlap)", "range(0, len(words), max(1, size - overlap))"),
    ],
    says="overlap = size passes the check, and then the window never moves. It must be refused "
    "with a sentence, not with an endless loop or an odd error.",
)

# sentence-chunks
mutant(
    "sentence-chunks",
    name="slice-minus-zero",
    kind="edge-case",
    replace="current[-overlap:] if overlap else []",
    by="current[-overlap:]",
    says="With overlap = 0 you repeat everything: current[-0:] is current[0:], the whole list.",
)
mutant(
    "sentence-chunks",
    name="overlap-exceeds-size",
    kind="missing-step",
    replace='            while current and len(" ".join(current).split()) + new > size:\n'
    "                current = current[1:]\n",
    by="",
    says="Repeated sentences push the chunk over its size. Leave the earliest of them out until "
    "the new sentence fits.",
)
mutant(
    "sentence-chunks",
    name="overlap-latest-dropped-first",
    kind="wrong-order",
    replace="current = current[1:]",
    by="current = current[:-1]",
    says="To make room you drop the repeated sentence next to the new one and keep the distant "
    "one. The nearest carries the context: drop the earliest first.",
)
mutant(
    "sentence-chunks",
    name="full-chunk-closed-early",
    kind="off-by-one",
    replace='        if current and len(" ".join(current).split()) + new > size:',
    by='        if current and len(" ".join(current).split()) + new >= size:',
    says="A chunk that would hold exactly size words is closed early: 'at most' includes size.",
)
mutant(
    "sentence-chunks",
    name="last-chunk-lost",
    kind="missing-step",
    replace='    if current:\n        chunks.append(" ".join(current))\n',
    by="",
    says="The chunk that is open when the sentences end is never added: the end of every "
    "document is lost.",
)
mutant(
    "sentence-chunks",
    name="closes-after-exceeding",
    kind="wrong-order",
    replace=[
        (
            '        if current and len(" ".join(current).split()) + new > size:',
            '        if current and len(" ".join(current).split()) > size:',
        )
    ],
    says="You look at the size before the sentence is added, not with it: chunks exceed size.",
)
mutant(
    "sentence-chunks",
    name="no-overlap",
    kind="ignored-argument",
    replace="current[-overlap:] if overlap else []",
    by="[]",
    says="You ignore overlap: a sentence that starts with 'She' loses the one that said who she "
    "is.",
)
mutant(
    "sentence-chunks",
    name="blank-sentences",
    kind="edge-case",
    replace="(s.strip() for s in sentences if s.strip())",
    by="(s.strip() for s in sentences)",
    says="Blank sentences are kept: they leave double spaces and count as repeated sentences.",
)

# recursive-chunks
mutant(
    "recursive-chunks",
    name="separator-lost",
    kind="missing-step",
    replace="pieces = [piece + separator for piece in reversed(tail)] + [head]",
    by="pieces = [*reversed(tail), head]",
    says="The separator disappears where you split: full stops are lost and words from two "
    "pieces grow together. Each piece but the last ends with it.",
)
mutant(
    "recursive-chunks",
    name="pieces-not-merged",
    kind="missing-step",
    replace="            current += piece\n            continue\n",
    by="            chunks.append(current.strip())\n            current = piece\n"
    "            continue\n",
    says="You never put small neighbours together: every line and every sentence becomes a chunk "
    "of its own, however short.",
)
mutant(
    "recursive-chunks",
    name="coarse-separators-again",
    kind="wrong-order",
    replace="chunks.extend(recursive_chunks(piece, size, finer))",
    by='chunks.extend(recursive_chunks(piece.strip(), size, [" "]))',
    says="A piece that is too long is cut into words at once. Go on with the next finer "
    "separator: lines, then sentences, words only as a last resort.",
)
mutant(
    "recursive-chunks",
    name="long-piece-kept",
    kind="missing-step",
    replace="chunks.extend(recursive_chunks(piece, size, finer))",
    by="chunks.append(piece.strip())",
    says="A piece longer than size stays whole. Cut it by the same rule with the remaining "
    "separators.",
)
mutant(
    "recursive-chunks",
    name="merged-after-recursion",
    kind="wrong-order",
    replace="            chunks.extend(recursive_chunks(piece, size, finer))",
    by="            *done, current = recursive_chunks(piece, size, finer)\n"
    '            chunks.extend(done)\n            current += " "',
    says="The last part of a long piece is merged with the next piece, across the joint that was "
    "just found. Chunks of a long piece are appended as they are.",
)
mutant(
    "recursive-chunks",
    name="strictly-less",
    kind="off-by-one",
    replace="if len((current + piece).split()) <= size",
    by="if len((current + piece).split()) < size",
    says="A chunk of exactly size words is allowed: 'at most' includes size.",
)
mutant(
    "recursive-chunks",
    name="stops-at-missing-separator",
    kind="edge-case",
    replace="        return recursive_chunks(text, size, finer)",
    by="        return [text.strip()]",
    says="Where the first separator does not occur you give up. Try the remaining ones on the "
    "same text.",
)

# heading-chunks
mutant(
    "heading-chunks",
    name="path-never-popped",
    kind="missing-step",
    replace="[entry for entry in path if entry[0] < level] + ",
    by="path + ",
    says="Old headings never leave the path: a sibling section stands below its sibling. A "
    "heading replaces all headings of its own level and deeper.",
)
mutant(
    "heading-chunks",
    name="siblings-nest",
    kind="off-by-one",
    replace="if entry[0] < level]",
    by="if entry[0] <= level]",
    says="A heading stands below its own sibling: headings of the same level must be replaced too.",
)
mutant(
    "heading-chunks",
    name="path-cut-by-position",
    kind="wrong-formula",
    replace="[entry for entry in path if entry[0] < level] + ",
    by="path[: level - 1] + ",
    says="You cut the path to level - 1 entries. Where a level was skipped (# then ###) its "
    "entries do not stand at their level: compare levels, not positions.",
)
mutant(
    "heading-chunks",
    name="nearest-heading-only",
    kind="missing-step",
    replace='" > ".join(title for _, title in path)',
    by="path[-1][1]",
    says="Only the nearest heading is kept. 'History' alone does not say whose history: join the "
    "whole path.",
)
mutant(
    "heading-chunks",
    name="code-read-as-heading",
    kind="edge-case",
    replace="if match and not fenced:",
    by="if match:",
    says="A comment (# ...) inside a code block is taken for a heading. Between lines that start "
    "with three backticks nothing is one.",
)
mutant(
    "heading-chunks",
    name="hashtag-is-heading",
    kind="edge-case",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#{1,6}) *([^\\s#].*)"',
    says="'#tag' is taken for a heading: a heading has a space after its signs.",
)
mutant(
    "heading-chunks",
    name="size-ignored",
    kind="ignored-argument",
    replace="for start in range(0, len(words), size)",
    by="for start in range(min(1, len(words)))",
    says="Only the first block of a section is returned: the rest of a long section is lost.",
)
mutant(
    "heading-chunks",
    name="text-before-headings-lost",
    kind="edge-case",
    replace="for titles, words in sections\n",
    by="for titles, words in sections[1:]\n",
    says="Text before the first heading is lost. Its path is the empty string.",
)

# cosine-top-k
mutant(
    "cosine-top-k",
    name="inner-product",
    kind="missing-step",
    replace="lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(query)",
    by="lengths = np.ones(len(rows))",
    says="You rank by the inner product: long vectors win whatever they point at. Divide by both "
    "lengths.",
)
mutant(
    "cosine-top-k",
    name="query-not-normalised",
    kind="missing-step",
    replace=" * np.linalg.norm(query)",
    by="",
    says="The query's length is missing from the denominator. The order is right, the numbers "
    "are not cosines.",
)
mutant(
    "cosine-top-k",
    name="euclidean-distance",
    kind="wrong-formula",
    replace="np.divide(rows @ query, lengths, out=np.zeros(len(rows)), where=lengths > 0)",
    by="-np.linalg.norm(rows - query, axis=1)",
    says="You rank by Euclidean distance. It agrees with the cosine only where all vectors have "
    "length 1.",
)
mutant(
    "cosine-top-k",
    name="worst-first",
    kind="wrong-order",
    replace="(-pair[1], pair[0])",
    by="(pair[1], pair[0])",
    says="The least similar vectors come first: sort by falling similarity.",
)
mutant(
    "cosine-top-k",
    name="ties-by-position",
    kind="edge-case",
    replace="(-pair[1], pair[0])",
    by="-pair[1]",
    says="Ties keep the order of the rows, so a result depends on the order in which documents "
    "were added. Break ties by id.",
)
mutant(
    "cosine-top-k",
    name="ties-by-falling-id",
    kind="wrong-order",
    replace="sorted(pairs, key=lambda pair: (-pair[1], pair[0]))",
    by="sorted(pairs, key=lambda pair: (pair[1], pair[0]), reverse=True)",
    says="Reversing the whole sort also reverses the ids among ties. Negate the similarity "
    "instead.",
)
mutant(
    "cosine-top-k",
    name="zero-vector-nan",
    kind="edge-case",
    replace="np.divide(rows @ query, lengths, out=np.zeros(len(rows)), where=lengths > 0)",
    by="(rows @ query) / lengths",
    says="A vector of zeros gives 0 / 0 = nan, and nan breaks every sort. Its similarity is 0.",
)

# bm25
mutant(
    "bm25",
    name="idf-can-be-negative",
    kind="wrong-formula",
    replace="math.log(1 + (total - df + 0.5) / (df + 0.5))",
    by="math.log((total - df + 0.5) / (df + 0.5))",
    says="The 1 + inside the logarithm is missing: a token in more than half of the documents "
    "gets a negative weight and pushes the documents that contain it down.",
)
mutant(
    "bm25",
    name="df-counts-occurrences",
    kind="wrong-formula",
    replace="Counter(token for count in counts for token in count)",
    by="Counter(token for document in documents for token in document)",
    says="df counts every occurrence. It is the number of documents that contain the token: a "
    "document that repeats it counts once.",
)
mutant(
    "bm25",
    name="factor-k1-plus-1",
    kind="wrong-formula",
    replace="idf * tf / (tf + norm)",
    by="idf * tf * (k1 + 1) / (tf + norm)",
    says="You kept the factor k1 + 1 of the original formula. It ranks the same, but the variant "
    "here is Lucene's, which leaves the constant out.",
)
mutant(
    "bm25",
    name="length-not-normalised",
    kind="ignored-argument",
    replace="norm = k1 * (1 - b + b * len(documents[position]) / average)",
    by="norm = k1",
    says="b has no effect: long documents collect tokens and win. The saturation depends on "
    "length over average length.",
)
mutant(
    "bm25",
    name="distinct-length",
    kind="wrong-formula",
    replace="b * len(documents[position]) / average",
    by="b * len(count) / average",
    says="The length of a document is the number of its tokens, repeats included, not of its "
    "different tokens.",
)
mutant(
    "bm25",
    name="average-skips-empty",
    kind="edge-case",
    replace="/ max(total, 1)",
    by="/ max(sum(map(bool, documents)), 1)",
    says="Empty documents are left out of the average length. The average goes over all N.",
)
mutant(
    "bm25",
    name="no-saturation",
    kind="missing-step",
    replace="idf * tf / (tf + norm)",
    by="idf * tf",
    says="That is tf-idf: a token said ten times counts ten times. BM25 saturates: divide by "
    "tf + k1 * (...).",
)
mutant(
    "bm25",
    name="base-ten",
    kind="wrong-formula",
    replace="idf = math.log(",
    by="idf = math.log10(",
    says="The logarithm in idf is the natural one.",
)

# cited-prompt
mutant(
    "cited-prompt",
    name="numbers-from-zero",
    kind="off-by-one",
    replace="[{len(lines) + 1}]",
    by="[{len(lines)}]",
    says="Your first passage is number 0. Passages are numbered from 1, and the citations are "
    "read that way.",
)
mutant(
    "cited-prompt",
    name="passages-keep-line-breaks",
    kind="missing-step",
    replace="lines.append(f\"[{len(lines) + 1}] {' '.join(words)}\")",
    by="shown = [p.strip() for p in passages if p.strip()][len(lines)]\n"
    '        lines.append(f"[{len(lines) + 1}] " + (shown if len(words) == '
    "len(shown.split()) else ' '.join(words)))",
    says="A passage with line breaks can forge a line of your prompt, even a new 'Question:'. "
    "Put every passage on one line.",
)
mutant(
    "cited-prompt",
    name="empty-passage-takes-number",
    kind="edge-case",
    replace="for passage in passages if passage.strip()",
    by="for passage in passages",
    says="An empty passage takes a number. Then [2] points at nothing.",
)
mutant(
    "cited-prompt",
    name="budget-ignored",
    kind="ignored-argument",
    replace=[
        ("        if used + len(words) > max_words and lines:\n            break\n", ""),
        ("        words = words[:max_words]\n", ""),
    ],
    says="max_words is ignored. What exceeds the model's window is cut off without a word, and "
    "the question stands at the end.",
)
mutant(
    "cited-prompt",
    name="skips-and-goes-on",
    kind="wrong-order",
    replace="            break\n",
    by="            continue\n",
    says="You skip the passage that does not fit and take a later, worse one. The list ends at "
    "the first that does not fit, so that numbers follow the ranking.",
)
mutant(
    "cited-prompt",
    name="budget-strict",
    kind="off-by-one",
    replace="if used + len(words) > max_words and lines",
    by="if used + len(words) >= max_words and lines",
    says="A passage that fills the limit exactly still fits: at most max_words.",
)
mutant(
    "cited-prompt",
    name="long-first-passage-dropped",
    kind="edge-case",
    replace="        if used + len(words) > max_words and lines:",
    by="        if used + len(words) > max_words:",
    says="If the best passage alone is too long you show nothing at all. Cut it to max_words "
    "words.",
)
mutant(
    "cited-prompt",
    name="empty-system-message",
    kind="edge-case",
    replace='[("system", instruction)] if instruction else []',
    by='[("system", instruction)]',
    says="Without an instruction you still send a system message, an empty one.",
)
mutant(
    "cited-prompt",
    name="question-first",
    kind="wrong-order",
    replace='user = f"Context:\\n{context}\\n\\nQuestion: {question.strip()}"',
    by='user = f"Question: {question.strip()}\\n\\nContext:\\n{context}"',
    says="The question stands before the context. The format puts it last, next to the place "
    "where the answer begins.",
)

# parse-answer
mutant(
    "parse-answer",
    name="one-number-a-bracket",
    kind="edge-case",
    replace='re.compile(r"\\[\\s*\\d+\\s*(?:,\\s*\\d+\\s*)*\\]")',
    by='re.compile(r"\\[\\d+\\]")',
    says="Only [2] is understood: [1, 3] and [ 2 ] are citation marks too.",
)
mutant(
    "parse-answer",
    name="numbers-out-of-range",
    kind="missing-step",
    replace=" if 1 <= n <= passages)",
    by=")",
    says="A citation of a passage that was never shown is kept. It is the plainest sign of an "
    "invented source: drop it.",
)
mutant(
    "parse-answer",
    name="zero-is-a-passage",
    kind="off-by-one",
    replace="if 1 <= n <= passages",
    by="if 0 <= n <= passages",
    says="[0] is no passage: they are numbered from 1. As a list index it would silently point to "
    "the last one.",
)
mutant(
    "parse-answer",
    name="last-passage-refused",
    kind="off-by-one",
    replace="if 1 <= n <= passages",
    by="if 1 <= n < passages",
    says="The last passage can be cited too: n <= passages.",
)
mutant(
    "parse-answer",
    name="sorted-citations",
    kind="wrong-order",
    replace="list(dict.fromkeys(n for n in numbers if 1 <= n <= passages))",
    by="sorted({n for n in numbers if 1 <= n <= passages})",
    says="Citations are sorted. Keep the order in which the reply gives them: the first is the "
    "one it leans on.",
)
mutant(
    "parse-answer",
    name="repeated-citations",
    kind="missing-step",
    replace="list(dict.fromkeys(n for n in numbers if 1 <= n <= passages))",
    by="[n for n in numbers if 1 <= n <= passages]",
    says="A passage that is cited twice is listed twice.",
)
mutant(
    "parse-answer",
    name="curly-apostrophe",
    kind="edge-case",
    replace='.replace("’", "\'")',
    by="",
    says="'I don’t know' with a typographic apostrophe is taken for an answer. Models write both.",
)
mutant(
    "parse-answer",
    name="abstention-by-case",
    kind="edge-case",
    replace="plain = answer.lower()",
    by="plain = answer",
    says="The abstention is recognised in one spelling only: ignore case.",
)
mutant(
    "parse-answer",
    name="abstains-and-cites",
    kind="missing-step",
    replace='"answer": "", "citations": [], "abstained": True',
    by='"answer": answer, "citations": citations, "abstained": True',
    says="An abstention has neither answer nor citations: what a model cites for not knowing is "
    "no source.",
)
mutant(
    "parse-answer",
    name="full-stop-stays",
    kind="missing-step",
    replace='.strip().rstrip(".")',
    by=".strip()",
    says="The full stop stays at the end of the answer, and 'Corva.' is not the string 'Corva'.",
)

# rag-chain
mutant(
    "rag-chain",
    name="sources-off-by-one",
    kind="off-by-one",
    replace="documents[n - 1].id",
    by="documents[n % len(documents)].id",
    says="Citation n names the passage after the right one: numbers start at 1, list positions "
    "at 0. The answer looks sourced and the source is wrong.",
)
mutant(
    "rag-chain",
    name="all-documents-as-sources",
    kind="wrong-formula",
    replace='[documents[n - 1].id for n in parsed["citations"]]',
    by="[document.id for document in documents]",
    says="You list everything that was retrieved as a source. Only what the answer cites is one.",
)
mutant(
    "rag-chain",
    name="citations-instead-of-ids",
    kind="wrong-type",
    replace='[documents[n - 1].id for n in parsed["citations"]]',
    by='list(parsed["citations"])',
    says="sources holds passage numbers. They mean nothing outside this prompt: return the ids of "
    "the cited documents.",
)
mutant(
    "rag-chain",
    name="retrieves-twice",
    kind="wrong-order",
    replace="retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever)",
    by="retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever, "
    "again=retriever)",
    says="The retriever is asked twice for one question: once for the prompt and once for the "
    "sources. It costs double, and the two may differ.",
)
mutant(
    "rag-chain",
    name="model-asked-twice",
    kind="wrong-order",
    replace="RunnablePassthrough.assign(reply=read)",
    by="RunnablePassthrough.assign(first=read) | RunnablePassthrough.assign(reply=read)",
    says="The model is called twice for one question. Keep its reply in the state instead of "
    "computing it again.",
)
mutant(
    "rag-chain",
    name="passages-reversed",
    kind="wrong-order",
    replace='[d.page_content for d in state["documents"]]',
    by='[d.page_content for d in reversed(state["documents"])]',
    says="The passages are shown in another order than the documents, so citation numbers point "
    "to the wrong ones.",
)
mutant(
    "rag-chain",
    name="parse-without-count",
    kind="ignored-argument",
    replace='parse(state["reply"], len(documents))',
    by='parse(state["reply"], 1)',
    says="parse is told of another number of passages than were shown, so valid citations are "
    "dropped or invented ones kept. Pass the number of documents.",
)
mutant(
    "rag-chain",
    name="raw-reply-as-answer",
    kind="missing-step",
    replace='"answer": parsed["answer"],',
    by='"answer": state["reply"],',
    says="answer is the raw reply, marks and all. Return what parse made of it.",
)

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

# token-f1
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
