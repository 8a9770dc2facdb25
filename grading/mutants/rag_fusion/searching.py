# ruff: noqa: E501
"""Mistakes in searching concurrently."""

from grading.mutants import mutant

F = "fan-out"
_TRY = """            try:
                documents = await retrievers[name].ainvoke(query)
            except Exception as problem:  # a retriever may raise anything
                error = f"{type(problem).__name__}: {problem}"
"""
_GATHER = "runs = await asyncio.gather(*(search(query, name) for query in queries for name in retrievers))"
mutant(
    F, name="one-after-the-other", kind="missing-step", replace=_GATHER,
    by="runs = [await search(query, name) for query in queries for name in retrievers]",
    says="Each search is awaited before the next begins, so nothing runs concurrently: the time "
    "is the sum, not the maximum. Start them all, then gather.",
)  # fmt: skip
mutant(
    F, name="no-bound", kind="ignored-argument",
    replace="gate = asyncio.Semaphore(at_once)", by="gate = asyncio.Semaphore(10_000)",
    says="at_once bounds nothing: all searches run at the same time, and a server with a rate limit "
    "refuses most of them. One semaphore, made once, is shared by all searches.",
)  # fmt: skip
mutant(
    F, name="no-bound", kind="wrong-formula",
    replace="        async with gate:\n", by="        async with asyncio.Semaphore(at_once):\n",
    says="at_once bounds nothing: all searches run at the same time, and a server with a rate limit "
    "refuses most of them. One semaphore, made once, is shared by all searches.",
)  # fmt: skip
mutant(
    F, name="off-by-one-bound", kind="off-by-one",
    replace="asyncio.Semaphore(at_once)", by="asyncio.Semaphore(at_once + 1)",
    says="One search more than at_once runs at the same time.",
)  # fmt: skip
mutant(
    F, name="in-batches", kind="wrong-formula", replace=_GATHER,
    by="pairs = [(query, name) for query in queries for name in retrievers]\n"
    "    runs = []\n"
    "    for start in range(0, len(pairs), at_once):\n"
    "        runs += await asyncio.gather(*(search(*pair) for pair in pairs[start:start + at_once]))",
    says="Searches run in batches: the slowest of a batch holds up the next. Where one ends the "
    "next begins.",
)  # fmt: skip
mutant(
    F, name="failure-loses-all", kind="missing-step", replace=_TRY,
    by="            documents = await retrievers[name].ainvoke(query)\n",
    says="One failing search takes all the others with it. Catch its exception where it is "
    "awaited, and note it in error.",
)  # fmt: skip
mutant(
    F, name="failures-left-out", kind="wrong-formula",
    replace="return list(runs)", by='return [run for run in runs if not run["error"]]',
    says="Failed searches are missing from the result, so nobody learns that a retriever is down. "
    "Return them with their error.",
)  # fmt: skip
mutant(
    F, name="error-without-class", kind="wrong-type",
    replace='error = f"{type(problem).__name__}: {problem}"', by="error = str(problem)",
    says="error holds only the exception's text. KeyError('x') says 'x': put the class's name in "
    "front.",
)  # fmt: skip
mutant(
    F, name="error-is-repr", kind="wrong-type",
    replace='error = f"{type(problem).__name__}: {problem}"', by="error = repr(problem)",
    says='error is the exception\'s repr. It is "<name of its class>: <its text>".',
)  # fmt: skip
mutant(
    F, name="cancellation-caught", kind="edge-case",
    replace="except Exception as problem:", by="except BaseException as problem:",
    says="A cancellation is caught like a failure, so a caller that gives up (a time limit, "
    "Ctrl-C) cannot stop the search. Catch Exception.",
)  # fmt: skip
mutant(
    F, name="all-failed-is-nothing", kind="missing-step",
    replace='if runs and all(run["error"] for run in runs):', by="if False:",
    says="Where every search failed, the result looks like 'nothing found'. That is another "
    "thing: raise RuntimeError.",
)  # fmt: skip
mutant(
    F, name="any-failure-raises", kind="wrong-formula",
    replace='all(run["error"] for run in runs)', by='any(run["error"] for run in runs)',
    says="A single failure raises. Only where every search fails is that an error of the whole.",
)  # fmt: skip
mutant(
    F, name="nothing-to-search-raises", kind="edge-case",
    replace='if runs and all(', by='if all(',
    says="With no queries or no retrievers there is nothing to search, and all of nothing has "
    "failed: all([]) is True. Return [].",
)  # fmt: skip
mutant(
    F, name="order-of-completion", kind="wrong-order", replace=_GATHER,
    by="tasks = [asyncio.ensure_future(search(query, name)) for query in queries "
    "for name in retrievers]\n    runs = [await done for done in asyncio.as_completed(tasks)]",
    says="Results come in the order in which searches ended, another one on every run. Keep the "
    "order of queries and retrievers.",
)  # fmt: skip
mutant(
    F, name="retriever-by-retriever", kind="wrong-order",
    replace="for query in queries for name in retrievers))",
    by="for name in retrievers for query in queries))",
    says="Results come retriever by retriever. They come query by query, within a query "
    "retriever by retriever.",
)  # fmt: skip
mutant(
    F, name="blocking-call", kind="wrong-type",
    replace="await retrievers[name].ainvoke(query)", by="retrievers[name].invoke(query)",
    says="invoke blocks the event loop: while one search runs, no other can. Await ainvoke.",
)  # fmt: skip
mutant(
    F, name="limit-unchecked", kind="edge-case",
    replace="if at_once < 1:", by="if at_once < 0:",
    says="at_once=0 is accepted: every search then waits for ever. Raise ValueError.",
)  # fmt: skip
mutant(
    F, name="none-for-failed", kind="wrong-type",
    replace='documents, error = [], ""', by='documents, error = None, ""',
    says="documents of a failed search is None. It is [], so that a caller can go on with it.",
)  # fmt: skip
mutant(
    F, name="name-missing", kind="wrong-type",
    replace='"retriever": name', by='"retriever": retrievers[name]',
    says="retriever is the retriever itself. It is its name.",
)  # fmt: skip
mutant(
    F, name="first-error-not-named", kind="missing-step",
    replace=", the first with {runs[0]['error']}", by="",
    says="Where every search failed, your message does not say why. It holds the error of the first "
    "search.",
)  # fmt: skip
mutant(
    F, name="last-error-named", kind="wrong-order", replace="{runs[0]['error']}", by="{runs[-1]['error']}",
    says="Your message names the error of the last search. The first one's is asked for.",
)  # fmt: skip
mutant(
    F, name="empty-taken-for-failure", kind="wrong-formula",
    replace='all(run["error"] for run in runs)', by='all(not run["documents"] for run in runs)',
    says="Searches that found nothing are taken for failed ones. A search failed if it raised; to "
    "find nothing is a result.",
)  # fmt: skip
mutant(
    F, name="cancellation-caught", kind="edge-case",
    replace=[(_TRY, "            documents = await retrievers[name].ainvoke(query)\n"),
             (_GATHER,
              "pairs = [(query, name) for query in queries for name in retrievers]\n"
              "    came = await asyncio.gather(*(search(*pair) for pair in pairs), "
              "return_exceptions=True)\n"
              "    runs = [one if isinstance(one, dict) else {'query': query, 'retriever': name, "
              "'documents': [], 'error': f'{type(one).__name__}: {one}'} "
              "for (query, name), one in zip(pairs, came, strict=True)]")],
    says="A cancellation is caught like a failure, so a caller that gives up (a time limit, "
    "Ctrl-C) cannot stop the search. Catch Exception.",
)  # fmt: skip
mutant(
    F, name="one-query-at-a-time", kind="missing-step", replace=_GATHER,
    by="runs = []\n"
    "    for query in queries:\n"
    "        runs += await asyncio.gather(*(search(query, name) for name in retrievers))",
    says="Each query waits until all retrievers have answered the one before. Start all pairs of "
    "query and retriever together; the bound is the semaphore's work.",
)  # fmt: skip
mutant(
    F, name="a-bound-for-each-retriever", kind="wrong-formula",
    replace=[("gate = asyncio.Semaphore(at_once)",
              "gates = {name: asyncio.Semaphore(at_once) for name in retrievers}"),
             ("async with gate:", "async with gates[name]:")],
    says="Each retriever has a bound of its own, so with two of them twice as many searches run as "
    "allowed. at_once bounds all searches together: one semaphore.",
)  # fmt: skip
