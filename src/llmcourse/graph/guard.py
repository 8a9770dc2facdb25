"""A guard for Cypher that a model wrote: one statement, only reading, only listed words.

Knows the words of Cypher's clauses, not its grammar: whether a query parses is for the database
to say. What a query costs is limited where it runs (`llmcourse.graph.store`).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from llmcourse.graph.cypher_words import ALLOWED, BEFORE_BRACKET, CLAUSES, FUNCTIONS


def guard_query(
    query: str,
    allowed: Collection[str] = ALLOWED,
    functions: Collection[str] = FUNCTIONS,
) -> str:
    """Let a query through if it can only read, or say in one sentence why it may not run.

    The checks look at the query with its hidden parts taken out: string literals (in single or
    double quotes, where a backslash escapes the next character), names in backquotes, comments
    (``// ...`` to the end of the line, ``/* ... */``). Each is read from left to right, so that a
    quote inside a comment opens no string. Each leaves a blank where it stood, so that the words
    beside it stay apart. The character U+180E counts as white space: the database reads it so,
    Python does not. A *word* is a letter or underscore with the letters,
    digits and underscores that follow it. Capitals do not matter.

    1. A quote, backquote or ``/*`` that is never closed is refused.
    2. One semicolon may end the query (after it only white space and comments); any other is
       refused: one statement only.
    3. ``$`` is refused: nothing gives parameters a value, and the database then finds no rows.
    4. The query's first word must be in ``allowed``; a query without a word is refused.
    5. A word that begins a clause (``CLAUSES``) must be in ``allowed``, wherever it stands:
       a variable or property named ``set`` is refused too, unless it stands in backquotes.
    6. A word directly before ``(``, white space and comments aside, must be in ``functions`` or
       in ``BEFORE_BRACKET`` (words such as AND, which are no functions). A name in backquotes
       there is refused, whatever it is: the database calls the function of that name.

    Args:
        query: Cypher text from a model.
        allowed: clause words, in capitals.
        functions: names of functions, in capitals.

    Returns:
        The query as it came, without white space at its ends.

    Raises:
        ValueError: it is refused. The message names the offending word, for a repair loop reads it.
    """
    hidden = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|/\*.*?\*/|\u180e"""

    def hide(part: re.Match[str]) -> str:
        return "``" if part[0][0] == "`" else " "  # rule 6 must still see where a name stood

    bare = re.sub(hidden, hide, query, flags=re.DOTALL).strip()
    if re.search(r"""['"`]|/\*""", bare.replace("``", " ")):
        raise ValueError("A quote or comment is opened and never closed.")
    if ";" in bare.removesuffix(";"):
        raise ValueError("Only one statement may run: there is a ; before the end.")
    if "$" in bare:
        raise ValueError("Parameters such as $name have no value: write the value itself.")
    words = [word.upper() for word in re.findall(r"[^\W\d]\w*", bare)]
    readers = ", ".join(sorted(allowed))
    if not words or words[0] not in allowed:
        first = words[0] if words else "nothing"
        raise ValueError(f"A query begins with one of {readers}, not with {first}.")
    for word in words:
        if word in CLAUSES and word not in allowed:
            raise ValueError(f"{word} is not allowed here: queries only read, with {readers}.")
    for called in re.findall(r"([^\W\d]\w*|``)\s*\(", bare):
        if called == "``":
            raise ValueError("A name in backquotes before ( calls a function: that is not allowed.")
        if called.upper() not in functions and called.upper() not in BEFORE_BRACKET:
            raise ValueError(f"The function {called.upper()} is not allowed here.")
    return query.strip()
