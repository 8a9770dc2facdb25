"""Structure: one pass over the lines with a regular expression and a stack of headings."""

import re


def heading_chunks(text: str, size: int = 40) -> list[dict[str, str]]:
    if size < 1:
        raise ValueError("size must be at least 1")
    chunks: list[dict[str, str]] = []
    stack: list[tuple[int, str]] = []
    words: list[str] = []

    def close() -> None:
        path = " > ".join(title for _, title in stack)
        for start in range(0, len(words), size):
            chunks.append({"path": path, "text": " ".join(words[start : start + size])})
        words.clear()

    fenced = False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and (match := re.fullmatch(r"(#{1,6}) +(.*\S)\s*", line)):
            close()
            level = len(match.group(1))
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, match.group(2).strip()))
            continue
        words.extend(line.split())
    close()
    return chunks
