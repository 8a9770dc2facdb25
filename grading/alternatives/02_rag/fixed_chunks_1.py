"""Structure: the number of chunks is computed first, then a comprehension slices them."""


def fixed_chunks(text: str, size: int = 40, overlap: int = 10) -> list[str]:
    if size < 1 or not 0 <= overlap < size:
        raise ValueError("size must be at least 1 and overlap from 0 to size - 1")
    words = text.split()
    if not words:
        return []
    step = size - overlap
    further = -(-max(0, len(words) - size) // step)
    return [" ".join(words[i * step : i * step + size]) for i in range(further + 1)]
