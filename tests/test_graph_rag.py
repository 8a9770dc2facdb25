"""Graph RAG: extraction with provenance, walks, words, joined hits, repair, and the retriever."""

import itertools
import random

import pytest

from llmcourse.checking import ScriptedModel
from llmcourse.data import GraphEdge
from llmcourse.graph.cypher_words import NO_ROWS
from llmcourse.graph.extraction import parse_triples, resolve_entities, upsert_document
from llmcourse.graph.names import edit_distance, link_entities
from llmcourse.graph.pipeline import (
    SubgraphRetriever,
    as_graph_edges,
    cypher_writer,
    write_triples,
)
from llmcourse.graph.prompts import clean_query, cypher_messages
from llmcourse.graph.store import NetworkxStore
from llmcourse.graph.subgraph import fuse_hits, subgraph, verbalise
from llmcourse.graph.text2cypher import query_with_repair


def edge(name: str, source: str, target: str, relation: str = "knows", **more) -> GraphEdge:
    parts = {"detail": "", "since": "", "until": "", "documents": (), **more}
    return GraphEdge(
        name, "Person", source, relation, "Person", target,
        parts["since"], parts["until"], parts["detail"], parts["documents"],
    )  # fmt: skip


def test_a_graph_from_a_models_replies():
    model = ScriptedModel(lambda messages: "1. Mara Venlo | Born In | Corva\nnonsense")
    (reply,) = write_triples(["Mara Venlo comes from Corva."], model)
    kinds = {"born_in": ("Person", "Town")}
    graph = upsert_document({}, "d1", parse_triples(reply, kinds), str)
    assert graph == {("Mara Venlo", "born_in", "Corva"): ["d1"]}
    (found,) = as_graph_edges(graph, kinds)
    assert (found.source_kind, found.target_kind, found.documents) == ("Person", "Town", ("d1",))


def test_an_edited_document_takes_back_only_its_own_word():
    one, two, three = ("a", "r", "b"), ("a", "r", "c"), ("a", "r", "d")
    graph = {one: ["d1", "d2"], two: ["d1"]}
    assert upsert_document(graph, "d1", [one, three, three], str) == {
        one: ["d2", "d1"],
        three: ["d1"],
    }
    assert upsert_document(graph, "d1", [], str) == {one: ["d2"]}
    assert graph == {one: ["d1", "d2"], two: ["d1"]}


def test_a_slip_joins_and_a_sister_does_not():
    mentions = [("Mara Venlo", "Person")] * 4 + [("Mara Venla", "Person")] * 3
    names = resolve_entities([*mentions, ("Mara Venlp", "Person"), ("Dr. Mara Venlo's", "Person")])
    assert names["Mara Venlp", "Person"] == "Mara Venlo"
    assert names["Dr. Mara Venlo's", "Person"] == "Mara Venlo"
    assert names["Mara Venla", "Person"] == "Mara Venla"


def test_edit_distance_and_linking():
    assert edit_distance("kitten", "sitting") == 3
    assert edit_distance("", "abc") == 3
    known = ["Mara Venlo", "Choir of Mara Venlo", "Ilo Brusk"]
    assert link_entities("Who led the choir of Mara Venlo?", known) == ["Choir of Mara Venlo"]
    assert link_entities("Ilo Brusk and Mara Venlo", known) == ["Ilo Brusk", "Mara Venlo"]
    assert link_entities("Where was Mara Venlp born?", known) == ["Mara Venlo"]
    assert link_entities("Where?", known) == []


@pytest.mark.parametrize("seed", range(20))
def test_the_walk_finds_what_counting_paths_finds(seed):
    rng = random.Random(seed)
    nodes = list("abcdefgh")
    edges = [edge(f"e{i:02}", *rng.sample(nodes, 2)) for i in range(10)]
    seeds, depth = rng.sample(nodes, 2), rng.randint(0, 3)

    def steps(seed: str, node: str) -> int:
        reached = {seed}
        for step in range(depth + 1):
            if node in reached:
                return step
            near = [{e.source, e.target} for e in edges if {e.source, e.target} & reached]
            reached = reached.union(*near)
        return depth + 1

    def inside(one: GraphEdge) -> bool:
        ends = itertools.product(seeds, (one.source, one.target))
        return any(steps(s, end) < depth for s, end in ends)

    def cost(one: GraphEdge) -> int:
        return sum(steps(s, end) for s in seeds for end in (one.source, one.target))

    right = sorted((e for e in edges if inside(e)), key=lambda e: (cost(e), e.id))
    store = NetworkxStore(edges)
    assert [e.id for e in subgraph(seeds, store.neighbours, depth, 99)] == [e.id for e in right]


def test_a_closed_node_is_reached_and_not_walked_through():
    edges = [edge("1", "a", "1950"), edge("2", "b", "1950"), edge("3", "a", "c")]
    store = NetworkxStore(edges)
    found = subgraph(["a"], store.neighbours, 3, 9, lambda name: name == "1950")
    assert [e.id for e in found] == ["1", "3"]


def test_words_and_sources_of_edges():
    edges = [
        edge("1", "ilo", "Mara {s}", "lent", detail="90 crowns", since="May", documents=("d4",)),
        edge("2", "ilo", "Mara {s}", "lent", detail="90 crowns", since="May", documents=("d5",)),
        edge("3", "the choir", "Mara", "led_by_vote_of"),
    ]
    first, second = verbalise(edges, {"lent": "{s} lent {o} {d} in {a}."})
    assert first == {"text": "Ilo lent Mara {s} 90 crowns in May.", "documents": ["d4", "d5"]}
    assert second["text"] == "The choir led by vote of Mara."


def test_joined_hits():
    graph, vectors = [("a", "A"), ("b", "B"), ("c", "C")], [("d", "D"), ("b", "other")]
    assert fuse_hits(graph, vectors) == [
        ("b", "B", "both"), ("a", "A", "graph"), ("d", "D", "vectors"), ("c", "C", "graph"),
    ]  # fmt: skip
    assert [hit[0] for hit in fuse_hits(graph, vectors, max_words=2)] == ["b", "a"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: subgraph(["a"], lambda name: [], -1),
        lambda: verbalise([], {}, 0),
        lambda: fuse_hits([], [], 0),
        lambda: query_with_repair("?", lambda q, f: "", lambda q: [], 0),
        lambda: resolve_entities([], most=-1),
    ],
)
def test_bad_settings_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()


def test_the_repair_loop_shows_the_models_errors_to_it():
    told = []

    def reply(messages) -> str:
        told.append([content for _, content in messages])
        return ["```cypher\nq1\n```", "q2", "q3"][len(messages) // 2]

    def run(query: str) -> list:
        if query == "q1":
            raise ValueError("Table X does not exist.\nmore")
        return [] if query == "q2" else [["Corva"]]

    write = cypher_writer(ScriptedModel(reply), lambda question: ["(:A)-[:B]->(:C)"])
    outcome = query_with_repair("Where?", write, run)
    assert outcome == {"query": "q3", "rows": [["Corva"]], "error": "", "attempts": 3}
    assert "Table X does not exist." in told[1][-1]
    assert "more" not in told[1][-1]
    assert NO_ROWS in told[2][-1]


def test_a_repeated_query_ends_the_loop():
    outcome = query_with_repair("?", lambda question, failures: "q1", lambda query: [], 5)
    assert outcome == {"query": "q1", "rows": [], "error": NO_ROWS, "attempts": 2}


def test_query_prompts():
    assert clean_query("Here:\n```\nMATCH (a) RETURN a\n```\nDone") == "MATCH (a) RETURN a"
    assert clean_query("  MATCH (a) RETURN a ") == "MATCH (a) RETURN a"
    (message,) = cypher_messages("Where?", ["(:A)-[:B]->(:C)"])
    assert "(:A)-[:B]->(:C)" in message[1]
    assert "Where?" in message[1]


def test_the_retriever_cites_documents():
    edges = [
        edge("1", "Mara Venlo", "Ilo Brusk", documents=("d1",)),
        edge("2", "Ilo Brusk", "Tessa Tamrel", documents=("d2",)),
    ]
    retriever = SubgraphRetriever(store=NetworkxStore(edges), depth=2)
    found = retriever.invoke("Whom does Mara Venlo know?")
    assert [one.id for one in found] == ["d1", "d2"]
    assert found[0].page_content == "Mara Venlo knows Ilo Brusk."
    assert retriever.invoke("Whom does nobody know?") == []
