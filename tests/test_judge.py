"""The judge on the trusted side: same verdicts as check(), malformed data is just wrong."""

import json

import pytest
import toy
from toycourse.counting import RunningMean, ask_all, top_words

from grading import mutants
from grading.golden import (
    as_text,
    fresh_seeds,
    main,
    same_golden,
    unit_golden,
    write_golden,
)
from grading.judge import judge_unit, unit_of
from grading.mutants import Mutant, MutantError, compile_mutant, load_mutants, patched_source
from llmcourse.checking.running import run_exercise

SEEDS = [11, 12]


def through_json(value):
    return json.loads(json.dumps(value))


def judged(exercise, answer, seeds=SEEDS):
    outcomes = through_json(run_exercise(exercise, answer, seeds))
    return judge_unit({exercise: outcomes}, seeds, toy.COURSE)[exercise]


def test_reference_gets_everything_and_blank_nothing():
    for name, answer, points in [("top-words", top_words, 3), ("running-mean", RunningMean, 2),
                                 ("ask-all", ask_all, 1)]:
        assert judged(name, answer).points == points
    assert judged("top-words", lambda *args: None).points == 0
    assert unit_of("ask-all", toy.COURSE) == "00_counting"


def test_one_seed_as_in_the_contract():
    outcomes = run_exercise("top-words", top_words, [5])[5]
    assert judge_unit({"top-words": outcomes}, 5, toy.COURSE)["top-words"].points == 3


def test_every_mutant_is_named_on_seeds_never_seen():
    for one in load_mutants("00_counting", toy.COURSE)["top-words"]:
        verdict = judged("top-words", compile_mutant(one, top_words))
        assert verdict.mistakes == [one.name] and verdict.points < 3


@pytest.mark.parametrize("outcome", [
    None, 3, "text", [], {}, {"outputs": None}, {"outputs": []}, {"outputs": {"x": 1}},
    {"error": 3}, {"error": "NotImplementedError"}, {"outputs": {"n=0": {"__foreign__": "x"}}},
    {"reference": {"outputs": {}}}, {"error": "TypeError", "message": ["x"]},
])
def test_malformed_outcomes_are_wrong_and_break_nothing(outcome):
    given = {str(seed): {"counts": outcome, "stop and limit": outcome} for seed in SEEDS}
    assert judge_unit({"top-words": given}, SEEDS, toy.COURSE)["top-words"].points == 0
    assert judge_unit({"top-words": outcome}, SEEDS, toy.COURSE)["top-words"].points == 0


def test_a_crash_costs_one_part_only():
    def crashes_on_stop(text, n, stop):
        return top_words(text, n, stop) if not stop else 1 / 0

    verdict = judged("top-words", crashes_on_stop)
    assert verdict.points == 2
    assert [part.status for part in verdict.parts] == ["right", "stopped"]
    assert json.dumps(verdict.to_dict())


def test_golden_data_are_deterministic_and_small(tmp_path):
    one = as_text(unit_golden("00_counting", (1, 2, 3), toy.COURSE))
    assert one == as_text(unit_golden("00_counting", (1, 2, 3), toy.COURSE))
    assert json.loads(one)["exercises"]["top-words"]["points"] == 3
    with pytest.raises(ValueError, match="at most 100 ship"):
        write_golden("00_counting", (1, 2, 3), tmp_path, toy.COURSE, limit=100)


def test_fresh_seeds_are_drawn_once_and_kept(tmp_path):
    first = fresh_seeds("00_counting", tmp_path)
    assert first == fresh_seeds("00_counting", tmp_path) and len(set(first)) == 5
    assert first != fresh_seeds("00_counting", tmp_path / "other")


def test_command_line_refuses_half_a_request(capsys):
    with pytest.raises(SystemExit):
        main(["--seeds", "4"])
    assert "--seeds and --to" in capsys.readouterr().err


def test_patches_must_apply_exactly_once():
    def made(**fields):
        return Mutant("x", "n", "kind", "Says.", module="m", line=3, **fields)

    with pytest.raises(MutantError, match="occurs 2 times"):
        patched_source(made(replace=(("a", "b"),)), "a + a")
    with pytest.raises(MutantError, match=r"m:3 .*occurs 0 times"):
        patched_source(made(replace=(("c", "b"),)), "a + a")
    with pytest.raises(MutantError, match="no Python"):
        compile_mutant(made(replace=(("ordered[:n]", "ordered["),)), top_words)
    assert patched_source(made(replace=(("a", "b"), ("b", "c"))), "a") == "c"
    before = top_words("a a b", 1, [])
    changed = compile_mutant(made(replace=(("ordered[:n]", "ordered[n:]"),)), top_words)
    assert changed("a a b", 1, []) == [("b", 1)] and top_words("a a b", 1, []) == before


def test_mutants_are_declared_completely(monkeypatch):
    monkeypatch.setattr(mutants, "MUTANTS", {})
    with pytest.raises(MutantError, match="replace needs by"):
        mutants.mutant("x", name="n", kind="k", says="S.", replace="a")
    with pytest.raises(MutantError, match="either replace and by, or function"):
        mutants.mutant("x", name="n", kind="k", says="S.")
    with pytest.raises(MutantError, match="small letters"):
        mutants.mutant("x", name="No Good", kind="k", says="S.", replace="a", by="b")


def test_two_mistakes_in_one_part_get_two_names():
    def both(text, n, stop):  # Egg and egg are two words, and ties come in reverse order
        if n < 1:
            raise ValueError
        words = [word for word in text.split() if word not in stop]
        return sorted(((w, words.count(w)) for w in set(words)),
                      key=lambda p: (p[1], p[0]), reverse=True)[:n]

    assert judged("top-words", both).mistakes == ["case-kept", "ties-reversed"]


def test_golden_texts_are_compared_by_meaning():
    text = as_text(unit_golden("00_counting", (1,), toy.COURSE, pairs=False))
    assert same_golden(text, as_text(unit_golden("00_counting", (1,), toy.COURSE)))
    assert not same_golden(text, as_text(unit_golden("00_counting", (2,), toy.COURSE)))
    assert not same_golden(text, text.replace("You never look at stop.", "Stop is ignored."))
