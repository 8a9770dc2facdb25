"""The claims of unit 07: the committed numbers of items are there, and every experiment runs."""

import pytest

from benchmarks import experiments_graph as declared
from benchmarks.claim_records import script_sha256
from llmcourse.checking import ScriptedModel
from llmcourse.data import load_wider_questions
from llmcourse.encoder import tfidf_encoder
from llmcourse.experiments import graph_data as data
from llmcourse.experiments.records import CLAIMS, judge

OURS = {key: one for key, one in CLAIMS.items() if one.run.__module__ == declared.__name__}
CACHED = (declared._scattered, declared._answers)


def test_the_committed_numbers_of_items_are_those_of_the_questions():
    assert len(load_wider_questions("scattered")) == declared.EVERY
    assert all(OURS[f"C31{part}"].n == declared.EVERY for part in "abc")
    drawn = [question.kind for question in data.graph_questions(declared.EACH)]
    for kind in data.KINDS:
        assert drawn.count(kind) == declared.EACH
    assert all(OURS[f"C32{part}"].n == declared.EACH for part in "abcd")


def test_each_part_of_the_claims_has_an_experiment():
    assert {key[:3] for key in OURS} == {"C31", "C32"}
    assert all(one.unit == "07_graph_rag" for one in OURS.values())
    assert len({script_sha256(one) for one in OURS.values()}) == len(OURS)


@pytest.fixture(scope="module")
def small():
    """Three questions of a kind, few documents, a scripted model, no encoder's weights."""

    def reply(messages):
        asked = messages[0][1]
        if "MATCH" in asked or "Cypher" in asked:
            return "MATCH (a:Town) RETURN a.nme" if len(messages) == 1 else "RETURN 1"
        return "Corva [1]"

    patch = pytest.MonkeyPatch()
    patch.setattr(declared, "EVERY", 3)
    patch.setattr(declared, "DOCUMENTS", 40)
    patch.setattr(declared, "EACH", 3)
    patch.setattr(declared, "load_chat_model", lambda: ScriptedModel(reply))
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
    assert result.claim == key[:3]
    judged = judge(OURS[key], result)
    assert len(judged["comparisons"]) == len(OURS[key].expect) > 0
    assert judged["verdict"]
