"""Structure: words are fed one by one into a window that is emitted when full."""


def fixed_chunks(text: str, size: int = 40, overlap: int = 10) -> list[str]:
    if size < 1:
        raise ValueError("size must be at least 1")
    if overlap < 0 or overlap >= size:
        raise ValueError("overlap must be from 0 to size - 1")
    chunks: list[str] = []
    window: list[str] = []
    fresh = 0
    for word in text.split():
        if len(window) == size:
            window = window[size - overlap :]
        window.append(word)
        fresh += 1
        if len(window) == size:
            chunks.append(" ".join(window))
            fresh = 0
    if fresh:
        chunks.append(" ".join(window))
    return chunks
