"""RAG-Fusion as a LangChain retriever: generate, search concurrently, fuse, hand over.

Knows the order of the steps. The steps themselves (how queries are made, searched and fused) are
its arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables.config import run_in_executor
from pydantic import ConfigDict

from llmcourse.lesson import run_async

Rankings = list[list[str]]


class RagFusionRetriever(BaseRetriever):
    """Searches a question and generated queries in several retrievers and fuses the rankings.

    retriever = RagFusionRetriever(
        retrievers={"dense": dense, "keyword": keyword},
        generate=lambda question: ["another query", "a third"],
        search=fan_out, fuse=weighted_rrf)
    retriever.invoke("a question")

    `generate(question)` gives further queries. `search(queries, retrievers, at_once)` is awaited
    and returns runs as :func:`llmcourse.fusion.search.fan_out` does. `fuse(rankings, weights)`
    returns (id, score), the best first, as :func:`llmcourse.fusion.ranks.weighted_rrf` does. The
    question's own rankings have weight `original_weight`, those of generated queries 1.

    Results are the best `k` documents; their metadata has `score` (fused) and `found_by`, the
    (query, retriever) pairs that found them. Documents need ids. What a failing search would have
    found is missing from the results; with `generate` failing, the question alone is searched.
    `report`, if given, is called with a sentence on each failure.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    retrievers: Mapping[str, BaseRetriever]
    generate: Callable[[str], list[str]]
    search: Callable[..., Awaitable[list[dict[str, Any]]]]
    fuse: Callable[[Rankings, list[float]], list[tuple[str, float]]]
    original_weight: float = 1.0
    k: int = 4
    at_once: int = 4
    report: Callable[[str], None] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        return run_async(self._search(query))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        return await self._search(query)

    def _tell(self, sentence: str) -> None:
        if self.report is not None:
            self.report(sentence)

    async def _search(self, question: str) -> list[Document]:
        try:
            # A model takes seconds; the event loop stays free meanwhile.
            more = await run_in_executor(None, self.generate, question)
        except Exception as problem:  # what can be searched without the model still is
            self._tell(f"no queries were generated: {type(problem).__name__}: {problem}")
            more = []
        queries = list(dict.fromkeys([question, *more]))
        runs = await self.search(queries, self.retrievers, self.at_once)
        found: dict[str, Document] = {}
        by: dict[str, list[tuple[str, str]]] = {}
        rankings: Rankings = []
        weights: list[float] = []
        for run in runs:
            if run["error"]:
                self._tell(f"{run['retriever']} failed for {run['query']!r}: {run['error']}")
                continue
            rankings.append([str(document.id) for document in run["documents"]])
            weights.append(self.original_weight if run["query"] == question else 1.0)
            for document in run["documents"]:
                if document.id is None:
                    raise ValueError(
                        f"a document of {run['retriever']} has no id: fusion tells documents "
                        "apart by id, so give each one"
                    )
                found.setdefault(document.id, document)
                pairs = by.setdefault(document.id, [])
                if (run["query"], run["retriever"]) not in pairs:
                    pairs.append((run["query"], run["retriever"]))
        return [
            Document(
                id=id_,
                page_content=found[id_].page_content,
                metadata={**found[id_].metadata, "score": score, "found_by": by[id_]},
            )
            for id_, score in self.fuse(rankings, weights)[: self.k]
        ]
