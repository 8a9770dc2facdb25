"""The grader on honest and broken submissions: scores, resumption, gradebook, feedback."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

pytest.importorskip("nbgrader")

from fast_course import FAST, UNIT, hand_in, make_course, maximum, right_answers, run
from nbgrader.api import Gradebook

from grading.course import ROOT
from grading.demo import demo_config
from grading.fast import cli, course, engine, sandbox
from grading.submission import course_config, grade_submission
from grading.units import read_unit

pytestmark = pytest.mark.usefixtures("same_package")

EXTRA = {
    "noisy": "import sys, warnings\nprint('talk ' * 2000)\nwarnings.warn('careful')\n"
             "print('trouble', file=sys.stderr)\n",
    "plots": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n",
    "magic": "%time sum(range(10))\n",
    "slow": "import time\ntime.sleep(1)\n",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Honest and broken submissions of unit 00, graded once."""
    root = tmp_path_factory.mktemp("fast")
    config = make_course(root)
    right = right_answers()
    first = next(iter(right))
    hand_in(root, "right", right)
    hand_in(root, "partly", right | {first: f"def {read_unit(UNIT).exercises[0].answer.name}(*a):\n"
                                            "    return None"})
    hand_in(root, "blank", {})
    for name, code in EXTRA.items():
        hand_in(root, name, right | {first: code + right[first]})
    hand_in(root, "late-crash", right, change=lambda nb: nb.cells.append(type(nb.cells[0])(
        cell_type="code", source="raise SystemError('late')", metadata={}, outputs=[],
        execution_count=None, id="late")))
    broken = {"empty": "", "no-json": '{"cells": [', "list": "[1, 2]", "julia": json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"kernelspec": {
            "name": "julia", "display_name": "Julia", "language": "julia"}}})}
    for name, text in broken.items():
        hand_in(root, name, right).write_text(text)
    path = hand_in(root, "misnamed", right)
    path.rename(path.with_name("my work.ipynb"))
    code, rows, _ = run(config)
    return {"root": root, "config": config, "rows": rows, "code": code}


def code_score(row: dict) -> float:
    """Points for code: the essay waits for a person."""
    return row["score"]


def test_honest_submissions_score_as_they_should(graded):
    rows = graded["rows"]
    for name in ("right", "late-crash", *EXTRA):
        assert code_score(rows[name]) == maximum(), (name, rows[name])
        assert rows[name]["state"] == "needs a look" and rows[name]["waiting"] == 1
    assert 0 < code_score(rows["partly"]) < maximum()
    assert code_score(rows["blank"]) == 0


def test_broken_submissions_are_one_row_with_one_sentence(graded):
    assert graded["code"] == 1
    for name, words in {"empty": "empty", "no-json": "not a notebook", "list": "odd structure",
                        "julia": "another language", "misnamed": "not its name"}.items():
        row = graded["rows"][name]
        assert row["state"] == "failed" and words in row["why"], row
        assert row["why"].count("\n") == 0 and row["score"] == 0
        assert (graded["root"] / "feedback" / name / UNIT / "start.html").is_file()


def test_scores_equal_the_stock_path_for_the_same_seeds(graded, tmp_path, monkeypatch):
    root = tmp_path / "stock"
    config = make_course(root)
    monkeypatch.setattr("grading.submission.package_hash", course.package_hash)
    monkeypatch.setattr("grading.submission.private_golden",
                        lambda unit, version: course.PRIVATE / "golden")
    from grading.fast import book

    with Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
        book.register(UNIT, config, gradebook)
    for name in ("right", "partly", "noisy"):
        shutil.copytree(graded["root"] / "submitted" / name, root / "submitted" / name)
        stock = grade_submission(UNIT, name, config)
        assert stock.score == graded["rows"][name]["score"], name


def test_a_rerun_keeps_everything_and_manual_grades(graded):
    config = graded["config"]
    with Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
        submission = gradebook.find_submission(UNIT, "right")
        essay = next(g for n in submission.notebooks for g in n.grades if g.needs_manual_grade)
        essay.manual_score, essay.needs_manual_grade = 3.0, False
        gradebook.db.commit()
    begun = time.monotonic()
    _, rows, _ = run(config)
    assert time.monotonic() - begun < 20
    assert all(row["kept"] for row in rows.values() if row["student"] != "misnamed"), rows
    assert rows["right"]["score"] == maximum() + 3 and rows["right"]["waiting"] == 0
    # Handed in again: graded again, and the grade given by hand stays.
    hand_in(graded["root"], "right", right_answers(), essay="Because it is so.")
    _, rows, _ = run(config, "--student", "right")
    assert not rows["right"]["kept"] and rows["right"]["score"] == maximum() + 3
    with sqlite3.connect(graded["root"] / "gradebook.db") as database:
        (count,) = database.execute("select count(*) from submitted_assignment").fetchone()
        assert count == len(graded["rows"])


def test_feedback_names_the_mistake_and_hides_inputs(graded):
    page = (graded["root"] / "feedback" / "partly" / UNIT / "start.html").read_text()
    assert "stay hidden" in page or "Your code stopped" in page or "mistake" in page
    assert "expected [" not in page and "<script" not in page.lower()
    noisy = (graded["root"] / "feedback" / "noisy" / UNIT / "start.html").read_text()
    assert "trouble" in noisy and len(noisy) < 2_000_000
    assert (graded["root"] / "grades.csv").read_text().count("\n") > 5


def test_killed_at_any_moment_and_run_again(tmp_path):
    config = make_course(tmp_path)
    right = right_answers()
    for number in range(6):
        hand_in(tmp_path, f"s{number}", right)
    program = (
        "import sys, pathlib; sys.path.insert(0, 'tests')\n"
        "from grading.fast import cli, course\n"
        f"course.package_hash = lambda: {course.package_hash()!r}\n"
        "from grading.demo import demo_config\n"
        f"config = demo_config(pathlib.Path({str(tmp_path)!r}), 20)\n"
        f"cli.main({[UNIT, '--json', *FAST]!r}, config)\n")
    done = tmp_path / "grading-work" / "done" / UNIT
    for least in (1, 3):
        process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"})
        limit = time.monotonic() + 90
        while time.monotonic() < limit and process.poll() is None:
            if done.is_dir() and len(list(done.glob("*.json"))) >= least:
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    _, rows, _ = run(config)
    assert len(rows) == 6 and {row["score"] for row in rows.values()} == {maximum()}
    assert sum(row["kept"] for row in rows.values()) >= 3
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        (count,) = database.execute("select count(*) from submitted_assignment").fetchone()
        (grades,) = database.execute("select count(*) from grade").fetchone()
    assert count == 6 and grades % 6 == 0


def test_corrupt_gradebook_is_kept_aside(graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded["root"], root)
    config = demo_config(root, 20)
    for name in (root / "submitted").iterdir():
        if name.name not in ("right", "blank"):
            shutil.rmtree(name)
    rubbish = b"this is no database" * 1000
    (root / "gradebook.db").write_bytes(rubbish)
    _, rows, _ = run(config)
    assert "kept as" in rows["gradebook"]["why"]
    (aside,) = root.glob("gradebook.db.corrupt-*")
    assert aside.read_bytes() == rubbish
    assert rows["right"]["score"] == maximum()


def test_locked_gradebook_and_second_run(graded):
    config = graded["config"]
    hand_in(graded["root"], "newcomer", right_answers())
    lock = sqlite3.connect(graded["root"] / "gradebook.db", isolation_level=None)
    lock.execute("begin immediate")
    try:
        code, rows, said = run(config, "--student", "newcomer")
        assert (code == 2 and "locked" in said) or "locked" in rows["newcomer"]["why"], (rows, said)
    finally:
        lock.rollback()
        lock.close()
    _, rows, _ = run(config, "--student", "newcomer")
    assert rows["newcomer"]["score"] == maximum()
    assert rows["newcomer"]["state"] in ("graded", "needs a look")


def test_missing_unit_odd_limits_and_no_sandbox(graded, monkeypatch, capsys):
    config = graded["config"]
    assert cli.main(["99_none"], config) == 2
    assert "There is no unit" in capsys.readouterr().err
    assert cli.main([UNIT, "--limit", "colour=3"], config) == 2
    hand_in(graded["root"], "unseen", {})
    monkeypatch.setattr(sandbox, "unavailable", lambda: "only Linux has what the sandbox needs")
    assert cli.main([UNIT, "--student", "unseen", *FAST], config) == 2
    assert "--trusted" in capsys.readouterr().err
    assert cli.main([UNIT, "--student", "unseen", "--trusted", *FAST], config) == 0


def test_the_course_configuration_is_understood():
    assert cli.submitted_folder(course_config()) == ROOT / "grading" / "submitted"


@pytest.mark.skipif(os.geteuid() != 0, reason="root only: becomes an ordinary user for a moment")
def test_sandbox_as_an_ordinary_user(tmp_path):
    """The second way in: no mounts as root, all namespaces at once."""
    from grading.fast import seccomp

    top = tmp_path / "root"
    top.mkdir()
    for folder in (top, *top.parents):
        with contextlib.suppress(OSError):
            if folder != top and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o011)
    os.chown(top, 12345, 12345)
    visible = tuple(path for path in sandbox.SYSTEM if os.path.exists(path))
    plan = sandbox.Plan(str(top), visible, program=seccomp.build())
    reader, writer = os.pipe()
    base = sandbox.address_space()  # before: the libraries may be root's alone
    if not (first := os.fork()):
        try:
            os.setgroups([])
            os.setresgid(12345, 12345, 12345)
            os.setresuid(12345, 12345, 12345)
            sandbox._libc.prctl(4, 1, 0, 0, 0)
            sandbox.confine(plan, 0)
            if not os.fork():
                sandbox.seal(plan, base)
                found = {"uid": os.getuid(), "pid": os.getpid(), "top": sorted(os.listdir("/"))}
                try:
                    os.fork()
                    found["fork"] = True
                except OSError:
                    found["fork"] = False
                os.write(writer, json.dumps(found).encode())
                os._exit(0)
            os.wait()
        except BaseException as error:
            os.write(writer, json.dumps({"error": repr(error)}).encode())
        finally:
            os._exit(0)
    os.close(writer)
    found = json.loads(os.read(reader, 4096))
    os.waitpid(first, 0)
    if "error" in found:
        pytest.skip(found["error"])
    assert found["uid"] == 1000 and found["pid"] == 1 and not found["fork"]
    assert "work" not in found["top"] and "home" not in found["top"]


def test_dead_parent_is_replaced(graded):
    """Killing the forking parent costs time only."""
    from grading.fast.local import Local

    config = graded["config"]
    templates = course.templates_for(UNIT, config)
    orders = course.orders_for(templates, course.package_hash())
    local = Local(orders, engine.Limits(wall_seconds=60), graded["root"] / "grading-work", 1)
    try:
        job = engine.Job(({"index": 0, "source": "print(41 + 1)"},), (1,), ())
        assert "42" in str(local.run(job).cells)
        os.kill(local.parent.pid, signal.SIGKILL)
        time.sleep(0.2)
        assert "42" in str(local.run(job).cells)
    finally:
        local.close()
