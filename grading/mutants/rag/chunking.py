"""Mistakes in chunking."""

from grading.mutants import mutant

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

mutant(
    "recursive-chunks",
    name="separator-lost-at-the-end",
    kind="missing-step",
    replace=[
        (
            "pieces = [piece + separator for piece in reversed(tail)] + [head]",
            "pieces = [*reversed(tail), head]",
        ),
        (
            "if len((current + piece).split()) <= size",
            "if len(current.split()) + len(piece.split()) <= size",
        ),
        (
            "            current += piece\n",
            "            current = current + separator + piece if current else piece\n",
        ),
    ],
    says="split() takes the separator away and you put it back only between pieces, so a chunk "
    "that ends at a sentence has lost its full stop. Every piece but the last ends with it.",
)
mutant(
    "recursive-chunks",
    name="separator-becomes-a-space",
    kind="missing-step",
    replace=[
        (
            "pieces = [piece + separator for piece in reversed(tail)] + [head]",
            "pieces = [*reversed(tail), head]",
        ),
        (
            "if len((current + piece).split()) <= size",
            "if len(current.split()) + len(piece.split()) <= size",
        ),
        (
            "            current += piece\n",
            '            current = current + " " + piece if current else piece\n',
        ),
    ],
    says="Pieces are put together with a space in place of the separator: full stops and line "
    "breaks are lost. Every piece but the last ends with its separator.",
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
mutant(
    "heading-chunks",
    name="every-hash-is-a-heading",
    kind="edge-case",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#+)\\s*(.*)"',
    says="Every line that starts with # is taken for a heading. A heading has one to six signs, "
    "then at least one space, then a title; #tag, ####### and a lone # are text.",
)
mutant(
    "heading-chunks",
    name="heading-without-title",
    kind="edge-case",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#{1,6}) +(.*)"',
    says="A sign and a space with nothing behind are taken for a heading, with an empty title. "
    "Without a title the line is text.",
)
mutant(
    "heading-chunks",
    name="seven-signs",
    kind="off-by-one",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#+) +(\\S.*)"',
    says="Seven # are taken for a heading. There are six levels; more signs are text.",
)
