"""Structure: recursion over the two rankings; nothing is changed in place."""


def merge_contexts(specific, background, budget, length):
    if budget < 0:
        raise ValueError("a negative budget")

    def go(mine, other, taken, left):
        if not mine and not other:
            return taken
        for at, (id_, text) in enumerate(mine):
            size = length(text)
            if id_ not in {known for known, _ in taken} and size <= left:
                return go(other, mine[at + 1 :], [*taken, (id_, text)], left - size)
        return go(other, [], taken, left)

    return go(list(specific), list(background), [], budget)
