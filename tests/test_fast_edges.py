"""The grader where things are odd: files at intake, a full disk, active content, earlier units."""

import contextlib
import csv
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

pytest.importorskip("nbgrader")

from fast_course import FAST, UNIT, hand_in, make_course, maximum, right_answers, run

from grading import golden
from grading.attacks import RAW
from grading.course import ROOT
from grading.fast import cli, course, engine, feedback, sandbox
from grading.fast.local import Local

pytestmark = pytest.mark.usefixtures("same_package")

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="root only: mounts, devices")


def one_sentence(row):
    """The row's reason is one line and ends like a sentence."""
    return "\n" not in row["why"] and row["why"].endswith(".")


def test_files_that_are_none_are_a_row_each(tmp_path):
    config = make_course(tmp_path)
    right = right_answers()
    hand_in(tmp_path, "good", right)
    other = tmp_path / "precious"
    other.write_text("mine")
    odd = {"fifo": lambda path: os.mkfifo(path), "folder": lambda path: path.mkdir(),
           "link": lambda path: path.symlink_to(other),
           "dangling": lambda path: path.symlink_to(tmp_path / "nowhere"),
           "ring": lambda path: path.symlink_to(path)}
    if os.geteuid() == 0:
        odd |= {"device": lambda path: os.mknod(path, 0o666 | 0o020000, os.makedev(1, 5)),
                "disk": lambda path: os.mknod(path, 0o666 | 0o060000, os.makedev(7, 200))}
    sockets = []
    for name, make in odd.items():
        path = hand_in(tmp_path, name, right)
        path.unlink()
        try:
            make(path)
        except PermissionError:
            shutil.rmtree(path.parents[1])
    path = hand_in(tmp_path, "socket", right)
    path.unlink()
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is at most 107 bytes
    try:
        sockets.append(socket.socket(socket.AF_UNIX))
        sockets[0].bind(path.name)
    finally:
        os.chdir(here)
    shutil.copytree(tmp_path / "submitted" / "good", tmp_path / "elsewhere")
    (tmp_path / "submitted" / "folder-link").symlink_to(tmp_path / "elsewhere")
    hard = hand_in(tmp_path, "hard-link", {})
    hard.unlink()
    os.link(other, hard)  # a hard link is a file like any other: what it holds is no notebook
    code, rows, said = run(config)
    assert code == 1, said
    for name, row in rows.items():
        if name == "good":
            assert row["score"] == maximum(), row
        else:
            assert row["state"] == "failed" and row["score"] == 0 and one_sentence(row), row
    assert {"fifo", "folder", "link", "dangling", "ring", "socket", "folder-link"} <= set(rows)
    assert other.read_text() == "mine"
    sockets[0].close()


@contextlib.contextmanager
def small_disk(folder, size):
    """A disk of so many megabytes at `folder`."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(folder)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no mounts here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def grades(root):
    """All stored scores of all students."""
    with contextlib.closing(sqlite3.connect(f"file:{root}/gradebook.db?mode=ro", uri=True)) as rows:
        return sorted(rows.execute(
            "select a.student_id, g.id, g.auto_score from grade g "
            "join submitted_notebook n on g.notebook_id = n.id "
            "join submitted_assignment a on n.assignment_id = a.id").fetchall())


@root_only
@pytest.mark.slow
@pytest.mark.parametrize("left", [0, 400_000])
def test_a_full_disk_loses_nothing(tmp_path, monkeypatch, left):
    with small_disk(tmp_path / "disk", 100) as root:
        config = make_course(root)
        right = right_answers()
        hand_in(root, "first", right)
        code, _, said = run(config)
        assert code == 2 and "200 MB of disk are free; nothing was begun" in said
        assert not (root / "gradebook.db").exists()
        monkeypatch.setattr(cli, "FREE_MB", 0)
        _, rows, _ = run(config)
        assert rows["first"]["score"] == maximum()
        before = grades(root)
        page = next((root / "feedback" / "first").rglob("*.html")).read_bytes()
        for number in range(3):
            hand_in(root, f"later-{number}", right)
        with open(root / "filler", "wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        if left:
            os.truncate(root / "filler", (root / "filler").stat().st_size - left)
        code, rows, said = run(config)
        if code == 2:
            assert "The disk is full" in said and said.count("\n") == 1, said
        else:
            assert rows["first"]["kept"] and rows["first"]["score"] == maximum()
            failed = [row for row in rows.values() if row["state"] == "failed"]
            assert failed and all("disk is full" in row["why"] for row in failed), rows
        assert [row for row in grades(root) if row[0] == "first"] == before
        assert next((root / "feedback" / "first").rglob("*.html")).read_bytes() == page
        (root / "filler").unlink()
        code, rows, said = run(config)
        assert code == 0 and {row["score"] for row in rows.values()} == {maximum()}, (rows, said)
        assert len(rows) == 4 and rows["first"]["kept"]


SLOPPY = ("</script >", "</script\n>", "</script/>", "</script x=1>", "</SCRIPT\t\n y>", "")


@pytest.mark.parametrize("end", SLOPPY)
def test_sloppy_closing_tags_hide_no_script(end):
    page = f"<html><head></head><body><ScRiPt>alert(1){end} rest</body></html>"
    assert not re.search(r"<\s*/?script", feedback.passive(page), re.IGNORECASE)
    joined = f"<head><scr<script>x</script >ipt>alert(1){end}"
    assert not re.search(r"<\s*/?script", feedback.passive(joined), re.IGNORECASE)


def test_sloppy_scripts_of_a_submission_do_not_reach_its_page(tmp_path):
    config = make_course(tmp_path)
    right = right_answers()
    first = next(iter(right))
    shows = "".join(f"display(HTML({f'<script>LIVE()//{end}<b>x</b>'!r}))\n" for end in SLOPPY)
    shows += f"display(HTML({'<scr<script></script >ipt>LIVE()</script >'!r}))\n"
    text = "# A\n\n" + "\n\n".join(f"<script>LIVE(){end} <b>y</b>" for end in SLOPPY)
    hand_in(tmp_path, "sloppy", right | {
        first: f"from IPython.display import HTML, display\n{shows}{right[first]}"}, essay=text)
    _, rows, said = run(config)
    assert rows["sloppy"]["score"] == maximum(), (rows, said)
    page = next((tmp_path / "feedback" / "sloppy").rglob("*.html")).read_text()
    assert not re.search(r"<\s*/?script", page, re.IGNORECASE)
    assert "LIVE" in page and "default-src 'none'" in page  # as text, in code and output


def test_earlier_units_answers_can_be_imported_and_own_ones_cannot(tmp_path):
    unit = "01_prompting"
    config = make_course(tmp_path, unit)
    orders = course.orders_for(course.templates_for(unit, config), course.package_hash())
    local = Local(orders, engine.Limits(wall_seconds=60), tmp_path / "work", 1)
    source = (
        "from llmcourse.start import temperature_softmax\n"
        "print('earlier', [round(float(p), 3) for p in temperature_softmax([0.0, 0.0], 1.0)])\n"
        "from llmcourse import prompting, rag\n"
        "from llmcourse.rag import evaluation\n"
        "for own in (lambda: prompting.majority_vote(['1']), lambda: evaluation.ndcg(['a'], {'a': 1})):\n"  # noqa: E501
        "    try: print('leaked', own())\n"
        "    except NotImplementedError as error: print('stub:', error)\n")
    try:
        done = local.run(engine.Job(({"index": 0, "source": source},), (1,), ()))
    finally:
        local.close()
    text = done.cells[0]["outputs"][0]["text"]
    assert "earlier [0.5, 0.5]" in text and text.count("stub:") == 2 and "leaked" not in text, text


KILLED = """
import os, pathlib, signal, sys, time
from grading.demo import demo_config
from grading.fast import cli, course
course.package_hash = lambda: {version!r}
config = demo_config(pathlib.Path({root!r}), 20)
for delay in {delays!r}:
    pid = os.fork()
    if not pid:
        sys.stdout = sys.stderr = open(os.devnull, "w")
        cli.main({arguments!r}, config)
        os._exit(0)
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    for path in pathlib.Path({root!r}).glob("autograded/*/*/*.ipynb"):
        assert path.stat().st_size, path
print("KILLED")
"""


@pytest.mark.slow
def test_ten_kills_at_odd_moments_lose_and_double_nothing(tmp_path):
    """From the first steps (gradebook and unit are made) to the last page; each run goes on."""
    config, right = make_course(tmp_path), right_answers()
    names = [f"s{number}" for number in range(8)]
    for name in names:
        hand_in(tmp_path, name, right)
    delays = [0.15, 0.3, 0.5, 0.8, 1.3, 3.1, 3.7, 4.4, 5.2, 6.1]
    program = KILLED.format(root=str(tmp_path), delays=delays, version=course.package_hash(),
                            arguments=[UNIT, "--json", "--jobs", "2", *FAST])
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}, check=False)
    assert "KILLED" in done.stdout, done.stderr[-2000:]
    begun = len(list((tmp_path / "grading-work" / "done" / UNIT).glob("*.json")))
    _, rows, said = run(config)
    assert {name: row["score"] for name, row in rows.items()} == dict.fromkeys(names, maximum())
    assert sum(row["kept"] for row in rows.values()) >= begun - 1, (begun, rows, said)
    with contextlib.closing(sqlite3.connect(tmp_path / "gradebook.db")) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        counts = {table: database.execute(f"select count(*) from {table}").fetchone()[0]
                  for table in ("student", "submitted_assignment", "submitted_notebook",
                                "assignment", "notebook", "alembic_version")}
    assert counts == {"student": 8, "submitted_assignment": 8, "submitted_notebook": 8,
                      "assignment": 1, "notebook": 1, "alembic_version": 1}
    stored = grades(tmp_path)
    assert len(stored) == len({one[1] for one in stored}) == 8 * 4
    with open(tmp_path / "grades.csv", newline="") as file:
        assert sorted(row["student_id"] for row in csv.DictReader(file)) == names
    for name in names:
        page = (tmp_path / "feedback" / name / UNIT / "start.html").read_text()
        assert "default-src 'none'" in page and "<script" not in page.lower()
    left = [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]
    parents = tmp_path / "grading-work" / "parents"  # not made by a run that found all done before
    assert not left and not (parents.exists() and list(parents.iterdir()))


def test_a_course_that_lies_where_submissions_can_read_is_refused(tmp_path, monkeypatch):
    """As in /usr or in the environment's own folder: its solutions would be visible."""
    config = make_course(tmp_path)
    orders = course.orders_for(course.templates_for(UNIT, config), course.package_hash())
    real = sandbox.visible_folders
    monkeypatch.setattr(sandbox, "visible_folders", lambda *more: (str(ROOT), *real(*more)))
    with pytest.raises(engine.NoSandbox, match="move the course out of there"):
        engine.Parent(orders, engine.Limits(), tmp_path / "work").start()


def test_a_child_that_never_reads_is_stopped_in_time(tmp_path):
    config = make_course(tmp_path)
    orders = course.orders_for(course.templates_for(UNIT, config), course.package_hash())
    code = RAW + ("raw(b'{\"cells\": true}')\nimport time\nwhile True:\n"
                  "    try: time.sleep(100)\n    except BaseException: pass\n")
    job = engine.Job(({"index": 0, "source": code},), (1,), (), {"x": "y" * 2_000_000})
    with engine.Parent(orders, engine.Limits(wall_seconds=4), tmp_path / "work") as parent:
        done = parent.run(job)
    assert done.ended == "It was stopped after 4 seconds." and done.seconds < 30


def test_libraries_that_answers_are_known_to_import_are_there_before_a_child_starts(tmp_path):
    """torch's optimizers import a compiler at their first call: 0.8 s and 110 MB in each child."""
    config = make_course(tmp_path)
    templates = course.templates_for(UNIT, config)
    import colorsys  # noqa: F401  (small, and nothing else imports it)

    own = {name for name in sys.modules if name.startswith(("llmcourse", "grading"))}
    golden.write_imported(UNIT, tmp_path, set(sys.modules) - own - {"colorsys"})
    names = golden.imported_file(UNIT, tmp_path).read_text().split()
    assert own and names == ["colorsys"]
    orders = replace(course.orders_for(templates, course.package_hash()),
                     preload=("no_such_library", *names))
    job = engine.Job(({"index": 0, "source": "import sys; print('colorsys' in sys.modules)"},),
                     (1,), ())
    with engine.Parent(orders, engine.Limits(wall_seconds=30), tmp_path / "work") as parent:
        done = parent.run(job)
    assert done.cells[0]["outputs"][0]["text"].strip() == "True"
