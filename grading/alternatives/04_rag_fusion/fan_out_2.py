"""Structure: tasks under a semaphore, exceptions collected by gather and read afterwards."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.retrievers import BaseRetriever


async def fan_out(
    queries: Sequence[str], retrievers: Mapping[str, BaseRetriever], at_once: int = 4
) -> list[dict[str, Any]]:
    if at_once < 1:
        raise ValueError(at_once)
    limit = asyncio.BoundedSemaphore(at_once)

    async def one(retriever: BaseRetriever, query: str) -> Any:
        async with limit:
            return await retriever.ainvoke(query)

    pairs = [(query, name) for query in queries for name in retrievers]
    tasks = [asyncio.create_task(one(retrievers[name], query)) for query, name in pairs]
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    runs = []
    for (query, name), outcome in zip(pairs, outcomes, strict=True):
        if isinstance(outcome, BaseException) and not isinstance(outcome, Exception):
            raise outcome
        failed = isinstance(outcome, Exception)
        runs.append(
            {
                "query": query,
                "retriever": name,
                "documents": [] if failed else outcome,
                "error": f"{outcome.__class__.__name__}: {outcome!s}" if failed else "",
            }
        )
    if pairs and not [run for run in runs if not run["error"]]:
        raise RuntimeError(f"every search failed ({runs[0]['error']})")
    return runs
