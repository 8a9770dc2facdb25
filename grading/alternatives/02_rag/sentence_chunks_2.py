"""Structure: chunks are index ranges over the sentences, with running totals of words."""

from collections.abc import Sequence
from itertools import accumulate


def sentence_chunks(sentences: Sequence[str], size: int = 40, overlap: int = 1) -> list[str]:
    if size < 1 or overlap < 0:
        raise ValueError("size must be at least 1 and overlap not negative")
    kept = [sentence.strip() for sentence in sentences if sentence.split()]
    total = [0, *accumulate(len(sentence.split()) for sentence in kept)]
    chunks: list[str] = []
    start = 0
    fresh = 0
    while fresh < len(kept):
        end = fresh + 1
        while end < len(kept) and total[end + 1] - total[start] <= size:
            end += 1
        chunks.append(" ".join(kept[start:end]))
        if end == len(kept):
            break
        start = max(start, end - overlap)
        while start < end and total[end + 1] - total[start] > size:
            start += 1
        fresh = end
    return chunks
