"""Structure: two iterators and a flag for each; sets for what is known."""


def merge_contexts(specific, background, budget, length):
    if budget < 0:
        raise ValueError(f"budget={budget}")
    sources = [iter(specific), iter(background)]
    result, known, room = [], set(), budget
    open_ = [True, True]
    side = 0
    while any(open_):
        if open_[side]:
            for pair in sources[side]:
                if pair[0] in known or length(pair[1]) > room:
                    continue
                result.append((pair[0], pair[1]))
                known.add(pair[0])
                room -= length(pair[1])
                break
            else:
                open_[side] = False
        side = 1 - side
    return result
