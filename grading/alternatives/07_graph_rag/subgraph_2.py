"""Structure: sets of nodes ring by ring, costs by adding up rings."""


def subgraph(seeds, neighbours, depth=2, budget=50, closed=lambda name: False):
    if min(depth, budget - 1) < 0:
        raise ValueError("depth must not be negative and budget at least 1")
    starts = set(seeds)
    asked = {}
    kept = {}
    distances = []
    for start in starts:
        rings = [{start}]
        seen = {start}
        for _ in range(depth):
            ring = set()
            for node in rings[-1]:
                if node in starts or not closed(node):
                    if node not in asked:
                        asked[node] = neighbours(node)
                    for edge in asked[node]:
                        kept[edge.id] = edge
                        ring |= {edge.source, edge.target} - seen
            seen |= ring
            rings.append(ring)
        distances.append({node: steps for steps, ring in enumerate(rings) for node in ring})
    key = {}
    for name, edge in kept.items():
        ends = [edge.source, edge.target]
        key[name] = sum(d[e] if e in d else depth + 1 for d in distances for e in ends)
    ids = sorted(kept)
    ids.sort(key=key.get)
    return [kept[name] for name in ids][:budget]
