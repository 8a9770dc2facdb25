"""What grading costs: this grader against nbgrader's own executor, on the course's units.

    python -m benchmarks.grading_speed [UNIT ...] [--submissions 60] [--stock 6] [--sizes 10 100]

Both sides get the same submissions (all answers right), the same cells, OMP_NUM_THREADS=1, two at a
time at most, fresh seeds whose expected outputs exist already. CPU seconds count every process of
a side, the forking parent's boot included; wall seconds say little on a shared machine. Prompts
that the model judges stay unwritten in the main runs of both sides; what they cost is the
difference to runs with them, and what feedback pages cost is that to runs with pages. The stock
side is nbgrader's Autograde with one Jupyter kernel a submission (grading.submission), serial as
nbgrader is; its per-submission cost is measured on fewer submissions, because it is flat and slow.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat

from grading.course import ROOT
from grading.demo import demo_config
from grading.fast import course, intake
from grading.fast.engine import Limits, Parent
from grading.units import read_unit

RESULTS = ROOT / "benchmarks" / "results"
OURS = """
import pathlib, sys, json
from grading.fast import cli, course
from grading.demo import demo_config
course.package_hash = lambda: {version!r}
rows = cli.grade([{unit!r}], demo_config(pathlib.Path({root!r}), 60),
                 cli.Settings(2, cli.Limits(), pages={pages}), lambda *a: None)
print("ROWS" + json.dumps([[row.score, row.seconds] for row in rows]))
"""
STOCK = """
import pathlib, json, time
import grading.submission as s
s.package_hash = lambda: {version!r}
s.private_golden = lambda unit, version: s.PRIVATE / "golden"
from grading.demo import demo_config
from grading.fast import book
from nbgrader.api import Gradebook
config = demo_config(pathlib.Path({root!r}), 120)
with s.quiet_log(), Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
    book.register({unit!r}, config, gradebook)
rows = [[s.grade_submission({unit!r}, name, config).score, {{}}] for name in {names!r}]
if {feedback}:
    for name in {names!r}: s.write_feedback({unit!r}, name, config)
print("ROWS" + json.dumps(rows))
"""
WARM = """
import json, os, sys, time, contextlib, io
cells, seeds, exercises = json.load(open(sys.argv[1]))
from llmcourse.checking.running import run_exercise
from llmcourse.checking import registry
registry.load_unit(sys.argv[2])
os.chdir(os.path.dirname(sys.argv[1]))
times = []
for turn in range(3):
    begun, scope, kept = time.process_time(), {"__name__": "__main__"}, {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if "check" in cell: kept[cell["check"]] = scope.get(cell["name"])
            else: exec(compile(cell["source"], "cell", "exec"), scope)
        for name in exercises: run_exercise(name, kept[name], seeds)
    times.append(time.process_time() - begun)
print("WARM", min(times[1:]))
"""


def make(root: Path, unit: str, count: int, prompts: bool = False) -> list[str]:
    """A course in `root` with `count` right submissions; prompts are written where asked for."""
    for kind in ("solutions", "course"):
        shutil.copytree(ROOT / kind / unit, root / kind / unit)
    (root / "exchange").mkdir()
    source = read_unit(unit)
    parts = _parts(unit)
    answers = {exercise.id: exercise.answer.source for exercise in source.exercises
               if prompts or not _by_model(parts[exercise.id])}
    names = [f"s{number:04d}" for number in range(count)]
    for book in source.notebooks:
        nb = nbformat.read(root / "course" / unit / f"{book.name}.ipynb", as_version=4)
        for cell in nb.cells:
            if (name := cell.metadata.get("nbgrader", {}).get("grade_id")) in answers:
                cell.source = answers[name]
        text = nbformat.writes(nb)
        for name in names:
            folder = root / "submitted" / name / unit
            folder.mkdir(parents=True)
            (folder / f"{book.name}.ipynb").write_text(text, encoding="utf-8")
    return names


def cpu_of(program: str) -> tuple[float, float, Any]:
    """CPU and wall seconds of a program and all its children, and its rows."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"OMP_NUM_THREADS": "1",
                                            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
                          check=False)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode or "ROWS" not in done.stdout:
        raise RuntimeError(done.stderr[-1500:])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, json.loads(done.stdout.rsplit("ROWS", 1)[1])


def prepared(unit: str, root: Path) -> tuple[Any, str, Any]:
    """Templates, version and one job of the unit."""
    config = demo_config(root, 60)
    templates = course.templates_for(unit, config)
    folder = course.golden_folder(templates.unit)
    data = json.loads((folder / f"{unit}.json").read_text(encoding="utf-8"))
    first = sorted(path.name for path in (root / "submitted").iterdir())[0]
    taken = intake.take_in(templates, root / "submitted", first, tuple(data["seeds"]), Limits())
    return templates, course.package_hash(), next(iter(taken.jobs.values()))


def warm_work(unit: str, version: str, job: Any, root: Path) -> float:
    """CPU seconds of the same cells and probes in a process that has done them before."""
    file = root / "job.json"
    file.write_text(json.dumps([list(job.cells), list(job.seeds), list(job.exercises)]))
    package = course.private_package(unit, version)
    environment = os.environ | {
        "OMP_NUM_THREADS": "1", "PYTHONPATH": str(package), "MPLBACKEND": "Agg",
        "LLMCOURSE_DATASETS": str(ROOT / "datasets")}
    done = subprocess.run([sys.executable, "-c", WARM, str(file),
                           f"llmcourse.exercises.{unit.partition('_')[2]}"], env=environment,
                          capture_output=True, text=True, check=False, cwd=root)
    if "WARM" not in done.stdout:
        raise RuntimeError(done.stderr[-1500:])
    return float(done.stdout.rsplit("WARM", 1)[1])


def memory(templates: Any, version: str, job: Any, root: Path, runs: int = 7) -> dict[str, float]:
    """Private megabytes of a child at its end, and the parent's boot."""
    orders = course.orders_for(templates, version)
    with Parent(orders, Limits(), root / "parents") as parent:
        boot = parent.usage()["own"]
        own = [parent.run(job, measure=True).memory / 1e6 for _ in range(runs)]
    return {"median_mb": round(statistics.median(own), 1), "boot_cpu_s": round(boot, 2)}


def measure(unit: str, count: int, stock: int, sizes: list[int]) -> dict[str, Any]:
    """All figures of one unit."""
    result: dict[str, Any] = {"unit": unit}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, unit, count)
        templates, version, job = prepared(unit, root)
        w = result["w_cpu_s"] = round(warm_work(unit, version, job, root), 3)
        result["memory"] = memory(templates, version, job, root)
        ours, wall, rows = cpu_of(OURS.format(unit=unit, root=str(root), pages=False,
                                              version=version))
        result["ours"] = {
            "submissions": count, "scores": sorted({score for score, _ in rows}),
            "cpu_s": round(ours / count, 3), "wall_s": round(wall / count, 3),
            "above_w_cpu_s": round(ours / count - w, 3),
            "nbgrader_s": round(statistics.mean(s.get("nbgrader", 0) for _, s in rows), 3)}
    if stock:
        spent = []
        for size in (1, stock):
            with tempfile.TemporaryDirectory() as folder:
                names = make(Path(folder), unit, size)
                spent.append(cpu_of(STOCK.format(unit=unit, root=folder, names=names,
                                                 version=version, feedback=False)))
        # Imports are paid once: fixed cost and cost of one more, put together for `count`.
        further = [(spent[1][i] - spent[0][i]) / (stock - 1) for i in (0, 1)]
        cpu, wall = ((spent[0][i] - further[i]) / count + further[i] for i in (0, 1))
        result["stock"] = {
            "measured_submissions": stock, "scores": sorted({score for score, _ in spent[1][2]}),
            "cpu_s": round(cpu, 3), "wall_s": round(wall, 3),
            "note": f"for {count} submissions, from runs of 1 and of {stock}"}
        result["ratio_cpu"] = round(cpu / result["ours"]["cpu_s"], 1)
        result["ratio_wall"] = round(wall / result["ours"]["wall_s"], 1)
        result["apart"] = apart(unit, version)
    before = (0, 0.0)
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), unit, size)
            cpu, wall, _ = cpu_of(OURS.format(unit=unit, root=folder, pages=False, version=version))
        # What each further submission costs: imports and boot are paid once.
        further = (cpu - before[1]) / (size - before[0])
        result.setdefault("growth", []).append({
            "submissions": size, "cpu_s": round(cpu / size, 3), "wall_s": round(wall / size, 3),
            "further_submission_cpu_s": round(further, 3) if before[0] else None})
        before = (size, cpu)
    return result


def apart(unit: str, version: str, count: int = 4) -> dict[str, dict[str, float]]:
    """CPU seconds a submission of feedback pages and of prompts judged by the model, both sides."""
    def run(program: str, prompts: bool, **named: Any) -> float:
        with tempfile.TemporaryDirectory() as folder:
            names = make(Path(folder), unit, count, prompts)
            return cpu_of(program.format(unit=unit, root=folder, names=names, version=version,
                                         **named))[0] / count

    ours, stock = run(OURS, False, pages=False), run(STOCK, False, feedback=False)
    found = {"feedback_pages_cpu_s": {
        "ours": round(run(OURS, False, pages=True) - ours, 3),
        "stock": round(run(STOCK, False, feedback=True) - stock, 3)}}
    if any(_by_model(parts) for parts in _parts(unit).values()):
        found["prompts_judged_cpu_s"] = {
            "ours": round(run(OURS, True, pages=False) - ours, 3),
            "stock": round(run(STOCK, True, feedback=False) - stock, 3)}
    return found


def _by_model(parts: list[Any]) -> bool:
    return any(part.prompt is not None for part in parts)


def _parts(unit: str) -> dict[str, list[Any]]:
    from llmcourse.checking.registry import load_unit

    found = load_unit(f"llmcourse.exercises.{unit.partition('_')[2]}")
    return {name: list(parts.values()) for name, parts in found.items()}


def main() -> int:
    """Measure and write benchmarks/results/grading_UNIT.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="*", default=["00_start"])
    parser.add_argument("--submissions", type=int, default=60)
    parser.add_argument("--stock", type=int, default=6, help="0, or at least 2")
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    options = parser.parse_args()
    for unit in options.units:
        load = os.getloadavg()
        result = measure(unit, options.submissions, options.stock, options.sizes)
        result["machine"] = {
            "cores": os.cpu_count(), "system": platform.system(),
            "python": platform.python_version(),
            "load_before": round(load[0], 1), "load_after": round(os.getloadavg()[0], 1),
            "note": "a load above 2 means that other programs used the same cores: wall seconds "
                    "are then too high, CPU seconds somewhat"}
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"grading_{unit}.json").write_text(json.dumps(result, indent=1) + "\n")
        print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
