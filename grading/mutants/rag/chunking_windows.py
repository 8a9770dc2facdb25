"""Mistakes in chunking: windows of words."""

from grading.mutants import mutant

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
    says="An overlap of size or more is not refused. The windows could not move forward with it, "
    "so the docstring asks for a ValueError: overlap must be less than size.",
)
mutant(
    "fixed-chunks",
    name="accepts-full-overlap",
    kind="edge-case",
    function="""
def fixed_chunks(text, size=40, overlap=10):
    if size < 1 or overlap < 0:
        raise ValueError("too small")
    words, chunks, start = text.split(), [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += size - overlap
    return chunks
""",
    says="An overlap of size or more is not refused: size - overlap is then 0 or negative, the "
    "window never moves forward and your loop has no end. The docstring asks for a ValueError.",
)
mutant(
    "fixed-chunks",
    name="overlap-above-size",
    kind="edge-case",
    replace="if not 0 <= overlap < size:",
    by="if overlap < 0 or overlap == size:",
    says="An overlap larger than size is not refused, only one equal to size is (range() itself "
    "raises a ValueError for a step of 0). Refuse with a ValueError whatever is not less than "
    "size.",
)
mutant(
    "fixed-chunks",
    name="negative-overlap",
    kind="edge-case",
    replace="if not 0 <= overlap < size:",
    by="if overlap >= size:",
    says="A negative overlap is not refused: windows that start size + 1 words apart leave words "
    "out between them. The docstring asks for a ValueError.",
)
mutant(
    "fixed-chunks",
    name="nothing-refused",
    kind="missing-step",
    function="""
def fixed_chunks(text, size=40, overlap=10):
    words, chunks, start = text.split(), [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += size - overlap
    return chunks
""",
    says="No argument is checked. With size = 0, or an overlap of size or more, your loop has no "
    "end; a negative overlap leaves words out. Begin with a ValueError for each of the three.",
)
mutant(
    "fixed-chunks",
    name="split-at-single-spaces",
    kind="wrong-type",
    replace="text.split()",
    by='text.split(" ")',
    says="split(' ') cuts at every single space: line breaks stay inside words, and two spaces "
    "make an empty word. split() without an argument cuts at any run of white space.",
)
mutant(
    "fixed-chunks",
    name="short-text-lost",
    kind="off-by-one",
    replace=[
        ("range(0, len(words), size - overlap)", "range(0, len(words) - overlap, size - overlap)"),
        ("        if start + size >= len(words):\n            break\n", ""),
    ],
    says="A text of at most overlap words gives no chunk at all. Its first chunk is also its "
    "last: it may be shorter than size, even shorter than overlap.",
)
mutant(
    "fixed-chunks",
    name="last-window-lost",
    kind="wrong-order",
    replace='        chunks.append(" ".join(words[start : start + size]))\n'
    "        if start + size >= len(words):\n            break\n",
    by="        if start + size >= len(words):\n            break\n"
    '        chunks.append(" ".join(words[start : start + size]))\n',
    says="You stop before the chunk that reaches the last word is added, so the end of every "
    "document is lost. Add it, then stop.",
)
mutant(
    "fixed-chunks",
    name="windows-too-long",
    kind="wrong-formula",
    replace=[
        ("range(0, len(words), size - overlap)", "range(0, len(words), size)"),
        ("start : start + size]", "start : start + size + overlap]"),
    ],
    says="Your chunks hold size + overlap words. The shared words count: a chunk has size words, "
    "and the next one starts size - overlap words later.",
)
mutant(
    "fixed-chunks",
    name="windows-too-long",
    kind="wrong-formula",
    replace=[
        ("range(0, len(words), size - overlap)", "range(0, len(words), size)"),
        ("words[start : start + size]", "words[max(0, start - overlap) : start + size]"),
    ],
    says="From the second on your chunks hold size + overlap words. The shared words count: a "
    "chunk has size words, and the next one starts size - overlap words later.",
)
mutant(
    "fixed-chunks",
    name="last-window-moved-back",
    kind="edge-case",
    replace='chunks.append(" ".join(words[start : start + size]))',
    by="end = min(start + size, len(words))\n"
    '        chunks.append(" ".join(words[max(0, end - size) : end]))',
    says="You move the last chunk back so that it has size words. Chunk i starts at word "
    "i * (size - overlap), the last one too: it may be shorter.",
)
mutant(
    "fixed-chunks",
    name="chunk-without-words",
    kind="edge-case",
    replace="    return chunks",
    by='    return chunks or [""]',
    says="A text without words gives a chunk that holds nothing. It has no chunk: [].",
)
