"""Structure: tokens by one scanner expression; checks on the list of tokens."""

import itertools
import re

from llmcourse.graph.cypher_words import ALLOWED, BEFORE_BRACKET, CLAUSES, FUNCTIONS


def guard_query(query, allowed=ALLOWED, functions=FUNCTIONS):
    pattern = re.compile(
        r"(?P<hidden>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*|/\*.*?\*/|\u180e)"
        r"|(?P<name>`[^`]*`)"
        r"|(?P<word>[^\W\d]\w*)|(?P<bad>['\"`]|/\*)|(?P<other>\S)|\s+|\d\w*",
        re.DOTALL,
    )
    tokens = []
    for match in pattern.finditer(query):
        if match.lastgroup == "bad":
            raise ValueError("something is opened and never closed")
        if match.lastgroup in ("word", "other", "name"):
            tokens.append((match.lastgroup, match.group().upper()))
    if tokens and tokens[-1] == ("other", ";"):
        tokens.pop()
    for kind, text in tokens:
        if kind == "other" and text in ";$":
            raise ValueError(f"{text} is not allowed")
    words = [text for kind, text in tokens if kind == "word"]
    if words[:1] == [] or words[0] not in allowed:
        raise ValueError("begin with a clause that reads")
    writing = [word for word in words if word in CLAUSES and word not in allowed]
    if writing:
        raise ValueError(f"{' and '.join(writing)}: a clause that does not only read")
    for (kind, text), following in itertools.pairwise(tokens):
        called = kind == "word" and following == ("other", "(")
        if called and text not in functions and text not in BEFORE_BRACKET:
            raise ValueError(f"no function {text}")
        if kind == "name" and following == ("other", "("):
            raise ValueError(f"{text} is called")
    return query.strip()
