"""Every solution notebook, from its first cell to its last, as a person runs it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest

from grading.units import unit_names
from tests.running import run_notebook

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("unit", unit_names())
def test_solution_notebook_runs_clean(unit: str) -> None:
    """No error, nothing on stderr, full points; minutes and peak memory are kept in runs/."""
    for path in sorted((ROOT / "solutions" / unit).glob("*.ipynb")):
        nb = nbformat.read(path, as_version=4)
        run = run_notebook(nb, path.parent, {"LLMCOURSE_DATASETS": str(ROOT / "datasets")})
        record = {
            "unit": unit,
            "minutes": round(run.seconds / 60, 2),
            "peak_memory_mb": round(run.megabytes),
            "cores": os.cpu_count(),
        }
        (ROOT / "runs").mkdir(exist_ok=True)
        (ROOT / "runs" / f"notebook-{unit}.json").write_text(json.dumps(record), encoding="utf-8")
        print(record)
        assert run.faults == []
