"""Run an answer on one part of a probe, alone and freshly seeded.

An outcome is plain data: {"outputs": {key: value}} or {"error": type, "message": ..., "line": ...}.
Nothing here knows what is right. One part's crash, printing, warnings, random numbers or changed
inputs never reach the next part.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import io
import logging
import os
import random
import signal
import sys
import threading
import traceback
import warnings
import zlib
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from llmcourse.checking.plain import plain
from llmcourse.checking.registry import Part, load_parts

Outcome = dict[str, Any]
PART_SECONDS = 60.0


class TooSlow(BaseException):
    """The part ran past its time; a BaseException so that an answer can't swallow it."""


def run_in_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end in an event loop of its own, in its own thread.

    Works inside Jupyter, whose loop already runs in the main thread.
    """
    box: list[Any] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            box.append(asyncio.run(coroutine))
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return box[0]


def raises(call: Callable[[], Any]) -> str:
    """The name of the exception type that `call` raises, or "no error".

    NotImplementedError passes through: an answer that isn't written earns nothing.
    """
    try:
        result = call()
        if asyncio.iscoroutine(result):
            run_in_loop(result)
    except NotImplementedError:
        raise
    except Exception as error:
        return type(error).__name__
    return "no error"


def part_seed(seed: int, exercise: str, part: str) -> list[int]:
    """The seed sequence of one part: the same on every machine."""
    return [int(seed), zlib.crc32(exercise.encode()), zlib.crc32(part.encode())]


@contextlib.contextmanager
def _kept_state(module_globals: dict[str, Any], seeds: list[int]) -> Iterator[None]:
    """Seed the global generators; afterwards restore them and the probe module's constants."""
    saved = {}
    for name, value in list(module_globals.items()):
        if not name.startswith("__") and type(value) in (list, dict, set):
            with contextlib.suppress(Exception):
                saved[name] = (value, copy.deepcopy(value))
    python_state, numpy_state = random.getstate(), np.random.get_state()
    random.seed(seeds[0])
    np.random.seed(seeds[0] % 2**32)
    torch = sys.modules.get("torch")
    torch_state = None
    if torch is not None and hasattr(torch, "get_rng_state"):
        torch_state = torch.get_rng_state()
        torch.manual_seed(seeds[0])
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        if torch is not None and torch_state is not None:
            torch.set_rng_state(torch_state)
        for value, kept in saved.values():
            if isinstance(value, list):
                value[:] = kept
            else:
                value.clear()
                value.update(kept)


@contextlib.contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Catch what is printed; drop stderr, warnings and logging, also from C libraries.

    nbgrader gives no points to a cell with anything on stderr.
    """
    printed = io.StringIO()
    disabled = logging.root.manager.disable
    saved_fd = None
    with contextlib.suppress(Exception):
        sys.stderr.flush()
        saved_fd = os.dup(2)
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 2)
        os.close(sink)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed), \
                contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            logging.disable(logging.CRITICAL)
            yield printed
    finally:
        logging.disable(disabled)
        if saved_fd is not None:
            with contextlib.suppress(Exception):
                os.dup2(saved_fd, 2)
                os.close(saved_fd)


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise TooSlow after `seconds` (only in the main thread, where signals arrive)."""
    usable = (seconds and hasattr(signal, "setitimer")
              and threading.current_thread() is threading.main_thread())
    if not usable:
        yield
        return

    def stop(signum: int, frame: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)  # type: ignore[arg-type]
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _files(answer: Any) -> set[str]:
    """The files (or cells) of an answer's own code; a class may have no __init__ of its own."""
    owner = answer if isinstance(answer, type) else type(answer)
    found = [answer] if hasattr(answer, "__code__") else list(vars(owner).values())
    own = [getattr(getattr(one, "__func__", one), "__code__", None) for one in found]
    return {code.co_filename for code in own if code is not None}


def _error(error: BaseException, answer: Any) -> Outcome:
    if isinstance(error, TooSlow):
        return {"error": "TooSlow", "message": "", "line": ""}
    try:
        message = str(error)[:300]
    except Exception:
        message = ""
    line = ""
    with contextlib.suppress(Exception):
        files = _files(answer)
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in files:
                line = (frame.line or "").strip()[:120]
    return {"error": type(error).__name__, "message": message, "line": line}


def run_part(part: Part, answer: Any, seed: int, seconds: float | None = PART_SECONDS,
             printed: list[str] | None = None,
             inputs: Sequence[dict[str, Any]] | None = None) -> Outcome:
    """The outcome of one part. Never raises, except KeyboardInterrupt.

    inputs: of a prompt part's items, where the judge has drawn them.
    """
    from llmcourse.checking import prompts

    seeds = part_seed(seed, part.exercise, part.name)
    rng = np.random.default_rng(seeds)
    module_globals = getattr(part.function, "__globals__", {})
    with quiet() as out, _kept_state(module_globals, seeds):
        try:
            with time_limit(seconds):
                if part.prompt is not None:
                    outputs = prompts.build_messages(part.prompt, answer, rng, inputs)
                else:
                    outputs = part.function(answer, rng)
            if not isinstance(outputs, dict):
                raise TypeError(f"the probe {part.exercise}/{part.name} must return a dict of "
                                f"input -> output, not {type(outputs).__name__}")
            outcome = {"outputs": {str(key): plain(value) for key, value in outputs.items()}}
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            outcome = _error(error, answer)
    if printed is not None and out.getvalue():
        printed.append(out.getvalue())
    return outcome


def run_exercise(exercise_id: str, answer: Any, seeds: Sequence[int],
                 seconds: float | None = PART_SECONDS,
                 printed: list[str] | None = None,
                 inputs: Mapping[str, Sequence[dict[str, Any]]] | None = None,
                 ) -> dict[int, dict[str, Outcome]]:
    """Outcomes by seed and part. A part that ran out of time isn't run on further seeds.

    Prompt parts run on the first seed only: one seed already gives hundreds of items. inputs: by
    prompt part, in the place of those that the seed gives.
    """
    outcomes: dict[int, dict[str, Outcome]] = {seed: {} for seed in seeds}
    for name, part in load_parts(exercise_id).items():
        for index, seed in enumerate(seeds):
            if part.prompt is not None and index > 0:
                break
            outcome = run_part(part, answer, seed, seconds, printed, (inputs or {}).get(name))
            outcomes[seed][name] = outcome
            if outcome.get("error") in ("TooSlow", "NotImplementedError"):
                for later in seeds[index + 1:]:
                    outcomes[later][name] = outcome
                break
    return outcomes
