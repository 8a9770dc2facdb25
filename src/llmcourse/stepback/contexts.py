"""Two searches, one context: what was found for the question and for its step-back question.

Knows ids, texts and lengths. Knows no retriever and no model.
"""

from collections.abc import Callable, Sequence


def merge_contexts(
    specific: Sequence[tuple[str, str]],
    background: Sequence[tuple[str, str]],
    budget: int,
    length: Callable[[str], int],
) -> list[tuple[str, str]]:
    """Take passages of two rankings by turns, until nothing more fits.

    The first turn is that of ``specific``, the next that of ``background``, and so on. At its turn
    a ranking gives its best passage that was neither taken nor passed over before. If the other
    ranking has given that id already, or if its text would make the lengths of all taken texts
    exceed ``budget``, it is passed over for good, and the same turn goes on with the ranking's
    next passage. A ranking with nothing left gives up its turns to the other.

    Args:
        specific: (id, text) pairs found for the question, the best first.
        background: (id, text) pairs found for the step-back question, the best first.
        budget: the most that the texts may measure together, at least 0.
        length: measures a text, for example in tokens.

    Returns:
        The (id, text) pairs taken, in the order in which they were taken.

    Raises:
        ValueError: ``budget`` is negative.
    """
    if budget < 0:
        raise ValueError(f"budget must be 0 or more, not {budget}")
    waiting = [list(specific), list(background)]
    taken: dict[str, str] = {}
    used = turn = 0
    while waiting[0] or waiting[1]:
        queue = waiting[turn % 2]
        turn += 1
        while queue:
            id_, text = queue.pop(0)
            if id_ not in taken and used + length(text) <= budget:
                taken[id_] = text
                used += length(text)
                break
    return list(taken.items())
