"""All hostile submissions in one batch beside honest ones: no points, nothing touched."""

import contextlib
import io
import json
import os
import re
import resource
import socket
import sqlite3
import threading
import time
from html.parser import HTMLParser

import psutil
import pytest

pytest.importorskip("nbgrader")

from fast_course import UNIT, hand_in, make_course, maximum, right_answers

from grading.attacks import MARK, VICTIM, all_attacks, fields, write
from grading.course import ROOT
from grading.fast import cli, course, sandbox
from grading.fast.engine import Execution
from grading.units import read_unit
from llmcourse.checking.registry import PARTS, load_unit

BOUNDS = ["--limit", "part_seconds=2", "--limit", "cell_seconds=3", "--limit", "wall_seconds=10",
          "--limit", "cpu_seconds=9", "--limit", "memory_mb=800", "--limit", "page_seconds=3"]
# Parts that return the same for every seed: whoever sends the shipped outputs gets their points.
# There is none, and no new one may come.
FORGEABLE: set[tuple[str, str]] = set()


class Door:
    """A listening socket that counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.socket.accept()
                self.visits += 1


class ActiveParts(HTMLParser):
    """What a browser would run, fetch, send or lay over the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        """Look at one tag."""
        if tag in ("script", "iframe", "object", "embed", "form", "input", "button", "link", "base",
                   "svg", "video", "audio"):
            self.found.append((tag, "", ""))
        for name, value in ((name, (value or "").lower()) for name, value in attrs):
            if (name.startswith("on") or "javascript:" in value
                    or (name in ("src", "srcset") and not value.startswith("data:image/"))
                    or (name == "style" and re.search(r"url|position|fixed", value))
                    or (name == "class" and re.search(r"modal|affix|navbar-fixed", value))):
                self.found.append((tag, name, value[:80]))


def scores(database) -> dict[str, float]:
    """Automatic plus given points of every student, from the database itself."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as rows:
        found = rows.execute(
            "select a.student_id, sum(coalesce(g.manual_score, g.auto_score, 0)) from grade g "
            "join submitted_notebook n on g.notebook_id = n.id "
            "join submitted_assignment a on n.assignment_id = a.id group by a.student_id")
        return dict(found.fetchall())


def forgeable_points() -> float:
    """Points of this unit's parts that are listed above; 0 once they are mended."""
    load_unit(f"llmcourse.exercises.{UNIT.partition('_')[2]}")
    return sum(part.points for exercise in read_unit(UNIT).exercises
               for name, part in PARTS[exercise.id].items()
               if (exercise.id, name) in FORGEABLE)


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """One run over everything; what was seen before and after."""
    if why := sandbox.unavailable():
        pytest.skip(why)
    root = tmp_path_factory.mktemp("attacks")
    config = make_course(root)
    unit = read_unit(UNIT)
    right = right_answers()
    for student in (VICTIM, "aaa-honest", "zzz-honest"):
        hand_in(root, student, right)
    hand_in(root, "mmm-late-crash", right, change=lambda nb: nb.cells.append(
        type(nb.cells[0])(cell_type="code", source="import os\nos._exit(1)", metadata={},
                          outputs=[], execution_count=None, id="last")))
    door = Door()
    attacks = all_attacks()
    for one in attacks:
        write(one, unit, root, ROOT, door.port)
    # What is not allowed to change while foreign code runs.
    watched = [root / "submitted" / VICTIM / UNIT / "start.ipynb",
               *sorted((root / "solutions").rglob("*")), *sorted((root / "course").rglob("*"))]
    before = [fields(path) for path in watched]
    frozen = course.package_hash()
    course.package_hash = lambda: frozen
    kept, cli.course_config = cli.course_config, lambda: config
    begun, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    out = root / "rows.json"
    said = io.StringIO()
    with open(out, "w") as file, contextlib.redirect_stdout(file), contextlib.redirect_stderr(said):
        code = cli.main([UNIT, "--json", "--jobs", "2", *BOUNDS], config)
    cli.course_config = kept
    text = out.read_text()
    if code == 2 and "can't hold untrusted code" in said.getvalue():
        pytest.skip(said.getvalue())
    assert code < 2, said.getvalue()
    rows = {row["student"]: row for row in json.loads(text)}
    print(f"\n{len(attacks)} attacks in {time.monotonic() - begun:.0f} s")
    return {"rows": rows, "root": root, "attacks": attacks, "door": door, "before": before,
            "after": [fields(path) for path in watched], "text": text,
            "seconds": time.monotonic() - begun,
            "swelled": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory}


def test_every_attack_is_a_row_and_earns_nothing(batch):
    found = scores(batch["root"] / "gradebook.db")
    assert len(batch["attacks"]) >= 50
    for one in batch["attacks"]:
        assert one.name in batch["rows"], one.name
        may = forgeable_points() if one.name == "public-golden-replay" else 0
        assert found.get(one.name, 0) <= may, (one.name, one.tries, one.success)


def test_nothing_that_an_attack_looked_for_was_seen(batch):
    for one in batch["attacks"]:
        for path in [*(batch["root"] / "autograded" / one.name).rglob("*.ipynb"),
                     *(batch["root"] / "feedback" / one.name).rglob("*.html")]:
            nb = path.read_text(encoding="utf-8", errors="replace")
            if path.suffix == ".ipynb":
                outputs = json.dumps([cell.get("outputs") for cell in json.loads(nb)["cells"]])
                outputs = outputs.replace("PWNEDSCRIPT", "")
                assert MARK not in outputs, (one.name, outputs[outputs.find(MARK):][:200])


def test_no_page_shows_what_is_for_graders_alone(batch):
    """The rubric is in the graded notebook, for Formgrader, and nowhere else."""
    graded = batch["root"] / "autograded" / VICTIM / UNIT / "start.ipynb"
    assert "graders only" in graded.read_text()
    for page in (batch["root"] / "feedback").rglob("*.html"):
        assert "graders only" not in page.read_text(encoding="utf-8"), page


def test_what_was_kept_can_be_read_again(batch):
    """A rerun reads it; an attack must not be able to stop that."""
    kept = sorted((batch["root"] / "grading-work" / "results").rglob("*.json"))
    assert len(kept) > 50
    for path in kept:
        Execution.from_dict(json.loads(path.read_text())["execution"])


def test_the_graders_own_memory_stays_bounded(batch):
    assert batch["swelled"] < 500_000, batch["swelled"]  # kB


def test_honest_submissions_are_not_touched(batch):
    found = scores(batch["root"] / "gradebook.db")
    for student in (VICTIM, "aaa-honest", "zzz-honest", "mmm-late-crash"):
        assert found[student] == maximum(), student
    assert batch["before"] == batch["after"]
    assert not list(batch["root"].rglob("pwned"))


def test_no_connection_and_no_survivor(batch):
    assert batch["door"].visits == 0
    mine = psutil.Process()
    left = [process for process in mine.children(recursive=True) if process.status() != "zombie"]
    assert not [one.cmdline() for one in left if "gradechild" in " ".join(one.cmdline())]
    own = [process.info["pid"] for process in psutil.process_iter(["pid", "uids"])
           if process.info["uids"] and process.info["uids"].real >= 200_000]
    assert os.geteuid() != 0 or not own


def test_pages_and_table_hold_nothing_active(batch):
    for page in (batch["root"] / "feedback").rglob("*.html"):
        text = page.read_text(encoding="utf-8").lower()
        assert "<script" not in text and "<iframe" not in text and "<object" not in text, page
        assert "default-src 'none'" in text
        reader = ActiveParts()
        reader.feed(page.read_text(encoding="utf-8"))
        assert not reader.found, (page, reader.found)
    assert "\\u001b" not in batch["text"] and "\x1b" not in batch["text"]


def test_the_batch_is_quick_enough_for_a_gate(batch):
    assert batch["seconds"] < 180


def test_no_part_can_be_forged_from_the_shipped_outputs():
    """At least one output of each part depends on the seed, so a recorded answer is a wrong one."""
    for path in sorted((ROOT / "src/llmcourse/exercises/golden").glob("*.json")):
        for exercise, data in json.loads(path.read_text())["exercises"].items():
            for part, by_seed in data["parts"].items():
                kept = [one["reference"].get("outputs") for one in by_seed.values()]
                if None in kept or len(kept) < 2:  # prompts: their items are drawn from the seed
                    continue
                values = {json.dumps(list(outputs.values())) for outputs in kept}
                assert len(values) > 1 or (exercise, part) in FORGEABLE, (exercise, part)
