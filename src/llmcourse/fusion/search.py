"""Concurrent search: every query in every retriever, bounded, with failures kept apart.

Knows LangChain's asynchronous interface of retrievers. Knows nothing about what is done with the
results.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.retrievers import BaseRetriever


async def fan_out(
    queries: Sequence[str], retrievers: Mapping[str, BaseRetriever], at_once: int = 4
) -> list[dict[str, Any]]:
    """Search every query in every retriever, at most ``at_once`` searches at any time.

    A search is ``await retriever.ainvoke(query)``. Searches run concurrently: up to ``at_once`` of
    them have begun and not ended, and where one ends the next begins.

    A search that raises an ``Exception`` loses only its own results. Only where every search
    fails, and there was at least one, is that an error of the whole. A cancellation is no
    ``Exception``: it is passed on.

    Args:
        queries: the texts to search for, all different.
        retrievers: by name; each is searched once for each query.
        at_once: how many searches may run at the same time, at least 1.

    Returns:
        One dictionary a search, query by query in the order given, within a query retriever by
        retriever in the order given: ``query``, ``retriever`` (its name), ``documents`` (the list
        that came, ``[]`` where it failed) and ``error`` (``""``, or the exception as
        ``"<name of its class>: <its text>"``).

    Raises:
        ValueError: ``at_once`` is below 1.
        RuntimeError: every search failed; the message holds the ``error`` of the first one.
    """
    if at_once < 1:
        raise ValueError(f"at_once must be at least 1, not {at_once}")
    gate = asyncio.Semaphore(at_once)

    async def search(query: str, name: str) -> dict[str, Any]:
        documents, error = [], ""
        async with gate:
            try:
                documents = await retrievers[name].ainvoke(query)
            except Exception as problem:  # a retriever may raise anything
                error = f"{type(problem).__name__}: {problem}"
        return {"query": query, "retriever": name, "documents": documents, "error": error}

    runs = await asyncio.gather(*(search(query, name) for query in queries for name in retrievers))
    if runs and all(run["error"] for run in runs):
        raise RuntimeError(f"all {len(runs)} searches failed, the first with {runs[0]['error']}")
    return list(runs)
