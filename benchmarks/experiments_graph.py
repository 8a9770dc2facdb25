"""The experiments on C31 and C32, Graph RAG, declared before they run.

The graph is the course's own, so that retrieval is measured without errors of extraction; all
documents of both worlds are searched.

Before C31 was declared, the lesson's quick form had run on 16 of its 120 questions (500 documents):
there depth 1 and depth 2 found the same facts, and the union fewer than the walk alone at small k.
The hypotheses are those of the literature and were not fitted to it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from llmcourse.experiments import graph as lab
from llmcourse.experiments import graph_data as data
from llmcourse.experiments.records import Condition, ExperimentResult, claim
from llmcourse.experiments.wider_corpus import wider_slice
from llmcourse.graph.names import link_entities
from llmcourse.graph.pipeline import cypher_writer, edge_documents, schema_lines
from llmcourse.graph.store import VALUE, NetworkxStore
from llmcourse.graph.subgraph import fuse_hits, subgraph, verbalise
from llmcourse.graph.text2cypher import query_with_repair
from llmcourse.models import load_chat_model, load_encoder
from llmcourse.rag.pipeline import cited_messages, parse_answer
from llmcourse.rag.store import DenseRetriever

EVERY = 120  # scattered questions: all there are
DOCUMENTS = 10_000  # more than there are: all of both worlds
EACH = 60  # questions of each kind for C32
SHOWN = 20  # passages or edges
DATA = ("graph", "wider", "world")
NO_MODEL = (
    "Pocket takes no part: retrieval alone is measured, on a graph that is free of extraction "
    "errors and holds every needed fact."
)
TRAINED = (
    "Pocket was trained to write Cypher from lines of a schema and to answer from passages, with "
    "other names; both formats were trained, counting rows of a context was not."
)


@cache
def _memory() -> NetworkxStore:
    return NetworkxStore(data.course_edges())


@cache
def _known() -> tuple[str, ...]:
    return tuple(name for name, kind in _memory().kinds().items() if kind != VALUE)


def _is_value(name: str) -> bool:
    return _memory().kinds().get(name) == VALUE


def _walk(question: str, depth: int, budget: int) -> list[Any]:
    seeds = link_entities(question, _known())
    return subgraph(seeds, _memory().neighbours, depth, budget, _is_value)


@cache
def _scattered() -> dict[str, list[float]]:
    """Each question's share of needed facts among SHOWN results, by way of retrieval."""
    part = wider_slice(["scattered"], questions=EVERY, documents=DOCUMENTS)
    asked = [question.question for question in part.questions]
    passages = DenseRetriever.from_chunks(part.passages, load_encoder(), k=SHOWN)
    sentences = edge_documents(data.course_edges(), data.templates())
    by_edge = DenseRetriever.from_chunks(sentences, load_encoder(), k=SHOWN)
    passages_of = dict(zip(asked, passages.search(asked, SHOWN), strict=True))
    edges_of = dict(zip(asked, by_edge.search(asked, SHOWN), strict=True))

    def union(question: Any, k: int) -> set[str]:
        graph = [(edge.id, "") for edge in _walk(question.question, 2, k)]
        vectors = [(hit.id, "") for hit in edges_of[question.question][:k]]
        return {id for id, _, _ in fuse_hits(graph, vectors)[:k]}

    ways = {
        "passages by vectors": lambda q, k: lab.facts_of_passages(
            part, q, passages_of[q.question][:k]
        ),
        "edges by vectors": lambda q, k: {hit.id for hit in edges_of[q.question][:k]},
        "subgraph, depth 1": lambda q, k: {e.id for e in _walk(q.question, 1, k)},
        "subgraph, depth 2": lambda q, k: {e.id for e in _walk(q.question, 2, k)},
        "subgraph and vectors": union,
    }
    curves = lab.scattered(part, ways, [SHOWN])
    return {name: curve[SHOWN] for name, curve in curves.items()}


def _recall(*names: str) -> ExperimentResult:
    conditions = [Condition(name, _scattered()[name]) for name in names]
    return ExperimentResult("C31", conditions, names[0], [0], f"k = {SHOWN} results")


@claim(
    "C31a",
    unit="07_graph_rag",
    hypothesis="Of facts scattered over many documents, a subgraph of depth 2 finds more than the "
    "most similar passages, and more than the most similar edges.",
    metric="share of a question's needed facts among 20 results",
    n=EVERY,
    data=DATA,
    expect=[
        ("subgraph, depth 2", ">", "passages by vectors", 0.1),
        ("subgraph, depth 2", ">", "edges by vectors"),
    ],
    pocket_cause=NO_MODEL,
    caveat="At equal k a passage holds several facts and more words than an edge.",
)
def scattered_facts() -> ExperimentResult:
    """Needed facts found by vectors and by the walk."""
    return _recall("passages by vectors", "edges by vectors", "subgraph, depth 2")


@claim(
    "C31b",
    unit="07_graph_rag",
    hypothesis="A subgraph of depth 2 finds more of the scattered facts than one of depth 1.",
    metric="share of a question's needed facts among 20 results",
    n=EVERY,
    data=DATA,
    expect=[("subgraph, depth 2", ">", "subgraph, depth 1")],
    pocket_cause=NO_MODEL,
)
def depth_of_the_walk() -> ExperimentResult:
    """Depth 1 and depth 2 under the same budget."""
    return _recall("subgraph, depth 1", "subgraph, depth 2")


@claim(
    "C31c",
    unit="07_graph_rag",
    hypothesis="Graph and vectors together find more of the scattered facts than either alone, "
    "with the same number of results.",
    metric="share of a question's needed facts among 20 results",
    n=EVERY,
    data=DATA,
    expect=[
        ("subgraph and vectors", ">", "subgraph, depth 2"),
        ("subgraph and vectors", ">", "passages by vectors"),
        ("subgraph and vectors", ">", "edges by vectors"),
    ],
    pocket_cause=NO_MODEL,
)
def graph_with_vectors() -> ExperimentResult:
    """The union against its two sides."""
    return _recall(
        "subgraph, depth 2", "passages by vectors", "edges by vectors", "subgraph and vectors"
    )


@cache
def _answers() -> tuple[tuple[Any, ...], dict[str, list[float]]]:
    questions = data.graph_questions(EACH)
    model, encoder, store = load_chat_model(), load_encoder(), data.cypher_store()
    schema = store.schema()
    contexts = [
        [
            passage["text"]
            for passage in verbalise(_walk(q.question, 2, 40), data.templates(), max_words=120)
        ]
        for q in questions
    ]
    write = cypher_writer(model, lambda q: schema_lines(q, schema, encoder))
    scores = {
        "subgraph, read": lab.read_answers(questions, contexts, model, cited_messages, parse_answer)
    }
    for name, attempts in (("query", 1), ("query with repair", 3)):
        scores[name], _ = lab.query_answers(
            questions, lambda q, most=attempts: query_with_repair(q, write, store.run, most)
        )
    return tuple(questions), scores


def _kind(kind: str) -> ExperimentResult:
    questions, scores = _answers()
    return lab.cypher_result(questions, scores, kind, "subgraph, read")


@claim(
    "C32a",
    unit="07_graph_rag",
    hypothesis="On questions of one hop, a query written by the model, with repair, answers more "
    "right than a model that reads the subgraph.",
    metric="share of right answers",
    n=EACH,
    data=DATA,
    expect=[("query with repair", ">", "subgraph, read")],
    trained_format=True,
    pocket_cause=TRAINED,
)
def one_hop() -> ExperimentResult:
    """Query and subgraph on one hop."""
    return _kind("one hop")


@claim(
    "C32b",
    unit="07_graph_rag",
    hypothesis="On questions of two hops, a query written by the model, with repair, answers more "
    "right than a model that reads the subgraph.",
    metric="share of right answers",
    n=EACH,
    data=DATA,
    expect=[("query with repair", ">", "subgraph, read")],
    trained_format=True,
    pocket_cause=TRAINED,
)
def two_hops() -> ExperimentResult:
    """Query and subgraph on two hops."""
    return _kind("multi-hop")


@claim(
    "C32c",
    unit="07_graph_rag",
    hypothesis="On counts and other aggregates, a query written by the model, with repair, answers "
    "more right than a model that reads the subgraph.",
    metric="share of right answers",
    n=EACH,
    data=DATA,
    expect=[("query with repair", ">", "subgraph, read")],
    trained_format=True,
    pocket_cause=TRAINED,
)
def aggregates() -> ExperimentResult:
    """Query and subgraph on aggregates."""
    return _kind("aggregate")


@claim(
    "C32d",
    unit="07_graph_rag",
    hypothesis="Repairing queries by the database's messages answers more of two-hop questions "
    "right than the first query alone.",
    metric="share of right answers",
    n=EACH,
    data=DATA,
    expect=[("query with repair", ">", "query")],
    trained_format=True,
    pocket_cause=TRAINED + " Repairing a query was not.",
)
def repair() -> ExperimentResult:
    """One attempt and three."""
    return _kind("multi-hop")
