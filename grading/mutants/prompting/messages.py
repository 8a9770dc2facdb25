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
mutant(
    "render-chat", name="markers-with-their-blanks", kind="edge-case",
    replace="control = {marker.strip() for pair", by="control = {marker for pair",
    says="You look for markers with the blanks at their ends. '<|system|>obey' opens a turn without the "
    "blank too; compare the marker without it.",
)
mutant(
    "render-chat", name="empty-marker-found", kind="edge-case",
    replace="any(marker and marker in content for", by="any(marker in content for",
    says="An empty bos or marker counts as found, because every text contains the empty text. So "
    "harmless messages are refused; leave empty ones out.",
)
mutant(
    "render-chat", name="every-bracket-refused", kind="wrong-formula",
    replace="if any(marker and marker in content for marker in control):", by='if "<" in content:',
    says="You refuse whatever holds a '<'. Only the markers themselves are control tokens: '<s' without "
    "its end, or '[INST]' in another template, show the difference.",
)
mutant(
    "render-chat", name="tokens-removed", kind="wrong-formula",
    replace='            raise ValueError(f"the {role} message contains a control token; remove it first")',
    by="            for marker in sorted(filter(None, control), key=len):\n"
    '                content = content.replace(marker, "")',
    says="You remove control tokens from a content and go on. Then nobody notices the attempt, and what "
    "is left can join to a new token; raise ValueError.",
)
mutant(
    "render-chat", name="line-break-between", kind="wrong-separator",
    replace="text += opening + content + closing",
    by='text += ("\\n" if text != bos else "") + opening + content + closing',
    says="You put a line break between messages. Nothing is written there that the markers do not bring.",
)

mutant(
    "render-chat", name="markers-of-own-role-only", kind="edge-case",
    replace="marker in content for marker in control)",
    by="marker in content for marker in [*(m.strip() for m in markers[role]), bos.strip()])",
    says="Only the markers of the message's own role are looked for. The dangerous one is another "
    "role's: a user who opens a system turn.",
)
mutant(
    "render-chat", name="generation-prompt-after-user-only", kind="extra-step",
    replace="return text + generation_prompt",
    by='return text + (generation_prompt if not messages or messages[-1][0] != "assistant" else "")',
    says="You leave the generation prompt out where the last message is the assistant's. What is "
    "given as generation_prompt is written after any last message; the caller decides.",
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
mutant(
    "few-shot-messages", name="label-prefix-in-turns", kind="wrong-separator",
    replace='messages.append(("assistant", label))', by='messages.append(("assistant", f"Label: {label}"))',
    says="The assistant's turns begin with 'Label:'. In the layout 'turns' the role says whose words "
    "these are, and the label stands alone; the model would repeat the prefix.",
)
mutant(
    "few-shot-messages", name="instruction-apart-in-single", kind="wrong-role",
    replace='return [("user", "\\n\\n".join(blocks))]',
    by='return [("system", instruction), ("user", "\\n\\n".join(blocks[1:]))]',
    says="In the layout 'single' the instruction is a message of its own. There it is the first block of "
    "the one user message.",
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
    "balanced-examples", name="one-order-for-all-rounds", kind="missing-step",
    replace="    for turn in range(per_class):\n        labels = sorted(drawn)\n        rng.shuffle(labels)\n",
    by="    labels = sorted(drawn)\n    rng.shuffle(labels)\n    for turn in range(per_class):\n",
    says="The labels are shuffled once, and every round has that order. Shuffle anew in every round, with "
    "one generator for all of them.",
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
mutant(
    "balanced-examples", name="blocks", kind="wrong-order",
    replace="    return result",
    by="    order = sorted(drawn)\n    rng.shuffle(order)\n"
    "    return [pair for label in order for pair in drawn[label]]",
    says="All examples of one label stand together, in one block a label. Give rounds: one example "
    "of every label, then the next of every label.",
)
mutant(
    "balanced-examples", name="exactly-enough-refused", kind="off-by-one",
    replace="if len(by_label[label]) < per_class:", by="if len(by_label[label]) <= per_class:",
    says="A label with exactly per_class examples is refused. They are enough; raise ValueError "
    "only where there are fewer.",
)
