"""Four ways to cut a text into chunks; sizes are counted in words separated by white space.

Every function takes text and returns text; none knows about encoders or tokenizers. Semantic
chunking (cutting where the embedding changes) is not here.
"""

import re
from collections.abc import Sequence


def fixed_chunks(text: str, size: int = 40, overlap: int = 10) -> list[str]:
    """Cut a text into windows of ``size`` words that share ``overlap`` words with the next.

    Words are separated by white space; a chunk is its words joined by one space. Chunk i starts
    at word i * (size - overlap). The first chunk that reaches the last word is the last chunk,
    and the only one that may be shorter than ``size``: no chunk lies wholly inside another.

    Args:
        text: any text.
        size: words in a chunk, at least 1.
        overlap: words that neighbours share, at least 0 and less than ``size``.

    Returns:
        The chunks in order; ``[]`` for a text without words.

    Raises:
        ValueError: ``size`` is below 1, or ``overlap`` is negative or not less than ``size``.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1 word, not {size}")
    if not 0 <= overlap < size:
        raise ValueError(f"overlap must be from 0 to size - 1 = {size - 1}, not {overlap}")
    words = text.split()
    chunks = []
    for start in range(0, len(words), size - overlap):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
    return chunks


def sentence_chunks(sentences: Sequence[str], size: int = 40, overlap: int = 1) -> list[str]:
    """Pack whole sentences into chunks of at most ``size`` words.

    Sentences are taken in order, and each joins the open chunk as long as the chunk then has at
    most ``size`` words. Otherwise the open chunk is closed and the next one starts with a copy
    of its last ``overlap`` sentences (all of them where it has fewer). If these and the new
    sentence exceed ``size`` words together, copied sentences are left out, the earliest first,
    until they fit or none is left; then the new sentence joins. So a chunk exceeds ``size`` only
    if it is a single sentence that does, and every chunk holds at least one sentence that no
    earlier chunk holds.

    Args:
        sentences: sentences in order; those without words are skipped.
        size: the most words in a chunk, at least 1. Words are separated by white space.
        overlap: how many sentences are repeated, at least 0.

    Returns:
        The chunks in order, each its sentences (stripped) joined by one space.

    Raises:
        ValueError: ``size`` is below 1 or ``overlap`` is negative.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1 word, not {size}")
    if overlap < 0:
        raise ValueError(f"overlap must be 0 or more sentences, not {overlap}")
    chunks: list[str] = []
    current: list[str] = []
    for sentence in (s.strip() for s in sentences if s.strip()):
        new = len(sentence.split())
        if current and len(" ".join(current).split()) + new > size:
            chunks.append(" ".join(current))
            current = current[-overlap:] if overlap else []  # current[-0:] would be everything
            while current and len(" ".join(current).split()) + new > size:
                current = current[1:]
        current.append(sentence)
    if current:
        chunks.append(" ".join(current))
    return chunks


def recursive_chunks(
    text: str, size: int = 40, separators: Sequence[str] = ("\n\n", "\n", ". ", " ")
) -> list[str]:
    """Cut a text at its largest joints first: paragraphs, then lines, sentences, words.

    The rule, for a text and a list of separators:

    1. A text of at most ``size`` words, or any text when no separator is left, is one chunk:
       the text stripped of white space at both ends (no chunk where nothing is left).
    2. Otherwise take the first separator. If it does not occur in the text, apply the rule to
       the same text with the remaining separators.
    3. If it occurs, cut the text after each occurrence, so that every piece but the last ends
       with the separator. Visit the pieces in order, filling an open chunk: a piece joins as
       long as open chunk and piece together have at most ``size`` words. If it does not fit, the
       open chunk is closed. Then a piece of at most ``size`` words opens the next chunk; a
       longer piece is cut by this rule with the remaining separators, its chunks are appended as
       they are, and the next piece opens a new chunk.

    Chunks are stripped of white space at both ends, and those without text are left out. White
    space inside a chunk stays as it was. Words are separated by white space.

    Args:
        text: any text.
        size: the most words in a chunk, at least 1.
        separators: non-empty strings, the coarsest joint first.

    Returns:
        The chunks in order.

    Raises:
        ValueError: ``size`` is below 1.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1 word, not {size}")
    if len(text.split()) <= size or not separators:
        return [text.strip()] if text.strip() else []
    separator, *finer = separators
    if separator not in text:
        return recursive_chunks(text, size, finer)
    head, *tail = text.split(separator)[::-1]
    pieces = [piece + separator for piece in reversed(tail)] + [head]
    chunks: list[str] = []
    current = ""
    for piece in pieces:
        if len((current + piece).split()) <= size:
            current += piece
            continue
        chunks.append(current.strip())
        current = ""
        if len(piece.split()) <= size:
            current = piece
        else:
            chunks.extend(recursive_chunks(piece, size, finer))
    chunks.append(current.strip())
    return [chunk for chunk in chunks if chunk]


def heading_chunks(text: str, size: int = 40) -> list[dict[str, str]]:
    """Cut a Markdown text by its headings and give every chunk the path of headings above it.

    A heading is a line of one to six ``#``, one or more spaces (no tab), and a title (``#tag``
    without a space is text, and so is ``# `` without a title); white space at the title's end is
    removed. A line whose first three characters are backticks, whatever follows them, opens a
    code block, and the next such line, or the end of the text, closes it. Inside nothing is a
    heading: those lines, the backtick lines included, are text.

    A heading of level n (n ``#``) takes the place of every heading of level n or deeper in the
    path, and stands below those of lower level, whether or not levels were skipped. The text
    from one heading to the next is one section; its words (separated by white space, line breaks
    do not matter) are cut into blocks of ``size`` words, the last one shorter where they do not
    divide evenly. A chunk never crosses a heading. Sections without words give no chunk.

    Args:
        text: Markdown.
        size: the most words of text in a chunk, at least 1; the path does not count.

    Returns:
        One ``{"path": ..., "text": ...}`` a chunk, in order. ``path`` is the titles from the
        top joined by ``" > "``, ``""`` before the first heading; ``text`` is the block's words
        joined by one space.

    Raises:
        ValueError: ``size`` is below 1.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1 word, not {size}")
    sections: list[tuple[str, list[str]]] = [("", [])]
    path: list[tuple[int, str]] = []
    fenced = False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        match = re.fullmatch(r"(#{1,6}) +(\S.*)", line)
        if match and not fenced:
            level = len(match[1])
            path = [entry for entry in path if entry[0] < level] + [(level, match[2].strip())]
            sections.append((" > ".join(title for _, title in path), []))
        else:
            sections[-1][1].extend(line.split())
    return [
        {"path": titles, "text": " ".join(words[start : start + size])}
        for titles, words in sections
        for start in range(0, len(words), size)
    ]
