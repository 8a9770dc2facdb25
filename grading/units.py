"""Read a unit's source (`solutions/NN_unit/name.nb.py`, py:percent) into cells and exercises.

Strict: every fault stops with file, line and what to do. It builds no notebook and runs nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.answers import Answer, read_answer
from grading.course import COURSE, Course

ROLES = {"given", "answer", "check", "hints", "essay", "experiment"}
KEYS = {"q", "role", "points", "difficulty", "minutes"}
NAME = re.compile(r"[A-Za-z][\w-]*")


class SourceError(ValueError):
    """A fault in a unit's source: file, line, what is wrong and what to do."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


@dataclass
class Cell:
    """One cell. `text` has no comment signs in markdown; `line` is that of its header."""

    kind: str
    header: dict[str, Any]
    text: str
    line: int
    path: Path

    @property
    def role(self) -> str:
        """The role or ""."""
        return str(self.header.get("role", ""))

    @property
    def q(self) -> str:
        """The exercise's id or ""."""
        return str(self.header.get("q", ""))

    def fault(self, message: str, offset: int = 0) -> SourceError:
        """A fault in this cell."""
        return SourceError(self.path, self.line + offset, message)


@dataclass
class Exercise:
    """A graded exercise: its cells, its answer and its figures."""

    id: str
    points: float
    difficulty: int
    minutes: int | None
    answer: Answer
    answer_cell: Cell
    check_cell: Cell
    hints_cell: Cell


@dataclass
class Notebook:
    """One source file."""

    path: Path
    cells: list[Cell]
    exercises: list[Exercise] = field(default_factory=list)
    essays: list[Cell] = field(default_factory=list)

    @property
    def name(self) -> str:
        """"rag" for rag.nb.py."""
        return self.path.name.removesuffix(".nb.py")


@dataclass
class Unit:
    """One unit: its notebooks, usually one."""

    name: str
    folder: Path
    notebooks: list[Notebook]

    @property
    def exercises(self) -> list[Exercise]:
        """Exercises in the order of the lesson."""
        return [exercise for book in self.notebooks for exercise in book.exercises]


def unit_names(course: Course = COURSE) -> list[str]:
    """The units that have a source, in order."""
    return sorted({path.parent.name for path in course.solutions.glob("*/*.nb.py")})


def resolve_units(names: Iterable[str], course: Course = COURSE) -> list[str]:
    """Full names for "02_rag", "02" or "rag"; all units when none is named."""
    known = unit_names(course)
    if not (names := list(names)):
        return known
    result = []
    for name in names:
        found = [unit for unit in known if name == unit or name == unit.split("_")[0]
                 or unit.partition("_")[2] == name]
        if not found:
            raise ValueError(f"there is no unit {name!r}; units with a source: "
                             f"{', '.join(known) or 'none'}")
        result.append(found[0])
    return result


def read_unit(name: str, course: Course = COURSE) -> Unit:
    """Read and check one unit."""
    folder = course.solutions / name
    paths = sorted(folder.glob("*.nb.py"))
    if not paths:
        raise ValueError(f"{folder} holds no *.nb.py")
    notebooks = [read_notebook(path, course) for path in paths]
    _refuse_duplicates(cell for book in notebooks for cell in book.cells)
    return Unit(name, folder, notebooks)


def read_notebook(path: Path, course: Course = COURSE) -> Notebook:
    """Read and check one source file."""
    book = Notebook(path, parse_cells(path))
    for cell in book.cells:
        _check_header(cell)
        _check_markers(cell)
    _refuse_duplicates(book.cells)
    ids = dict.fromkeys(cell.q for cell in book.cells
                        if cell.q and cell.role in ("answer", "check", "hints"))
    book.exercises = [_read_exercise(book, name, course) for name in ids]
    book.essays = [cell for cell in book.cells if cell.role == "essay"]
    for cell in book.cells:
        if cell.q and cell.role == "given" and cell.q not in ids:
            raise cell.fault(f"a given cell for q={cell.q!r}, but there is no such exercise: "
                             "correct or drop q")
    return book


def parse_cells(path: Path) -> list[Cell]:
    """Split py:percent text into cells."""
    lines = path.read_text(encoding="utf-8").split("\n")
    cells: list[Cell] = []
    body: list[str] = []
    current: Cell | None = None

    def finish() -> None:
        if current is not None:
            current.text = _body(current, body)
            if current.text or current.header:
                cells.append(current)

    in_yaml = False
    for number, line in enumerate(lines, start=1):
        if re.match(r"# %%", line):
            finish()
            current, body = _header(path, number, line), []
        elif current is None:
            in_yaml = in_yaml != (line.strip() == "# ---")
            if line.strip() and not line.startswith("#"):
                raise SourceError(path, number, "text before the first cell: put it into a cell "
                                  "that starts with `# %%`, or make it a comment")
        else:
            body.append(line)
    finish()
    if not cells:
        raise SourceError(path, 1, "no cells: start one with `# %%` or `# %% [markdown]`")
    return cells


def _header(path: Path, line: int, text: str) -> Cell:
    match = re.fullmatch(r"# %%(?:\s+\[(\w+)\])?\s*(.*?)\s*", text)
    if not match:
        raise SourceError(path, line, f"this cell header can't be read: {text!r}")
    kind = match.group(1) or "code"
    if kind not in ("code", "markdown"):
        raise SourceError(path, line, f"unknown kind of cell [{kind}]: use [markdown] or none")
    header: dict[str, Any] = {}
    rest = match.group(2)
    while rest:
        item = re.match(r'(\w+)=(?:"([^"]*)"|(\d+(?:\.\d+)?))(?:\s+|$)', rest)
        if not item:
            raise SourceError(path, line, f"can't read {rest!r} in the cell header: write "
                              'key="text" or key=number, separated by blanks')
        key = item.group(1)
        if key not in KEYS:
            raise SourceError(path, line, f"unknown key {key!r} in the cell header: use one of "
                              f"{', '.join(sorted(KEYS))}")
        if key in header:
            raise SourceError(path, line, f"key {key!r} stands twice in the cell header")
        number = item.group(3)
        header[key] = item.group(2) if number is None else (
            float(number) if "." in number else int(number))
        rest = rest[item.end():]
    return Cell(kind, header, "", line, path)


def _body(cell: Cell, lines: list[str]) -> str:
    if cell.kind == "markdown":
        text = []
        for offset, line in enumerate(lines, start=1):
            if line.strip() and not line.startswith("#"):
                raise cell.fault("a line of a markdown cell must start with `# `: add it, or "
                                 "start a code cell with `# %%`", offset)
            text.append(line[2:] if line.startswith("# ") else line[1:])
        lines = text
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(line.rstrip() for line in lines)


def _check_header(cell: Cell) -> None:
    role = cell.role
    if role and role not in ROLES:
        raise cell.fault(f"unknown role {role!r}: use one of {', '.join(sorted(ROLES))}")
    if "q" in cell.header and not NAME.fullmatch(cell.q):
        raise cell.fault(f"q={cell.q!r} must be letters, digits and hyphens, such as \"rrf\"")
    needs_q = role in ("answer", "check", "hints", "essay")
    if needs_q and not cell.q:
        raise cell.fault(f'a cell of role "{role}" needs q="..." (the exercise\'s id)')
    if cell.q and role in ("", "experiment"):
        raise cell.fault('q="..." belongs to a cell of an exercise: give its role '
                         "(answer, check, hints, given or essay), or drop q")
    kinds = {"hints": "markdown", "essay": "markdown", "answer": "code", "check": "code",
             "given": "code", "experiment": "code"}
    if role and cell.kind != kinds[role]:
        raise cell.fault(f'a cell of role "{role}" must be a {kinds[role]} cell')
    allowed = {"answer": KEYS, "essay": {"q", "role", "points", "minutes", "difficulty"}}
    for key in cell.header:
        if key not in allowed.get(role, {"q", "role"}):
            raise cell.fault(f"{key!r} does not belong to a cell of role "
                             f"{role or 'none'!r}: put it into the answer's or essay's header")
    points = cell.header.get("points")
    if role in ("answer", "essay") and (not isinstance(points, int | float) or points <= 0):
        raise cell.fault(f'{cell.q!r} needs points=N in the header of its {role} cell')


def _check_markers(cell: Cell) -> None:
    opened = None
    seen = 0
    for offset, line in enumerate(cell.text.split("\n"), start=1):
        if "BEGIN SOLUTION" in line:
            if opened is not None:
                raise cell.fault("BEGIN SOLUTION inside a solution: close the first one with END "
                                 "SOLUTION", offset)
            opened, seen = offset, seen + 1
        elif "END SOLUTION" in line:
            if opened is None:
                raise cell.fault("END SOLUTION without BEGIN SOLUTION: add or remove it", offset)
            opened = None
        elif cell.kind == "code" and re.match(r"\s*# %%", line):
            raise cell.fault("`# %%` inside a code cell would split it", offset)
    if opened is not None:
        raise cell.fault("BEGIN SOLUTION without END SOLUTION: add a line "
                         "`<!-- END SOLUTION -->`", opened)
    if seen and cell.role != "essay":
        raise cell.fault("solution markers belong to essay cells only; the builder writes those "
                         "of answers")
    if cell.role == "essay" and not seen:
        raise cell.fault(f"the essay {cell.q!r} has no rubric: put it between "
                         "`<!-- BEGIN SOLUTION -->` and `<!-- END SOLUTION -->`")


def _refuse_duplicates(cells: Iterable[Cell]) -> None:
    seen: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        if not cell.q or cell.role == "given":
            continue
        kind = "essay" if cell.role == "essay" else "exercise"
        other = seen.get((cell.role, cell.q)) or next(
            (old for (role, q), old in seen.items() if q == cell.q
             and (role == "essay") != (kind == "essay")), None)
        if other is not None:
            raise cell.fault(f"duplicate id: {cell.q!r} is already used by the {other.role} cell "
                             f"at {other.path.name}:{other.line}; give one of them another id")
        seen[cell.role, cell.q] = cell


def _read_exercise(book: Notebook, name: str, course: Course) -> Exercise:
    cells = {cell.role: cell for cell in book.cells if cell.q == name and cell.role != "given"}
    first = next(cell for cell in book.cells if cell.q == name)
    for role in ("answer", "hints", "check"):
        if role not in cells:
            raise first.fault(f"exercise {name!r} has no {role} cell: add one with "
                              f'`# %%{" [markdown]" if role == "hints" else ""} q="{name}" '
                              f'role="{role}"`')
    answer, hints, check = cells["answer"], cells["hints"], cells["check"]
    if not answer.line < hints.line < check.line:
        raise answer.fault(f"the cells of {name!r} must come in the order answer, hints, check")
    difficulty, minutes = answer.header.get("difficulty"), answer.header.get("minutes")
    if difficulty not in (1, 2, 3):
        raise answer.fault(f"exercise {name!r} needs difficulty=1, 2 or 3 in its answer header")
    if minutes is not None and (not isinstance(minutes, int) or minutes <= 0):
        raise answer.fault("minutes must be a whole number above 0")
    found = len(re.findall(r"<details\b", hints.text)), len(re.findall(r"</details>", hints.text))
    if found != (3, 3):
        raise hints.fault(f"exercise {name!r} needs exactly three hints, each in <details> ... "
                          f"</details>; there are {found[0]} opening and {found[1]} closing tags")
    parsed = read_answer(answer, course)
    wanted = rf'check\(\s*["\']{re.escape(name)}["\']\s*,\s*{parsed.name}\s*\)'
    if not re.fullmatch(wanted, check.text.strip()):
        raise check.fault(f'the check cell of {name!r} must be exactly `check("{name}", '
                          f"{parsed.name})`")
    return Exercise(name, answer.header["points"], difficulty, minutes, parsed, answer, check,
                    hints)


def cell_id(cell: Cell, used: dict[str, int]) -> str:
    """A cell's id in the notebook: its grade id, else a hash of its content."""
    if cell.role in ("answer", "essay"):
        return cell.q
    if cell.role in ("check", "hints"):
        return f"{cell.q}-{cell.role}"
    digest = hashlib.sha256(f"{cell.kind}\n{cell.role}\n{cell.text}".encode()).hexdigest()[:12]
    name = f"{cell.role or 'cell'}-{digest}"
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}-{used[name]}"


def experiment_cell_ids(book: Notebook) -> list[str]:
    """Ids of the cells that grading skips, from the source and never from a submission."""
    used: dict[str, int] = {}
    ids = [(cell, cell_id(cell, used)) for cell in book.cells]
    return [name for cell, name in ids if cell.role == "experiment"]
