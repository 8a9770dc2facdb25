"""The whole of Graph RAG: extract a graph, retrieve from it, ask a model; and text to Cypher.

Works with any LangChain chat model, any encoder with `encode(texts)` and any store of
`llmcourse.graph.store`. The techniques are arguments where a lesson passes its own; without them
the package's are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from llmcourse.data import GraphEdge
from llmcourse.graph.names import link_entities
from llmcourse.graph.prompts import (
    clean_query,
    cypher_grammar,
    cypher_messages,
    triple_grammar,
    triple_messages,
)
from llmcourse.graph.store import VALUE
from llmcourse.models import generate_batch

Triple = tuple[str, str, str]


def write_triples(
    texts: Sequence[str], model: Any, relations: Sequence[str] = (), max_new_tokens: int = 96
) -> list[str]:
    """The model's lines of triples for each text. With `relations` a grammar holds it to them."""
    conversations = [triple_messages(text) for text in texts]
    if not relations:
        return generate_batch(model, conversations, temperature=0.0, max_new_tokens=max_new_tokens)
    from llmcourse.constrained import generate_by_grammar

    rules, start = triple_grammar(relations)
    return [
        generate_by_grammar(model, one, rules, start, max_new_tokens=max_new_tokens)
        for one in conversations
    ]


def as_graph_edges(
    graph: Mapping[Triple, Sequence[str]], kinds: Mapping[str, tuple[str, str]]
) -> list[GraphEdge]:
    """Edges for a store from triples with provenance; `kinds` gives a relation's two ends."""
    edges = []
    for (source, relation, target), documents in graph.items():
        one, other = kinds.get(relation, ("Thing", "Thing"))
        name = f"{source}|{relation}|{target}"
        edges.append(
            GraphEdge(name, one, source, relation, other, target, "", "", "", tuple(documents))
        )
    return edges


def edge_documents(
    edges: Iterable[Any], templates: Mapping[str, str], say: Callable[..., Any] | None = None
) -> list[Document]:
    """Each edge as a sentence to be embedded: `id` is the edge's, `metadata` has its documents.

    `say` puts edges into words; by default `subgraph.verbalise`.
    """
    if say is None:
        from llmcourse.graph.subgraph import verbalise

        say = verbalise
    found = []
    for edge in edges:
        (told,) = say([edge], templates, max_words=10_000)
        found.append(
            Document(
                id=edge.id, page_content=told["text"], metadata={"documents": told["documents"]}
            )
        )
    return found


def nearest_first(
    question: str,
    edges: Sequence[Any],
    templates: Mapping[str, str],
    encoder: Any,
    say: Callable[..., Any] | None = None,
) -> list[Any]:
    """Edges by the cosine of their sentence with the question, ties by id."""
    if not edges:
        return []
    texts = [document.page_content for document in edge_documents(edges, templates, say)]
    vectors: Float[np.ndarray, "texts width"] = encoder.encode([question, *texts])
    scores = vectors[1:] @ vectors[0]
    order = sorted(range(len(edges)), key=lambda i: (-round(float(scores[i]), 6), edges[i].id))
    return [edges[i] for i in order]


class SubgraphRetriever(BaseRetriever):
    """SubGraph RAG as a LangChain retriever: passages put together from edges, with provenance.

    The entities of the question are known names that stand in it. Edges are ranked by nearness
    to all of them or, with an encoder, by similarity to the question, which single questions need:
    then at most `pool` edges are compared. Each passage's `metadata["documents"]` are the ids of
    the documents that state it, and `id` is the first of them.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    store: Any
    templates: Mapping[str, str] = {}
    depth: int = 2
    budget: int = 50
    max_words: int = 160
    encoder: Any = None
    pool: int = 400
    walk: Any = None
    say: Any = None

    def edges(self, question: str) -> list[Any]:
        """The ranked edges, at most `budget`."""
        walk = self.walk
        if walk is None:
            from llmcourse.graph.subgraph import subgraph as walk
        kinds = self.store.kinds()
        names = [name for name, kind in kinds.items() if kind != VALUE]
        seeds = link_entities(question, names)
        size = self.pool if self.encoder is not None else self.budget
        found = walk(
            seeds, self.store.neighbours, self.depth, size, lambda name: kinds.get(name) == VALUE
        )
        if self.encoder is not None:
            found = nearest_first(question, found, self.templates, self.encoder, self.say)
        return list(found[: self.budget])

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        say = self.say
        if say is None:
            from llmcourse.graph.subgraph import verbalise as say
        passages = say(self.edges(query), self.templates, self.max_words)
        return [
            Document(
                id=(passage["documents"] or ["graph"])[0],
                page_content=passage["text"],
                metadata={"documents": passage["documents"]},
            )
            for passage in passages
        ]


def schema_lines(question: str, schema: Sequence[str], encoder: Any, most: int = 5) -> list[str]:
    """The lines of a schema most similar to a question: a prompt has no room for seventy."""
    plain = [line.replace("_", " ").lower() for line in schema]
    vectors: Float[np.ndarray, "texts width"] = encoder.encode([question, *plain])
    scores = vectors[1:] @ vectors[0]
    best = sorted(range(len(schema)), key=lambda i: (-round(float(scores[i]), 6), i))[:most]
    return [schema[i] for i in sorted(best)]


def cypher_writer(
    model: Any,
    schema: Callable[[str], Sequence[str]],
    constrained: bool = False,
    names: Collection[str] = (),
    allowed: Sequence[str] = (),
) -> Callable[[str, list[tuple[str, str]]], str]:
    """The `write` of `query_with_repair`: a prompt with the schema's lines, and the model's query.

    Args:
        model: a chat model.
        schema: the lines of the schema to be shown for a question.
        constrained: whether a grammar lets nothing else be written (local models only).
        names: the only names that the grammar lets a query ask about; all when empty.
        allowed: the lines of the schema that the grammar knows; those shown when empty.
    """

    def write(question: str, failures: list[tuple[str, str]]) -> str:
        lines = schema(question)
        messages = cypher_messages(question, lines, failures)
        if constrained:
            from llmcourse.constrained import generate_by_grammar

            rules, start = cypher_grammar(allowed or lines, names)
            return generate_by_grammar(model, messages, rules, start, max_new_tokens=96)
        return clean_query(generate_batch(model, [messages], temperature=0.0,
                                          max_new_tokens=96)[0])  # fmt: skip

    return write
