"""Structure: months as numbers, an infinite one for stages that go on."""

import re


def covering_stage(stages, start, end):
    def number(text, month):
        found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text)
        if found is None:
            raise ValueError(f"no date: {text!r}")
        value = int(found[2]) if found[2] else month
        if not 1 <= value <= 12:
            raise ValueError(f"no month: {text!r}")
        return int(found[1]) * 12 + value

    low, high = number(start, 1), number(end, 12)
    if low > high:
        raise ValueError("the time ends before it begins")
    spans = [
        (place, number(first, 1), float("inf") if last == "" else number(last, 12))
        for place, first, last in stages
    ]
    found = [place for place, a, b in spans if a <= low and high <= b]
    if not found or any(place != found[0] for place in found):
        return None
    return found[0]
