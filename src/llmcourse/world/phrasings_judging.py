"""How people ask for judgements: relevance, routes and reflection tokens. Wording only.

`{q}` is a question, `{p}` a passage, `{r}` an answer. The last HELD_OUT entries of each tuple are
kept for evaluation.
"""

HELD_OUT = {
    "RELEVANCE_ASKS": 2, "ROUTE_ASKS": 2, "RETRIEVE_ASKS": 2, "RELEVANT_ASKS": 2,
    "SUPPORT_ASKS": 2, "USEFUL_ASKS": 2,
}  # fmt: skip

RELEVANCE_ASKS: tuple[str, ...] = (
    "Question: {q}\nPassage: {p}\nIs the passage relevant to the question? Answer yes or no.",
    (
        "Does this passage help to answer the question? Answer yes or no.\nQuestion: {q}\n"
        "Passage: {p}"
    ),
    "Passage: {p}\n\nQuestion: {q}\n\nRelevant, yes or no?",
    "Say yes if the passage answers the question, and no if it does not.\nQ: {q}\nP: {p}",
    "Question: {q}\nText: {p}\nCan the question be answered from the text? Yes or no.",
    "Grade this search result with yes or no.\nQuery: {q}\nResult: {p}",
    (
        "Would this passage help somebody who asks the question? yes or no\nQuestion: {q}\n"
        "Passage: {p}"
    ),
    "Passage: {p}\nQuestion: {q}\nRelevant, yes or no?",
    "{q}\n\nDoes the following text help? {p}\nSay yes or no.",
    "Judge a search result. Answer yes if it helps and no if not.\nSearch: {q}\nResult: {p}",
    "Query: {q}\nDocument: {p}\nIs the document relevant (yes/no)?",
    "Can the question be answered from the passage? yes or no.\nQuestion: {q}\nPassage: {p}",
    "Text: {p}\nIs that of any use for this question: {q} Answer yes or no.",
    "Yes or no: does the passage bear on the question?\nQ: {q}\nP: {p}",
    "Would you keep this passage for the question below? Yes or no.\n{p}\n\n{q}",
    "Here is a question: {q}\nHere is what the search found: {p}\nIs it of use? Say yes or no.",
)

ROUTE_ASKS: tuple[str, ...] = (
    "Where should the answer come from: memory, documents or sums?\nQuestion: {q}",
    "Route this question to memory, documents or sums: {q}",
    "Question: {q}\nChoose one: memory, documents, sums.",
    "Which tool fits, memory, documents or sums?\n{q}",
    "{q}\n\nDo you need memory, documents or sums for this?",
    "Decide how to answer, with one word out of memory, documents and sums. {q}",
    "memory, documents or sums - which one is needed here? {q}",
    "Question: {q}\nRoute (memory, documents, sums):",
    "Decide how to answer: from memory, from documents or by sums.\n{q}",
    "{q}\nDo I need memory, documents or sums for that?",
    "Pick one of memory, documents and sums for the question below.\n{q}",
    "You are a router. Say memory, documents or sums.\nUser: {q}",
    "What would answer this: memory, documents, sums?\n{q}",
    "Answer with memory, documents or sums: what does this question call for? {q}",
    "To which of the three desks (memory, documents, sums) should this be sent? {q}",
)

RETRIEVE_ASKS: tuple[str, ...] = (
    "Question: {q}\nIs retrieval needed? Answer [Retrieve] or [No retrieval].",
    "Do you need to look this up? Answer [Retrieve] or [No retrieval].\n{q}",
    "{q}\n\n[Retrieve] or [No retrieval]?",
    "Decide between [Retrieve] and [No retrieval] for this question: {q}",
    "Do I have to search for this? Answer [Retrieve] or [No retrieval].\n{q}",
    "{q}\n[Retrieve] or [No retrieval]?",
    "Decide whether documents are needed: [Retrieve] or [No retrieval].\nQuestion: {q}",
    "Is a look into the documents needed? Say [Retrieve] or [No retrieval].\nQ: {q}",
    "User: {q}\nSearch first? [Retrieve] or [No retrieval]",
    "Would a search help here? Say [Retrieve] or [No retrieval]. {q}",
    "Give the retrieval token, [Retrieve] or [No retrieval], that belongs to: {q}",
)

RELEVANT_ASKS: tuple[str, ...] = (
    "Question: {q}\nPassage: {p}\nAnswer [Relevant] or [Irrelevant].",
    "Is the passage relevant? Answer [Relevant] or [Irrelevant].\nQuestion: {q}\nPassage: {p}",
    "Passage: {p}\n\nQuestion: {q}\n\n[Relevant] or [Irrelevant]?",
    "Decide between [Relevant] and [Irrelevant].\nQ: {q}\nP: {p}",
    "Question: {q}\nPassage: {p}\nRate the passage: [Relevant] or [Irrelevant].",
    "Does the passage help? [Relevant] or [Irrelevant]\nQuestion: {q}\nPassage: {p}",
    "Passage: {p}\nQuestion: {q}\n[Relevant] or [Irrelevant]?",
    "Q: {q}\nP: {p}\nWrite [Relevant] or [Irrelevant].",
    "{q}\n\n{p}\n\nIs the text [Relevant] or [Irrelevant] to the question?",
    "Which token fits this search result, [Relevant] or [Irrelevant]?\n{q}\n{p}",
    "Mark the text as [Relevant] or [Irrelevant] with respect to what was asked.\n{p}\n{q}",
)

SUPPORT_ASKS: tuple[str, ...] = (
    (
        "Question: {q}\nPassage: {p}\nAnswer: {r}\nIs the answer [Fully supported], "
        "[Partially supported] or has it [No support]?"
    ),
    (
        "Does the passage support the answer? Say [Fully supported], [Partially "
        "supported] or [No support].\nPassage: {p}\nAnswer: {r}"
    ),
    "Passage: {p}\n\nAnswer: {r}\n\n[Fully supported], [Partially supported] or [No support]?",
    (
        "Check this answer against the passage with [Fully supported], [Partially "
        "supported] or [No support].\nP: {p}\nA: {r}"
    ),
    (
        "Question: {q}\nPassage: {p}\nAnswer: {r}\n[Fully supported], [Partially supported] "
        "or [No support]?"
    ),
    (
        "How far does the passage bear the answer out? [Fully supported], [Partially "
        "supported] or [No support].\nPassage: {p}\nAnswer: {r}"
    ),
    (
        "Check the answer against the text. Reply [Fully supported], [Partially "
        "supported] or [No support].\nText: {p}\nAnswer: {r}"
    ),
    (
        "Claim: {r}\nSource: {p}\nIs the claim [Fully supported], [Partially supported], "
        "or is there [No support]?"
    ),
    (
        "Passage: {p}\nAnswer: {r}\nSupport ([Fully supported], [Partially supported], [No "
        "support]):"
    ),
    (
        "How well is this backed? [Fully supported], [Partially supported], [No "
        "support].\nClaim: {r}\nSource: {p}"
    ),
    (
        "Compare the claim with its source and give one token of [Fully supported], "
        "[Partially supported] and [No support].\n{r}\n{p}"
    ),
)

USEFUL_ASKS: tuple[str, ...] = (
    (
        "Question: {q}\nAnswer: {r}\nHow useful is the answer? [Utility:1], [Utility:3] or "
        "[Utility:5]."
    ),
    "Rate the answer with [Utility:1], [Utility:3] or [Utility:5].\nQuestion: {q}\nAnswer: {r}",
    "{q}\n{r}\n\n[Utility:1], [Utility:3] or [Utility:5]?",
    (
        "Does the answer do what was asked, in part, or not at all? [Utility:5], "
        "[Utility:3] or [Utility:1].\nQ: {q}\nA: {r}"
    ),
    "Question: {q}\nAnswer: {r}\nGrade it: [Utility:1], [Utility:3] or [Utility:5].",
    (
        "Does this answer the question? Rate [Utility:1], [Utility:3] or [Utility:5].\nQ: "
        "{q}\nA: {r}"
    ),
    "{q}\n{r}\nHow useful was that, [Utility:1], [Utility:3] or [Utility:5]?",
    (
        "How well does the reply serve who asked? [Utility:1], [Utility:3], [Utility:5]\n"
        "Asked: {q}\nReply: {r}"
    ),
    "User: {q}\nReply: {r}\nUtility ([Utility:1], [Utility:3], [Utility:5]):",
    (
        "Give a utility token ([Utility:1], [Utility:3], [Utility:5]) to this reply: {r}\n"
        "It was the reply to: {q}"
    ),
    (
        "Somebody asked: {q}\nThe reply was: {r}\nWas the person served? [Utility:1], "
        "[Utility:3] or [Utility:5]."
    ),
)

REFLECT_PROMPT = "Use reflection tokens."
"""The system prompt under which Pocket itself decides to retrieve and grades what it says."""
