"""A guard for Cypher that a model wrote: one statement, only reading, only listed words.

Knows the words of Cypher's clauses, not its grammar: whether a query parses is for the database
to say. What a query costs is limited where it runs (`llmcourse.graph.store`).
"""

from __future__ import annotations

import re
from collections.abc import Collection

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
BEFORE_BRACKET = frozenset(
    {"AND", "BY", "IN", "MATCH", "NOT", "OR", "RETURN", "WHERE", "WITH", "XOR"}
)
"""Words that may stand before an opening bracket without being functions."""
HIDDEN = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|/\*.*?\*/""", re.DOTALL
)
WORD = re.compile(r"[^\W\d]\w*")


def guard_query(
    query: str,
    allowed: Collection[str] = ALLOWED,
    functions: Collection[str] = FUNCTIONS,
) -> str:
    """Let a query through if it can only read, or say in one sentence why it may not run.

    The checks look at the query with its hidden parts taken out: string literals (in single or
    double quotes, where a backslash escapes the next character), names in backquotes, comments
    (``// ...`` to the end of the line, ``/* ... */``). Each is read from left to right, so that a
    quote inside a comment opens no string. A *word* is a letter or underscore with the letters,
    digits and underscores that follow it. Capitals do not matter.

    1. A quote, backquote or ``/*`` that is never closed is refused.
    2. One semicolon may end the query; any other is refused: one statement only.
    3. ``$`` is refused: nothing gives parameters a value, and ladybug then finds no rows.
    4. The query's first word must be in ``allowed``.
    5. A word that begins a clause (:data:`CLAUSES`) must be in ``allowed``, wherever it stands:
       a variable or property named ``set`` is refused too, unless it stands in backquotes.
    6. A word directly before ``(``, white space aside, must be in ``functions``, ``allowed`` or
       :data:`BEFORE_BRACKET`.

    Args:
        query: Cypher text from a model.
        allowed: clause words, in capitals.
        functions: names of functions, in capitals.

    Returns:
        The query without white space at its ends and without its last semicolon.

    Raises:
        ValueError: it is refused. The message names the offending word, for a repair loop reads it.
    """
    bare = HIDDEN.sub(" ", query)
    if re.search(r"""['"`]|/\*""", bare):
        raise ValueError("A quote or comment is opened and never closed.")
    if ";" in bare.rstrip().removesuffix(";"):
        raise ValueError("Only one statement may run: there is a ; before the end.")
    if "$" in bare:
        raise ValueError("Parameters such as $name have no value: write the value itself.")
    words = [match[0].upper() for match in WORD.finditer(bare)]
    readers = ", ".join(sorted(allowed))
    if not words or words[0] not in allowed:
        first = words[0] if words else "nothing"
        raise ValueError(f"A query begins with one of {readers}, not with {first}.")
    for word in words:
        if word in CLAUSES and word not in allowed:
            raise ValueError(f"{word} is not allowed here: queries only read, with {readers}.")
    for match in re.finditer(WORD.pattern + r"(?=\s*\()", bare):
        word = match[0].upper()
        if word not in functions and word not in allowed and word not in BEFORE_BRACKET:
            raise ValueError(f"The function {word} is not allowed here.")
    kept = query.rstrip()
    return kept.removesuffix(";").strip() if bare.rstrip().endswith(";") else kept.strip()
