"""The trusted side of execution: starts a forking parent and runs one job in one child of it.

A job is plain data (cells, seeds, exercises); so is what comes back. Knows no gradebook and no
expected value. A child is ended through its pidfd, whatever it does.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grading.fast import sandbox, seccomp
from grading.fast.limits import Limits
from grading.fast.protocol import Ended, OutOfTime, ProtocolError, Receiver, send

HERE = Path(__file__).resolve().parent
RUNNER = ("limits.py", "seccomp.py", "sandbox.py", "child.py", "parent.py")
BOOT_SECONDS = 300
REHEARSAL = ("import sys as _sys\n_before = set(_sys.modules)",
             "print('\\n'.join(name for name in _sys.modules if name not in _before))")


class NoSandbox(RuntimeError):
    """This machine can't run untrusted code safely; the text says why and what to do."""


@dataclass(frozen=True)
class Job:
    """One submission, ready to run. cells: {"index", "source"} or {"check", "name"}, in order."""

    cells: tuple[dict[str, Any], ...]
    seeds: tuple[int, ...]
    exercises: tuple[str, ...]
    inputs: dict[str, Any] = field(default_factory=dict)  # exercise -> prompt part -> of each item

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"cells": list(self.cells), "seeds": list(self.seeds),
                "exercises": list(self.exercises), "inputs": self.inputs}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Job:
        """From plain data."""
        return cls(tuple(data["cells"]), tuple(data["seeds"]), tuple(data["exercises"]),
                   data["inputs"])


@dataclass
class Execution:
    """What one submission did. cells by index; outcomes by exercise, seed and part; all foreign."""

    cells: dict[int, dict[str, Any]] = field(default_factory=dict)
    outcomes: dict[str, Any] = field(default_factory=dict)
    ended: str = ""  # why it did not come to its end, a sentence
    ended_at: int = -1  # the cell that was running then
    seconds: float = 0.0
    memory: int = 0  # bytes of its own, where that was asked for

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Execution:
        """From plain data (JSON has text keys only)."""
        data = dict(data, cells={int(key): value for key, value in data["cells"].items()})
        return cls(**data)


@dataclass(frozen=True)
class UnitOrders:
    """What a parent must know of a unit: nothing that is hidden."""

    package: Path  # the stubbed package
    datasets: Path
    probes: str  # module of the probes
    imports: tuple[str, ...]
    checks: tuple[str, ...]
    loads: tuple[str, ...] = ()  # models that the lesson loads: "load_chat_model", ...
    extra: tuple[str, ...] = ()  # further folders for PYTHONPATH, visible too
    rehearsal: tuple[str, ...] = ()  # code that every submission has: what it imports is preloaded
    preload: tuple[str, ...] = ()  # libraries that right answers are known to import


class Parent:
    """One forking parent. Use as a context manager; safe to use from several threads."""

    def __init__(self, orders: UnitOrders, limits: Limits, work: Path,
                 trusted: bool = False) -> None:
        self.orders, self.limits, self.trusted = orders, limits, trusted
        self.work = Path(tempfile.mkdtemp(prefix="parent-", dir=_made(work)))
        self._lock = threading.Lock()
        self._slots = set(range(1000))
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Parent:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Boot and wait until it has imported everything; NoSandbox where it can't."""
        if not self.trusted and (why := sandbox.unavailable()):
            raise NoSandbox(why)
        try:
            plan = None if self.trusted else self._plan()
        except seccomp.NoSeccomp as error:
            raise NoSandbox(str(error)) from None
        runner = self.work / "runner" / "gradechild"
        runner.mkdir(parents=True)
        (runner / "__init__.py").write_text("")
        for name in RUNNER:
            shutil.copy(HERE / name, runner / name)
        (self.work / "home").mkdir()
        (self.work / "home").chmod(0o777 if self.trusted else 0o755)
        own, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        paths = [str(self.orders.package), *self.orders.extra, str(runner.parent)]
        environment = self._environment(paths)
        with open(self.work / "parent.log", "wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "gradechild.parent", str(theirs.fileno())],
                cwd=self.work / "home", env=environment, pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        theirs.close()
        self._control = own
        own.settimeout(BOOT_SECONDS)
        orders = {
            "limits": self.limits.to_dict(), "plan": plan, "probes": self.orders.probes,
            "imports": self.orders.imports, "checks": self.orders.checks,
            "loads": self.orders.loads}
        with contextlib.suppress(BrokenPipeError):  # the answer below says why
            own.send(json.dumps(orders).encode())
        answer = self._answer()
        if "ready" not in answer:
            self.stop()
            raise RuntimeError(f"the forking parent did not start: {answer.get('failed')}")
        self._import(self.orders.preload)
        self._rehearse()

    def _import(self, names: Sequence[str]) -> None:
        """Have the parent import modules by name; a message holds a thousand."""
        for at in range(0, len(names), 1000):
            with self._lock:
                assert self._control is not None
                self._control.send(json.dumps({"import": names[at:at + 1000]}).encode())
                answer = self._answer()
            if "failed" in answer:
                self.stop()
                raise RuntimeError(f"the forking parent ended at its imports: {answer['failed']}")

    def _rehearse(self) -> None:
        """Preload what the lesson's own code imports while it runs, such as a plot's libraries.

        It runs as a submission does, in a sandbox; each child would import it anew otherwise.
        """
        if not self.orders.rehearsal:
            return
        code = (REHEARSAL[0], *self.orders.rehearsal, REHEARSAL[1])
        cells = tuple({"index": index, "source": source} for index, source in enumerate(code))
        said = self.run(Job(cells, (), ())).cells.get(len(code) - 1, {}).get("outputs", [])
        self._import(said[0].get("text", "").split() if said else [])

    def _plan(self) -> dict[str, Any]:
        root = self.work / "root"
        root.mkdir()
        visible = sandbox.visible_folders(
            str(self.orders.package), str(self.orders.datasets), *self.orders.extra)
        # A copy of the package with answers, where one is installed beside the libraries.
        hidden = [str(path) for folder in map(Path, sys.path)
                  if folder.name in ("site-packages", "dist-packages")
                  for path in (folder / "llmcourse",) if path.is_dir()]
        for private in (HERE, self.work):
            if inside := [path for path in sandbox.visible_folders()
                          if private.is_relative_to(path)]:
                raise NoSandbox(f"{private} lies in {inside[0]}, which submissions must be able to "
                                "read: move the course out of there")
        return {"root": str(root), "visible": visible, "hidden": hidden, "first_uid": 200_000,
                "program": base64.b64encode(seccomp.build()).decode()}

    def _environment(self, paths: list[str]) -> dict[str, str]:
        home = str(self.work / "home") if self.trusted else "/tmp"
        return {
            "PATH": "/usr/bin:/bin", "HOME": home, "USER": "learner", "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1",
            "LLMCOURSE_DATASETS": str(self.orders.datasets), "MPLBACKEND": "Agg",
            "LLMCOURSE_FIGURES": "/tmp/figures" if not self.trusted else f"{home}/figures",
            "NBGRADER_EXECUTION": "autograde", "PYTHONWARNINGS": "ignore::DeprecationWarning",
            "MPLCONFIGDIR": str(self.work / "home"), "IPYTHONDIR": str(self.work / "home"),
        }

    def _answer(self) -> dict[str, Any]:
        assert self._control is not None
        try:
            data = self._control.recv(1 << 20)
        except OSError as error:
            data = json.dumps({"failed": str(error)}).encode()
        if not data:
            with contextlib.suppress(OSError):
                text = (self.work / "parent.log").read_text(errors="replace").strip()
                return {"failed": text[-1500:] or "it ended"}
        return dict(json.loads(data))

    def stop(self) -> None:
        """End the parent and, with it, every child."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self.work, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The parent's process id."""
        return self._process.pid if self._process else 0

    def usage(self) -> dict[str, float]:
        """CPU seconds of the parent itself and of all finished children."""
        with self._lock:
            assert self._control is not None
            self._control.send(b'{"usage": 1}')
            return self._answer()

    def run(self, job: Job, measure: bool = False) -> Execution:
        """Run one job to its end or to its limits. Raises NoSandbox or, without a parent, Ended."""
        begun = time.monotonic()
        done = self._attempt(job, begun, measure)
        if done.ended_at >= 0:
            # Python was ended by a cell: what stood before it keeps its points, nothing after runs.
            before = []
            for cell in job.cells:
                if cell.get("index") == done.ended_at:
                    break
                before.append(cell)
            kept = tuple(cell["check"] for cell in before if "check" in cell)
            if kept and time.monotonic() - begun < self.limits.wall_seconds:
                again = self._attempt(replace(job, cells=tuple(before), exercises=kept), begun,
                                      measure)
                done.outcomes = again.outcomes
        done.seconds = time.monotonic() - begun
        return done

    def _attempt(self, job: Job, begun: float, measure: bool) -> Execution:
        own, theirs = socket.socketpair()
        with self._lock:
            if self._control is None:
                raise Ended("no parent")
            slot = self._slots.pop()
            try:
                message = json.dumps({"slot": slot}).encode()
                socket.send_fds(self._control, [message], [theirs.fileno()])
            except OSError as error:
                self._slots.add(slot)
                raise Ended(f"the forking parent is gone ({error})") from None
        theirs.close()
        handle = -1
        try:
            with own:
                handle = _handle(own, begun + self.limits.wall_seconds)
                return _converse(own, job, self.limits, begun, handle if measure else -1)
        finally:
            if handle >= 0:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                os.close(handle)
            with self._lock:
                self._slots.add(slot)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _handle(own: socket.socket, deadline: float) -> int:
    """The child's pidfd; NoSandbox with the reason where the sandbox could not be built."""
    own.settimeout(max(1.0, deadline - time.monotonic()))
    data, descriptors, _, _ = socket.recv_fds(own, 6, 1)
    own.settimeout(None)
    if descriptors:
        return descriptors[0]
    if not data:
        raise Ended("the forking parent is gone")
    rest = own.recv(4096)
    with contextlib.suppress(ValueError):
        raise NoSandbox(str(json.loads((data + rest)[4:]).get("refused")))
    raise NoSandbox("the sandbox could not be built")


def _converse(own: socket.socket, job: Job, limits: Limits, begun: float, handle: int) -> Execution:
    """Feed one child and take what it says, as far as it keeps the rules."""
    result = Execution()
    receiver = Receiver(own, limits.message_mb * 10**6, limits.answer_mb * 10**6, limits.messages,
                        limits.values, begun + limits.wall_seconds)
    known = {cell["index"] for cell in job.cells if "index" in cell}
    running, told = -1, False
    try:
        send(own, {"cells": list(job.cells)}, receiver.deadline)
        while True:
            message = receiver.next()
            if not isinstance(message, dict):
                raise ProtocolError("it sent something of another form")
            if "refused" in message and not result.cells and running < 0:
                raise NoSandbox(str(message["refused"])[:300])
            # type() and not isinstance: True is an int, and another key once it is JSON.
            if type(index := message.get("start")) is int and index in known and not told:
                running = index
            elif type(index := message.get("cell")) is int and index in known and not told:
                result.cells[index] = message
                running = -1
            elif message.get("cells") is True and not told:
                # Only now, with every output here, does it learn the seeds.
                told = True
                send(own, {"seeds": list(job.seeds), "exercises": list(job.exercises),
                           "inputs": job.inputs}, receiver.deadline)
            elif isinstance(name := message.get("exercise"), str) and name in job.exercises:
                result.outcomes.setdefault(name, message.get("outcomes"))
            elif message.get("done") is True:
                break
        if handle >= 0:
            result.memory = _own_memory(handle)
    except OutOfTime:
        result.ended = f"It was stopped after {limits.wall_seconds} seconds."
    except ProtocolError as error:
        result.ended = f"It was stopped: {error}."
    except Ended:
        result.ended = ("Python was ended while your functions were checked (a crash, too much "
                        "memory or time, or a call such as os._exit).") if told else (
                        "This cell ended Python itself (a crash, too much memory or time, or a "
                        "call such as os._exit).")
        result.ended_at = running if not told else -1
    if result.ended and not told and running >= 0:
        result.ended_at = running
    return result


def _own_memory(handle: int) -> int:
    """Bytes that only this process has, from outside."""
    with open(f"/proc/self/fdinfo/{handle}", encoding="ascii") as file:
        pid = next(int(line.split()[1]) for line in file if line.startswith("Pid:"))
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) * 1024 for line in file
                       if line.startswith(("Private_Clean:", "Private_Dirty:")))
    except OSError:
        return 0


def fingerprint(job: Job, *more: str) -> str:
    """A hash of everything that decides what a job returns."""
    text = json.dumps([job.to_dict(), *more], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
