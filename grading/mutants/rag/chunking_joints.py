"""Mistakes in chunking: along separators."""

from grading.mutants import mutant

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
    says="A piece longer than size stays whole. Cut it by the same rule, with the same size and "
    "the remaining separators.",
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
mutant(
    "recursive-chunks",
    name="open-chunk-closed-late",
    kind="wrong-order",
    replace=[
        (
            '        chunks.append(current.strip())\n        current = ""\n'
            "        if len(piece.split()) <= size:\n            current = piece\n"
            "        else:\n            chunks.extend(recursive_chunks(piece, size, finer))\n",
            "        if len(piece.split()) <= size:\n"
            "            chunks.append(current.strip())\n            current = piece\n"
            "        else:\n            chunks.extend(recursive_chunks(piece, size, finer))\n",
        ),
    ],
    says="When a piece is too long you append its chunks while the chunk before it is still "
    "open, so the text comes out of order. Whatever does not fit closes the open chunk first.",
)
mutant(
    "recursive-chunks",
    name="open-chunk-lost",
    kind="missing-step",
    replace=[
        (
            '        chunks.append(current.strip())\n        current = ""\n'
            "        if len(piece.split()) <= size:\n            current = piece\n"
            "        else:\n            chunks.extend(recursive_chunks(piece, size, finer))\n",
            "        if len(piece.split()) <= size:\n"
            "            chunks.append(current.strip())\n            current = piece\n"
            "        else:\n            chunks.extend(recursive_chunks(piece, size, finer))\n"
            '            current = ""\n',
        ),
    ],
    says="When a piece is too long the chunk that was open before it is thrown away. Close it "
    "(append it) first.",
)
mutant(
    "recursive-chunks",
    name="open-chunk-added-twice",
    kind="missing-step",
    replace=[
        (
            '        current = ""\n        if',
            "        if",
        ),
    ],
    says="After a piece that is too long the chunk before it stays open and is added once "
    "more. Start an empty chunk where you close one.",
)
mutant(
    "recursive-chunks",
    name="open-chunk-cut-again",
    kind="wrong-order",
    replace=[
        (
            '        chunks.append(current.strip())\n        current = ""\n'
            "        if len(piece.split()) <= size:\n            current = piece\n"
            "        else:\n            chunks.extend(recursive_chunks(piece, size, finer))\n",
            "        if len(piece.split()) <= size:\n"
            "            chunks.append(current.strip())\n            current = piece\n"
            "        else:\n"
            "            chunks.extend(recursive_chunks(current + piece, size, finer))\n"
            '            current = ""\n',
        ),
    ],
    says="You cut the open chunk together with the piece that is too long. Close it first, "
    "and cut the piece alone.",
)
mutant(
    "recursive-chunks",
    name="separator-in-front",
    kind="wrong-formula",
    replace=[
        (
            "    head, *tail = text.split(separator)[::-1]\n"
            "    pieces = [piece + separator for piece in reversed(tail)] + [head]\n",
            "    head, *tail = text.split(separator)\n"
            "    pieces = [head] + [separator + piece for piece in tail]\n",
        ),
    ],
    says="You cut before each separator, so a piece starts with the full stop of the sentence "
    "before it. Cut after it: every piece but the last ends with the separator.",
)
mutant(
    "recursive-chunks",
    name="separator-after-the-last-piece",
    kind="off-by-one",
    replace=[
        (
            "    head, *tail = text.split(separator)[::-1]\n"
            "    pieces = [piece + separator for piece in reversed(tail)] + [head]\n",
            "    pieces = [piece + separator for piece in text.split(separator)]\n",
        ),
    ],
    says="The last piece gets a separator that the text does not have. split() gives one "
    "piece more than there are separators: put one back after every piece but the last.",
)
mutant(
    "recursive-chunks",
    name="merged-after-recursion",
    kind="wrong-order",
    replace=[
        (
            "            chunks.extend(recursive_chunks(piece, size, finer))",
            "            *done, current = recursive_chunks(piece, size, finer)\n"
            "            chunks.extend(done)",
        ),
    ],
    says="The last part of a long piece is kept open and grows together with the next piece, "
    "across the joint that was just found. Chunks of a long piece are appended as they are.",
)
mutant(
    "recursive-chunks",
    name="merged-after-recursion",
    kind="wrong-order",
    function="""
def recursive_chunks(text, size=40, separators=("\\n\\n", "\\n", ". ", " ")):
    if size < 1:
        raise ValueError("size")

    def cut(part, left):
        if len(part.split()) <= size or not left:
            return [part]
        *first, last = part.split(left[0])
        pieces = [piece + left[0] for piece in first] + [last]
        return [small for piece in pieces for small in cut(piece, left[1:])]

    chunks = [""]
    for piece in cut(text, list(separators)):
        if len((chunks[-1] + piece).split()) <= size:
            chunks[-1] += piece
        else:
            chunks.append(piece)
    return [chunk.strip() for chunk in chunks if chunk.strip()]
""",
    says="You cut down to the smallest pieces first and put neighbours together at the end, "
    "across paragraphs and lines. Fill chunks at each level: chunks of a long piece stay "
    "as they are.",
)
mutant(
    "recursive-chunks",
    name="used-separators-again",
    kind="wrong-formula",
    replace=[
        (
            "chunks.extend(recursive_chunks(piece, size, finer))",
            "chunks.extend(recursive_chunks(piece, size, separators))",
        ),
    ],
    says="A text is cut again with separators that were already used, and so without end. "
    "Pass on only those that remain (without a third argument the default ones start again).",
)
mutant(
    "recursive-chunks",
    name="used-separators-again",
    kind="wrong-formula",
    replace=[
        (
            "chunks.extend(recursive_chunks(piece, size, finer))",
            "chunks.extend(recursive_chunks(piece, size))",
        ),
    ],
    says="A text is cut again with separators that were already used, and so without end. "
    "Pass on only those that remain (without a third argument the default ones start again).",
)
mutant(
    "recursive-chunks",
    name="last-chunk-lost",
    kind="missing-step",
    replace=[("    chunks.append(current.strip())\n    return", "    return")],
    says="The chunk that is open when the pieces end is never added: the end of the text is lost.",
)
mutant(
    "recursive-chunks",
    name="white-space-changed",
    kind="wrong-formula",
    replace=[
        (
            "return [chunk for chunk in chunks if chunk]",
            'return [" ".join(chunk.split()) for chunk in chunks if chunk]',
        ),
    ],
    says="Line breaks inside a chunk have become spaces. Strip a chunk at both ends only; "
    "inside, white space stays as it was.",
)
mutant(
    "recursive-chunks",
    name="cut-without-a-separator",
    kind="edge-case",
    replace=[
        (
            "    if len(text.split()) <= size or not separators:",
            "    if not separators and text.strip():\n        words = text.split()\n"
            '        return [" ".join(words[i : i + size]) for i in range(0, len(words), '
            "size)]\n    if len(text.split()) <= size:",
        ),
    ],
    says="When no separator is left you cut by words all the same. Then the text is one "
    "chunk, however long it is.",
)
mutant(
    "recursive-chunks",
    name="no-separator-left",
    kind="edge-case",
    replace=[
        (
            "    if len(text.split()) <= size or not separators:",
            "    if len(text.split()) <= size:",
        ),
        (
            "separator, *finer = separators",
            "separator, finer = separators[0], separators[1:]",
        ),
    ],
    says="When no separator is left you still take the first one. Then the text is one chunk, "
    "however long it is.",
)
mutant(
    "recursive-chunks",
    name="no-separator-left",
    kind="edge-case",
    replace=[
        (
            "    if len(text.split()) <= size or not separators:",
            "    if len(text.split()) <= size:",
        ),
    ],
    says="When no separator is left you still take the first one. Then the text is one chunk, "
    "however long it is.",
)
mutant(
    "recursive-chunks",
    name="separator-skipped",
    kind="off-by-one",
    replace="separator, *finer = separators",
    by="separator, finer = separators[0], separators[2:]",
    says="You pass on the separators from the third on, so every second one is never tried. Those "
    "that remain begin right after the one that you used: separators[1:].",
)
mutant(
    "recursive-chunks",
    name="empty-chunks-kept",
    kind="edge-case",
    replace="return [text.strip()] if text.strip() else []",
    by="return [text.strip()]",
    says="A text of white space gives a chunk that holds nothing. Leave out chunks without text.",
)
