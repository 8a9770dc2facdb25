"""Hostile submissions, for the gate: each says what it tries and how its success would show.

They are made from a unit's released notebook, so that a changed lesson changes them. `code` goes
into the first answer cell, `body` (with @NAME@) defines every answer, `answers` single ones, by
exercise. An attack of a unit's own module needs what only that unit has. @ROOT@ is the course's
folder, @REPO@ this repository, @VICTIM@ another learner, @PORT@ a listening port outside. An
attack that sees itself succeed prints PWNED; scores, files, rows, processes and sockets are
watched from outside as well. Never run one outside of the sandbox.
"""

from __future__ import annotations

import copy
import importlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grading.units import Unit

MARK = "PWNED"
VICTIM = "victim"
KINDS = ("forging", "reading", "writing", "escaping", "exhausting", "network", "intake", "browser",
         "judging")
UNITS = {"prompting": "01_prompting", "retrieval": "02_rag"}  # kinds that only one unit has
ATTACKS: dict[str, Attack] = {}
# Code that sends bytes to the grader past everything that would form a message of them.
RAW = """
import gc, socket, json
def raw(data, head=None):
    for s in [o for o in gc.get_objects() if isinstance(o, socket.socket)]:
        try: s.sendall((len(data) if head is None else head).to_bytes(4, "big") + data)
        except (OSError, OverflowError): pass
"""


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    name: str
    kind: str
    tries: str
    success: str  # how it would show
    code: str = ""
    body: str = ""
    change: Callable[[NotebookNode], None] | None = None
    place: Callable[[Path, Path], None] | None = None  # (the submitted notebook, the course)
    answers: Mapping[str, str] = field(default_factory=dict)


def attack(name: str, tries: str, success: str, code: str = "", body: str = "",
           change: Callable[[NotebookNode], None] | None = None,
           place: Callable[[Path, Path], None] | None = None, kind: str = "",
           answers: Mapping[str, str] | None = None) -> None:
    """Declare an attack; its class is the module that declares it."""
    if name in ATTACKS:
        raise ValueError(f"two attacks are named {name!r}")
    ATTACKS[name] = Attack(name, kind, tries, success, code, body, change, place,
                           answers or {})


def all_attacks(unit: str = "") -> list[Attack]:
    """Every attack that fits any unit, or those that need what only this unit has."""
    for kind in (*KINDS, *UNITS):
        before = set(ATTACKS)
        importlib.import_module(f"grading.attacks.{kind}")
        for name in set(ATTACKS) - before:
            object.__setattr__(ATTACKS[name], "kind", kind)
    return [one for one in ATTACKS.values() if UNITS.get(one.kind, "") == unit]


def write(one: Attack, unit: Unit, root: Path, repository: Path, port: int) -> Path:
    """Hand the attack in under its own name, in the course at `root`."""
    book = unit.notebooks[0]
    nb = copy.deepcopy(nbformat.read(root / "course" / unit.name / f"{book.name}.ipynb", 4))
    answers = {exercise.id: exercise for exercise in book.exercises}
    words = {"@ROOT@": str(root), "@REPO@": str(repository), "@VICTIM@": VICTIM,
             "@PORT@": str(port), "@UNIT@": unit.name, "@BOOK@": book.name,
             "@MODULE@": unit.name.partition("_")[2]}
    first = True
    kept = []
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in answers:
            text = (one.code if first else "") + "\n"
            text += one.answers.get(name) or one.body or cell.source
            text = text.replace("@NAME@", answers[name].answer.name)
            for word, value in words.items():
                text = text.replace(word, value)
            cell.source, first = text, False
        # Ungraded cells are left out: they only take time.
        if cell.cell_type == "markdown" or "nbgrader" in cell.metadata:
            kept.append(cell)
    nb.cells = kept
    if one.change:
        one.change(nb)
    path = root / "submitted" / one.name / unit.name / f"{book.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    if one.place:
        one.place(path, root)
    return path


def fields(path: Path) -> tuple[int, int, int]:
    """What shows that a file was touched."""
    about = os.stat(path, follow_symlinks=False)
    return about.st_size, about.st_mtime_ns, about.st_mode
