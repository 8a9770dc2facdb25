"""Where the course's parts lie. Tests build a toy course of the same shape."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Course:
    """The folders and packages of a course."""

    root: Path
    package: str = "llmcourse"
    mutants: str = "grading.mutants"
    alternatives: Path | None = None

    @property
    def solutions(self) -> Path:
        """Sources and instructor's notebooks, a folder a unit."""
        return self.root / "solutions"

    @property
    def released(self) -> Path:
        """Learner's notebooks, a folder a unit."""
        return self.root / "course"

    @property
    def alternatives_folder(self) -> Path:
        """Alternative full-mark answers, a folder a unit."""
        return self.alternatives or self.root / "grading" / "alternatives"

    @property
    def golden_folder(self) -> Path:
        """Where golden outputs for the public seeds ship."""
        return self.package_folder / "exercises" / "golden"

    @property
    def package_folder(self) -> Path:
        """The folder of the support package."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise ValueError(f"the package {self.package} can't be imported: install the "
                             "repository with `pip install -e .`")
        return Path(next(iter(spec.submodule_search_locations)))

    def probe_module(self, unit: str) -> str:
        """"04_rag_fusion" -> "llmcourse.exercises.rag_fusion"."""
        return f"{self.package}.exercises.{unit_module(unit)}"


def unit_module(unit: str) -> str:
    """"04_rag_fusion" -> "rag_fusion"."""
    number, _, name = unit.partition("_")
    return name if number.isdigit() and name else unit


COURSE = Course(ROOT)
