"""Grades one submission and always reports it: the place where the executor is exchanged.

`grade_submission` is what the rest of the grader calls. Today it drives nbgrader's own Autograde,
whose executor (grading/preprocessors.py) starts one Jupyter kernel a submission, as this user,
without a sandbox: fit for submissions that nobody uses to attack. A sandboxed executor takes its
place behind the same function.

Knows nbgrader's gradebook and folders; not how a check arrives at its points. A submission runs
where the package's answers to its unit are stubs, so importing them earns nothing, and where
check() reads golden outputs of fresh seeds from a private folder. Those are within reach of code
that looks for them: one more reason for the sandbox.
"""

from __future__ import annotations

import argparse
import html
import io
import logging
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config, PyFileConfigLoader

from grading.release import package_hash, stubbed_package
from grading.units import unit_names

ROOT = Path(__file__).resolve().parents[1]
PRIVATE = ROOT / "grading" / "private"
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)


@dataclass(frozen=True)
class GradedCell:
    """One graded cell: `score` is None where a person has still to give it."""

    name: str
    score: float | None
    points: float
    said: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one submission. `problem` is empty where it was graded as usual."""

    unit: str
    student: str
    score: float
    points: float
    cells: tuple[GradedCell, ...]
    problem: str = ""
    waiting: int = field(default=0)  # cells that a person has to grade


def course_config(root: Path = ROOT) -> Config:
    """nbgrader's configuration of the course at `root`, as its commands read it."""
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def grading_environment(unit: str) -> dict[str, str]:
    """Environment of the process that runs a submission: stubbed package, fresh golden outputs.

    Makes both where they are missing or older than the package. Variables whose names look like
    secrets are left out, and the model is Pocket whatever the grader's own setting is.
    """
    environment = {k: v for k, v in os.environ.items() if not _SECRET.search(k)}
    environment.pop("LLMCOURSE_MODEL", None)
    environment |= {
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "LLMCOURSE_DATASETS": str(ROOT / "datasets"),
    }
    if unit in unit_names():
        version = package_hash()
        environment["PYTHONPATH"] = str(private_package(unit, version))
        environment["LLMCOURSE_GOLDEN"] = str(private_golden(unit, version))
    return environment


@lru_cache(maxsize=8)
def private_package(unit: str, version: str) -> Path:
    """The stubbed package for grading `unit`, made once a version of the package."""
    folder = PRIVATE / "packages" / f"{unit}-{version}"
    if not folder.is_dir():
        work = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(work, ignore_errors=True)
        stubbed_package(work, unit)
        try:
            work.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(work, ignore_errors=True)
        for old in folder.parent.glob(f"{unit}-*"):
            if old.name.startswith(f"{unit}-") and old != folder and "." not in old.name:
                shutil.rmtree(old, ignore_errors=True)
    return folder


def private_golden(unit: str, version: str) -> Path:
    """Folder of golden outputs on fresh seeds, made when missing or when the package changed."""
    folder = PRIVATE / "golden"
    stamp = folder / f".{unit}.version"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != version:
        command = [sys.executable, "-m", "grading.golden", unit, "--fresh", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"grading.golden --fresh failed:\n{done.stderr[-2000:]}")
        stamp.write_text(version, encoding="utf-8")
    return folder


@contextmanager
def quiet_log() -> Iterator[io.StringIO]:
    """nbgrader's log, collected instead of printed."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("traitlets")
    level, propagate, handlers = logger.level, logger.propagate, logger.handlers[:]
    warned = warnings.catch_warnings()
    warned.__enter__()
    # nbgrader's gradebook makes SQLAlchemy warn about harmless orders of its own insertions.
    warnings.simplefilter("ignore", SAWarning)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)
        warned.__exit__(None, None, None)


def grade_submission(unit: str, student: str, config: Config | None = None) -> Outcome:
    """Grade what `student` handed in for `unit` (again, if it was graded) and report it.

    Whatever the submission holds there is an outcome, a row in the gradebook and a file for the
    feedback: where it cannot be read or run, every graded cell is 0 and `problem` says why.
    """
    config = config or course_config()
    course = CourseDirectory(config=config)
    course.assignment_id, course.student_id = unit, student
    problem = _unreadable(course, unit, student)
    if not problem:
        with quiet_log() as log:
            application = Autograde(coursedir=course, config=config)
            application.force, application.create_student = True, True
            try:
                application.start()
            except Exception as error:
                problem = _last_line(log.getvalue()) or f"{type(error).__name__}: {error}"
    if problem:
        with quiet_log():
            _record_zero(course, unit, student, problem)
    return outcome(unit, student, config, problem)


def _notebook(course: CourseDirectory, step: str, student: str, unit: str, name: str) -> Path:
    return Path(course.format_path(step, student, unit)) / f"{name}.ipynb"


def _names(course: CourseDirectory, unit: str) -> list[str]:
    with Gradebook(course.db_url, course.course_id) as gradebook:
        return [notebook.name for notebook in gradebook.find_assignment(unit).notebooks]


def _unreadable(course: CourseDirectory, unit: str, student: str) -> str:
    """Why the handed-in files cannot be graded at all; empty where they can."""
    for name in _names(course, unit):
        path = _notebook(course, course.submitted_directory, student, unit, name)
        if path.is_symlink():
            return f"{name}.ipynb is a link, not a file."
        if not path.is_file():
            return f"{name}.ipynb was not handed in."
        if path.stat().st_size > 20_000_000:
            return f"{name}.ipynb is larger than 20 MB: clear its outputs and hand it in again."
        try:
            nbformat.validate(nbformat.read(path, as_version=4))
        except Exception as error:  # nbformat raises whatever the content makes it raise
            reason = str(error).strip().splitlines() or [""]
            return (
                f"{name}.ipynb is not a notebook that can be read "
                f"({type(error).__name__}: {reason[0][:80]})."
            )
    return ""


def _last_line(log: str) -> str:
    """The last exception of nbgrader's log, in one line."""
    found = re.findall(r"^([\w.]*(?:Error|Exception|Interrupt)\b.*)$", log, re.MULTILINE)
    return f"The grader could not run it ({found[-1].strip()[:160]})." if found else ""


def _record_zero(course: CourseDirectory, unit: str, student: str, problem: str) -> None:
    """Grades of 0 and a notebook that says why, where nothing could be run."""
    with Gradebook(course.db_url, course.course_id) as gradebook:
        gradebook.update_or_create_student(student)
        submission = gradebook.update_or_create_submission(unit, student)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = 0, False
        gradebook.db.commit()
        names = [notebook.name for notebook in submission.notebooks]
    for name in names:
        released = _notebook(course, course.release_directory, ".", unit, name)
        nb = nbformat.read(released, as_version=4)
        text = f"**This submission counts 0 points.** {html.escape(problem)}"
        nb.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="problem"))
        path = _notebook(course, course.autograded_directory, student, unit, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        nbformat.write(nb, path)
        # What nbgrader's exchange needs to give the feedback back to its owner.
        for kept in ("timestamp.txt", "submission_secret.txt"):
            source = _notebook(course, course.submitted_directory, student, unit, name)
            if (source.parent / kept).is_file():
                shutil.copy(source.parent / kept, path.parent / kept)


def outcome(
    unit: str, student: str, config: Config, problem: str = "", said: bool = True
) -> Outcome:
    """The outcome as gradebook and, where `said` asks for its reports, graded notebook hold it."""
    course = CourseDirectory(config=config)
    cells = []
    with Gradebook(course.db_url, course.course_id) as gradebook:
        submission = gradebook.find_submission(unit, student)
        for notebook in submission.notebooks:
            path = _notebook(course, course.autograded_directory, student, unit, notebook.name)
            reports = _said(path) if said else {}
            for grade in notebook.grades:
                score = None if grade.needs_manual_grade else grade.score
                cells.append(
                    GradedCell(grade.name, score, grade.max_score, reports.get(grade.name, ""))
                )
        return Outcome(
            unit, student, submission.score, submission.max_score, tuple(cells), problem,
            sum(cell.score is None for cell in cells),
        )  # fmt: skip


def _said(path: Path) -> dict[str, str]:
    """What each graded cell printed: the text of a check's report, or its error."""
    if not path.is_file():
        return {}
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name and cell.cell_type == "code":
            parts = []
            for output in cell.outputs:
                if output.output_type == "error":
                    parts.append(f"{output.ename}: {output.evalue}")
                elif output.output_type == "stream":
                    parts.append(output.text)
                elif output.output_type == "display_data":
                    parts.append(output.data.get("text/plain", ""))
            found[name] = "\n".join(part.strip() for part in parts if part.strip())
    return found


def write_feedback(unit: str, student: str, config: Config | None = None) -> Path:
    """Write the feedback page of a graded submission; return its folder."""
    config = config or course_config()
    course = CourseDirectory(config=config)
    course.assignment_id, course.student_id = unit, student
    with quiet_log():
        application = GenerateFeedback(coursedir=course, config=config)
        application.force = True
        application.start()
    return Path(course.format_path(course.feedback_directory, student, unit))


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m grading.submission UNIT [STUDENT ...]`: grade and give feedback, a line each."""
    parser = argparse.ArgumentParser(prog="python -m grading.submission")
    parser.add_argument("unit")
    parser.add_argument("students", nargs="*", help="default: everybody who handed in")
    arguments = parser.parse_args(argv)
    config = course_config()
    course = CourseDirectory(config=config)
    handed_in = Path(course.root) / course.submitted_directory
    students = arguments.students or sorted(
        path.parent.name for path in handed_in.glob(f"*/{arguments.unit}")
    )
    for student in students:
        result = grade_submission(arguments.unit, student, config)
        write_feedback(arguments.unit, student, config)
        waiting = f", {result.waiting} to grade by hand" if result.waiting else ""
        print(
            f"{student}: {result.score:g} of {result.points:g}{waiting} {result.problem}".rstrip()
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
