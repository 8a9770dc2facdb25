"""Comparators, plain data, isolation of parts, check() and what it shows."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from toy import golden  # noqa: F401  (a fixture that every test here uses)
from toycourse.counting import RunningMean, ask_all, top_words

from llmcourse.checking import (
    CheckFailed,
    ScriptedModel,
    as_set,
    check,
    checker,
    close,
    exact,
    probe,
    raises,
    ranking,
    registry,
    run_in_loop,
    running,
    share,
    within,
)
from llmcourse.checking.plain import contains_foreign, foreign, plain, show_value
from llmcourse.checking.verdict import judge_exercise, outcomes_digest


# ------------------------------------------------------------------------------- plain data
def test_plain_turns_arrays_tuples_and_subclasses_into_builtins():
    class Sly(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    value = plain({"a": (1, np.float32(0.5), np.arange(3)), "b": Sly("x"), 3: {2, 1}})
    assert value == {"a": [1, 0.5, [0, 1, 2]], "b": "x", "#3": {"__set__": [1, 2]}}
    assert type(value["b"]) is str
    assert plain(json.loads(json.dumps(value))) == value


@pytest.mark.parametrize("value", [object(), b"x", 1j, lambda: 0, np.array([object()]), 10**400,
                                   Path("x"), (i for i in "ab"), {(1, 2): 3}])
def test_foreign_objects_equal_nothing(value):
    made = plain(value)
    assert contains_foreign(made)
    assert exact().difference(made, made)
    assert "wrong type" in show_value(made)


def test_plain_survives_deep_huge_and_hostile_values():
    deep = []
    for _ in range(5000):
        deep = [deep]
    loop = []
    loop.append(loop)

    class Hostile(dict):
        def items(self):
            raise SystemExit

    assert contains_foreign(plain(deep)) and contains_foreign(plain(loop))
    assert contains_foreign(plain(list(range(300_000))))
    assert plain(Hostile(a=1)) == {"a": 1}
    assert len(show_value(list(range(10_000)))) <= 160


# ------------------------------------------------------------------------------- comparators
def differs(comparator, expected, came):
    return comparator.difference(plain(expected), plain(came)) is not None


def test_exact_tells_kinds_apart():
    assert not differs(exact(), [2, "a", None], (2.0, "a", None))
    for one, other in [(True, 1), ("2", 2), ([1], [1, 2]), ({"a": 1}, {"a": 1, "b": 2}),
                       (None, 0), ({1}, [1])]:
        assert differs(exact(), one, other)


def test_close_within_tolerance_and_nan_is_wrong():
    assert not differs(close(), [1.0, {"x": 2.0}], [1.000001, {"x": 2}])
    assert differs(close(), 1.0, 1.001)
    assert differs(close(), 1.0, float("nan")) and differs(close(), 1.0, float("inf"))
    assert "[1]" in close().difference([1.0, 2.0], [1.0, 3.0]).text()


def test_as_set_ignores_order_and_counts_repeats():
    assert not differs(as_set(), ["a", [1, 0.5]], [[1, 0.5], "a"])
    assert differs(as_set(), ["a"], ["a", "a"])
    assert not differs(as_set(), ["a", "b"], {"b", "a"})
    assert "without 'b'" in as_set().difference(["a", "b"], ["a"]).text()


def test_ranking_lets_ties_swap_only():
    expected = [("a", 0.9), ("b", 0.5), ("c", 0.5), ("d", 0.1)]
    assert not differs(ranking(), expected, [["a", 0.9], ["c", 0.5], ["b", 0.5], ["d", 0.1]])
    assert differs(ranking(), expected, [["b", 0.9], ["a", 0.5], ["c", 0.5], ["d", 0.1]])
    assert differs(ranking(), expected, [["a", 0.9], ["b", 0.5], ["b", 0.5], ["d", 0.1]])
    assert differs(ranking(ties="order"), expected, [expected[i] for i in (0, 2, 1, 3)])
    assert differs(ranking(), ["a", "b"], ["b", "a"])
    assert differs(ranking(), expected, expected[:3])


def test_share_and_within():
    assert not differs(share(0.7), [1, 2, 3, 4], [1, 2, 3, 5])
    assert differs(share(0.9), [1, 2, 3, 4], [1, 2, 3, 5])
    assert not differs(within(0, 1), 0.2, 0.9)
    assert differs(within(0, 1), 0.2, 1.5) and differs(within(0, 1), 0.2, None)


def test_a_difference_is_visible_even_in_long_text():
    one, other = "x" * 500 + "a", "x" * 500 + "b"
    text = exact().difference(one, other).text()
    assert "a'" in text and "b'" in text and len(text) < 400


# ------------------------------------------------------------------------------- running
def test_parts_are_isolated_and_freshly_seeded():
    shared = ["kept"]
    seen = []

    def part(answer, rng):
        seen.append(float(rng.random()))
        return {"x": answer(shared)}

    part.__globals__["SHARED_OF_TEST"] = shared
    made = registry.Part("toy-isolated", "p", 1, part, exact())

    def spoils(value):
        value.append("spoiled")
        print("hello")
        np.random.random()
        return value

    before = np.random.get_state()[1].tolist()
    for _ in range(2):
        printed = []
        outcome = running.run_part(made, spoils, 7, printed=printed)
        assert outcome == {"outputs": {"x": ["kept", "spoiled"]}} and printed == ["hello\n"]
    del part.__globals__["SHARED_OF_TEST"]
    assert seen[0] == seen[1] and shared == ["kept"]
    assert np.random.get_state()[1].tolist() == before


def test_crashes_are_recorded_by_type(capfd):
    import warnings

    def crashes(*args):
        warnings.warn("noise", stacklevel=1)
        os.write(2, b"noise of a C library")
        sys.stderr.write("noise")
        raise SystemExit(3)

    part = registry.load_parts("top-words")["counts"]
    assert running.run_part(part, crashes, 1)["error"] == "SystemExit"
    assert capfd.readouterr().err == ""


def test_a_class_without_init_is_shown_its_own_line():
    class Inherits(dict):
        @staticmethod
        def half(value):
            return value.missing

    part = registry.Part("toy-class", "p", 1, lambda answer, rng: {"x": answer.half(1)}, exact())
    for answer in (Inherits, Inherits()):
        assert running.run_part(part, answer, 1)["line"] == "return value.missing"


def test_an_endless_loop_is_stopped():
    def endless(*args):
        while True:
            pass

    part = registry.load_parts("top-words")["counts"]
    began = time.perf_counter()
    assert running.run_part(part, endless, 1, seconds=0.2)["error"] == "TooSlow"
    assert time.perf_counter() - began < 2


def test_raises_names_types_and_passes_not_implemented_on():
    assert raises(lambda: 1 / 0) == "ZeroDivisionError"
    assert raises(lambda: 1) == "no error"
    with pytest.raises(NotImplementedError):
        raises(lambda: (_ for _ in ()).throw(NotImplementedError))

    async def late():
        raise KeyError("x")

    assert raises(late) == "KeyError"
    with pytest.raises(KeyError):
        run_in_loop(late())


def test_scripted_model_records_calls_in_order():
    model = ScriptedModel(["one", "two"])
    assert model.invoke([("system", "s"), ("user", "q")]).content == "one"
    assert [reply.content for reply in model.batch([[("user", "a")], [("user", "b")]])] == [
        "two", "two"]
    model.with_settings(temperature=0.5).invoke("plain text")
    assert model.calls == [[("system", "s"), ("user", "q")], [("user", "a")], [("user", "b")],
                           [("user", "plain text")]]
    assert model.options[-1] == {"temperature": 0.5}
    assert "".join(chunk.content for chunk in ScriptedModel(["a b c"]).stream("x")) == "a b c"


def test_declarations_are_checked():
    with pytest.raises(ValueError, match="points"):
        probe("toy-x", part="p", points=0)(lambda answer, rng: {})


# ------------------------------------------------------------------------------- check()
def test_check_gives_full_points_as_plain_float(capsys):
    for name, answer, points in [("top-words", top_words, 3), ("running-mean", RunningMean, 2),
                                 ("ask-all", ask_all, 1)]:
        got = check(name, answer)
        assert type(got) is float and got == points
    out, err = capsys.readouterr()
    assert "top-words: 3 of 3 points" in out and err == ""


def test_check_names_the_mistake_and_shows_a_small_input(capsys):
    def case_kept(text, n, stop):
        if n < 1:
            raise ValueError
        words = [word for word in text.split() if word not in stop]
        return sorted(((w, words.count(w)) for w in set(words)), key=lambda p: (-p[1], p[0]))[:n]

    assert check("top-words", case_kept) == 1.0
    out = capsys.readouterr().out
    assert "Known mistake: case kept. You count Egg and egg" in " ".join(out.split())
    assert "For text=" in out and "expected" in out and "came" in out
    assert "Counter" not in out and "sorted" not in out


def test_two_mistakes_get_two_names(capsys):
    def two(text, n, stop):  # reversed ties in the first part, an unchecked n in the second
        words = [word for word in text.lower().split() if word not in stop]
        if n == 6:
            return sorted(((w, words.count(w)) for w in set(words)),
                          key=lambda p: (p[1], p[0]), reverse=True)[:n]
        return sorted(((w, words.count(w)) for w in set(words)), key=lambda p: (-p[1], p[0]))[:n]

    assert check("top-words", two) == 0.0
    out = " ".join(capsys.readouterr().out.split())
    assert "ties reversed" in out and "limit unchecked" in out


def test_blank_crashing_and_foreign_answers(capsys):
    def blank(text, n, stop):
        raise NotImplementedError

    def crash(text, n, stop):
        return text[99999]

    assert check("top-words", blank) == 0 and "not written yet" in capsys.readouterr().out
    assert check("top-words", crash) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "IndexError" in out and "return text[99999]" in out
    assert check("top-words", lambda *args: object()) == 0
    assert "wrong type" in capsys.readouterr().out


def test_validate_raises_readably_only_when_points_are_missing(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert check("top-words", top_words) == 3
    with pytest.raises(CheckFailed, match="0 of 3 points"):
        check("top-words", lambda *args: None)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("top-words", lambda *args: None) == 0.0


MISUSES = [
    (("top-wrods", top_words), "There is no exercise 'top-wrods'; did you mean 'top-words'?"),
    (("top_words", top_words), "There is no exercise 'top_words'; did you mean 'top-words'?"),
    (("zzz", top_words), "There is no exercise 'zzz': an exercise's name stands in the check cell"),
    (("top-words",), 'check("top-words") lacks your function'),
    (("top-words", [("egg", 2)]), 'check("top-words", ...) was given a list, not a function'),
    (("top-words", None), 'check("top-words", ...) was given None, not a function'),
    (("top-words", "top_words"), "was given the text 'top_words': write your function's name "
                                 "without quotes"),
    ((top_words,), "check() needs the exercise's name first"),
    ((), "check() needs the exercise's name first"),
]


@pytest.mark.parametrize(("given", "sentence"), MISUSES)
def test_a_call_that_cannot_be_judged_is_told_in_one_sentence(monkeypatch, capsys, given, sentence):
    with pytest.raises(CheckFailed) as raised:
        check(*given)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)
    monkeypatch.setattr(checker, "in_notebook", lambda: True)
    assert check(*given) == 0.0
    out, err = capsys.readouterr()
    assert out == f"{raised.value}\n" and err == ""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check(*given) == 0.0
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailed) as raised:
        check(*given)
    assert "Traceback" not in "".join(raised.value._render_traceback_())


def test_html_escapes_what_came():
    from llmcourse.checking.report import as_html, as_text
    from llmcourse.checking.verdict import ExerciseVerdict, PartVerdict

    verdict = ExerciseVerdict("x", [PartVerdict("p", 0, 2, "wrong", "came '<script>'",
                                                [("a-b", "1 < 2.")])])
    assert "<script>" not in as_html(verdict) and "&lt;script&gt;" in as_html(verdict)
    assert "0 / 2" in as_text(verdict) and "a b" in as_text(verdict)


def test_golden_data_hold_no_source(golden):  # noqa: F811
    text = (golden / "00_counting.json").read_text()
    assert not any(code in text for code in ("Counter", "lambda", "return ordered", "def "))


def test_importing_the_checker_is_light():
    code = ("import sys; from llmcourse.checking import check; "
            "print([m for m in ('torch', 'transformers', 'langchain_core', 'IPython') "
            "if m in sys.modules])")
    source = str(Path(registry.__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": source})
    assert done.stdout.strip() == "[]"


def test_nothing_equals_a_foreign_value_but_two_can_be_the_same_mistake():
    one = [foreign("a Message")]
    assert exact().difference(one, one) and exact().same(one, [foreign("a Message")])


def test_two_mistakes_together_are_not_recognised_by_the_type_of_an_error():
    part = registry.Part("toy-pair", "p", 1, lambda answer, rng: {}, exact())
    stop = {"error": "AttributeError", "message": "no attribute", "line": ""}
    wrong = {"outputs": {"x": 2}}
    data = {
        "mutants": [{"name": "one", "says": "One."}, {"name": "other", "says": "Other."}],
        "parts": {"p": {"1": {"reference": {"outputs": {"x": 1}}, "mutants": {}}}},
        "pairs": {"p": {outcomes_digest({"1": one}): "0+1" for one in (stop, wrong)}},
    }
    for outcome, names in ((stop, []), (wrong, ["one", "other"])):
        verdict = judge_exercise("toy-pair", {"p": part}, data, [1], {1: {"p": outcome}})
        assert verdict.mistakes == names
