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

    A sentence ends at ``.``, ``!`` or ``?`` before white space and a capital letter or digit.
    Abbreviations and single initials ("Dr.", "J. Venlo") end none.

    Args:
        text: any text; white space inside sentences is kept as it is.

    Returns:
        Sentences in order, stripped, none empty.
    """
    sentences: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        before = text[start : match.start()]
        last_word = before.split()[-1].rstrip(".") if before.split() else ""
        initial = len(last_word) == 1 and last_word.isupper() and before.endswith(".")
        if last_word in _ABBREVIATIONS or initial:
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def tokenize(text: str) -> list[str]:
    """Lower-case words and numbers of a text, in order, for keyword search.

    Everything that is neither letter, digit nor underscore separates; nothing is stemmed or
    left out.
    """
    return re.findall(r"\w+", text.lower())
