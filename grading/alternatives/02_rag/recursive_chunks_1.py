"""Structure: recursion, as the rule is written; the open chunk is a string."""

from collections.abc import Sequence


def recursive_chunks(
    text: str, size: int = 40, separators: Sequence[str] = ("\n\n", "\n", ". ", " ")
) -> list[str]:
    if size < 1:
        raise ValueError("size must be at least 1")

    def cut(part: str, seps: Sequence[str]) -> list[str]:
        if len(part.split()) <= size or not seps:
            return [part.strip()]
        first, rest = seps[0], seps[1:]
        if first not in part:
            return cut(part, rest)
        pieces = part.split(first)
        pieces = [piece + first for piece in pieces[:-1]] + pieces[-1:]
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
                chunks.extend(cut(piece, rest))
        chunks.append(current.strip())
        return chunks

    return [chunk for chunk in cut(text, list(separators)) if chunk]
