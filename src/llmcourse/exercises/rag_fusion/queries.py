"""Probes of the parser of generated queries."""

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.rag.inputs import some, tried


@probe("parse-queries", part="marks", points=2, compare=exact())
def parse_marks(answer, rng):
    a, b, c, d, e, f, g, h = some(rng, 8)
    year = int(rng.integers(1900, 2000))
    replies = {
        "three marks": f"1. {a}  {b}?\n 2) {c}\t{d}\n- {e} {f}\n",
        "other marks": f"3: {a} {b}\n* {c}\n• {d} {e}\n12. {f}",
        "no marks": f"{year} {a}\n1.5 km {b}\n-{c} {d}\n{year}. {e}",
        "a mark within a mark": f"1. 2. {a}\n- - {b}",
        "quotation marks": f'1. "{a} {b}"\n“{c} {d}”\n"{e}" {f}\n- " {g} "\n"{h}',
        "white space of another kind": f"1. {a}\x0c{b}\n2. {c}\x0b{d}",
        "signs that are no marks": f"+ {a}\n\u2019{b}\u2019\n'{c}'\n\"{d}\u201d\n1.  \"{e}",
        "letters of other languages": f"1. {year}\n2. Ü\n3. {a} Café\n4. {a} Cafè\n5. {b}\u2019s",
        "letters stay as they are": f"1. {a.title()} {b.upper()}, {c}!\n2. ({d}) {e}-{f}: {g}.",
    }
    return {
        f"{name}: {reply!r}": tried(lambda reply=reply: answer(reply, h + h, 9))
        for name, reply in replies.items()
    }


@probe("parse-queries", part="what is no query", points=2, compare=exact())
def parse_dropped(answer, rng):
    a, b, c, d, e, f = some(rng, 6)
    many = "\n".join(f"{number}. {word}" for number, word in enumerate((a, b, b, c, d, e, f), 1))
    cases = {
        "blanks": (f"\n1. {a}\n\n  \n2.\n- \n3. {b}\n", c),
        "headings": (
            f"Three queries about {a}:\n1. {b}: {c}\n2. {d} {e}:\n3. {e}\n“More on {a}:”",
            f,
        ),
        "signs alone": (f"1. ?!\n2. ---\n3. _ _\n4. {a}", b),
        "refusals": (f"I do not know.\nSorry, {a}.\n1. I’m sorry\n{b} I cannot\nI can't {c}", d),
        "refusals in other words": (
            f"I DON'T KNOW {a}\ni am sorry\nI cannot {b}\n1. i'm sorry\nI know {c}\nI don’t know",
            d,
        ),
        "refused altogether": ("I do not know.", a),
        "duplicates": (f"1. Who is {a}?\n2. who  is {a}\n3. {a} is who\n4. Who is {b}?", c),
        "the original": (f"1. where is {a}\n2. Where was {a}?\n3. {a}: where is", f"Where is {a}?"),
        "a refusal in quotation marks": (f'1. "I cannot {a}"\n2. "{b}"', c),
        "duplicates by an underscore": (f"1. {a}_{b}\n2. {a} {b}\n3. ({a}) [{b}]", c),
        "quoted duplicates": (f'1. {a} {b}\n2. "{a} {b}"\n3. “{c}”\n4. ""', d),
    }
    return {
        f"{name}: {reply!r}, original={original!r}": tried(
            lambda given=(reply, original): answer(*given)
        )
        for name, (reply, original) in cases.items()
    } | {
        f"{many!r}, most=4 by default": tried(lambda: answer(many, f + f)),
        "the same, most=2": tried(lambda: answer(many, f + f, 2)),
        f"the same, most=1, original={a!r}": tried(lambda: answer(many, a, 1)),
        "most=0": raises(lambda: answer(many, f + f, 0)),
    }
