"""Structure: a for loop with an early return for each end."""

from llmcourse.graph.cypher_words import NO_ROWS


def query_with_repair(question, write, run, attempts=3):
    if attempts < 1:
        raise ValueError("at least one attempt")
    log = []

    def lost(count):
        return {"query": log[-1][0], "rows": [], "error": log[-1][1], "attempts": count}

    for count in range(1, attempts + 1):
        query = write(question, [*log])
        if any(query == old for old, _ in log):
            return lost(count)
        error = NO_ROWS
        rows = []
        try:
            rows = run(query)
        except ValueError as problem:
            error = f"{problem}"
        if rows:
            return {"query": query, "rows": rows, "error": "", "attempts": count}
        log.append((query, error))
    return lost(attempts)
