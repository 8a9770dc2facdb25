"""The claims of unit 05: the committed numbers of items are there, and every experiment runs."""

import pytest

from benchmarks import experiments_step_back as declared
from benchmarks.claim_records import script_sha256
from llmcourse.checking import ScriptedModel
from llmcourse.data import load_wider_questions
from llmcourse.encoder import tfidf_encoder
from llmcourse.experiments.records import CLAIMS, judge

OURS = {key: one for key, one in CLAIMS.items() if one.run.__module__ == declared.__name__}
CACHED = (declared._part, declared._retrievers, declared._stepped)


def test_the_committed_numbers_of_items_are_those_of_the_questions():
    dated = len(load_wider_questions("dated"))
    assert dated == declared.EVERY
    assert all(OURS[f"C29{part}"].n == dated for part in "abcd")
    assert OURS["C29e"].n == declared.REASONED
    assert all(one.unit == "05_step_back" for one in OURS.values())
    assert len({script_sha256(one) for one in OURS.values()}) == len(OURS)


@pytest.fixture(scope="module")
def small():
    """Three questions, few documents, a scripted model, no encoder's weights."""
    patch = pytest.MonkeyPatch()
    patch.setattr(declared, "EVERY", 3)
    patch.setattr(declared, "DOCUMENTS", 40)
    patch.setattr(declared, "REASONED", 3)
    model = ScriptedModel(lambda messages: "What is the history?")
    patch.setattr(declared, "load_chat_model", lambda: model)
    patch.setattr(declared, "load_encoder", tfidf_encoder)
    for function in CACHED:
        function.cache_clear()
    yield
    patch.undo()
    for function in CACHED:
        function.cache_clear()


@pytest.mark.parametrize("key", sorted(OURS))
def test_every_experiment_runs_and_gets_a_verdict(key, small):
    result = OURS[key].run()
    assert result.claim == "C29"
    judged = judge(OURS[key], result)
    assert len(judged["comparisons"]) == len(OURS[key].expect) > 0
    assert judged["verdict"]
