"""Probes of the concurrent search: retrievers that are counted, that are slow and that fail."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from llmcourse.checking import exact, probe, raises, run_in_loop
from llmcourse.exercises.rag.inputs import some


class Record:
    """What happened to all retrievers of one call: running now, at most, and at each beginning."""

    def __init__(self) -> None:
        self.running = self.most = self.ended = 0
        self.ended_at_beginnings: list[int] = []
        self.asked: list[str] = []


class CountedRetriever(BaseRetriever):
    """Gives two documents a query after some turns of the event loop; may fail instead."""

    name_: str
    record: Any
    turns: Callable[[str], int] = lambda query: 3
    error: Any = None
    found: int = 2

    async def _aget_relevant_documents(self, query, *, run_manager=None):
        record = self.record
        record.asked.append(f"{query} in {self.name_}")
        record.running += 1
        record.most = max(record.most, record.running)
        record.ended_at_beginnings.append(record.ended)
        for _ in range(self.turns(query)):
            await asyncio.sleep(0)
        record.running -= 1
        record.ended += 1
        problem = self.error(query) if self.error else None
        if problem is not None:
            raise problem
        numbers = range(1, self.found + 1)
        return [Document(id=f"{self.name_}/{query}/{n}", page_content=query) for n in numbers]

    def _get_relevant_documents(self, query, *, run_manager=None):
        raise TypeError("invoke blocks the event loop: await ainvoke")


def _plain(run: Any) -> Any:
    """One run with ids in the place of documents."""
    if not isinstance(run, dict):
        return run
    documents = run.get("documents")
    if isinstance(documents, list):
        shown = [d.id if isinstance(d, Document) else f"{type(d).__name__}" for d in documents]
        run = run | {"documents": shown}
    return run


def _called(
    answer: Any,
    queries: list[str],
    retrievers: dict[str, Any],
    *limit: int,
    errors: tuple[str, ...] = (),
) -> Any:
    """The runs, or a text that names the error; a cancellation is named too.

    How a RuntimeError is worded is free: told is only the first of `errors` that it holds.
    """

    async def call() -> Any:
        try:
            runs = await asyncio.wait_for(answer(queries, retrievers, *limit), 20)
        except asyncio.CancelledError:
            return "stopped with CancelledError"
        except NotImplementedError:
            raise
        except RuntimeError as error:
            named = [one for one in errors if one in str(error)]
            return "stopped with RuntimeError" + (f", it names {named[0]!r}" if named else "")
        except Exception as error:
            return f"stopped with {type(error).__name__}: {str(error)[:140]}"
        return [_plain(run) for run in runs] if isinstance(runs, list | tuple) else runs

    return run_in_loop(call())


def _setting(rng: np.random.Generator, **kinds: Any) -> tuple[list[str], dict[str, Any], Record]:
    record = Record()
    words = some(rng, 3)
    queries = [f"{word}?" for word in words]
    turns = {query: int(n) for query, n in zip(queries, rng.permutation([2, 9, 30]), strict=True)}
    return (
        queries,
        {
            name: CountedRetriever(name_=name, record=record, turns=turns.__getitem__, error=error)
            for name, error in kinds.items()
        },
        record,
    )


@probe("fan-out", part="results", points=2, compare=exact())
def fan_out_results(answer, rng):
    queries, retrievers, record = _setting(rng, keyword=None, dense=None)
    runs = _called(answer, queries, retrievers)
    return {
        f"queries {' '.join(queries)}, retrievers keyword and dense": runs,
        "searches made": sorted(record.asked),
        "no queries": _called(answer, [], retrievers),
        f"no retrievers, {queries[0]}": _called(answer, queries[:1], {}),
        f"a retriever that finds nothing, {queries[0]}": _called(
            answer, queries[:1], {"web": CountedRetriever(name_="web", record=Record(), found=0)}
        ),
        "at_once=0": raises(lambda: asyncio.wait_for(answer(queries, retrievers, 0), 0.5)),
    }


@probe("fan-out", part="at once", points=2, compare=exact())
def fan_out_bounded(answer, rng):
    out: dict[str, Any] = {}
    for limit in (1, 2, 3, 4, 20):
        queries, retrievers, record = _setting(rng, dense=None, keyword=None)
        given = () if limit == 4 else (limit,)
        runs = _called(answer, queries, retrievers, *given)
        key = f"6 searches, at_once={limit}" + (" by default" if limit == 4 else "")
        out[f"{key}: most running at a time"] = record.most
        out[f"{key}: first result"] = runs[0] if isinstance(runs, list) and runs else runs
    # One slow search and five quick ones: as soon as a quick one ends, the next begins.
    words = some(rng, 6)
    slow = words[int(rng.integers(2))]
    record = Record()
    retriever = CountedRetriever(
        name_="dense", record=record, turns=lambda query: 400 if query == slow else 3
    )
    _called(answer, words, {"dense": retriever}, 2)
    out["6 searches, at_once=2, one of the first two slow: ended before each began"] = sorted(
        record.ended_at_beginnings
    )
    return out


def _fails(kind: type[BaseException], text: str, only: str | None = None) -> Any:
    def error(query: str) -> BaseException | None:
        return kind(text) if only in (None, query) else None

    return error


@probe("fan-out", part="failures", points=2, compare=exact())
def fan_out_failures(answer, rng):
    text = " ".join(some(rng, 2))
    queries, retrievers, _ = _setting(rng, dense=None, web=_fails(ConnectionError, text))
    out = {
        f"web raises ConnectionError({text!r})": _called(answer, queries, retrievers, 2),
    }
    queries, retrievers, record = _setting(rng, dense=None)
    once = queries[int(rng.integers(3))]
    retrievers["web"] = CountedRetriever(
        name_="web", record=record, error=_fails(KeyError, text, once)
    )
    out[f"web raises KeyError({text!r}) for {once}"] = _called(answer, queries, retrievers)
    queries, retrievers, _ = _setting(
        rng, web=_fails(TimeoutError, text), dense=_fails(ValueError, text)
    )
    out["both fail for every query"] = _called(
        answer, queries, retrievers, errors=(f"TimeoutError: {text}", f"ValueError: {text}")
    )
    queries, retrievers, _ = _setting(rng, dense=None, web=_fails(asyncio.CancelledError, text))
    out["web is cancelled"] = _called(answer, queries, retrievers)
    return out
