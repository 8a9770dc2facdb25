"""Where a knowledge graph is kept: in memory (networkx), or in a database that reads Cypher.

Both stores take edges (`llmcourse.data.GraphEdge`), give them back, and list the edges of a node;
`LadybugStore` also runs Cypher, guarded. Nodes are known by name. Where the edges come from, and
which of them answer a question, is known to the modules beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

from llmcourse.data import GraphEdge
from llmcourse.world.cypher import CypherError, Row

VALUE = "Value"
"""The kind of nodes that are no entities: years, amounts, posts."""
NUMBERS = ("born_year", "founded_year", "invented_year", "started_year", "population")
"""Relations whose values are whole numbers, and become numbers on the node in the database."""


class GraphStore(Protocol):
    """What every store does."""

    def upsert(self, edges: Iterable[GraphEdge]) -> None:
        """Add edges and their nodes. An id that is there gets the new attributes and both lists
        of documents."""
        ...

    def edges(self) -> list[GraphEdge]:
        """All edges, by id."""
        ...

    def kinds(self) -> dict[str, str]:
        """The kind of every node, by name."""
        ...

    def neighbours(self, name: str) -> list[GraphEdge]:
        """The edges that begin or end at a node, by id; none for an unknown name."""
        ...

    def properties(self, name: str) -> dict[str, int | str]:
        """A node's values by property, as :func:`latest_value` picks them; none for an unknown
        name."""
        ...


def merged(old: GraphEdge | None, new: GraphEdge) -> GraphEdge:
    """The new edge with the documents of both, each once, the old ones first."""
    documents = (*old.documents, *new.documents) if old else new.documents
    return replace(new, documents=tuple(dict.fromkeys(documents)))


def latest_value(edges: Iterable[GraphEdge], number: bool) -> int | str | None:
    """The value that a property has, of the edges of one source and relation to values.

    It is that of the edge with the latest ``since``, of several the one with the greatest id;
    an edge without ``since`` counts as the earliest. With ``number`` edges whose target is no
    whole number of at most 18 digits do not count. None where no edge counts.
    """
    counted = [e for e in edges if not number or re.fullmatch(r"-?[0-9]{1,18}", e.target)]
    if not counted:
        return None
    value = max(counted, key=lambda edge: (edge.since, edge.id)).target
    return int(value) if number else value


def as_edges(graph: Mapping[str, list]) -> list[GraphEdge]:
    """Edges of plain lists {"nodes": [[kind, name, properties]], "edges": [[from, type, to]]}.

    A node's properties become edges to nodes of kind Value. Raises ValueError where an edge ends
    at a name that no node has.
    """
    kinds = {name: kind for kind, name, _ in graph["nodes"]}
    missing = {end for a, _, b in graph["edges"] for end in (a, b)} - set(kinds)
    if missing:
        raise ValueError(f"no node is named {min(missing)!r}, where an edge ends")
    links = [(a, of, b, kinds[b]) for a, of, b in graph["edges"]]
    for _, name, properties in graph["nodes"]:
        links += [(name, key, str(value), VALUE) for key, value in properties.items()]
    return [
        GraphEdge(f"{a}|{of}|{b}", kinds[a], a, of, kind, b, "", "", "", ())
        for a, of, b, kind in links
    ]


class NetworkxStore:
    """A graph in memory as a networkx `MultiDiGraph` (`.graph`): everything but Cypher."""

    def __init__(self, edges: Iterable[GraphEdge] = (), numbers: Collection[str] = NUMBERS) -> None:
        """Load edges; values of the relations in `numbers` are whole numbers."""
        import networkx

        self.numbers = frozenset(numbers)
        self.graph = networkx.MultiDiGraph()
        self.upsert(edges)

    def upsert(self, edges: Iterable[GraphEdge]) -> None:
        """Add or update edges; see :class:`GraphStore`."""
        known = {edge.id: edge for edge in self.edges()}
        for new in edges:
            old = known.get(new.id)
            if old:
                self.graph.remove_edge(old.source, old.target, key=old.id)
            edge = known[new.id] = merged(old, new)
            self.graph.add_node(edge.source, kind=edge.source_kind)
            self.graph.add_node(edge.target, kind=edge.target_kind)
            self.graph.add_edge(edge.source, edge.target, key=edge.id, edge=edge)

    def edges(self) -> list[GraphEdge]:
        """All edges, by id."""
        found = (edge for _, _, edge in self.graph.edges(data="edge"))
        return sorted(found, key=lambda edge: edge.id)

    def kinds(self) -> dict[str, str]:
        """The kind of every node, by name."""
        return dict(self.graph.nodes(data="kind"))

    def neighbours(self, name: str) -> list[GraphEdge]:
        """The edges of a node, by id."""
        if name not in self.graph:
            return []
        ends = (*self.graph.in_edges(name, data="edge"), *self.graph.out_edges(name, data="edge"))
        return sorted({edge.id: edge for _, _, edge in ends}.values(), key=lambda edge: edge.id)

    def properties(self, name: str) -> dict[str, int | str]:
        """A node's values by property."""
        groups: dict[str, list[GraphEdge]] = {}
        for edge in self.neighbours(name):
            if edge.source == name and edge.target_kind == VALUE:
                groups.setdefault(edge.relation, []).append(edge)
        values = {
            _identifier(relation): latest_value(group, relation in self.numbers)
            for relation, group in groups.items()
        }
        return {key: value for key, value in sorted(values.items()) if value is not None}


def _identifier(text: str) -> str:
    """A name that Cypher takes for a table or property."""
    word = re.sub(r"\W", "_", text.strip())
    return word if re.match(r"[A-Za-z]", word) else f"x_{word}"


class LadybugStore:
    """A graph in ladybug, an embedded database of the Kuzu family, in memory.

    One node table a kind and one relation table a relation, named as in ``types`` or else as the
    relation. Edges to values are kept as edges to nodes of kind Value and, because a year or an
    amount is no entity, also as a property of their source, the one with the latest ``since`` of
    all upserts (:func:`latest_value`).

    Queries run in a read-only transaction, after a guard, with limits on time, rows and memory.
    The time limit is checked between the database's own steps: one step may exceed it.
    """

    def __init__(
        self,
        edges: Iterable[GraphEdge] = (),
        types: Mapping[str, str] | None = None,
        numbers: Collection[str] = NUMBERS,
        guard: Callable[[str], str] | None = None,
        seconds: float = 2.0,
        max_rows: int = 1000,
        megabytes: int = 256,
    ) -> None:
        """Open an empty database and load edges.

        Args:
            edges: the first edges.
            types: names of relation tables, by relation ({"born_in": "BORN_IN"}).
            numbers: relations to values that become whole numbers; the others become strings.
            guard: query to query, or a ValueError; by default `guard.guard_query`.
            seconds: how long a query of :meth:`run` may take.
            max_rows: how many rows it may return.
            megabytes: memory of the database's buffers.
        """
        import ladybug

        from llmcourse.graph.guard import guard_query

        self.guard: Callable[[str], str] = guard or guard_query
        self.types, self.numbers = dict(types or {}), frozenset(numbers)
        self.seconds, self.max_rows = seconds, max_rows
        # Without max_db_size it reserves 8 TB of addresses, which a limited process may not.
        self._database = ladybug.Database(
            ":memory:", max_num_threads=1, buffer_pool_size=megabytes << 20, max_db_size=1 << 30
        )
        self._connection = ladybug.Connection(self._database, num_threads=1)
        self._kinds: dict[str, str] = {}
        self._relations: dict[str, str] = {}  # of each relation table
        self._links: set[tuple[str, str, str]] = set()  # source kind, table, target kind
        self._columns: set[tuple[str, str]] = set()  # kind, property
        self.upsert(edges)

    @classmethod
    def of(cls, graph: Mapping[str, list], **settings: Any) -> LadybugStore:
        """From plain lists as :func:`as_edges` reads them: a graph for one query."""
        store = cls(**settings)
        names: dict[str, list[str]] = {}
        for kind, name, _ in graph["nodes"]:
            names.setdefault(kind, []).append(name)
        for kind, listed in names.items():
            store._add_nodes(_identifier(kind), listed)
        store.upsert(as_edges(graph))
        return store

    def _execute(self, query: str, **values: Any) -> Any:
        return self._connection.execute(query, values)

    def _write(self, query: str, rows: list | None = None) -> None:
        self._execute(query, **({"rows": rows} if rows else {}))

    def _add_nodes(self, kind: str, names: Iterable[str]) -> None:
        self._write(f"CREATE NODE TABLE IF NOT EXISTS `{kind}`(name STRING, PRIMARY KEY(name))")
        self._write(f"UNWIND $rows AS r MERGE (a:`{kind}` {{name: r}})", sorted(names))
        self._kinds.update(dict.fromkeys(names, kind))

    def _link(self, source: str, relation: str, target: str) -> str:
        """The relation's table, made or widened so that it joins these kinds."""
        table = _identifier(self.types.get(relation, relation))
        link = (source, table.lower(), target)
        if link in self._links:
            return table
        if table in self._relations:
            self._write(f"ALTER TABLE `{table}` ADD FROM `{source}` TO `{target}`")
        else:
            self._write(
                f"CREATE REL TABLE `{table}`(FROM `{source}` TO `{target}`, id STRING, "
                "since STRING, until STRING, detail STRING, documents STRING[])"
            )
            self._relations[table] = relation
        self._links.add(link)
        return table

    def upsert(self, edges: Iterable[GraphEdge]) -> None:
        """Add or update edges; see :class:`GraphStore`."""
        known = {edge.id: edge for edge in self.edges()} if self._relations else {}
        changed: dict[str, GraphEdge] = {}
        for new in edges:
            old = changed.get(new.id) or known.get(new.id)
            changed[new.id] = merged(old, new)
        for identity in changed.keys() & known.keys():
            table = _identifier(self.types.get(known[identity].relation, known[identity].relation))
            self._write(f"UNWIND $rows AS r MATCH ()-[e:`{table}`]->() WHERE e.id = r DELETE e",
                        [identity])  # fmt: skip
        groups: dict[tuple[str, str, str], list[GraphEdge]] = {}
        for edge in changed.values():
            ends = (_identifier(edge.source_kind), edge.relation, _identifier(edge.target_kind))
            groups.setdefault(ends, []).append(edge)
        for (source, relation, target), group in groups.items():
            for kind, names in (
                (source, {edge.source for edge in group}),
                (target, {edge.target for edge in group}),
            ):
                self._add_nodes(kind, names)
            table = self._link(source, relation, target)
            rows = [
                {"a": e.source, "b": e.target, "id": e.id, "since": e.since, "until": e.until,
                 "detail": e.detail, "documents": list(e.documents) or [""]}
                for e in group
            ]  # fmt: skip
            self._write(
                f"UNWIND $rows AS r MATCH (a:`{source}` {{name: r.a}}), (b:`{target}` "
                f"{{name: r.b}}) CREATE (a)-[:`{table}` {{id: r.id, since: r.since, until: "
                "r.until, detail: r.detail, documents: r.documents}]->(b)",
                rows,
            )
        # Also what an edge said before it was changed: its source may have lost that value.
        replaced = (known[identity] for identity in changed.keys() & known.keys())
        owners: dict[tuple[str, str], set[str]] = {}
        for edge in (*changed.values(), *replaced):
            if edge.target_kind == VALUE:
                kind = _identifier(edge.source_kind)
                owners.setdefault((kind, edge.relation), set()).add(edge.source)
        for (kind, relation), names in owners.items():
            self._set_property(kind, relation, names)

    def _set_property(self, kind: str, relation: str, names: Iterable[str]) -> None:
        """Give each of these nodes the value that its edges in the database now say."""
        name, number = _identifier(relation), relation in self.numbers
        if (kind, name) not in self._columns:
            sort = "INT64" if number else "STRING"
            self._write(f"ALTER TABLE `{kind}` ADD IF NOT EXISTS `{name}` {sort}")
            self._columns.add((kind, name))
        table = _identifier(self.types.get(relation, relation))
        said: dict[str, list[GraphEdge]] = {one: [] for one in sorted(names)}
        path = f"(a:`{kind}` {{name: r}})-[e:`{table}`]->(b:`{VALUE}`)"
        for edge in self._found(path, "UNWIND $rows AS r ", rows=list(said)):
            said[edge.source].append(edge)
        latest = {one: latest_value(edges, number) for one, edges in said.items()}
        node = f"UNWIND $rows AS r MATCH (a:`{kind}` {{name: r.a}}) SET a.`{name}` = "
        rows = [{"a": one, "b": value} for one, value in latest.items() if value is not None]
        if rows:
            self._write(node + "r.b", rows)
        lost = [{"a": one} for one, value in latest.items() if value is None]
        if lost:
            self._write(node + "NULL", lost)

    def _found(self, path: str, before: str = "", **values: Any) -> list[GraphEdge]:
        found = self._execute(
            f"{before}MATCH {path} RETURN e.id, label(a), a.name, label(e), label(b), "
            "b.name, e.since, e.until, e.detail, e.documents",
            **values,
        )
        rows = [found.get_next() for _ in range(found.get_num_tuples())]
        edges = [
            GraphEdge(row[0], row[1], row[2], self._relations[row[3]], row[4], row[5], row[6],
                      row[7], row[8], tuple(filter(None, row[9])))
            for row in rows
        ]  # fmt: skip
        return sorted(edges, key=lambda edge: edge.id)

    def edges(self) -> list[GraphEdge]:
        """All edges, by id."""
        return self._found("(a)-[e]->(b)") if self._relations else []

    def kinds(self) -> dict[str, str]:
        """The kind of every node, by name."""
        return dict(self._kinds)

    def neighbours(self, name: str) -> list[GraphEdge]:
        """The edges of a node, by id."""
        kind = self._kinds.get(name)
        if kind is None:
            return []
        ends = (f"(a:`{kind}` {{name: $name}})-[e]->(b)", f"(a)-[e]->(b:`{kind}` {{name: $name}})")
        found = {edge.id: edge for path in ends for edge in self._found(path, name=name)}
        return sorted(found.values(), key=lambda edge: edge.id)

    def properties(self, name: str) -> dict[str, int | str]:
        """A node's values by property."""
        kind = self._kinds.get(name)
        columns = sorted(column for owner, column in self._columns if owner == kind)
        if not columns:
            return {}
        listed = ", ".join(f"a.`{column}`" for column in columns)
        found = self._execute(f"MATCH (a:`{kind}` {{name: $name}}) RETURN {listed}", name=name)
        values = zip(columns, found.get_next(), strict=True)
        return {key: value for key, value in values if value is not None}

    def schema(self) -> list[str]:
        """A line for each relation between entities and for each property, for a prompt:
        "(:Person)-[:BORN_IN]->(:Town)" and "(:Person {name, born_year})"."""
        tables = {table.lower(): table for table in self._relations}
        links = [
            f"(:{source})-[:{tables[table]}]->(:{target})"
            for source, table, target in sorted(self._links)
            if target != VALUE
        ]
        return [*links, *(f"(:{kind} {{name, {name}}})" for kind, name in sorted(self._columns))]

    def run(self, query: str) -> list[Row]:
        """The rows of a query that only reads.

        Raises:
            CypherError: the guard refuses it, the database cannot run it, or it exceeds a limit;
                the message says which, in words that a model can repair it by.
        """
        try:
            checked = self.guard(query)
        except ValueError as error:
            raise CypherError(str(error)) from None
        self._execute("BEGIN TRANSACTION READ ONLY")
        self._connection.set_query_timeout(int(self.seconds * 1000))
        try:
            found = self._execute(checked)
            rows = [tuple(row) for row in found.get_n(self.max_rows + 1)]
        except RuntimeError as error:
            text = str(error).strip()
            if text == "Interrupted.":
                text = f"The query ran longer than {self.seconds:g} seconds."
            raise CypherError(text) from None
        finally:
            self._connection.set_query_timeout(0)
            with suppress(RuntimeError):  # an error has ended the transaction already
                self._execute("ROLLBACK")
        if len(rows) > self.max_rows:
            raise CypherError(f"The query returns more than {self.max_rows} rows: add LIMIT.")
        return rows


def run_cypher(store: LadybugStore, query: str) -> tuple[list[Row], str]:
    """Run one query: its rows and "", or no rows and the error's text. Never raises for a query."""
    try:
        return store.run(query), ""
    except CypherError as error:
        return [], str(error)
