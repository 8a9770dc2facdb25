"""nbgrader's gradebook and Autograde, driven by one writer on one database engine.

nbgrader stays in charge: it sanitizes, overwrites, saves, takes penalties. Only its Execute is
replaced, by one that fills in what the sandbox returned. Knows nothing of exercises.
"""

from __future__ import annotations

import contextlib
import copy
import errno
import functools
import hashlib
import importlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import nbformat
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import api, utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import common
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells, SaveAutoGrades
from traitlets.config import Config

from grading import preprocessors
from grading.fast import conversion, lookups
from grading.preprocessors import GuardedExecute, require_score

_USERS = ("preprocessors.getgrades", "preprocessors.savecells", "preprocessors.overwritecells",
          "preprocessors.saveautogrades", "preprocessors.overwritekernelspec",
          "preprocessors.latesubmissions", "converters.autograde", "converters.generate_assignment")


class GradebookTrouble(RuntimeError):
    """The gradebook can't be used; says why and what was done."""


def database_path(config: Config) -> Path | None:
    """The gradebook's file; None where it is no SQLite file."""
    url = str(config.CourseDirectory.db_url)
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def set_aside_if_corrupt(path: Path | None) -> str:
    """Move a corrupt gradebook away, untouched, and say where it is; "" where it is sound."""
    if path is None or not os.path.lexists(path):
        return ""
    if not path.is_file():
        raise GradebookTrouble(f"The gradebook {path} is no file: move it away and run again.")
    if path.stat().st_size == 0:
        return ""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            if database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return ""
    except sqlite3.OperationalError as error:
        raise GradebookTrouble(f"The gradebook {path} can't be read ({error}): close the program "
                               "that uses it and run again.") from None
    except sqlite3.DatabaseError:
        pass
    kept = path.with_name(f"{path.name}.corrupt-{time.strftime('%Y%m%d-%H%M%S')}")
    for suffix in ("", "-journal", "-wal", "-shm"):
        if (part := path.with_name(path.name + suffix)).exists():
            part.rename(kept.with_name(kept.name + suffix))
    return (f"The gradebook was corrupt. It is kept as {kept.name}, untouched (grades given by "
            "hand are in it); a new one was begun.")


def begin(path: Path | None, course: str) -> None:
    """Make a gradebook where there is none, whole or not at all: nbgrader takes several steps."""
    if path is None or (path.exists() and path.stat().st_size):
        return
    work = path.with_name(f".{path.name}.part")
    for old in (work, work.with_name(work.name + "-journal")):
        old.unlink(missing_ok=True)
    slow, api.get_alembic_version = api.get_alembic_version, schema_version
    try:
        Gradebook(f"sqlite:///{work}", course).close()
    finally:
        api.get_alembic_version = slow
    os.replace(work, path)


def schema_version() -> str:
    """The version of nbgrader's tables, for which nbgrader starts a program (four CPU seconds)."""
    folder = Path(api.__file__).with_name("alembic")
    return str(ScriptDirectory(str(folder)).get_current_head())


@contextlib.contextmanager
def one_engine(config: Config) -> Iterator[Gradebook]:
    """While this lasts, every part of nbgrader uses one engine on the gradebook."""
    url, course = str(config.CourseDirectory.db_url), str(config.CourseDirectory.course_id)
    begin(database_path(config), course)
    book = Gradebook(url, course)
    close = book.close
    book.close = _keep_open

    def shared(db_url: str, *more: Any, **named: Any) -> Gradebook:
        return book if db_url == url else Gradebook(db_url, *more, **named)

    modules = [importlib.import_module(f"nbgrader.{name}") for name in _USERS]
    modules.append(importlib.import_module("grading.submission"))
    for module in modules:
        module.Gradebook = shared  # type: ignore[attr-defined]
    book.db.commit()
    book.db.remove()
    common.jsonschema = _Schemas
    clean = preprocessors.clean_html
    preprocessors.clean_html = functools.lru_cache(2000)(clean)  # many reports are the same
    try:
        with lookups.asked_once(book):
            yield book
    finally:
        common.jsonschema = jsonschema
        preprocessors.clean_html = clean
        for module in modules:
            module.Gradebook = Gradebook  # type: ignore[attr-defined]
        close()


def _keep_open() -> None:
    """In the place of Gradebook.close: the session ends with `one_transaction`."""


@contextlib.contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """All that is written meanwhile arrives together, or not at all.

    nbgrader commits a dozen times a submission, and each commit waits for the disk.
    """
    commit = gradebook.db.commit
    gradebook.db.commit = gradebook.db.flush
    try:
        yield
        gradebook.db.commit = commit
        gradebook.db.commit()
    except BaseException:
        gradebook.db.rollback()
        raise
    finally:
        gradebook.db.commit = commit
        gradebook.db.remove()


class _Schemas:
    """jsonschema for nbgrader's metadata: the schema itself is checked once, not for each cell."""

    ValidationError = jsonschema.ValidationError
    known: ClassVar[dict[str, Any]] = {}

    @classmethod
    def validate(cls, instance: Any, schema: dict[str, Any]) -> None:
        """As jsonschema.validate."""
        key = json.dumps(schema, sort_keys=True)
        if key not in cls.known:
            kind = jsonschema.validators.validator_for(schema)
            kind.check_schema(schema)
            cls.known[key] = kind(schema)
        for error in cls.known[key].iter_errors(instance):
            raise error


def register(unit: str, config: Config, gradebook: Gradebook) -> None:
    """Let the gradebook know the unit's graded cells; the released files are not touched.

    A unit that was changed since is registered again; GradebookTrouble where nbgrader can't,
    because what was graded has other cells.
    """
    course = CourseDirectory(config=config)
    before = registered_cells(gradebook, unit)
    now = released_cells(Path(course.format_path(course.release_directory, ".", unit)))
    if before == now:
        return
    changed = sorted(name for _, name in set(before) ^ set(now))
    if before and changed and gradebook.assignment_submissions(unit):
        raise GradebookTrouble(
            f"cells were added or taken away since it was first graded ({', '.join(changed[:4])}); "
            "all grades stay. Put them back, or keep a copy of the gradebook and run "
            f"`nbgrader db assignment remove {unit} --force` (grades given by hand go with it).")
    # All or nothing: a run that is killed meanwhile leaves no unit with half of its cells.
    with one_transaction(gradebook), tempfile.TemporaryDirectory() as folder:
        own = copy.deepcopy(config)
        own.CourseDirectory.release_directory = folder
        done = NbGraderAPI(config=own).generate_assignment(unit)
        if not done["success"]:
            raise GradebookTrouble(f"nbgrader could not add {unit} to the gradebook: "
                                   f"{str(done.get('error') or done.get('log'))[-400:]}")


Standing = dict[tuple[str, str], tuple[str, str, float | None]]


def registered_cells(gradebook: Gradebook, unit: str) -> Standing:
    """(notebook, cell) -> type, text where it is locked, points where it is graded: as stored."""
    found: Standing = {}
    with contextlib.suppress(MissingEntry):
        for notebook in gradebook.find_assignment(unit).notebooks:
            points = {cell.name: float(cell.max_score)
                      for cell in (*notebook.grade_cells, *notebook.task_cells)}
            for cell in notebook.source_cells:
                found[notebook.name, cell.name] = (
                    cell.cell_type, cell.source if cell.locked else "", points.get(cell.name))
    return found


def released_cells(folder: Path) -> Standing:
    """The same of the notebooks that were handed out."""
    found: Standing = {}
    for path in sorted(folder.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if standing := cell.metadata.get("nbgrader"):
                found[path.stem, standing["grade_id"]] = (
                    cell.cell_type, cell.source if standing["locked"] else "",
                    float(standing["points"]) if standing["grade"] else None)
    return found


class SandboxExecute(NbGraderPreprocessor):
    """In the place of nbgrader's Execute: fills in what ran elsewhere."""

    results: ClassVar[dict[str, dict[int, tuple[str, list[NotebookNode]]]]] = {}

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Outputs by notebook and index, each for one source: a cell that changed has none."""
        mine = self.results.get(resources["nbgrader"]["notebook"], {})
        for index, cell in enumerate(nb.cells):
            if cell.cell_type != "code":
                continue
            source, outputs = mine.get(index, ("", []))
            cell.outputs = outputs if source == source_hash(cell.source) else []
            cell.execution_count = None
            if utils.is_grade(cell) and not utils.is_solution(cell):
                require_score(cell)
        return nb, resources


QUICK: dict[Any, Any] = {
    GuardedExecute: SandboxExecute, OverwriteCells: lookups.QuickOverwriteCells,
    SaveAutoGrades: lookups.QuickSaveAutoGrades}


def source_hash(text: str) -> str:
    """Short hash of a cell's source."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def drive_autograde(config: Config, staged: Path, out: Path, unit: str, student: str,
                    notebooks: dict[str, NotebookNode],
                    results: dict[str, dict[int, tuple[str, list[NotebookNode]]]]) -> None:
    """nbgrader's Autograde of one staged submission into `out`; raises what it raises."""
    own = copy.deepcopy(config)
    own.CourseDirectory.autograded_directory = str(out)
    own.CourseDirectory.submitted_directory = str(staged)
    own.Autograde.sanitize_preprocessors = [
        QUICK.get(step, step) for step in config.Autograde.sanitize_preprocessors]
    own.Autograde.autograde_preprocessors = [
        QUICK.get(step, step) for step in config.Autograde.autograde_preprocessors]
    course = CourseDirectory(config=own)
    course.assignment_id, course.student_id = unit, student
    application = Autograde(coursedir=course, config=own)
    application.exporter_class = conversion.InMemoryExporter
    folders = [Path(course.format_path(folder, student, unit))
               for folder in (course.submitted_directory, course.autograded_directory)]
    conversion.hold({str(folders[0] / f"{name}.ipynb"): (str(folders[1] / f"{name}.ipynb"), nb)
                     for name, nb in notebooks.items()})
    application.force, application.create_student = True, True
    SandboxExecute.results = results
    try:
        application.start()
    finally:
        SandboxExecute.results = {}
        conversion.release()
        shutil.rmtree(staged / student, ignore_errors=True)


def put_in_place(out: Path, config: Config, kind: str, unit: str, student: str) -> None:
    """Move finished files to the course's folder of this kind, "autograded" or "feedback".

    Each arrives whole and what was there before stays until then; other files there go.
    """
    course = CourseDirectory(config=config)
    target = Path(course.format_path(getattr(course, f"{kind}_directory"), student, unit))
    own = copy.deepcopy(config)
    setattr(own.CourseDirectory, f"{kind}_directory", str(out))
    made = CourseDirectory(config=own)
    source = Path(made.format_path(getattr(made, f"{kind}_directory"), student, unit))
    target.mkdir(parents=True, exist_ok=True)
    files = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(source / name, target / name)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            part = target / f".{name.name}.part"  # another disk
            shutil.copy(source / name, part)
            os.replace(part, target / name)
    for path in target.rglob("*"):
        if path.is_file() and path.relative_to(target) not in files:
            path.unlink()
    shutil.rmtree(source, ignore_errors=True)


def stored_scores(gradebook: Gradebook, unit: str) -> dict[str, dict[str, float | None]]:
    """Automatic scores that the gradebook holds: student -> cell -> score."""
    found: dict[str, dict[str, float | None]] = {}
    with contextlib.suppress(MissingEntry):
        for submission in gradebook.assignment_submissions(unit):
            found[submission.student_id] = {
                f"{notebook.name}/{grade.name}": grade.auto_score
                for notebook in submission.notebooks for grade in notebook.grades}
    gradebook.db.remove()
    return found


def free_space(path: Path) -> int:
    """Bytes that are free where `path` is."""
    about = os.statvfs(path)
    return about.f_bavail * about.f_frsize


def stored_scores_of(gradebook: Gradebook, unit: str, student: str) -> dict[str, float | None]:
    """Automatic scores of one submission."""
    submission = gradebook.find_submission(unit, student)
    return {f"{notebook.name}/{grade.name}": grade.auto_score
            for notebook in submission.notebooks for grade in notebook.grades}
