"""Text to Cypher: let a model write a query, run it, and let it repair what the database refuses.

The prompts are in `llmcourse.graph.prompts`, the guarded database in `llmcourse.graph.store`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llmcourse.graph.cypher_words import NO_ROWS


def query_with_repair(
    question: str,
    write: Callable[[str, list[tuple[str, str]]], str],
    run: Callable[[str], list[Any]],
    attempts: int = 3,
) -> dict[str, Any]:
    """Ask for a query until one returns rows, each time with all that went wrong before.

    ``write(question, failures)`` gives a query; ``failures`` are the (query, error) pairs of this
    question so far, the oldest first, in a list of its own for each call. ``run(query)`` gives
    rows, or raises ValueError with the database's message. Any other exception is no fault of the
    query and is passed on.

    A query that returns no rows has failed too, with the error ``NO_ROWS``, which is "The query
    ran and found no rows.": a wrong direction or a name that nobody has looks like this. A query
    that has failed before is not run again: it ends the loop, for a model that repeats itself will
    go on repeating.

    Args:
        question: what is asked.
        write: the model.
        run: the database.
        attempts: how many queries may be written, at least 1.

    Returns:
        ``{"query": ..., "rows": ..., "error": ..., "attempts": n}``. With rows, ``error`` is
        ``""``. Without, ``query`` and ``error`` are those of the last failure, and ``rows`` is
        ``[]``. ``attempts`` counts the calls of ``write``.

    Raises:
        ValueError: ``attempts`` is below 1.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, not {attempts}")
    failures: list[tuple[str, str]] = []
    written = 0
    while written < attempts:
        query = write(question, list(failures))
        written += 1
        if query in [failed for failed, _ in failures]:
            break
        try:
            rows = run(query)
        except ValueError as error:
            failures.append((query, str(error)))
            continue
        if rows:
            return {"query": query, "rows": rows, "error": "", "attempts": written}
        failures.append((query, NO_ROWS))
    query, message = failures[-1]
    return {"query": query, "rows": [], "error": message, "attempts": written}
