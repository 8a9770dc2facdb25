"""Build notebooks from a unit's source: the instructor's, and through nbgrader the learner's.

    python -m grading.builder [UNIT ...] [--check]

Deterministic: cell ids are grade ids or hashes of content, so building twice leaves no diff.
`--check` builds elsewhere and fails where the committed notebooks differ.
"""

from __future__ import annotations

import argparse
import difflib
import io
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat

from grading.course import COURSE, Course
from grading.units import (
    Cell,
    Exercise,
    Notebook,
    Unit,
    cell_id,
    read_unit,
    resolve_units,
    unit_names,
)

NOT_WRITTEN = 'raise NotImplementedError("write your code here")'
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _nbgrader(cell_type: str, grade_id: str, *, grade: bool, solution: bool, locked: bool,
              points: float | None = None) -> dict[str, Any]:
    data: dict[str, Any] = {"cell_type": cell_type, "grade": grade, "grade_id": grade_id,
                            "locked": locked, "schema_version": 3, "solution": solution,
                            "task": False}
    if points is not None:
        data["points"] = int(points) if float(points).is_integer() else points
    return data


def _new_cell(kind: str, source: str, name: str, metadata: dict[str, Any]) -> Any:
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    cell = make(source, metadata=metadata)
    cell["id"] = name[:64]
    return cell


def _cells_of(cell: Cell, exercise: Exercise | None, used: dict[str, int]) -> list[Any]:
    """The notebook cells for one source cell; an answer gets its imports before it."""
    name = cell_id(cell, used)
    if cell.role == "answer":
        assert exercise is not None
        made = []
        if exercise.answer.imports:
            made.append(_new_cell("code", "\n".join(exercise.answer.imports), f"{cell.q}-imports", {
                "nbgrader": _nbgrader("code", f"{cell.q}-imports", grade=False, solution=False,
                                      locked=True)}))
        about = {key: cell.header[key] for key in ("difficulty", "minutes", "points")
                 if key in cell.header}
        made.append(_new_cell("code", exercise.answer.solved(), name, {
            "llmcourse": {"exercise": cell.q, "role": "answer", **about},
            "nbgrader": _nbgrader("code", name, grade=False, solution=True, locked=False)}))
        return made
    if cell.role == "check":
        assert exercise is not None
        return [_new_cell("code", cell.text, name, {
            "llmcourse": {"exercise": cell.q, "role": "check"},
            "nbgrader": _nbgrader("code", name, grade=True, solution=False, locked=True,
                                  points=exercise.points)})]
    if cell.role == "essay":
        return [_new_cell("markdown", cell.text, name, {
            "llmcourse": {"exercise": cell.q, "role": "essay"},
            "nbgrader": _nbgrader("markdown", name, grade=True, solution=True, locked=False,
                                  points=cell.header["points"])})]
    if cell.role == "given":
        return [_new_cell("code", cell.text, name, {
            "llmcourse": {"role": "given"},
            "nbgrader": _nbgrader("code", name, grade=False, solution=False, locked=True)})]
    metadata = {"llmcourse": {"role": cell.role}} if cell.role else {}
    return [_new_cell(cell.kind, cell.text, name, metadata)]


def instructor_notebook(book: Notebook) -> Any:
    """The instructor's notebook of one source, validated."""
    exercises = {exercise.id: exercise for exercise in book.exercises}
    used: dict[str, int] = {}
    cells = [made for cell in book.cells for made in _cells_of(cell, exercises.get(cell.q), used)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={
        "kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook["nbformat_minor"] = 5
    nbformat.validate(notebook)
    return notebook


def write_notebook(notebook: Any, path: Path) -> None:
    """Write as nbformat does, LF line ends, a newline at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook, version=4).rstrip("\n") + "\n", encoding="utf-8",
                    newline="\n")


def check_contract(unit: Unit, course: Course = COURSE) -> None:
    """Refuse exercises without probes, points that don't add up, or mutants."""
    from grading.mutants import load_mutants
    from llmcourse.checking.registry import exercise_folder, load_unit, register_package

    package = f"{course.package}.exercises"
    if not unit.exercises:
        return
    register_package(package)
    exercise_folder(package)
    try:
        probes = load_unit(course.probe_module(unit.name))
    except ModuleNotFoundError as error:
        if error.name != course.probe_module(unit.name):
            raise
        raise unit.exercises[0].answer_cell.fault(
            f"there are no probes: write {course.probe_module(unit.name)}") from None
    mutants = load_mutants(unit.name, course)
    for exercise in unit.exercises:
        cell = exercise.answer_cell
        if exercise.id not in probes:
            raise cell.fault(f"exercise {exercise.id!r} has no probe: declare one in "
                             f"{course.probe_module(unit.name)} with @probe({exercise.id!r}, ...)")
        total = sum(part.points for part in probes[exercise.id].values())
        if abs(total - exercise.points) > 1e-9:
            raise cell.fault(f"exercise {exercise.id!r} has points={exercise.points:g}, but the "
                             f"points of its parts add up to {total:g}: make them agree")
        if not mutants.get(exercise.id):
            raise cell.fault(f"exercise {exercise.id!r} has no mutants: declare them in "
                             f"{course.mutants}.{course.probe_module(unit.name).split('.')[-1]}")
    known = {exercise.id for exercise in unit.exercises}
    for name in probes:
        if name not in known:
            raise unit.exercises[-1].answer_cell.fault(
                f"{course.probe_module(unit.name)} has a probe for {name!r}, but the lesson has no "
                "such exercise: add it or remove the probe")


def build_unit(name: str, course: Course = COURSE, *, out: Course | None = None,
               contract: bool = True) -> list[Path]:
    """Write the notebooks of a unit; returns their paths. `out` is another place to write to."""
    out = out or course
    unit = read_unit(name, course)
    if contract:
        check_contract(unit, course)
    written = []
    for book in unit.notebooks:
        path = out.solutions / name / f"{book.name}.ipynb"
        write_notebook(instructor_notebook(book), path)
        written.append(path)
    release_unit(name, out, config_root=course.root)
    return written + sorted((out.released / name).glob("*.ipynb"))


def release_unit(name: str, course: Course, config_root: Path | None = None) -> None:
    """Make the learner's folder with nbgrader's generate_assignment, without a database."""
    from nbgrader.converters.base import NbGraderException
    from nbgrader.converters.generate_assignment import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config, PyFileConfigLoader

    config = Config()
    own = (config_root or course.root) / "nbgrader_config.py"
    if own.exists():
        config.merge(PyFileConfigLoader(own.name, path=str(own.parent)).load_config())
    config.ClearSolutions.code_stub = {"python": NOT_WRITTEN}
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "course"
    config.CourseDirectory.assignment_id = name
    ignored = list(config.CourseDirectory.get("ignore", []) or [])
    config.CourseDirectory.ignore = sorted({*ignored, "*.nb.py", "*.pyc", "__pycache__",
                                            ".ipynb_checkpoints", ".DS_Store", "*~"})
    config.SaveCells.enabled = False
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.force = True
    with tempfile.TemporaryDirectory() as scratch:
        config.CourseDirectory.db_url = f"sqlite:///{scratch}/unused.db"
        said = io.StringIO()
        log = logging.Logger("llmcourse.builder", logging.WARNING)
        log.addHandler(logging.StreamHandler(said))
        before = Path.cwd()
        os.chdir(scratch)  # nbgrader writes its log into the working directory
        try:
            converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
            converter.log = log
            converter.start()
        except NbGraderException:
            raise RuntimeError(f"nbgrader could not release {name}:\n{said.getvalue()}") from None
        finally:
            os.chdir(before)
    for path in (course.released / name).rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        write_notebook(notebook, path)
    _refuse_leaks(course.released / name)


def _refuse_leaks(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(".nb.py"):
            raise RuntimeError(f"{path} is an instructor's source: *.nb.py must be ignored")
        if path.suffix == ".ipynb" and "SOLUTION" in path.read_text(encoding="utf-8"):
            raise RuntimeError(f"{path} still holds a solution marker")


def compare_unit(name: str, course: Course = COURSE) -> list[str]:
    """Differences between what is committed and what the source builds; empty when none."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Course(Path(scratch), course.package, course.mutants, course.alternatives)
        source = course.solutions / name
        shutil.copytree(source, out.solutions / name,
                        ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
        build_unit(name, course, out=out)
        faults = []
        for kind in ("solutions", "course"):
            built, kept = out.root / kind / name, course.root / kind / name
            names = {path.relative_to(base) for base in (built, kept) if base.exists()
                     for path in base.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts}
            for relative in sorted(names):
                texts = [(base / relative).read_text(encoding="utf-8").splitlines()
                         if (base / relative).exists() else [] for base in (kept, built)]
                if texts[0] != texts[1]:
                    diff = list(difflib.unified_diff(texts[0], texts[1], lineterm="", n=0))[2:8]
                    faults.append(f"{kind}/{name}/{relative} is not what its source builds: run "
                                  f"`python -m grading.builder {name}`\n  " + "\n  ".join(diff))
        return faults


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m grading.builder", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*", help="such as 02_rag or 02; all when left out")
    parser.add_argument("--check", action="store_true", help="only compare with what is committed")
    parser.add_argument("--draft", action="store_true",
                        help="do not ask for probes and mutants yet")
    options = parser.parse_args(arguments)
    try:
        names = resolve_units(options.units)
        if not names:
            print(f"no units in {COURSE.solutions}: {unit_names()}")
        faults = []
        for name in names:
            if options.check:
                found = compare_unit(name)
                faults += found
                print(f"{name}: {'differs' if found else 'as built'}")
            else:
                for path in build_unit(name, contract=not options.draft):
                    print(path.relative_to(COURSE.root))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
