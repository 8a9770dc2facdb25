"""Probes of the chain: model and retriever are scripted and counted."""

from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from llmcourse.checking import ScriptedModel, exact, probe
from llmcourse.exercises.rag.inputs import some, tried

KEYS = ("question", "step_back", "specific", "background", "context", "answer")


class Pages(BaseRetriever):
    """Plays documents by query and records what it was asked."""

    pages: dict[str, list[Document]]
    asked: list[str]

    def _get_relevant_documents(self, query, *, run_manager=None):
        self.asked.append(query)
        return self.pages.get(query, [])


class Names(BaseCallbackHandler):
    """The names of the runs that began, in order."""

    def __init__(self) -> None:
        self.began: list[str] = []

    def on_chain_start(self, serialized, inputs, **more):
        self.began.append(str(more.get("name")))


def _setting(rng: Any) -> tuple[Pages, Any, dict[str, Any], list[str]]:
    a, b, c, d, e = (word.title() for word in some(rng, 5))
    questions = [f"Where was {a} in 1954?", f"Where was {b} in 1960?", f"Where is {c}?"]
    broader = {questions[0]: f"What is {a}'s history?", questions[1]: f"What is {b}'s history?"}
    pages = {
        questions[0]: [Document(id="s1", page_content=d), Document(id="s2", page_content=e)],
        broader[questions[0]]: [Document(id="b1", page_content=f"{a} {e}")],
        questions[1]: [Document(id="s3", page_content=c)],
        broader[questions[1]]: [
            Document(id="b2", page_content=d),
            Document(id="s3", page_content=c),
        ],
        questions[2]: [Document(id="s4", page_content=e)],
    }

    def reply(messages):
        kind, _, text = messages[-1][1].partition(" ")
        if kind == "abstract":
            return f"> {broader.get(text, text)}"
        if kind == "answer":
            return f"{text.upper()}!"
        raise ValueError(f"the model got other messages than were made: {messages!r:.80}")

    def parse(text, question):
        if isinstance(text, str) and text.startswith("content="):
            raise ValueError("parse(reply, question) got str() of a message as its reply")
        if not isinstance(text, str) or not text.startswith("> "):
            raise TypeError(f"parse(reply, question) got {text!r:.60} as its reply")
        if question not in questions:
            raise ValueError(f"parse(reply, question) got {question!r:.60} as its question")
        return text[2:]

    def plain(pairs):
        if not all(isinstance(one, tuple | list) and len(one) == 2 for one in pairs):
            raise TypeError(f"merge takes lists of (id, text), not {pairs!r:.60}")
        return [tuple(one) for one in pairs]

    steps = {
        "abstract": lambda question: [("system", "wide"), ("user", f"abstract {question}")],
        "parse": parse,
        "merge": lambda one, two: [*plain(two), *plain(one)][:2],
        "answer": lambda question, texts: [("user", f"answer {question} {' / '.join(texts)}")],
    }
    return Pages(pages=pages, asked=[]), ScriptedModel(reply), steps, questions


def _plain(result: Any) -> Any:
    if not isinstance(result, dict):
        return f"the chain returned {type(result).__name__}, not a dictionary"
    return {
        key: [list(one) if isinstance(one, tuple) else one for one in value]
        if isinstance(value, list | tuple)
        else value
        for key, value in result.items()
    }


def _invoked(call: Any) -> Any:
    def named() -> Any:
        try:
            return call()
        except NotImplementedError as error:  # LangChain's, for what is no message
            if not str(error):
                raise
            return f"stopped with NotImplementedError: {str(error).partition(chr(10))[0][:120]}"

    return tried(named)


@probe("step-back-chain", part="result", points=2, compare=exact())
def chain_result(answer, rng):
    retriever, model, steps, questions = _setting(rng)
    chain = answer(model, retriever, **steps)
    rows: dict[str, Any] = {}
    for question in questions:
        result = _invoked(lambda question=question: _plain(chain.invoke(question)))
        stopped = not isinstance(result, dict)
        rows[f"invoke({question!r})"] = result if stopped else "works"
        for key in KEYS:
            value = None if stopped else result.get(key, "no such key")
            rows[f"invoke({question!r})[{key!r}]"] = value
        rows[f"the keys after {question!r}"] = None if stopped else sorted(map(str, result))
    return rows


@probe("step-back-chain", part="calls", points=2, compare=exact())
def chain_calls(answer, rng):
    retriever, model, steps, questions = _setting(rng)
    chain = answer(model, retriever, **steps)
    rows: dict[str, Any] = {}
    for question in (questions[0], questions[2]):
        retriever.asked.clear()
        model.calls.clear()
        rows[f"invoke({question!r})"] = _invoked(lambda q=question: bool(chain.invoke(q)))
        rows[f"{question!r}: the retriever was asked"] = list(retriever.asked)
        rows[f"{question!r}: the model was sent"] = [
            [list(pair) for pair in call] for call in model.calls
        ]
    return rows


@probe("step-back-chain", part="traces and batches", points=2, compare=exact())
def chain_traces(answer, rng):
    retriever, model, steps, questions = _setting(rng)
    chain = answer(model, retriever, **steps)
    names = Names()
    worked = _invoked(lambda: bool(chain.invoke(questions[0], {"callbacks": [names]})))
    wanted = ("abstraction", "search", "merge", "answer")
    many = _invoked(
        lambda: [one["answer"] for one in chain.batch(questions, {"max_concurrency": 1})]
    )
    return {
        "invoke": worked,
        "named steps, in order of their beginning": [n for n in names.began if n in wanted],
        "answers of batch": many,
    }
