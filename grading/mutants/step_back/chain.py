# ruff: noqa: E501
"""Mistakes in the chain of abstraction, searches, context and answer."""

from grading.mutants import mutant

P = "step-back-chain"
mutant(
    P, name="step-back-answered", kind="wrong-formula",
    replace='answer(s["question"], [t', by='answer(s["step_back"], [t',
    says="The model is asked the step-back question at the end. It only brings the background: answered is the user's question.",
)  # fmt: skip
mutant(
    P, name="only-step-back-searched", kind="missing-step", replace="specific = found(question)", by="specific: list = []",
    says="The retriever is never asked for the question itself. Both are searched: the background may lack the detail.",
)  # fmt: skip
mutant(
    P, name="only-question-searched", kind="missing-step", replace="background = [] if broader == question else found(broader)", by="background: list = []",
    says="The retriever is never asked for the step-back question, so the abstraction was for nothing.",
)  # fmt: skip
mutant(
    P, name="searched-twice", kind="edge-case", replace="[] if broader == question else found(broader)", by="found(broader)",
    says="Where no step back was taken, the same text is searched twice. Ask once, and let background be empty.",
)  # fmt: skip
mutant(
    P, name="roles-exchanged", kind="wrong-order", replace='merge(s["specific"], s["background"])', by='merge(s["background"], s["specific"])',
    says="merge gets the background first. Its first argument is what was found for the question.",
)  # fmt: skip
mutant(
    P, name="results-exchanged", kind="wrong-order",
    replace='return {**state, "specific": specific, "background": background}', by='return {**state, "specific": background, "background": specific}',
    says="specific holds what the step-back question found, and background what the question found.",
)  # fmt: skip
mutant(
    P, name="step-back-searched-first", kind="wrong-order",
    replace="        specific = found(question)\n        background = [] if broader == question else found(broader)\n",
    by="        background = [] if broader == question else found(broader)\n        specific = found(question)\n",
    says="The step-back question is searched before the question. The order is: question, then step-back question.",
)  # fmt: skip
mutant(
    P, name="merge-unused", kind="missing-step",
    replace='merge(s["specific"], s["background"])', by='[*s["specific"], *s["background"]]',
    says="The context is all that was found, one list after the other. merge makes the context: it knows order, repetitions and budget.",
)  # fmt: skip
mutant(
    P, name="parse-unused", kind="missing-step", replace='parse(s["reply"], s["question"])', by='s["reply"]',
    says="The reply itself is taken as the step-back question. parse reads it, and falls back on the question where there is none.",
)  # fmt: skip
mutant(
    P, name="parse-arguments", kind="wrong-order", replace='parse(s["reply"], s["question"])', by='parse(s["question"], s["reply"])',
    says="parse gets its arguments in the wrong order: first the reply, then the question.",
)  # fmt: skip
mutant(
    P, name="message-not-text", kind="wrong-type", replace="return str(reply.content)", by="return str(reply)",
    says="The model's message is turned into text with everything that belongs to it. Its text is `content`.",
)  # fmt: skip
mutant(
    P, name="texts-are-pairs", kind="wrong-type", replace='[t for _, t in s["context"]]', by='[f"{i}: {t}" for i, t in s["context"]]',
    says="The ids are shown to the model in front of the texts. answer takes the texts alone.",
)  # fmt: skip
mutant(
    P, name="steps-unnamed", kind="missing-step",
    replace=[('.with_config(run_name="abstraction")', ""), ('.with_config(run_name="search")', ""), ('.with_config(run_name="merge")', ""), ('.with_config(run_name="answer")', "")],
    says="The steps have no names, so that a trace shows a list of RunnableSequence. Name each with with_config(run_name=...).",
)  # fmt: skip
mutant(
    P, name="reply-kept", kind="extra-step",
    replace='lambda s: {"question": s["question"], "step_back": parse(s["reply"], s["question"])}', by='lambda s: {**s, "step_back": parse(s["reply"], s["question"])}',
    says="The result holds more keys than it should: the raw reply of the abstraction stays in it.",
)  # fmt: skip
mutant(
    P, name="texts-reversed", kind="wrong-order", replace='[t for _, t in s["context"]]', by='[t for _, t in s["context"]][::-1]',
    says="The texts reach the model in reverse order. Keep the order of the context.",
)  # fmt: skip
