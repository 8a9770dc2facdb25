"""Structure: one plain function wrapped in one RunnableLambda."""

from collections.abc import Callable
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda


def cited_chain(
    retriever: BaseRetriever,
    model: BaseChatModel,
    build: Callable[[str, list[str]], list[tuple[str, str]]],
    parse: Callable[[str, int], dict[str, Any]],
) -> Runnable:
    def answer(question: str) -> dict[str, Any]:
        documents = retriever.invoke(question)
        texts = [document.page_content for document in documents]
        reply = model.invoke(build(question, texts)).content
        parsed = parse(reply, len(documents))
        by_number = dict(enumerate((document.id for document in documents), start=1))
        return {
            "question": question,
            "documents": documents,
            "reply": reply,
            "answer": parsed["answer"],
            "abstained": parsed["abstained"],
            "sources": [by_number[number] for number in parsed["citations"]],
        }

    return RunnableLambda(answer)
