"""Structure: lists without repeats, positions by index, an explicit turn."""


def fuse_hits(graph, vectors, max_words=160):
    if max_words < 1:
        raise ValueError("max_words")

    def once(hits):
        kept = []
        for name, text in hits:
            if name not in [known for known, _ in kept]:
                kept.append((name, text))
        return kept

    one, two = once(graph), once(vectors)
    names_one, names_two = [n for n, _ in one], [n for n, _ in two]
    agreed = [n for n in names_one if n in names_two]
    agreed.sort(key=lambda n: (names_one.index(n) + names_two.index(n), n))
    queue = [(n, dict(one)[n], "both") for n in agreed]
    left = [(n, t, "graph") for n, t in one if n not in agreed]
    right = [(n, t, "vectors") for n, t in two if n not in agreed]
    while left or right:
        if left:
            queue.append(left.pop(0))
        if right:
            queue.append(right.pop(0))
    result = []
    for hit in queue:
        size = sum(len(text.split()) for _, text, _ in result) + len(hit[1].split())
        if size <= max_words:
            result.append(hit)
    return result
