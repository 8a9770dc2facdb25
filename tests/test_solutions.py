"""The runner of solutions: bounds, failures, resuming, reports; on small units written here."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from llmcourse import solutions


def unit(folder: Path, name: str, code: str) -> Path:
    """A unit of one cell, as source and as notebook."""
    place = folder / "solutions" / name
    place.mkdir(parents=True)
    source = place / f"{name[3:]}.nb.py"
    source.write_text(f"# %%\n{code}\n", encoding="utf-8")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbformat.write(book, place / f"{name[3:]}.ipynb")
    return source


def test_scripts_fail_alone_resume_and_are_reported(tmp_path, monkeypatch, capsys) -> None:
    unit(tmp_path, "00_bad", "raise ValueError('broken on purpose')")
    good = unit(tmp_path, "01_good", "print('rrf: 3 of 4 points')")
    monkeypatch.chdir(tmp_path)
    assert solutions.main(["--script", "--out", "out"]) == 1
    said = capsys.readouterr().out
    assert "00_bad: failed" in said and "broken on purpose" in said and "01_good: done" in said
    record = json.loads((tmp_path / "out/units/01_good.json").read_text())
    assert record["points"] == {"rrf": [3.0, 4.0]} and record["as"] == "script"
    page = (tmp_path / "out/report.html").read_text()
    assert "00_bad" in page and "3 of 4" in page
    assert solutions.main(["--script", "--out", "out", "--resume", "01"]) == 0
    assert "done before" in capsys.readouterr().out
    good.write_text("# %%\nprint('changed')\n")
    assert solutions.main(["--script", "--out", "out", "--resume", "01_good"]) == 0
    assert "done before" not in capsys.readouterr().out


def test_a_unit_is_bounded_in_time_and_memory(tmp_path, monkeypatch, capsys) -> None:
    unit(tmp_path, "00_slow", "import time\ntime.sleep(60)")
    unit(tmp_path, "01_large", "import time\nx = bytearray(700_000_000)\ntime.sleep(30)")
    monkeypatch.chdir(tmp_path)
    assert solutions.main(["--script", "--out", "o", "--minutes", "0.05", "00"]) == 1
    assert solutions.main(["--script", "--out", "o", "--memory", "0.5", "01"]) == 1
    said = capsys.readouterr().out
    assert "more than its 0.05 minutes" in said and "more than its 0.5 GB" in said


def test_a_notebook_is_executed_and_kept(tmp_path, monkeypatch) -> None:
    unit(tmp_path, "00_book", "print('packed: 2 of 2 points')\n1 / 0")
    monkeypatch.chdir(tmp_path)
    assert solutions.main(["--out", "o"]) == 1
    record = json.loads((tmp_path / "o/units/00_book.json").read_text())
    assert record["points"] == {"packed": [2.0, 2.0]} and "ZeroDivisionError" in record["why"]
    assert (tmp_path / "o/00_book.ipynb").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["99"], "there is no unit '99'"), (["--minutes", "0"], "must be above 0")],
)
def test_bad_requests_are_refused_in_one_sentence(tmp_path, monkeypatch, capsys, arguments, said):
    unit(tmp_path, "00_x", "pass")
    monkeypatch.chdir(tmp_path)
    assert solutions.main(["--out", "o", *arguments]) == 2
    assert said in capsys.readouterr().out and not (tmp_path / "o").exists()


def test_without_a_gpu_the_gpu_profile_is_refused(tmp_path, monkeypatch, capsys) -> None:
    import torch

    unit(tmp_path, "00_x", "pass")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert solutions.main(["--profile", "gpu", "--out", "o"]) == 2
    assert "needs a CUDA GPU" in capsys.readouterr().out
