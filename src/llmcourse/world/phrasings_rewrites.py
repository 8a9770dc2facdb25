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
