# ruff: noqa: E501
"""Mistakes of unit 01 in prompts: patches of the reference, and what to say about each."""

from grading.mutants import mutant

# ---------------------------------------------------------------- render-chat
mutant(
    "render-chat", name="bos-forgotten", kind="missing-step",
    replace="text = bos", by='text = ""',
    says="The text does not begin with bos. Every text in training began with that token; without "
    "it the model starts from a state that it has never seen.",
)
mutant(
    "render-chat", name="bos-every-message", kind="wrong-formula",
    replace="text += opening + content + closing", by="text += bos + opening + content + closing",
    says="bos stands before every message. It begins the text, once; a second one tells the model "
    "that everything before belongs to another text.",
)
mutant(
    "render-chat", name="closing-forgotten", kind="missing-step",
    replace="text += opening + content + closing", by="text += opening + content",
    says="The messages are not closed. The closing is how the model sees that a turn is over, and "
    "how it learned to stop after its own.",
)
mutant(
    "render-chat", name="generation-prompt-missing", kind="missing-step",
    replace="return text + generation_prompt", by="return text",
    says="The generation prompt is missing. Without it the model is free to go on with the user's "
    "next message instead of answering.",
)
mutant(
    "render-chat", name="generation-prompt-guessed", kind="ignored-argument",
    replace="return text + generation_prompt", by='return text + markers["assistant"][0]',
    says="You end with the assistant's opening whatever generation_prompt says. The two differ in "
    "many templates (here by a space), and a finished conversation ends without one.",
)
mutant(
    "render-chat", name="generation-prompt-closed", kind="edge-case",
    replace="return text + generation_prompt",
    by='return text + (generation_prompt and generation_prompt + markers["assistant"][1])',
    says="The assistant's turn is opened and closed again at the end. The model then sees an empty "
    "answer that is already finished.",
)
mutant(
    "render-chat", name="generation-prompt-first", kind="wrong-order",
    replace=[("text = bos", "text = bos + generation_prompt"),
             ("return text + generation_prompt", "return text")],
    says="The generation prompt stands at the start. It comes last: the model continues where the "
    "text ends.",
)
mutant(
    "render-chat", name="contents-stripped", kind="extra-step",
    replace="text += opening + content + closing",
    by="text += opening + content.strip() + closing",
    says="Whitespace at the ends of a content is gone. Some templates strip it, this one is asked "
    "not to: code and tables depend on it.",
)
mutant(
    "render-chat", name="one-role-for-all", kind="wrong-order",
    replace="opening, closing = markers[role]", by='opening, closing = markers["user"]',
    says="Every message is rendered with the user's markers, so the model cannot tell its own "
    "earlier answers, or the instruction, from what the user says.",
)
mutant(
    "render-chat", name="no-guard", kind="missing-step",
    replace="if any(marker and marker in content for marker in control):", by="if False:",
    says="A content that holds a control token is let through. A user who types '<|system|>' then "
    "writes instructions in your name: that is prompt injection in its simplest form.",
)
mutant(
    "render-chat", name="guard-own-role-only", kind="edge-case",
    replace="marker in content for marker in control)",
    by="marker in content for marker in [m.strip() for m in markers[role]])",
    says="Only the markers of the message's own role (or not bos) are looked for. The dangerous one "
    "is another role's: a user who opens a system turn.",
)
mutant(
    "render-chat", name="unknown-role-skipped", kind="edge-case",
    replace="raise ValueError(f\"messages has the role {role!r}; use one of {sorted(markers)}\")",
    by="continue",
    says="A message with an unknown role is dropped without a word. The prompt then lacks a part "
    "and nobody notices; raise ValueError.",
)

# ---------------------------------------------------------------- few-shot-messages
mutant(
    "few-shot-messages", name="prefix-forgotten", kind="missing-step",
    replace='messages.append(("user", f"Text: {text}"))', by='messages.append(("user", text))',
    says="The examples say 'Text: ...', the query does not. Few-shot prompting lives on the query "
    "looking exactly like the examples.",
)
mutant(
    "few-shot-messages", name="roles-swapped", kind="wrong-order",
    replace=[
        ('messages.append(("user", f"Text: {example}"))',
         'messages.append(("assistant", f"Text: {example}"))'),
        ('messages.append(("assistant", label))', 'messages.append(("user", label))'),
    ],
    says="The labels stand in the user's turns and the texts in the assistant's. The assistant's "
    "turns are what the model continues: it would write the next text.",
)
mutant(
    "few-shot-messages", name="examples-reversed", kind="wrong-order",
    replace="for example, label in examples:", by="for example, label in reversed(examples):",
    says="The examples come in reverse. Their order is the caller's choice (and it matters: the "
    "last one weighs most), so keep it.",
)
mutant(
    "few-shot-messages", name="zero-shot-without-instruction", kind="edge-case",
    replace='messages = [("system", instruction)]',
    by='messages = [("system", instruction)] if examples else []',
    says="Without examples the instruction is gone. Zero-shot is exactly the case in which the "
    "instruction is all that the model has.",
)
mutant(
    "few-shot-messages", name="instruction-as-user", kind="wrong-role",
    replace='messages = [("system", instruction)]', by='messages = [("user", instruction)]',
    says="The instruction is a user message. Then the first user turn has no answer, a pattern that "
    "the examples contradict; in the layout 'turns' it belongs in the system message.",
)
mutant(
    "few-shot-messages", name="query-first", kind="wrong-order",
    replace=[
        ('messages = [("system", instruction)]',
         'messages = [("system", instruction), ("user", f"Text: {text}")]'),
        ('        messages.append(("user", f"Text: {text}"))\n        return messages',
         "        return messages"),
    ],
    says="The query stands before the examples. The model continues the end of the text, and there "
    "the last example is already answered.",
)
mutant(
    "few-shot-messages", name="trailing-space", kind="off-by-one",
    replace='blocks.append(f"Text: {text}\\nLabel:")', by='blocks.append(f"Text: {text}\\nLabel: ")',
    says="The prompt ends in 'Label: ' with a space. Tokenizers join a space to the word after it, "
    "so ' dax' was one token in the examples; after a lone space it cannot come.",
)
mutant(
    "few-shot-messages", name="one-line-break", kind="wrong-separator",
    replace='"\\n\\n".join(blocks)', by='"\\n".join(blocks)',
    says="The blocks are separated by one line break. An empty line between examples is what tells "
    "the model where one ends.",
)
mutant(
    "few-shot-messages", name="layout-ignored", kind="ignored-argument",
    replace='if layout == "turns":', by="if layout:",
    says="layout makes no difference: you always build turns. The same examples in one message are "
    "another prompt, with another accuracy.",
)
mutant(
    "few-shot-messages", name="unknown-layout-accepted", kind="edge-case",
    replace='if layout == "single":', by="if layout:",
    says="An unknown layout is silently treated as 'single'. A typing error would then change an "
    "experiment; raise ValueError.",
)

# ---------------------------------------------------------------- balanced-examples
mutant(
    "balanced-examples", name="unbalanced-sample", kind="missing-step",
    replace=[
        ("    return result", "    return rng.sample(pool, len(result))"),
    ],
    says="The examples are drawn from the whole pool, so a frequent label gets more of them. A "
    "model that sees one label more often answers it more often (Zhao et al. 2021).",
)
mutant(
    "balanced-examples", name="grouped-by-label", kind="wrong-order",
    replace="    return result", by="    return sorted(result, key=lambda pair: pair[1])",
    says="All examples of one label stand together. The label of the last group is then the most "
    "recent one every time, and recency is a strong hint.",
)
mutant(
    "balanced-examples", name="shuffled-without-rounds", kind="wrong-order",
    replace="    return result", by="    rng.shuffle(result)\n    return result",
    says="The examples are balanced, but shuffled as a whole: a round of one example per label may "
    "hold one label twice, and three of one label may come last.",
)
mutant(
    "balanced-examples", name="same-order-every-round", kind="missing-step",
    replace="rng.shuffle(labels)", by="pass",
    says="The labels come in the same order in every round, so the same label is always last. "
    "Shuffle anew in every round.",
)
mutant(
    "balanced-examples", name="seed-ignored", kind="ignored-argument",
    replace="rng = random.Random(seed)", by="rng = random.Random(0)",
    says="Another seed gives the same examples. One draw shows one number; only several seeds show "
    "how much of an accuracy is the luck of the draw.",
)
mutant(
    "balanced-examples", name="global-random", kind="wrong-type",
    replace="rng = random.Random(seed)", by="rng = random",
    says="You draw from the global random module. Any other code that draws changes your examples, "
    "and the experiment cannot be repeated. Make a random.Random(seed) of your own.",
)
mutant(
    "balanced-examples", name="global-seed", kind="wrong-type",
    replace="rng = random.Random(seed)", by="random.seed(seed)\n    rng = random",
    says="You call random.seed(), which resets the random numbers of everybody else in this "
    "process. Make a random.Random(seed) of your own.",
)
mutant(
    "balanced-examples", name="drawn-with-replacement", kind="wrong-formula",
    replace="rng.sample(by_label[label], per_class)",
    by="rng.choices(by_label[label], k=per_class)",
    says="An example can come twice (random.choices draws with replacement). A repeated example "
    "teaches nothing new and costs its tokens again; use random.sample.",
)
mutant(
    "balanced-examples", name="too-few-accepted", kind="edge-case",
    replace=[
        ("if len(by_label[label]) < per_class:", "if False:"),
        ("rng.sample(by_label[label], per_class)",
         "rng.sample(by_label[label], min(per_class, len(by_label[label])))"),
        ("result += [drawn[label][turn] for label in labels]",
         "result += [drawn[label][turn] for label in labels if turn < len(drawn[label])]"),
    ],
    says="A label with too few examples is quietly given fewer: the result is unbalanced, which is "
    "what the function promises to prevent. Raise ValueError.",
)
mutant(
    "balanced-examples", name="always-the-first", kind="missing-step",
    replace="rng.sample(by_label[label], per_class)", by="by_label[label][:per_class]",
    says="You always take the first examples of each label, whatever the seed. Then nobody learns "
    "how much depends on which examples are shown.",
)
mutant(
    "balanced-examples", name="order-of-a-set", kind="wrong-order",
    replace="        labels = sorted(drawn)", by="        labels = list(set(drawn))",
    says="The labels are shuffled from the order of a set, which is another one in every Python "
    "process: the same seed gives other examples tomorrow. Sort them, or keep their order in the pool.",
)
mutant(
    "balanced-examples", name="pool-changed", kind="mutation-of-input",
    replace="rng = random.Random(seed)", by="rng = random.Random(seed)\n    pool.sort(reverse=True)",
    says="The caller's pool is changed (sorted, shuffled or emptied in place). The next call sees "
    "another pool; work on a copy.",
)

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
