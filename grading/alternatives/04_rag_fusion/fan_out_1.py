"""Structure: workers that take searches from a queue and write into a list by position."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.retrievers import BaseRetriever


async def fan_out(
    queries: Sequence[str], retrievers: Mapping[str, BaseRetriever], at_once: int = 4
) -> list[dict[str, Any]]:
    if at_once < 1:
        raise ValueError("at_once")
    runs: list[dict[str, Any]] = [
        {"query": query, "retriever": name, "documents": [], "error": ""}
        for query in queries
        for name in retrievers
    ]
    waiting = list(reversed(runs))

    async def worker() -> None:
        while waiting:
            run = waiting.pop()
            try:
                run["documents"] = await retrievers[run["retriever"]].ainvoke(run["query"])
            except Exception as problem:
                run["error"] = type(problem).__name__ + ": " + str(problem)

    await asyncio.gather(*(worker() for _ in range(min(at_once, len(runs)))))
    errors = [run["error"] for run in runs]
    if errors and all(errors):
        raise RuntimeError("no search worked: " + errors[0])
    return runs
