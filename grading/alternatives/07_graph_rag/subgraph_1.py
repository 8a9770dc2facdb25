"""Structure: a queue of (node, steps) for each seed; distances in a table."""

from collections import deque


def subgraph(seeds, neighbours, depth=2, budget=50, closed=lambda name: False):
    if depth < 0:
        raise ValueError("depth")
    if budget < 1:
        raise ValueError("budget")
    origins = []
    for seed in seeds:
        if seed not in origins:
            origins.append(seed)
    memory, edges, far = {}, {}, {}

    def at(name):
        if name not in memory:
            memory[name] = list(neighbours(name))
        return memory[name]

    for origin in origins:
        far[origin, origin] = 0
        queue = deque([origin])
        while queue:
            node = queue.popleft()
            here = far[origin, node]
            if here >= depth or (closed(node) and node not in origins):
                continue
            for edge in at(node):
                edges[edge.id] = edge
                other = edge.target if edge.source == node else edge.source
                if (origin, other) not in far:
                    far[origin, other] = here + 1
                    queue.append(other)

    def cost(edge):
        total = 0
        for origin in origins:
            total += far.get((origin, edge.source), depth + 1)
            total += far.get((origin, edge.target), depth + 1)
        return total

    ranked = sorted(edges, key=lambda i: (cost(edges[i]), i))
    return [edges[i] for i in ranked[:budget]]
