"""The words of Cypher that a guard needs to know, for ladybug's dialect and openCypher."""

from __future__ import annotations

ALLOWED = frozenset({"MATCH", "OPTIONAL", "RETURN", "UNWIND", "WITH"})
"""Clauses that only read the graph."""
CLAUSES = ALLOWED | {
    "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CALL", "CHECKPOINT", "COMMENT", "COMMIT", "COPY",
    "CREATE", "DELETE", "DETACH", "DROP", "EXPLAIN", "EXPORT", "FOREACH", "FORCE", "IMPORT",
    "INSTALL", "LOAD", "MERGE", "PROFILE", "REMOVE", "ROLLBACK", "SET", "UNINSTALL", "UPDATE",
    "USE",
}  # fmt: skip
"""Every word that begins a clause or statement: what ladybug's parser lists, and openCypher's."""
FUNCTIONS = frozenset({
    "ABS", "AVG", "COALESCE", "COLLECT", "COUNT", "ID", "LABEL", "LENGTH", "LOWER", "MAX", "MIN",
    "NODES", "PROPERTIES", "RELS", "ROUND", "SIZE", "SUBSTRING", "SUM", "TOLOWER", "TOUPPER",
    "UPPER",
})  # fmt: skip
"""Functions that cannot build large values: not RANGE, REPEAT, LPAD."""
BEFORE_BRACKET = frozenset({
    "AND", "BY", "IN", "MATCH", "NOT", "OR", "RETURN", "UNWIND", "WHERE", "WITH", "XOR",
})  # fmt: skip
"""Words that may stand before an opening bracket without being functions."""
NO_ROWS = "The query ran and found no rows."
"""What a model is told of a query that ran and answered nothing."""
