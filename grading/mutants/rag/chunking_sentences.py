"""Mistakes in chunking: whole sentences."""

from grading.mutants import mutant

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
mutant(
    "sentence-chunks",
    name="first-sentence-too-long",
    kind="edge-case",
    replace='        if current and len(" ".join(current).split()) + new > size:',
    by='        if len(" ".join(current).split()) + new > size:',
    says="When the first sentence alone exceeds size you close a chunk that holds nothing, and an "
    "empty text is indexed. Close the open chunk only if there is one.",
)
mutant(
    "sentence-chunks",
    name="sentence-not-stripped",
    kind="edge-case",
    replace="(s.strip() for s in sentences if s.strip())",
    by="(s for s in sentences if s.strip())",
    says="Sentences come with white space at their ends, and it stays: strip each one before you "
    "join them by one space.",
)
mutant(
    "sentence-chunks",
    name="first-sentences-copied",
    kind="wrong-order",
    replace="current[-overlap:] if overlap else []",
    by="current[:overlap]",
    says="You copy the first sentences of the closed chunk. What stands next to the new sentence "
    "are the last ones.",
)
mutant(
    "sentence-chunks",
    name="overlap-counts-words",
    kind="wrong-type",
    replace="current[-overlap:] if overlap else []",
    by='[" ".join(" ".join(current).split()[-overlap:])] if overlap else []',
    says="You repeat the last overlap words. Here overlap counts sentences: a copied sentence is "
    "whole.",
)
mutant(
    "sentence-chunks",
    name="overlap-exceeds-size",
    kind="missing-step",
    replace='            while current and len(" ".join(current).split()) + new > size:\n',
    by='            while current and len(" ".join(current).split()) > size:\n',
    says="You leave copied sentences out only until they fit by themselves, so with the new "
    "sentence the chunk exceeds size. Count the new one too.",
)
mutant(
    "sentence-chunks",
    name="copy-left-out-too-early",
    kind="off-by-one",
    replace='            while current and len(" ".join(current).split()) + new > size:\n',
    by='            while current and len(" ".join(current).split()) + new >= size:\n',
    says="A copied sentence is left out though it and the new one have exactly size words "
    "together: 'at most' includes size.",
)
mutant(
    "sentence-chunks",
    name="all-copies-left-out",
    kind="wrong-formula",
    replace='            while current and len(" ".join(current).split()) + new > size:\n'
    "                current = current[1:]\n",
    by='            if len(" ".join(current).split()) + new > size:\n'
    "                current = []\n",
    says="You keep no copy at all where the last overlap sentences cannot all stay. Copy what the "
    "closed chunk has of them, then leave out one after the other, the earliest first, only until "
    "the new sentence fits.",
)
mutant(
    "sentence-chunks",
    name="one-copy-left-out-at-most",
    kind="missing-step",
    replace='            while current and len(" ".join(current).split()) + new > size:\n',
    by='            if current and len(" ".join(current).split()) + new > size:\n',
    says="You do not leave out enough copied sentences: after one has gone the rest may still "
    "not fit beside the new one. Look again after each, until they fit or none is left.",
)
mutant(
    "sentence-chunks",
    name="one-copy-always-kept",
    kind="edge-case",
    replace='            while current and len(" ".join(current).split()) + new > size:\n',
    by='            while len(current) > 1 and len(" ".join(current).split()) + new > size:\n',
    says="One copied sentence always stays, even where it and the new one exceed size. If none "
    "fits, none is kept.",
)
mutant(
    "sentence-chunks",
    name="equal-sentences-confused",
    kind="edge-case",
    replace="                current = current[1:]\n",
    by="                current = [one for one in current if one != current[0]]\n",
    says="A sentence that occurs twice among the copies is left out in both places. Leave one out "
    "by its position (the first), not by what it says.",
)
mutant(
    "sentence-chunks",
    name="equal-sentences-confused",
    kind="edge-case",
    replace="for sentence in (s.strip() for s in sentences if s.strip()):",
    by="for sentence in dict.fromkeys(s.strip() for s in sentences if s.strip()):",
    says="A sentence that says the same as an earlier one is left out of the text. Only copies "
    "that overlap has made may go; what the document says twice stays.",
)
mutant(
    "sentence-chunks",
    name="equal-sentences-confused",
    kind="edge-case",
    function="""
def sentence_chunks(sentences, size=40, overlap=1):
    if size < 1 or overlap < 0:
        raise ValueError("too small")
    kept = [s.strip() for s in sentences if s.strip()]
    chunks, current = [], []
    for sentence in kept:
        if current and len(" ".join([*current, sentence]).split()) > size:
            chunks.append(" ".join(current))
            position = kept.index(sentence)
            current = kept[max(0, position - overlap) : position]
            while current and len(" ".join([*current, sentence]).split()) > size:
                current.pop(0)
        current.append(sentence)
    return [*chunks, " ".join(current)] if current else chunks
""",
    says="You look a sentence up by what it says (index()): that finds its first occurrence, and "
    "where a sentence comes twice the wrong neighbours are copied. Count positions instead.",
)
mutant(
    "sentence-chunks",
    name="copies-not-counted",
    kind="missing-step",
    function="""
def sentence_chunks(sentences, size=40, overlap=1):
    if size < 1 or overlap < 0:
        raise ValueError("too small")
    kept = [s.strip() for s in sentences if s.strip()]
    chunks, current, count = [], [], 0
    for sentence in kept:
        new = len(sentence.split())
        if current and count + new > size:
            chunks.append(" ".join(current))
            current, count = (current[-overlap:] if overlap else []), 0
            while current and len(" ".join([*current, sentence]).split()) > size:
                current.pop(0)
        current.append(sentence)
        count += new
    return [*chunks, " ".join(current)] if current else chunks
""",
    says="When a chunk opens your count of words starts at 0 although it already holds copied "
    "sentences: it grows beyond size. Count what the copies hold.",
)
mutant(
    "sentence-chunks",
    name="chunk-without-new-sentence",
    kind="wrong-formula",
    function="""
def sentence_chunks(sentences, size=40, overlap=1):
    if size < 1 or overlap < 0:
        raise ValueError("too small")
    kept = [s.strip() for s in sentences if s.strip()]
    chunks, start = [], 0
    while start < len(kept):
        end = start + 1
        while end < len(kept) and len(" ".join(kept[start : end + 1]).split()) <= size:
            end += 1
        chunks.append(" ".join(kept[start:end]))
        if end == len(kept):
            break
        start = max(start + 1, end - overlap)
    return chunks
""",
    says="Your next chunk starts with the copies whatever follows. Where they leave no room for "
    "the next sentence it only repeats what an earlier chunk holds: drop copies until that "
    "sentence fits.",
)
mutant(
    "sentence-chunks",
    name="chunk-without-new-sentence",
    kind="wrong-formula",
    function="""
def sentence_chunks(sentences, size=40, overlap=1):
    if size < 1 or overlap < 0:
        raise ValueError("too small")
    kept = [s.strip() for s in sentences if s.strip()]
    chunks, start = [], 0
    while start < len(kept):
        end = start + 1
        while end < len(kept) and len(" ".join(kept[start : end + 1]).split()) <= size:
            end += 1
        chunks.append(" ".join(kept[start:end]))
        if end == len(kept):
            break
        start = end - overlap
    return chunks
""",
    says="Your next chunk starts with the copies whatever follows. Where they leave no room for "
    "the next sentence it is the last chunk once more, and so without end: drop copies until "
    "that sentence fits.",
)
mutant(
    "sentence-chunks",
    name="copies-added-afterwards",
    kind="wrong-order",
    function="""
def sentence_chunks(sentences, size=40, overlap=1):
    if size < 1 or overlap < 0:
        raise ValueError("too small")
    kept = [s.strip() for s in sentences if s.strip()]
    groups = []
    for sentence in kept:
        if groups and len(" ".join([*groups[-1], sentence]).split()) <= size:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    chunks = []
    for before, group in zip([[], *groups], groups):
        copies = before[-overlap:] if overlap else []
        while copies and len(" ".join(copies + group).split()) > size:
            copies = copies[1:]
        chunks.append(" ".join(copies + group))
    return chunks
""",
    says="You pack first and put the copies in front afterwards, where there is room left. They "
    "come first: a chunk opens with its copies, and then takes sentences as long as they fit.",
)
mutant(
    "sentence-chunks",
    name="chunk-without-sentences",
    kind="edge-case",
    replace="    if current:\n        chunks",
    by="    if current or not chunks:\n        chunks",
    says="Where no sentence has words you return a chunk that holds nothing. Add the open chunk at "
    "the end only if there is one.",
)

mutant(
    "sentence-chunks",
    name="copies-dropped-beyond-the-last",
    kind="edge-case",
    replace="while current and len",
    by="while len",
    says="You drop copies until the sentence fits, but a sentence that alone is longer than size "
    "never fits: stop where no copy is left. Otherwise the loop has no end, or takes from an "
    "empty list.",
)
mutant(
    "sentence-chunks",
    name="copies-dropped-beyond-the-last",
    kind="edge-case",
    replace=[("while current and len", "while len"), ("current = current[1:]", "current.pop(0)")],
    says="You drop copies until the sentence fits, but a sentence that alone is longer than size "
    "never fits: stop where no copy is left. Otherwise the loop has no end, or takes from an "
    "empty list.",
)
