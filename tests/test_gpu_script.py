"""The GPU script at toy size on a CPU: every kind of row runs, and the record is whole."""

from __future__ import annotations

import json

import torch

from benchmarks import gpu_qlora


def test_all_rows_run_at_toy_size(tmp_path, capsys) -> None:
    assert gpu_qlora.main(["--toy", "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / "gpu_qlora_cpu_toy_size.json").read_text())
    methods = [row["method"] for row in record["rows"]]
    assert methods == ["qlora", "qlora, paged", "lora", "full"]
    assert all(row["step_s"] > 0 and row["tokens_s"] > 0 for row in record["rows"])
    assert record["rows"][0]["optimizer"] > 0 == record["rows"][1]["optimizer"]
    assert record["dequantization"][0]["ms"] > 0 and record["versions"]["torch"]
    assert "ours, torch" in capsys.readouterr().out


def test_without_a_gpu_it_says_so(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu_qlora.main(["--out", str(tmp_path / "x")]) == 2
    assert "--toy" in capsys.readouterr().out and not (tmp_path / "x").exists()
