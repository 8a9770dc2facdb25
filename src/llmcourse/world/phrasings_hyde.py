"""How people ask for a hypothetical passage: wording only.

`{q}` is the question. The last HELD_OUT entries are kept for evaluation.
"""

HELD_OUT = {"PASSAGE_ASKS": 3}

PASSAGE_ASKS: tuple[str, ...] = (
    "Write a short passage that answers this question: {q}",
    "Write a hypothetical passage for this question.\n{q}",
    "Question: {q}\nPassage:",
    "Imagine a document that answers the question. Write its text.\n{q}",
    "{q}\n\nWrite the passage in which one would find the answer.",
    "What might an article say that answers this? {q}",
    "Make up a few sentences that could answer the question: {q}",
    "Compose a passage from an encyclopedia to answer: {q}",
    "Make up a passage that would answer this: {q}",
    "Pretend to be an encyclopedia and answer in a short text: {q}",
    "{q}\n\nWrite a paragraph in which the answer stands.",
    "Write the text that I am looking for. My question: {q}",
    "Draft a made-up document with the answer to: {q}",
    "Imagine a page that answers the question below and write it.\n{q}",
    "hypothetical passage for: {q}",
    "Compose one or two sentences as they might stand in a document that answers: {q}",
    "What might a text say that answers this? {q}",
    "Invent a short passage for my search.\nQuestion: {q}",
    "You write for a lexicon. Give the entry that answers {q}",
    "Please write a plausible passage, right or wrong, on this question: {q}",
    "Answer with a passage, not with a word.\n{q}",
    "Give me a text such as a search should find for: {q}",
    "Please draft a text that would be a good search result for: {q}",
    "Pretend that you know it, and answer in a short text: {q}",
    "Invent an entry in a reference book which settles this: {q}",
)
