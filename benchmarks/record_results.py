"""Collects what the tests measured in runs/ into benchmarks/results/first_steps.json.

    python -m benchmarks.record_results [--setup-seconds S]

Knows where the tests leave their figures: minutes and peak memory a solution notebook
(tests/test_notebooks.py), seconds from check() to its verdict (tests/browser). The time from a
clone to the first notebook is measured by whoever runs `time make env` in a fresh clone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def collect(setup_seconds: float | None = None) -> dict[str, Any]:
    """The record: figures of the last test run, over those that were recorded before."""
    path = ROOT / "benchmarks" / "results" / "first_steps.json"
    record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    record["machine"] = {
        "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(),
    }  # fmt: skip
    if setup_seconds is not None:
        record["minutes from clone to finished environment"] = round(setup_seconds / 60, 1)
    browser = ROOT / "runs" / "browser.json"
    if browser.is_file():
        record |= json.loads(browser.read_text(encoding="utf-8"))
    notebooks = record.setdefault("solution notebooks", {})
    for found in sorted((ROOT / "runs").glob("notebook-*.json")):
        figures = json.loads(found.read_text(encoding="utf-8"))
        notebooks[figures["unit"]] = {
            "minutes": figures["minutes"], "peak memory in MB": figures["peak_memory_mb"],
        }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return record


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--setup-seconds", type=float)
    print(json.dumps(collect(parser.parse_args().setup_seconds), indent=2))
