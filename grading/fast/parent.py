"""The forking parent: `python -m gradechild.parent NUMBER`, the control socket's file descriptor.

It has only ever seen the stubbed package: it knows no answer, no seed and no submission. It imports
what a unit needs once; for each request it forks a sandboxed child and hands it the socket that
came with the request, over which the trusted side talks to that child alone.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import threading
from typing import Any

from gradechild import child, sandbox
from gradechild.limits import Limits


def prepare(orders: dict[str, Any]) -> Any:
    """Import, once, what the unit needs. Returns the shell that children run cells in."""
    import importlib
    import warnings

    warnings.simplefilter("ignore")
    shell = child.new_shell()
    scratch: dict[str, Any] = {}
    for line in orders["imports"]:
        # A lesson's import that fails here fails again where a learner sees it.
        with contextlib.suppress(Exception):
            exec(compile(ast.parse(line), "<imports>", "exec"), scratch)
    if orders["probes"]:
        from llmcourse.checking import registry

        registry.register_package(orders["probes"].rpartition(".")[0])
        registry.load_unit(orders["probes"])
        importlib.import_module("llmcourse.checking.running")
    for name in ("load_chat_model", "load_encoder"):
        if name in scratch and name in orders["loads"]:
            with contextlib.suppress(Exception):
                model = scratch[name]()
                if name == "load_chat_model":
                    model.invoke([("user", "Hello")], max_new_tokens=1)
                else:
                    model.encode(["Hello"])
    warm(orders["checks"])
    draw()
    chain()
    return shell


def preload(names: list[str]) -> None:
    """Import modules that a rehearsal of the lesson's own code imported, in its order."""
    import importlib

    for name in names:
        # A module that only its own package can import, or that was made at run time, stays away.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    draw()
    settle()


def draw() -> None:
    """Draw an empty picture where the lesson draws: fonts are found once."""
    if "matplotlib" in sys.modules:
        with contextlib.suppress(Exception):
            import matplotlib.pyplot as plt

            plt.figure().text(0, 0, "x")
            plt.gcf().canvas.draw()
            plt.close("all")


def chain() -> None:
    """Run a chain of one step where a lesson chains: the first one imports tracers."""
    if "langchain_core.runnables" in sys.modules:
        with contextlib.suppress(Exception):
            from langchain_core.runnables import RunnableLambda

            RunnableLambda(str).invoke("x")


def settle() -> None:
    """Let shared pages stay shared: the collector does not write into them from here on."""
    gc.collect()
    gc.freeze()


def warm(checks: list[str]) -> None:
    """Run the probes on a public seed with an answer that is not written: their data is loaded."""
    from llmcourse.checking.running import run_exercise

    def not_written(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    for exercise in checks:
        with contextlib.suppress(Exception):
            run_exercise(exercise, not_written, [1], 20.0)


def spawn(job: socket.socket, shell: Any, plan: sandbox.Plan | None, slot: int,
          limits: Limits, control: socket.socket) -> int:
    """Fork the process that builds the sandbox and, in it, the child."""
    first = os.fork()
    if first:
        return first
    try:
        control.close()
        sandbox.die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        between(job, shell, plan, slot, limits)
    except BaseException as error:
        with contextlib.suppress(Exception):
            text = json.dumps({"refused": f"{type(error).__name__}: {error}"}).encode()
            job.sendall(len(text).to_bytes(4, "big") + text)
    finally:
        os._exit(0)


def between(job: socket.socket, shell: Any, plan: sandbox.Plan | None, slot: int,
            limits: Limits) -> None:
    """Between parent and child: in a new namespace, outside of foreign code's reach."""
    base = sandbox.address_space()
    if plan is not None:
        sandbox.confine(plan, slot)
        sandbox.die_with_parent()  # changing the user took it back
    else:
        os.chdir(os.environ["HOME"])
    reader, writer = os.pipe()
    inner = os.fork()
    if not inner:
        os.close(writer)
        sandbox.die_with_parent()
        go = os.read(reader, 1)
        os.close(reader)
        try:
            if go:
                keep = {job.fileno(), 0, 1, 2}
                sandbox.close_others(keep)
                if plan is not None:
                    sandbox.seal(plan, base)
                child.main(job, shell, limits)
        except BaseException as error:
            with contextlib.suppress(BaseException):
                text = json.dumps({"refused": f"{type(error).__name__}: {error}"}).encode()
                job.sendall(len(text).to_bytes(4, "big") + text)
        finally:
            os._exit(0)
    os.close(reader)
    # The trusted side stops the child through this descriptor: no number that may be reused.
    handle = os.pidfd_open(inner)
    socket.send_fds(job, [b"\0\0\0\2{}"], [handle])
    os.close(handle)
    os.write(writer, b"g")
    os.close(writer)
    job.close()
    os.waitpid(inner, 0)


def main() -> None:
    """Serve until the trusted side closes the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    sandbox.die_with_parent()
    orders = json.loads(control.recv(1 << 22))
    limits = Limits(**orders["limits"])
    plan = None
    try:
        if orders["plan"]:
            given = orders["plan"]
            plan = sandbox.Plan(given["root"], tuple(given["visible"]), tuple(given["hidden"]),
                                limits, given["first_uid"], base64.b64decode(given["program"]))
        shell = prepare(orders)
    except BaseException as error:
        control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
        return
    settle()
    control.send(json.dumps({"ready": True, "threads": threading.active_count()}).encode())
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 18, 4)
        if not data:
            break
        order = json.loads(data)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        for number in descriptors:
            job = socket.socket(fileno=number)
            if "slot" in order:
                spawn(job, shell, plan, int(order["slot"]), limits, control)
            job.close()
        if "import" in order:
            preload(order["import"])
            control.send(b"{}")
        if "usage" in order:
            own = resource.getrusage(resource.RUSAGE_SELF)
            done = resource.getrusage(resource.RUSAGE_CHILDREN)
            control.send(json.dumps({
                "own": own.ru_utime + own.ru_stime, "children": done.ru_utime + done.ru_stime,
            }).encode())
    with contextlib.suppress(ChildProcessError):  # none of them outlives this process
        while True:
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
