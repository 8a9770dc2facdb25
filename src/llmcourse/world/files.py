"""Rows as text: JSON lines, CSV, and pages as a scraper would find them.

What every set of data files needs on its way to disk; knows no world.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterable, Sequence
from typing import Any

from llmcourse.world.documents import Document, dirty


def json_lines(rows: Iterable[Any]) -> str:
    """One JSON value a line, letters as they are."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def csv_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV file with a header, lines ended by a line feed on every system."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def scraped(
    documents: Sequence[Document], rng: random.Random, share: float
) -> list[dict[str, str]]:
    """Ids and dirty texts of about `share` of the documents.

    An eighth of them come a second time as `-copy`: a scrape holds some pages twice, under
    another address.
    """
    chosen = [d for d in documents if rng.random() < share]
    raw = [{"id": d.id, "text": dirty(d, rng)} for d in chosen]
    copies = rng.sample(chosen, len(chosen) // 8)
    return raw + [{"id": f"{d.id}-copy", "text": dirty(d, rng)} for d in copies]
