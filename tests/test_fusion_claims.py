"""The claims of unit 04: the committed numbers of items are there, and every experiment runs."""

import pytest

from benchmarks import experiments_fusion as declared
from benchmarks.claim_records import script_sha256
from llmcourse.checking import ScriptedModel
from llmcourse.encoder import tfidf_encoder
from llmcourse.experiments import fusion_corpus as corpus
from llmcourse.experiments.records import CLAIMS, judge

OURS = {key: one for key, one in CLAIMS.items() if one.run.__module__ == declared.__name__}
CACHED = (declared._part, declared._retrievers, declared._searched, declared._answers)


def test_the_committed_numbers_of_items_are_those_of_the_questions():
    questions = corpus.fusion_slice(questions=declared.EACH, documents=0).questions
    counts = {kind: sum(q.kind == kind for q in questions) for kind in corpus.KINDS}
    assert OURS["C26a"].n == OURS["C26b"].n == len(questions)
    assert OURS["C27a"].n == counts["misspelled"] and OURS["C27b"].n == counts["vague"]
    assert OURS["C27c"].n == OURS["C27e"].n == counts["compound"]
    assert OURS["C27d"].n == counts["multi-aspect"]
    assert OURS["C28c"].n == counts["single"] + counts["dated"]
    paid = sum(min(declared.PRICED, count) for count in counts.values())
    assert OURS["C28a"].n == OURS["C28b"].n == paid


def test_each_part_of_the_claims_has_an_experiment():
    assert {key[:3] for key in OURS} == {"C26", "C27", "C28"}
    assert all(one.unit == "04_rag_fusion" for one in OURS.values())
    assert len({script_sha256(one) for one in OURS.values()}) == len(OURS)


@pytest.fixture(scope="module")
def small():
    """Two questions of a kind, few documents, a scripted model, no encoder's weights."""

    def reply(messages):
        return (
            "1. Who made it?\n2. Its maker\n3. What is it?" if "queries" in messages[-1][1] else "x"
        )

    patch = pytest.MonkeyPatch()
    patch.setattr(declared, "EACH", 2)
    patch.setattr(declared, "EVERYTHING", 30)
    patch.setattr(declared, "TIMED", 3)
    patch.setattr(declared, "INTENTS", 4)
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
