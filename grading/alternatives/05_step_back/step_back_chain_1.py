"""Structure: four plain functions on a dictionary, each a named RunnableLambda."""

from langchain_core.runnables import RunnableLambda


def step_back_chain(model, retriever, abstract, parse, merge, answer):
    def abstraction(question):
        reply = model.invoke(abstract(question)).content
        return {"question": question, "step_back": parse(reply, question)}

    def search(state):
        def pairs(query):
            return [(document.id, document.page_content) for document in retriever.invoke(query)]

        state = dict(state, specific=pairs(state["question"]), background=[])
        if state["step_back"] != state["question"]:
            state["background"] = pairs(state["step_back"])
        return state

    def join(state):
        return dict(state, context=merge(state["specific"], state["background"]))

    def reply(state):
        texts = [text for _, text in state["context"]]
        return dict(state, answer=model.invoke(answer(state["question"], texts)).content)

    first, *rest = (
        RunnableLambda(step).with_config(run_name=name)
        for name, step in (
            ("abstraction", abstraction),
            ("search", search),
            ("merge", join),
            ("answer", reply),
        )
    )
    chain = first
    for step in rest:
        chain = chain | step
    return chain
