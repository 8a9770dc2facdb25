"""What a run needs of a unit: its stubbed package, its parent's orders, its judge.

Knows where the course lies and how grading/submission.py keeps private packages and fresh expected
outputs; runs nothing foreign.
"""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from pathlib import Path

from traitlets.config import Config

from grading.course import COURSE, unit_module
from grading.fast import intake
from grading.fast.engine import UnitOrders
from grading.golden import imported_file
from grading.release import package_hash
from grading.submission import PRIVATE, private_package
from grading.units import Unit, read_unit

LOADS = ("load_chat_model", "load_encoder")


def released_code(templates: intake.Templates) -> list[str]:
    """Code that every submission of the unit has: no answers, no experiments, no checks."""
    found = []
    for name, nb in templates.released.items():
        checks = {f"{exercise.id}-check" for exercise in templates.unit.exercises}
        found += [cell.source for cell in nb.cells if cell.cell_type == "code"
                  and cell.id not in templates.skipped[name] and cell.id not in checks]
    return found


def import_lines(code: list[str]) -> tuple[str, ...]:
    """Each import at the top level of these cells, once, one statement a line."""
    lines: dict[str, None] = {}
    for text in code:
        try:
            tree = ast.parse(text)
        except SyntaxError:  # magics: what they import comes later
            continue
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                lines[ast.unparse(node)] = None
    return tuple(lines)


def orders_for(templates: intake.Templates, version: str) -> UnitOrders:
    """What the forking parent of a unit is told.

    Make the expected outputs first (`golden_folder`): they say which libraries the answers need.
    """
    unit = templates.unit
    code = released_code(templates)
    text = "\n".join(code)
    imported = imported_file(unit.name, PRIVATE / "golden")
    names = imported.read_text(encoding="utf-8").split() if imported.is_file() else ()
    return UnitOrders(
        package=private_package(unit.name, version), datasets=COURSE.root / "datasets",
        probes=COURSE.probe_module(unit.name), imports=import_lines(code),
        checks=tuple(exercise.id for exercise in unit.exercises),
        loads=tuple(name for name in LOADS if f"{name}(" in text), rehearsal=tuple(code),
        preload=tuple(names))


def golden_version(unit: Unit) -> str:
    """A hash of what decides the unit's expected outputs: references, probes, mutants, checking."""
    package, module = COURSE.package_folder, unit_module(unit.name)
    paths = {exercise.answer.path for exercise in unit.exercises}
    paths |= {book.path for book in unit.notebooks}
    for folder, name in ((package / "exercises", module), (COURSE.root / "grading/mutants", module),
                         (package, "checking")):
        paths |= {folder / f"{name}.py", *(folder / name).rglob("*.py")}
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(str(path.relative_to(COURSE.root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def golden_folder(unit: Unit) -> Path:
    """Expected outputs on the unit's fresh seeds, made where they are missing or older."""
    folder = PRIVATE / "golden"
    version, stamp = golden_version(unit), folder / f".{unit.name}.fast"
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == version
            and (folder / f"{unit.name}.json").is_file()
            and imported_file(unit.name, folder).is_file()):
        command = [sys.executable, "-m", "grading.golden", unit.name, "--fresh", str(folder)]
        done = subprocess.run(command, cwd=COURSE.root, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"no expected outputs: {done.stderr.strip()[-300:]}")
        stamp.write_text(version, encoding="utf-8")
    return folder


def templates_for(name: str, config: Config) -> intake.Templates:
    """The unit's notebooks as handed out."""
    unit: Unit = read_unit(name)
    root = Path(str(config.CourseDirectory.root))
    return intake.Templates.of(unit, root / str(config.CourseDirectory.release_directory),
                               root / str(config.CourseDirectory.source_directory))


__all__ = ["PRIVATE", "golden_folder", "orders_for", "package_hash", "templates_for"]
