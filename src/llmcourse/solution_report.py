"""The report of `llmcourse-solutions`: one HTML page over records, and files written whole.

Knows records (dicts of plain data) and the folder that they lie in; runs nothing.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

STYLE = (
    "body{font:15px sans-serif;max-width:60em;margin:2em auto}td,th{padding:.2em .8em;"
    "text-align:left}img{max-width:100%}pre,.wide{overflow:auto}"
    "caption{text-align:left}"
)


def write_json(path: Path, data: Any) -> None:
    """Write whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def _cell(value: Any) -> str:
    return html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))


def gpu_table(measured: Mapping[str, Any]) -> str:
    """A GPU script's rows as a table, under a caption that says on what they were measured."""
    rows = [row for row in measured.get("rows", []) if isinstance(row, dict)]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    if not columns:
        return ""
    caption = html.escape(f"Measured on {measured.get('card', 'an unnamed device')}; weights: "
                          f"{measured.get('weights', 'not said')}.")  # fmt: skip
    head = "".join(f"<th>{html.escape(column)}" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row.get(column, ''))}" for column in columns) for row in rows
    )
    table = f"<table><caption>{caption}</caption><tr>{head}{body}</table>"
    return f"<div class='wide'>{table}</div>"


def _pictures(out: Path, record: Mapping[str, Any]) -> str:
    """The pictures of a unit, inside the page, each with the model that made it."""
    folder = out / "figures" / record["unit"]
    return "".join(
        "<figure><img alt='{0}' src='data:image/png;base64,{1}'><figcaption>{0}; {2}</figcaption>"
        "</figure>".format(
            name, base64.b64encode((folder / name).read_bytes()).decode(),
            html.escape(record["caption"]))
        for name in record["pictures"] if (folder / name).is_file()
    )  # fmt: skip


def write_report(out: Path, records: Sequence[dict[str, Any]], note: str) -> Path:
    """One HTML page: a table of everything that ran, then what each printed, drew and measured."""
    rows, parts = [], []
    for record in records:
        name = html.escape(record["name"])
        got = sum(p[0] for p in record["points"].values())
        of = sum(p[1] for p in record["points"].values())
        rows.append(
            f"<tr><td><a href='#{name}'>{name}</a><td>{record['status']}<td>"
            f"{record['seconds']:.0f}<td>{record['peak_gb']:.2f}<td>"
            f"{f'{got:g} of {of:g}' if of else ''}<td>{html.escape(record['why'])}"
        )
        text = html.escape("\n".join(record["printed"]))
        shown = gpu_table(record.get("measured") or {}) + _pictures(out, record)
        parts.append(f"<h2 id='{name}'>{name}</h2>{shown}<details><summary>printed</summary>"
                     f"<pre>{text}</pre></details>")  # fmt: skip
    page = (
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Solutions</title>"
        f"<style>{STYLE}</style><h1>Solutions</h1><p>{html.escape(note)}</p><table><tr><th>unit"
        f"<th>status<th>seconds<th>GB<th>points<th>why{''.join(rows)}</table>{''.join(parts)}"
        "</html>"
    )
    path = out / "report.html"
    path.write_text(page, encoding="utf-8")
    return path
