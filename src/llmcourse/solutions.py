"""`llmcourse-solutions`: run the instructor's solutions, a process a unit, and report.

Keeps an executed notebook, a log and the figures (what was printed, points, seconds, memory) as
JSON for each unit, and one HTML report over all. Bounded time and memory a unit; a unit that fails
stops no other; --resume goes on where a run stopped. Without Jupyter a unit runs as the script it
is. Knows how to run lessons, nothing of what is in them.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

POINTS = re.compile(r"^([\w-]+): ([\d.]+) of ([\d.]+) points$", re.M)


class RunError(ValueError):
    """A request that cannot be carried out, in one sentence."""


# ------------------------------------------------------------------ what there is
def solutions_folder(start: Path | None = None) -> Path:
    """solutions/ of the checkout around `start` (default: here), or LLMCOURSE_SOLUTIONS."""
    named = os.environ.get("LLMCOURSE_SOLUTIONS")
    if named:
        if Path(named).is_dir():
            return Path(named).resolve()
        raise RunError(f"LLMCOURSE_SOLUTIONS is {named}, which is no folder.")
    places = [*(p for p in [(start or Path.cwd()).resolve()]), Path(__file__).resolve().parent]
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


def key_of(source: Path, profile: str, model: str | None) -> str:
    """What a finished run is valid for."""
    text = f"{profile}|{model}|".encode() + source.read_bytes()
    return hashlib.sha256(text).hexdigest()[:16]


# ------------------------------------------------------------------ the child: one unit
def run_notebook(source: Path, out: Path, seconds: float) -> None:
    """Execute the unit's built notebook into `out`; what ran is kept even if a cell fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    built = source.with_name(source.name.replace(".nb.py", ".ipynb"))
    if not built.is_file():
        raise RunError(f"{built} is missing; make it with `make build`.")
    book = nbformat.read(built, as_version=4)
    place = {"metadata": {"path": str(source.parent)}}
    client = NotebookClient(book, timeout=int(seconds), kernel_name="python3", resources=place)
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        print(str(error)[-1500:])
        raise SystemExit(1) from None
    finally:
        nbformat.write(book, out / f"{source.parent.name}.ipynb")


def run_script(source: Path, out: Path) -> None:
    """Run the unit's source as the script it is."""
    import runpy

    os.chdir(source.parent)
    sys.path.insert(0, str(source.parent))
    runpy.run_path(str(source), run_name="__main__")


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

    for one in [*process.children(recursive=True), process]:
        try:
            one.kill()
        except psutil.Error:
            continue


def run_unit(source: Path, out: Path, *, script: bool, profile: str, model: str | None,
             minutes: float, gigabytes: float) -> dict[str, Any]:  # fmt: skip
    """Run one unit in a process of its own, within its bounds. Returns its record; never raises
    for what the unit does."""
    import psutil

    unit = source.parent.name
    figures = out / "figures" / unit
    figures.mkdir(parents=True, exist_ok=True)
    log = out / "logs" / f"{unit}.log"
    log.parent.mkdir(exist_ok=True)
    env = os.environ | {"LLMCOURSE_FIGURES": str(figures), "LLMCOURSE_PROFILE": profile,
                        "PYTHONUNBUFFERED": "1", "MPLBACKEND": "Agg"}  # fmt: skip
    package = str(Path(__file__).resolve().parent.parent)
    env["PYTHONPATH"] = os.pathsep.join(p for p in (package, env.get("PYTHONPATH")) if p)
    if script:
        env.pop("JPY_PARENT_PID", None)
    if model:
        env["LLMCOURSE_MODEL"] = model
    command = [sys.executable, "-m", "llmcourse.solutions", "--child", str(source), "--out",
               str(out), "--minutes", str(minutes), *(["--script"] if script else [])]  # fmt: skip
    begun, peak, why = time.monotonic(), 0, ""
    with log.open("w", encoding="utf-8") as stream:
        child = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, env=env)
        watched = psutil.Process(child.pid)
        while child.poll() is None:
            time.sleep(0.2)
            try:
                peak = max(peak, _tree_memory(watched))
            except psutil.Error:
                continue
            if time.monotonic() - begun > 60 * minutes:
                why = f"took more than its {minutes:g} minutes"
            elif peak > gigabytes * 1e9:
                why = f"took more than its {gigabytes:g} GB of memory"
            if why:
                _end(watched)
                child.wait()
    seconds = time.monotonic() - begun
    text = log.read_text(encoding="utf-8", errors="replace")
    record: dict[str, Any] = {
        "unit": unit, "status": "done" if child.returncode == 0 and not why else "failed",
        "why": why or ("" if child.returncode == 0 else _last_line(text)),
        "seconds": round(seconds, 1), "peak_gb": round(peak / 1e9, 3), "profile": profile,
        "model": model or os.environ.get("LLMCOURSE_MODEL") or "pocket", "as": "script" if script
        else "notebook", "key": key_of(source, profile, model),
    }  # fmt: skip
    record |= _results(out, unit, figures, text)
    write_json(out / "units" / f"{unit}.json", record)
    return record


def _last_line(text: str) -> str:
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it ended without a word"


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


def write_json(path: Path, data: Any) -> None:
    """Write whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def write_report(out: Path, records: Sequence[dict[str, Any]], note: str) -> Path:
    """One HTML page: a table of all units, then what each printed and drew."""
    rows, parts = [], []
    for r in records:
        got = sum(p[0] for p in r["points"].values())
        of = sum(p[1] for p in r["points"].values())
        rows.append(
            f"<tr><td><a href='#{r['unit']}'>{r['unit']}</a><td>{r['status']}<td>"
            f"{r['seconds']:.0f}<td>{r['peak_gb']:.2f}<td>{got:g} of {of:g}<td>"
            f"{html.escape(r['why'])}"
        )
        images = "".join(
            "<figure><img alt='{0}' src='data:image/png;base64,{1}'><figcaption>{0}, {2}"
            "</figcaption></figure>".format(
                name, base64.b64encode((out / "figures" / r["unit"] / name).read_bytes()).decode(),
                html.escape(r["model"]))
            for name in r["pictures"] if (out / "figures" / r["unit"] / name).is_file()
        )  # fmt: skip
        text = html.escape("\n".join(r["printed"]))
        parts.append(f"<h2 id='{r['unit']}'>{r['unit']}</h2>{images}<details><summary>printed"
                     f"</summary><pre>{text}</pre></details>")  # fmt: skip
    page = (
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Solutions</title><style>body"
        "{font:15px sans-serif;max-width:60em;margin:2em auto}td,th{padding:.2em .8em;text-align:"
        "left}img{max-width:100%}pre{overflow:auto}</style><h1>Solutions</h1><p>"
        f"{html.escape(note)}</p><table><tr><th>unit<th>status<th>seconds<th>GB<th>points<th>why"
        f"{''.join(rows)}</table>{''.join(parts)}</html>"
    )
    path = out / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def _device(profile: str) -> str:
    """The card's name; RunError where a GPU is asked for and none is there."""
    import torch

    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    if profile == "gpu":
        raise RunError("--profile gpu needs a CUDA GPU and torch sees none; use --profile cpu.")
    return "CPU"


def _loadable(model: str) -> str:
    """Why the model does not load, or "" if it does (tried in a process of its own)."""
    code = "import sys; from llmcourse.models import load_chat_model; load_chat_model(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, model], capture_output=True, text=True)
    return "" if done.returncode == 0 else _last_line(done.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit status is 1 if a unit failed, 2 if nothing could be run."""
    parser = argparse.ArgumentParser(prog="llmcourse-solutions", description=__doc__.split("\n")[0])
    parser.add_argument("units", nargs="*", metavar="UNIT", help="12 or 12_qlora; default: all")
    parser.add_argument("--profile", choices=("cpu", "gpu"), default="cpu")
    parser.add_argument("--model", metavar="ID", help="a hub id, a folder, or openai:NAME@URL")
    parser.add_argument("--resume", action="store_true", help="skip units that are done")
    parser.add_argument("--out", type=Path, default=Path("runs") / "solutions")
    parser.add_argument("--minutes", type=float, default=20, help="bound a unit (default 20)")
    parser.add_argument("--memory", type=float, default=32, metavar="GB", help="bound a unit")
    parser.add_argument("--script", action="store_true", help="run the .nb.py, without Jupyter")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    out = chosen.out.resolve()
    if chosen.child:
        if chosen.script:
            run_script(chosen.child, out)
        else:
            run_notebook(chosen.child, out, 60 * chosen.minutes)
        return 0
    try:
        if chosen.minutes <= 0 or chosen.memory <= 0:
            raise RunError("--minutes and --memory must be above 0.")
        sources = find_units(solutions_folder(), chosen.units)
        device = _device(chosen.profile)
    except RunError as error:
        print(error)
        return 2
    note = f"profile {chosen.profile}, {device}, model {chosen.model or 'as set, or Pocket'}."
    model = chosen.model
    if model and (why := _loadable(model)):
        if chosen.profile == "cpu":
            print(f"{model} cannot be loaded: {why}")
            return 2
        note += f" {model} cannot be loaded here ({why}): the lessons run on Pocket."
        model = None
    if chosen.profile == "gpu":
        note += " Memory and speed at full size, on the architectures' shapes with random weights: "
        note += "python -m benchmarks.gpu_qlora."
    script = chosen.script or not has_jupyter()
    out.mkdir(parents=True, exist_ok=True)
    records: list[dict[str, Any]] = []
    spent: list[float] = []
    for place, source in enumerate(sources, start=1):
        unit = source.parent.name
        head = f"[{place}/{len(sources)}] {unit}"
        old = out / "units" / f"{unit}.json"
        if chosen.resume and old.is_file():
            record = json.loads(old.read_text(encoding="utf-8"))
            same = record["key"] == key_of(source, chosen.profile, model)
            if record["status"] == "done" and same:
                print(f"{head}: done before", flush=True)
                records.append(record)
                continue
        left = ""
        if spent:
            minutes = sum(spent) / len(spent) * (len(sources) - place + 1) / 60
            left = f", about {minutes:.0f} min left"
        print(f"{head}: running as {'script' if script else 'notebook'}{left}", flush=True)
        record = run_unit(source, out, script=script, profile=chosen.profile, model=model,
                          minutes=chosen.minutes, gigabytes=chosen.memory)  # fmt: skip
        records.append(record)
        spent.append(record["seconds"])
        why = f": {record['why']}" if record["why"] else ""
        print(f"{head}: {record['status']} in {record['seconds']:.0f} s, {record['peak_gb']:.2f} GB"
              f"{why}", flush=True)  # fmt: skip
        write_report(out, records, note)
    print(f"report: {write_report(out, records, note)}")
    return 1 if any(r["status"] != "done" for r in records) else 0


if __name__ == "__main__":
    sys.exit(main())
