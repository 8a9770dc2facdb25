"""Two regular expressions: markers, tried from the last one, and numbers."""

import re


def extract_answer(text: str) -> float | None:
    number = re.compile(r"(?:(?<!\w)(?<!\))-)?[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?")
    marker = re.compile(r"answer\s*(?:is|:)", re.IGNORECASE)

    def value(match: re.Match[str]) -> float:
        return float(match.group().replace(",", ""))

    for found in reversed(list(marker.finditer(text))):
        following = number.search(text, found.end())
        if following:
            return value(following)
    everything = list(number.finditer(text))
    return value(everything[-1]) if everything else None
