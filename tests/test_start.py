"""Unit 00: the reference functions, their agreement with the course's decoder, the experiments."""

import numpy as np
import pytest
import torch

from llmcourse import start as s
from llmcourse.checking import ScriptedModel
from llmcourse.experiments import start as lab
from llmcourse.generation import Decoding, generate_tokens, sample_tokens
from llmcourse.models import load_chat_model
from tests.tiny import save_model

ROW = [0.64, 0.16, 0.16, 0.04]


def test_the_examples_that_the_lesson_works_by_hand():
    scores = np.log([16, 4, 4, 1])
    np.testing.assert_allclose(s.temperature_softmax(scores, 1), ROW)
    np.testing.assert_allclose(s.temperature_softmax(scores, 2), np.array([4, 2, 2, 1]) / 9)
    np.testing.assert_allclose(s.temperature_softmax(scores, 0.5), np.array([256, 16, 16, 1]) / 289)
    assert s.temperature_softmax(scores, 0).tolist() == [1, 0, 0, 0]
    np.testing.assert_allclose(s.top_p_filter(ROW, 0.75), [0.8, 0.2, 0, 0])
    assert s.sample_token(ROW, 0.85) == 2


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("p", [0.2, 0.9, 1.0])
def test_the_three_functions_draw_what_the_courses_decoder_draws(temperature, p):
    rng = np.random.default_rng(3)
    logits, uniform = rng.normal(size=(40, 50)) * 3, rng.random(40)
    theirs = sample_tokens(torch.tensor(logits), temperature, p, uniform)
    own = [
        s.sample_token(s.top_p_filter(s.temperature_softmax(row, temperature), p), u)
        for row, u in zip(logits, uniform, strict=True)
    ]
    assert own == theirs


@pytest.mark.parametrize(
    "call",
    [
        lambda: s.temperature_softmax([], 1),
        lambda: s.temperature_softmax([1.0, float("inf")], 1),
        lambda: s.temperature_softmax([1.0], float("inf")),
        lambda: s.top_p_filter(ROW, float("nan")),
        lambda: s.top_p_filter([float("nan"), 1.0], 0.5),
        lambda: s.sample_token(ROW, 1.0),
        lambda: s.sample_token([0.5, 0.4], 0.1),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match="must"):
        call()


def test_shapes_tell_kinds_of_answers_apart():
    assert lab.shape("Mara Venlo.") == lab.shape("Edo Zelonsen") == "Aa Aa"
    assert lab.shape("820000 crowns") == "9 a"
    assert lab.shape("1987") != lab.shape("Corva")


def test_closed_book_sorts_replies_into_right_made_up_and_no_answer():
    asked = lab.questions("before", 3)
    assert asked == lab.questions("before", 3) and asked != lab.questions("before", 3, seed=1)
    answers = {q.question: q.answer for when in ("before", "after")
               for q in lab.questions(when, 20)}  # fmt: skip
    known = {q.question for q in lab.questions("before", 20)}

    def reply(messages):
        text = messages[-1][1]
        return answers[text] if text in known else "I do not know."

    outcomes = lab.closed_book(ScriptedModel(reply), n=20)
    assert {o.verdict for o in outcomes["before"]} == {lab.RIGHT}
    assert {o.verdict for o in outcomes["after"]} == {lab.OTHER}
    other = {}  # the answer to another question, of the same shape
    for text, right in answers.items():
        for answer in answers.values():
            if answer != right and lab.shape(answer) == lab.shape(right):
                other[text] = answer
    swapped = lab.closed_book(ScriptedModel(lambda m: other.get(m[-1][1], "")), n=20)
    verdicts = {o.question: o.verdict for part in swapped.values() for o in part}
    assert other and all(verdicts[text] == lab.MADE_UP for text in other)
    assert [row["n"] for row in lab.rates(outcomes)] == [20, 20]


def test_unpaired_difference_and_bad_arguments():
    gap, low, high = lab.unpaired_difference([1.0] * 50 + [0.0] * 50, [0.0] * 90 + [1.0] * 10)
    assert low < gap < high and gap == pytest.approx(0.4) and low > 0.25
    with pytest.raises(ValueError, match="when must be"):
        lab.questions("later", 1)
    with pytest.raises(ValueError, match="there are only"):
        lab.questions("after", 10_000)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load_chat_model(str(save_model(tmp_path_factory.mktemp("tiny") / "model")))


def test_writing_greedily_by_hand_is_greedy_decoding(tiny):
    prompts = [[("user", text)] for text in ("the quick", "lazy dog jumps over")]
    reader = lab.Reader(tiny)
    decoding = Decoding(max_new_tokens=6, stop_ids=tiny.weights.stop_ids)
    want = generate_tokens(
        tiny.weights.model, [tiny.prompt_tokens(prompt) for prompt in prompts], decoding
    )
    texts = [tiny.tokenizer.decode(w.tokens, skip_special_tokens=True).strip() for w in want]
    for _ in range(2):  # the second time from the kept keys and values of the prompt
        assert lab.write(reader, prompts, lambda z, u: int(z.argmax()), length=6) == texts


def test_reply_probability_is_the_product_over_its_tokens(tiny):
    prompt = [("user", "the quick brown fox")]
    ((_, probability),) = lab.greedy_replies(tiny, [prompt])
    tokens = generate_tokens(
        tiny.weights.model, [tiny.prompt_tokens(prompt)],
        Decoding(max_new_tokens=24, stop_ids=tiny.weights.stop_ids),
    )[0].tokens  # fmt: skip
    reader, product = lab.Reader(tiny), 1.0
    for place, token in enumerate(tokens):
        product *= s.temperature_softmax(reader.scores(prompt, tokens[:place]), 1.0)[token]
    assert probability == pytest.approx(product, rel=0.1)
