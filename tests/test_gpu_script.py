"""The GPU script at toy size on a CPU: every kind of row runs, and the record is whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch

from benchmarks import gpu_qlora


def test_all_rows_run_at_toy_size(tmp_path, capsys) -> None:
    assert gpu_qlora.main(["--toy", "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / "gpu_qlora_cpu_toy_size.json").read_text())
    methods = [row["method"] for row in record["rows"]]
    assert methods == ["qlora", "qlora, paged", "lora", "full", "full"]
    assert all(row["gradients"] > 0 and row["adapters"] > 0 for row in record["rows"])
    full, tied = record["rows"][3:]
    assert tied["adapters"] < full["adapters"]  # everything is trained; one table less
    assert [row["ratio"] for row in record["ratios"]] == ["step, QLoRA / LoRA"]
    assert all(row["step_s"] > 0 and row["tokens_s"] > 0 for row in record["rows"])
    assert record["rows"][0]["optimizer"] > 0 == record["rows"][1]["optimizer"]
    assert record["dequantization"][0]["ms"] > 0 and record["versions"]["torch"]
    assert "ours, torch" in capsys.readouterr().out


def test_ratios_need_both_rows() -> None:
    ways = (("full", 40.0, 2.0), ("lora", 10.0, 1.0), ("qlora", 5.0, 1.5))
    rows = [{"model": "3B", "method": m, "allocated": a, "step_s": s} for m, a, s in ways]
    found = {row["ratio"]: row["value"] for row in gpu_qlora.ratios(rows)}
    assert found == {"memory, full / LoRA": 4.0, "memory, full / QLoRA": 8.0,
                     "step, QLoRA / LoRA": 1.5}  # fmt: skip
    assert gpu_qlora.ratios([{"model": "65B", "method": "full", "error": "too large"}]) == []


def test_limits_are_judged_where_they_were_measured() -> None:
    rows = [{"model": "LLaMA 65B", "method": "qlora", "allocated": 45.4},
            {"model": "LLaMA 65B", "method": "qlora, paged", "allocated": 41.2},
            {"model": "LLaMA 65B", "method": "lora", "error": "too large"}]  # fmt: skip
    assert [(row["limit"], row["kept"]) for row in gpu_qlora.limits(rows)] == [
        (46.0, True), (41.0, False),
    ]  # fmt: skip


ALONE = """
import sys
for name in ("jaxtyping", "matplotlib", "nbclient", "nbformat", "IPython", "peft"):
    sys.modules[name] = None
from benchmarks import gpu_qlora
sys.exit(gpu_qlora.main(["--toy", "--out", sys.argv[1]]))
"""


@pytest.mark.slow
def test_it_needs_torch_and_transformers_and_nothing_else_of_the_course(tmp_path) -> None:
    done = subprocess.run([sys.executable, "-c", ALONE, str(tmp_path)], cwd=gpu_qlora.ROOT,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_plan_has_the_headline_first_and_a_shape_for_all_three_ways() -> None:
    rows = [(model, method, paged) for model, _, method, paged in gpu_qlora.plan(False)]
    assert rows[:2] == [("LLaMA 65B", "qlora", False), ("LLaMA 65B", "qlora", True)]
    assert {m for model, m, _ in rows if model == gpu_qlora.SMALL} == {"qlora", "lora", "full"}


def test_without_a_gpu_it_says_so(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu_qlora.main(["--out", str(tmp_path / "x")]) == 2
    assert "--toy" in capsys.readouterr().out and not (tmp_path / "x").exists()
