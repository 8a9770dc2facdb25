"""Structure: one sort key for everything: (group, place)."""


def fuse_hits(graph, vectors, max_words=160):
    if max_words <= 0:
        raise ValueError(f"max_words={max_words}")
    ranks = ({}, {})
    texts = ({}, {})
    for side, hits in enumerate((graph, vectors)):
        for name, text in hits:
            if name not in ranks[side]:
                ranks[side][name] = len(ranks[side]) + 1
                texts[side][name] = text
    keyed = []
    for name in ranks[0]:
        if name in ranks[1]:
            keyed.append(((0, ranks[0][name] + ranks[1][name], name), name, "both"))
    for side, label in ((0, "graph"), (1, "vectors")):
        alone = [name for name in ranks[side] if name not in ranks[1 - side]]
        for place, name in enumerate(alone):
            keyed.append(((1, 2 * place + side, ""), name, label))
    keyed.sort()
    room = max_words
    taken = []
    for _, name, label in keyed:
        text = texts[1][name] if label == "vectors" else texts[0][name]
        if len(text.split()) <= room:
            room -= len(text.split())
            taken.append((name, text, label))
    return taken
