"""Lessons without their experiment cells: nothing graded may depend on one.

Grading skips experiment cells by their ids from the source, so answers, checks and given cells
must work without them; so must the lesson's other cells.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from grading.answers import free_names
from grading.course import Course
from grading.units import Notebook

SECONDS = 300


def defined_names(text: str) -> set[str]:
    """Names that a cell binds at its top level (also inside `if`, `for`, `with`, `try`)."""
    names: set[str] = set()

    class Visitor(ast.NodeVisitor):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            names.add(node.name)

        def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
            names.add(node.name)

        def visit_ClassDef(self, node: ast.ClassDef) -> None:
            names.add(node.name)

        def visit_Lambda(self, node: ast.Lambda) -> None:
            pass

        def visit_Name(self, node: ast.Name) -> None:
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)

        def visit_alias(self, node: ast.alias) -> None:
            names.add(node.asname or node.name.split(".")[0])

    Visitor().visit(ast.parse(text))
    return names


def experiment_dependencies(book: Notebook) -> list[str]:
    """Names that a graded, given or ordinary cell takes from experiment cells only."""
    elsewhere: set[str] = set()
    only: dict[str, int] = {}
    faults = []
    for cell in book.cells:
        if cell.kind != "code":
            continue
        try:
            names = defined_names(cell.text)
        except SyntaxError as error:
            faults.append(f"{cell.path.name}:{cell.line + (error.lineno or 0)}: {error.msg}")
            continue
        if cell.role == "experiment":
            for name in names:
                only.setdefault(name, cell.line)
        else:
            elsewhere |= names
    for cell in book.cells if not faults else []:
        if cell.kind != "code" or cell.role == "experiment":
            continue
        for name in sorted(free_names(cell.text, "") & (set(only) - elsewhere)):
            faults.append(f"{cell.path.name}:{cell.line}: this cell uses {name!r}, which only the "
                          f"experiment cell at line {only[name]} defines: grading skips that; make "
                          "this cell an experiment too, or define the name elsewhere")
    return faults


def run_without_experiments(book: Notebook, course: Course) -> list[str]:
    """Run the lesson as a script without its experiment cells; faults in words."""
    skipped = [cell for cell in book.cells if cell.role == "experiment"]
    text = "\n\n".join(cell.text for cell in book.cells
                       if cell.kind == "code" and cell not in skipped)
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / f"{book.name}.py"
        script.write_text(text + "\n", encoding="utf-8")
        paths = [str(course.package_folder.parent), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "MPLBACKEND": "Agg", "LLMCOURSE_FIGURES": scratch,
                       "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
        environment.pop("NBGRADER_EXECUTION", None)
        try:
            done = subprocess.run([sys.executable, str(script)], cwd=scratch, env=environment,
                                  capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return [f"{book.path.name} without its experiments runs longer than {SECONDS} s"]
    faults = []
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        faults.append(f"{book.path.name} without its experiments stops: {last[0]}")
    elif done.stderr.strip():
        faults.append(f"{book.path.name} writes to stderr: {done.stderr.strip()[:300]}")
    got = dict(re.findall(r"^([\w-]+): ([\d.]+ of [\d.]+) points$", done.stdout, re.MULTILINE))
    for exercise in book.exercises if not done.returncode else []:
        full = f"{exercise.points:g} of {exercise.points:g}"
        if got.get(exercise.id) != full:
            faults.append(f"{book.path.name}: check({exercise.id!r}) in the lesson gives "
                          f"{got.get(exercise.id, 'no verdict')}, not {full}")
    return faults
