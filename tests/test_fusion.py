"""RAG-Fusion's parts: against hand-computed values, against peers, and with parts that fail."""

import asyncio
import random

import pytest
from langchain_classic.retrievers import EnsembleRetriever
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from llmcourse.checking import ScriptedModel
from llmcourse.fusion.generate import (
    diversity,
    generate_queries,
    query_messages,
    query_words,
    split_messages,
)
from llmcourse.fusion.parsing import parse_queries
from llmcourse.fusion.ranks import reciprocal_rank_fusion, weighted_rrf
from llmcourse.fusion.retriever import RagFusionRetriever
from llmcourse.fusion.scores import comb_sum
from llmcourse.fusion.search import fan_out
from llmcourse.fusion.votes import borda, condorcet
from llmcourse.lesson import run_async
from llmcourse.rag.store import KeywordRetriever


class Listed(BaseRetriever):
    """Gives documents by id, the same for every query; records the queries."""

    ids: list[str]
    asked: list[str] = []  # noqa: RUF012 (pydantic copies it)
    problem: str = ""

    def _get_relevant_documents(self, query, *, run_manager=None):
        self.asked.append(query)
        if self.problem:
            raise ConnectionError(self.problem)
        return [Document(id=i, page_content=f"text of {i}", metadata={"n": 1}) for i in self.ids]


def test_the_lessons_example_by_hand():
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["b", "d", "a"]])
    assert [i for i, _ in fused] == ["b", "a", "d", "c"]
    assert dict(fused)["b"] == pytest.approx(1 / 62 + 1 / 61, abs=1e-9)
    weighted = weighted_rrf([["a", "b"], ["b", "c"]], [3, 1])
    assert [round(score, 5) for _, score in weighted] == [0.0162, 0.0123, 0.00403]


def test_a_weight_of_one_each_orders_as_the_plain_fusion():
    rng = random.Random(5)
    for _ in range(50):
        rankings = [rng.sample("abcdefgh", rng.randrange(1, 8)) for _ in range(4)]
        plain, weighted = reciprocal_rank_fusion(rankings), weighted_rrf(rankings, [2] * 4)
        for (one, score), (_, other) in zip(plain, weighted, strict=True):
            assert dict(weighted)[one] == pytest.approx(score / 4, abs=2e-9)
            assert other == pytest.approx(score / 4, abs=2e-9)


def test_the_order_is_that_of_langchains_ensemble_retriever_where_both_define_it():
    rng = random.Random(7)
    for _ in range(40):
        rankings = [rng.sample("abcdefghij", rng.randrange(1, 9)) for _ in range(3)]
        weights = [rng.choice((1, 2, 5)) for _ in rankings]
        retrievers = [Listed(ids=ranking) for ranking in rankings]
        peer = EnsembleRetriever(retrievers=retrievers, weights=weights, c=60)
        found = [d.page_content.removeprefix("text of ") for d in peer.invoke("q")]
        ours = dict(weighted_rrf(rankings, weights))
        scores = [ours[i] for i in found]  # the peer leaves ties to the order of appearance
        assert set(found) == set(ours)
        assert scores == sorted(scores, reverse=True)


def test_the_peer_with_another_constant_and_real_searches_gives_the_same_first_three():
    texts = [
        "the dam at Corva",
        "Corva and its dam",
        "a mill",
        "the flood at Corva",
        "dam of stone",
    ]
    chunks = [Document(id=f"c{n}", page_content=text) for n, text in enumerate(texts)]
    one = KeywordRetriever.from_chunks(chunks, k=4)
    other = Listed(ids=["c3", "c0", "c2"])
    for query in ("dam Corva", "a mill", "flood at the dam"):
        for c in (1, 20, 60):
            peer = EnsembleRetriever(retrievers=[one, other], weights=[0.7, 0.3], c=c, id_key="id")
            found = [d.id for d in _with_id_in_metadata(peer).invoke(query)]
            rankings = [[d.id for d in one.invoke(query)], other.ids]
            ours = weighted_rrf(rankings, [0.7, 0.3], c)
            assert len({score for _, score in ours}) == len(ours)  # no ties: both define the order
            assert found == [i for i, _ in ours]


def _with_id_in_metadata(peer):
    """The peer tells documents apart by their text or by a field of their metadata."""

    class Marked(BaseRetriever):
        inner: BaseRetriever

        def _get_relevant_documents(self, query, *, run_manager=None):
            return [
                Document(id=d.id, page_content=d.page_content, metadata={"id": d.id})
                for d in self.inner.invoke(query)
            ]

    peer.retrievers = [Marked(inner=inner) for inner in peer.retrievers]
    return peer


def test_the_peer_counts_duplicates_twice_and_the_paper_does_not():
    rankings = [["a", "b", "b", "b"], ["c", "a"]]
    peer = EnsembleRetriever(retrievers=[Listed(ids=r) for r in rankings], weights=[1, 1], c=60)
    assert peer.invoke("q")[0].page_content == "text of b"
    assert reciprocal_rank_fusion(rankings)[0][0] == "a"


def test_comb_sum_agrees_with_an_independent_sum_on_random_scores():
    rng = random.Random(3)
    for _ in range(30):
        results = [[(i, rng.uniform(-5, 20)) for i in rng.sample("abcdefg", 5)] for _ in range(3)]
        raw = {i: sum(dict(r).get(i, 0) for r in results) for r in results for i, _ in r}
        assert dict(comb_sum(results, normalize=False)) == pytest.approx(raw, abs=1e-9)
        scaled = [[(i, 7 * s + 3) for i, s in r] for r in results]
        assert dict(comb_sum(scaled)) == pytest.approx(dict(comb_sum(results)), abs=1e-8)


def test_borda_shares_the_points_of_what_a_ranking_does_not_hold():
    # Four candidates; in the first ranking c and d share the points 2 and 1.
    points = dict(borda([["a", "b"], ["b", "c", "d"]]))
    assert points == {"a": 4 + 1, "b": 3 + 4, "c": 1.5 + 3, "d": 1.5 + 2}


def test_condorcet_counts_won_duels_and_ties_cycles():
    assert [i for i, _ in condorcet([list("abc"), list("abc"), list("cba")])] == ["a", "b", "c"]
    cycle = condorcet([list("abc"), list("bca"), list("cab")])
    assert cycle == [("a", 0.0), ("b", 0.0), ("c", 0.0)]
    assert dict(condorcet([["a"], ["a", "b"]])) == {"a": 1.0, "b": -1.0}


def test_votes_of_one_ranking_give_it_back():
    ranking = ["d", "a", "c", "b"]
    for fuse in (borda, condorcet, lambda r: reciprocal_rank_fusion(r)):
        assert [i for i, _ in fuse([ranking])] == ranking


def test_queries_of_many_questions_are_read_and_refusals_give_none():
    replies = {"Who made Kelum?": "1. Kelum's maker\n2. Who made Kelum?", "x?": "I do not know."}
    model = ScriptedModel(lambda messages: replies[messages[-1][1].split(": ", 1)[1]])
    assert generate_queries(list(replies), model, parse_queries) == [["Kelum's maker"], []]
    assert model.calls[0][0] == ("system", "You are a helpful assistant.")


def test_prompts_name_the_number_of_queries_and_refuse_what_they_cannot_ask():
    assert query_messages(" q? ", 2, "") == [
        ("user", "Write two other search queries for this question: q?")
    ]
    assert split_messages("a and b?") == [("user", "Split this into simple questions: a and b?")]
    for call in (
        lambda: query_messages("q", 0),
        lambda: query_messages(" "),
        lambda: split_messages(""),
    ):
        with pytest.raises(ValueError, match=r"count|empty"):
            call()


def test_diversity_of_equal_disjoint_and_few_sets():
    assert diversity([{1, 2}, {1, 2}]) == 0
    assert diversity([{1}, {2}, {3}]) == 1
    assert diversity([{1, 2}, {2, 3}]) == pytest.approx(2 / 3)
    assert diversity([set(), set()]) == 0
    assert diversity([{1}]) == 0
    assert query_words("Who made the Kelum lamp?", ["Kelum"]) == {"made", "lamp"}


def _retriever(**settings):
    given = {
        "retrievers": {"dense": Listed(ids=["a", "b"]), "keyword": Listed(ids=["b", "c"])},
        "generate": lambda question: ["more"],
        "search": fan_out,
        "fuse": weighted_rrf,
        **settings,
    }
    return RagFusionRetriever(**given)


def test_the_retriever_fuses_and_says_which_searches_found_each_document():
    found = _retriever(k=2).invoke("q")
    assert [d.id for d in found] == ["b", "a"]
    pairs = [("q", "dense"), ("q", "keyword"), ("more", "dense"), ("more", "keyword")]
    assert found[0].metadata["found_by"] == pairs
    assert found[0].metadata["n"] == 1
    assert found[0].metadata["score"] == pytest.approx((1 / 61 + 1 / 62) / 2, abs=1e-9)


def test_the_questions_rankings_weigh_more_if_told_to():
    def search(queries, retrievers, at_once):
        async def runs():
            one = {"query": queries[0], "retriever": "dense", "error": ""}
            other = {**one, "query": queries[1]}
            return [
                {**one, "documents": [Document(id="own", page_content="")]},
                {**other, "documents": [Document(id="drift", page_content="")]},
            ]

        return runs()

    assert [d.id for d in _retriever(search=search).invoke("q")] == ["drift", "own"]
    heavy = _retriever(search=search, original_weight=2.0)
    assert [d.id for d in heavy.invoke("q")] == ["own", "drift"]


def test_the_retriever_works_inside_a_running_loop_and_asynchronously():
    async def both():
        retriever = _retriever()
        return retriever.invoke("q"), await retriever.ainvoke("q")

    one, other = asyncio.run(both())
    assert [d.id for d in one] == [d.id for d in other]


def test_a_failing_generator_and_a_failing_retriever_leave_the_rest():
    def broken(question):
        raise RuntimeError("no model")

    told = []
    retriever = _retriever(
        generate=broken,
        retrievers={"dense": Listed(ids=["a"]), "web": Listed(ids=["z"], problem="down")},
        report=told.append,
    )
    assert [d.id for d in retriever.invoke("q")] == ["a"]
    assert told == [
        "no queries were generated: RuntimeError: no model",
        "web failed for 'q': ConnectionError: down",
    ]
    with pytest.raises(RuntimeError, match="ConnectionError: down"):
        _retriever(retrievers={"web": Listed(ids=[], problem="down")}).invoke("q")


def test_documents_without_ids_are_refused():
    class Nameless(Listed):
        def _get_relevant_documents(self, query, *, run_manager=None):
            return [Document(page_content="x")]

    with pytest.raises(ValueError, match="no id"):
        _retriever(retrievers={"dense": Nameless(ids=[])}).invoke("q")


def test_fan_out_works_with_synchronous_retrievers_and_passes_a_cancellation_on():
    runs = run_async(fan_out(["q"], {"dense": Listed(ids=["a"])}))
    assert [d.id for d in runs[0]["documents"]] == ["a"]

    class Endless(Listed):
        async def _aget_relevant_documents(self, query, *, run_manager=None):
            await asyncio.sleep(60)

    async def cancelled():
        await asyncio.wait_for(fan_out(["q"], {"web": Endless(ids=[])}), 0.05)

    with pytest.raises(TimeoutError):
        run_async(cancelled())
