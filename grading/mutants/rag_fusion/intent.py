# ruff: noqa: E501
"""Mistakes in the answer prompt of a fused search."""

from grading.mutants import mutant

I = "intent-prompt"  # noqa: E741
_ASK = 'f"Context:\\n{context}\\n\\nQuestion: {question}"'
mutant(
    I, name="asks-a-generated-query", kind="wrong-argument",
    replace=_ASK, by='f"Context:\\n{context}\\n\\nQuestion: {queries[0]}"',
    says="The model is asked a generated query in place of the user's question. Where that query "
    "drifted, the answer is right for a question that nobody asked.",
)  # fmt: skip
mutant(
    I, name="queries-after-the-question", kind="wrong-order",
    replace=_ASK, by='f"Context:\\n{context}\\n\\nQuestion: {question}\\n" + "\\n".join(f"Question: {q}" for q in queries)',
    says="The generated queries stand after the question. A model answers what it reads last.",
)  # fmt: skip
mutant(
    I, name="all-questions-equal", kind="missing-step",
    replace=_ASK, by='f"Context:\\n{context}\\n\\nQuestion: {chr(32).join([question, *queries])}"',
    says="Question and generated queries are asked together, as equals, so the intent is one of "
    "four. Ask the question alone, or say plainly which one counts.",
)  # fmt: skip
mutant(
    I, name="question-left-out", kind="missing-step",
    replace=_ASK, by='f"Context:\\n{context}\\n\\nQuestion: {chr(32).join(queries)}"',
    says="The user's question is not in the prompt. What the search was for is not what was asked.",
)  # fmt: skip
mutant(
    I, name="passages-left-out", kind="missing-step",
    replace=_ASK, by='f"Question: {question}"',
    says="The passages are not in the prompt, so the search was in vain: the model makes "
    "something up.",
)  # fmt: skip
mutant(
    I, name="two-passages-only", kind="missing-step",
    replace="enumerate(passages, start=1)", by="enumerate(passages[:2], start=1)",
    says="Only the first two passages are in the prompt. What the search found further down may hold the answer.",
)  # fmt: skip
mutant(
    I, name="queries-changed", kind="mutation-of-input",
    replace="    context = ", by="    queries.append(question)\n    context = ",
    says="The caller's list of queries is changed. Build a new one.",
)  # fmt: skip
