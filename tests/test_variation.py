"""Variation changes how a request is typed and nothing that is learned from it."""

from __future__ import annotations

import copy
import random

from llmcourse.world import reading, tasks
from llmcourse.world.facts import memorised_world
from llmcourse.world.mixtures import training_example
from llmcourse.world.tasks import setting
from llmcourse.world.variation import vary

TRAINING = setting(False, 11, memorised_world())


def test_answer_and_learned_text_stay() -> None:
    rng, changed = random.Random(5), 0
    for number in range(300):
        draw = (tasks.labels, tasks.reading_session, reading.reading, tasks.closed_book)[number % 4]
        example = draw(rng, TRAINING)
        before = copy.deepcopy(example)
        after = vary(example, rng, share=1.0)
        changed += before.messages != after.messages
        assert (after.answer, after.gold, after.learned) == (
            before.answer, before.gold, before.learned,
        )  # fmt: skip
        for message, start, end in before.learned:
            assert after.messages[message][1][start:end] == before.messages[message][1][start:end]
    assert changed > 200


def test_a_share_is_left_alone_and_evaluation_always() -> None:
    rng = random.Random(6)
    examples = [tasks.closed_book(rng, TRAINING) for _ in range(200)]
    same = 0
    for example in examples:
        before = list(example.messages)
        same += vary(example, rng).messages == before
    assert 100 < same < 170
    held = setting(True, 11, memorised_world())
    one = training_example(random.Random(7), held, "wide")
    other = training_example(random.Random(7), held, "wide")
    assert one.messages == other.messages
