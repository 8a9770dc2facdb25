"""`llmcourse-grade UNIT|all`: grade everything that was handed in, and say what came of it.

Knows the order of a run and how to show it; the work is done by the other modules.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from grading.course import ROOT
from grading.fast import book, course, feedback, intake
from grading.fast.engine import NoSandbox
from grading.fast.judging import Judge
from grading.fast.limits import Limits
from grading.fast.local import Local
from grading.fast.pipeline import (
    FAILED,
    GRADED,
    LOOK,
    Row,
    Stage,
    grade_unit,
    only_writer,
    trouble,
)
from grading.submission import course_config, quiet_log
from grading.units import resolve_units, unit_names

FREE_MB = 200


@dataclasses.dataclass
class Settings:
    """What the command line says."""

    jobs: int
    limits: Limits
    student: str = ""
    scheduler: str = ""
    trusted: bool = False
    pages: bool = True


def submitted_folder(config: Config) -> Path:
    """Where submissions lie."""
    directory = config.CourseDirectory
    return Path(str(directory.root)) / str(directory.get("submitted_directory", "submitted"))


def work_folder(config: Config) -> Path:
    """Where the grader keeps its own state: beside the gradebook, private."""
    root = Path(str(config.CourseDirectory.root))
    return course.PRIVATE / "work" if root == ROOT else root / "grading-work"


@contextlib.contextmanager
def executor_for(stage: Stage, version: str, settings: Settings) -> Iterator[Any]:
    """Threads and a parent of this machine, or a cluster."""
    orders = course.orders_for(stage.templates, version)
    if settings.scheduler:
        from grading.fast.cluster import Cluster

        with Cluster(settings.scheduler, orders, settings.limits, settings.trusted) as cluster:
            yield cluster
        return
    local = Local(orders, settings.limits, stage.work / "parents", settings.jobs, settings.trusted)
    try:
        yield local
    finally:
        local.close()


def grade(units: Sequence[str], config: Config, settings: Settings, told: Any) -> list[Row]:
    """Grade these units. told(row, done, total, left_seconds) after each submission."""
    work = work_folder(config)
    rows: list[Row] = []
    with only_writer(work):
        for folder in (work, course.PRIVATE):  # seeds and expected outputs are nobody else's
            with contextlib.suppress(OSError):
                folder.chmod(0o700)
        database = book.database_path(config)
        if book.free_space(work) < FREE_MB * 10**6:
            raise OSError(f"less than {FREE_MB} MB of disk are free; nothing was begun")
        clear_up(work)
        if note := book.set_aside_if_corrupt(database):
            rows.append(Row("all", "gradebook", LOOK, why=note))
        with quiet_log(), book.one_engine(config) as gradebook:
            rows += strays(config, gradebook, settings.student)
            for unit in units:
                rows += _grade_one(unit, config, settings, work, gradebook, told)
            if database is not None and any(row.state != FAILED or row.points for row in rows):
                feedback.export(gradebook, grades_file(config))
    return rows


def clear_up(work: Path) -> None:
    """Take away what a killed run left half done; the lock is held."""
    shutil.rmtree(work / "parents", ignore_errors=True)
    for part in work.glob("*/*/*.part"):
        part.unlink(missing_ok=True)


def strays(config: Config, gradebook: Any, student: str) -> list[Row]:
    """A row for whatever was handed in where it is not looked for."""
    known = {*unit_names(), *(one.name for one in gradebook.assignments)}
    gradebook.db.remove()
    return [Row("-", name, FAILED, why=why)
            for name, why in intake.strays(submitted_folder(config), known).items()
            if student in ("", name)]


def grades_file(config: Config) -> Path:
    """Where the CSV goes: beside the gradebook."""
    database = book.database_path(config)
    return (database.parent if database else ROOT / "grading") / "grades.csv"


def _grade_one(unit: str, config: Config, settings: Settings, work: Path, gradebook: Any,
               told: Any) -> list[Row]:
    folder = submitted_folder(config)
    names = intake.students(folder, unit)
    if settings.student:
        names = [name for name in names if name == settings.student]
        if not names:
            return [Row(unit, settings.student, FAILED, why=f"Nothing was handed in for {unit}.")]
    if not names:
        return []
    try:
        templates = course.templates_for(unit, config)
        book.register(unit, config, gradebook)
        version = course.package_hash()
        judge = Judge(templates.unit, course.golden_folder(templates.unit))
    except (ValueError, RuntimeError, OSError) as error:
        text = " ".join(str(error).split())[:400]
        return [Row(unit, name, FAILED, why=f"The unit can't be graded: {text}") for name in names]
    stage = Stage(config, templates, judge, version, folder, work, settings.limits, gradebook,
                  settings.pages)
    begun, fresh = time.monotonic(), [0]
    rows: list[Row] = []

    def one(row: Row) -> None:
        rows.append(row)
        fresh[0] += not row.kept
        spent = time.monotonic() - begun
        left = spent / fresh[0] * (len(names) - len(rows)) if fresh[0] else 0.0
        told(row, len(rows), len(names), left)

    with Lazy(lambda: executor_for(stage, version, settings)) as executor:
        grade_unit(stage, names, executor, 2 * settings.jobs + 2, one)
    return rows


class Lazy:
    """An executor that starts with its first job: a rerun with nothing to do boots nothing."""

    def __init__(self, make: Any) -> None:
        self._make, self._stack = make, contextlib.ExitStack()
        self._executor: Any = None

    def __enter__(self) -> Lazy:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def submit(self, job: Any) -> Any:
        """Begin a job."""
        if self._executor is None:
            self._executor = self._stack.enter_context(self._make())
        return self._executor.submit(job)


def table(rows: Sequence[Row]) -> str:
    """The closing table: totals, then each row that needs eyes."""
    lines = [f"{'unit':<16}{'student':<22}{'state':<14}{'score':>12}  why"]
    for row in sorted(rows, key=lambda row: (row.unit, row.student)):
        score = f"{row.score:g} / {row.points:g}" if row.points else "-"
        why = row.why or (f"known mistakes: {', '.join(row.mistakes)}" if row.mistakes else "")
        lines.append(f"{row.unit:<16}{printable(row.student)[:20]:<22}{row.state:<14}{score:>12}  "
                     f"{printable(why)[:300]}".rstrip())
    counts = {state: sum(row.state == state for row in rows) for state in (GRADED, LOOK, FAILED)}
    kept = sum(row.kept for row in rows)
    total = ", ".join(f"{count} {state}" for state, count in counts.items())
    lines.append(f"{len(rows)} rows: {total}"
                 + (f"; {kept} kept from an earlier run" if kept else ""))
    return "\n".join(lines)


def printable(text: str) -> str:
    """Text that can't move a terminal's cursor."""
    return "".join(one if one.isprintable() else "?" for one in text)


class Progress:
    """On stderr a bar with the time left, on a terminal; a line every ten seconds elsewhere."""

    def __init__(self, terminal_only: bool) -> None:
        self.terminal_only, self.last = terminal_only, 0.0

    def __call__(self, row: Row, done: int, total: int, left: float) -> None:
        now, tty = time.monotonic(), sys.stderr.isatty()
        if self.terminal_only and not tty:
            return
        if now - self.last < (0.1 if tty else 10.0) and done < total:
            return
        self.last = now
        filled = int(30 * done / total)
        text = (f"{row.unit} [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}, "
                f"{int(left // 60)}:{int(left % 60):02d} left")
        print(f"\r{text}\033[K" if tty else text, end="" if tty and done < total else "\n",
              file=sys.stderr, flush=True)


def sort_out(names: Sequence[str]) -> tuple[list[str], list[Row]]:
    """The units of these names, each once, and a row for each name that is none."""
    units: dict[str, None] = {}
    unknown = []
    for name in names:
        try:
            units |= dict.fromkeys(resolve_units([] if name == "all" else [name]))
        except ValueError as error:
            unknown.append(Row(name, "-", FAILED, why=f"{str(error)[:1].upper()}{str(error)[1:]}."))
    return list(units), unknown


def parse(argv: Sequence[str] | None) -> tuple[argparse.Namespace, Settings]:
    """The command line; ValueError for an odd limit."""
    parser = argparse.ArgumentParser(prog="llmcourse-grade", description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="+", metavar="UNIT", help="such as 01_prompting, 01 or all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1,
                        help="submissions at a time (default: one a core)")
    parser.add_argument("--student", default="", help="only this one")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS",
                        help="run on a Dask cluster, such as tcp://host:8786")
    parser.add_argument("--trusted", action="store_true",
                        help="no sandbox: only for submissions that you would run yourself")
    parser.add_argument("--json", action="store_true",
                        help="the rows as JSON on stdout, nothing else there (docs/grading.md)")
    parser.add_argument("--no-feedback", action="store_true", help="write no feedback pages")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=NUMBER",
                        help="change a bound of grading/fast/limits.py")
    options = parser.parse_intermixed_args(argv)
    if options.jobs < 1:
        parser.error("--jobs must be at least 1")
    limits = Limits().changed(options.limit)
    return options, Settings(options.jobs, limits, options.student, options.scheduler,
                             options.trusted, not options.no_feedback)


def main(argv: Sequence[str] | None = None, config: Config | None = None) -> int:
    """0: every row is graded or needs a look; 1: some failed; 2: nothing could be done."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        options, settings = parse(argv)
        config = config or course_config()
        units, unknown = sort_out(options.units)
        if unknown and not units:
            raise ValueError(unknown[0].why)
        rows = unknown + grade(units, config, settings, Progress(options.json))
    except NoSandbox as error:
        print(f"llmcourse-grade: this machine can't hold untrusted code ({error}). Use a Linux "
              "machine that can, or --trusted for submissions that you would run yourself.",
              file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nllmcourse-grade: stopped; the same command goes on from here", file=sys.stderr)
        return 130
    except (ValueError, RuntimeError, OSError) as error:
        full = getattr(error, "errno", 0) in (errno.ENOSPC, errno.EDQUOT)
        print(f"llmcourse-grade: {trouble(error) if full else error}", file=sys.stderr)
        return 2
    except SQLAlchemyError as error:
        print(f"llmcourse-grade: {trouble(error)}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([dataclasses.asdict(row) for row in rows], indent=1))
    elif rows:
        print(table(rows))
        print(f"grades: {grades_file(config)}")
    else:
        print(f"Nothing was handed in under {submitted_folder(config)}.")
    return int(any(row.state == FAILED for row in rows))


if __name__ == "__main__":
    sys.exit(main())
