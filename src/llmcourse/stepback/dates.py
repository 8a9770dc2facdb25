"""Dated reasoning: which stage of a career covers a time.

Knows months and years as text. Knows nothing about how they are read from passages.
"""

import re
from collections.abc import Sequence


def covering_stage(stages: Sequence[tuple[str, str, str]], start: str, end: str) -> str | None:
    """Find the place at which someone was for the whole of a time.

    Months are written "1954-08". A year alone, "1954", reaches from its January to its December:
    as a first month it means 1954-01, as a last month 1954-12. A stage whose last month is "" has
    not ended.

    A stage covers the time if it begins in its first month or before and ends in its last month or
    after. Being there for a part of the time is not enough.

    Args:
        stages: (place, first month, last month), in any order; they may overlap.
        start: first month of the time asked about.
        end: last month of the time asked about; never "".

    Returns:
        The place of the stages that cover the time; None where no stage does, and where stages at
        different places do.

    Raises:
        ValueError: a date has another form, or ``end`` is before ``start``.
    """

    def month(text: str, of_year: str) -> str:
        if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", text):
            raise ValueError(f"{text!r} is no month: write a year or a month, as 1954 or 1954-08")
        return text if "-" in text else f"{text}-{of_year}"

    begin, finish = month(start, "01"), month(end, "12")
    if finish < begin:
        raise ValueError(f"end={end!r} is before start={start!r}")
    places = set()
    for place, first, last in stages:
        goes_on = last == "" or month(last, "12") >= finish
        if month(first, "01") <= begin and goes_on:
            places.add(place)
    return places.pop() if len(places) == 1 else None
