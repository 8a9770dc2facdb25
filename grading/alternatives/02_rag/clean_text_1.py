"""Structure: one regular expression for each step, applied one after the other."""

import html
import re
from collections.abc import Sequence


def clean_text(raw: str, boilerplate: Sequence[str] = ()) -> str:
    if not isinstance(raw, str):
        raise TypeError("raw must be a string")
    text = re.sub(
        r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", "", raw, flags=re.IGNORECASE | re.DOTALL
    )

    def replacement(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        if re.fullmatch(r"p|div|li|tr|h[1-6]", name):
            return "\n\n"
        return "\n" if name == "br" else ""

    text = re.sub(r"</?([A-Za-z][^\s/>]*)[^>]*>", replacement, text)
    text = html.unescape(text)
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in boilerplate]
    lines = [
        line
        for line in text.split("\n")
        if not any(pattern.fullmatch(line.strip()) for pattern in patterns)
    ]
    text = "\n".join(lines)

    def glue(match: re.Match[str]) -> str:
        return "" if match.group(1).islower() else match.group(0)

    text = re.sub(r"(?<=[^\W\d_])-[^\S\n]*\n[^\S\n]*(?=([^\W\d_]))", glue, text)
    paragraphs = [re.sub(r"\s+", " ", part).strip() for part in re.split(r"\n[^\S\n]*\n", text)]
    return "\n\n".join(part for part in paragraphs if part)
