"""Structure: first all fences and headings are located, then sections are cut between them; the
path is a table with one slot a level, no regular expressions."""


def heading_chunks(text: str, size: int = 40) -> list[dict[str, str]]:
    if size < 1:
        raise ValueError("size must be at least 1")
    lines = text.split("\n")
    fences = [i for i, line in enumerate(lines) if line[:3] == "```"]
    code: set[int] = set()
    for first, last in zip(fences[::2], [*fences[1::2], len(lines)], strict=False):
        code.update(range(first, last + 1))

    def heading(line: str) -> tuple[int, str] | None:
        marks, space, title = line.partition(" ")
        level = len(marks)
        if space and 1 <= level <= 6 and marks == "#" * level and title.strip():
            return level, title.strip()
        return None

    heads: list[tuple[int, int, str]] = []
    for i, line in enumerate(lines):
        if i not in code and (found := heading(line)):
            heads.append((i, *found))
    starts = [-1, *(i for i, _, _ in heads)]
    ends = [*starts[1:], len(lines)]
    slots: list[str | None] = [None] * 6
    result: list[dict[str, str]] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if number:
            _, level, title = heads[number - 1]
            slots[level - 1 :] = [title] + [None] * (6 - level)
        path = " > ".join(title for title in slots if title is not None)
        words = " ".join(lines[start + 1 : end]).split()
        while words:
            result.append({"path": path, "text": " ".join(words[:size])})
            words = words[size:]
    return result
