"""Structure: RunnablePassthrough.assign for everything, with StrOutputParser."""

from operator import itemgetter

from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda, RunnablePassthrough


def step_back_chain(model, retriever, abstract, parse, merge, answer):
    said = model | StrOutputParser()

    def ids(documents):
        return [(d.id, d.page_content) for d in documents]

    def background(state):
        if state["step_back"] == state["question"]:
            return []
        return ids(retriever.invoke(state["step_back"]))

    ask = RunnableLambda(lambda q: abstract(q)) | said
    start = RunnableLambda(lambda q: {"question": q})
    abstraction = RunnablePassthrough.assign(
        step_back=RunnableLambda(lambda s: parse(ask.invoke(s["question"]), s["question"]))
    )
    search = RunnablePassthrough.assign(
        specific=itemgetter("question") | retriever | ids
    ) | RunnablePassthrough.assign(background=background)
    merging = RunnablePassthrough.assign(
        context=lambda s: list(merge(s["specific"], s["background"]))
    )
    last = RunnablePassthrough.assign(
        answer=RunnableLambda(lambda s: answer(s["question"], [pair[1] for pair in s["context"]]))
        | said
    )
    named = zip(
        ("abstraction", "search", "merge", "answer"),
        (abstraction, search, merging, last),
        strict=True,
    )
    chain = start
    for name, step in named:
        chain = chain | step.with_config(run_name=name)
    return chain
