"""What a class gets: it works in an empty place, and it holds no answer."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from grading.answers import Answer
from grading.mutants import load_mutants, patched_source
from grading.release import answers, release, stub
from grading.units import read_unit, unit_names
from tests.running import run_notebook

ROOT = Path(__file__).resolve().parents[1]
MODULE = '''"""Plumbing and an answer."""
import math


def helper(x):
    return x


def area(
    radius: float,
) -> float:
    """The area of a circle."""
    # pi r squared
    return math.pi * radius**2


class Box:
    """A box."""

    def __init__(self, side: float) -> None:
        """Keep the side."""
        self.side = side

    @property
    def volume(self) -> float:
        """The volume."""
        return self.side**3
'''


def _answer(name: str, line: int, source: str, regions: tuple[tuple[int, int], ...]) -> Answer:
    return Answer("m", name, Path("m.py"), line, source, regions, (), name == "Box", False)


def test_stub_keeps_the_specification_and_drops_the_body() -> None:
    lines = MODULE.split("\n")
    function = _answer("area", 9, "\n".join(lines[8:14]), ((4, 6),))
    box = _answer("Box", 17, "\n".join(lines[16:27]), ((5, 6), (10, 11)))
    text = stub(stub(MODULE, box, "not here"), function, "not here")
    assert text.count('raise NotImplementedError("not here")') == 3
    for gone in ("math.pi", "pi r squared", "self.side = side", "side**3"):
        assert gone not in text
    for kept in (
        "The area of a circle.",
        "@property",
        "Keep the side.",
        "def helper",
        "radius: float",
    ):
        assert kept in text
    namespace: dict = {}
    exec(compile(text, "m.py", "exec"), namespace)
    with pytest.raises(NotImplementedError, match="not here"):
        namespace["area"](1.0)


@pytest.fixture(scope="module", params=unit_names())
def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unit's release, its wheel unpacked in site/ beside it."""
    folder = release(request.param, tmp_path_factory.mktemp("release"))
    (wheel,) = (folder / "wheel").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder.parent / "site")
    return folder


def texts(bundle: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of everything readable in the bundle and its wheel; notebooks as plain lines."""
    for folder in (bundle, bundle.parent / "site"):
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.suffix in (".whl", ".safetensors", ".npz", ".npy", ".gz"):
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            if path.suffix == ".ipynb":
                text = "\n".join(cell["source"] for cell in nbformat.reads(text, 4).cells)
            yield str(path.relative_to(bundle.parent)), text


def windows(lines: list[str], size: int = 3) -> set[str]:
    """Runs of consecutive code lines, white space dropped, long enough to mean something."""
    code = ["".join(line.split()) for line in lines]
    code = [line for line in code if line and not line.startswith("#")]
    size = min(size, len(code))
    runs = ["\n".join(code[i : i + size]) for i in range(len(code) - size + 1)]
    return {run for run in runs if len(run) >= 30}


def test_bundle_holds_what_a_learner_needs(bundle: Path) -> None:
    unit = bundle.name
    assert list((bundle / "course" / unit).glob("*.ipynb"))
    for name in ("README.md", "requirements.txt", "LICENSE", "LICENSE-lessons", "datasets",
                 "course/nbgrader_config.py", "course/jupyter_lab_config.py",
                 "course/.lab/overrides.json", "course/README.md"):  # fmt: skip
        assert (bundle / name).exists(), name
    syllabus = (bundle / "course" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d\d_\w+)/", syllabus) == [unit]
    site = bundle.parent / "site" / "llmcourse"
    assert (site / "exercises" / "golden" / f"{unit}.json").is_file()
    assert (site / "pocket" / "model" / "config.json").is_file()


def test_bundle_holds_no_private_file(bundle: Path) -> None:
    names = [str(path.relative_to(bundle.parent)) for path in bundle.parent.rglob("*")]
    for name in names:
        assert not re.search(r"\.nb\.py$|(^|/)(solutions|grading|tests|mutants|alternatives)(/|$)"
                             r"|\.seeds$|gradebook", name), name  # fmt: skip
    later = [unit for unit in unit_names() if unit > bundle.name]
    assert not [name for name in names for unit in later if name.endswith(f"{unit}.json")]


def test_no_answer_or_mutant_leaks(bundle: Path) -> None:
    hidden: dict[str, str] = {}
    for unit, answer in answers(bundle.name):
        lines = answer.source.split("\n")
        for first, end in answer.regions:
            hidden |= dict.fromkeys(windows(lines[first:end]), f"the answer {unit}/{answer.name}")
    for unit in unit_names():
        for exercise in read_unit(unit).exercises:
            own = windows(exercise.answer.source.split("\n"))
            for mutant in load_mutants(unit).get(exercise.id, []):
                patched = windows(patched_source(mutant, exercise.answer.source).split("\n"))
                if unit >= bundle.name:
                    hidden |= dict.fromkeys(patched - own, f"the mutant {mutant.name}")
    assert len(hidden) > 10
    found = []
    for name, text in texts(bundle):
        assert "BEGIN SOLUTION" not in text, name
        plain = "\n".join("".join(line.split()) for line in text.splitlines() if line.strip())
        if name.endswith((".py", ".ipynb", ".md", ".json", ".txt")):
            found += [f"{what} in {name}: {run!r}" for run, what in hidden.items() if run in plain]
    assert found == []


def test_fresh_seeds_stay_private(bundle: Path) -> None:
    seeds = {
        word
        for path in (ROOT / "grading" / "private").rglob("*.seeds")
        for word in path.read_text(encoding="utf-8").split()
    }
    golden = bundle.parent / "site" / "llmcourse" / "exercises" / "golden"
    for path in golden.glob("*.json"):
        shipped = {str(seed) for seed in json.loads(path.read_text(encoding="utf-8"))["seeds"]}
        assert not shipped & seeds


def test_package_says_whose_exercise_it_is(bundle: Path) -> None:
    for unit, answer in answers(bundle.name):
        if answer.is_class or answer.is_async:
            continue
        code = (
            f"import inspect; from {answer.module} import {answer.name} as f\n"
            "assert f.__doc__\n"
            "kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)\n"
            "ps = inspect.signature(f).parameters.values()\n"
            "try:\n    f(**{p.name: None for p in ps if p.kind not in kinds})\n"
            "except NotImplementedError as error:\n    print(error)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(bundle.parent / "site")}, cwd=bundle,
        )  # fmt: skip
        assert f"the exercise of unit {unit}" in done.stdout, done.stderr
        break  # one import of the package is enough: the rest is text, checked above


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_unit_is_worked_through_from_the_bundle(bundle: Path) -> None:
    """The unit's notebook, answers filled in, on the stubbed package and the bundle's datasets."""
    unit = bundle.name
    known = {exercise.id: exercise.answer.source for exercise in read_unit(unit).exercises}
    for path in sorted((bundle / "course" / unit).glob("*.ipynb")):
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            cell.source = known.get(cell.id, cell.source)
        nb.cells.insert(0, nbformat.v4.new_code_cell("import llmcourse; print(llmcourse.__file__)"))
        run = run_notebook(nb, path.parent, {"PYTHONPATH": str(bundle.parent / "site")})
        assert str(bundle.parent / "site") in run.notebook.cells[0].outputs[0].text
        assert run.faults == []
