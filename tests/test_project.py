"""The project's own promises: one dependency list, files that agree, nothing private in course/."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def tracked(pattern: str = "*") -> list[Path]:
    """Files that git knows, or all files where this is no checkout."""
    done = subprocess.run(
        ["git", "ls-files", "-z", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [
        line.split(";")[0].split("==") for line in lines if line and not line.startswith("#")
    ]
    assert all(len(pin) == 2 for pin in pins)
    return {canonicalize_name(name): version for name, version in pins}


def test_lock_satisfies_every_dependency() -> None:
    pins = locked()
    wanted = [*PROJECT["dependencies"], *EXTRAS["grading"], *EXTRAS["dev"]]
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is not in requirements.lock: run `make lock`"
        assert requirement.specifier.contains(pins[name], prereleases=True), name


def test_lock_means_the_same_everywhere() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    body = [line for line in text.splitlines() if not line.startswith("#")]
    # a package that exists for one system only carries its marker; nothing else may follow a pin
    pin = r"[\w.-]+==[\w.!]+(; sys_platform == 'linux')?"
    assert all(re.fullmatch(pin, line) for line in body), "no local versions, paths"
    assert "torch==2.13.0" in body
    assert len(body) == len(set(map(str.lower, body)))


def test_extras_and_package_data() -> None:
    assert {"grading", "gpu", "serving", "chat", "dev"} <= set(EXTRAS)
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package_data = data["tool"]["setuptools"]["package-data"]
    assert package_data["llmcourse.pocket"] and package_data["llmcourse.exercises"]


def test_no_dependency_is_listed_twice() -> None:
    names = [canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]]
    for extra in ("grading", "dev"):
        names += [canonicalize_name(Requirement(line).name) for line in EXTRAS[extra]]
    assert len(names) == len(set(names))


def test_environment_agrees_with_pyproject() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [item for item in environment["dependencies"] if isinstance(item, str)]
    (pip,) = (item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    # repo2docker understands the version only in this form, and silently takes 3.10 otherwise.
    (python,) = (item for item in plain if item.startswith("python"))
    version = re.fullmatch(r"python=(3\.\d+)", python)
    assert version and SpecifierSet(PROJECT["requires-python"]).contains(version[1] + ".0")
    assert "pip" in plain
    assert "-e .[grading,dev]" in pip
    named = {re.split(r"[=<>~!\[]", item)[0] for item in plain} - {"python", "pip"}
    listed = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert not named & listed, "a package must be listed once, in pyproject.toml"


def test_syllabus_and_readme_list_the_units_that_exist() -> None:
    units = sorted(path.name for path in (ROOT / "course").glob("[0-9][0-9]_*") if path.is_dir())
    syllabus = (ROOT / "course" / "README.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((\d\d_\w+)/(\w+\.ipynb)\)", syllabus)
    assert [unit for unit, _ in linked] == units
    assert all((ROOT / "course" / unit / name).is_file() for unit, name in linked)
    assert sorted(set(re.findall(r"\(course/(\d\d_\w+)/\w+\.ipynb\)", readme))) == units


def test_minutes_agree() -> None:
    readme, syllabus = (
        re.findall(r"^\| \[(\d\d) .*? \| (\d+) \|", path.read_text(encoding="utf-8"), re.M)
        for path in (ROOT / "README.md", ROOT / "course" / "README.md")
    )
    assert readme and readme == syllabus


def test_readme_links_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_makefile_names_what_the_readme_says() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z][a-z-]*)", readme)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"


def test_course_holds_no_solution() -> None:
    for path in tracked("course"):
        assert not path.name.endswith(".nb.py"), path
        if path.suffix == ".ipynb":
            text = path.read_text(encoding="utf-8")
            assert "BEGIN SOLUTION" not in text and "BEGIN HIDDEN" not in text, path


def test_screenshots_are_small_and_no_file_is_huge() -> None:
    for path in tracked():
        limit = 300_000 if path.suffix == ".png" else 60_000_000
        assert path.stat().st_size <= limit, path


def test_working_folders_are_ignored() -> None:
    for name in ("grading/demo/x", "grading/submitted/x", "grading/autograded/x",
                 "grading/feedback/x", "grading/exchange/x", "grading/private/x",
                 "grading/gradebook.db", "release/x", "runs/x", ".venv/x"):  # fmt: skip
        done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
        if done.returncode == 128:
            pytest.skip("not a git checkout")
        assert done.returncode == 0, name


def test_nbgrader_configurations_agree() -> None:
    from traitlets.config import PyFileConfigLoader

    own = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    learner = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT / "course")).load_config()
    assert own.CourseDirectory.course_id == learner.CourseDirectory.course_id
    assert Path(own.Exchange.root) == Path(learner.Exchange.root)
    assert Path(own.Exchange.assignment_dir) == Path(learner.Exchange.assignment_dir)
    assert "*.nb.py" in own.CourseDirectory.ignore
    assert Path(own.Exchange.root).is_dir()


@pytest.mark.slow
def test_ruff_and_mypy_find_nothing() -> None:
    for tool in (["ruff", "check", "."], ["mypy"]):
        done = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, f"{' '.join(tool)}\n{done.stdout[-3000:]}{done.stderr[-500:]}"
