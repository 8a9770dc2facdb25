"""Probes of the prompt, the parser and the chain; retriever and model are scripted."""

from collections.abc import Callable
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from llmcourse.checking import ScriptedModel, exact, probe, raises
from llmcourse.exercises.rag.inputs import shown, some, tried

# cited-prompt -----------------------------------------------------------------------------------


def _messages(result: Any) -> Any:
    if not isinstance(result, list | tuple):
        return result
    return [list(pair) if isinstance(pair, tuple) else pair for pair in result]


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
        "passages=[' ']": _messages(answer(f"{d}?", [" "])),
    }


@probe("cited-prompt", part="budget", points=2, compare=exact())
def prompt_budget(answer, rng):
    w = [str(letter) for letter in rng.permutation(list("abcdefghijklmnop"))[:14]]
    passages = [" ".join(words) for words in (w[:4], w[4:7], w[7:9], w[9:13], w[13:])]
    sizes = "4, 3, 2, 4, 1 words, max_words"
    return {
        f"{sizes}={most}": _messages(answer("Why?", passages, max_words=most)) for most in (7, 10)
    } | {
        "4, 3, 2 words, max_words=2": _messages(answer("Why?", passages[:3], max_words=2)),
        "a blank passage, then 4 words, max_words=2": _messages(
            answer("Why?", [" ", passages[0]], max_words=2)
        ),
        "max_words=0": raises(lambda: answer("Why?", passages, max_words=0)),
        "question=' '": raises(lambda: answer(" ", passages)),
    }


# parse-answer -----------------------------------------------------------------------------------


def _parsed(result: Any) -> Any:
    """A reply taken apart, the verdict first: feedback names the first key that differs."""
    keys = ("abstained", "citations", "answer")
    if not isinstance(result, dict) or set(result) != set(keys):
        return result
    return {key: result[key] for key in keys}


@probe("parse-answer", part="citations", points=2, compare=exact())
def parse_citations(answer, rng):
    a, b, c = (word.title() for word in some(rng, 3))
    replies = [
        f"{a} [2].",
        f"{a} [3, 1] , {b}’s [3] ! {c}[ 2 ] ?",
        f"{b}  of\n {a} ({c}[1,3])",
        f".5 {c} [1 2]",
        f"{a}’s {b} [1]",
    ]
    counted = [(f"{a} [7][0][1]", 3), (f"{b} [12, 2]", 3), (f"{c} [12]", 12), (f"{c} [1]", 0)]
    return (
        {f"{reply!r}": _parsed(answer(reply, 3)) for reply in replies}
        | {
            f"{reply!r}, passages={count}": tried(lambda r=reply, n=count: _parsed(answer(r, n)))
            for reply, count in counted
        }
        | {"passages=-1": raises(lambda: answer(a, -1))}
    )


@probe("parse-answer", part="abstention", points=2, compare=exact())
def parse_abstention(answer, rng):
    a, b = (word.title() for word in some(rng, 2))
    # Each phrase stands alone, first, last and in the middle of some reply.
    replies = [
        "I do  not know.",
        "No, I don’t know [1].",
        "i DON'T know",
        f"i don't know {b}.",
        f"No, I do not know {a} [1].",
        "[2]",
        f"{a} does not know {b} [2] . . [see 1] yet",
        f"{b} [2]. [1].",
        f"{b}... [2]",
    ]
    return {f"{reply!r}": _parsed(answer(reply, 2)) for reply in replies}


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
    replies = {questions[0]: f"{w[3].title()}|3,1", questions[1]: f"{w[7]}|", questions[2]: "|"}

    # What is handed over wrongly is named here; deeper in it would only be some error.
    def build(question, texts):
        if not isinstance(question, str):
            raise TypeError(f"build(question, texts) got {_kind(question)} as its question")
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise TypeError(f"build(question, texts) got {_kind(texts)} as its texts")
        return [
            ("system", f"{len(texts)} passages"),
            ("user", " / ".join(texts) + f" :: {question}"),
        ]

    def reply(messages):
        # Some helpers hand over (role, content) pairs, some message objects.
        if not messages:
            raise ValueError("the model got no messages")
        last = messages[-1]
        content = last[1] if isinstance(last, (tuple, list)) else last.content
        question = content.split(" :: ")[-1]
        if question not in replies:
            raise ValueError(f"the model got other messages than build made: {content[:40]!r}")
        return replies[question]

    def parse(text, passages):
        if not isinstance(text, str) or text.startswith("content="):
            kind = "str() of a message" if isinstance(text, str) else _kind(text)
            raise TypeError(f"parse(text, passages) got {kind} as its text")
        if not isinstance(passages, int):
            raise TypeError(f"parse(text, passages) got {_kind(passages)} as its passages")
        answer, _, numbers = text.partition("|")
        cited = [int(n) for n in numbers.split(",") if n]
        return {
            "answer": f"{answer.upper()} of {passages} passages",
            "citations": [n for n in cited if n <= passages],
            "abstained": not answer,
        }

    return ScriptedRetriever(pages=pages, asked=[]), ScriptedModel(reply), build, parse, questions


def _kind(value: Any) -> str:
    """What something is, in a learner's words."""
    name = type(value).__name__
    if isinstance(value, list | tuple) and value:
        name += f" of {type(value[0]).__name__}"
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


KEYS = ("question", "documents", "reply", "answer", "abstained", "sources")


def _result(result: Any) -> dict[str, Any]:
    """A result with ids in the place of documents; ValueError where it is no dictionary."""
    if not isinstance(result, dict):
        raise ValueError(f"the chain returned {_kind(result)}, not a dictionary")
    documents = result.get("documents")
    if isinstance(documents, list):
        ids = [d.id if isinstance(d, Document) else f"{_kind(d)}: {d!s:.40}" for d in documents]
        result = result | {"documents": ids}
    return result


def _invoked(call: Callable[[], Any]) -> Any:
    """What ``call`` returns, or how it stopped: here the missing key says which step is wrong."""

    def named() -> Any:
        try:
            return call()
        except KeyError as error:
            return f"stopped with KeyError: a dictionary has no key {error!s:.60}"
        except NotImplementedError as error:  # LangChain's, for what is no message
            return f"stopped with NotImplementedError: {str(error).partition(chr(10))[0][:120]}"

    return tried(named)


@probe("rag-chain", part="one question", points=2, compare=exact())
def chain_one(answer, rng):
    retriever, model, build, parse, questions = _scripted(rng)
    chain = answer(retriever, model, build, parse)
    result = _invoked(lambda: _result(chain.invoke(questions[0])))
    stopped = isinstance(result, str)
    # Six ids, so that a set of them keeps this order by luck only once in 720 times.
    order = [int(n) for n in rng.permutation(6) + 1]
    asked = questions[2]
    retriever.pages[asked] = [Document(id=f"d{n}", page_content="") for n in range(1, 7)]
    chain = answer(
        retriever,
        ScriptedModel(lambda messages: "-"),
        lambda question, texts: [("user", question)],
        lambda text, passages: {"answer": text, "citations": list(order), "abstained": False},
    )
    many = _invoked(lambda: _result(chain.invoke(asked)))
    # Key by key, so that a mistake shows in its own key only.
    return (
        {
            "invoke": result if stopped else "works",
            "the keys of the result": None if stopped else sorted(map(str, result)),
        }
        | {
            f"invoke({questions[0]!r})[{key!r}]": None
            if stopped
            else result.get(key, "no such key")
            for key in KEYS
        }
        | {
            f"sources in the order of the citations {' '.join(map(str, order))}": (
                many if isinstance(many, str) else many.get("sources", "no such key")
            )
        }
    )


@probe("rag-chain", part="calls", points=1, compare=exact())
def chain_calls(answer, rng):
    retriever, model, build, parse, questions = _scripted(rng)
    chain = answer(retriever, model, build, parse)
    result = _invoked(lambda: _result(chain.invoke(questions[0])))
    return {
        "invoke": result if isinstance(result, str) else "works",
        "the retriever was asked": list(retriever.asked),
        "the model was sent": [[list(pair) for pair in call] for call in model.calls],
    }


@probe("rag-chain", part="batch and nothing found", points=1, compare=exact())
def chain_batch(answer, rng):
    retriever, model, build, parse, questions = _scripted(rng)
    chain = answer(retriever, model, build, parse)
    order = [questions[2], questions[0], questions[1]]
    results = _invoked(lambda: [_result(result) for result in chain.batch(order)])
    stopped = isinstance(results, str)
    return {"batch": results if stopped else "works"} | {
        f"batch of 3, nothing found for the first: {key}": (
            None if stopped else [one.get(key, "no such key") for one in results]
        )
        for key in ("question", "answer", "abstained", "sources")
    }
