"""A headless Chromium and a JupyterLab for the browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "runs" / "screenshots"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()


def chromium() -> str | None:
    """Where Debian or the machine's owner put Chromium."""
    names = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A playwright browser; the test is skipped where there is no Chromium.

    Not kept for the whole session: while playwright's synchronous form runs, its event loop
    counts as running, and `asyncio.run` of any later test would be refused.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    path = chromium()
    if path is None:
        if os.environ.get("LLMCOURSE_REQUIRE_BROWSER"):
            pytest.fail("no Chromium on this machine: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as play:
        running = play.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def jupyter(tmp_path: Path) -> Iterator[Any]:
    """Start JupyterLab in a folder; call it with the folder and more arguments, get the address."""
    started: list[subprocess.Popen] = []

    def start(folder: Path, *arguments: str, path: str = "/lab") -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {
            # Nothing of the settings and open tabs of the person who runs this.
            "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter"),
            "JUPYTER_DATA_DIR": str(tmp_path / "jupyter-data"),
            "JUPYTER_RUNTIME_DIR": str(tmp_path / "jupyter-runtime"),
            "IPYTHONDIR": str(tmp_path / "ipython"),
            "LLMCOURSE_DATASETS": str(ROOT / "datasets"),
            "PYTHONPATH": "",
        }
        log = (tmp_path / "jupyter.log").open("w", encoding="utf-8")
        command = [
            sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser",
            f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=test",
            "--LabApp.expose_app_in_browser=True", *arguments,
        ]  # fmt: skip
        started.append(
            subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        )
        base = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{base}/api?token=test", timeout=2)
                break
            except OSError:
                if started[-1].poll() is not None:
                    pytest.fail((tmp_path / "jupyter.log").read_text(encoding="utf-8")[-3000:])
                time.sleep(0.25)
        return f"{base}{path}?token=test"

    yield start
    for process in started:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture
def shot() -> Any:
    """Save what the page shows as runs/screenshots/NAME.png."""

    def take(page: Any, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SHOTS / f"{name}.png"))

    return take
