"""Structure: passages as small objects that know when they are full."""

import re
from dataclasses import dataclass, field


def verbalise(edges, templates, max_words=160, per_passage=3):
    @dataclass
    class Passage:
        source: str
        sentences: list = field(default_factory=list)
        edges: list = field(default_factory=list)

    if min(max_words, per_passage) < 1:
        raise ValueError(f"{max_words=} {per_passage=}")

    def say(edge):
        form = templates.get(edge.relation)
        if form is None:
            form = f"{{s}} {edge.relation.replace('_', ' ')} {{o}}."
        said = ""
        at = 0
        for match in re.finditer(r"\{(s|o|d|a|b)\}", form):
            said += form[at : match.start()]
            said += {
                "s": edge.source, "o": edge.target, "d": edge.detail, "a": edge.since,
                "b": edge.until,
            }[match.group(1)]  # fmt: skip
            at = match.end()
        said += form[at:]
        return said[:1].upper() + said[1:]

    passages, budget = [], max_words
    for edge in edges:
        sentence = say(edge)
        owner = next((p for p in passages if sentence in p.sentences), None)
        if owner is None:
            budget -= len(sentence.split())
            if budget < 0:
                break
            owner = next((p for p in reversed(passages) if p.source == edge.source), None)
            if owner is None or len(owner.sentences) == per_passage:
                owner = Passage(edge.source)
                passages.append(owner)
            owner.sentences.append(sentence)
        owner.edges.append(edge)
    return [
        {
            "text": " ".join(p.sentences),
            "documents": list(dict.fromkeys(d for e in p.edges for d in e.documents)),
        }
        for p in passages
    ]
