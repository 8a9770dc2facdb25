"""The further wordings are complete, new, and never reach a data set."""

from __future__ import annotations

import random

import pytest

from llmcourse.world import wording
from llmcourse.world.facts import Fact
from llmcourse.world.phrasings_more_questions import MORE_QUESTIONS
from llmcourse.world.phrasings_more_statements import MORE_STATEMENTS


def test_every_relation_has_further_forms() -> None:
    assert set(MORE_QUESTIONS) == set(wording.QUESTIONS)
    assert set(MORE_STATEMENTS) == set(wording.STATEMENTS)
    assert min(map(len, MORE_QUESTIONS.values())) >= 5
    assert min(map(len, MORE_STATEMENTS.values())) >= 3


@pytest.mark.parametrize("relation", sorted(MORE_QUESTIONS))
def test_forms_are_new_and_have_their_places(relation: str) -> None:
    for form in MORE_QUESTIONS[relation]:
        assert "{s}" in form and "{o}" not in form
    for form in MORE_STATEMENTS[relation]:
        assert ("{s}" in form or "{S}" in form) and "{o}" in form
    assert not set(MORE_QUESTIONS[relation]) & set(wording.QUESTIONS[relation])
    assert not set(MORE_STATEMENTS[relation]) & set(wording.STATEMENTS[relation])


def test_without_more_the_draws_are_those_of_the_trained_forms() -> None:
    for relation, forms in wording.QUESTIONS.items():
        trained = forms[: -wording.HELD_OUT_QUESTIONS]
        got = [wording.ask(relation, "X", random.Random(seed)) for seed in range(20)]
        expected = [wording.fill(random.Random(seed).choice(trained), "X") for seed in range(20)]
        assert got == expected


def test_with_more_both_kinds_come_and_never_where_wording_is_held_out() -> None:
    fact = Fact("Ana Belk", "works_at", "Orlan Works", 0)
    rng = random.Random(1)
    further = {wording.fill(form, fact.subject, fact.obj) for form in MORE_STATEMENTS["works_at"]}
    drawn = [wording.state(fact, rng, more=True) in further for _ in range(200)]
    assert 60 < sum(drawn) < 140
    held = [wording.state(fact, rng, True, more=True) in further for _ in range(200)]
    assert not any(held)
