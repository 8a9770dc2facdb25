"""Step-back prompting with retrieval as one runnable in LangChain's expression language.

Knows the order of the steps. What each step does is an argument.
"""

from collections.abc import Callable
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel, RunnablePassthrough


def step_back_chain(
    model: BaseChatModel,
    retriever: BaseRetriever,
    abstract: Callable[[str], list[tuple[str, str]]],
    parse: Callable[[str, str], str],
    merge: Callable[[list[tuple[str, str]], list[tuple[str, str]]], list[tuple[str, str]]],
    answer: Callable[[str, list[str]], list[tuple[str, str]]],
) -> Runnable[str, dict[str, Any]]:
    """Build the chain: abstraction, two searches, one context, answer (Zheng et al. 2023).

    The chain takes a question and does, in this order:

    1. ``abstract(question)`` gives messages; the model replies; ``parse(reply text, question)``
       gives the step-back question.
    2. The retriever is asked for the question and for the step-back question. Where both are the
       same text, it is asked once.
    3. ``merge(specific, background)`` makes one context of what was found for the question and for
       the step-back question, as (id, text) pairs; where it was asked once, background is ``[]``.
    4. ``answer(question, texts)`` gives the messages for the *question*, with the texts of the
       context in order; the model replies.

    So that each step can be traced, the result keeps them all, and in a trace
    (``chain.stream_log``, LangSmith, callbacks) the four steps have the names ``abstraction``,
    ``search``, ``merge`` and ``answer``.

    Args:
        model: any LangChain chat model; called twice a question.
        retriever: any LangChain retriever whose documents have ids.
        abstract: question to messages, for example ``step_back_messages`` with its examples.
        parse: reply and question to step-back question, as ``parse_step_back``.
        merge: two lists of (id, text) to one, for example ``merge_contexts`` with its budget.
        answer: question and texts to messages.

    Returns:
        A runnable from a question to a dictionary with ``question``, ``step_back``, ``specific``
        and ``background`` ((id, text) pairs found), ``context`` ((id, text) pairs) and ``answer``
        (text). ``batch`` and ``ainvoke`` work as with any runnable.
    """

    def text(reply: BaseMessage) -> str:
        return str(reply.content)

    def found(query: str) -> list[tuple[str, str]]:
        return [(str(d.id), d.page_content) for d in retriever.invoke(query)]

    def search(state: dict[str, Any]) -> dict[str, Any]:
        question, broader = state["question"], state["step_back"]
        specific = found(question)
        background = [] if broader == question else found(broader)
        return {**state, "specific": specific, "background": background}

    def asking(s: dict[str, Any]) -> Any:
        return abstract(s["question"])

    def answer_messages(s: dict[str, Any]) -> Any:
        return answer(s["question"], [t for _, t in s["context"]])

    written = RunnableLambda(asking) | model | text
    abstraction = RunnablePassthrough.assign(reply=written) | (
        lambda s: {"question": s["question"], "step_back": parse(s["reply"], s["question"])}
    )
    merging = RunnablePassthrough.assign(context=lambda s: merge(s["specific"], s["background"]))
    answering = RunnablePassthrough.assign(answer=RunnableLambda(answer_messages) | model | text)
    return (
        RunnableParallel(question=RunnablePassthrough())
        | abstraction.with_config(run_name="abstraction")
        | RunnableLambda(search).with_config(run_name="search")
        | merging.with_config(run_name="merge")
        | answering.with_config(run_name="answer")
    )
