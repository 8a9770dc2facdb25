"""Structure: the document's triples as a dictionary first, then one pass over the old graph."""


def upsert_document(graph, document, triples, canonical):
    now = {(canonical(s), r, canonical(o)): True for s, r, o in triples}
    result = {}
    for triple, documents in graph.items():
        others = [d for d in documents if d != document]
        if triple in now:
            others = [*others, document]
        if others and triple[0] != triple[2]:
            result[triple] = others
    for triple in now:
        if triple not in graph and triple[0] != triple[2]:
            result[triple] = [document]
    return result
