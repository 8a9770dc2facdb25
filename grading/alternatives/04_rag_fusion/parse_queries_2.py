"""Structure: three passes over the whole list: clean, filter, remove repetitions by a dict."""

import re

MARK = re.compile(r"(?:[0-9]{1,3}[.):]|[-*•])(?= |$)")
NO = re.compile(r"(?:i (?:do not|don't) know|i (?:cannot|can't)|i(?: am|'m) sorry|sorry)")


def parse_queries(reply: str, original: str, most: int = 4) -> list[str]:
    if not most >= 1:
        raise ValueError(f"most={most}")
    lines = [" ".join(line.split()) for line in reply.split("\n")]
    lines = [MARK.sub("", line, count=1).strip() if MARK.match(line) else line for line in lines]
    cleaned = []
    for line in lines:
        pair = line[:1] + line[-1:]
        if len(line) > 1 and pair in ('""', "“”"):
            line = line[1:-1].strip()
        cleaned.append(line)
    queries = [
        line
        for line in cleaned
        if re.search(r"[^\W_]", line)
        and line[-1] != ":"
        and not NO.match(line.lower().replace("’", "'"))
    ]
    first: dict[tuple[str, ...], str] = {}
    for query in [original, *queries]:
        first.setdefault(tuple(re.findall(r"\w+", query.lower())), query)
    return list(first.values())[1 : most + 1]
