"""How people ask for rewrites of a query, and queries that name two things: wording only.

`{q}` is the query, `{x}` and `{y}` are names. HELD_OUT says how many of each bank's last entries
are kept for evaluation.
"""

HELD_OUT = {"REWRITE_ASKS": 3, "PAIR_QUERIES": 1, "EFFECT_QUERIES": 2}

REWRITE_ASKS: tuple[str, ...] = (
    "Rewrite this query in three ways: {q}",
    "Write three other search queries for this question: {q}",
    "Query: {q}\nGive three rewrites.",
    "Give me three different wordings of this question.\n{q}",
    "I want to search for this: {q}\nWrite three versions of the query with other words.",
    "Generate three alternative queries.\nQuestion: {q}",
    "Say the following question in three other ways: {q}",
    "Rephrase the query three times and keep all names.\nQuery: {q}",
    "{q}\n\nRewrite the question above three times.",
    "You help a search engine. Produce three rewrites of the user's query.\n{q}",
    "three other ways to ask this please: {q}",
    "Put this search in three different forms.\n{q}",
    "{q}\n\nGive me three other phrasings of that.",
    'My search for "{q}" found nothing. Suggest three other queries.',
    "Write the query again, three times, with different words each time: {q}",
    "You are a librarian. Offer three alternative searches for: {q}",
    "Make three variants of this search query.\n\n{q}",
    "List three reformulations of the question.\nQuestion: {q}",
    "Turn the query into three: {q}",
    "Vary the wording of this question, three versions in all, names unchanged: {q}",
    "What are three other queries that mean the same? {q}",
    "Reword this 3 times: {q}",
    "I need synonyms for a search. Rewrite it in three ways.\nSearch: {q}",
    "query rewriting, 3 outputs\n{q}",
    ("Think of three people who ask for the same thing in their own words. The question is: {q}"),
    "Please propose 3 alternative search queries for the one below.\n{q}",
    "Search query: {q}\nOther queries (three):",
    "{q}\nSay it in three more ways.",
    "Help me to search better: three new wordings of {q}",
    "Produce 3 paraphrases.\nInput: {q}",
    "How else could one ask this? Give three variants: {q}",
    "Expand this into three queries with different vocabulary: {q}",
    "Paraphrase, please, and make it three: {q}",
)

PAIR_QUERIES: dict[str, tuple[str, ...]] = {
    # whether both share something: a query and its rewrites are drawn from the same row
    "works_at": (
        "Do {x} and {y} work at the same place?",
        "Are {x} and {y} colleagues?",
        "Have {x} and {y} got the same employer?",
        "Does one organisation employ both {x} and {y}?",
        "Is the job of {x} at the same firm as the job of {y}?",
        "Are both {x} and {y} on the payroll of a single company?",
    ),
    "studied_at": (
        "Did {x} and {y} study at the same school?",
        "Were {x} and {y} fellow students?",
        "Did {x} and {y} attend one school together?",
        "Are {x} and {y} graduates of the same place?",
        "Did the education of {x} and {y} happen at a single college?",
        "Have {x} and {y} both got a diploma from one institute?",
    ),
    "lives_in": (
        "Do {x} and {y} live in the same town?",
        "Are {x} and {y} neighbours?",
        "Do {x} and {y} reside in one place?",
        "Have {x} and {y} homes in a single town?",
        "Are {x} and {y} residents of one and the same town?",
        "Is the address of {x} to be found in the town where {y} has a house?",
    ),
    "born_in": (
        "Were {x} and {y} born in the same town?",
        "Do {x} and {y} share a birthplace?",
        "Are {x} and {y} natives of one town?",
        "Did {x} and {y} come into the world in one place?",
        "Does the birth register of a single town list {x} and {y}?",
        "Do {x} and {y} have their cradles in a common town?",
    ),
    "mentor": (
        "Did one person teach both {x} and {y}?",
        "Do {x} and {y} have the same mentor?",
        "Were {x} and {y} pupils of one master?",
        "Did {x} and {y} train under a single person?",
        "Did {x} and {y} learn the trade from the same teacher?",
        "Did somebody guide {x} as well as {y} through an apprenticeship?",
    ),
}

EFFECT_QUERIES: tuple[str, ...] = (
    "What were the effects of {x}?",
    "What did {x} lead to?",
    "What happened because of {x}?",
    "What were the consequences of {x}?",
    "How did {x} change things?",
    "effects of {x}",
    "What came of {x} in the end?",
    "What is known about the aftermath of {x}?",
)

EFFECT_REWRITES: dict[str, str] = {
    "effect_health": "What were the effects of {x} on people's health?",
    "effect_economy": "How did {x} affect trade and the economy?",
    "effect_engineering": "Which changes in engineering followed {x}?",
}
