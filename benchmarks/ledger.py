"""The page of claims: benchmarks/claims/README.md, made from the records, never typed by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.claim_records import RecordError, read_record
from llmcourse.experiments.records import (
    BY_CONSTRUCTION,
    CONFIRMED,
    CONTRADICTED,
    SUPPORTED,
    UNDECIDED,
    VERDICTS,
    WHEN,
)

NOT_MEASURED = "not measured yet"

HEAD = """# The claims, measured

Made by `make claims` from the records in this folder; not typed by hand. Each claim of the survey
that the course follows is tested by an experiment in a lesson. A verdict follows from the 95%
intervals of paired differences, by code (`llmcourse.experiments.records.decide`):

- **confirmed**: every expected difference lies beyond its margin
- **refuted**: every expected difference is absent or has the other sign
- **when**: some of them hold, the others do not or are open
- **undecided**: the intervals allow both
- **shown by construction**: it holds, on a format that the model was trained on, so that it shows
  how the technique works rather than that models in general profit

The figures hold for Pocket, a small model trained on a generated world, unless a record names
another. What in its training could cause an effect stands with each record.
"""


def load_claims(folder: Path) -> list[dict[str, str]]:
    """The list of all claims, in order."""
    return json.loads((folder / "claims.json").read_text(encoding="utf-8"))


def combined_verdict(verdicts: list[str]) -> str:
    """One verdict for a claim in parts: theirs if they agree, else "when" if any part holds."""
    kinds = set(verdicts)
    if len(kinds) == 1:
        return verdicts[0]
    if kinds == {CONFIRMED, BY_CONSTRUCTION}:
        return BY_CONSTRUCTION
    return WHEN if kinds & {CONFIRMED, BY_CONSTRUCTION, WHEN} else UNDECIDED


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) >= 10 else f"{value:.2f}"


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "") + _number(value)


def comparison_text(record: dict[str, Any], comparison: dict[str, Any]) -> str:
    """'few-shot 0.91 against zero-shot 0.33: +0.58 [+0.53, +0.62]'."""
    means = {condition["name"]: condition["mean"] for condition in record["conditions"]}
    low, high = comparison["interval"]
    mark = {SUPPORTED: "", CONTRADICTED: " (contradicted)"}.get(comparison["outcome"], " (open)")
    return (
        f"{comparison['a']} {_number(means[comparison['a']])} against {comparison['b']} "
        f"{_number(means[comparison['b']])}: {_signed(comparison['difference'])} "
        f"[{_signed(low)}, {_signed(high)}]{mark}"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _figures(records: list[dict[str, Any]]) -> str:
    lines = [
        comparison_text(record, comparison)
        for record in records
        for comparison in record["comparisons"]
    ]
    return "<br>".join(_cell(line) for line in lines)


def _details(record: dict[str, Any]) -> list[str]:
    registered = record["registered"]
    conditions = [
        f"{c['name']} {_number(c['mean'])} [{_number(c['interval'][0])}, "
        f"{_number(c['interval'][1])}]"
        for c in record["conditions"]
    ]
    lines = [
        f"### {record['claim']}: {record['verdict']}",
        "",
        f"{registered['hypothesis']}",
        "",
        f"- measure: {registered['metric']}, n = {registered['n']}, "
        f"seeds {', '.join(map(str, record['seeds']))}",
        f"- conditions: {'; '.join(conditions)}",
    ]
    lines += [f"- {comparison_text(record, c)}" for c in record["comparisons"]]
    if record["control"]:
        lines.append(f"- control: {comparison_text(record, record['control'])}")
    lines.append(f"- in Pocket's training: {record['pocket_cause']}")
    if record["caveat"]:
        lines.append(f"- caveat: {record['caveat']}")
    if record["notes"]:
        lines.append(f"- {record['notes']}")
    script = record["script"]
    lines += [
        f"- model {record['model']['name']} ({record['model']['sha256'][:12]}), "
        f"{script['path']}, `{script['function']}`, record [{record['claim']}.json]"
        f"({record['claim']}.json)",
        "",
    ]
    return lines


def render(folder: Path) -> str:
    """The page as Markdown. RecordError if a record is not valid."""
    claims = load_claims(folder)
    by_claim: dict[str, list[dict[str, Any]]] = {entry["id"]: [] for entry in claims}
    for path in sorted(folder.glob("C[0-9][0-9]*.json")):
        record = read_record(path)
        if record["claim"][:3] not in by_claim:
            raise RecordError(f"{path.name}: claims.json has no claim {record['claim'][:3]}.")
        by_claim[record["claim"][:3]].append(record)
    # A part that no record measures is open, whatever the others say.
    still_open = {entry["id"]: entry["open"] for entry in claims if entry.get("open")}
    verdicts = {
        key: combined_verdict([r["verdict"] for r in records]
                              + ([UNDECIDED] if key in still_open else []))
        if records else NOT_MEASURED
        for key, records in by_claim.items()
    }  # fmt: skip
    counts = Counter(verdicts.values())
    summary = ", ".join(
        f"{counts[kind]} {kind}" for kind in (*VERDICTS, NOT_MEASURED) if counts[kind]
    )
    lines = [HEAD, f"{len(claims)} claims: {summary}.", ""]
    lines += ["| claim | unit | verdict | figures |", "|---|---|---|---|"]
    for entry in claims:
        verdict = verdicts[entry["id"]]
        shown = verdict if verdict == NOT_MEASURED else f"**{verdict}**"
        figures = _figures(by_claim[entry["id"]])
        if figures and entry["id"] in still_open:
            figures += f"<br>not measured: {_cell(entry['open'])}"
        lines.append(
            f"| {entry['id']} {_cell(entry['claim'])} | {entry['unit']} | {shown} | {figures} |"
        )
    details = [line for records in by_claim.values() for r in records for line in _details(r)]
    if details:
        lines += ["", "## Records", "", *details]
    return "\n".join(lines).rstrip() + "\n"


def write_page(folder: Path) -> Path:
    """Write README.md of the folder; unchanged where nothing changed."""
    path = folder / "README.md"
    text = render(folder)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


__all__ = ["combined_verdict", "comparison_text", "load_claims", "render", "write_page"]
