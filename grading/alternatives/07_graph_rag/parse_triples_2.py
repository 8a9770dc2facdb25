"""Structure: one expression for a whole line."""

import re


def parse_triples(reply, relations):
    form = re.compile(r"(?:\s*(?:\d+[.)]|[-*])\s+)?([^|]*)\|([^|]*)\|([^|]*)")
    known = list(relations)
    triples = []
    for line in reply.splitlines():
        match = form.fullmatch(line)
        if match is None:
            continue
        subject, relation, target = [" ".join(g.split()) for g in match.groups()]
        relation = relation.lower().translate(str.maketrans(" -", "__"))
        if "" in (subject, relation, target) or relation not in known:
            continue
        if subject.lower() == target.lower():
            continue
        said = [(a.lower(), b, c.lower()) for a, b, c in triples]
        if (subject.lower(), relation, target.lower()) not in said:
            triples.append((subject, relation, target))
    return triples
