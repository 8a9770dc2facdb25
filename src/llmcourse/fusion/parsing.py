"""A model's reply, taken apart into search queries.

Knows how language models write lists, and how they refuse. Knows no model.
"""

import re


def parse_queries(reply: str, original: str, most: int = 4) -> list[str]:
    """Read search queries from a reply: one a line, each once, none that is no query.

    Each line is cleaned in this order:

    1. Every run of white space becomes one space; nothing stands at either end.
    2. One list mark at its start goes: one to three digits followed by ``.``, ``)`` or ``:``, or
       one of ``-``, ``*``, ``•``; white space must follow the mark, or the line end there
       (``1. a``, ``- a`` and ``2.`` are marked, ``1.5 km`` and ``1950 flood`` are not).
    3. One pair of quotation marks around the whole rest goes: ``"..."`` or ``“...”``.

    White space at either end is removed again after each step. Then a line is dropped if it

    * holds no letter and no digit, or ends with ``:`` (a heading);
    * is a refusal: ignoring case and with ``’`` read as ``'``, it starts with ``i do not know``,
      ``i don't know``, ``i cannot``, ``i can't``, ``i am sorry``, ``i'm sorry`` or ``sorry``;
    * repeats ``original`` or a query already kept: both have the same words in the same order,
      where words are runs of letters, digits and underscores (``\\w+``) in lower case.

    Args:
        reply: the model's text, lines separated by ``\\n``.
        original: the question that the queries were made from.
        most: how many queries to return at most, at least 1.

    Returns:
        The first ``most`` queries that remain, in order; ``[]`` where none does.

    Raises:
        ValueError: ``most`` is below 1.
    """
    if most < 1:
        raise ValueError(f"most must be at least 1, not {most}")
    refusals = ("i do not know", "i don't know", "i cannot", "i can't", "i am sorry", "i'm sorry")
    queries: list[str] = []
    seen = {tuple(re.findall(r"\w+", original.lower()))}
    for line in reply.split("\n"):
        query = " ".join(line.split())
        query = re.sub(r"^(?:\d{1,3}[.):]|[-*•])(?:\s+|$)", "", query).strip()
        quoted = re.fullmatch(r'"(.*)"|“(.*)”', query)
        if quoted:
            query = (quoted[1] or quoted[2] or "").strip()
        words = tuple(re.findall(r"\w+", query.lower()))
        plain = query.lower().replace("’", "'")
        if not re.search(r"[^\W_]", query) or query.endswith(":"):
            continue
        if plain.startswith((*refusals, "sorry")) or words in seen:
            continue
        seen.add(words)
        queries.append(query)
    return queries[:most]
