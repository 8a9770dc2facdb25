"""Structure: a scanner over characters in place of one expression."""

import re

from llmcourse.graph.cypher_words import ALLOWED, BEFORE_BRACKET, CLAUSES, FUNCTIONS


def guard_query(query, allowed=ALLOWED, functions=FUNCTIONS):
    visible, at = [], 0
    while at < len(query):
        sign, two = query[at], query[at : at + 2]
        if two == "//":
            end = query.find("\n", at)
            at = len(query) if end < 0 else end
            visible.append(" ")
            continue
        if two == "/*":
            end = query.find("*/", at + 2)
            if end < 0:
                raise ValueError("a comment is not closed")
            at = end + 2
            visible.append(" ")
            continue
        if sign in "'\"`":
            place = at + 1
            while place < len(query) and query[place] != sign:
                place += 2 if query[place] == "\\" and sign != "`" else 1
            if place >= len(query):
                raise ValueError("a quote is not closed")
            at = place + 1
            visible.append("`" if sign == "`" else " ")
            continue
        visible.append(" " if sign == "\u180e" else sign)
        at += 1
    text = "".join(visible).strip()
    body = text[:-1] if text.endswith(";") else text
    if ";" in body or "$" in body:
        raise ValueError("one statement, without parameters")
    tokens = re.findall(r"[^\W\d]\w*", body)
    if not tokens or tokens[0].upper() not in allowed:
        raise ValueError("this is no query that reads")
    forbidden = [t for t in tokens if t.upper() in CLAUSES and t.upper() not in allowed]
    if forbidden:
        raise ValueError(f"{forbidden[0]} is not allowed")
    for match in re.finditer(r"([^\W\d]\w*)\s*\(", body):
        name = match.group(1).upper()
        if not (name in functions or name in BEFORE_BRACKET):
            raise ValueError(f"{name} may not be called")
    for before in body.split("(")[:-1]:
        if before.rstrip().endswith("`"):
            raise ValueError("a name in backquotes may not be called")
    return query.strip()
