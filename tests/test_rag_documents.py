"""Cleaning and chunking: properties that hold for any text, and the splitter of sentences."""

import numpy as np
import pytest

from llmcourse.rag.chunking import (
    fixed_chunks,
    heading_chunks,
    recursive_chunks,
    sentence_chunks,
)
from llmcourse.rag.cleaning import clean_text, drop_near_duplicates
from llmcourse.rag.text import split_sentences, tokenize

LETTERS = list("abcdefghij")


def random_text(rng: np.random.Generator) -> str:
    joints = [" ", " ", " ", ". ", "\n", "\n\n"]
    count = int(rng.integers(1, 60))
    return "".join(rng.choice(LETTERS) + rng.choice(joints) for _ in range(count)).strip()


@pytest.mark.parametrize("seed", range(20))
def test_chunks_lose_nothing_and_keep_their_size(seed):
    rng = np.random.default_rng(seed)
    text, size = random_text(rng), int(rng.integers(1, 12))
    words = text.split()
    for chunks in (recursive_chunks(text, size), fixed_chunks(text, size, 0)):
        assert " ".join(chunks).split() == words
        assert all(0 < len(chunk.split()) <= size for chunk in chunks)
    overlap = int(rng.integers(0, size))
    windows = [chunk.split() for chunk in fixed_chunks(text, size, overlap)]
    rebuilt = windows[0] + [word for window in windows[1:] for word in window[overlap:]]
    assert rebuilt == words


@pytest.mark.parametrize("seed", range(20))
def test_every_sentence_chunk_brings_a_new_sentence(seed):
    rng = np.random.default_rng(seed)
    sentences = [f"S{i} " + "x " * int(rng.integers(0, 6)) + "." for i in range(15)]
    chunks = sentence_chunks(sentences, size=8, overlap=int(rng.integers(0, 3)))
    seen: set[str] = set()
    for chunk in chunks:
        names = {word for word in chunk.split() if word.startswith("S")}
        assert names - seen
        seen |= names
    assert len(seen) == 15


def test_sentences_end_where_a_reader_ends_them():
    text = 'Dr. Venlo met J. Tarn in 1987. "Fine," he said. It cost 3.5 marks! Why? See p. 4.'
    assert split_sentences(text) == [
        "Dr. Venlo met J. Tarn in 1987.",
        '"Fine," he said.',
        "It cost 3.5 marks!",
        "Why?",
        "See p. 4.",
    ]
    assert split_sentences("  ") == []
    assert tokenize("Corva's dam, 1987") == ["corva", "s", "dam", "1987"]


def test_clean_text_example_of_the_lesson():
    raw = "<h1>Corva</h1><p>The engi-\nneer Mara&nbsp;Venlo\nPage 3 of 9\nbuilt it.</p>"
    assert clean_text(raw, [r"page \d+ of \d+"]) == "Corva\n\nThe engineer Mara Venlo built it."
    with pytest.raises(TypeError, match="decode bytes"):
        clean_text(b"x")


def test_duplicates_agree_with_the_plain_definition():
    rng = np.random.default_rng(0)
    base = [" ".join(rng.choice(LETTERS, 12)) for _ in range(8)]
    texts = [
        " ".join(w if rng.random() > 0.1 else "z" for w in base[i % 8].split()) for i in range(60)
    ]

    def shingles(text):
        words = text.split()
        return {tuple(words[i : i + 2]) for i in range(len(words) - 1)}

    kept: list[int] = []
    for i, text in enumerate(texts):
        a = shingles(text)
        others = [shingles(texts[j]) for j in kept]
        if all(len(a & b) / len(a | b) < 0.6 for b in others):
            kept.append(i)
    assert drop_near_duplicates(texts, n=2, threshold=0.6) == kept


def test_headings_make_paths():
    text = "# Corva\n## Dam\nBuilt in 1987.\n## Mayor\nMara Venlo."
    assert heading_chunks(text) == [
        {"path": "Corva > Dam", "text": "Built in 1987."},
        {"path": "Corva > Mayor", "text": "Mara Venlo."},
    ]
