"""`llmcourse-solutions`: run the instructor's solutions, a process a unit, and report.

Keeps an executed notebook, a log and the figures (what was printed, points, seconds, memory) as
JSON for each unit, and one HTML report over all. Bounded time and memory a unit; a unit that fails
stops no other; --resume goes on where a run stopped. Without Jupyter a unit runs as the script it
is. With --profile gpu a unit's GPU script, benchmarks/gpu_<name>.py where there is one, runs before
it, and the unit shows what it measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmcourse.solution_report import write_report
from llmcourse.solution_runs import (
    Options,
    RunError,
    gpu_script,
    key_of,
    last_line,
    run_gpu_script,
    run_unit,
)


# ------------------------------------------------------------------ what there is
def solutions_folder(start: Path | None = None) -> Path:
    """solutions/ of the checkout around `start` (default: here), or LLMCOURSE_SOLUTIONS."""
    named = os.environ.get("LLMCOURSE_SOLUTIONS")
    if named:
        if Path(named).is_dir():
            return Path(named).resolve()
        raise RunError(f"LLMCOURSE_SOLUTIONS is {named}, which is no folder.")
    places = [(start or Path.cwd()).resolve(), Path(__file__).resolve().parent]
    for place in places:
        for folder in (place, *place.parents):
            if (folder / "solutions").is_dir() and any((folder / "solutions").glob("*/*.nb.py")):
                return folder / "solutions"
    raise RunError("no solutions/ folder here; run inside the instructor's checkout.")


def find_units(folder: Path, wanted: Sequence[str]) -> list[Path]:
    """Sources of the units, in order; `wanted` are names or their numbers (12, 12_qlora)."""
    known = {path.parent.name: path for path in sorted(folder.glob("[0-9][0-9]_*/*.nb.py"))}
    if not wanted:
        return list(known.values())
    chosen = []
    for name in wanted:
        found = [u for u in known if u == name or u.split("_")[0] == name]
        if not found:
            raise RunError(f"there is no unit {name!r}; there are {', '.join(known)}.")
        chosen += found
    return [known[unit] for unit in sorted(set(chosen))]


def has_jupyter() -> bool:
    """Whether notebooks can be executed here."""
    return all(importlib.util.find_spec(n) for n in ("nbclient", "nbformat", "ipykernel"))


def card_name() -> str:
    """The GPU's name, or "" where torch sees none."""
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else ""


def why_not_loadable(model: str, minutes: float) -> str:
    """Why the model does not load, or "" if it does (tried in a process of its own)."""
    code = "import sys; from llmcourse.models import load_chat_model; load_chat_model(sys.argv[1])"
    try:
        done = subprocess.run([sys.executable, "-c", code, model], capture_output=True, text=True,
                              timeout=60 * minutes, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"it did not load within {minutes:g} minutes"
    # The exception's sentence, without its class.
    said = re.sub(r"^[A-Za-z_][\w.]*: ", "", last_line(done.stderr))
    return "" if done.returncode == 0 else said.rstrip(".")


# ------------------------------------------------------------------ one run
@dataclass(frozen=True)
class Task:
    """A unit, or the GPU script that belongs to it (`script`)."""

    source: Path
    script: Path | None = None

    @property
    def unit(self) -> str:
        """The unit's name."""
        return self.source.parent.name

    @property
    def label(self) -> str:
        """What the progress lines call it."""
        return f"{self.unit}, {self.script.name}" if self.script else self.unit

    def old_record(self, options: Options) -> dict[str, Any] | None:
        """What an earlier run kept of it."""
        path = options.out / "units" / f"{self.unit}{'.gpu' if self.script else ''}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def time_left(
    waiting: Sequence[Task], spent: Sequence[tuple[bool, float]], options: Options
) -> str:
    """For a progress line: from an earlier run's seconds, else the mean of those of its kind (unit
    or GPU script) in `spent`, else the bound."""
    minutes, sure = 0.0, True
    for task in waiting:
        old = task.old_record(options)
        if old and old["status"] == "done":
            minutes += old["seconds"] / 60
        elif alike := [seconds for kind, seconds in spent if kind == bool(task.script)]:
            minutes += sum(alike) / len(alike) / 60
        else:
            minutes, sure = minutes + options.minutes, False
    return f"{'about' if sure else 'at most'} {minutes:.0f} min left"


def run_all(tasks: Sequence[Task], options: Options, note: str, resume: bool) -> int:
    """Run the tasks in turn, keep records and the report; returns how many failed."""
    records: list[dict[str, Any]] = []
    spent: list[tuple[bool, float]] = []
    for place, task in enumerate(tasks):
        head = f"[{place + 1}/{len(tasks)}] {task.label}"
        old = task.old_record(options)
        if resume and old and old["status"] == "done" and (
            old["key"] == key_of(task.script or task.source, options)
        ):  # fmt: skip
            print(f"{head}: done before", flush=True)
            records.append(old)
            continue
        begun, left = time.monotonic(), time_left(tasks[place:], spent, options)
        how = "script" if task.script or options.script else "notebook"
        print(f"{head}: running as {how}, {left}", flush=True)

        def beat(seconds: float, gigabytes: float, where: str, head: str = head) -> None:
            where = f", {where}" if where else ""
            print(f"{head}: {seconds:.0f} s, {gigabytes:.2f} GB{where}", flush=True)

        if task.script:
            record = run_gpu_script(task.script, task.unit, options, beat)
        else:
            record = run_unit(task.source, options, beat)
        records.append(record)
        spent.append((bool(task.script), time.monotonic() - begun))
        why = f": {record['why']}" if record["why"] else ""
        print(f"{head}: {record['status']} in {record['seconds']:.0f} s, {record['peak_gb']:.2f} GB"
              f"{why}", flush=True)  # fmt: skip
        write_report(options.out, records, note)
    print(f"report: {write_report(options.out, records, note)}")
    return sum(record["status"] != "done" for record in records)


def gpu_note(card: str, scripts: Sequence[Path]) -> str:
    """One sentence: what --profile gpu runs here, and what is missing."""
    names = " and ".join(script.name for script in scripts)
    if card:
        if not names:
            return f"On {card}; no GPU script belongs to these units."
        return f"On {card}; {names} measures full size with random weights, then the lessons run."
    instead = f", and {names} at toy size, which measures nothing" if names else ""
    return f"torch sees no CUDA GPU: the lessons run on the CPU instead{instead}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit status is 1 if a unit failed, 2 if nothing could be run, 130 if
    it was stopped."""
    parser = argparse.ArgumentParser(prog="llmcourse-solutions", description=__doc__.split("\n")[0])
    parser.add_argument("units", nargs="*", metavar="UNIT", help="12 or 12_qlora; default: all")
    parser.add_argument("--profile", choices=("cpu", "gpu"), default="cpu",
                        help="gpu: also benchmarks/gpu_*.py, full size")  # fmt: skip
    parser.add_argument("--model", metavar="ID", help="a hub id, a folder, or openai:NAME@URL")
    parser.add_argument("--resume", action="store_true", help="skip units that are done")
    parser.add_argument("--out", type=Path, default=Path("runs") / "solutions")
    parser.add_argument("--minutes", type=float, default=20, help="bound a unit (default 20)")
    parser.add_argument("--memory", type=float, default=32, metavar="GB", help="bound a unit")
    parser.add_argument("--script", action="store_true", help="run the .nb.py, without Jupyter")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.minutes <= 0 or chosen.memory <= 0:
            raise RunError("--minutes and --memory must be above 0.")
        sources = find_units(solutions_folder(), chosen.units)
    except RunError as error:
        print(error)
        return 2
    gpu, model = chosen.profile == "gpu", chosen.model
    card = card_name() if gpu else ""
    note = f"Profile {chosen.profile}; model {model or 'as set, or Pocket'}."
    if model and (why := why_not_loadable(model, chosen.minutes)):
        if not gpu:
            print(f"{model} cannot be loaded: {why}.")
            return 2
        note += f" {model} cannot be loaded here ({why}): the lessons run on Pocket."
        model = "pocket"
    tasks = []
    for source in sources:
        script = gpu_script(source) if gpu else None
        tasks += [Task(source, script)] if script else []
        tasks.append(Task(source))
    if gpu:
        note += " " + gpu_note(card, [task.script for task in tasks if task.script])
    print(note)
    options = Options(
        out=chosen.out.resolve(), script=chosen.script or not has_jupyter(), toy=gpu and not card,
        profile=chosen.profile, model=model, minutes=chosen.minutes, gigabytes=chosen.memory,
    )  # fmt: skip
    options.out.mkdir(parents=True, exist_ok=True)
    # A terminated run, like an interrupted one, must not leave a kernel behind.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return 1 if run_all(tasks, options, note, chosen.resume) else 0
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept; the same command with --resume goes on.")
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main())
