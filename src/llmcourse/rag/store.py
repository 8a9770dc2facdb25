"""Two LangChain retrievers over the same chunks: dense (FAISS) and keyword (BM25).

Both keep everything in memory, order ties by id and are saved as plain files: a FAISS index
file and JSON, never pickle, so a store from a stranger can be opened safely. Neither updates a
chunk in place; add new ones or build anew.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from llmcourse.rag.text import tokenize

_INDEX_FILE = "index.faiss"
_CHUNKS_FILE = "chunks.json"


def chunk_documents(
    documents: Iterable[Any], cut: Callable[[str], Sequence[str]]
) -> list[Document]:
    """Cut documents into LangChain documents that remember where they come from.

    Args:
        documents: objects with ``id`` and ``text``, and perhaps ``title``, ``date``, ``source``,
            ``section``, ``author``.
        cut: turns a text into chunks.

    Returns:
        Chunks in order. ``id`` is ``"<document id>#<number from 0>"``; ``metadata`` holds
        ``document`` (its id) and those of the fields above that the document has.
    """
    chunks = []
    for document in documents:
        fields = ("title", "date", "source", "section", "author")
        metadata = {f: str(getattr(document, f)) for f in fields if hasattr(document, f)}
        for number, text in enumerate(cut(document.text)):
            chunks.append(
                Document(
                    id=f"{document.id}#{number}",
                    page_content=text,
                    metadata={"document": document.id, **metadata},
                )
            )
    return chunks


def _need_ids(chunks: Sequence[Document]) -> None:
    ids = [chunk.id for chunk in chunks]
    if any(i is None for i in ids) or len(set(ids)) != len(ids):
        raise ValueError("chunks must each have an id of their own: citations need it")


class DenseRetriever(BaseRetriever):
    """Exact nearest neighbours by cosine in a FAISS ``IndexFlatIP``.

    Build with :meth:`from_chunks`, extend with :meth:`add`, keep with :meth:`save`, open with
    :meth:`load`. A query gives the ``k`` nearest chunks, the best first, ties by id; each is a
    copy whose metadata has ``score``, the cosine.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    index: Any
    chunks: list[Document]
    encoder: Any
    k: int = 5

    @classmethod
    def from_chunks(cls, chunks: Sequence[Document], encoder: Any, k: int = 5) -> "DenseRetriever":
        """Encode the chunks and index them.

        Args:
            chunks: LangChain documents with ids.
            encoder: has ``encode(texts) -> float32 array [n, d]`` with rows of length 1.
            k: results a query.

        Raises:
            ValueError: no chunks, or ids are missing or repeated.
        """
        import faiss

        if not chunks:
            raise ValueError("chunks is empty: there is nothing to index")
        _need_ids(chunks)
        texts = [c.page_content for c in chunks]
        vectors: Float[np.ndarray, "chunks width"] = np.asarray(
            encoder.encode(texts), dtype="float32"
        )
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index=index, chunks=list(chunks), encoder=encoder, k=k)

    def add(self, chunks: Sequence[Document]) -> None:
        """Encode more chunks into the same index; nothing is trained. Raises as from_chunks."""
        _need_ids([*self.chunks, *chunks])
        if chunks:
            vectors = self.encoder.encode([c.page_content for c in chunks])
            self.index.add(np.asarray(vectors, dtype="float32"))
            self.chunks.extend(chunks)

    def search(self, queries: Sequence[str], k: int | None = None) -> list[list[Document]]:
        """The nearest chunks of many queries at once; a list a query."""
        k = self.k if k is None else k
        vectors: Float[np.ndarray, "queries width"]
        vectors = np.asarray(self.encoder.encode(list(queries)), dtype="float32")
        # A few more than k, so that ties at the border are settled by id and not by position.
        scores: Float[np.ndarray, "queries found"]
        rows: Int[np.ndarray, "queries found"]
        scores, rows = self.index.search(vectors, min(k + 10, len(self.chunks)))
        results = []
        for row, score in zip(rows, scores, strict=True):
            pairs = [(round(float(s), 6), self.chunks[i]) for i, s in zip(row, score, strict=True)]
            pairs.sort(key=lambda pair: (-pair[0], pair[1].id))
            results.append([_with_score(chunk, s) for s, chunk in pairs[:k]])
        return results

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        return self.search([query])[0]

    def save(self, folder: str | Path) -> None:
        """Write the index and the chunks to a folder (made where missing)."""
        import faiss

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self.index, str(folder / _INDEX_FILE))
        rows = [{"id": c.id, "text": c.page_content, "metadata": c.metadata} for c in self.chunks]
        text = json.dumps({"k": self.k, "chunks": rows}, ensure_ascii=False)
        (folder / _CHUNKS_FILE).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path, encoder: Any) -> "DenseRetriever":
        """Open a saved store. The encoder must be the one that wrote it.

        Raises:
            ValueError: index and chunks do not belong together, or the folder holds no store.
        """
        import faiss

        folder = Path(folder)
        if not (folder / _INDEX_FILE).exists() or not (folder / _CHUNKS_FILE).exists():
            raise ValueError(f"{folder} holds no store: expected {_INDEX_FILE} and {_CHUNKS_FILE}")
        index = faiss.read_index(str(folder / _INDEX_FILE))
        saved = json.loads((folder / _CHUNKS_FILE).read_text(encoding="utf-8"))
        chunks = [
            Document(id=row["id"], page_content=row["text"], metadata=row["metadata"])
            for row in saved["chunks"]
        ]
        if index.ntotal != len(chunks):
            raise ValueError(f"{folder}: {index.ntotal} vectors but {len(chunks)} chunks")
        return cls(index=index, chunks=chunks, encoder=encoder, k=saved["k"])


class KeywordRetriever(BaseRetriever):
    """BM25 over the chunks; a chunk that shares no token with the query is never returned.

    The best first, ties by id; each result is a copy whose metadata has ``score``.
    """

    weights: dict[str, dict[int, float]]
    chunks: list[Document]
    k: int = 5

    @classmethod
    def from_chunks(
        cls,
        chunks: Sequence[Document],
        build_index: Callable[[list[list[str]]], dict[str, dict[int, float]]] | None = None,
        k: int = 5,
    ) -> "KeywordRetriever":
        """Tokenize the chunks and weigh their tokens.

        Args:
            chunks: LangChain documents with ids.
            build_index: documents' tokens to weights; by default
                :func:`llmcourse.rag.keyword.bm25_index`.
            k: results a query.

        Raises:
            ValueError: ids are missing or repeated.
        """
        _need_ids(chunks)
        if build_index is None:
            from llmcourse.rag import keyword

            build_index = keyword.bm25_index
        weights = build_index([tokenize(chunk.page_content) for chunk in chunks])
        return cls(weights=weights, chunks=list(chunks), k=k)

    def search(self, queries: Sequence[str], k: int | None = None) -> list[list[Document]]:
        """The best chunks of many queries; a list a query."""
        k = self.k if k is None else k
        results = []
        for query in queries:
            scores: dict[int, float] = {}
            for token in tokenize(query):
                for position, weight in self.weights.get(token, {}).items():
                    scores[position] = scores.get(position, 0.0) + weight
            best = sorted(scores, key=lambda i: (-round(scores[i], 6), self.chunks[i].id))[:k]
            results.append([_with_score(self.chunks[i], round(scores[i], 6)) for i in best])
        return results

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        return self.search([query])[0]


def _with_score(chunk: Document, score: float) -> Document:
    return Document(
        id=chunk.id, page_content=chunk.page_content, metadata={**chunk.metadata, "score": score}
    )
