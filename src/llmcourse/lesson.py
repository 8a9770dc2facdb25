"""What every lesson needs around its technique: figures, progress, async calls, small tables.

The functions work the same in Jupyter, in a script and in a grader's process, and write nothing to
stderr. This module knows nothing of models or exercises.
"""

from __future__ import annotations

import asyncio
import contextvars
import io
import os
import re
import sys
import threading
import time
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

# Seven greys-safe colours (Okabe-Ito, ordered so that neighbours differ in lightness as well).
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
LINES = ["-", "--", "-.", ":", "-", "--", "-."]
_STARTED = time.monotonic()


def in_notebook() -> bool:
    """True inside a Jupyter kernel (not in plain IPython)."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return type(get_ipython()).__name__ == "ZMQInteractiveShell"


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end and return its result, whether or not a loop is running.

    Jupyter runs a loop of its own in the main thread, where `asyncio.run` refuses to start another.
    There the coroutine gets a loop in a thread of its own, with the caller's context variables.
    """
    if not asyncio.iscoroutine(coroutine):
        raise TypeError(
            f"run_async: coroutine must be what calling an `async def` function returns, not "
            f"{type(coroutine).__name__}; write run_async(f(...))."
        )
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    outcome: dict[str, Any] = {}

    def work() -> None:
        try:
            outcome["value"] = asyncio.run(coroutine)
        except BaseException as error:  # handed to the caller's thread, KeyboardInterrupt included
            outcome["error"] = error

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(work,), name="run_async")
    thread.start()
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def peak_memory() -> int | None:
    """Bytes that this process held at most so far; None where the system does not say.

    Linux's VmHWM begins anew with the program; ru_maxrss begins with the peak of the process that
    started it, so that a notebook would be charged with its server's memory.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"), re.M)
        if found:
            return 1024 * int(found[1])
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def footprint() -> str:
    """One sentence: seconds since this module was imported, and the process's peak memory."""
    seconds, peak = time.monotonic() - _STARTED, peak_memory()
    if peak is None:
        return f"This notebook took {seconds:.0f} s."
    return f"This notebook took {seconds:.0f} s and at most {peak / 2**30:.2f} GiB of memory."


def _duration(seconds: float) -> str:
    """3725 -> '1:02:05', 65 -> '1:05', 4 -> '0:04'."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Progress:
    """A counter with rate and time left: one line that is rewritten in a notebook or terminal.

    Elsewhere (a log, a nightly run) it prints a line at most every `sparse` seconds, and nothing at
    all if the work is done before that.
    """

    def __init__(self, total: int | None, label: str = "", *, sparse: float = 10.0) -> None:
        self.total, self.label, self.sparse = total, label, sparse
        self.count = 0
        self.started = self.last = time.monotonic()
        self._notebook = in_notebook()
        self._terminal = not self._notebook and sys.stdout.isatty()
        self._handle: Any = None
        self._shown = False

    def line(self) -> str:
        """The text of the counter as it stands."""
        elapsed = max(time.monotonic() - self.started, 1e-9)
        rate = self.count / elapsed
        of = f"/{self.total}" if self.total else ""
        text = f"{self.label + ': ' if self.label else ''}{self.count}{of}"
        text += f", {rate:.1f}/s" if rate >= 1 else f", {1 / rate:.1f} s each" if rate else ""
        if self.total and self.count >= self.total:
            return f"{text}, took {_duration(elapsed)}"
        if self.total and rate:
            return f"{text}, {_duration((self.total - self.count) / rate)} left"
        return text

    def update(self, count: int) -> None:
        """Set the number of finished items."""
        self.count = count
        now = time.monotonic()
        wait = 0.25 if self._notebook or self._terminal else self.sparse
        if now - self.last >= wait:
            self.last = now
            self._write(self.line(), last=False)

    def close(self) -> None:
        """Write the last line, if any was written before."""
        if self._shown:
            self._write(self.line(), last=True)

    def _write(self, text: str, *, last: bool) -> None:
        self._shown = True
        if self._notebook:
            from IPython.display import Pretty, display

            class _Line(Pretty):
                def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
                    printer.text(self.data)

            if self._handle is None:
                self._handle = display(_Line(text), display_id=True)
            else:
                self._handle.update(_Line(text))
        elif self._terminal:
            sys.stdout.write("\r" + text + "\x1b[K" + ("\n" if last else ""))
            sys.stdout.flush()
        else:
            print(text, flush=True)


def progress(iterable: Iterable[T], label: str = "", total: int | None = None) -> Iterator[T]:
    """Iterate while showing how many are done, the rate and the time left, on stdout."""
    if total is None:
        try:
            total = len(iterable)  # type: ignore[arg-type]
        except TypeError:
            total = None
    counter = Progress(total, label)
    try:
        for count, item in enumerate(iterable, start=1):
            yield item
            counter.update(count)
    finally:
        counter.close()


def plot_style() -> None:
    """Set matplotlib's defaults to the course's style, readable without colour.

    Each line differs by colour, dash and marker; error bars have caps; a light grid is behind.
    """
    import matplotlib as mpl
    from cycler import cycler

    mpl.rcParams.update(
        {
            "figure.figsize": (6.4, 3.8),
            "figure.dpi": 110,
            "figure.constrained_layout.use": True,
            "savefig.dpi": 150,
            "axes.prop_cycle": cycler(color=COLOURS)
            + cycler(marker=MARKERS)
            + cycler(linestyle=LINES),
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 11,
            "axes.titlelocation": "left",
            "axes.labelsize": 10,
            "grid.color": "0.88",
            "lines.linewidth": 1.6,
            "lines.markersize": 5,
            "errorbar.capsize": 3,
            "hatch.linewidth": 0.6,
            "legend.frameon": False,
            "font.size": 10,
        }
    )


def figures_folder() -> Path:
    """Where scripts save figures: LLMCOURSE_FIGURES, or runs/figures below the working folder."""
    return Path(os.environ.get("LLMCOURSE_FIGURES") or Path("runs") / "figures")


def show(figure: Any, name: str) -> Path | None:
    """Display a matplotlib figure in Jupyter; elsewhere save it as NAME.png and return the path.

    The figure is closed afterwards, so that Jupyter does not draw it a second time.
    """
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
        raise ValueError(
            f"show: name must be a file name of letters, digits, - and _, not {name!r}."
        )
    if not hasattr(figure, "savefig"):
        raise TypeError(
            f"show: figure must be a matplotlib figure, not {type(figure).__name__}; pass `fig` "
            "from `fig, ax = plt.subplots()`."
        )
    import matplotlib.pyplot as plt

    path = None
    if in_notebook():
        from IPython.display import Image, display

        # A picture of our own: displaying the figure itself depends on the kernel's backend.
        image = io.BytesIO()
        figure.savefig(image, format="png", dpi=110, metadata={"Software": None})
        display(Image(data=image.getvalue(), format="png", alt=name))
    else:
        path = figures_folder() / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Software": None})
    plt.close(figure)
    return path


def _cell(value: Any, digits: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)


def format_table(
    rows: Sequence[Mapping[str, Any]] | Any, columns: Sequence[str] | None = None, digits: int = 3
) -> str:
    """Rows (dicts, or a pandas DataFrame) as aligned text; numbers to the right."""
    if hasattr(rows, "to_dict"):
        rows = rows.to_dict("records")
    rows = list(rows)
    columns = list(columns) if columns else list(dict.fromkeys(key for row in rows for key in row))
    cells = [[_cell(row.get(column), digits) for column in columns] for row in rows]
    numeric = [
        all(isinstance(row.get(c), int | float) or row.get(c) is None for row in rows)
        for c in columns
    ]
    widths = [max([len(str(c)), *(len(line[i]) for line in cells)]) for i, c in enumerate(columns)]

    def line(values: Sequence[str]) -> str:
        parts = [
            v.rjust(w) if right else v.ljust(w)
            for v, w, right in zip(values, widths, numeric, strict=True)
        ]
        return "  ".join(parts).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([line([str(c) for c in columns]), rule, *(line(values) for values in cells)])


def print_table(
    rows: Sequence[Mapping[str, Any]] | Any, columns: Sequence[str] | None = None, digits: int = 3
) -> None:
    """Print `format_table` of the rows."""
    print(format_table(rows, columns, digits))
