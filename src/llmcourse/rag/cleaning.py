"""Cleaning text before it is indexed: markup, page furniture, broken lines, near duplicates.

Knows the dirt that web pages and PDF exports leave. Does not judge whether a text is true, and
does not correct spelling.
"""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Sequence


def clean_text(raw: str, boilerplate: Sequence[str] = ()) -> str:
    """Turn the raw text of one page into plain paragraphs.

    The steps, in this order:

    1. Remove ``<script>...</script>``, ``<style>...</style>`` and ``<!-- ... -->`` together with
       everything between, in any letter case, with or without attributes, also across lines.
    2. Replace each tag that breaks a paragraph, opening or closing (``p div li tr h1 h2 h3 h4 h5
       h6``, any letter case, with or without attributes), by an empty line, ``<br>`` (also
       ``<br/>``, ``<br />``) by a line break, and every other tag by nothing, so that
       ``Cor<b>va</b>`` becomes ``Corva``. A tag is ``<``, perhaps ``/``, a letter, then anything
       but ``>``, then ``>``; so ``3 < 5`` is no tag.
    3. Decode HTML entities (``&amp;``, ``&eacute;``, ``&#8217;``), once. A tag that was written
       as entities (``&lt;b&gt;``) is text and stays.
    4. Leave out every line that, stripped of white space at both ends, is matched from end to
       end by one of the ``boilerplate`` patterns, ignoring case. The line vanishes with its
       line break: its neighbours become neighbours.
    5. Join words broken at a line end: a letter, a hyphen, a line break (with any white space
       other than line breaks around it), a lower-case letter. Letters may carry accents
       (``é``), and a non-breaking space is white space too. Hyphen and break go
       (``engi-`` / ``neer`` becomes ``engineer``; ``Corva-`` / ``Nord`` stays two words).
    6. Lines that hold nothing but white space separate paragraphs. Inside a paragraph every run
       of white space, line breaks and non-breaking spaces included, becomes one space; nothing
       stands at either end. Paragraphs without text are dropped, the others joined by one empty
       line (``"\\n\\n"``).

    Args:
        raw: the page as it was found. Lines end in ``"\\n"``.
        boilerplate: regular expressions for whole lines (menus, page numbers, notices).

    Returns:
        The clean text, ``""`` where nothing is left.

    Raises:
        TypeError: ``raw`` is not a string.
    """
    if not isinstance(raw, str):
        raise TypeError(f"raw must be a string, not {type(raw).__name__}: decode bytes first")
    text = re.sub(r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", "", raw, flags=re.I | re.S)
    text = re.sub(r"</?(?:p|div|li|tr|h[1-6])\b[^>]*>", "\n\n", text, flags=re.I)
    text = re.sub(r"<br\b[^>]*>", "\n", text, flags=re.I)
    text = re.sub(r"</?[a-z][^>]*>", "", text, flags=re.I)
    text = html.unescape(text)
    lines = [
        line
        for line in text.split("\n")
        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in boilerplate)
    ]
    text = "\n".join(lines)
    # The look-behind keeps the letter before the hyphen; digits ("2019-\n2021") stay apart.
    text = re.sub(r"(?<=[^\W\d_])-[^\S\n]*\n[^\S\n]*(?=[a-zß-öø-ÿ])", "", text)
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    return "\n\n".join(part for part in paragraphs if part)


def drop_near_duplicates(texts: Sequence[str], n: int = 3, threshold: float = 0.8) -> list[int]:
    """Choose the texts to keep so that no two of them are near duplicates.

    A text becomes the set of its shingles: all runs of ``n`` consecutive words, where words are
    ``re.findall(r"\\w+", text.lower())``. A text with fewer than ``n`` words has one shingle,
    all its words (an empty text: the empty run). Two texts resemble each other by the Jaccard
    index of their shingle sets, J(A, B) = |A n B| / |A u B| (Broder 1997, section 2).

    Texts are visited in the given order. One is kept if its resemblance to every text kept so
    far is below ``threshold``; a text at the threshold or above it is dropped. Dropped texts are
    not compared with later ones.

    Args:
        texts: the texts, the preferred copy of a duplicate first.
        n: words in a shingle, at least 1.
        threshold: above 0 and at most 1.

    Returns:
        The positions of the kept texts, ascending.

    Raises:
        ValueError: ``n`` is below 1, or ``threshold`` is not in (0, 1].
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}: a shingle holds at least one word")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1, not {threshold}")
    kept: list[int] = []
    sizes: dict[int, int] = {}
    owners: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        shingles = {tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1))}
        # Only texts that share a shingle can resemble each other: count what they share.
        shared = Counter(owner for shingle in shingles for owner in owners[shingle])
        resemblance = [
            common / (len(shingles) + sizes[owner] - common) for owner, common in shared.items()
        ]
        if max(resemblance, default=0.0) >= threshold:
            continue
        kept.append(position)
        sizes[position] = len(shingles)
        for shingle in shingles:
            owners[shingle].append(position)
    return kept
