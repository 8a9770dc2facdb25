"""Collects what the tests measured in runs/ into benchmarks/results/first_steps.json.

    python -m benchmarks.record_results [--set-up]

Knows where the tests leave their figures: minutes and peak memory a solution notebook
(tests/test_notebooks.py), seconds from check() to its verdict (tests/browser). With --set-up it
clones the project, runs `make course` there and waits until JupyterLab answers; how fast the
packages download is part of that figure.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def set_up(limit: float = 900) -> float:
    """Seconds from an empty folder to JupyterLab's answer, in a fresh clone that is removed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    flags = f"--no-browser --port={port} --ServerApp.token=measured --allow-root"
    address = f"http://127.0.0.1:{port}/lab?token=measured"
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "course"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        lab = subprocess.Popen(
            ["make", "course", f"ARGS={flags}"], cwd=clone, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while time.monotonic() - begun < limit:
                with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
                    return time.monotonic() - begun
                time.sleep(0.5)
            raise TimeoutError(f"JupyterLab did not answer within {limit:.0f} s of `make course`.")
        finally:
            os.killpg(lab.pid, signal.SIGTERM)
            lab.wait(timeout=30)


def collect(setup_seconds: float | None = None) -> dict[str, Any]:
    """The record: figures of the last test run, over those that were recorded before."""
    path = ROOT / "benchmarks" / "results" / "first_steps.json"
    record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    record["machine"] = {
        "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(),
    }  # fmt: skip
    if setup_seconds is not None:
        record.pop("minutes from clone to finished environment", None)
        record["minutes from clone to JupyterLab"] = round(setup_seconds / 60, 1)
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
    parser.add_argument("--set-up", action="store_true", help="also measure `make course`")
    measured = set_up() if parser.parse_args().set_up else None
    print(json.dumps(collect(measured), indent=2))
