"""Slices of both worlds: what is drawn, how passages are cut, and which of them state a fact."""

from collections import Counter

import numpy as np
import pytest

from llmcourse.data import load_wider_questions
from llmcourse.experiments import wider_corpus as corpus


@pytest.fixture(scope="module")
def everything():
    documents = corpus.both_worlds()
    return corpus.WiderSlice(documents, load_wider_questions(), corpus.cut_passages(documents))


def test_a_slice_has_its_questions_their_evidence_and_no_more_documents_than_asked():
    part = corpus.wider_slice(("vague", "2 hops"), questions=10, documents=150, seed=3)
    again = corpus.wider_slice(("vague", "2 hops"), questions=10, documents=150, seed=3)
    other = corpus.wider_slice(("vague", "2 hops"), questions=10, documents=150, seed=4)
    ids = {document.id for document in part.documents}
    assert [q.kind for q in part.questions] == ["vague"] * 10 + ["2 hops"] * 10
    assert all(set(docs) <= ids for q in part.questions for docs in q.evidence)
    assert len(part.documents) == 150
    assert [q.id for q in part.questions] == [q.id for q in again.questions]
    assert ids == {document.id for document in again.documents}
    assert [q.id for q in part.questions] != [q.id for q in other.questions]


def test_wording_is_chosen_and_one_that_no_question_has_is_named():
    part = corpus.wider_slice(("dated",), "held_out", questions=9, documents=1)
    assert {q.wording for q in part.questions} == {"held_out"}
    with pytest.raises(ValueError, match="wording='own'"):
        corpus.wider_slice(("dated",), "own")


def test_passages_are_short_and_know_where_they_come_from(everything):
    length = corpus._token_counter()
    assert max(length(p.page_content) for p in everything.passages) <= corpus.MOST_TOKENS
    for passage in everything.passages[::50]:
        assert {"document", "date", "title"} <= set(passage.metadata)
        assert passage.page_content.startswith(f"{passage.metadata['title']}: ")
        assert passage.id.split("#")[0] == passage.metadata["document"]
    for document in everything.documents[::40]:
        bodies = [corpus._body(p) for p in everything._by_document[document.id]]
        assert "".join(bodies).replace(" ", "") == "".join(
            "".join(corpus._sentences(document.text)).split()
        )


def test_every_needed_fact_is_stated_by_one_passage_of_each_of_its_documents(everything):
    counts = Counter(
        len(corpus.stating_passages(need, everything._by_document[document]))
        for question in everything.questions
        for need in corpus.needs(question)
        for document in need.documents
    )
    assert counts[0] == 0
    assert counts[1] > 0.998 * counts.total()


def test_states_and_coverage_follow_the_facts(everything):
    question = next(q for q in everything.questions if q.kind == "compound")
    stating = everything.stating(question)
    by_id = {p.id: p for p in everything.passages}
    first = [by_id[sorted(ids)[0]] for ids in stating.values()]
    assert list(stating) == question.facts
    assert everything.coverage(question, first) == 1
    assert everything.coverage(question, []) == 0
    assert everything.states(first[0], question)
    stranger = next(p for p in everything.passages if p.metadata["document"] == "t00")
    assert not everything.states(stranger, question)


def test_embeddings_and_keyword_weights_are_rows_of_the_passages(monkeypatch, tmp_path):
    monkeypatch.setenv("LLMCOURSE_ENCODER", "tfidf")
    part = corpus.wider_slice(("single",), questions=4, documents=20)
    vectors = corpus.embeddings(part.passages)
    assert vectors.shape[0] == len(part.passages)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    weights = corpus.keyword_weights(part.passages)
    assert {place for row in weights.values() for place in row} == set(range(len(part.passages)))
