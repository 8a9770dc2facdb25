"""A small part of Cypher, run on a graph in memory.

Knows MATCH with one path, WHERE with comparisons joined by AND, RETURN of properties or a count,
DISTINCT and LIMIT. A real database takes its place where one is installed: all that is asked of
it is `Database.run`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

Row = tuple[Any, ...]
NODE = re.compile(r"\(\s*(\w+)?\s*(?::\s*(\w+))?\s*(?:\{([^}]*)\})?\s*\)\s*")
EDGE = re.compile(r"(<-|-)\s*\[\s*(?:\w+\s*)?:\s*(\w+)\s*\]\s*(->|-)\s*")
QUERY = re.compile(
    r"\s*MATCH\s+(?P<path>\(.*?\))\s*(?:\bWHERE\s+(?P<where>.+?)\s*)?"
    r"\bRETURN\s+(?P<items>.+?)(?:\s+LIMIT\s+(?P<limit>\d+))?\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
PROPERTY = re.compile(r"\s*(\w+)\s*:\s*(.+?)\s*")
CONDITION = re.compile(r"\s*(\w+)\.(\w+)\s*(=|<>|<=|>=|<|>)\s*(.+?)\s*")
ITEM = re.compile(r"\s*(\w+)\.(\w+)(?:\s+AS\s+\w+)?\s*", re.IGNORECASE)
COUNT = re.compile(
    r"\s*count\s*\(\s*(?:(\*)|(DISTINCT\s+)?(\w+)(?:\.(\w+))?)\s*\)(?:\s+AS\s+\w+)?\s*",
    re.IGNORECASE,
)
COMPARE = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
           "<=": operator.le, ">=": operator.ge}  # fmt: skip


class CypherError(ValueError):
    """The query is not Cypher, or names what the graph does not have."""


class Database(Protocol):
    """What text-to-Cypher needs of a graph database."""

    def run(self, query: str) -> list[Row]:
        """The rows that a query returns; a ValueError where it does not run."""
        ...


@dataclass
class Step:
    """A node of a path: its variable, label and properties."""

    variable: str
    label: str | None
    properties: dict[str, Any]


@dataclass
class Query:
    """A parsed query; `edges[i]` is the type between nodes i and i + 1, True if it points on."""

    nodes: list[Step]
    edges: list[tuple[str, bool]]
    conditions: list[tuple[str, str, str, Any]]
    items: list[tuple[str, str | None]]
    count: bool
    distinct: bool
    limit: int | None


def literal(text: str) -> Any:
    """A string in either kind of quotes, or a whole number."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    raise CypherError(f"{text!r} is neither a quoted string nor a whole number.")


def _path(text: str) -> tuple[list[Step], list[tuple[str, bool]]]:
    nodes: list[Step] = []
    edges: list[tuple[str, bool]] = []
    at = 0
    while True:
        found = NODE.match(text, at)
        if not found:
            raise CypherError(f"A node such as (a:Person) is expected at {text[at : at + 20]!r}.")
        properties = {}
        for pair in filter(str.strip, (found[3] or "").split(",")):
            parts = PROPERTY.fullmatch(pair)
            if not parts:
                raise CypherError(f"A property such as name: 'x' is expected at {pair!r}.")
            properties[parts[1]] = literal(parts[2])
        nodes.append(Step(found[1] or f" {len(nodes)}", found[2], properties))
        at = found.end()
        if at == len(text):
            return nodes, edges
        link = EDGE.match(text, at)
        if not link or (link[1] == "<-") == (link[3] == "->"):
            raise CypherError(f"A relation such as -[:WORKS_AT]-> is expected at {text[at:]!r}.")
        edges.append((link[2], link[3] == "->"))
        at = link.end()


def parse(query: str) -> Query:
    """Read one query.

    Raises:
        CypherError: it is not of the supported form, or uses a variable that no node has.
    """
    found = QUERY.fullmatch(query)
    if not found:
        raise CypherError("A query has the form MATCH (a:Label)-[:TYPE]->(b:Label) RETURN b.name.")
    nodes, edges = _path(found["path"])
    known = {node.variable for node in nodes}
    conditions = []
    for text in re.split(r"\s+AND\s+", found["where"] or "", flags=re.IGNORECASE):
        if not text:
            continue
        parts = CONDITION.fullmatch(text)
        if not parts:
            raise CypherError(f"A condition such as a.name = 'x' is expected at {text!r}.")
        conditions.append((parts[1], parts[2], parts[3], literal(parts[4])))
    returned = found["items"]
    distinct = bool(re.match(r"DISTINCT\s", returned, re.IGNORECASE))
    if distinct:
        returned = returned[len("DISTINCT") :]
    limit = int(found["limit"]) if found["limit"] else None
    items: list[tuple[str, str | None]] = []
    counted = COUNT.fullmatch(returned)
    if counted:
        items = [] if counted[1] else [(counted[3], counted[4])]
        distinct = bool(counted[2])
    else:
        for text in returned.split(","):
            parts = ITEM.fullmatch(text)
            if not parts:
                raise CypherError(f"RETURN takes a.name or count(a), not {text.strip()!r}.")
            items.append((parts[1], parts[2]))
    used = {name for name, _ in items} | {condition[0] for condition in conditions}
    if used - known:
        raise CypherError(f"Variable {min(used - known)} is not defined.")
    return Query(nodes, edges, conditions, items, bool(counted), distinct, limit)


@dataclass
class MemoryGraph:
    """Nodes by name as (label, properties), and edges as (from, type, to)."""

    nodes: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    edges: list[tuple[str, str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, graph: dict[str, list]) -> MemoryGraph:
        """From plain lists: {"nodes": [[label, name, properties]], "edges": [[from, type, to]]}."""
        nodes = {name: (label, {"name": name, **more}) for label, name, more in graph["nodes"]}
        return cls(nodes, [(a, b, c) for a, b, c in graph["edges"]])

    def run(self, query: str) -> list[Row]:
        """The rows that a query returns.

        Raises:
            CypherError: it does not parse, or names a label or type that the graph does not have.
        """
        asked = parse(query)
        labels = {label for label, _ in self.nodes.values()}
        types = {kind for _, kind, _ in self.edges}
        for step in asked.nodes:
            if step.label and step.label not in labels:
                raise CypherError(f"Table {step.label} does not exist.")
        for kind, _ in asked.edges:
            if kind not in types:
                raise CypherError(f"Table {kind} does not exist.")
        found = list(self._matches(asked, {}, 0, []))
        if asked.count:
            if not asked.items:
                return [(len(found),)]
            (variable, name), *_ = asked.items
            values = [bound[variable] if name is None else self._value(bound, variable, name)
                      for bound in found]  # fmt: skip
            values = [value for value in values if value is not None]
            return [(len(set(values)) if asked.distinct else len(values),)]
        rows = [tuple(self._value(b, v, n or "name") for v, n in asked.items) for b in found]
        if asked.distinct:
            rows = list(dict.fromkeys(rows))
        return rows[: asked.limit]

    def _value(self, bound: dict[str, str], variable: str, name: str) -> Any:
        return self.nodes[bound[variable]][1].get(name)

    def _fits(self, step: Step, name: str, bound: dict[str, str]) -> bool:
        label, properties = self.nodes[name]
        return (
            bound.get(step.variable, name) == name
            and step.label in (None, label)
            and all(properties.get(key) == value for key, value in step.properties.items())
        )

    def _matches(
        self, asked: Query, bound: dict[str, str], at: int, used: list[int]
    ) -> Iterator[dict[str, str]]:
        """All ways to bind the path's nodes from `at` on; an edge is used once in a path."""
        step = asked.nodes[at]
        if at == 0:
            candidates = [(name, -1) for name in self.nodes]
        else:
            kind, onward = asked.edges[at - 1]
            here = bound[asked.nodes[at - 1].variable]
            candidates = [
                (to if onward else start, number)
                for number, (start, of, to) in enumerate(self.edges)
                if of == kind and (start if onward else to) == here and number not in used
            ]
        for name, number in candidates:
            if not self._fits(step, name, bound):
                continue
            more = bound | {step.variable: name}
            if at + 1 < len(asked.nodes):
                yield from self._matches(asked, more, at + 1, [*used, number])
            elif self._holds(asked, more):
                yield more

    def _holds(self, asked: Query, bound: dict[str, str]) -> bool:
        for variable, name, sign, value in asked.conditions:
            has = self._value(bound, variable, name)
            if has is None or (isinstance(has, str) != isinstance(value, str)):
                return False
            if not COMPARE[sign](has, value):
                return False
        return True
