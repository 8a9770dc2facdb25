"""Retrieval-augmented generation in its plain form: clean, cut, search, read, cite, measure.

Modules with one technique each: :mod:`cleaning`, :mod:`chunking`, :mod:`dense`, :mod:`keyword`,
:mod:`pipeline`, :mod:`evaluation`. Around them, plumbing: :mod:`text` (sentences and tokens) and
:mod:`store` (the two LangChain retrievers). Rewriting, reranking, filters and hybrid search are
not here; they belong to later units.

The three names that most users want are importable from here and loaded on first use:
``DenseRetriever``, ``KeywordRetriever`` and ``rag_chain``.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "DenseRetriever": "llmcourse.rag.store",
    "KeywordRetriever": "llmcourse.rag.store",
    "chunk_documents": "llmcourse.rag.store",
    "rag_chain": "llmcourse.rag.pipeline",
}

__all__ = ["DenseRetriever", "KeywordRetriever", "chunk_documents", "rag_chain"]


def __getattr__(name: str) -> Any:
    """Load one of the public names on first use, so that importing the package stays cheap."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'llmcourse.rag' has no attribute {name!r}")
