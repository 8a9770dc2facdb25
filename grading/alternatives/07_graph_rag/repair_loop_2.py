"""Structure: recursion over what failed so far."""

from llmcourse.graph.cypher_words import NO_ROWS


def query_with_repair(question, write, run, attempts=3):
    if attempts <= 0:
        raise ValueError(f"attempts={attempts}")

    def step(failed, left):
        done = attempts - left
        if left == 0:
            return {"query": failed[-1][0], "rows": [], "error": failed[-1][1], "attempts": done}
        query = write(question, failed[:])
        if query in dict(failed):
            last = failed[-1]
            return {"query": last[0], "rows": [], "error": last[1], "attempts": done + 1}
        try:
            rows = run(query)
        except ValueError as error:
            return step([*failed, (query, str(error))], left - 1)
        if len(rows) == 0:
            return step([*failed, (query, NO_ROWS)], left - 1)
        return {"query": query, "rows": rows, "error": "", "attempts": done + 1}

    return step([], attempts)
