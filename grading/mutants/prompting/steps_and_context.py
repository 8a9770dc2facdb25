# ruff: noqa: E501
"""Mistakes of unit 01 in prompts that ask for steps or bind to a context: patches, and what to say."""

from grading.mutants import mutant

# ---------------------------------------------------------------- cot-messages
mutant(
    "cot-messages", name="answer-first", kind="wrong-order",
    replace='f"{worked} The answer is {answer}."', by='f"The answer is {answer}. {worked}"',
    says="The demonstrations give the answer before the steps. A model writes from left to right: "
    "steps that come after the answer cannot help to find it.",
)
mutant(
    "cot-messages", name="no-final-sentence", kind="missing-step",
    replace='f"{worked} The answer is {answer}."', by="worked",
    says="The demonstrations end without 'The answer is ...'. That sentence is the handle by which "
    "the answer is found again in the model's text.",
)
mutant(
    "cot-messages", name="steps-missing", kind="missing-step",
    replace='f"{worked} The answer is {answer}."', by='f"The answer is {answer}."',
    says="The demonstrations show no steps. That is few-shot prompting with direct answers, and the "
    "model will answer directly too.",
)
mutant(
    "cot-messages", name="trigger-with-demonstrations", kind="wrong-formula",
    replace="if messages or not trigger:", by="if not trigger:",
    says="The trigger is added although there are demonstrations. Wei et al. need none: the worked "
    "examples ask for steps. Mixing both hides which of them worked.",
)
mutant(
    "cot-messages", name="trigger-before-question", kind="wrong-order",
    replace='f"{question}\\n{trigger}"', by='f"{trigger}\\n{question}"',
    says="The trigger stands before the question. It works as the last thing that the model reads "
    "before it writes (Kojima et al. put it where the answer begins).",
)
mutant(
    "cot-messages", name="trigger-on-same-line", kind="wrong-separator",
    replace='f"{question}\\n{trigger}"', by='f"{question} {trigger}"',
    says="The trigger is on the question's own line. It belongs on a new one, apart from the text "
    "of the problem.",
)
mutant(
    "cot-messages", name="trigger-fixed", kind="ignored-argument",
    replace='f"{question}\\n{trigger}"', by='f"{question}\\nLet\'s think step by step."',
    says="The trigger is always the same sentence, whatever the argument says. Kojima et al. "
    "compare sixteen of them; yours must be exchangeable too.",
)
mutant(
    "cot-messages", name="empty-trigger-leaves-line-break", kind="edge-case",
    replace="if messages or not trigger:", by="if messages:",
    says="With an empty trigger a line break is left after the question. The direct prompt is the "
    "baseline: it must be exactly the question.",
)
mutant(
    "cot-messages", name="steps-without-full-stops", kind="wrong-separator",
    replace='" ".join(f"{step}." for step in steps)', by='" ".join(steps)',
    says="The steps run into each other: '14 + 8 = 22 22 - 5 = 17'. Each step ends with a full stop.",
)
mutant(
    "cot-messages", name="steps-on-lines", kind="wrong-separator",
    replace='" ".join(f"{step}." for step in steps)', by='"\\n".join(f"{step}." for step in steps)',
    says="Each step is on a line of its own. Here a full stop and a space separate them.",
)
mutant(
    "cot-messages", name="no-last-full-stop", kind="wrong-separator",
    replace='The answer is {answer}."', by='The answer is {answer}"',
    says="The last sentence, 'The answer is ...', lacks its full stop.",
)
mutant(
    "cot-messages", name="trigger-as-assistant", kind="wrong-role",
    replace='messages.append(("user", f"{question}\\n{trigger}"))',
    by='messages += [("user", question), ("assistant", trigger)]',
    says="The trigger is the assistant's message. Then the last turn is the model's own and already over; "
    "here question and trigger are one user message.",
)
mutant(
    "cot-messages", name="trigger-as-system", kind="wrong-role",
    replace='messages.append(("user", f"{question}\\n{trigger}"))',
    by='messages += [("system", trigger), ("user", question)]',
    says="The trigger is a system message. Here question and trigger are one user message.",
)

# ---------------------------------------------------------------- base-prompt
mutant(
    "base-prompt", name="no-demand", kind="missing-step",
    replace='return [("system", demand), ("user",', by='return [("user",',
    says="Nothing demands that the answer come from the context. Pocket then answers every question, "
    "also those to which the passages have no answer: it makes something up.",
)
mutant(
    "base-prompt", name="polite-but-no-demand", kind="wrong-formula",
    replace='        "Answer from the context only. "\n'
    '        "If the context does not contain the answer, say: I do not know."',
    by='        "You are a friendly and helpful assistant."',
    says="The system prompt is friendly and demands nothing. Tone is not a rule: say where answers "
    "must come from, and what to say when there is none.",
)
mutant(
    "base-prompt", name="no-way-out", kind="edge-case",
    replace='        "Answer from the context only. "\n'
    '        "If the context does not contain the answer, say: I do not know."',
    by='        "Answer from the context only."',
    says="The prompt demands the context and does not say what to do where the context is silent. A "
    "model that must answer will answer.",
)
mutant(
    "base-prompt", name="must-answer", kind="wrong-formula",
    replace='        "Answer from the context only. "\n'
    '        "If the context does not contain the answer, say: I do not know."',
    by='        "Answer from the context only. Always give an answer."',
    says="The prompt asks for an answer in any case, so Pocket gives one, also where none can be right.",
)
mutant(
    "base-prompt", name="only-a-wish", kind="weak-rule",
    replace='        "Answer from the context only. "\n'
    '        "If the context does not contain the answer, say: I do not know."',
    by='        "Use the context where it helps."',
    says="'Where it helps' leaves the choice to the model. A rule says what must not happen.",
)
