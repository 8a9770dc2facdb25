"""Probes of the prompt, the parser and the chain; retriever and model are scripted."""

from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from llmcourse.checking import ScriptedModel, exact, probe, raises
from llmcourse.exercises.rag.inputs import shown, some, tried

# cited-prompt -----------------------------------------------------------------------------------


def _messages(result: Any) -> list[list[str]]:
    return [[str(role), str(content)] for role, content in result]


@probe("cited-prompt", part="format", points=2, compare=exact())
def prompt_format(answer, rng):
    a, b, c, d = some(rng, 4)
    passages = [f"{a}  {b}.\n\nQuestion: {c}?", " \n ", f"\t{d} {c}. "]
    return {
        f"question=' Where is {a}? ', passages={shown(passages, 60)}": _messages(
            answer(f" Where is {a}? ", passages)
        ),
        f"instruction='Be brief, {b}.'": _messages(
            answer(f"{d}?", passages[:1], f"Be brief, {b}.")
        ),
        "no passages": _messages(answer(f"{d}?", [], "Be brief.")),
    }


@probe("cited-prompt", part="budget", points=2, compare=exact())
def prompt_budget(answer, rng):
    w = some(rng, 12)
    passages = [" ".join(w[:4]), " ".join(w[4:7]), " ".join(w[7:11]), w[11]]
    return {
        "passages of 4, 3, 4, 1 words, max_words=7": _messages(
            answer("Why?", passages, max_words=7)
        ),
        "passages of 4, 3, 4, 1 words, max_words=10": _messages(
            answer("Why?", passages, max_words=10)
        ),
        "passages of 4, 3 words, max_words=2": _messages(answer("Why?", passages[:2], max_words=2)),
        "max_words=0": raises(lambda: answer("Why?", passages, max_words=0)),
        "question=' '": raises(lambda: answer(" ", passages)),
    }


# parse-answer -----------------------------------------------------------------------------------


@probe("parse-answer", part="citations", points=2, compare=exact())
def parse_citations(answer, rng):
    a, b, c = (word.title() for word in some(rng, 3))
    replies = [f"{a} [2].", f"{a} [3, 1] , {b} [3] ! {c}[ 2 ]", f"{a} [7][0][1]", f"{b} [12, 2]"]
    return {f"{reply!r}, passages=3": answer(reply, 3) for reply in replies} | {
        f"'{c} [12]', passages=12": answer(f"{c} [12]", 12),
        "passages=-1": raises(lambda: answer(a, -1)),
    }


@probe("parse-answer", part="abstention", points=2, compare=exact())
def parse_abstention(answer, rng):
    a, b = (word.title() for word in some(rng, 2))
    replies = [
        "I do not know.",
        "Sorry, I don’t know [1]!",
        "i DON'T know",
        "[2]",
        f"{a} [1]\n",
        f"{a} does not know {b}. . [see 1]",
        f"Sorry, I do not know where {a} is [1].",
        f"{b}... [2]",
    ]
    return {f"{reply!r}, passages=2": answer(reply, 2) for reply in replies}


# rag-chain --------------------------------------------------------------------------------------


class ScriptedRetriever(BaseRetriever):
    """Plays given documents for each question and records what it was asked."""

    pages: dict[str, list[Document]]
    asked: list[str]

    def _get_relevant_documents(self, query, *, run_manager=None):
        self.asked.append(query)
        return self.pages.get(query, [])


def _scripted(rng: np.random.Generator) -> tuple[ScriptedRetriever, Any, Any, Any, list[str]]:
    w = some(rng, 8)
    questions = [f"Where is {w[0]}?", f"Who built {w[1]}?", f"What is {w[2]}?"]
    pages = {
        questions[0]: [
            Document(id=f"{word}#1", page_content=f"{word} lies north.") for word in w[3:6]
        ],
        questions[1]: [
            Document(id="x#0", page_content=f"{w[6]} {w[7]}."),
            Document(id="y#2", page_content=f"{w[7]} lies south."),
        ],
    }
    replies = {questions[0]: f"{w[3]}|3,1", questions[1]: f"{w[7]}|1", questions[2]: "|"}

    def build(question, texts):
        return [
            ("system", f"{len(texts)} passages"),
            ("user", " / ".join(texts) + f" :: {question}"),
        ]

    def reply(messages):
        # Some helpers hand over (role, content) pairs, some message objects.
        last = messages[-1]
        content = last[1] if isinstance(last, (tuple, list)) else last.content
        return replies[content.split(" :: ")[-1]]

    def parse(text, passages):
        answer, _, numbers = text.partition("|")
        cited = [int(n) for n in numbers.split(",") if n]
        return {
            "answer": f"{answer.upper()} (of {passages})",
            "citations": [n for n in cited if n <= passages],
            "abstained": not answer,
        }

    return ScriptedRetriever(pages=pages, asked=[]), ScriptedModel(reply), build, parse, questions


def _result(result: dict[str, Any]) -> dict[str, Any]:
    return {
        key: [d.id for d in value] if key == "documents" else value
        for key, value in sorted(result.items())
    }


@probe("rag-chain", part="one question", points=2, compare=exact())
def chain_one(answer, rng):
    retriever, model, build, parse, questions = _scripted(rng)
    chain = answer(retriever, model, build, parse)
    return {
        f"invoke({question!r})": tried(lambda q=question: _result(chain.invoke(q)))
        for question in questions[:2]
    }


@probe("rag-chain", part="calls", points=1, compare=exact())
def chain_calls(answer, rng):
    retriever, model, build, parse, questions = _scripted(rng)
    chain = answer(retriever, model, build, parse)
    tried(lambda: chain.invoke(questions[0]))
    return {
        "the retriever was asked": list(retriever.asked),
        "the model was sent": [[list(pair) for pair in call] for call in model.calls],
    }


@probe("rag-chain", part="batch and nothing found", points=1, compare=exact())
def chain_batch(answer, rng):
    retriever, model, build, parse, questions = _scripted(rng)
    chain = answer(retriever, model, build, parse)
    order = [questions[2], questions[0], questions[1]]
    results = tried(lambda: [_result(result) for result in chain.batch(order)])
    if not isinstance(results, list):
        results = [results] * len(order)
    return {
        f"batch of three, nothing found for the first: result {i}": result
        for i, result in enumerate(results)
    }
