"""Run one instructor's solution, or one GPU script, in a process of its own within its bounds.

Knows processes, files and their records, nothing of what is in a lesson. As a module it is the
child that executes a unit: `python -m llmcourse.solution_runs SOURCE OUT SECONDS [--script]`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmcourse.solution_report import write_json

POINTS = re.compile(r"^([\w-]+): ([\d.]+) of ([\d.]+) points$", re.M)
BEAT = 30.0  # seconds between two signs of life


class RunError(ValueError):
    """A request that cannot be carried out, in one sentence."""


@dataclass(frozen=True)
class Options:
    """What every run of a command shares."""

    out: Path
    script: bool
    profile: str
    model: str | None
    toy: bool
    minutes: float
    gigabytes: float

    @property
    def chat_model(self) -> str:
        """The model that the lessons talk to."""
        return self.model or os.environ.get("LLMCOURSE_MODEL") or "pocket"

    @property
    def gpu_folder(self) -> Path:
        """Where GPU scripts write what they measured."""
        return self.out / "gpu"


def gpu_script(source: Path) -> Path | None:
    """The script that measures a unit at full size: benchmarks/gpu_<name>.py beside solutions/."""
    name = source.parent.name.partition("_")[2]
    path = source.parent.parent.parent / "benchmarks" / f"gpu_{name}.py"
    return path if path.is_file() else None


def measured_file(script: Path, options: Options) -> Path | None:
    """What a GPU script wrote last in this run's folder, if it has."""
    found = [p for p in options.gpu_folder.glob(f"{script.stem}_*.json")
             if p.name.endswith("toy_size.json") == options.toy]  # fmt: skip
    return max(found, key=lambda p: p.stat().st_mtime) if found else None


def key_of(source: Path, options: Options) -> str:
    """What a finished run is valid for: its source, profile and model, and for a unit the
    measurements that it shows."""
    said = f"{options.profile}|{options.chat_model}|{options.toy}|"
    digest = hashlib.sha256(said.encode() + source.read_bytes())
    script = gpu_script(source)
    if options.profile == "gpu" and script and (shown := measured_file(script, options)):
        digest.update(shown.read_bytes())
    return digest.hexdigest()[:16]


# ------------------------------------------------------------------ the child: one unit
def run_notebook(source: Path, out: Path, seconds: float) -> None:
    """Execute the unit's built notebook into `out`; what ran is kept even if a cell fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    unit = source.parent.name
    built = source.with_name(source.name.replace(".nb.py", ".ipynb"))
    if not built.is_file():
        print(f"{built.name} is missing beside its source; make it with `make build`.")
        raise SystemExit(1)
    book = nbformat.read(built, as_version=4)
    place = {"metadata": {"path": str(source.parent)}}

    def note(cell: Any, cell_index: int) -> None:
        progress_file(out, unit).write_text(f"cell {cell_index + 1} of {len(book.cells)}")

    client = NotebookClient(book, timeout=int(seconds), kernel_name="python3", resources=place,
                            on_cell_start=note)  # fmt: skip
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        print(str(error)[-1500:])
        raise SystemExit(1) from None
    finally:
        nbformat.write(book, out / f"{unit}.ipynb")


def run_script(source: Path) -> None:
    """Run the unit's source as the script it is."""
    import runpy

    os.chdir(source.parent)
    sys.path.insert(0, str(source.parent))
    sys.argv = [str(source)]
    runpy.run_path(str(source), run_name="__main__")


def end_with(parent: int) -> None:
    """End this process, and all below it, soon after its parent: one that was killed with -9 can
    not do it, and what it left would take memory and time from the run that goes on."""
    import psutil

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        _end(psutil.Process())

    threading.Thread(target=look, daemon=True).start()


def progress_file(out: Path, unit: str) -> Path:
    """Where the child says how far it is."""
    return out / "logs" / f"{unit}.progress"


# ------------------------------------------------------------------ the parent
def _tree_memory(process: Any) -> int:
    """Bytes resident in a process and all below it."""
    import psutil

    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def _end(process: Any) -> None:
    """Kill a process and all below it (a notebook's kernel has a session of its own)."""
    import psutil

    try:
        everything = [*process.children(recursive=True), process]
    except psutil.Error:
        return
    for one in everything:
        try:
            one.kill()
        except psutil.Error:
            continue


def watch(command: Sequence[str], log: Path, env: dict[str, str], options: Options, *,
          cwd: Path | None = None, beat: Callable[[float, float], None] | None = None,
          ) -> dict[str, Any]:  # fmt: skip
    """Run a command within the bounds of time and memory, its words in `log`.

    Args:
        beat: called every BEAT seconds with the seconds and GB so far.

    Returns status ("done" or "failed"), why, seconds and peak_gb; never raises for what the command
    does. Nothing that it started lives on.
    """
    import psutil

    begun, peak, why, said = time.monotonic(), 0, "", 0.0
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as stream:
        child = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, env=env, cwd=cwd)
        watched = psutil.Process(child.pid)
        try:
            while child.poll() is None and not why:
                time.sleep(0.2)
                try:
                    peak = max(peak, _tree_memory(watched))
                except psutil.Error:
                    continue
                seconds = time.monotonic() - begun
                if seconds > 60 * options.minutes:
                    why = f"took more than its {options.minutes:g} minutes"
                elif peak > options.gigabytes * 1e9:
                    why = f"took more than its {options.gigabytes:g} GB of memory"
                elif beat and seconds - said > BEAT:
                    said = seconds
                    beat(seconds, peak / 1e9)
        finally:
            _end(watched)
            child.wait()
    if not why and child.returncode:
        why = last_line(log.read_text(encoding="utf-8", errors="replace"))
    return {
        "status": "failed" if why else "done", "why": why,
        "seconds": round(time.monotonic() - begun, 1), "peak_gb": round(peak / 1e9, 3),
    }  # fmt: skip


def last_line(text: str) -> str:
    """The last thing that a process said, without colours."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it ended without a word"


def _environment(**more: str) -> dict[str, str]:
    """This process's environment, with the package on the path."""
    env = os.environ | {"PYTHONUNBUFFERED": "1", "MPLBACKEND": "Agg"} | more
    package = str(Path(__file__).resolve().parent.parent)
    env["PYTHONPATH"] = os.pathsep.join(p for p in (package, env.get("PYTHONPATH")) if p)
    return env


def run_unit(
    source: Path, options: Options, beat: Callable[[float, float, str], None] | None = None
) -> dict[str, Any]:
    """Run one unit; returns its record, which is also kept in units/."""
    unit, out = source.parent.name, options.out
    key = key_of(source, options)
    figures = out / "figures" / unit
    figures.mkdir(parents=True, exist_ok=True)
    log, progress = out / "logs" / f"{unit}.log", progress_file(out, unit)
    # What an older run left is no result of this one.
    for old in (progress, out / f"{unit}.ipynb", *figures.glob("*.png")):
        old.unlink(missing_ok=True)
    env = _environment(LLMCOURSE_FIGURES=str(figures), LLMCOURSE_MODEL=options.chat_model)
    if options.profile == "gpu":
        env["LLMCOURSE_GPU_RESULTS"] = str(options.gpu_folder)
    if options.script:
        env.pop("JPY_PARENT_PID", None)
    command = [sys.executable, "-m", "llmcourse.solution_runs", str(source), str(out),
               str(60 * options.minutes), *(["--script"] if options.script else [])]  # fmt: skip

    def told(seconds: float, gigabytes: float) -> None:
        where = progress.read_text() if progress.is_file() else ""
        if beat:
            beat(seconds, gigabytes, where)

    record: dict[str, Any] = {
        "unit": unit, "name": unit, "profile": options.profile, "model": options.chat_model,
        "as": "script" if options.script else "notebook", "key": key,
        "caption": f"the lesson's own sizes, on {options.chat_model}",
        **watch(command, log, env, options, beat=told),
    }  # fmt: skip
    record |= _results(out, unit, figures, log.read_text(encoding="utf-8", errors="replace"))
    write_json(out / "units" / f"{unit}.json", record)
    return record


def run_gpu_script(
    script: Path, unit: str, options: Options,
    beat: Callable[[float, float, str], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Run a unit's GPU script (at toy size where options say so); returns its record.

    The script takes --out, --minutes and --toy, and writes gpu_<name>_<card>.json with card,
    weights (what they are) and rows.
    """
    key, log = key_of(script, options), options.out / "logs" / f"{unit}.gpu.log"
    minutes = max(0.1, min(8.0, options.minutes - 1))  # it stops by itself before it is stopped
    command = [sys.executable, "-m", f"benchmarks.{script.stem}", "--out", str(options.gpu_folder),
               "--minutes", f"{minutes:g}", *(["--toy"] if options.toy else [])]  # fmt: skip
    older = measured_file(script, options)
    if older:
        older.unlink()  # what a failed run leaves must not be an older run's
    record: dict[str, Any] = {
        "unit": unit, "name": f"{unit}, {script.name}", "profile": options.profile, "as": "script",
        "model": "random weights", "key": key, "points": {}, "pictures": [],
        "caption": "random weights",
        **watch(command, log, _environment(), options, cwd=script.parent.parent,
                beat=(lambda s, g: beat(s, g, "")) if beat else None),
    }  # fmt: skip
    path = measured_file(script, options)
    record["measured"] = json.loads(path.read_text(encoding="utf-8")) if path else {}
    record["printed"] = [log.read_text(encoding="utf-8", errors="replace")]
    write_json(options.out / "units" / f"{unit}.gpu.json", record)
    return record


def _results(out: Path, unit: str, figures: Path, text: str) -> dict[str, Any]:
    """Printed text, points and pictures of a unit."""
    path = out / f"{unit}.ipynb"
    printed = [text]
    if path.is_file():
        printed = []
        number = 0
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if output["output_type"] == "stream":
                    printed.append("".join(output["text"]))
                data = output.get("data", {})
                if "text/plain" in data and "image/png" not in data:
                    printed.append("".join(data["text/plain"]))
                if "image/png" in data:
                    number += 1
                    picture = base64.b64decode("".join(data["image/png"]))
                    (figures / f"{number:02}.png").write_bytes(picture)
    found = {m[0]: [float(m[1]), float(m[2])] for m in POINTS.findall("\n".join(printed))}
    return {"points": found, "printed": printed,
            "pictures": sorted(p.name for p in figures.glob("*.png"))}  # fmt: skip


if __name__ == "__main__":
    end_with(os.getppid())
    if "--script" in sys.argv:
        run_script(Path(sys.argv[1]))
    else:
        run_notebook(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
