"""Writes what an instructor may give to a class: `python -m grading.release [UNIT ...]`.

Knows which files a learner needs and which must never leave: solutions, mutants, alternatives,
fresh seeds, the grader. A bundle is for one unit: the package in it has the answers of that unit
and of all later ones replaced by stubs that say so; answers of earlier units are whole, so that an
unsolved unit blocks nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grading.answers import Answer
from grading.units import read_unit, resolve_units, unit_names

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
_SKIP = shutil.ignore_patterns(
    "__pycache__", "*.pyc", ".ipynb_checkpoints", ".ruff_cache", "*.nb.py"
)


def answers(first_unit: str = "") -> list[tuple[str, Answer]]:
    """(unit, answer) for every exercise of `first_unit` and all later units."""
    return [
        (name, exercise.answer)
        for name in unit_names()
        if name >= first_unit
        for exercise in read_unit(name).exercises
    ]


def stub(text: str, answer: Answer, message: str) -> str:
    """`text`, the module that defines `answer`, with each body that a learner writes replaced.

    Signatures, decorators and docstrings stay: they are the exercise's text.
    """
    lines = text.split("\n")
    own = answer.source.split("\n")
    head = next(i for i, line in enumerate(own) if re.match(r"(async def|def|class) ", line))
    start = answer.line - 1 - head
    for first, end in reversed(answer.regions):
        indent = own[first][: len(own[first]) - len(own[first].lstrip())]
        lines[start + first : start + end] = [f'{indent}raise NotImplementedError("{message}")']
    return "\n".join(lines)


def stubbed_package(folder: Path, first_unit: str) -> Path:
    """Copy the package to `folder`/llmcourse without the answers of `first_unit` and later units.

    Golden outputs of later units stay away too. Returns the folder, fit for PYTHONPATH.
    """
    if first_unit not in unit_names():
        raise ValueError(f"unit is {first_unit!r}; name one of {', '.join(unit_names())}")
    package = folder / "llmcourse"
    shutil.copytree(SOURCE / "llmcourse", package, ignore=_SKIP)
    # From the end of each file to its start, so that line numbers stay true.
    for unit, answer in sorted(answers(first_unit), key=lambda pair: -pair[1].line):
        path = folder / answer.path.relative_to(SOURCE)
        message = f"{answer.name} is the exercise of unit {unit}: write it in the notebook"
        path.write_text(stub(path.read_text(encoding="utf-8"), answer, message), encoding="utf-8")
    for golden in (package / "exercises" / "golden").glob("*.json"):
        if golden.stem > first_unit:
            golden.unlink()
    return folder


def package_hash() -> str:
    """A hash of all that decides what a stubbed package and its golden outputs hold."""
    digest = hashlib.sha256()
    paths = [*SOURCE.rglob("*.py"), *SOURCE.glob("llmcourse/exercises/golden/*.json")]
    paths += [*(ROOT / "solutions").glob("*/*.nb.py"), *(ROOT / "grading/mutants").rglob("*.py")]
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    for path in sorted((ROOT / "src/llmcourse/pocket/model").glob("*")):
        digest.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def wheel(folder: Path, first_unit: str) -> Path:
    """Build the stubbed package as a wheel in `folder`, without a network, and return its path."""
    with tempfile.TemporaryDirectory() as work:
        stage = Path(work)
        stubbed_package(stage / "src", first_unit)
        for name in ("pyproject.toml", "LICENSE", "LICENSE-lessons"):
            shutil.copy(ROOT / name, stage / name)
        (stage / "README.md").write_text("The support package of the course.\n", encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
            "--disable-pip-version-check", "--wheel-dir", str(folder), str(stage),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"pip could not build the wheel:\n{done.stderr[-2000:]}")
    return next(folder.glob("llmcourse-*.whl"))


README = """# {title}

What you need for unit {unit}: the notebook in `course/{unit}/`, the documents and questions in
`datasets/`, and the course's own package with its small language model in `wheel/`.

## Set up, once

You need Python 3.11, 3.12 or 3.13. In this folder:

    python3 -m venv .venv
    .venv/bin/pip install --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt
    .venv/bin/pip install --no-deps {wheel}

On Windows:

    py -m venv .venv
    .venv\\Scripts\\pip install -r requirements.txt
    .venv\\Scripts\\pip install --no-deps {windows}

(The extra index serves torch without CUDA for Linux; leave it out if you have a GPU.)

## Work

    cd course
    ../.venv/bin/jupyter lab --config=jupyter_lab_config.py

Open `{unit}`, read, write your answers where a cell says so, and run `check(...)` below each: it
tells you at once what is right, what is wrong, and which mistake it recognises. **Validate** runs
the whole notebook again from the start. Hand in the notebook file as your instructor asks;
on a class server that is Nbgrader > Assignment List > Submit.

Something does not work: `.venv/bin/llmcourse doctor` says what to do.

Code: Apache-2.0 (LICENSE). Lessons and datasets: CC BY 4.0 (LICENSE-lessons).
"""


def release(unit: str, folder: Path) -> Path:
    """Write the bundle of one unit into `folder`/`unit` (replaced if it is there); return it."""
    built = ROOT / "course" / unit
    if not list(built.glob("*.ipynb")):
        raise ValueError(f"unit {unit} has no notebook in course/; run `make build` first")
    bundle = folder / unit
    if bundle.exists():
        shutil.rmtree(bundle)
    (bundle / "course").mkdir(parents=True)
    shutil.copytree(built, bundle / "course" / unit, ignore=_SKIP)
    for path in (ROOT / "course").glob("*_config.py"):
        shutil.copy(path, bundle / "course")
    shutil.copytree(ROOT / "course" / ".lab", bundle / "course" / ".lab")
    # The syllabus, of this unit alone: links to others would lead nowhere.
    lines = (ROOT / "course" / "README.md").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if unit in line or not re.match(r"\| \[\d\d ", line)]
    (bundle / "course" / "README.md").write_text("".join(kept), encoding="utf-8")
    shutil.copytree(ROOT / "datasets", bundle / "datasets", ignore=_SKIP)
    for name in ("LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / name, bundle / name)
    shutil.copy(ROOT / "requirements.lock", bundle / "requirements.txt")
    made = wheel(bundle / "wheel", unit).relative_to(bundle)
    windows = str(made).replace("/", "\\")
    title = f"Course on large language models: unit {unit}"
    (bundle / "README.md").write_text(
        README.format(title=title, unit=unit, wheel=made, windows=windows), encoding="utf-8"
    )
    return bundle


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; prints one line a bundle."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="*", help="units such as 00 or 01_prompting; default: all")
    parser.add_argument("--to", type=Path, default=ROOT / "release", help="folder to write into")
    arguments = parser.parse_args(argv)
    try:
        for unit in resolve_units(arguments.units):
            bundle = release(unit, arguments.to)
            files = [path for path in bundle.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1e6
            print(f"{bundle}: {len(files)} files, {size:.0f} MB")
    except ValueError as error:
        print(f"make release: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
