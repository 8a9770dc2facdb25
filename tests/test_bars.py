"""The bars of prompt exercises: proposed between right and wrong answers, written, or refused."""

import dataclasses
import types

import pytest
import toy

from grading import bars
from llmcourse.checking import ScriptedModel, prompts, registry


@pytest.fixture
def model():
    prompts.use_model(ScriptedModel(toy.toy_model))
    yield
    prompts.use_model(None)


def test_the_best_bar_has_the_same_margin_to_both_sides():
    bar, distance = bars.best_bar(0.8, 0.3, 400)
    assert 0.5 < bar < 0.6 and distance > 4
    assert bars.margin(bar, 0.8, 0.3, 400) == distance
    assert bars.margin(0.75, 0.8, 0.3, 400) < 4


def test_too_few_items_are_counted_and_an_overlap_is_said():
    needed = bars.items_needed(0.6, 0.5)
    assert bars.best_bar(0.6, 0.5, needed)[1] >= 4 > bars.best_bar(0.6, 0.5, needed - 60)[1]
    assert bars.items_needed(0.5, 0.5) is None


def test_the_command_measures_right_answers_and_mutants(model, capsys):
    assert bars.main(["01", "--exercise", "abstain-prompt", "--seeds", "1", "2"], toy.COURSE) == 0
    out = capsys.readouterr().out
    assert "must pass  reference" in out and out.count("must fail") == 5
    assert "bar 0.8 keeps" in out
    assert bars.main(["00"], toy.COURSE) == 0
    assert "no prompt exercise there" in capsys.readouterr().out


def _part(tmp_path, monkeypatch, text):
    path = tmp_path / "asking_here.py"
    path.write_text(text, encoding="utf-8")
    spec = registry.PromptSpec(lambda rng, n: [], 0.9, "accuracy", 400, 8)
    part = registry.Part("ask", "effect", 4, lambda: None, None, "asking_here", spec)
    module = types.SimpleNamespace(__file__=str(path))
    monkeypatch.setattr(bars.importlib, "import_module", lambda name: module)
    return part, path


def test_a_bar_that_does_not_fit_is_replaced_in_the_source(tmp_path, monkeypatch, capsys):
    text = 'prompt_probe("other", bar=0.9)\nprompt_probe(\n    "ask", points=4, bar=0.9, n=400)\n'
    part, path = _part(tmp_path, monkeypatch, text)
    rows = [bars.Measured("reference", [0.8, 0.85], True), bars.Measured("m", [0.3, 0.2], False)]
    assert not bars.report(part, rows, write=False)
    assert bars.report(part, rows, write=True)
    bar = bars.best_bar(0.8, 0.3, 400)[0]
    assert path.read_text() == text.replace(
        '"ask", points=4, bar=0.9', f'"ask", points=4, bar={bar:g}'
    )
    assert f"bar={bar:g} written" in capsys.readouterr().out


def test_where_no_bar_fits_nothing_is_written(tmp_path, monkeypatch, capsys):
    text = 'prompt_probe("ask", bar=0.9)\n'
    part, path = _part(tmp_path, monkeypatch, text)
    close = [bars.Measured("reference", [0.6], True), bars.Measured("m", [0.55], False)]
    assert not bars.report(part, close, write=True)
    over = [bars.Measured("reference", [0.5], True), bars.Measured("m", [0.55], False)]
    assert not bars.report(part, over, write=True)
    out = capsys.readouterr().out
    assert "items would do" in out and "a wrong answer reaches 0.550" in out
    assert path.read_text() == text
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="0 calls"):
        bars.write_bar(part, 0.5)


def test_a_mutant_caught_elsewhere_may_lie_on_either_side_but_not_at_the_bar(
    tmp_path, monkeypatch, capsys
):
    part, _ = _part(tmp_path, monkeypatch, 'prompt_probe("ask", bar=0.9)\n')
    part = dataclasses.replace(part, prompt=dataclasses.replace(part.prompt, bar=0.5))
    right = bars.Measured("reference", [0.8, 0.85], True)
    for share, fits in ((0.9, True), (0.1, True), (0.52, False), (0.48, False)):
        assert bars.report(part, [right, bars.Measured("m", [share], None)], write=False) == fits
    assert capsys.readouterr().out.count("either") == 4
