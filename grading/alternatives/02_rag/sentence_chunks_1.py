"""Structure: the open chunk is a list of sentences, closed and reopened inside one loop."""

from collections.abc import Sequence


def sentence_chunks(sentences: Sequence[str], size: int = 40, overlap: int = 1) -> list[str]:
    if size < 1:
        raise ValueError("size must be at least 1")
    if overlap < 0:
        raise ValueError("overlap must not be negative")

    def count(parts: list[str]) -> int:
        return sum(len(part.split()) for part in parts)

    chunks: list[str] = []
    current: list[str] = []
    for sentence in sentences:
        sentence = sentence.strip()
        if not sentence:
            continue
        if current and count([*current, sentence]) > size:
            chunks.append(" ".join(current))
            current = current[max(0, len(current) - overlap) :]
            while current and count([*current, sentence]) > size:
                current.pop(0)
        current.append(sentence)
    if current:
        chunks.append(" ".join(current))
    return chunks
