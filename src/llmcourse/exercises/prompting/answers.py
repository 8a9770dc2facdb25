"""Probes of unit 01 for the functions that read replies."""

from __future__ import annotations

import re

from llmcourse.checking import ScriptedModel, close, exact, probe
from llmcourse.exercises.prompting.inputs import NAMES, WORDS, pick, problem_of, told


# ---------------------------------------------------------------- extract-answer
def _number(rng, low=11, high=99) -> int:
    return int(rng.integers(low, high))


@probe("extract-answer", part="numbers", points=2, compare=close())
def extract_numbers(answer, rng):
    a, b = _number(rng, 2, 10), _number(rng, 110, 999)
    c, d, e = _number(rng), _number(rng), _number(rng)
    texts = (
        f"The answer is {a},{b}.",
        f"That leaves {c}.",
        f"{c}-{d}",
        f"It fell to -{d}",
        f"We get {a},{b},{b}.75 crowns.",
        f"{d} crates weigh {c}.5 kg.",
        f"He has {c}, then ({d})-{e}",
        f"Rooms {a},{a + 1}",
        f"In all ${c}.",
        f"The total is {c}00.",
        f"Rooms {a},{b}{a}",
        f"Take route A-{c}",
        f"{a},{b}kg",
        "no number here.",
    )
    return {repr(text): told(lambda text=text: answer(text)) for text in texts}


@probe("extract-answer", part="marker", points=2, compare=close())
def extract_marker(answer, rng):
    a, b, c, d = (_number(rng) + 100 * i for i in range(4))
    texts = (
        f"The answer is {a}, out of {b}.",
        f"Similar problem: the answer is {b}. This problem: {c} + 1. The answer is {a}. ({d})",
        f"ANSWER: {a} crates ({b} before)",
        f"{a} + {b} = {c}.",
        f"The Answer  is: {d} and not {c}",
        f"The answer is {a} of {b}. I hope that this answer is right.",
        f"We add {a} and {b}. The answer is clear.",
        f"{d} left, answer :{a} or {b}",
        f"My answer is {b} or {c}",
        f"answer: {a} or {d}",
        "The answer is open.",
    )
    return {repr(text): told(lambda text=text: answer(text)) for text in texts}


# ---------------------------------------------------------------- majority-vote
def _vote(answer, answers):
    """[winner, share], or what came in its place."""
    result = told(lambda: answer(answers))
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return result
    return [result[0], float(result[1])]


@probe("majority-vote", part="count", points=2, compare=close())
def vote_count(answer, rng):
    a, b, c = (str(n) for n in pick(rng, range(10, 90), 3))
    lists = (
        [a, b, b, c],
        pick(rng, [a, a, a, b, b, c], 6),
        [b, None, b, None, a],
        [a, b, c, b, a],
        sorted([a, b, c]),
        sorted([a, b, c], reverse=True),
        [a],
    )
    return {f"answers={answers}": _vote(answer, answers) for answers in (*lists, [], [None, " . "])}


@probe("majority-vote", part="normalise", points=2, compare=close())
def vote_normalise(answer, rng):
    town, other = (pick(rng, WORDS, 2)[i].capitalize() for i in range(2))
    other = f"{other} Bay"
    n = f"{_number(rng, 1, 9)},{_number(rng, 110, 999)}"
    lists = (
        [other, town, f" {town.lower()}.", f"{other} x"],
        [other, f"{town} Hill", f"{town.upper()}  hill", "x"],
        ["x", n, n.replace(",", ""), f"{n}. "],
        [None, f"{other}.", None, f"{other.lower()} .", town, None, None],
        ["Z", "b", "B ", " z."],
        ["q", "b", "Z", "z ", "B", " q."],
        pick(rng, "cdfghjkmnp", 4),  # drawn, so that no order of a set fits by luck on every seed
        [f"{n}.5", f"{n.replace(',', '')}.5", "7", ""],
        ["x", "17.,", "17"],
        ["x", ".5", "5"],
        ["x", "17\n.", "17"],
        ["x", "17.\n", "17"],
    )
    return {f"answers={answers}": _vote(answer, answers) for answers in lists}


# ---------------------------------------------------------------- analogical
def _first_number(text: str):
    found = re.search(r"\d+", text)
    return found.group() if found else f"nothing in {text!r}"


@probe("analogical", part="prompt", points=1, compare=exact())
def analogical_prompt(answer, rng):
    out = {}
    for extra in ({}, {"instruction": "Recall one like it."}):
        problem = problem_of(rng)[0]
        model = ScriptedModel(["Similar problem: 1 and 2. This problem: 3."])
        answer(model, problem, _first_number, **extra)
        out[f"messages sent, {extra or 'default instruction'}"] = [
            [[str(role), str(content)] for role, content in call] for call in model.calls
        ]
    return out


@probe("analogical", part="reply", points=3, compare=exact())
def analogical_reply(answer, rng):
    a, b, c, d = (_number(rng) for _ in range(4))
    replies = (
        f"Similar problem: a pile of {a} + {b}. The answer is {a + b}. This problem: {c} left.",
        f'  Similar problem: "This problem: {a}" is easy, {b}.  This problem:  {c} - 1. {d}\n',
        f"{a} + {b} = {a + b}. The answer is {a + b}.",
        f"I recall {a}. This problem: {d}",
        f"I recall {b}. Similar problem: {d} bags. This problem: {a}",
        f"\nSimilar problem: {a}, no more.\n",
    )
    out = {}
    for reply in replies:
        model = ScriptedModel([reply])
        result = told(lambda model=model: answer(model, "How many?", _first_number))
        out[f"reply={reply!r}"] = (
            {str(key): result[key] for key in sorted(result)} if type(result) is dict else result
        )
    return out


# ---------------------------------------------------------------- parse-json
def _fields(rng) -> tuple[str, str, int]:
    name = f"{pick(rng, NAMES)} {pick(rng, WORDS).capitalize()}"
    return name, pick(rng, WORDS).capitalize(), int(rng.integers(1950, 2019))


@probe("parse-json", part="around", points=2, compare=exact())
def json_around(answer, rng):
    name, place, year = _fields(rng)
    plain = f'{{"name": "{name}", "year": {year}}}'
    other = f'{{"name": "{place}"}}'
    texts = (
        plain,
        f"Here you are:\n```json\n{plain}\n```\nAnything else?",
        f"{plain} {other}",
        f'{{"name": "{name}", "note": "a }}, a {{ and , }}", "in": {{"place": "{place}"}}}} ok}}',
        f"From {{the text}}: {plain}",
        f'{{"tags": ["{place}", {{"n": -1.5}}, []], "ok": true, "x": null}}.',
        f"{name} was born in {place}.",
    )
    return {repr(text): answer(text) for text in texts}


@probe("parse-json", part="repair", points=2, compare=exact())
def json_repair(answer, rng):
    name, place, year = _fields(rng)
    texts = (
        f'{{"in": "{place}\'s"}}',  # short, so that it is shown where quotes were replaced
        f'{{"name": "{name}", "year": {year},}}',
        f'{{"tags": ["{place}", 1 , ], "note": "so ,}} it ,] goes",\n }}',
        f"{{'name': '{name}', 'place': \"{place}\"}}",
        f'{{"name": "O\'{name}", \'place\': \'the "{place}"\'}}',
        f'{{\'name\': \'{place}\\\'s\', "quoted": "\\"{name}\\""}}',
        '{"alive": True, "dead": False, "school": None, "said": "None, True"}',
        f'{{"note": "{name}\n{place}"}}',
        f'{{"note": "caf\\u00e9\\t{place}"}}',
        f'{{"name": {name}, "year": {year}}}',
        f'{{"name": "{name}",, "year": {year}}}',
        f'{{"name": "{name}" "year": {year}}}',
        f'{{"name" "{place}"}} {{"name": "{place}", "year": {year}}}',
        f'{{"year": 1, "year": {year}}}',
    )
    out = {repr(text): answer(text) for text in texts}
    for text in ('{"a": "\\uzzzz"}', '{"a": "\\u'):  # may give anything, but not raise
        result = told(lambda text=text: answer(text))
        stopped = isinstance(result, str) and result.startswith("stopped")
        out[f"{text!r}: does it stop"] = result if stopped else "no"
    return out


@probe("parse-json", part="truncated", points=2, compare=exact())
def json_truncated(answer, rng):
    name, place, year = _fields(rng)
    texts = (
        f'{{"name": "{name}", "year": {year}',
        f'{{"name": "{name}", "place": "{place[:3]}',
        f'{{"name": "{name}", "pla',
        f'{{"name": "{name}", "place":',
        f'{{"name": "{name}",',
        f'{{"in": {{"place": "{place}", "tags": [1, 2, "{name[:2]}',
        f'```json\n{{"name": "{name}", "alive": tru',
        f"{{'year': {year}, 'name': '{name[:3]}",
        '{"name',
        f'{{"year": {year}, "share": 12.',
        f'{{"a": {year}, "b": -',
        '{"a": [',
        '{"a": true',
    )
    return {repr(text): answer(text) for text in texts}
