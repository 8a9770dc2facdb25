"""Structure: a dictionary that grows by RunnablePassthrough.assign, step by step."""

from collections.abc import Callable
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel, RunnablePassthrough


def cited_chain(
    retriever: BaseRetriever,
    model: BaseChatModel,
    build: Callable[[str, list[str]], list[tuple[str, str]]],
    parse: Callable[[str, int], dict[str, Any]],
) -> Runnable:
    def messages(state: dict[str, Any]) -> list[tuple[str, str]]:
        return build(state["question"], [doc.page_content for doc in state["documents"]])

    def finish(state: dict[str, Any]) -> dict[str, Any]:
        documents = state["documents"]
        parsed = parse(state["reply"], len(documents))
        return {
            "question": state["question"],
            "documents": documents,
            "reply": state["reply"],
            "answer": parsed["answer"],
            "abstained": parsed["abstained"],
            "sources": [documents[number - 1].id for number in parsed["citations"]],
        }

    content = RunnableLambda(lambda message: message.content)
    return (
        RunnableParallel(question=RunnablePassthrough(), documents=retriever)
        | RunnablePassthrough.assign(reply=RunnableLambda(messages) | model | content)
        | RunnableLambda(finish)
    )
