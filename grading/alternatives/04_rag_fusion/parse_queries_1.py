"""Structure: small steps without regular expressions for the marks; words by a generator."""

import re


def parse_queries(reply: str, original: str, most: int = 4) -> list[str]:
    if most < 1:
        raise ValueError("most must be at least 1")

    def unmarked(text: str) -> str:
        head, _, rest = text.partition(" ")
        bullet = head in ("-", "*", "•")
        numbered = 2 <= len(head) <= 4 and head[:-1].isdecimal() and head[-1] in (".", ")", ":")
        return rest if bullet or numbered else text

    def unquoted(text: str) -> str:
        for opening, closing in (('"', '"'), ("“", "”")):
            if len(text) >= 2 and text.startswith(opening) and text.endswith(closing):
                return text[1:-1].strip()
        return text

    def key(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.lower()))

    def refuses(text: str) -> bool:
        text = text.lower().replace("’", "'")
        starts = "i do not know|i don't know|i cannot|i can't|i am sorry|i'm sorry|sorry"
        return any(text.startswith(start) for start in starts.split("|"))

    known, kept = [key(original)], []
    for line in reply.split("\n"):
        query = unquoted(unmarked(" ".join(line.split())))
        if not any(sign.isalnum() for sign in query):
            continue
        if query.endswith(":") or refuses(query) or key(query) in known:
            continue
        known.append(key(query))
        kept.append(query)
    return kept[0:most]
