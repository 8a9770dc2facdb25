"""Prompts that make a model write triples, entities and Cypher, and grammars that hold it to them.

The wording is that on which Pocket was trained; other models get the same. How replies are read
is known to the modules that need them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

from llmcourse.world.phrasings_cypher import CYPHER_ASKS
from llmcourse.world.phrasings_graphs import ENTITY_ASKS, TRIPLE_ASKS

Messages = list[tuple[str, str]]


def triple_messages(text: str) -> Messages:
    """Ask for the triples of a text, a line each: ``subject | relation | object``."""
    return [("user", TRIPLE_ASKS[0].format(t=text))]


def entity_messages(text: str) -> Messages:
    """Ask for the entities of a text or a question, a line each: ``name | kind``."""
    return [("user", ENTITY_ASKS[0].format(t=text))]


def parse_entities(reply: str) -> list[tuple[str, str]]:
    """The (name, kind) pairs of a reply to :func:`entity_messages`; other lines are left out."""
    rows = (tuple(part.strip() for part in line.split("|")) for line in reply.splitlines())
    return list(dict.fromkeys((row[0], row[1]) for row in rows if len(row) == 2 and all(row)))


def cypher_messages(
    question: str, schema: Sequence[str], failures: Sequence[tuple[str, str]] = ()
) -> Messages:
    """Ask for a query on a schema; after failures, as a conversation that shows each error."""
    messages = [("user", CYPHER_ASKS[0].format(schema="\n".join(schema), q=question))]
    for query, error in failures:
        messages += [
            ("assistant", query),
            ("user", f"The database says: {error.splitlines()[0]}\nWrite a correct query."),
        ]
    return messages


def clean_query(reply: str) -> str:
    """The query in a reply: what stands in a code block if there is one, else all of it."""
    block = re.search(r"```(?:\w+\n)?(.*?)```", reply, re.DOTALL)
    return (block[1] if block else reply).strip()


def triple_grammar(relations: Collection[str], most: int = 8) -> tuple[str, str]:
    """A Lark grammar for 1 to ``most`` lines of triples with these relations; and its start."""
    words = " | ".join(json.dumps(relation) for relation in sorted(relations))
    # A name is a rule over words: as one token that may hold blanks it would swallow the blank
    # before a bar, which the matcher does not take back, and run on to its greatest length.
    rules = (
        f'lines: line ("\\n" line){{0,{most - 1}}}\n'
        f'line: name " | " RELATION " | " name\nRELATION: {words}\n'
        'name: WORD (" " WORD){0,7}\nWORD: /[^|\\n ]{1,30}/\n'
    )
    return rules, "lines"


def cypher_grammar(schema: Sequence[str], names: Collection[str] = ()) -> tuple[str, str]:
    """A Lark grammar for queries of one path on a schema's lines; and its start.

    Labels, types and properties are those of the schema, each type between its own labels, in
    paths of up to three nodes. With ``names`` a quoted name must be one of them.
    """
    links = [re.fullmatch(r"\(:(\w+)\)-\[:(\w+)\]->\(:(\w+)\)", line) for line in schema]
    numbers = [re.fullmatch(r"\(:(\w+) \{name, (\w+)\}\)", line) for line in schema]
    edges = [(found[1], found[2], found[3]) for found in links if found]
    owned = [(found[1], found[2]) for found in numbers if found]

    def node(letter: str, label: str) -> str:
        return f'"({letter}:{label}" has? ")"'

    def ends(letter: str, label: str) -> str:
        """What a query may return of the node: its name, its count, its numbers."""
        mine = [name for kind, name in owned if kind == label]
        said = [f'"{letter}.{name}"' for name in ("name", *mine)]
        return " | ".join([*said, f'"count({letter})"'])

    paths = [
        f'{node("a", label)} " RETURN " ({ends("a", label)})'
        for label in sorted({kind for kind, _ in owned})
    ]
    for a, of, b in edges:
        step = f'{node("a", a)} "-[:{of}]->" {node("b", b)}'
        paths.append(f'{step} " RETURN " ({ends("a", a)} | {ends("b", b)})')
        for c, on, d in edges:
            if b == c:
                both = f'{step} "-[:{on}]->" {node("c", d)}'
                paths.append(f'{both} " RETURN " ({ends("a", a)} | {ends("c", d)})')
    quoted = " | ".join(json.dumps(json.dumps(name)) for name in sorted(names))
    free = r'/"[^"\n]{1,60}"/'
    rules = (
        f'query: "MATCH " ({" | ".join(paths) or node("a", "Node")})\n'
        'has: " {name: " NAME "}"\n'
        f"NAME: {quoted or free}\n"
    )
    return rules, "query"
