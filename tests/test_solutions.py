"""The runner of solutions: bounds, failures, resuming, reports; on small units written here."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from llmcourse import solution_runs, solutions


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


# ------------------------------------------------------------------ the GPU profile
GPU_SCRIPT = """
import argparse, json, pathlib
parser = argparse.ArgumentParser()
parser.add_argument("--toy", action="store_true")
parser.add_argument("--minutes", type=float)
parser.add_argument("--out", type=pathlib.Path)
chosen = parser.parse_args()
{more}
chosen.out.mkdir(parents=True, exist_ok=True)
card = "toy size" if chosen.toy else "Card X"
name = "gpu_book_" + card.lower().replace(" ", "_") + ".json"
(chosen.out / name).write_text(json.dumps({{
    "card": card, "weights": "random", "rows": [{{"model": "7B", "step_s": 0.25}}]}}))
print("measured")
"""
SHOWS = """import os, pathlib
shown = sorted(p.name for p in pathlib.Path(os.environ["LLMCOURSE_GPU_RESULTS"]).glob("*.json"))
print("shows", shown)"""


def gpu_box(folder: Path, monkeypatch, card: str, more: str = "") -> None:
    """A checkout with one unit and its GPU script, on a machine with this card ("": none)."""
    unit(folder, "07_book", SHOWS)
    (folder / "benchmarks").mkdir()
    (folder / "benchmarks" / "gpu_book.py").write_text(GPU_SCRIPT.format(more=more))
    monkeypatch.chdir(folder)
    monkeypatch.setattr(solutions, "card_name", lambda: card)


def test_the_gpu_script_runs_first_and_the_unit_shows_it(tmp_path, monkeypatch, capsys) -> None:
    gpu_box(tmp_path, monkeypatch, "Card X")
    call = ["--profile", "gpu", "--script", "--out", "o"]
    assert solutions.main(call) == 0
    said = capsys.readouterr().out
    assert "On Card X; gpu_book.py measures full size with random weights" in said
    record = json.loads((tmp_path / "o/units/07_book.gpu.json").read_text())
    assert record["measured"]["rows"] == [{"model": "7B", "step_s": 0.25}]
    lesson = json.loads((tmp_path / "o/units/07_book.json").read_text())
    assert "shows ['gpu_book_card_x.json']" in lesson["printed"][0]
    page = (tmp_path / "o/report.html").read_text()
    assert "Measured on Card X; weights: random." in page and "<td>0.25" in page
    assert solutions.main([*call, "--resume"]) == 0
    assert capsys.readouterr().out.count("done before") == 2


def test_without_a_gpu_it_says_what_it_runs_instead(tmp_path, monkeypatch, capsys) -> None:
    gpu_box(tmp_path, monkeypatch, "")
    call = ["--profile", "gpu", "--script", "--out", "o"]
    assert solutions.main(call) == 0
    said = capsys.readouterr().out
    assert "torch sees no CUDA GPU: the lessons run on the CPU instead" in said
    assert "gpu_book.py at toy size, which measures nothing" in said
    page = (tmp_path / "o/report.html").read_text()
    assert "Measured on toy size" in page and "torch sees no CUDA GPU" in page
    # A card that comes later makes both run again.
    monkeypatch.setattr(solutions, "card_name", lambda: "Card X")
    assert solutions.main([*call, "--resume"]) == 0
    assert "done before" not in capsys.readouterr().out


def test_a_failing_gpu_script_stops_no_unit(tmp_path, monkeypatch, capsys) -> None:
    gpu_box(tmp_path, monkeypatch, "Card X", "raise RuntimeError('card on fire')")
    assert solutions.main(["--profile", "gpu", "--script", "--out", "o"]) == 1
    said = capsys.readouterr().out
    assert "gpu_book.py: failed" in said and "card on fire" in said
    assert "[2/2] 07_book: done" in said


def test_a_unit_without_a_gpu_script_just_runs(tmp_path, monkeypatch, capsys) -> None:
    unit(tmp_path, "00_x", "pass")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(solutions, "card_name", lambda: "Card X")
    assert solutions.main(["--profile", "gpu", "--script", "--out", "o"]) == 0
    assert "no GPU script belongs to these units" in capsys.readouterr().out


# ------------------------------------------------------------------ progress, machines without
def test_progress_and_time_left_are_said(tmp_path, monkeypatch, capsys) -> None:
    unit(tmp_path, "00_a", "import time\ntime.sleep(1.5)")
    unit(tmp_path, "01_b", "pass")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(solution_runs, "BEAT", 0.5)
    assert solutions.main(["--out", "o", "00"]) == 0
    said = capsys.readouterr().out
    assert "at most 20 min left" in said and "cell 1 of 1" in said
    assert solutions.main(["--script", "--out", "o"]) == 0
    assert "[2/2] 01_b: running as script, about 0 min left" in capsys.readouterr().out


def running(pid: int) -> bool:
    """It exists and is no zombie (whose parent, where tests run, may not fetch it)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_leaves_nothing_running_and_says_how_to_go_on(tmp_path, how) -> None:
    unit(tmp_path, "00_done", "pass")
    code = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)"
    unit(tmp_path, "01_slow", code)
    command = [sys.executable, "-m", "llmcourse.solutions", "--script", "--out", "o"]
    run = subprocess.Popen(command, cwd=tmp_path, text=True, stdout=subprocess.PIPE)
    place = tmp_path / "solutions" / "01_slow" / "pid"
    for _ in range(300):
        if place.is_file() and place.read_text():
            break
        time.sleep(0.1)
    run.send_signal(how)
    said, _ = run.communicate(timeout=30)
    child = int(place.read_text())
    if how == signal.SIGKILL:  # it could say and end nothing: the child looks after itself
        for _ in range(100):
            if not running(child):
                break
            time.sleep(0.1)
    else:
        assert run.returncode == 130 and "--resume goes on" in said and "Traceback" not in said
    assert not running(child)
    (tmp_path / "solutions" / "01_slow" / "slow.nb.py").write_text("# %%\npass\n")
    done = subprocess.run([*command, "--resume"], cwd=tmp_path, text=True, capture_output=True)
    assert done.returncode == 0 and "00_done: done before" in done.stdout, done.stdout


def test_without_jupyter_units_run_as_scripts(tmp_path) -> None:
    unit(tmp_path, "00_x", "print('packed: 2 of 2 points')")
    hidden = "import sys\nfor n in ('nbclient', 'nbformat', 'ipykernel'): sys.modules[n] = None\n"
    run = "from llmcourse import solutions\nsys.exit(solutions.main(['--out', 'o']))"
    done = subprocess.run([sys.executable, "-c", hidden + run], cwd=tmp_path, text=True,
                          capture_output=True)  # fmt: skip
    assert done.returncode == 0 and "running as script" in done.stdout, done.stderr
    record = json.loads((tmp_path / "o/units/00_x.json").read_text())
    assert record["as"] == "script" and record["points"] == {"packed": [2.0, 2.0]}


def test_a_model_that_does_not_load_is_said(tmp_path, monkeypatch, capsys) -> None:
    unit(tmp_path, "00_x", "import os\nprint(os.environ['LLMCOURSE_MODEL'])")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(solutions, "why_not_loadable", lambda model, minutes: "no such model")
    assert solutions.main(["--out", "o", "--model", "x/y"]) == 2
    assert "x/y cannot be loaded: no such model" in capsys.readouterr().out
    monkeypatch.setattr(solutions, "card_name", lambda: "Card X")
    call = ["--script", "--out", "o", "--model", "x/y", "--profile", "gpu"]
    assert solutions.main(call) == 0
    assert "the lessons run on Pocket" in capsys.readouterr().out
    record = json.loads((tmp_path / "o/units/00_x.json").read_text())
    assert record["model"] == "pocket" and "pocket" in record["printed"][0]
