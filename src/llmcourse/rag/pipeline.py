"""The generation half of RAG: a prompt with numbered passages, an answer with citations, a chain.

Works with any LangChain retriever and chat model. One retrieval and one generation a question;
rewriting, reranking and loops belong to later units.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel, RunnablePassthrough

INSTRUCTION = (
    "Answer from the context only. If the context does not contain the answer, say: I do not know."
)


def cited_messages(
    question: str, passages: Sequence[str], instruction: str = "", max_words: int = 160
) -> list[tuple[str, str]]:
    """Build the messages that show numbered passages and ask a question.

    The user message is exactly ``"Context:\\n[1] <first>\\n[2] <second>\\n\\nQuestion: <q>"``:
    a line for each passage, numbered from 1 in the order given, an empty line, the question
    stripped. In a passage every run of white space becomes one space, nothing stands at either
    end; so no passage can forge a line of its own. Passages that are empty after that are left
    out and take no number.

    At most ``max_words`` words of passages are shown (words are separated by white space, the
    numbers do not count): passages are taken in order, and the first that would exceed the limit
    ends the list, itself and all later ones left out. Only if it is the very first passage shown
    is it cut, to its first ``max_words`` words, and it is then the only one.

    Where no passage is shown, the first line is followed by ``(no passage found)`` in place of
    passages: ``"Context:\\n(no passage found)\\n\\nQuestion: <q>"``.

    Args:
        question: the user's question.
        passages: texts, the best first.
        instruction: the system message; where it is ``""``, there is no system message.
        max_words: at least 1.

    Returns:
        ``[("system", instruction), ("user", ...)]``, or only the user's.

    Raises:
        ValueError: ``max_words`` is below 1, or the question is empty or only white space.
    """
    if max_words < 1:
        raise ValueError(f"max_words must be at least 1, not {max_words}")
    if not question.strip():
        raise ValueError("question is empty: there is nothing to answer")
    lines: list[str] = []
    used = 0
    for words in (passage.split() for passage in passages if passage.strip()):
        if used + len(words) > max_words and lines:
            break
        words = words[:max_words]
        used += len(words)
        lines.append(f"[{len(lines) + 1}] {' '.join(words)}")
    context = "\n".join(lines) or "(no passage found)"
    user = f"Context:\n{context}\n\nQuestion: {question.strip()}"
    system = [("system", instruction)] if instruction else []
    return [*system, ("user", user)]


def parse_answer(text: str, passages: int) -> dict[str, Any]:
    """Take a model's reply apart: the answer, the passages it cites, whether it abstained.

    A citation mark is a pair of square brackets that holds one or more whole numbers separated
    by commas, with or without white space: ``[2]``, ``[1, 3]``. Numbers from 1 to ``passages``
    are citations; others point to no passage and are dropped. Each number is listed once, in the
    order of first appearance. ``[see 2]`` is no citation mark.

    The answer is the text without its citation marks; then every run of white space becomes one
    space; then white space before ``. , ; : ! ?`` goes; then white space at both ends and full
    stops at the end go (``"Corva [2]."`` gives ``"Corva"``).

    The model abstained if the answer, ignoring case and with ``’`` read as ``'``, contains
    ``i do not know`` or ``i don't know``, or if it is empty. Then the answer is ``""`` and there
    are no citations.

    Args:
        text: the reply.
        passages: how many passages were shown, 0 or more.

    Returns:
        ``{"answer": str, "citations": list[int], "abstained": bool}``.

    Raises:
        ValueError: ``passages`` is negative.
    """
    if passages < 0:
        raise ValueError(f"passages must be 0 or more, not {passages}")
    mark = re.compile(r"\[\s*\d+\s*(?:,\s*\d+\s*)*\]")
    numbers = [int(n) for group in mark.findall(text) for n in re.findall(r"\d+", group)]
    citations = list(dict.fromkeys(n for n in numbers if 1 <= n <= passages))
    answer = " ".join(mark.sub("", text).split())
    answer = re.sub(r"\s+([.,;:!?])", r"\1", answer).strip().rstrip(".")
    plain = answer.lower().replace("’", "'")
    if not answer or "i do not know" in plain or "i don't know" in plain:
        return {"answer": "", "citations": [], "abstained": True}
    return {"answer": answer, "citations": citations, "abstained": False}


def cited_chain(
    retriever: BaseRetriever,
    model: BaseChatModel,
    build: Callable[[str, list[str]], list[tuple[str, str]]],
    parse: Callable[[str, int], dict[str, Any]],
) -> Runnable:
    """Compose retrieval, reading and parsing into one LangChain runnable.

    For a question (a string) the chain, in this order: calls the retriever with the question,
    once; calls ``build(question, texts)`` with the retrieved documents' ``page_content`` in
    their order; sends the messages to the model, once; calls ``parse(reply text, number of
    documents)``.

    Args:
        retriever: returns LangChain documents, the best first, each with an ``id``.
        model: a chat model; its reply's text is the reply message's ``content``.
        build: makes messages of a question and passages, as :func:`cited_messages` does.
        parse: takes a reply apart, as :func:`parse_answer` does: a dictionary with ``answer``,
            ``citations`` (numbers from 1 in the order of the documents) and ``abstained``.

    Returns:
        A runnable from a question to a dictionary with exactly these keys: ``question`` (the
        question), ``documents`` (the retrieved documents), ``reply`` (the model's text),
        ``answer`` and ``abstained`` (as parsed), ``sources`` (the ids of the cited documents,
        in the order of the citations). ``invoke`` takes one question, ``batch`` a list and
        keeps its order.
    """

    def ask(state: dict[str, Any]) -> Any:
        return build(state["question"], [d.page_content for d in state["documents"]])

    def unpack(state: dict[str, Any]) -> dict[str, Any]:
        documents = state["documents"]
        parsed = parse(state["reply"], len(documents))
        return {
            "question": state["question"],
            "documents": documents,
            "reply": state["reply"],
            "answer": parsed["answer"],
            "abstained": parsed["abstained"],
            "sources": [documents[n - 1].id for n in parsed["citations"]],
        }

    read = RunnableLambda(ask) | model | RunnableLambda(lambda message: message.content)
    retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever)
    return retrieve | RunnablePassthrough.assign(reply=read) | RunnableLambda(unpack)


def rag_chain(
    retriever: BaseRetriever,
    model: BaseChatModel,
    instruction: str = INSTRUCTION,
    max_words: int = 160,
) -> Runnable:
    """Retrieval-augmented answers in one line: question in, answer with sources out.

    The formulation of Lewis et al. 2020 (arXiv 2005.11401) with the passages in the prompt
    instead of marginalised over.

    Args:
        retriever: any LangChain retriever whose documents have ids.
        model: any LangChain chat model.
        instruction: the system message; ``""`` for none.
        max_words: how many words of passages the model is shown.

    Returns:
        The runnable of :func:`cited_chain`.
    """
    return cited_chain(
        retriever,
        model,
        lambda question, texts: cited_messages(question, texts, instruction, max_words),
        parse_answer,
    )
