"""Probes of the guard and of the repair loop; model and database are scripted."""

from typing import Any

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.graph_rag.inputs import letters, people, towns
from llmcourse.exercises.rag.inputs import tried


def _guarded(answer: Any, query: str, *rest: Any) -> Any:
    """The query where it may run; "refused" for a ValueError."""

    def call() -> Any:
        try:
            return answer(query, *rest)
        except ValueError:
            return "refused"

    return tried(call)


def _named(answer: Any, query: str, word: str) -> Any:
    """Whether the message of the refusal names the offending word."""

    def call() -> Any:
        try:
            return f"passed: {answer(query)}"
        except ValueError as error:
            return word.lower() in str(error).lower()

    return tried(call)


@probe("cypher-guard", part="reading", points=2, compare=exact())
def guard_reading(answer, rng):
    (a,), (x,) = people(rng, 1), towns(rng, 1)
    queries = [
        f' MATCH (a:Person {{name: "{a}"}})-[:BORN_IN]->(b:Town) RETURN b.name\n',
        f"MATCH (a) WHERE a.name = '{x}; DROP TABLE Person' RETURN count(a);",
        f'MATCH (a) WHERE a.name = "it\'s CREATE {x}" RETURN a',
        f"MATCH (a) /* CREATE; $x ' */ RETURN a.{x} // SET ' DELETE",
        f"optional match (a:{x}) with a where (a.n > 1) and not (a.n = 2) return max (a.n)",
        f"MATCH (`set`:{x}) RETURN `set`.name; // {x}",
        f"MATCH (a {{name: 'O\\'Brien; DELETE'}}) RETURN a.{x} ORDER BY a.{x} SKIP 1 LIMIT 2",
        f"UNWIND ['{x}'] AS settled RETURN settled",
        f'MATCH (a {{name: "http://{x}"}}) RETURN a',
        f"MATCH (a) RETURN a.created, a.{x} UNION MATCH (b) RETURN b.created, b.{x}",
    ]
    return {query: _guarded(answer, query) for query in queries}


@probe("cypher-guard", part="writing", points=2, compare=exact())
def guard_writing(answer, rng):
    (a,), (x,) = people(rng, 1), towns(rng, 1)
    word = str(rng.choice(["CREATE", "Merge", "delete"]))
    queries = [
        f"CREATE (:Person {{name: '{a}'}})",
        f"MATCH (a:{x}) DETACH DELETE a",
        f"match (a:{x}) set a.name = 'x' return a",
        f"MATCH (a:{x}) {word} (b)",
        f"COPY (MATCH (a) RETURN a.name) TO '{x}.csv'",
        f"MATCH (a) LOAD FROM '{x}' RETURN *",
        f"MATCH (a) CALL {x}() RETURN *",
        f"MATCH (set:{x}) RETURN set.name",
        f"MATCH (a:{x}) // harmless\nDELETE a",
        f'MATCH (a {{name: "\\"{x}"}}) DELETE a //"',
        f"MATCH (a) /* '{x} */ DELETE a // '",
        f"MATCH (a) /* {x} */ DELETE a /* {x} */",
        f"MATCH (a:{x})/**/DETACH/**/DELETE/**/a",
        f"MATCH (a:{x})\u180eDETACH\u180eDELETE\u180ea",
        f"MATCH (a) WHERE a.name <> '/*{x}' DETACH DELETE a //*/'",
        f"MATCH (a:{x}) WHERE a.n > 1DELETE a",
        f"EXPLAIN MATCH (a:{x}) RETURN a",
        f"I do not know {x}.",
        f"'{x}'",
        "",
    ]
    return {query or f"nothing, {x}": _guarded(answer, query) for query in queries} | {
        f"the message on {x} names DELETE": _named(answer, f"MATCH (a:{x}) DELETE a", "DELETE"),
        f"the message on {x} names the function": _named(
            answer, f"RETURN repeat('{x}', 2)", "repeat"
        ),
        f"MATCH, but only RETURN is allowed: {x}": _guarded(
            answer, f"MATCH (a:{x}) RETURN a", {"RETURN"}
        ),
        f"DELETE is allowed: {x}": _guarded(answer, f"MATCH (a:{x}) DELETE a", {"MATCH", "DELETE"}),
    }


@probe("cypher-guard", part="statements and functions", points=2, compare=exact())
def guard_statements(answer, rng):
    (x,) = towns(rng, 1)
    queries = [
        f"MATCH (a:{x}) RETURN a; MATCH (b) RETURN b",
        f"MATCH (a:{x}) RETURN a;;",
        f"MATCH (a:{x}) RETURN a; /* ; */",
        f";MATCH (a:{x}) RETURN a",
        f"MATCH (a {{name: $name}}) RETURN a.{x}",
        f"MATCH (a) WHERE a.name = '{x} RETURN a",
        f'MATCH (a) RETURN "{x}',
        f"MATCH (a) RETURN a.{x} /* open",
        f"MATCH (a) RETURN `a.{x}",
        f"RETURN repeat('{x}', 2000000000)",
        f"UNWIND Range(1, 100) AS {x} RETURN {x}",
        f"MATCH (a) RETURN repeat /* {x} */ ('a', 9)",
        f"RETURN `repeat`('{x}', 2000000000)",
        f"MATCH (a) RETURN `lpad` /* {x} */ // (\n ('a', 9, '{x}')",
        f"MATCH (`a`:{x}) RETURN `count`(`a`)",
        f"RETURN repeat\u180e('{x}', 9)",
        f"MATCH (`a`:`{x}`), (`b`) RETURN (`a`), `b`.name AS `name (of b)`",
        f"MATCH (a:{x}) RETURN Size(collect(a.name))",
        f"MATCH (a) WHERE a.{x} IN (1) RETURN (a)",
    ]
    return {query: _guarded(answer, query) for query in queries} | {
        f"repeat is allowed: {x}": _guarded(
            answer, f"RETURN repeat('{x}', 2)", {"RETURN"}, {"REPEAT"}
        ),
        f"count is not allowed: {x}": _guarded(
            answer, f"MATCH (a:{x}) RETURN count(a)", {"MATCH", "RETURN"}, {"SUM"}
        ),
    }


# repair-loop ------------------------------------------------------------------------------------


class Scripted:
    """A model that writes given queries in turn, and a database that plays what they give."""

    def __init__(self, queries: list[str], outcomes: dict[str, Any]) -> None:
        self.queries, self.outcomes = queries, outcomes
        self.told: list[Any] = []
        self.ran: list[str] = []

    def write(self, question: str, failures: Any) -> str:
        self.told.append([question, [list(pair) for pair in failures]])
        query = self.queries[min(len(self.told), len(self.queries)) - 1]
        failures.append(("spoiled", "by the model"))
        return query

    def run(self, query: str) -> list[Any]:
        self.ran.append(query)
        outcome = self.outcomes[query]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def _loop(answer: Any, script: Scripted, question: str, *rest: Any) -> Any:
    def call() -> Any:
        found = answer(question, script.write, script.run, *rest)
        rows = [list(row) for row in found["rows"]]
        return {"rows": rows} | {key: found[key] for key in ("error", "query", "attempts")}

    return tried(call)


def _script(rng: Any, order: str) -> tuple[Scripted, str]:
    """Queries by letter: g good, b and c bad, n no rows, k a KeyError."""
    (a,), (x, y) = people(rng, 1), towns(rng, 2)
    texts = {letter: f"MATCH {letter} {x}" for letter in "gbcnk"}
    outcomes = {
        texts["g"]: [(y,), (x,)], texts["b"]: ValueError(f"Table {x} does not exist."),
        texts["c"]: ValueError(f"No property {y}."), texts["n"]: [], texts["k"]: KeyError(y),
    }  # fmt: skip
    return Scripted([texts[letter] for letter in order], outcomes), f"Where was {a} born?"


@probe("repair-loop", part="outcome", points=2, compare=exact())
def repair_outcome(answer, rng):
    found = {}
    for order, *rest in (
        ("g",), ("bg",), ("bcg",), ("bcng",), ("ng",), ("nbg",), ("bb",), ("bcb",), ("nng", 3),
        ("bcg", 1), ("bcg", 2), ("bcnb", 9), ("kg",),
    ):  # fmt: skip
        script, question = _script(rng, order)
        found[f"{order} {rest}, {question}"] = _loop(answer, script, question, *rest)
    script, question = _script(rng, "g")
    return found | {
        f"attempts=0 {question}": raises(lambda: answer(question, script.write, script.run, 0))
    }


@probe("repair-loop", part="calls", points=2, compare=exact())
def repair_calls(answer, rng):
    found = {}
    for order in ("g", "bcg", "nbg", "bbg", "bcng"):
        script, question = _script(rng, order)
        _loop(answer, script, question)
        found[f"the model was told, {order}, {question}"] = script.told
        found[f"the database ran, {order}, {letters(rng, 2)}"] = script.ran
    return found
