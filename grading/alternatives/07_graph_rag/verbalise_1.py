"""Structure: sentences first (with a substitution function), passages after."""

import re


def verbalise(edges, templates, max_words=160, per_passage=3):
    if max_words < 1:
        raise ValueError("max_words")
    if per_passage < 1:
        raise ValueError("per_passage")
    lines = {}
    total = 0
    for edge in edges:
        values = dict(s=edge.source, o=edge.target, d=edge.detail, a=edge.since, b=edge.until)
        if edge.relation in templates:
            form = templates[edge.relation]
        else:
            form = "{s} " + " ".join(edge.relation.split("_")) + " {o}."
        text = re.sub(r"\{([sodab])\}", lambda m, values=values: values[m.group(1)], form)
        text = text[0].upper() + text[1:] if text else text
        if text in lines:
            lines[text][1].extend(edge.documents)
            continue
        total += len(text.split())
        if total > max_words:
            break
        lines[text] = (edge.source, list(edge.documents))
    passages = []
    for text, (source, documents) in lines.items():
        mine = [p for p in passages if p[0] == source]
        if mine and len(mine[-1][1]) < per_passage:
            target = mine[-1]
        else:
            target = (source, [], [])
            passages.append(target)
        target[1].append(text)
        target[2].append(documents)
    result = []
    for _, sentences, documents in passages:
        flat = []
        for document in (d for some in documents for d in some):
            if document not in flat:
                flat.append(document)
        result.append({"text": " ".join(sentences), "documents": flat})
    return result
