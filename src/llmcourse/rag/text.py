"""Plumbing for text: sentences and search tokens.

Knows English punctuation and nothing about meaning. Not a linguistic toolkit: no stemming, no
stop words, no languages without white space.
"""

import re

# A full stop after these ends no sentence.
_ABBREVIATIONS = set("Dr Mr Mrs Ms Prof St No e.g i.e vs approx p pp".split())
_BOUNDARY = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")


def split_sentences(text: str) -> list[str]:
    """Split English text into sentences.

    A sentence ends at ``.``, ``!`` or ``?`` before white space and a capital letter or digit, and
    at an empty line. Abbreviations and single initials ("Dr.", "J. Venlo") end none.

    Args:
        text: any text; white space inside sentences is kept as it is.

    Returns:
        Sentences in order, stripped, none empty.
    """
    return [s for part in re.split(r"\n\s*\n", text) for s in _sentences(part)]


def _sentences(paragraph: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(paragraph):
        before = paragraph[start : match.start()]
        last_word = before.split()[-1].rstrip(".") if before.split() else ""
        initial = len(last_word) == 1 and last_word.isupper() and before.endswith(".")
        if last_word in _ABBREVIATIONS or initial:
            continue
        sentences.append(paragraph[start : match.end()].strip())
        start = match.end()
    sentences.append(paragraph[start:].strip())
    return [sentence for sentence in sentences if sentence]


def without_headings(text: str) -> str:
    """The text without its Markdown headings (lines of one to six ``#`` and a title)."""
    return re.sub(r"(?m)^#{1,6} +\S.*$", "", text)


def tokenize(text: str) -> list[str]:
    """Lower-case words and numbers of a text, in order, for keyword search.

    Everything that is neither letter, digit nor underscore separates; nothing is stemmed or
    left out.
    """
    return re.findall(r"\w+", text.lower())
