"""Inside the sandbox: runs the cells of one submission, then the probes, and says what came.

Foreign code shares this process, so nothing that it sends is believed; it knows no expected value.
The seeds arrive only after the outputs of all cells have left: whatever a submission prints, it
printed without having seen a hidden input.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
import types
from typing import Any

from gradechild.limits import Limits


def new_shell() -> Any:
    """An IPython shell without history, colours or files: cells run in it as in a notebook."""
    from IPython.core.history import HistoryManager
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    history: Any = HistoryManager
    history.enabled = False
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    os.environ.setdefault("IPYTHONDIR", tempfile.mkdtemp(prefix="ipython-"))
    module = types.ModuleType("__main__")
    shell: Any = InteractiveShell.instance(config=config, user_module=module,
                                           user_ns=module.__dict__)
    shell.showtraceback = lambda *args, **kwargs: None
    shell.displayhook.write_output_prompt = lambda: None
    shell.showsyntaxerror = lambda *args, **kwargs: None
    return shell


def main(job: socket.socket, shell: Any, limits: Limits) -> None:
    """Talk to the trusted side: cells in, outputs out, seeds in, outcomes out."""
    job.setblocking(True)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    _reseed()
    # Kept apart from anything that foreign code may replace by name.
    send, receive = _sender(job), _receiver(job)
    work = receive()
    sys.modules["__main__"] = shell.user_module
    kept: dict[str, tuple[Any, dict[str, Any]]] = {}
    namespace = shell.user_ns
    for cell in work["cells"]:
        if "check" in cell:
            answer = namespace.get(cell["name"])
            kept[cell["check"]] = (answer, dict(namespace))
            continue
        send({"start": cell["index"]})
        send({"cell": cell["index"], **run_cell(shell, cell["source"], limits)})
    send({"cells": True})
    orders = receive()
    from llmcourse.checking.running import run_exercise

    for exercise in orders["exercises"]:
        answer, names = kept.get(exercise, (None, {}))
        send({"probe": exercise})
        outcomes: dict[Any, Any] = {}
        if callable(answer):
            # A helper that a later cell defines anew is the earlier one here, as in the notebook.
            namespace.clear()
            namespace.update(names)
            outcomes = run_exercise(exercise, answer, orders["seeds"], limits.part_seconds,
                                    inputs=orders["inputs"].get(exercise))
        send({"exercise": exercise, "outcomes": outcomes})
    usage = time.process_time()
    send({"done": True, "cpu": usage})
    job.recv(1)  # the trusted side ends this process


def _reseed() -> None:
    """Forks share random states."""
    random.seed()
    seed = int.from_bytes(os.urandom(4), "big")
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def _sender(job: socket.socket, dumps: Any = json.dumps) -> Any:
    def send(value: Any) -> None:
        data = dumps(value).encode("utf-8", "surrogatepass")
        job.sendall(len(data).to_bytes(4, "big") + data)
    return send


def _receiver(job: socket.socket, loads: Any = json.loads) -> Any:
    def exactly(size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = job.recv(size - len(data))
            if not piece:
                os._exit(0)
            data += piece
        return data

    def receive() -> Any:
        return loads(exactly(int.from_bytes(exactly(4), "big")))
    return receive


def run_cell(shell: Any, source: str, limits: Limits) -> dict[str, Any]:
    """Run one cell: what it shows, and its error without a traceback."""
    from IPython.utils.capture import capture_output

    from llmcourse.checking.running import TooSlow, time_limit

    error: dict[str, Any] | None = None
    outputs: list[dict[str, Any]] = []
    try:
        with capture_output() as captured:
            try:
                with time_limit(limits.cell_seconds):
                    result = shell.run_cell(source, store_history=False)
                problem = result.error_before_exec or result.error_in_exec
            except BaseException as raised:
                problem = raised
        if isinstance(problem, TooSlow):
            error = {"ename": "CellTimeoutError", "line": 0, "evalue":
                     f"Stopped after {limits.cell_seconds} seconds: is there an endless loop?"}
        elif problem is not None:
            error = describe(problem)
        outputs = shown(captured, limits)
    except BaseException as raised:
        error = error or describe(raised)
    return {"outputs": outputs, "error": error}


def describe(problem: BaseException) -> dict[str, Any]:
    """Type, text and line number of an exception of a cell."""
    line = 0
    with contextlib.suppress(BaseException):
        trace = problem.__traceback__
        while trace is not None:
            if "ipykernel" in trace.tb_frame.f_code.co_filename or \
                    "<ipython-input" in trace.tb_frame.f_code.co_filename:
                line = trace.tb_lineno
            trace = trace.tb_next
        line = line or int(getattr(problem, "lineno", 0) or 0)
    text = ""
    with contextlib.suppress(BaseException):
        text = str(problem)[:400]
    return {"ename": type(problem).__name__[:80], "evalue": text, "line": line}


def shown(captured: Any, limits: Limits) -> list[dict[str, Any]]:
    """What a cell printed and displayed, within bounds."""
    room = limits.shown_characters
    outputs: list[dict[str, Any]] = []
    for name in ("stdout", "stderr"):
        text = str(getattr(captured, name))
        if text:
            outputs.append({"stream": name, "text": text[:room]})
    for rich in list(captured.outputs)[:limits.pictures]:
        data = {}
        for kind, value in dict(rich.data).items():
            if kind in ("text/plain", "text/html") and isinstance(value, str):
                data[kind] = value[:room]
            elif kind in ("image/png", "image/jpeg"):
                if isinstance(value, bytes):
                    import base64

                    value = base64.b64encode(value).decode()
                if isinstance(value, str) and len(value) <= limits.picture_kb * 1000:
                    data[kind] = value
        if data:
            outputs.append({"data": data})
    return outputs
