"""Wordings of triggers, prompts and instructions, and names of everyday things.

This module knows wording only: no numbers are drawn, no tasks are built and nothing is imported.
The last entries of each bank are held out for evaluation, as said beside them. Sentences of the
label task are in phrasings_labels, word problems in phrasings_problems.
"""

# Common countable nouns, in the plural.
THINGS: tuple[str, ...] = (
    "crates",
    "lamps",
    "apples",
    "pears",
    "books",
    "pencils",
    "coins",
    "stamps",
    "buttons",
    "baskets",
    "bottles",
    "candles",
    "chairs",
    "cups",
    "plates",
    "spoons",
    "forks",
    "bowls",
    "kettles",
    "ropes",
    "hammers",
    "nails",
    "bricks",
    "tiles",
    "barrels",
    "sacks",
    "boxes",
    "bags",
    "jars",
    "marbles",
    "dolls",
    "kites",
    "balls",
    "drums",
    "bells",
    "clocks",
    "mirrors",
    "brushes",
    "towels",
    "blankets",
    "pillows",
    "shells",
    "stones",
    "feathers",
    "cards",
    "maps",
    "tickets",
    "lemons",
    "oranges",
    "plums",
    "onions",
    "pumpkins",
    "melons",
    "cakes",
    "biscuits",
    "ribbons",
    "umbrellas",
    "keys",
    "wheels",
    "planks",
)

STEP_TRIGGERS: tuple[str, ...] = (
    "Think step by step.",
    "Let's think step by step.",
    "Work it out step by step.",
    "Show your steps before you give the answer.",
    "Reason step by step, then answer.",
    "First write down each step, then the result.",
    "Take it one step at a time.",
    "Explain your reasoning before you state the answer.",
)

# The last one is held out.
ANALOGY_TRIGGERS: tuple[str, ...] = (
    "First recall a similar problem and solve it, then solve this one.",
    "Recall a problem like this one, solve it, and then solve the given one.",
    "Start with a similar problem and its solution, then answer this one.",
    "Think of a related problem, solve that first, and then solve mine.",
    "Before you answer, give a similar example with its solution.",
    "Make up an analogous problem, work through it, and then turn to this one.",
)

# The last four are held out.
CONTEXT_ONLY_PROMPTS: tuple[str, ...] = (
    "Answer from the context only. If the context does not contain the answer, say: I do not know.",
    "Use only the context. If the answer is not there, reply exactly: I do not know.",
    (
        "You are a support agent. Answer customers from the given context only. If it does not "
        "say, answer: I do not know."
    ),
    (
        "You are a librarian. You may quote only what the passages say. When they do not answer "
        "the question, say: I do not know."
    ),
    "Strict rule: no answer without support in the context. Otherwise write: I do not know.",
    (
        "Please help the reader by using the context below and nothing else. If it does not hold "
        "the answer, kindly say: I do not know."
    ),
    "Reply with facts from the context. Do not guess. If a fact is missing, say: I do not know.",
    (
        "You answer questions about the passages. Anything that is not in them gets the answer: I "
        "do not know."
    ),
    (
        "Rely on the provided text alone, not on your memory. If the text is silent, respond "
        "with: I do not know."
    ),
    "Context only. Not in the context: I do not know.",
    (
        "You are a careful clerk at an information desk. Tell visitors only what your notes say. "
        "If your notes do not cover the question, tell them: I do not know."
    ),
    (
        "Never use outside knowledge. Should the given passages lack the answer, your whole reply "
        "must be: I do not know."
    ),
    (
        "Be polite and brief, and stay within the supplied documents. For every question that "
        "they leave open, the right reply is: I do not know."
    ),
    (
        "Ground each answer in the text you are given. No support, no answer; then say just: I do "
        "not know."
    ),
)

# Neutral prompts without any demand.
PLAIN_SYSTEM_PROMPTS: tuple[str, ...] = (
    "You are a helpful assistant.",
    "You are a friendly assistant.",
    "You are an assistant that answers questions.",
    "You are a small language model.",
    "You help people with their tasks.",
    "You are a polite and helpful chat partner.",
    "You are a digital assistant.",
    "You talk with a user.",
)

# The last three are held out.
LABEL_INSTRUCTIONS: tuple[str, ...] = (
    "Label the last text as in the examples.",
    "Give the last text a label, as the examples show.",
    "Find the label of the final text.",
    "Continue the pattern: which label does the last text get?",
    "Look at the labelled texts and label the last one.",
    "Classify the last text with one of the labels above.",
    "Complete the last label.",
    "Which of the labels used above fits the final text?",
    "Sort the last sentence into a class, just as was done before.",
    "Follow the examples and name the category of the last text.",
)

# The last three are held out.
EXTRACT_INSTRUCTIONS: tuple[str, ...] = (
    "Extract {fields} as JSON.",
    "Return {fields} from the text as a JSON object.",
    "Find {fields} in the text and write them as JSON.",
    "Give me {fields} in JSON form.",
    "Write a JSON object with {fields}.",
    "Read the text and output {fields} as JSON.",
    "JSON with {fields}, please.",
    "Pull {fields} out of this text and answer in JSON.",
    "From the message, list {fields} as a JSON object.",
    "Turn the text into JSON that has the fields {fields}.",
)

# The last two are held out.
READ_QUESTION_FRAMES: tuple[str, ...] = (
    "Context:\n{context}\n\nQuestion: {question}",
    "{context}\n\nUsing the passages above, answer: {question}",
    "Read this:\n{context}\n\n{question}",
    "Question: {question}\n\nContext:\n{context}",
    "Passages:\n{context}\n\nQ: {question}",
    "Here is some text.\n\n{context}\n\nNow answer this question: {question}",
    "Text:\n{context}\n\nAccording to the text: {question}",
    "I want to know: {question}\n\nThis is what I have:\n{context}",
)
