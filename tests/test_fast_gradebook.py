"""nbgrader's own parts on the gradebook that the grader wrote: penalties, Formgrader, a cluster."""

import csv
import datetime
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from fast_course import FAST, UNIT, hand_in, make_course, maximum, right_answers, run
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from test_attacks import ActiveParts

from grading.course import ROOT
from grading.demo import CONFIG
from grading.fast import book, course

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("same_package")]


class PointAnHour(LateSubmissionPlugin):
    """A course's own rule: a point for each hour begun."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return min(score, total_seconds_late // 3600 + 1)


def test_late_penalties_are_nbgraders_own(tmp_path):
    config = make_course(tmp_path)
    config.AssignLatePenalties.plugin_class = PointAnHour
    due = datetime.datetime(2025, 5, 1, 12, 0)
    with Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
        book.register(UNIT, config, gradebook)
        gradebook.update_or_create_assignment(UNIT, duedate=due)
    for student, late in (("punctual", -60), ("late", 2 * 3600 + 60)):
        path = hand_in(tmp_path, student, right_answers())
        when = due + datetime.timedelta(seconds=late)
        (path.parent / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC")
    code, rows, said = run(config)
    assert code == 0, (rows, said)
    with Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
        found = {one.student_id: one.late_submission_penalty
                 for one in gradebook.assignment_submissions(UNIT)}
    assert found["late"] == 3 and not found["punctual"], found
    with open(tmp_path / "grades.csv", newline="") as file:
        listed = {row["student_id"]: row["late_submission_penalty"] for row in csv.DictReader(file)
                  if row["assignment"] == UNIT}
    assert float(listed["late"]) == 3.0


def _ask(url, data=None):
    request = urllib.request.Request(url, data=json.dumps(data).encode() if data else None,
                                     method="PUT" if data else "GET",
                                     headers={"Authorization": "token t", "Content-Type":
                                              "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.read().decode()


def test_formgrader_opens_what_was_graded_and_its_grades_stay(tmp_path):
    config = make_course(tmp_path)
    first, right = next(iter(right_answers())), right_answers()
    shows = ("from IPython.display import HTML, display\n"
             "display(HTML('<div class=\"modal-backdrop in\"><script>LIVE()</script></div>'))\n")
    hand_in(tmp_path, "ada", right | {first: shows + right[first]},
            essay="<script>LIVE()</script><img src=x onerror=LIVE()> Because.")
    run(config)
    (tmp_path / "nbgrader_config.py").write_text(
        CONFIG.format(root=str(ROOT), folder=str(tmp_path), timeout=20))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = open(tmp_path / "server.log", "w")  # noqa: SIM115
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--port={port}",
         "--ip=127.0.0.1", "--IdentityProvider.token=t", f"--ServerApp.root_dir={tmp_path}"],
        cwd=tmp_path, stdout=log, stderr=log,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                          "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter"),
                          "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"})
    top = f"http://127.0.0.1:{port}/formgrader"
    try:
        for _ in range(240):
            try:
                _ask(f"http://127.0.0.1:{port}/api/status")
                break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None, (tmp_path / "server.log").read_text()[-2000:]
                time.sleep(0.5)
        with Gradebook(config.CourseDirectory.db_url, "demo") as gradebook:
            (one,) = gradebook.find_submission(UNIT, "ada").notebooks
            page, essay = one.id, next(g.id for g in one.grades if g.needs_manual_grade)
        status, text = _ask(f"{top}/submissions/{page}/?index=0")
        assert status == 200 and "softmax" in text and "graders only" in text
        # What is handed in runs nothing and covers nothing in the instructor's browser either.
        assert "LIVE" in text and not re.search(r"<script[^>]*>\s*LIVE", text)
        reader = ActiveParts()
        reader.feed(text)
        assert not [part for part in reader.found
                    if "live" in part[2] or "modal-backdrop" in part[2]], reader.found
        assert _ask(f"{top}/api/grade/{essay}", {"manual_score": 2.5})[0] == 200
    finally:
        server.terminate()
        server.wait(20)
        log.close()
    _, rows, _ = run(config)
    assert rows["ada"]["kept"] and rows["ada"]["score"] == maximum() + 2.5
    # Handed in again: run and judged anew, and what was given in Formgrader stays.
    hand_in(tmp_path, "ada", right_answers(), essay="Because it is so.")
    _, rows, _ = run(config)
    assert not rows["ada"]["kept"] and rows["ada"]["score"] == maximum() + 2.5, rows


def test_the_command_on_a_cluster_of_processes(tmp_path):
    """`dask scheduler` and two `dask worker` processes, the command with --scheduler."""
    pytest.importorskip("distributed")
    config = make_course(tmp_path)
    for number in range(5):
        hand_in(tmp_path, f"s{number}", right_answers() if number else {})
    hand_in(tmp_path, "broken", {}).write_text("{")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [sys.executable, "-m", "dask"]
    common = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
              "env": os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}}
    host, port = address.removeprefix("tcp://").split(":")
    started = [subprocess.Popen([*dask, "scheduler", "--host", host, "--port", port,
                                 "--no-dashboard"], **common)]
    try:
        started += [subprocess.Popen([*dask, "worker", address, "--nworkers", "1", "--nthreads",
                                      "1", "--no-dashboard"], **common) for _ in range(2)]
        code, rows, said = run(config, "--scheduler", address)
        assert code == 1, (rows, said)
        right = [rows[f"s{number}"]["score"] for number in range(1, 5)]
        assert right == [maximum()] * 4 and rows["s0"]["score"] == 0
        assert rows["broken"]["state"] == "failed"
        # The same again: everything kept, the cluster isn't asked.
        _, rows, _ = run(config, "--scheduler", "tcp://127.0.0.1:1")
        assert all(row["kept"] for row in rows.values()), rows
    finally:
        for process in reversed(started):  # a worker first: its end may hang once nobody schedules
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(30)


PROGRAM = """
import sys, pathlib, os
sys.path[:0] = [{root!r}, {source!r}]
from grading import submission
from grading.fast import cli, course
from grading.demo import demo_config
submission.PRIVATE = course.PRIVATE = pathlib.Path({folder!r}) / "private"
course.package_hash = lambda: {version!r}
assert os.getuid() == os.geteuid() == {uid}
sys.exit(cli.main({arguments!r}, demo_config(pathlib.Path({folder!r}) / "course", 20)))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="root only: becomes a fresh user")
@pytest.mark.skipif(not (shutil.which("setpriv") and shutil.which("unshare")),
                    reason="needs setpriv and unshare of util-linux")
def test_the_command_as_an_ordinary_user(tmp_path):
    """The whole command under a fresh user id; where root's Python lies in a closed folder, that
    user gets a view of the file system in which it doesn't."""
    uid = 54_321
    folder = Path(tempfile.mkdtemp(prefix="ordinary-"))
    try:
        folder.chmod(0o755)
        (folder / "course").mkdir()
        make_course(folder / "course")
        hand_in(folder / "course", "right", right_answers())
        evil = "import os\nprint('PWNED') if os.path.exists('/etc/passwd') else None\nos.fork()\n"
        hand_in(folder / "course", "evil", {next(iter(right_answers())): evil})
        shutil.copytree(course.PRIVATE / "golden", folder / "private" / "golden")
        arguments = [UNIT, "--json", "--jobs", "2", *FAST]
        (folder / "program.py").write_text(PROGRAM.format(
            root=str(ROOT), source=str(ROOT / "src"), folder=str(folder), uid=uid,
            version=course.package_hash(), arguments=arguments))
        base = Path(sys.base_prefix).resolve()
        subprocess.run(["chown", "-R", f"{uid}:{uid}", str(folder)], check=True)
        closed = next((one for one in reversed(base.parents) if not one.stat().st_mode & 1), None)
        script = ""
        if closed:
            (folder / "base").mkdir()
            script = (f"mount --rbind {base} {folder}/base && mount -t tmpfs -o mode=755 none "
                      f"{closed} && mkdir -p {base} && mount --rbind {folder}/base {base} && ")
        script += (f"exec setpriv --reuid={uid} --regid={uid} --clear-groups --inh-caps=-all "
                   f"--bounding-set=-all env HOME={folder} PATH=$PATH OMP_NUM_THREADS=1 "
                   f"{sys.executable} {folder}/program.py")
        done = subprocess.run(["unshare", "--mount", "--propagation=private", "sh", "-c", script],
                              capture_output=True, text=True, check=False, cwd=folder)
        if "can't hold untrusted code" in done.stderr:
            pytest.skip(done.stderr.strip())
        assert done.stdout.startswith("["), (done.returncode, done.stderr[-2000:])
        rows = {row["student"]: row for row in json.loads(done.stdout)}
        assert rows["right"]["score"] == maximum(), (rows, done.stderr)
        assert rows["evil"]["score"] == 0
        (nb,) = (folder / "course" / "autograded" / "evil").rglob("*.ipynb")
        outputs = json.dumps([cell.get("outputs") for cell in json.loads(nb.read_text())["cells"]])
        assert "PWNED" not in outputs and "PermissionError" in outputs
        assert (folder / "course" / "gradebook.db").stat().st_uid == uid
    finally:
        shutil.rmtree(folder)
