# ruff: noqa: E501
"""Mistakes in asking for a step-back question and in reading it."""

from grading.mutants import mutant

P = "step-back-messages"
mutant(
    P, name="examples-as-turns", kind="wrong-formula",
    replace=[('        blocks.append(f"Question: {shown}\\nStep-back question: {\' \'.join(broader.split())}")',
              '        turns += [("user", f"Question: {shown}\\nStep-back question:"), ("assistant", " ".join(broader.split()))]'),
             ("    blocks = []\n", "    blocks = []\n    turns = []\n"),
             ("return [*system, (", "return [*system, *turns, (")],
    says="The examples are turns of the conversation. Here they stand in one user message, a block each: that is the paper's form.",
)  # fmt: skip
mutant(
    P, name="ends-with-blank", kind="off-by-one",
    replace='blocks.append(f"Question: {asked}\\nStep-back question:")', by='blocks.append(f"Question: {asked}\\nStep-back question: ")',
    says="A blank follows the last colon. The first token of the answer holds that blank itself; taken away, the model has to begin with another token.",
)  # fmt: skip
mutant(
    P, name="no-label-at-the-end", kind="missing-step",
    replace='blocks.append(f"Question: {asked}\\nStep-back question:")', by='blocks.append(f"Question: {asked}")',
    says="The last block has no second line. Without 'Step-back question:' the model answers the question.",
)  # fmt: skip
mutant(
    P, name="one-line-between", kind="wrong-formula", replace='"\\n\\n".join(blocks)', by='"\\n".join(blocks)',
    says="There is no empty line between the blocks, so that an example runs into the question.",
)  # fmt: skip
mutant(
    P, name="question-first", kind="wrong-order",
    replace='return [*system, ("user", "\\n\\n".join(blocks))]',
    by='return [*system, ("user", "\\n\\n".join([blocks[-1], *blocks[:-1]]))]',
    says="The question stands before the examples. The model goes on where the text ends: the open line must be the last.",
)  # fmt: skip
mutant(
    P, name="examples-reversed", kind="wrong-order", replace="in examples:", by="in list(examples)[::-1]:",
    says="The examples come in reverse order. Keep the order in which they were given.",
)  # fmt: skip
mutant(
    P, name="examples-ignored", kind="ignored-argument", replace="in examples:", by="in ():",
    says="The examples are not shown. They tell the model how general the question should become.",
)  # fmt: skip
mutant(
    P, name="instruction-ignored", kind="ignored-argument",
    replace='system = [("system", instruction)] if instruction else []', by="system: list = []",
    says="The instruction is ignored. It becomes a system message before the user's.",
)  # fmt: skip
mutant(
    P, name="empty-system", kind="edge-case",
    replace='system = [("system", instruction)] if instruction else []', by='system = [("system", instruction)]',
    says="Without an instruction there is still a system message, an empty one. Leave it out.",
)  # fmt: skip
mutant(
    P, name="instruction-in-user", kind="wrong-formula",
    replace=[('system = [("system", instruction)] if instruction else []', "system: list = []"),
             ('("user", "\\n\\n".join(blocks))', '("user", "\\n\\n".join([instruction, *blocks] if instruction else blocks))')],
    says="The instruction stands in the user's message. It belongs into a system message.",
)  # fmt: skip
mutant(
    P, name="only-stripped", kind="missing-step",
    replace=[('asked = " ".join(question.split())', "asked = question.strip()"),
             ('shown = " ".join(example.split())', "shown = example.strip()"),
             ("' '.join(broader.split())", "broader.strip()")],
    says="Line breaks and runs of blanks inside a question are left. A line break there looks like a new line of the form.",
)  # fmt: skip
mutant(
    P, name="step-back-not-cleaned", kind="edge-case", replace="' '.join(broader.split())", by="broader",
    says="The examples' step-back questions keep their white space. Clean them like the questions.",
)  # fmt: skip
mutant(
    P, name="blank-accepted", kind="edge-case", replace="if not asked:", by="if False:",
    says="A blank question is accepted. Raise ValueError: there is nothing to step back from.",
)  # fmt: skip
mutant(
    P, name="leak-accepted", kind="edge-case", replace="if shown.lower() == asked.lower():", by="if False:",
    says="An example may ask the question itself. Then the prompt holds the answer, and a measurement of it is worth nothing.",
)  # fmt: skip
mutant(
    P, name="leak-by-case", kind="edge-case", replace="if shown.lower() == asked.lower():", by="if shown == asked:",
    says="An example that asks the question itself in other capitals is not noticed. Compare in lower case.",
)  # fmt: skip

P = "parse-step-back"
mutant(
    P, name="label-left", kind="missing-step",
    replace='text = re.sub(r"^step-?back question: ?", "", text, flags=re.IGNORECASE)', by="pass",
    says="The label 'Step-back question:' is part of your question, and would be searched for.",
)  # fmt: skip
mutant(
    P, name="label-by-case", kind="edge-case", replace=", flags=re.IGNORECASE)", by=")",
    says="The label is recognised in lower case only. Models write it in any case.",
)  # fmt: skip
mutant(
    P, name="hyphen-required", kind="edge-case", replace="step-?back", by="step-back",
    says="The label 'Stepback question:', without a hyphen, is not recognised.",
)  # fmt: skip
mutant(
    P, name="any-label", kind="wrong-formula", replace='r"^step-?back question: ?"', by='r"^[\\w -]*: ?"',
    says="Whatever stands before a colon is removed. Only the label of a step-back question goes.",
)  # fmt: skip
mutant(
    P, name="quotes-left", kind="missing-step", replace="if len(text) > 1 and text[0] == text[-1] == '\"':", by="if False:",
    says="Quotation marks around the question are left, so that it does not end with a question mark, or is searched for as a phrase.",
)  # fmt: skip
mutant(
    P, name="quotes-stripped", kind="wrong-formula",
    replace="        if len(text) > 1 and text[0] == text[-1] == '\"':\n            text = text[1:-1].strip()", by="        text = text.strip('\"').strip()",
    says="Quotation marks are stripped wherever one stands at an end. Only a pair around the whole line goes.",
)  # fmt: skip
mutant(
    P, name="first-line", kind="wrong-formula", replace='        if not text.endswith("?"):\n            continue\n', by="",
    says="The first line is taken, whatever it is. Look for the first line that ends with a question mark.",
)  # fmt: skip
mutant(
    P, name="last-question", kind="wrong-order", replace='in reply.split("\\n"):', by='in reply.split("\\n")[::-1]:',
    says="The last question of the reply is taken. The first one is what was asked for; after it models go on to ask the next thing.",
)  # fmt: skip
mutant(
    P, name="same-accepted", kind="missing-step", replace="if same or kept else text", by="if kept else text",
    says="The question itself, repeated in other signs or capitals, counts as a step back. Then the same search runs twice.",
)  # fmt: skip
mutant(
    P, name="same-accepted", kind="missing-step",
    replace='same = re.findall(r"\\w+", text.lower()) == re.findall(r"\\w+", question.lower())', by="same = text == question",
    says="The question itself, repeated in other signs or capitals, counts as a step back. Then the same search runs twice.",
)  # fmt: skip
mutant(
    P, name="same-by-set", kind="wrong-formula",
    replace='same = re.findall(r"\\w+", text.lower()) == re.findall(r"\\w+", question.lower())',
    by='same = set(re.findall(r"\\w+", text.lower())) == set(re.findall(r"\\w+", question.lower()))',
    says="The same words in another order count as the same question. Compare the words in their order.",
)  # fmt: skip
mutant(
    P, name="numbers-accepted", kind="missing-step", replace="if same or kept else text", by="if same else text",
    says="A question that keeps the year is used. The date is the detail to step back from: it draws the search to other facts of that year.",
)  # fmt: skip
mutant(
    P, name="all-numbers-refused", kind="wrong-formula",
    replace='kept = set(re.findall(r"\\d+", text)) & set(re.findall(r"\\d+", question))', by='kept = set(re.findall(r"\\d+", text))',
    says="Every step-back question with a number is refused. Only a number that the question has is a kept detail.",
)  # fmt: skip
mutant(
    P, name="numbers-by-digits", kind="edge-case",
    replace='kept = set(re.findall(r"\\d+", text)) & set(re.findall(r"\\d+", question))',
    by='kept = [n for n in re.findall(r"\\d+", question) if n in text]',
    says="A number counts as kept where its digits stand in a longer one. Compare whole runs of digits.",
)  # fmt: skip
mutant(
    P, name="keeps-looking", kind="wrong-order",
    replace="        return question.strip() if same or kept else text\n", by="        if not same and not kept:\n            return text\n",
    says="Where the first question takes no step back you go on to the next one. Only the first question of the reply counts.",
)  # fmt: skip
mutant(
    P, name="nothing-returned", kind="missing-step", replace="\n    return question.strip()", by='\n    return ""',
    says="Where the reply holds no question, nothing comes back. Fall back on the question itself, so that it can still be searched for.",
)  # fmt: skip
mutant(
    P, name="fallback-not-stripped", kind="edge-case", replace="\n    return question.strip()", by="\n    return question",
    says="The question comes back with the white space around it. Strip it.",
)  # fmt: skip
mutant(
    P, name="question-mark-anywhere", kind="wrong-formula", replace='if not text.endswith("?"):', by='if "?" not in text:',
    says="A line with a question mark anywhere is taken. The line must end with it.",
)  # fmt: skip
mutant(
    P, name="label-anywhere", kind="wrong-formula", replace='r"^step-?back question: ?"', by='r"step-?back question: ?"',
    says="The label is removed wherever it stands. Only at the start of the line is it a label.",
)  # fmt: skip
mutant(
    P, name="label-repeatedly", kind="edge-case", replace='r"^step-?back question: ?"', by='r"^(step-?back question: ?)+"',
    says="The label is removed more than once. One label goes; a second one shows that the reply is odd.",
)  # fmt: skip
mutant(
    P, name="words-by-spaces", kind="edge-case",
    replace='same = re.findall(r"\\w+", text.lower()) == re.findall(r"\\w+", question.lower())', by="same = text.lower().split() == question.lower().split()",
    says="Words are split at spaces, so a comma makes another word of one. Words are runs of letters, digits and underscores.",
)  # fmt: skip
mutant(
    P, name="numbers-as-words", kind="edge-case",
    replace='kept = set(re.findall(r"\\d+", text)) & set(re.findall(r"\\d+", question))', by='kept = set(re.findall(r"\\b\\d+\\b", text)) & set(re.findall(r"\\d+", question))',
    says="A number that touches a letter, as in 1960s, is overlooked. A number is a run of digits, whatever stands beside it.",
)  # fmt: skip
mutant(
    P, name="space-in-quotes-kept", kind="edge-case", replace="text = text[1:-1].strip()", by="text = text[1:-1]",
    says="White space within the quotation marks stays, so that the line does not end with a question mark. Strip what they enclosed.",
)  # fmt: skip
