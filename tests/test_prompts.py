"""Prompts are judged by their effect; a model of a few lines stands in for Pocket."""

import json
import shutil

import pytest
import toy
from toy import golden  # noqa: F401  (a fixture that every test here uses)

from grading.fast.judging import Judge
from grading.units import read_unit
from llmcourse.checking import Item, ScriptedModel, check, prompts
from llmcourse.checking.running import run_exercise


@pytest.fixture
def model():
    scripted = ScriptedModel(toy.toy_model)
    prompts.use_model(scripted)
    yield scripted
    prompts.use_model(None)


def test_a_prompt_is_judged_by_its_effect(model, capsys):
    from toycourse.asking import abstain_prompt

    assert check("abstain-prompt", abstain_prompt) == 4.0
    calls = len(model.calls)
    assert check("abstain-prompt", abstain_prompt) == 4.0
    assert len(model.calls) == calls, "replies are kept by content"
    assert "of 200 items right, the bar is 80%" in capsys.readouterr().out


def test_a_weak_prompt_is_named_by_its_shape(model, capsys):
    def no_passages(question, passages):
        return [("system", "Say that you do not know unless told."), ("user", question)]

    assert check("abstain-prompt", no_passages) == 0.0
    out = " ".join(capsys.readouterr().out.split())
    assert "passages missing" in out and "Right by kind" in out and "the model replied" in out


def test_leaked_answers_count_as_wrong(model, capsys):
    import inspect

    def spy(question, passages):
        frame = inspect.currentframe().f_back
        item = frame.f_locals["item"]
        return [("system", "If not in the passages say you do not know."),
                ("user", f"{question} {' '.join(passages)} (Hint: {item.answer}, {item.answer})")]

    assert check("abstain-prompt", spy) == 0.0
    assert "hold the answer itself" in " ".join(capsys.readouterr().out.split())


SECRET = type("Where is house 3?", (), {})
FAULTS = [
    (None, "gave None, not a list of"),
    (None, "is a return missing?"),
    ([], "gave an empty list"),
    ("Where?", "gave a text, not a list of"),
    ({"role": "user", "content": "Where?"}, "gave a dict, not a list of"),
    (SECRET(), "gave something else, not a list of"),
    ((part for part in ()), "gave a generator, not a list of"),
    (("user", "Where?"), "one pair by itself"),
    (["Where?"], "message 1 is a text, not a (role, text) pair"),
    ([("user", "Where?", "There")], "message 1 has more than two entries"),
    ([("user",)], "message 1 has fewer than two entries"),
    ([("system", "x"), ("Where?", "user")], "message 2 has its text first"),
    ([("Where?", "There.")], "the role of message 1 is none of"),
    ([{"text": "Where?"}], "the role of message 1 is None, not a text"),
    ([("user", ["Where?"])], "the content of message 1 is a list, not a text"),
    ([("user", "Where?"), ("assistant", "There")], "the last message must come from the user"),
]


@pytest.mark.parametrize(("value", "words"), FAULTS)
def test_what_is_no_prompt_gets_nothing_and_is_said_without_quoting(model, value, words, capsys):
    assert check("abstain-prompt", lambda question, passages: value) == 0.0
    out = " ".join(capsys.readouterr().out.split())
    assert "Not a prompt: " in out and words in out and "Where" not in out and "%" not in out
    assert not model.calls


@pytest.fixture
def judge(golden, tmp_path):  # noqa: F811
    folder = tmp_path / "golden"
    shutil.copytree(golden, folder)
    return Judge(read_unit("01_asking", toy.COURSE), folder, "toycourse")


def judged(judge, answer):
    """The verdict on an answer that ran where the grader runs it, on the grader's own inputs."""
    inputs = {part: sent for part, (sent, _) in judge._items["abstain-prompt"].items()}
    outcomes = run_exercise("abstain-prompt", answer, judge.seeds, inputs=inputs)
    given = json.loads(json.dumps({str(seed): one for seed, one in outcomes.items()}))
    return judge.verdict("abstain-prompt", given, set())


@pytest.mark.parametrize(("value", "words"), FAULTS)
def test_the_grader_says_why_it_is_no_prompt(model, judge, value, words):
    verdict = judged(judge, lambda question, passages: value)
    (part,) = verdict.parts
    assert verdict.points == 0 and part.status == "no prompt"
    assert words in part.message and "Where" not in part.message


def test_a_prompt_in_another_order_is_told_so_by_check_and_by_the_grader(model, judge, capsys):
    def question_first(question, passages):
        return [("system", "Be kind."), ("user", f"Question: {question}\n{' '.join(passages)}")]

    def alone(question, passages):
        return [("system", "Say that you do not know."), ("user", question)]

    for answer, words in (
        (question_first, "Your messages give question, then passages; a prompt that passes gives "
                         "passages, then question."),
        (alone, "Most of your prompts lack the text of passages as it was given."),
    ):
        assert check("abstain-prompt", answer) == 0.0
        assert words in " ".join(capsys.readouterr().out.split())
        (part,) = judged(judge, answer).parts
        assert words in part.message and "items right" in part.message
        assert "house" not in part.message.lower()


@pytest.mark.parametrize(("value", "words"), [
    ([("user", "x" * 9000)], "holds 9000 characters; at most 8000"),
    ([("user", "x"), ("assistant", "y")] * 20 + [("user", "x")],
     "has more than 40 messages; no more")])
def test_prompts_that_cost_too_much_are_not_sent(model, value, words, capsys):
    assert check("abstain-prompt", lambda question, passages: value) == 0.0
    assert words in " ".join(capsys.readouterr().out.split())
    assert not model.calls


def test_the_models_own_measure_of_a_prompt_is_bounded():
    class Tokens:
        weights = type("Weights", (), {"context": 1024})

        def prompt_tokens(self, conversation):
            size = len(conversation[0][1])
            if size >= 1024:
                raise ValueError("too long")
            return [0] * size

    def sent(size):
        return [[("user", "x" * size)]] * 3

    prompts._bounded(Tokens(), sent(prompts.MAX_MEAN_TOKENS))
    with pytest.raises(prompts.TooMuch, match="on average"):
        prompts._bounded(Tokens(), sent(prompts.MAX_MEAN_TOKENS + 1))
    with pytest.raises(prompts.TooMuch, match="longer than the 1024 tokens"):
        prompts._bounded(Tokens(), sent(1024))


def test_a_missing_model_is_said_and_gives_nothing(monkeypatch, capsys):
    from toycourse.asking import abstain_prompt

    def fail():
        raise prompts.ModelMissing("no Pocket here")

    monkeypatch.setattr(prompts, "_pinned", fail)
    prompts._replies.clear()
    assert check("abstain-prompt", abstain_prompt) == 0.0
    assert "not measured" in capsys.readouterr().out


def test_scorers():
    assert prompts.score_reply(Item({}, "Corva"), "corva [2].") == 1
    assert prompts.score_reply(Item({}, "17", "number"), "3 + 14 = 17. The answer is 17.") == 1
    assert prompts.score_reply(Item({}, "7", "number"), "17") == 0
    assert prompts.score_reply(Item({}, "Corva", "contains"), "In Corvalon") == 0
    assert prompts.score_reply(Item({}, "", "abstain"), "I do not know.") == 1


def test_fixed_examples_are_no_leak_but_a_table_of_answers_is():
    items = [Item({"q": f"question {i}"}, str(10 + i)) for i in range(30)]
    fixed = [[["user", f"Example: the answer is 17. question {i}"]] for i in range(30)]
    table = [[["user", " ".join(str(10 + j) for j in range(30)) + f" question {i}"]]
             for i in range(30)]
    assert not any(prompts.leaks(items, fixed))
    assert sum(prompts.leaks(items, table)) >= 29




def test_answers_that_came_with_the_inputs_are_no_leak():
    items = [Item({"q": "Where?", "passages": [f"Dam {i}.\nCorva{i} has it.", ("x", i)]},
                  f"Corva{i}") for i in range(30)]
    sent = [[["user", f"Dam {i}.\nCorva{i} has it. Where?"]] for i in range(30)]
    twice = [[["user", f"Dam {i}.\nCorva{i} has it. Where? Corva{i}"]] for i in range(30)]
    assert not any(prompts.leaks(items, sent)) and all(prompts.leaks(items, twice))
