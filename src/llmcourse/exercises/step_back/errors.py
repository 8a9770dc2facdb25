"""Probes of what a method repairs, and of the kind of an error."""

from llmcourse.checking import close, exact, probe, raises
from llmcourse.exercises.rag.inputs import some, tried

NEAR = close(rtol=1e-9, atol=1e-12)


@probe("repairs", part="shares", points=2, compare=NEAR)
def repairs_shares(answer, rng):
    small = ([True, False, False, True, False], [True, True, False, False, False])
    many = [[bool(x) for x in rng.random(20) < share] for share in (0.4, 0.7)]
    return {
        "before 1 0 0 1 0, after 1 1 0 0 0": tried(lambda: answer(*small)),
        "20 answers each": tried(lambda: answer(*many)),
        "the same, turned round": tried(lambda: answer(*many[::-1])),
        "as 1 and 0": tried(lambda: answer([1, 0, 0, 0], [0, 1, 1, 0])),
    }


@probe("repairs", part="edges", points=1, compare=NEAR)
def repairs_edges(answer, rng):
    some_right = [bool(x) for x in rng.permutation([1, 1, 0, 0, 0])]
    size = int(rng.integers(7, 30))  # drawn, so that no recorded answer passes
    lost = {int(i) for i in rng.permutation(size)[: rng.integers(1, 6)]}
    return {
        "all right before": tried(lambda: answer([True] * 5, some_right)),
        "all wrong before": tried(lambda: answer([False] * 5, some_right)),
        "nothing changes": tried(lambda: answer(some_right, some_right)),
        f"all {size} right before, {len(lost)} after": tried(
            lambda: answer([True] * size, [i not in lost for i in range(size)])
        ),
        "5 and 4 answers": raises(lambda: answer(some_right, some_right[:4])),
        "no answers": raises(lambda: answer([], [])),
    }


@probe("error-kind", part="first step", points=2, compare=exact())
def error_first(answer, rng):
    a, b, c = (word.title() for word in some(rng, 3))
    year = int(rng.integers(1930, 2000))
    question = f"Where did {a} {b} work in {year}?"
    broad = f"What is {a} {b}'s work history?"
    there, lacking = [("p1", c), ("p7", b)], [("p2", c), ("p9", "")]
    cases = {
        "right": (broad, there, True),
        "all there": (broad, there, False),
        "fact not found": (broad, lacking, False),
        "an empty context": (broad, [], False),
        "the question itself": (question, there, False),
        "the question itself, fact not found": (question, lacking, False),
        "nobody named": ("What is the work history?", there, False),
        "the year kept": (f"What did {a} {b} do in {year}?", there, False),
        "right, though the year is kept": (f"What did {a} {b} do in {year}?", lacking, True),
    }
    every = list(cases.values())
    drawn = [every[i] for i in rng.integers(0, len(every), 10)]
    return {
        f"{name}: step-back {text!r}, context {' '.join(i for i, _ in context) or '-'}, "
        f"fact in p7 p8, right={right}": tried(
            lambda t=text, x=context, r=right: answer(
                {"question": question, "step_back": t, "context": x, "answer": c},
                f"{a} {b}",
                {"p7", "p8"},
                r,
            )
        )
        for name, (text, context, right) in cases.items()
    } | {
        "ten of these cases in a drawn order": tried(
            lambda: [
                answer(
                    {"question": question, "step_back": text, "context": context, "answer": c},
                    f"{a} {b}",
                    {"p7", "p8"},
                    right,
                )
                for text, context, right in drawn
            ]
        )
    }


@probe("error-kind", part="edges", points=1, compare=exact())
def error_edges(answer, rng):
    a, b = (word.title() for word in some(rng, 2))
    year = int(rng.integers(1930, 2000))
    question = f"Where did {a} {b} work in {year}?"
    plain = f"Where did {a} {b} work last?"
    cases = {
        "another case of letters": (question, f"what did {a.lower()} {b.upper()} do?", ["p1"]),
        "the same text": (plain, plain, ["p1"]),
        "the same words, other signs": (plain, f"where DID {a} {b} work, last", ["p1"]),
        "the same words in another order": (plain, f"{a} {b} did work last where?", ["p1"]),
        "first name alone": (question, f"What is {a}'s work history?", ["p1"]),
        "another number": (question, f"What did {a} {b} do before {year + 4}?", ["p1"]),
        "a longer number": (question, f"What did {a} {b} do in 1{year}?", ["p1"]),
        "an id within another": (question, f"What is {a} {b}'s work history?", ["p10"]),
        "the names apart": (question, f"What is {b}'s history with {a}?", ["p1"]),
        "the fact in the second passage": (
            question,
            f"What is {a} {b}'s work history?",
            ["p7", "p1"],
        ),
    }
    every = list(cases.values())
    drawn = [every[i] for i in rng.integers(0, len(every), 10)]
    return {
        f"{name}: {text!r} for {asked!r}, context {' '.join(ids)}, fact in p1": tried(
            lambda q=asked, t=text, ids=ids: answer(
                {"question": q, "step_back": t, "context": [(i, b) for i in ids]},
                f"{a} {b}",
                ["p1"],
                False,
            )
        )
        for name, (asked, text, ids) in cases.items()
    } | {
        "ten of these cases in a drawn order": tried(
            lambda: [
                answer(
                    {"question": q, "step_back": t, "context": [(i, b) for i in ids]},
                    f"{a} {b}",
                    ["p1"],
                    False,
                )
                for q, t, ids in drawn
            ]
        ),
        f"the subject holds signs: '{a} ({b})'": tried(
            lambda: answer(
                {"question": question, "step_back": f"What did {a} ({b}) do?", "context": []},
                f"{a} ({b})",
                ["p1"],
                False,
            )
        ),
    }
