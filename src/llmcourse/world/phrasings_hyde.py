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
    "Please draft a text that would be a good search result for: {q}",
    "Pretend that you know it, and answer in a short text: {q}",
    "Invent an entry in a reference book which settles this: {q}",
)
