"""Attacks on units 01 and 02 beside honest submissions of every kind; prompts and the judge."""

import contextlib
import io
import json
import re
import zlib

import pytest

pytest.importorskip("nbgrader")

from fast_course import hand_in, make_course, maximum, right_answers
from test_attacks import Door, scores

from grading.attacks import MARK, VICTIM, all_attacks, fields, write
from grading.course import ROOT
from grading.fast import cli, course, sandbox
from grading.fast.judging import Judge
from grading.units import read_unit
from llmcourse.checking import ScriptedModel, prompts
from llmcourse.checking.registry import load_parts

pytestmark = pytest.mark.slow
BOUNDS = ["--limit", "part_seconds=4", "--limit", "cell_seconds=8", "--limit", "wall_seconds=60",
          "--limit", "cpu_seconds=30", "--limit", "memory_mb=1200"]
NOISE = {
    "slow": "import time\ntime.sleep(1)\n",
    "chatty": "print('talk ' * 3000)\n",
    "warning": "import sys, warnings\nwarnings.warn('careful')\n"
               "print('trouble', file=sys.stderr)\n",
    "plotting": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n",
}


def late_crash(nb):
    """A last cell that ends Python."""
    nb.cells.append(type(nb.cells[0])(cell_type="code", source="import os\nos._exit(1)",
                                      metadata={}, outputs=[], execution_count=None, id="last"))


def reader(items):
    """A stand-in for Pocket that obeys: REPLY:x gives x, passages the answer in four of five."""
    known = {item.inputs["question"]: item for item in items}

    def reply(messages):
        text = "\n".join(content for _, content in messages)
        if told := re.search(r"REPLY:(.*)", text):
            return told.group(1)
        asked = re.search(r"Question: (.*)", text)
        item = known.get(asked.group(1)) if asked else None
        if item is None:
            return "What?"
        if not item.answer:
            return "I do not know." if "I do not know" in text else "Corva"
        right = item.answer in text and zlib.crc32(item.answer.encode()) % 5
        return item.answer if right else "Corva"
    return reply


def grade(root, config, unit):
    """One run of the command: its rows by student."""
    out, said = io.StringIO(), io.StringIO()
    frozen, real = course.package_hash(), course.package_hash
    course.package_hash = lambda: frozen
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
            code = cli.main([unit, "--json", "--jobs", "2", *BOUNDS], config)
    finally:
        course.package_hash = real
    if code == 2 and "can't hold untrusted code" in said.getvalue():
        pytest.skip(said.getvalue())
    assert code < 2, said.getvalue()
    return {row["student"]: row for row in json.loads(out.getvalue())}


def one_batch(root, unit):
    """Hand in attacks and honest submissions, run them together."""
    if why := sandbox.unavailable():
        pytest.skip(why)
    config = make_course(root, unit)
    right = right_answers(unit)
    first = next(iter(right))
    for student in (VICTIM, "zzz-honest"):
        hand_in(root, student, right, unit)
    for name, code in NOISE.items():
        hand_in(root, f"honest-{name}", right | {first: code + right[first]}, unit)
    hand_in(root, "honest-late-crash", right, unit, change=late_crash)
    hand_in(root, "honest-partly", {name: right[name] for name in list(right)[:2]}, unit)
    door = Door()
    attacks = all_attacks(unit)
    for one in attacks:
        write(one, read_unit(unit), root, ROOT, door.port)
    watched = [*sorted((root / "course").rglob("*")), *sorted((root / "solutions").rglob("*")),
               *sorted((ROOT / "datasets").rglob("*")),
               *sorted((root / "submitted" / VICTIM).rglob("*")),
               *sorted((ROOT / "src/llmcourse/pocket/model").glob("*"))]
    before = [fields(path) for path in watched]
    rows = grade(root, config, unit)
    return {"rows": rows, "root": root, "attacks": attacks, "door": door,
            "unit": unit, "same": before == [fields(path) for path in watched]}


@pytest.fixture(scope="module", params=["01_prompting", "02_rag"])
def batch(request, tmp_path_factory):
    """One run a unit; in unit 01 a stand-in of the model, so that each prompt costs nothing."""
    unit = request.param
    if unit == "01_prompting":
        judge = Judge(read_unit(unit), course.golden_folder(read_unit(unit)))
        prompts.use_model(ScriptedModel(reader(judge_items(judge))))
    try:
        yield one_batch(tmp_path_factory.mktemp(unit), unit)
    finally:
        prompts.use_model(None)


def judge_items(judge):
    """The items that the judge measures prompts on."""
    import numpy as np

    from llmcourse.checking.running import part_seed
    part = load_parts("base-prompt")["effect"]
    return prompts.draw_items(part.prompt, np.random.default_rng(
        part_seed(judge.item_seed, "base-prompt", "effect")))


def test_attacks_earn_nothing(batch):
    found = scores(batch["root"] / "gradebook.db")
    assert len(batch["attacks"]) >= 8
    earned = {one.name: found.get(one.name, 0) for one in batch["attacks"]}
    assert not any(earned.values()), earned
    assert set(earned) <= set(batch["rows"])


def test_attacks_saw_nothing_and_changed_nothing(batch):
    for one in batch["attacks"]:
        (path,) = (batch["root"] / "autograded" / one.name).rglob("*.ipynb")
        cells = json.loads(path.read_text())["cells"]
        outputs = json.dumps([cell.get("outputs") for cell in cells])
        assert MARK not in outputs, (one.name, outputs[outputs.find(MARK):][:200])
    assert batch["same"] and batch["door"].visits == 0
    assert not list(batch["root"].rglob("pwned"))


def test_a_prompt_that_costs_too_much_is_told_why(batch):
    if batch["unit"] != "01_prompting":
        pytest.skip("prompts only")
    page = next((batch["root"] / "feedback" / "prompt-of-a-few-too-many").rglob("*.html"))
    assert "has more than 40 messages; no more are sent to the model." in page.read_text()
    page = next((batch["root"] / "feedback" / "prompt-of-rare-characters").rglob("*.html"))
    assert "at most 8000 are sent to the model." in page.read_text() or \
        "sent more than it may" in page.read_text()


def test_honest_submissions_score_as_they_should(batch):
    unit, found = batch["unit"], scores(batch["root"] / "gradebook.db")
    full = maximum(unit)
    noisy = [f"honest-{name}" for name in NOISE]
    for student in (VICTIM, "zzz-honest", "honest-late-crash", *noisy):
        assert found[student] == full, (student, batch["rows"][student])
    first_two = sum(exercise.points for exercise in read_unit(unit).exercises[:2])
    assert found["honest-partly"] == first_two
    assert "os._exit" in batch["rows"]["honest-late-crash"]["why"]
