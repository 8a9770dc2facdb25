"""One run: intake, execution in parallel, judging, gradebook, feedback; resumable at any moment.

What is finished is a file, written in one step: an execution (`results/`) or a whole submission
(`done/`). A rerun keeps what has the same fingerprint and the same scores in the gradebook, and
does the rest. One process writes: a lock keeps a second run out. Knows no sandbox and no exercise.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import fcntl
import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from grading import preprocessors
from grading.fast import book, feedback, intake, judging
from grading.fast.engine import Execution, Job, NoSandbox, fingerprint
from grading.fast.limits import Limits
from grading.submission import _record_zero, outcome, quiet_log
from llmcourse.checking.running import TooSlow, time_limit

VERSION = "2"  # of what a finished submission holds
UNMEASURED = "prompts were not measured: the model is missing (`llmcourse doctor`)"
GRADED, LOOK, FAILED = "graded", "needs a look", "failed"


SLOW_HTML = "What it displays as HTML was left out: it took too long to make it harmless."
SLOW_PAGE = "Its long texts stand as typed: the page took too long to make."


class Busy(RuntimeError):
    """Another run is writing."""


class NotTaken(RuntimeError):
    """nbgrader's own steps failed on a submission; the text is the sentence for the table."""


class Executor(Protocol):
    """Where jobs run: threads on this machine or a cluster."""

    def submit(self, job: Job) -> Future[Execution]:
        """Begin a job."""


@dataclass
class Row:
    """One line of the closing table."""

    unit: str
    student: str
    state: str
    score: float = 0.0
    points: float = 0.0
    why: str = ""
    waiting: int = 0
    kept: bool = False  # finished by an earlier run
    mistakes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class Stage:
    """Everything about one unit that stays the same during a run."""

    config: Config
    templates: intake.Templates
    judge: judging.Judge
    version: str  # of package, references and mutants
    submitted: Path
    work: Path
    limits: Limits
    gradebook: Any
    pages: bool = True

    @property
    def unit(self) -> str:
        """Its name."""
        return self.templates.unit.name


@contextlib.contextmanager
def only_writer(work: Path) -> Iterator[None]:
    """Hold the lock; Busy where another run holds it. The kernel frees it when a process dies."""
    work.mkdir(parents=True, exist_ok=True)
    with open(work / "lock", "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy("another llmcourse-grade is at work on this course; wait for it or stop "
                       "it") from None
        yield


def save(path: Path, data: Any) -> None:
    """Write JSON so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f"{path.name}.{os.getpid()}.part")
    text = json.dumps(data)  # json.dump is several times slower
    with open(work, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(work, path)


def load(path: Path) -> Any:
    """The JSON at `path`; None where there is none or it can't be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def grade_unit(stage: Stage, names: Sequence[str], executor: Executor, ahead: int,
               told: Callable[[Row], None]) -> list[Row]:
    """Grade these students; a row each, whatever happens to one of them."""
    rows: list[Row] = []
    held = book.stored_scores(stage.gradebook, stage.unit)
    running: dict[Future[Execution], tuple[_Work, str]] = {}
    todo = iter(names)
    shutil.rmtree(stage.work / "staged", ignore_errors=True)

    def finish(row: Row) -> None:
        rows.append(row)
        told(row)

    more = True
    while more or running:
        while more and len(running) < ahead:
            student = next(todo, None)
            if student is None:
                more = False
                break
            try:
                item = _Work(stage, student)
                kept = item.kept(held.get(student))
                waiting = item.jobs() if kept is None else {}
            except SQLAlchemyError as error:
                finish(Row(stage.unit, student, FAILED, why=trouble(error)))
                continue
            except Exception as error:  # one submission never ends the others' run
                finish(Row(stage.unit, student, FAILED,
                           why=f"It could not be taken in ({_short(error)})."))
                continue
            if kept is not None:
                finish(kept)
                continue
            if not waiting:
                finish(item.write())
                continue
            for name, job in waiting.items():
                running[executor.submit(job)] = (item, name)
        if not running:
            continue
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            item, name = running.pop(future)
            try:
                item.executed(name, future.result())
            except NoSandbox:
                raise
            except Exception as error:
                item.failed = f"It could not be run ({_short(error)}); run the command again."
                item.executions.setdefault(name, Execution())
            if item.complete:
                finish(item.write())
    return rows


class _Work:
    """One submission on its way."""

    def __init__(self, stage: Stage, student: str) -> None:
        self.stage, self.student = stage, student
        begun = time.perf_counter()
        self.submission = intake.take_in(stage.templates, stage.submitted, student,
                                         stage.judge.seeds, stage.limits)
        self.submission.jobs = {name: stage.judge.with_inputs(job)
                                for name, job in self.submission.jobs.items()}
        bounds = json.dumps(stage.limits.to_dict())
        known = [stage.version, VERSION, bounds, self.submission.problem,
                 json.dumps({name: data.hex() for name, data in self.submission.kept.items()})]
        known += [nb for book_ in self.submission.notebooks.values()
                  for nb in (cell.cell_type + cell.source for cell in book_.cells)]
        jobs = Job(tuple({"job": job.to_dict()} for job in self.submission.jobs.values()), (), ())
        self.key = fingerprint(jobs, *known)
        self.run_keys = {name: fingerprint(job, stage.version, bounds)
                         for name, job in self.submission.jobs.items()}
        self.executions: dict[str, Execution] = {}
        self.failed = ""
        self.seconds = {"intake": time.perf_counter() - begun}

    def _file(self, kind: str, name: str = "") -> Path:
        # Odd names of students never become paths of ours.
        odd = not intake.STUDENT.fullmatch(self.student)
        safe = "odd-" + book.source_hash(self.student) if odd else self.student
        return self.stage.work / kind / self.stage.unit / f"{safe}{name and '--' + name}.json"

    def kept(self, held: dict[str, float | None] | None) -> Row | None:
        """The row of an earlier run, where all that it finished is still there."""
        done = load(self._file("done"))
        if not isinstance(done, dict) or done.get("key") != self.key:
            return None
        if done["scores"] is not None and done["scores"] != held:
            return None
        row = Row(**done["row"])
        row.student = self.student
        if row.state == FAILED and not self.submission.problem:
            return None
        if done["scores"] is not None:
            # Grades given by hand since then belong into the table.
            fresh = outcome(self.stage.unit, self.student, self.stage.config, said=False)
            row.score, row.points, row.waiting = fresh.score, fresh.points, fresh.waiting
        row.kept, row.seconds = True, {}
        return row

    def jobs(self) -> dict[str, Job]:
        """Jobs whose executions are not kept from an earlier run."""
        waiting = {}
        for name, job in self.submission.jobs.items():
            kept = load(self._file("results", name))
            if isinstance(kept, dict) and kept.get("key") == self.run_keys[name]:
                self.executions[name] = Execution.from_dict(kept["execution"])
            else:
                waiting[name] = job
        return waiting if not self.submission.problem else {}

    def executed(self, name: str, execution: Execution) -> None:
        """Keep what came back."""
        self.executions[name] = execution
        with contextlib.suppress(OSError):  # a full disk costs the rerun some time, no more
            save(self._file("results", name),
                 {"key": self.run_keys[name], "execution": execution.to_dict()})

    @property
    def complete(self) -> bool:
        """All notebooks have run."""
        return set(self.executions) == set(self.submission.jobs)

    def write(self) -> Row:
        """Into gradebook and feedback, as the only writer."""
        stage = self.stage
        row = Row(stage.unit, self.student, FAILED, why=self.failed or self.submission.problem)
        if self.failed:
            return row
        try:
            if not intake.STUDENT.fullmatch(self.student):
                self._remember(row, None)
                return row
            self._write(row)
        except (sqlite3.Error, SQLAlchemyError, OSError,
                book.GradebookTrouble) as error:
            row.state, row.why = FAILED, trouble(error)
            with contextlib.suppress(Exception):
                stage.gradebook.db.remove()
        except NotTaken as error:
            row.state, row.why = FAILED, str(error)
        except Exception as error:
            row.state, row.why = FAILED, f"It could not be recorded ({_short(error)})."
            with contextlib.suppress(Exception):
                stage.gradebook.db.remove()
        return row

    def _write(self, row: Row) -> None:
        stage, submission = self.stage, self.submission
        problem, look = submission.problem, ""
        out = stage.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        if not problem:
            begun = time.perf_counter()
            results, verdicts = self._judge()
            look = without_slow_html(results, stage.limits.page_seconds)
            self.seconds["judge"] = time.perf_counter() - begun
            row.mistakes = list(dict.fromkeys(
                name for verdict in verdicts for name in verdict.mistakes))
            if any(part.status == "not measured" for one in verdicts for part in one.parts):
                look = UNMEASURED
            look = look or next((done.ended for done in self.executions.values() if done.ended), "")
            look = look or submission.remark
            begun = time.perf_counter()
            self._autograde(out, results)
            self.seconds["nbgrader"] = time.perf_counter() - begun
        course = book.CourseDirectory(config=stage.config)
        course.assignment_id, course.student_id = stage.unit, self.student
        if problem:
            with quiet_log(), book.one_transaction(stage.gradebook):
                _record_zero(course, stage.unit, self.student, problem)
        begun = time.perf_counter()
        if stage.pages and not feedback.write_pages(stage.unit, self.student, stage.config, out,
                                                    stage.limits.page_seconds):
            look = look or SLOW_PAGE
        self.seconds["feedback"] = time.perf_counter() - begun
        result = outcome(stage.unit, self.student, stage.config, problem, said=False)
        row.score, row.points, row.waiting = result.score, result.points, result.waiting
        row.why = problem or look
        row.state = FAILED if problem else LOOK if look or row.waiting else GRADED
        if row.state == LOOK and row.waiting:
            row.why = f"{row.why} {row.waiting} to grade by hand".lstrip()
        row.seconds = {**self.seconds, "run": sum(one.seconds for one in self.executions.values())}
        scores = book.stored_scores_of(stage.gradebook, stage.unit, self.student)
        if look == UNMEASURED:
            return  # a later run measures them
        self._remember(row, scores)

    def _autograde(self, out: Path,
                   results: dict[str, dict[int, tuple[str, list[Any]]]]) -> None:
        """nbgrader's own steps, into the gradebook and the folder of graded notebooks."""
        stage = self.stage
        intake.stage(self.submission, stage.work / "staged")
        with quiet_log() as log:
            try:
                with book.one_transaction(stage.gradebook):
                    book.drive_autograde(stage.config, stage.work / "staged", out, stage.unit,
                                         self.student, self.submission.notebooks, results)
                # Only now, so that the graded notebook of an earlier run is whole till then.
                book.put_in_place(out, stage.config, "autograded", stage.unit, self.student)
            except (sqlite3.Error, SQLAlchemyError, OSError):
                raise
            except Exception as error:
                text = log.getvalue()
                if "OperationalError" in text:
                    raise book.GradebookTrouble(text) from None
                if "No space left" in text:
                    raise OSError(errno.ENOSPC, "") from None
                # As far as known not the submission's fault: no 0 replaces an earlier grade.
                found = re.findall(r"^(\w+(?:Error|Exception).*)$", text, re.MULTILINE)
                raise NotTaken("nbgrader could not take it, so nothing was recorded "
                               f"({found[-1][:120] if found else _short(error)}).") from None

    def _remember(self, row: Row, scores: dict[str, float | None] | None) -> None:
        save(self._file("done"),
             {"key": self.key, "row": dataclasses.asdict(row), "scores": scores})

    def _judge(self) -> tuple[dict[str, dict[int, tuple[str, list[Any]]]], list[Any]]:
        results: dict[str, dict[int, tuple[str, list[Any]]]] = {}
        verdicts = []
        room = judging.Room(self.stage.limits)
        for name, nb in self.submission.notebooks.items():
            execution = self.executions[name]
            lines = {line.strip() for cell in nb.cells if cell.cell_type == "code"
                     for line in cell.source.splitlines()}
            known = {f"{exercise}-check": exercise
                     for exercise in self.submission.jobs[name].exercises}
            mine = results.setdefault(name, {})
            for index, cell in enumerate(nb.cells):
                if cell.cell_type != "code":
                    continue
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                if grade_id in known:
                    exercise = known[grade_id]
                    came = execution.outcomes.get(exercise)
                    verdict = self.stage.judge.verdict(exercise, came, lines)
                    verdicts.append(verdict)
                    note = execution.ended if came is None else ""
                    outputs = judging.check_outputs(verdict, note)
                else:
                    outputs = judging.cell_outputs(execution, index, room)
                mine[index] = (book.source_hash(cell.source), outputs)
        return results, verdicts


def without_slow_html(results: dict[str, dict[int, tuple[str, list[Any]]]], seconds: int) -> str:
    """Take away what is displayed as HTML where making it harmless takes too long, and say so.

    What was made harmless here is kept (book.one_engine), so nbgrader's own step finds it done.
    """
    displayed = [output for cells in results.values() for _, outputs in cells.values()
                 for output in outputs if "text/html" in output.get("data", {})]
    try:
        with time_limit(seconds):
            for output in displayed:
                preprocessors.clean_html(output["data"]["text/html"])
        return ""
    except TooSlow:
        for output in displayed:
            if "text/plain" in output["data"] and len(output["data"]) > 1:
                del output["data"]["text/html"]
            else:
                output["data"] = {"text/plain": "(left out)"}
        return SLOW_HTML


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:160].rstrip(": ")


def trouble(error: BaseException) -> str:
    """A sentence for what machines and databases do."""
    text = str(error).lower()
    if getattr(error, "errno", 0) in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in text:
        return "The disk is full: free some space and run the command again."
    if "locked" in text:
        return "The gradebook is locked by another program: close it and run the command again."
    if "malformed" in text or "not a database" in text:
        return "The gradebook is corrupt: run the command again, it will be set aside."
    if "no such table" in text or "no such column" in text or "has no column" in text:
        return ("The gradebook was made by another version of nbgrader or is none: keep a copy, "
                "then run `nbgrader db upgrade`.")
    return f"It could not be recorded ({_short(error)}); run the command again."
