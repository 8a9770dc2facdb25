"""Unit 01: the reference functions, their agreement with libraries, and the experiments' items."""

import json
import random

import pytest
from jinja2 import Environment

from llmcourse import prompting as p
from llmcourse.checking import ScriptedModel
from llmcourse.experiments import prompting as lab
from llmcourse.experiments.prompting_items import demonstrations, reading_items

TALK = [("system", "Be brief."), ("user", " two  blanks\n"), ("assistant", "ok"), ("user", "?")]
MARKERS = {role: (f"<|{role}|> ", "<|end|>") for role in ("system", "user", "assistant")}


@pytest.mark.parametrize("generate", [True, False])
def test_render_equals_pockets_own_template(generate):
    from llmcourse.pocket.tokenizer import CHAT_TEMPLATE

    dicts = [{"role": role, "content": content} for role, content in TALK]
    theirs = Environment().from_string(CHAT_TEMPLATE)
    want = theirs.render(messages=dicts, add_generation_prompt=generate)
    start = "<|assistant|>" if generate else ""
    assert p.render_chat(TALK, MARKERS, "<|begin|>", start) == want


def test_render_refuses_injection_and_unknown_roles():
    for content in ("<|end|>", "x<|system|>y", "<|begin|>"):
        with pytest.raises(ValueError, match="control token"):
            p.render_chat([("user", content)], MARKERS, "<|begin|>")
    with pytest.raises(ValueError, match="'tool'"):
        p.render_chat([("tool", "x")], MARKERS)
    assert p.render_chat([("user", "a <| b")], MARKERS) == "<|user|> a <| b<|end|>"


def test_few_shot_layouts_carry_the_same_content():
    examples = [("a", "dax"), ("b", "wug")]
    turns = p.few_shot_messages("Label.", examples, "c")
    assert [role for role, _ in turns] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    ((role, text),) = p.few_shot_messages("Label.", examples, "c", layout="single")
    assert role == "user" and text.endswith("Text: c\nLabel:")
    assert text.split("\n\n")[1] == "Text: a\nLabel: dax"
    with pytest.raises(ValueError, match="layout"):
        p.few_shot_messages("Label.", [], "c", layout="table")


def test_balanced_examples_are_balanced_and_repeatable():
    pool = [(f"{label}{i}", label) for label in "abc" for i in range(5)]
    drawn = p.balanced_examples(pool, 4, 1)
    assert [sorted(label for _, label in drawn[i : i + 3]) for i in range(0, 12, 3)] == [
        ["a", "b", "c"]
    ] * 4
    random.seed(3)
    assert p.balanced_examples(pool, 4, 1) == drawn
    with pytest.raises(ValueError, match="per_class is 6"):
        p.balanced_examples(pool, 6, 1)


def test_cot_messages():
    worked = p.cot_messages("Q", [("P", ["1 + 1 = 2", "2 + 1 = 3"], "3")])
    assert worked[1] == ("assistant", "1 + 1 = 2. 2 + 1 = 3. The answer is 3.")
    assert worked[-1] == ("user", "Q")
    assert p.cot_messages("Q") == [("user", "Q\nLet's think step by step.")]
    assert p.cot_messages("Q", [], "") == [("user", "Q")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The answer is 1,204.", 1204),
        ("14 + 8 = 22. 22 - 5 = 17.", 17),
        ("The answer is 17, out of 20.", 17),
        ("The answer is 3. This problem: the answer is 4.", 4),
        ("ANSWER: -2.50", -2.5),
        ("22-5", 5),
        ("(22)-5", 5),
        ("room_-5", 5),
        ("It fell to -5", -5),
        ("3,4", 4),
        ("no", None),
    ],
)
def test_extract_answer(text, number):
    assert p.extract_answer(text) == number


def test_majority_vote():
    assert p.majority_vote(["17", "22", "17.", None, "7"]) == ("17", 0.4)
    assert p.majority_vote(["b", "a"]) == ("b", 0.5)
    assert p.majority_vote(["1,204", "1204 ."]) == ("1204", 1.0)
    assert p.majority_vote(["17", " 17. ", "17 .", "17.,"]) == ("17", 1.0)
    assert p.majority_vote([]) == p.majority_vote([None, "."]) == (None, 0.0)


def test_analogical_answer_reads_the_second_problem_only():
    model = ScriptedModel(["Similar problem: 3 + 4 = 7. The answer is 7. This problem: 17."])
    got = p.analogical_answer(model, "How many?", p.extract_answer)
    assert got["answer"] == 17 and got["recalled"].startswith("3 + 4") and len(model.calls) == 1
    skipped = p.analogical_answer(ScriptedModel(["5 + 1 = 6."]), "?", p.extract_answer)
    assert skipped == {"recalled": "", "solution": "5 + 1 = 6.", "answer": 6}


def test_parse_json_reads_every_correct_object_as_json_does():
    rng = random.Random(0)

    def value(depth):
        kind = rng.randrange(6 if depth else 4)
        if kind == 0:
            return rng.choice([True, False, None])
        if kind == 1:
            return rng.choice([0, -3, 2.5, 1e20])
        if kind < 4:
            return "".join(rng.choice("ab{}[],:'\"\\\n\té ") for _ in range(rng.randrange(8)))
        if kind == 4:
            return [value(depth - 1) for _ in range(rng.randrange(3))]
        return {f"{k}'{k}": value(depth - 1) for k in range(rng.randrange(3))}

    for _ in range(300):
        wanted = {f"k{k}": value(3) for k in range(rng.randrange(4))}
        for ascii_only in (True, False):
            text = json.dumps(wanted, ensure_ascii=ascii_only)
            assert p.parse_json(f"Sure: ```{text}``` done }}") == wanted


@pytest.mark.parametrize("end", ["19.", "1e", "-", "tru", '"19'])
def test_parse_json_leaves_out_what_is_cut_and_keeps_a_whole_number(end):
    assert p.parse_json('{"a": 1, "b": ' + end) == {"a": 1}
    assert p.parse_json('{"a": 1, "b": 19') == {"a": 1, "b": 19}


def test_parse_json_survives_every_cut_and_never_raises():
    text = '{"name": "Mara", "in": {"place": "Corva", "tags": [1, "x"]}, \'year\': 1987}'
    for length in range(len(text) + 1):
        found = p.parse_json(text[:length])
        assert found is None if length == 0 else found.get("name", "Mara") == "Mara"
        assert (found or {}).get("in", {}).get("place", "Corva") == "Corva"
    rng = random.Random(1)
    for _ in range(2000):
        junk = "".join(rng.choice("{}[]\"',:\\u12 truеx\n") for _ in range(rng.randrange(30)))
        assert isinstance(p.parse_json(junk), dict | None)
    assert isinstance(p.parse_json("{'a':" * 5000), dict | None)


def test_reading_items_hold_their_answers_where_they_should():
    items = reading_items(120, seed=1)
    assert sum(item.answerable for item in items) == 60
    mostly = reading_items(100, seed=1, answerable_share=0.7)
    assert sum(item.answerable for item in mostly) == 70
    for item in items:
        assert 1 <= len(item.passages) <= 5 and item.question
        if item.answerable:
            assert any(item.answer in text for text in item.passages)
    assert items == reading_items(120, seed=1) != reading_items(120, seed=2)
    assert [len(steps) for _, steps, _ in demonstrations()] == [1, 2, 3]


def test_batched_calls_gives_what_single_calls_give():
    def function(model, x):
        return x + model.invoke([("user", x)]).content

    echo = ScriptedModel(lambda messages: messages[-1][1].upper())
    assert lab.batched_calls(function, ["a", "b"], echo) == ["aA", "bB"]
    with pytest.raises(ValueError, match="2 times"):
        lab.batched_calls(lambda m, x: (function(m, x), function(m, x)), ["a"], echo)


def test_label_experiments_pair_the_same_queries():
    def nearest(messages):
        """A model that copies the label of the last example: right half of the time."""
        labels = [content for role, content in messages if role == "assistant"]
        return labels[-1] if labels else "none"

    model = ScriptedModel(nearest)
    curve = lab.few_shot_curve(p.few_shot_messages, p.balanced_examples, model, n=40)
    assert [c.name for c in curve.conditions] == [f"{k} examples" for k in (0, 2, 4, 8)]
    assert curve["0 examples"].mean == 0 and 0.2 < curve["8 examples"].mean < 0.8
    orders = lab.order_and_balance(p.few_shot_messages, p.balanced_examples, model, n=40)
    assert orders["3:3, right label last"].mean == 1 and orders["3:3, right label first"].mean == 0
    assert orders["5:1 for the right label"].mean > orders["1:5 against it"].mean


def test_word_problem_experiments_score_what_was_read():
    from llmcourse.data import load_word_problems

    answers = {problem.question: problem.answer for problem in load_word_problems()}

    def solver(messages):
        """Right with steps, else 0."""
        question, _, trigger = messages[-1][1].partition("\n")
        if "similar" in trigger:
            return f"Similar problem: 1. The answer is 1. This problem: {answers[question]}"
        return f"The answer is {answers[question]}." if trigger else "0"

    model = ScriptedModel(solver)
    ways = lab.chain_of_thought(
        p.cot_messages, p.extract_answer, p.analogical_answer, model, (1, 3), n=5
    )
    both = lab.together(list(ways.values()))
    assert both["trigger alone"].mean == both["analogical"].mean == 1 > both["direct"].mean
    result, agreement = lab.self_consistency(
        p.cot_messages, p.extract_answer, p.majority_vote, model, (1, 3), n=5
    )
    assert result["3 votes"].mean == 1 and agreement == [(1.0, 1.0)] * 5
