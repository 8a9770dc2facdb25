"""The gate: a good exercise passes; each breach of the contract is found and said."""

import dataclasses

import pytest
import toy
from test_builder import SOURCE, toy_course

from grading import gate
from grading.golden import write_golden
from grading.lessons import experiment_dependencies, run_without_experiments
from grading.mutants import Mutant, load_mutants
from grading.units import read_notebook, read_unit
from llmcourse.checking import ScriptedModel, exact, prompts, registry

FRESH = [101, 102, 103, 104, 105]


@pytest.fixture(scope="module")
def exercises():
    return {exercise.id: exercise for unit in ("00_counting", "01_asking")
            for exercise in read_unit(unit, toy.COURSE).exercises}


@pytest.fixture
def model():
    prompts.use_model(ScriptedModel(toy.toy_model))
    yield
    prompts.use_model(None)


def prove(exercise, mutants=None, alternatives=None, unit="00_counting"):
    mutants = load_mutants(unit, toy.COURSE)[exercise.id] if mutants is None else mutants
    if alternatives is None:
        alternatives = gate.load_alternatives(unit, exercise, toy.COURSE)
    return gate.prove(exercise, mutants, alternatives, FRESH)


@pytest.mark.parametrize("name", ["top-words", "running-mean", "ask-all"])
def test_good_exercises_pass(exercises, name):
    row = prove(exercises[name])
    assert row.faults == []
    assert row.caught == row.named == row.mutants == 5 and row.accepted == 2
    assert name in gate.table([row]) and "5 of 5" in gate.table([row])


def test_a_prompt_exercise_passes_and_grey_zones_do_not(exercises, model, monkeypatch):
    row = prove(exercises["abstain-prompt"], unit="01_asking")
    assert row.faults == [] and row.named == 5
    part = registry.PARTS["abstain-prompt"]["effect"]
    low = dataclasses.replace(part, prompt=dataclasses.replace(part.prompt, bar=0.96))
    monkeypatch.setitem(registry.PARTS["abstain-prompt"], "effect", low)
    assert any("standard errors above the bar" in fault for fault in
               prove(exercises["abstain-prompt"], unit="01_asking").faults)


def test_a_missing_model_fails_clearly(exercises, monkeypatch):
    def fail():
        raise prompts.ModelMissing("no Pocket here")

    monkeypatch.setattr(prompts, "_pinned", fail)
    prompts._replies.clear()
    row = prove(exercises["abstain-prompt"], unit="01_asking")
    assert row.named == 0 and len([f for f in row.faults if "no Pocket here" in f]) == 1


def test_breaches_are_found(exercises):
    exercise = exercises["top-words"]
    good = load_mutants("00_counting", toy.COURSE)["top-words"]
    same = Mutant("top-words", "harmless", "edge-case", "S.", (("n < 1", "n <= 0"),))
    twin = dataclasses.replace(good[0], name="twin")
    row = prove(exercise, [same, *good[:2], twin], {"wrong.py": lambda text, n, stop: []})
    text = "\n".join(row.faults)
    assert "harmless) loses no points" in text
    assert "twin) is named case-kept" in text
    assert "4 mutants, at least 5" in text and "1 alternatives, at least 2" in text
    assert "alternative wrong.py gets 0 of 3" in text


def test_parts_that_trivial_answers_pass_are_found(exercises, monkeypatch):
    def refuses(answer, rng):
        return {"n=0": registry and "ValueError" if _fails(answer) else "no error"}

    def _fails(answer):
        try:
            answer("a", 0, [])
        except ValueError:
            return True
        return False

    part = registry.Part("top-words", "free", 1, refuses, exact())
    monkeypatch.setitem(registry.PARTS["top-words"], "free", part)
    text = "\n".join(prove(exercises["top-words"]).faults)
    assert "an answer that raises ValueError gets 1 points" in text and "(part free)" in text


def test_unseeded_references_are_found(exercises, monkeypatch):
    import itertools

    counter = itertools.count()
    part = registry.Part("top-words", "loose", 1,
                         lambda answer, rng: {"x": [answer("a b", 1, []), next(counter)]}, exact())
    monkeypatch.setitem(registry.PARTS["top-words"], "loose", part)
    assert any("run twice differs" in fault for fault in prove(exercises["top-words"]).faults)


def test_a_graded_cell_may_not_depend_on_an_experiment(tmp_path):
    course = toy_course(tmp_path, SOURCE.replace('print("the end")', "print(shown_only)"))
    book = read_notebook(course.solutions / "00_counting" / "counting.nb.py", course)
    assert "uses 'shown_only'" in experiment_dependencies(book)[0]
    good = toy_course(tmp_path / "good")
    assert experiment_dependencies(
        read_notebook(good.solutions / "00_counting" / "counting.nb.py", good)) == []


def test_the_command_line_ends_with_a_table(tmp_path, monkeypatch, capsys, model):
    monkeypatch.setattr(type(toy.COURSE), "golden_folder", tmp_path)
    monkeypatch.setenv("LLMCOURSE_GOLDEN", str(tmp_path))
    assert gate.main(["00", "--fast"], toy.COURSE) == 1
    assert "00_counting.json is missing" in capsys.readouterr().out
    write_golden("00_counting", (1, 2, 3), tmp_path, toy.COURSE)
    assert gate.main(["00"], toy.COURSE) == 0
    out = capsys.readouterr().out
    assert "3 exercises" in out and "15 of 15" in out and "FAIL" not in out
    assert gate.main(["--exercise", "running-mean", "--reference",
                      "toycourse.counting:RunningMean"], toy.COURSE) == 0


def test_lessons_run_without_their_experiments(tmp_path, monkeypatch):
    write_golden("00_counting", (1, 2, 3), tmp_path, toy.COURSE)
    monkeypatch.setenv("LLMCOURSE_GOLDEN", str(tmp_path))
    course = toy_course(tmp_path / "course", SOURCE.replace(
        'print("the end")', "import sys\nprint('noise', file=sys.stderr)"))
    book = read_notebook(course.solutions / "00_counting" / "counting.nb.py", course)
    assert "writes to stderr: noise" in run_without_experiments(book, course)[0]
