"""Structure: a deep copy that is changed in steps."""

import copy


def upsert_document(graph, document, triples, canonical):
    new = {triple: list(copy.copy(documents)) for triple, documents in graph.items()}
    for documents in new.values():
        while document in documents:
            documents.remove(document)
    for subject, relation, target in triples:
        key = canonical(subject), relation, canonical(target)
        if key not in new:
            new[key] = []
        if new[key][-1:] != [document]:
            new[key].append(document)
    for key in list(new):
        if not new[key] or key[0] == key[2]:
            del new[key]
    return new
