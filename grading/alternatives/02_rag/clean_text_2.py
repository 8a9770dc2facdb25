"""Structure: scanners that walk through the text by position, regular expressions only for
the boilerplate; lines are joined and paragraphs collected in loops."""

import html
import re
from collections.abc import Sequence


def clean_text(raw: str, boilerplate: Sequence[str] = ()) -> str:
    if not isinstance(raw, str):
        raise TypeError("raw must be a string")
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    to_lower = str.maketrans(upper, upper.lower())
    breaking = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}

    def lower_ascii(text: str) -> str:
        return text.translate(to_lower)

    def without(text: str, opening: str, closing: str) -> str:
        low = lower_ascii(text)
        out: list[str] = []
        position = 0
        search = 0
        while (start := low.find(opening, search)) >= 0:
            after = start + len(opening)
            if opening != "<!--":
                if low[after : after + 1].isalnum():
                    search = after
                    continue
                after = low.find(">", after) + 1
                if after == 0:
                    break
            end = low.find(closing, after)
            if end < 0:
                break
            out.append(text[position:start])
            position = search = end + len(closing)
        out.append(text[position:])
        return "".join(out)

    def without_tags(text: str) -> str:
        out: list[str] = []
        i = 0
        while i < len(text):
            if text[i] == "<":
                first = i + 1 + (text[i + 1 : i + 2] == "/")
                end = text.find(">", first)
                letter = text[first : first + 1]
                if end >= 0 and letter.isascii() and letter.isalpha():
                    last = first
                    while text[last].isalnum():
                        last += 1
                    name = lower_ascii(text[first:last])
                    if name in breaking:
                        out.append("\n\n")
                    elif name == "br":
                        out.append("\n")
                    i = end + 1
                    continue
            out.append(text[i])
            i += 1
        return "".join(out)

    text = without(raw, "<script", "</script>")
    text = without(text, "<style", "</style>")
    text = without(text, "<!--", "-->")
    lines = html.unescape(without_tags(text)).split("\n")

    kept: list[str] = []
    for line in lines:
        bare = line.strip()
        for pattern in boilerplate:
            if re.fullmatch(pattern, bare, re.IGNORECASE):
                break
        else:
            kept.append(bare)

    joined: list[str] = []
    for line in kept:
        before = joined[-1] if joined else ""
        broken = len(before) > 1 and before[-1] == "-" and before[-2].isalpha()
        if broken and line and line[0].isalpha() and line[0].islower():
            joined[-1] = before[:-1] + line
        else:
            joined.append(line)

    paragraphs: list[list[str]] = [[]]
    for line in joined:
        if line:
            paragraphs[-1].extend(line.split())
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(" ".join(words) for words in paragraphs if words)
