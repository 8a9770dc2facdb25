"""The experiments of unit 04 with scripted parts: what they count, and what they leave out."""

import pytest
from langchain_core.documents import Document

from llmcourse.checking import ScriptedModel
from llmcourse.encoder import tfidf_encoder
from llmcourse.experiments import fusion as lab
from llmcourse.experiments import fusion_corpus as corpus
from llmcourse.experiments import fusion_plots as plots
from llmcourse.experiments.fusion_items import intent_questions
from llmcourse.experiments.wider_corpus import needs
from llmcourse.fusion.generate import diversity, query_messages, query_words
from llmcourse.fusion.intent import intent_messages
from llmcourse.fusion.measures import coverage
from llmcourse.fusion.ranks import reciprocal_rank_fusion
from llmcourse.rag.store import DenseRetriever, KeywordRetriever


@pytest.fixture(scope="module")
def part():
    return corpus.fusion_slice(questions=5, documents=60)


@pytest.fixture(scope="module")
def searched(part):
    keyword = KeywordRetriever.from_chunks(part.passages)
    ideal = [corpus.ideal_queries(q) for q in part.questions]
    return lab.search_all(part.questions, ideal, {"keyword": keyword})


def test_a_slice_has_every_kind_and_aspects_are_stated_in_its_documents(part):
    assert [q.kind for q in part.questions] == [k for k in corpus.KINDS for _ in range(5)]
    for question in part.questions:
        assert all(part.stating(question).values())
    aspect = part.questions[-1]
    assert len(needs(aspect)) == len(aspect.answers) == len(aspect.more["aspects"]) == 3
    assert aspect.subjects[0] in aspect.question


def test_ideal_queries_exist_for_the_hard_kinds_alone(part):
    for question in part.questions:
        assert bool(corpus.ideal_queries(question)) == (question.kind in corpus.HARD)


def test_searches_keep_the_question_first_and_equal_queries_once(part, searched):
    one = next(s for s in searched if s.question.kind == "compound")
    assert one.queries[0] == one.question.question
    assert len(one.runs) == len(one.queries) == len(set(one.queries))
    assert len(one.rankings(["keyword"])) == len(one.queries)
    assert one.rankings(["keyword"], slice(0, 1)) == one.rankings(["keyword"])[:1]
    scores = [s for _, s in one.results(["keyword"])[0]]
    assert scores == sorted(scores, reverse=True)


def test_coverage_counts_facts_among_the_first_passages_only(part, searched):
    one = next(s for s in searched if s.question.kind == "compound")
    stating = list(part.stating(one.question).values())
    first = [sorted(ids)[0] for ids in stating]
    assert lab.covered(part, one, first, shown=len(first)) == 1
    assert lab.covered(part, one, first[:1], shown=3) == pytest.approx(
        sum(first[0] in ids for ids in stating) / len(stating)
    )
    assert lab.covered(part, one, ["other", *first], shown=1) == 0


def test_systems_and_k_score_the_same_questions(part, searched):
    def way(one):
        return lab.ids(reciprocal_rank_fusion(one.rankings(["keyword"])))

    result = lab.systems(part, searched, {"a": way, "b": lambda one: []})
    assert result.n == len(part.questions)
    assert result["b"].mean == 0 < result["a"].mean
    assert [row["system"] for row in lab.summary(result)] == ["a", "b"]
    groups = {"all": [(one, one.rankings(["keyword"])) for one in searched]}
    by_k = lab.by_k(part, groups, reciprocal_rank_fusion, [0, 60])
    assert by_k["all"][60] == result["a"].scores
    changes = lab.changed(part, searched, way, lambda one: [])
    assert [change for change, _ in changes] == sorted(change for change, _ in changes)


def test_reranking_keeps_what_was_found_and_orders_it_by_the_encoder(part, searched):
    encoder = tfidf_encoder([p.page_content for p in part.passages])
    dense = DenseRetriever.from_chunks(part.passages, encoder)
    again = lab.reranked(searched, dense, "keyword")
    assert set(again) == {q.id for q in part.questions}
    for one in searched:
        (found,) = one.rankings(["keyword"], slice(0, 1))
        assert sorted(again[one.question.id]) == sorted(found)
        everything = dense.search([one.question.question], len(part.passages))[0]
        assert again[one.question.id] == [d.id for d in everything if d.id in found]


def test_seconds_are_those_of_each_question_after_one_untimed():
    asked = []
    seconds = lab.seconds_alone(["a", "b"], asked.append)
    assert asked == ["a", "a", "b"] and len(seconds) == 2 and min(seconds) >= 0
    assert lab.seconds_alone([], asked.append) == []


def test_the_report_has_a_row_a_kind_and_coverage_never_falls(part, searched):
    rows = lab.query_report(searched, part, coverage, diversity, query_words, "keyword")
    assert [row["kind"] for row in rows] == list(corpus.KINDS)
    assert all(row["all"] >= row["query 1"] for row in rows)
    assert rows[0]["queries"] == 0


def test_answers_are_scored_by_their_parts_and_paid_for(part, searched):
    model = ScriptedModel(lambda messages: f"{part.questions[0].answer} [1] and more")
    ranked = [one.rankings(["keyword"])[0] for one in searched]
    answers = lab.answer_all(part, searched, ranked, model, intent_messages)
    assert answers[0].right == 1
    assert answers[0].words == len(part.questions[0].answer.split()) + 2
    assert len(model.calls) == len(searched)
    assert "Question: " + part.questions[0].question in model.calls[0][-1][1]
    arms = {"plain": answers, "fusion": answers}
    replies = ["a b"] * len(searched)
    rows = lab.price(searched, model, query_messages, arms, ["fusion"], 0.5, replies)
    assert [row["model calls"] for row in rows] == [1, 2]
    assert rows[1]["tokens"] > rows[0]["tokens"]
    assert rows[1]["seconds"] == pytest.approx(rows[0]["seconds"] + 0.5)
    assert lab.compared("C28", arms, "words").difference("fusion", "plain")[0] == 0


def test_holds_wants_whole_words_and_gives_parts():
    assert lab.holds("Corva [2] and 198.", ["Corva", "198"]) == 1
    assert lab.holds("Corvas", ["Corva", "1"]) == 0
    assert lab.holds("The sale of the mill", ["the sale of the mill", "x"]) == 0.5


def test_intent_items_have_their_answer_in_one_passage_and_queries_on_the_other():
    items = intent_questions(60, seed=2)
    assert items == intent_questions(60, seed=2)
    assert items != intent_questions(60, seed=3)
    assert [i.kind for i in items[:4]] == ["subject", "relation"] * 2
    for item in items:
        assert len(item.passages) == 2 and len(item.queries) == 3
        assert sum(item.answer in passage for passage in item.passages) == 1
        assert item.question not in item.queries
    messages = lab.ask_everything("q?", ["r?"], ["text"])
    assert messages[-1][1].endswith("Question: q? r?")


def test_figures_are_drawn_from_plain_numbers():
    import matplotlib.pyplot as plt

    figures = [
        plots.reciprocal([0, 60]),
        plots.curves({"a": {0: [0.0, 1.0], 60: [1.0, 1.0]}}, "k", "share", "title"),
        plots.kinds({"x": [0.0, 1.0, 1.0]}, ["a", "b", "a"], "share", "title"),
    ]
    assert all(figure.axes for figure in figures)
    plt.close("all")


def test_documents_with_scores_are_what_searches_hold(searched):
    assert isinstance(searched[0].runs[0]["keyword"][0], Document)
