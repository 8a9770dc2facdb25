"""Writes what an instructor may give to a class: `python -m grading.release [UNIT ...]`.

Knows which files a learner needs and which must never leave: solutions, mutants, alternatives,
fresh seeds, the grader. A bundle is for one unit: the package in it has the answers of that unit
and of all later ones replaced by stubs that say so; answers of earlier units are whole, so that an
unsolved unit blocks nothing.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_ANSWER = re.compile(
    r'^# %%[^\n]*role="answer"[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*from (llmcourse[\w.]*) import (\w+)',
    re.MULTILINE,
)
_SKIP = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints", "*.nb.py")


@dataclass(frozen=True)
class Answer:
    """One exercise's reference: `name` in module `module`, asked for in unit `unit`."""

    unit: str
    module: str
    name: str


def units(solutions: Path = ROOT / "solutions") -> list[str]:
    """Names of the units that exist, in order, such as '00_start'."""
    return sorted(path.parent.name for path in solutions.glob("[0-9][0-9]_*/*.nb.py"))


def answers(solutions: Path = ROOT / "solutions") -> list[Answer]:
    """Every answer of every unit, read from the lessons' sources."""
    return [
        Answer(path.parent.name, module, name)
        for path in sorted(solutions.glob("[0-9][0-9]_*/*.nb.py"))
        for module, name in _ANSWER.findall(path.read_text(encoding="utf-8"))
    ]


def stub(source: str, name: str, message: str) -> str:
    """`source` with the body of its top-level `name` replaced by `raise NotImplementedError`.

    Signature, decorators and docstring stay: they are the exercise's text. Of a class the methods
    stay, each as a stub, and annotated fields. ValueError where `name` is not defined there.
    """
    tree = ast.parse(source)
    for node in tree.body:
        if getattr(node, "name", None) == name and isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ):
            break
    else:
        raise ValueError(
            f"{name} is not a top-level function or class; name the answer that the module defines"
        )
    lines = source.splitlines()
    if isinstance(node, ast.ClassDef):
        body = [line for part in node.body for line in _class_part(part, node, lines, message)]
        if not any(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body):
            body.append(f"    # {message}")
        if all(line.lstrip().startswith("#") for line in body):
            body.append("    pass")
        head = lines[node.lineno - 1 : node.body[0].lineno - 1]
        new = [*lines[: node.lineno - 1], *head, *body]
    else:
        new = [*lines[: node.lineno - 1], *_function(node, lines, message)]
    return "\n".join([*new, *lines[node.end_lineno :]]) + "\n"


def _has_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    return ast.get_docstring(node, clean=False) is not None


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str], message: str
) -> list[str]:
    """Lines from `def` to the docstring's end, then the raise."""
    first = node.body[0]
    end = first.end_lineno if _has_docstring(node) else first.lineno - 1
    if end < first.lineno and first.lineno == node.lineno:  # `def f(): return 1` on one line
        head = [lines[node.lineno - 1][: first.col_offset].rstrip()]
    else:
        head = lines[node.lineno - 1 : end]
        # A comment between the signature and the first statement may explain the solution.
        while len(head) > 1 and head[-1].lstrip().startswith("#"):
            head.pop()
    indent = " " * (node.col_offset + 4)
    return [*head, f'{indent}raise NotImplementedError("{message}")']


def _class_part(part: ast.stmt, node: ast.ClassDef, lines: list[str], message: str) -> list[str]:
    first = part is node.body[0]
    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
        start = min([part.lineno, *(d.lineno for d in part.decorator_list)])
        return ["", *lines[start - 1 : part.lineno - 1], *_function(part, lines, message)]
    if (first and _has_docstring(node)) or isinstance(part, ast.AnnAssign):
        return lines[part.lineno - 1 : part.end_lineno]
    return []


def stubbed_package(folder: Path, first_unit: str, source: Path = ROOT / "src") -> Path:
    """Copy the package to `folder`/llmcourse without the answers of `first_unit` and later units.

    Golden outputs of later units stay away too. Returns the folder, fit for PYTHONPATH.
    """
    known = units()
    if first_unit not in known:
        raise ValueError(f"unit is {first_unit!r}; name one of {', '.join(known)}")
    package = folder / "llmcourse"
    shutil.copytree(source / "llmcourse", package, ignore=_SKIP)
    for answer in answers():
        if answer.unit < first_unit:
            continue
        path = _module_path(folder, answer.module, answer.name)
        message = f"{answer.name} is the exercise of unit {answer.unit}: write it in the notebook"
        path.write_text(
            stub(path.read_text(encoding="utf-8"), answer.name, message), encoding="utf-8"
        )
    for golden in (package / "exercises" / "golden").glob("*.json"):
        if golden.stem > first_unit:
            golden.unlink()
    return folder


def _module_path(folder: Path, module: str, name: str) -> Path:
    """The file that defines `name`, following one re-export of a package's __init__."""
    base = folder.joinpath(*module.split("."))
    path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    text = path.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            inner = node.module or ""
            target = f"{module}.{inner}" if node.level else inner
            return _module_path(folder, target, name)
    return path


def package_hash(extra: Iterable[Path] = ()) -> str:
    """A hash of everything that decides what a stubbed package holds."""
    digest = hashlib.sha256()
    paths = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.json"), *extra]
    for path in sorted([*paths, *(ROOT / "solutions").glob("*/*.nb.py")]):
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
    ../.venv/bin/jupyter lab            (Windows: ..\\.venv\\Scripts\\jupyter lab)

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
    shutil.copy(ROOT / "course" / "nbgrader_config.py", bundle / "course")
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


def find_unit(word: str) -> str:
    """The unit meant by '00', '00_start' or 'start'; ValueError where none or several fit."""
    fitting = [name for name in units() if word in (name, *name.split("_", 1))]
    if len(fitting) != 1:
        raise ValueError(f"unit is {word!r}; name one of {', '.join(units())}")
    return fitting[0]


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; prints one line a bundle."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="*", help="units such as 00 or 01_prompting; default: all")
    parser.add_argument("--to", type=Path, default=ROOT / "release", help="folder to write into")
    arguments = parser.parse_args(argv)
    try:
        wanted = [find_unit(word) for word in arguments.units] or units()
        for unit in wanted:
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
