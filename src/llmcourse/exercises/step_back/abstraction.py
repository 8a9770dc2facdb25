"""Probes of the abstraction step: the prompt with worked pairs, and the reading of its reply."""

from typing import Any

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.rag.inputs import some, tried


def _pairs(result: Any) -> Any:
    if not isinstance(result, list | tuple):
        return result
    return [list(pair) if isinstance(pair, tuple) else pair for pair in result]


@probe("step-back-messages", part="form", points=2, compare=exact())
def messages_form(answer, rng):
    a, b, c, d, e, f = (word.title() for word in some(rng, 6))
    year = int(rng.integers(1930, 2010))
    question = f"Where was {a} in {year}?"
    pairs = [(f"Who led {b} in {year}?", f"Who led {b}?"), (f"Why did {c}?", f"What is {d}?")]
    return {
        f"{question!r}, no example": tried(lambda: _pairs(answer(question))),
        f"{question!r}, one example {pairs[0]!r}": tried(
            lambda: _pairs(answer(question, pairs[:1]))
        ),
        "two examples": tried(lambda: _pairs(answer(question, pairs))),
        f"two examples, instruction='Ask about {e}.\\n{f}'": tried(
            lambda: _pairs(answer(question, pairs, f"Ask about {e}.\n{f}"))
        ),
        f"no example, instruction=' {e}:\n'": tried(
            lambda: _pairs(answer(question, instruction=f" {e}:\n"))
        ),
        "no example, instruction=' '": tried(lambda: _pairs(answer(question, instruction=" "))),
    }


@probe("step-back-messages", part="edges", points=1, compare=exact())
def messages_edges(answer, rng):
    a, b, c, d = (word.title() for word in some(rng, 4))
    loose = f"  Where\nwas {a}\t in   {b}? "
    broken = [(f"Who\n\nled {c}? ", f" Who led\n{d}?")]
    pairs = [(f"Who led {b}?", "Who led?"), (f" where was  {a.upper()}?", "Where?")]
    return {
        f"{loose!r}": tried(lambda: _pairs(answer(loose))),
        f"{loose!r}, example {broken[0]!r}": tried(lambda: _pairs(answer(loose, broken))),
        "question=' \\n'": raises(lambda: answer(" \n", pairs)),
        f"'Where was {a}?', example {pairs[1][0]!r}": raises(
            lambda: answer(f"Where was {a}?", pairs)
        ),
        f"'Where was {a}?', example 'Where was {a}?'": raises(
            lambda: answer(f"Where was {a}?", [(f"Where was {a}?", "Where?")])
        ),
        f"'Where is {a}?', example {pairs[1][0]!r}": tried(
            lambda: _pairs(answer(f"Where is {a}?", pairs))
        ),
    }


@probe("parse-step-back", part="reading", points=2, compare=exact())
def parse_reading(answer, rng):
    a, b, c, d = (word.title() for word in some(rng, 4))
    question = f"Which school did {a} attend in 1954?"
    right = f"What is {a}'s education history?"
    replies = {
        "plain": right,
        "a label": f"Step-back question: {right}",
        "a label in capitals, no hyphen": f"STEPBACK QUESTION:{right}",
        "another label stays": f"Question: {right}",
        "a sentence before it": f"I would ask about {b}.\n\n{right}\nThen {c}?",
        "white space": f"   What  is\t{a}'s {d}?  ",
        "quotation marks": f'"{right}"',
        "a label, then quotation marks": f'step-back question:  "{right} "',
        "one quotation mark": f'"What is {b}" and {c}?',
        "quotation marks within": f'Who said "{b}"?\nWho is "{c}"?',
        "a question mark within the first line": f"{b}? That was {c}.\n{right}",
        "the label within a line": f"My step-back question: {right}",
        "the label twice": f"Step-back question: Step-back question: {right}",
        "no question at all": f"{a} went to {b}.",
        "nothing": "",
    }
    return {
        f"{name}: {reply!r}": tried(lambda reply=reply: answer(reply, question))
        for name, reply in replies.items()
    } | {"nothing, the question has space around it": tried(lambda: answer("", f"  {question}\n"))}


@probe("parse-step-back", part="no step back", points=2, compare=exact())
def parse_unused(answer, rng):
    a, b, c = (word.title() for word in some(rng, 3))
    year = int(rng.integers(1930, 2000))
    question = f"Which school did {a} attend in {year}?"
    cases = {
        "the same words": (f"which school did {a.lower()} attend, in {year} ?", question),
        "the same text": (f"Where is {c}?", f"Where is {c}?"),
        "the same words without a number": (f"WHERE is {b}?", f"Where is {b}?"),
        "the same words, other signs": (f"where, is {b} ?", f"Where is {b}?"),
        "a number more": (f"Where is {b} 7?", f"Where is {b}?"),
        "a number with a letter": (f"What did {a} do in the {year}s?", question),
        "other order": (f"Is {b} where?", f"Where is {b}?"),
        "one word more": (f"Where is all {b}?", f"Where is {b}?"),
        "a number is kept": (f"What did {a} do in {year}?", question),
        "another number": (f"What did {a} do after {year + 3}?", question),
        "a part of the number": (f"What did {a} do in 19{year}?", question),
        "one of two numbers": (
            f"How far do {c} go in {year % 7 + 2} hours?",
            f"How far do {c} go in {year % 7 + 2} hours at 90 miles?",
        ),
        "only the first question counts": (
            f"Where was {a} in {year}?\nWhat is {a}'s history?",
            question,
        ),
    }
    return {
        f"{name}: {reply!r} for {asked!r}": tried(lambda r=reply, q=asked: answer(r, q))
        for name, (reply, asked) in cases.items()
    }
