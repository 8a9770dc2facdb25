"""Probes of cleaning and chunking."""

import numpy as np

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.rag.inputs import ended, shown, some, tried


def _letters(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` different one-letter words, so that whole lists of chunks fit into the feedback."""
    return [str(word) for word in rng.choice(list("abcdefghijklmnopqrstuvwxyz"), n, replace=False)]


# clean-text -------------------------------------------------------------------------------------


@probe("clean-text", part="markup", points=2, compare=exact())
def clean_markup(answer, rng):
    (word,) = some(rng, 1)
    a, b, c, d = _letters(rng, 4)
    pages = [
        f"{a}<P id=1>{word[:2]}<b>{word[2:]}</b></div>{c}<h4>{d}</h4>",
        f"{word[:2]}<style>p {{}}</style>{word[2:]}<style>b {{}}</style>",
        f"{a}<Script id=1>\nx = 1\n</Script> {c}<!-- {d}\n --> {d}",
        f"{a} &lt;b&gt; {b} &amp;lt;",
        f"{word} caf&eacute; {b}&#8217;s",
        f"3 < 5<br/>{c}<hr>{d}",
        f"<pre>{a}</pre> <broken>{b}</broken> <td>{c}</td>",
    ]
    return {shown(page): answer(page) for page in pages}


@probe("clean-text", part="boilerplate", points=1, compare=exact())
def clean_boilerplate(answer, rng):
    a, b, c, d = _letters(rng, 4)
    pages = {
        f"HOME\n{a}\n  menu\nPage 3\n{b}": ["Home", "menu", r"page \d+"],
        f"{d} page 3 {a}.\nHome {c}": [r"page \d+", "home"],
        f"{a}\nA &amp; B\n{c}": ["A & B"],
        f"{b}\n\n<b>Menu</b>\n{c}": ["menu"],
    }
    return {f"{shown(one)}, boilerplate={two}": answer(one, two) for one, two in pages.items()}


@probe("clean-text", part="broken lines", points=1, compare=exact())
def clean_lines(answer, rng):
    a, b, c = some(rng, 3)
    x, y, z, v, w = _letters(rng, 5)
    pages = [
        f"{a[:2]}-\n{a[2:]} {x}-\n{y.title()}",
        f"{b[:2]}- \n {b[2:]}",
        f"{a[:2]}-\n\n{a[2:]}",
        f"{c[:2]}-<br>{c[2:]} {x}-{y}",
        f"{x} -\n{z} 90-\nday",
        f"Café-\n{z} {y}-\nété {w}-\n&eacute;té",
        f"{b[:2]}-&nbsp;\n{b[2:]}",
        f"{v}-\n{w}-\n{x}",  # the middle letter stands after one break and before another
    ]
    page = f"{b[:2]}-\nPage 7\n{b[2:]}"
    return {shown(one): answer(one) for one in pages} | {
        f"{shown(page)}, boilerplate=['page 7']": answer(page, ["page 7"])
    }


@probe("clean-text", part="paragraphs", points=1, compare=exact())
def clean_paragraphs(answer, rng):
    a, b, c, d = _letters(rng, 4)
    pages = [f"\n  {a}\t {b}\n{c} \n \t\n{b}\n\n\n{d}\n", f"{a}&nbsp;{d}"]
    return {shown(page): answer(page) for page in pages} | {
        "raw=b'bytes'": raises(lambda: answer(b"bytes"))
    }


# near-duplicates --------------------------------------------------------------------------------


def _among(rng: np.random.Generator, texts: list[str], others: list[str]) -> list[str]:
    """``texts`` in their order, one to all of ``others`` anywhere between them.

    So the positions to be kept differ from draw to draw.
    """
    mixed = others[: int(rng.integers(1, len(others) + 1))]
    places = rng.choice(len(mixed) + len(texts), len(texts), replace=False)
    for place, text in zip(sorted(places), texts, strict=True):
        mixed.insert(int(place), text)
    return mixed


@probe("near-duplicates", part="copies", points=2, compare=exact())
def duplicates_copies(answer, rng):
    one, two, three = some(rng, 12), some(rng, 12), some(rng, 12)
    changed = [*one[:11], "changed"]  # 9 shared of 11 shingles: 0.82
    half = one[:6] + two[6:]
    shout = " ".join(two).upper() + "!"
    texts = [one, two, changed, half, three, shout.split(), [*one, "and", "more", *three[:4]]]
    texts += [some(rng, 12) for _ in range(int(rng.integers(4)))]
    texts = [" ".join(texts[int(i)]) for i in rng.permutation(len(texts))]
    return {f"{len(texts)} texts, the first {shown(texts[0], 60)}": answer(texts)}


@probe("near-duplicates", part="arguments", points=1, compare=exact())
def duplicates_arguments(answer, rng):
    w = _letters(rng, 11)
    a, b, c = " ".join(w[:4]), " ".join(w[:3] + w[4:5]), " ".join(w[1:5])
    single, double = w[5:8], [" ".join(w[5:7]), " ".join(w[7:9]), " ".join(w[9:11])]
    pair, three = _among(rng, [a, b], single), _among(rng, [a, c, b], double)
    turned = _among(rng, [a, " ".join(w[3::-1])], double)
    same = _among(rng, [w[0], w[0]], single)
    alike = _among(rng, [w[0], w[0].title() + "."], single)
    empty = _among(rng, ["", "?"], single)
    often = _among(rng, [f"{w[0]} {w[0]} {w[0]} {w[1]}", f"{w[0]} {w[1]}"], single)
    return {
        f"{pair}, n=1, threshold=0.6": answer(list(pair), n=1, threshold=0.6),
        f"{pair}, n=1, threshold=0.61": answer(list(pair), n=1, threshold=0.61),
        f"{three}, n=2, threshold=0.5": answer(list(three), n=2, threshold=0.5),
        f"{turned}, n=2": answer(list(turned), n=2),
        f"{same}, n=3": tried(lambda: answer(list(same), n=3)),
        f"{alike}, n=3": tried(lambda: answer(list(alike), n=3)),
        f"{empty}, n=3": tried(lambda: answer(list(empty), n=3)),
        f"{often}, n=1": answer(list(often), n=1),
        "n=0": raises(lambda: answer([a], n=0)),
        "threshold=0": raises(lambda: answer([a], threshold=0)),
        "threshold=1.1": raises(lambda: answer([a], threshold=1.1)),
    }


@probe("near-duplicates", part="chains", points=1, compare=exact())
def duplicates_chains(answer, rng):
    w = _letters(rng, 18)
    # b resembles a and c, a and c do not resemble each other: b goes, c stays.
    texts = {"a": w[0:10], "b": w[2:12], "c": w[4:14], "beginning": w[0:6]}
    texts |= {name: [word] for name, word in zip("wxyz", w[14:], strict=True)}
    chain, part = (
        _among(rng, names, list("wxyz")) for names in (["a", "b", "c"], ["a", "beginning"])
    )
    return {
        f"texts {', '.join(chain)}; b overlaps a and c, n=1, threshold=0.6": answer(
            [" ".join(texts[name]) for name in chain], 1, 0.6
        ),
        f"texts {', '.join(part)} (of a), n=1, threshold=0.7": answer(
            [" ".join(texts[name]) for name in part], 1, 0.7
        ),
    }


# fixed-chunks -----------------------------------------------------------------------------------


@probe("fixed-chunks", part="windows", points=2, compare=exact())
def fixed_windows(answer, rng):
    answer = ended(answer)
    w = _letters(rng, 7)
    return {
        "7 words, size=4, overlap=1": answer(" ".join(w), 4, 1),
        "7 words, size=4, overlap=2": answer(" ".join(w), 4, 2),
        "6 words, size=3, overlap=0": answer(" ".join(w[:6]), 3, 0),
        "3 words, line breaks, size=2, overlap=0": answer(f" {w[0]}\n {w[1]}  {w[2]}\n", 2, 0),
    }


@probe("fixed-chunks", part="ends and errors", points=1, compare=exact())
def fixed_ends(answer, rng):
    answer = ended(answer)
    w = _letters(rng, 7)
    return {
        "3 words, size=5, overlap=4": answer(" ".join(w[:3]), 5, 4),
        "white space": answer(" \n ", 3, 1),
        "size=0": raises(lambda: answer(" ".join(w), 0, 0)),
        "size=3, overlap=3": raises(lambda: answer(" ".join(w), 3, 3)),
        "size=3, overlap=4": raises(lambda: answer(" ".join(w), 3, 4)),
        "size=3, overlap=-1": raises(lambda: answer(" ".join(w), 3, -1)),
    }


# sentence-chunks --------------------------------------------------------------------------------


def _sentences(rng: np.random.Generator, lengths: list[int]) -> list[str]:
    """Sentences of one-letter words, all different (26 at most)."""
    words = iter(_letters(rng, sum(lengths)))
    return [" ".join(next(words) for _ in range(n)).capitalize() + "." for n in lengths]


@probe("sentence-chunks", part="packing", points=2, compare=exact())
def sentence_packing(answer, rng):
    answer = ended(answer)
    sentences = _sentences(rng, [4, 2, 1, 2, 2])
    spaced = [f" {sentences[1]} ", f"{sentences[2]}\n"]
    return {
        f"{' '.join(sentences)}, size=3, overlap=0": answer(list(sentences), 3, 0),
        f"{spaced}, size=4, overlap=0": answer(list(spaced), 4, 0),
        "[' '], size=4, overlap=0": answer([" "], 4, 0),
    }


@probe("sentence-chunks", part="overlap", points=2, compare=exact())
def sentence_overlap(answer, rng):
    answer = ended(answer)
    *sentences, long = _sentences(rng, [1, 1, 1, 3, 1, 2])
    one, two, three = sentences[:3]
    again = [one, two, one, three, two]
    blank = [one, two, " ", three, long]
    late = [one, f"{two} {sentences[3]}"]
    return {
        f"{' '.join(sentences)}, size=4, overlap=1": answer(list(sentences), 4, 1),
        f"{' '.join(sentences)}, size=3, overlap=2": answer(list(sentences), 3, 2),
        f"{' '.join(again)}, size=3, overlap=9": answer(list(again), 3, 9),
        f"{blank}, size=2, overlap=1": answer(list(blank), 2, 1),
        f"{late}, size=3, overlap=1": tried(lambda: answer(list(late), 3, 1)),
        "size=0": raises(lambda: answer(list(sentences), 0, 0)),
        "overlap=-1": raises(lambda: answer(list(sentences), 5, -1)),
    }


# recursive-chunks -------------------------------------------------------------------------------


@probe("recursive-chunks", part="joints", points=3, compare=exact())
def recursive_joints(answer, rng):
    answer = ended(answer)
    s = [text[:-1] for text in _sentences(rng, [2, 1, 3, 1, 4, 1, 1])]
    text = f"{s[0]}. {s[1]}. {s[2]}.\n\n{s[3]}.\n{s[4]}\n\n{s[5]}.\n\n{s[6]}."
    return {f"{shown(text, 90)}, size={size}": answer(text, size) for size in (3, 6)}


@probe("recursive-chunks", part="edges", points=2, compare=exact())
def recursive_edges(answer, rng):
    answer = ended(answer)
    w = _letters(rng, 6)
    two = " ".join(w[:3]) + "; " + " ".join(w[3:])
    lines = f"\n\n {w[0]}\n\n{w[1]} \n\n"
    return {
        "6 words, size=4, separators=(';', '\\n')": answer(" ".join(w), 4, (";", "\n")),
        f"{two!r}, size=2, separators=('; ',)": answer(two, 2, ("; ",)),
        f"{lines!r}, size=3": answer(lines, 3),
        "6 words, size=4": answer(" ".join(w), 4),
        "white space": answer(" \n\n ", 3),
        "size=0": raises(lambda: answer(" ".join(w), 0)),
    }


# heading-chunks ---------------------------------------------------------------------------------


@probe("heading-chunks", part="paths", points=2, compare=exact())
def heading_paths(answer, rng):
    answer = ended(answer)
    a, b, c, d = (title.upper() for title in _letters(rng, 4))
    x, y, z = _letters(rng, 3)
    texts = [
        f"{x}\n# {a}\n{y}\n# {b}\n{z}",
        f"# {a}\n## {b}\n### {c}\n{x}\n## {d} \n{y}\n# {b}",
        f"# {a}\n###### {b}\n{x}\n###### {c}\n{y}",
    ]
    return {shown(text): answer(text) for text in texts}


@probe("heading-chunks", part="blocks", points=1, compare=exact())
def heading_blocks(answer, rng):
    answer = ended(answer)
    a, b, c, d, e = _letters(rng, 5)
    text = f"# One\n{a}\n\n{b} {c}\n## Two\n{d} {e}"  # a block runs across lines
    return {f"{text!r}, size=2": answer(text, 2)} | {
        f"size={size}": raises(lambda size=size: answer(text, size)) for size in (0, -1)
    }


@probe("heading-chunks", part="not a heading", points=1, compare=exact())
def heading_not(answer, rng):
    answer = ended(answer)
    a, b, c, d = _letters(rng, 4)
    texts = [
        f"#{a}",
        f"####### {b}",
        f"#  \n{c}",
        f"  # {d}",
        f"{b} # {a}",
        f"```\n# {a}\n```",
        f"```\n```\n# {b}\n{c}",
        f"``` {d}\n# {a}",
        f"```python\n# {a}\n```\n# {b}\n{c}",
        f"  ```\n# {b}\n{d}",
        f"{d} ```\n# {a}\n{c}",
        f"##  {c} {d}  \n{a}",
    ]
    return {shown(text): answer(text) for text in texts}
