"""Read the reference of an exercise from the package's source, without importing it.

An answer cell is one import of one top-level function or class. This module finds its source, the
imports it needs and the regions that the learner writes, and refuses answers that need anything
else from their module.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import importlib.util
import re
import symtable
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.course import Course

MAGIC = {"__name__", "__file__", "__doc__", "__class__"}


@dataclass(frozen=True)
class Answer:
    """A reference: where it stands, its source, and the lines (from 0) that the learner writes."""

    module: str
    name: str
    path: Path
    line: int
    source: str
    regions: tuple[tuple[int, int], ...]  # [first, last + 1) of each body, in order
    imports: tuple[str, ...]
    is_class: bool
    is_async: bool

    def solved(self) -> str:
        """The source with nbgrader's markers around each body."""
        lines = self.source.split("\n")
        for first, end in reversed(self.regions):
            indent = re.match(r"\s*", next(text for text in lines[first:end] if text.strip()))
            space = indent.group(0) if indent else ""
            lines[first:end] = [f"{space}### BEGIN SOLUTION", *lines[first:end],
                                f"{space}### END SOLUTION"]
        return "\n".join(lines)

    def reference(self) -> Any:
        """Import the reference."""
        return getattr(importlib.import_module(self.module), self.name)


def read_answer(cell: Any, course: Course) -> Answer:
    """The answer of an answer cell (grading.units.Cell); its faults name file and line."""
    module, name = _the_import(cell)
    path = module_path(module)
    if path is None:
        raise cell.fault(f"the module {module} can't be found: correct the import")
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, filename=str(path))
    node = next((item for item in tree.body if getattr(item, "name", None) == name
                 and isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)), None)
    if node is None:
        raise cell.fault(f"{path} defines no top-level function or class {name!r}: an answer must "
                         "stand there itself, not be imported or assigned")
    where = f"the answer {name!r} ({path}:{node.lineno})"
    lines = text.split("\n")
    first = min([node.lineno, *(item.lineno for item in node.decorator_list)]) - 1
    own = lines[first:node.end_lineno]
    source = "\n".join(line.rstrip() for line in own)
    if "BEGIN SOLUTION" in source or "END SOLUTION" in source:
        raise cell.fault(f"{where} holds a solution marker: remove it, the builder writes them")
    regions = _regions(cell, where, node, lines, first)
    imports = _imports(cell, where, module, tree, source, name, course)
    return Answer(module, name, path, node.lineno, source, regions, imports,
                  isinstance(node, ast.ClassDef), isinstance(node, ast.AsyncFunctionDef))


def _the_import(cell: Any) -> tuple[str, str]:
    wanted = "an answer cell is exactly one line `from module import name`, nothing else"
    try:
        body = ast.parse(cell.text).body
    except SyntaxError:
        raise cell.fault(wanted, 1) from None
    if (len(body) != 1 or not isinstance(body[0], ast.ImportFrom) or len(body[0].names) != 1
            or body[0].level or body[0].names[0].asname or body[0].names[0].name == "*"):
        raise cell.fault(wanted, 1)
    return str(body[0].module), body[0].names[0].name


def module_path(module: str) -> Path | None:
    """The source file of a module; parent packages are imported, the module is not."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec and spec.origin and spec.origin.endswith(".py") else None


def _regions(cell: Any, where: str, node: Any, lines: list[str],
             first: int) -> tuple[tuple[int, int], ...]:
    if ast.get_docstring(node) is None:
        raise cell.fault(f"{where} has no docstring: it is the exercise's specification")
    if not isinstance(node, ast.ClassDef):
        return (_region(cell, where, node, lines, first),)
    methods = [item for item in node.body
               if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not methods:
        raise cell.fault(f"{where} has no method for the learner to write")
    for method in methods:
        if ast.get_docstring(method) is None:
            raise cell.fault(f"{where}: its method {method.name!r} has no docstring; each method "
                             "needs one, it is the specification")
    return tuple(_region(cell, f"{where}, method {method.name!r},", method, lines, first)
                 for method in methods)


def _region(cell: Any, where: str, node: Any, lines: list[str], first: int) -> tuple[int, int]:
    if len(node.body) < 2:
        raise cell.fault(f"{where} has nothing but its docstring")
    start = node.body[0].end_lineno  # index (from 0) of the line after the docstring
    end = node.end_lineno
    if node.body[1].lineno <= start:
        raise cell.fault(f"{where} has code on the line of its docstring: move it to the next line")
    while end < len(lines):  # comments that trail the body belong to it
        line = lines[end]
        if line.strip() and not (line.lstrip().startswith("#")
                                 and len(line) - len(line.lstrip()) > node.col_offset):
            break
        if line.strip():
            node.end_lineno = end + 1
        end += 1
    while not lines[start].strip():
        start += 1
    return start - first, node.end_lineno - first


def free_names(source: str, name: str) -> set[str]:
    """Names that the source reads from outside itself (built-ins left out)."""
    table = symtable.symtable(source, "answer", "exec")
    found: set[str] = set()

    def visit(scope: symtable.SymbolTable, top: bool) -> None:
        for symbol in scope.get_symbols():
            own = top and (symbol.is_assigned() or symbol.is_imported())
            if symbol.is_referenced() and (symbol.is_global() or top) and not own:
                found.add(symbol.get_name())
        for child in scope.get_children():
            visit(child, False)

    visit(table, True)
    return {item for item in found if item != name and item not in MAGIC
            and not hasattr(builtins, item)}


def _module_imports(tree: ast.Module, module: str, is_package: bool) -> dict[str, tuple[str, str]]:
    """Name -> (the line that imports it, the module it comes from), top-level imports only."""
    found: dict[str, tuple[str, str]] = {}
    statements = list(tree.body)
    for item in tree.body:
        if isinstance(item, ast.If):  # `if TYPE_CHECKING:`
            statements += item.body
    for item in statements:
        if isinstance(item, ast.Import):
            for alias in item.names:
                bound = alias.asname or alias.name.split(".")[0]
                suffix = f" as {alias.asname}" if alias.asname else ""
                found[bound] = (f"import {alias.name}{suffix}", alias.name)
        elif isinstance(item, ast.ImportFrom) and item.module != "__future__":
            source = item.module or ""
            if item.level:
                base = module.split(".")
                base = base[:len(base) - item.level + (1 if is_package else 0)]
                source = ".".join([*base, *([item.module] if item.module else [])])
            for alias in item.names:
                suffix = f" as {alias.asname}" if alias.asname else ""
                found[alias.asname or alias.name] = (
                    f"from {source} import {alias.name}{suffix}", source)
    return found


def _imports(cell: Any, where: str, module: str, tree: ast.Module, source: str, name: str,
             course: Course) -> tuple[str, ...]:
    path = module_path(module)
    available = _module_imports(tree, module, path is not None and path.name == "__init__.py")
    names = free_names(source, name)
    unknown = sorted(names - set(available))
    if unknown:
        raise cell.fault(f"{where} uses {', '.join(unknown)} from its module: an answer stands "
                         "alone apart from imports; pass it as an argument, move it into the "
                         "answer, or import it from a plumbing module")
    later = answer_modules(course)
    unit = cell.path.parent.name
    chosen = []
    for item in sorted(names):
        line, origin = available[item]
        full = f"{origin}.{item}"
        taught = next((later[part] for part in (origin, full) if part in later), None)
        if taught is not None and taught >= unit:
            raise cell.fault(f"{where} imports {item} from {origin}, which holds answers of unit "
                             f"{taught}: the learner may not have them; move {item} to a plumbing "
                             "module")
        chosen.append((line, origin))
    return _merge(chosen)


def _merge(chosen: list[tuple[str, str]]) -> tuple[str, ...]:
    """Import lines sorted as ruff does: standard library, third party, the package."""
    plain = {line for line, _ in chosen if line.startswith("import ")}
    froms: dict[str, set[str]] = {}
    for line, origin in chosen:
        if line.startswith("from "):
            froms.setdefault(origin, set()).add(line.partition(" import ")[2])

    def group(origin: str) -> int:
        root = origin.split(".")[0]
        return 0 if root in sys.stdlib_module_names else 2 if root == "llmcourse" else 1

    entries = [(group(line.split()[1]), 0, line.split()[1], line) for line in plain]
    entries += [(group(origin), 1, origin, f"from {origin} import {', '.join(sorted(names))}")
                for origin, names in froms.items()]
    lines: list[str] = []
    last = None
    for number, _, _, text in sorted(entries):
        if last not in (None, number):
            lines.append("")  # a blank line between the groups
        lines.append(text)
        last = number
    return tuple(lines)


def answer_modules(course: Course) -> dict[str, str]:
    """Module -> the first unit that has an answer in it, from all sources, nothing imported."""
    found: dict[str, str] = {}
    for path in sorted(course.solutions.glob("*/*.nb.py")):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r'^# %%[^\n]*role="answer"[^\n]*\n+from\s+([\w.]+)\s+import', text,
                                 flags=re.MULTILINE):
            found.setdefault(match.group(1), path.parent.name)
    return found
