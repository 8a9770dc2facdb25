"""The graph stores: two of them, one behaviour; Cypher runs guarded, limited and read-only."""

import random
from pathlib import Path

import pytest

from llmcourse.data import GraphEdge, load_graph
from llmcourse.graph.cypher_words import CLAUSES
from llmcourse.graph.guard import guard_query
from llmcourse.graph.store import LadybugStore, NetworkxStore, as_edges, run_cypher
from llmcourse.world import graphs
from llmcourse.world.cypher import CypherError, MemoryGraph
from llmcourse.world.examples import setting


@pytest.fixture(scope="module")
def edges() -> list[GraphEdge]:
    return load_graph().edges


@pytest.fixture(scope="module")
def database(edges: list[GraphEdge]) -> LadybugStore:
    return LadybugStore(edges, types={"born_in": "BORN_IN"})


def edge(number: int, source: str, relation: str, target: str, *documents: str) -> GraphEdge:
    return GraphEdge(
        f"e{number}", "Person", source, relation, "Town", target, "", "", "", documents
    )


def test_both_stores_hold_the_course_graph(edges: list[GraphEdge], database: LadybugStore) -> None:
    memory = NetworkxStore(edges)
    assert database.edges() == memory.edges() == sorted(edges, key=lambda edge: edge.id)
    assert database.kinds() == memory.kinds() == {n: k for k, n in load_graph().nodes}
    for name in random.Random(0).sample(list(memory.kinds()), 40):
        around = [e for e in memory.edges() if name in (e.source, e.target)]
        assert database.neighbours(name) == memory.neighbours(name) == around
        assert database.properties(name) == memory.properties(name)
    assert database.neighbours("nobody") == memory.neighbours("nobody") == []


def test_schema_file_runs_on_the_database(edges: list[GraphEdge]) -> None:
    import ladybug

    connection = ladybug.Connection(ladybug.Database(":memory:", max_db_size=1 << 30))
    for statement in load_graph().schema.split(";"):
        if statement.strip():
            connection.execute(statement)
    kinds = {k for k, _ in load_graph().nodes}
    tables = connection.execute("CALL show_tables() RETURN name")
    named = {tables.get_next()[0] for _ in range(tables.get_num_tuples())}
    assert named == kinds | {edge.relation for edge in edges}


@pytest.mark.parametrize("make", [NetworkxStore, LadybugStore])
def test_upsert_joins_documents(make) -> None:
    store = make([edge(1, "Mara Venlo", "born_in", "Corva", "d1"),
                  edge(2, "Mara Venlo", "lives_in", "Sumptor", "d1")])  # fmt: skip
    store.upsert([edge(1, "Mara Venlo", "born_in", "Corva", "d2", "d1"),
                  edge(3, "Ilo Tann", "lives_in", "Corva")])  # fmt: skip
    store.upsert([edge(2, "Mara Venlo", "works_in", "Corva", "d3")])
    assert [(e.id, e.relation, e.target, e.documents) for e in store.edges()] == [
        ("e1", "born_in", "Corva", ("d1", "d2")),
        ("e2", "works_in", "Corva", ("d1", "d3")),
        ("e3", "lives_in", "Corva", ()),
    ]
    assert [e.id for e in store.neighbours("Mara Venlo")] == ["e1", "e2"]
    store.upsert([])
    assert len(store.edges()) == 3


def test_values_are_properties_too() -> None:
    store = LadybugStore()
    assert store.edges() == [] and store.neighbours("x") == []
    year = GraphEdge("1", "Person", "Mara", "born_year", "Value", "1950", "", "", "", ())
    odd = GraphEdge("2", "Person", "Ilo", "born_year", "Value", "about 1950", "", "", "", ())
    post = GraphEdge("3", "Person", "Mara", "role", "Value", "clerk", "1980", "", "", ())
    later = GraphEdge("4", "Person", "Mara", "role", "Value", "head", "1990", "", "", ())
    store.upsert([year, odd, later, post])
    assert store.run("MATCH (a:Person) RETURN a.name, a.born_year, a.role ORDER BY a.name") == [
        ("Ilo", None, None), ("Mara", 1950, "head"),
    ]  # fmt: skip
    assert store.schema() == ["(:Person {name, born_year})", "(:Person {name, role})"]


@pytest.mark.parametrize("make", [NetworkxStore, LadybugStore])
def test_the_latest_value_stays_across_upserts(make) -> None:
    def value(identity: str, of: str, target: str, since: str) -> GraphEdge:
        return GraphEdge(identity, "Town", "Corva", of, "Value", target, since, "", "", ("d",))

    store = make([value("1", "population", "900", "2020"), value("2", "mayor", "Ilo", "2020")])
    store.upsert([value("3", "population", "500", "1990"), value("4", "mayor", "Tessa", "1990")])
    assert store.properties("Corva") == {"mayor": "Ilo", "population": 900}
    store.upsert([value("5", "population", "about 1000", "2024")])  # no number: does not count
    store.upsert([value("6", "population", "950", "2022"), value("7", "mayor", "Mara", "2022")])
    assert store.properties("Corva") == {"mayor": "Mara", "population": 950}
    store.upsert([value("6", "population", "950", "1980")])  # corrected: it is the oldest
    assert store.properties("Corva") == {"mayor": "Mara", "population": 900}
    store.upsert([value("1", "area", "900", "2020"), value("7", "mayor", "Mara", "")])
    assert store.properties("Corva") == {"area": "900", "mayor": "Ilo", "population": 500}
    store.upsert([value(name, "area", "7", "") for name in "36"])
    assert store.properties("Corva") == {"area": "900", "mayor": "Ilo"}
    assert store.properties("nobody") == store.properties("7") == {}


@pytest.mark.parametrize("seed", range(3))
def test_both_stores_agree_on_properties(seed: int) -> None:
    rng = random.Random(seed)
    database, memory = LadybugStore(), NetworkxStore()
    for _ in range(12):
        edges = [
            GraphEdge(str(rng.randrange(9)), "Town", rng.choice("AB"),
                      rng.choice(("population", "mayor")), "Value", rng.choice(("1", "2", "x")),
                      rng.choice(("", "1990", "2000")), "", "", ())
            for _ in range(rng.randint(1, 3))
        ]  # fmt: skip
        database.upsert(edges)
        memory.upsert(edges)
        assert database.edges() == memory.edges()
        for name in "AB":
            assert database.properties(name) == memory.properties(name)


def test_names_of_extracted_kinds_and_relations_are_made_safe() -> None:
    strange = GraphEdge(
        "1", "big firm`", "A'b", "is (part) of", "2nd kind", 'C"d\\', "", "", "", ()
    )
    store = LadybugStore([strange])
    (back,) = store.edges()
    assert (back.source, back.relation, back.target) == ("A'b", "is (part) of", 'C"d\\')
    store.upsert([GraphEdge("2", "Town", "X", "is (part) of", "Town", "Y", "", "", "", ())])
    assert len(store.edges()) == 2 and len(store.schema()) == 2


@pytest.mark.parametrize("kind", list(graphs.CYPHER_KINDS))
def test_pockets_cypher_runs_and_agrees_with_the_small_interpreter(kind: str) -> None:
    where = setting(True, 5)
    for seed in range(4):
        wanted = graphs.cypher(random.Random(seed), where, kind).meta["wanted"]
        graph, query = wanted["graph"], wanted["query"]
        rows = LadybugStore.of(graph).run(query)
        assert sorted(rows) == sorted(MemoryGraph.of(graph).run(query)) and rows


def test_an_edge_to_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="'B'"):
        as_edges({"nodes": [["Town", "A", {}]], "edges": [["A", "near", "B"]]})


ATTACKS = [
    "CREATE (:Person {name: 'x'})",
    "MATCH (a:Person) DETACH DELETE a",
    "match (a:Person) set a.name = 'x'",
    "MATCH (a:Person) REMOVE a.name",
    "MERGE (:Person {name: 'x'})",
    "DROP TABLE Person",
    "COPY (MATCH (a:Person) RETURN a.name) TO '{file}'",
    "EXPORT DATABASE '{file}'",
    "LOAD FROM '{file}' RETURN *",
    "MATCH (a) LOAD FROM '/etc/hostname' (file_format='csv', header=false) RETURN *",
    "INSTALL httpfs",
    "CALL show_tables() RETURN *",
    "MATCH (a) CALL show_tables() RETURN *",
    "ATTACH '{file}' AS other (dbtype kuzu)",
    "MATCH (a:Person) RETURN a.name; DROP TABLE Person",
    "MATCH (a:Person) RETURN a.name;;",
    "RETURN 1; COMMIT; CREATE (:Person {name: 'x'})",
    "COMMIT",
    "BEGIN TRANSACTION",
    "EXPLAIN MATCH (a) DELETE a",
    "/* harmless */ CREATE (:Person {name: 'x'})",
    "MATCH (a:Person) /* ' */ DELETE a // '",
    "MATCH (a:Person) // MATCH\nDELETE a",
    'MATCH (a:Person {name: "\\""}) DELETE a //"',
    "MATCH (a:Person {name: 'x\\'}) RETURN a //'}) DELETE a",
    "MATCH (`create`:Person) CREATE (:Person {name: 'x'})",
    "MATCH (a) WHERE a.name = 'x",
    "MATCH (a) RETURN a /* DELETE a",
    "RETURN repeat('a', 2000000000)",
    "UNWIND range(1, 100000000) AS x RETURN sum(x * x)",
    "RETURN `repeat`('ab', 3)",
    "RETURN `repeat` ('ab', 3)",
    "RETURN `repeat`/* x */('ab', 3)",
    "RETURN `repeat`// (\n('ab', 3)",
    "UNWIND `range`(1, 100) AS x RETURN x",
    "MATCH (a:Person) RETURN `count`(a)",
    "RETURN repeat\u180e('ab', 3)",
    "RETURN `repeat`\u180e('ab', 3)",
    "RETURN `a` = `repeat`('ab', 3)",
    "MATCH (a) CALL `show_tables`() RETURN *",
    "RETURN $x",
    "MATCH (a) RETURN 1.CREATE (:Person {name: 'x'})",
    "MATCH (a:Person)\u00a0CREATE\u00a0(b:Person {name: 'x'})",
    "",
    ";",
    "I do not know.",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_guard_refuses(attack: str, tmp_path: Path) -> None:
    target = tmp_path / "stolen.csv"
    store = LadybugStore([edge(1, "Mara Venlo", "born_in", "Corva", "d1")])
    before = store.edges()
    with pytest.raises(CypherError) as refused:
        store.run(attack.replace("{file}", str(target)))
    assert str(refused.value) and store.edges() == before and not target.exists()
    assert store.run("MATCH (a:Person) RETURN a.name") == [("Mara Venlo",)]


@pytest.mark.parametrize("write", [
    "CREATE (:Person {name: 'x'})", "MATCH (a) DETACH DELETE a", "DROP TABLE born_in",
    "MATCH (a:Person) SET a.name = 'x'", "CREATE NODE TABLE Evil(name STRING, PRIMARY KEY(name))",
])  # fmt: skip
def test_second_wall_without_a_guard(write: str) -> None:
    store = LadybugStore([edge(1, "Mara Venlo", "born_in", "Corva")], guard=lambda query: query)
    with pytest.raises(CypherError, match="read-only"):
        store.run(write)
    assert len(store.edges()) == 1
    store.upsert([edge(2, "Ilo Tann", "born_in", "Corva")])  # the store itself still writes
    assert len(store.edges()) == 2


@pytest.mark.parametrize("query", [
    'MATCH (a:Person {name: "CREATE; DROP"})-[:born_in]->(b:Town) RETURN b.name',
    "MATCH (a:Person) WHERE a.name = 'it\\'s; DELETE' RETURN count(DISTINCT a) ;",
    "MATCH (a:Person) /* CREATE */ RETURN a.name // DROP; x",
    "OPTIONAL MATCH (a:Person) WITH a WHERE (a.name <> 'x') AND NOT (a.name = 'y') "
    "RETURN toLower(a.name) AS low ORDER BY low SKIP 0 LIMIT 5",
    "UNWIND ['a', 'b'] AS x RETURN x",
    "MATCH (`count`:`Person`), (`b`) RETURN (`count`).name, `b`.name AS `name (of b)`",
    "MATCH (a:Person {name: '`repeat`('}) RETURN a.name /* `repeat`( */",
    "MATCH (a:Person)-[*1..2]-(b) RETURN a.name, b.name UNION MATCH (a:Town) "
    "RETURN a.name, a.name AS x",
])  # fmt: skip
def test_guard_lets_reading_through(query: str) -> None:
    assert guard_query(f" {query}\n") == query


def test_white_space_before_a_bracket_is_white_space_to_the_guard() -> None:
    """Whatever the database skips between a function's name and its bracket, the guard skips."""
    store = LadybugStore(guard=lambda query: query)
    blanks = [chr(c) for c in (*range(1, 0x250), *range(0x1680, 0x1820), *range(0x2000, 0x2100),
                               *range(0x2FF0, 0x3010), *range(0xFE00, 0xFF10))]  # fmt: skip
    skipped = [c for c in blanks if run_cypher(store, f"RETURN repeat{c}('ab', 2)")[0]]
    assert len(skipped) > 20 and "\u180e" in skipped
    for blank in skipped:
        with pytest.raises(ValueError, match="REPEAT"):
            guard_query(f"RETURN repeat{blank}('ab', 2)")


@pytest.mark.parametrize("seed", range(4))
def test_random_quotes_and_comments_hide_no_call(seed: int) -> None:
    """The guard and the database read quotes and comments alike: what passes calls nothing."""
    rng = random.Random(seed)
    pieces = ["'", '"', "`", "\\", "/", "*", "//", "/*", "*/", "\n", "\r", " ", ",", "x",
              "repeat('zq', 2)", "`repeat`", "('zq', 2)", "\\u0027", "\u180e", "+"]  # fmt: skip
    store = LadybugStore()
    for _ in range(1500):
        query = "RETURN " + "".join(rng.choice(pieces) for _ in range(rng.randint(1, 8)))
        assert "zqzq" not in str(run_cypher(store, query)[0]), query


def test_guard_knows_every_clause_of_this_database() -> None:
    """The parser's own list of words that begin a statement; a new version may add some."""
    import ladybug

    connection = ladybug.Connection(ladybug.Database(":memory:", max_db_size=1 << 30))
    for begun in ("FOO", "MATCH (a) WITH a FOO"):
        with pytest.raises(RuntimeError) as error:
            connection.execute(begun)
        listed = str(error.value).split("expecting {")[1].split("}")[0].split(", ")
        assert len(listed) > 10 and set(listed) - {"SP"} <= CLAUSES


def test_limits(database: LadybugStore) -> None:
    rows, error = run_cypher(database, "MATCH (a)-[e]->(b) RETURN a.name, b.name")
    assert rows == [] and "more than 1000 rows" in error
    slow = LadybugStore(database.edges()[:300], seconds=0.2)
    rows, error = run_cypher(slow, "MATCH (a)-[*1..20]-(b) RETURN count(*)")
    assert rows == [] and ("longer than 0.2 seconds" in error or "memory" in error)
    rows, error = run_cypher(slow, "MATCH (a:Person) RETURN count(a)")
    assert len(rows) == 1 and error == ""


def test_errors_say_what_is_wrong(database: LadybugStore) -> None:
    assert run_cypher(database, "MATCH (a:Persn) RETURN a")[1].endswith("Persn does not exist.")
    assert "nme" in run_cypher(database, "MATCH (a:Person) RETURN a.nme")[1]
    assert "MATCH (a:Person RETURN" in run_cypher(database, "MATCH (a:Person RETURN a")[1]
    assert run_cypher(database, "DROP TABLE Person")[1].startswith("A query begins with")
