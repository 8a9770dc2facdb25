"""Structure: a stack of spans still to be placed instead of recursion; the open chunk is a
span of the text and belongs to the level of separators that opened it."""

from collections.abc import Sequence


def recursive_chunks(
    text: str, size: int = 40, separators: Sequence[str] = ("\n\n", "\n", ". ", " ")
) -> list[str]:
    if size < 1:
        raise ValueError("size must be at least 1")

    def words(start: int, end: int) -> int:
        return len(text[start:end].split())

    chunks: list[str] = []
    start = end = 0
    group = 0
    groups = 1
    # (start, end, the separators from this index on may cut it, pieces of one cut share a group)
    stack: list[tuple[int, int, int, int]] = [(0, len(text), 0, 0)]
    while stack:
        left, right, level, owner = stack.pop()
        if owner == group and words(start, end) + words(left, right) <= size:
            end = right
            continue
        chunks.append(text[start:end].strip())
        start = end = left
        group = owner
        if words(left, right) <= size:
            end = right
            continue
        while level < len(separators) and text.find(separators[level], left, right) < 0:
            level += 1
        if level == len(separators):
            chunks.append(text[left:right].strip())
            start = end = right
            continue
        separator = separators[level]
        spans: list[tuple[int, int, int, int]] = []
        position = left
        while (found := text.find(separator, position, right)) >= 0:
            spans.append((position, found + len(separator), level + 1, groups))
            position = found + len(separator)
        spans.append((position, right, level + 1, groups))
        groups += 1
        stack.extend(reversed(spans))
    chunks.append(text[start:end].strip())
    return [chunk for chunk in chunks if chunk]
