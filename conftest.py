"""For every test: one thread, no network, no setting of the person who runs them."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("MPLBACKEND", "agg")
for _name in ("LLMCOURSE_MODEL", "LLMCOURSE_GOLDEN", "LLMCOURSE_ENCODER", "NBGRADER_EXECUTION"):
    os.environ.pop(_name, None)


GRADES = ("test_attacks", "test_fast", "test_nbgrader", "test_formgrader")


def part_of(nodeid: str) -> str:
    """The tests that one process runs in one go: a file's, or all that grade.

    Those look for processes that a sandbox may have left behind, and share the demonstration.
    """
    name = nodeid.split("::")[0].rpartition("/")[2].removesuffix(".py")
    return "grading" if name.startswith(GRADES) else name


@pytest.hookimpl(optionalhook=True)  # without xdist nobody asks
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Where several processes run (pytest -n 2): see part_of. The mark xdist_group would say the
    same, but pytest-xdist 3.8 loses it under pytest 9.2 (pytest-xdist issue 1386)."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPart(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return part_of(nodeid)

    return ByPart(config, log)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The demonstration, played once for all tests that look at it (about a minute)."""
    pytest.importorskip("nbgrader")
    from grading.demo import play
    from grading.units import read_unit, unit_names

    if "00_start" not in unit_names():
        pytest.skip("unit 00 is not there")
    root: Path = tmp_path_factory.mktemp("demo")
    said: list[str] = []
    rows = play("00_start", root, say=said.append)
    return SimpleNamespace(
        root=root, rows=rows, said=said, unit="00_start",
        notebook=read_unit("00_start").notebooks[0].name,
    )  # fmt: skip


@pytest.fixture(scope="module")
def same_package():
    """For tests that grade: a sandbox is there, and the package's hash is taken once, because
    somebody may be writing files beside these tests."""
    from grading.fast import course, sandbox

    if why := sandbox.unavailable():
        pytest.skip(why)
    frozen, real = course.package_hash(), course.package_hash
    course.package_hash = lambda: frozen
    yield
    course.package_hash = real
