"""Compound questions and how people ask for their parts: wording only.

`{q}` is the compound question, `{a}`, `{b}` and `{c}` are parts of it, `{x}` and `{y}` are names.
The last HELD_OUT entries of each tuple are kept for evaluation.
"""

HELD_OUT = {"SPLIT_ASKS": 3, "JOINS": 1, "JOINS_OF_THREE": 1, "COMPARISONS": 1}

SPLIT_ASKS: tuple[str, ...] = (
    "Split this into simple questions: {q}",
    "Which sub-questions does this question have? {q}",
    "Question: {q}\nSub-questions:",
    "Break the question down into parts that can be answered one by one.\n{q}",
    "{q}\n\nList the simple questions in it.",
    "Decompose this question.\n{q}",
    "Write the single questions that must be answered first: {q}",
    "What do I have to look up to answer this? Give one question per line.\n{q}",
    "This is more than one question. List them one by one: {q}",
    "Break this up: {q}",
    "{q}\n\nWhich single questions are in there?",
    "Decompose the question.\nQuestion: {q}",
    "Give me the sub-questions of: {q}",
    "What has to be asked, one thing at a time? {q}",
    "Take this question apart into simple ones.\n{q}",
    "I asked too much at once. Separate it: {q}",
    "You plan searches. List one simple question a line for: {q}",
    "Make a list of simple questions out of this one: {q}",
    "sub-questions please\n{q}",
    "Write each part of the question as a question of its own.\n{q}",
    "Divide into parts that can be looked up apart: {q}",
    "Please split up the following question, with full names in each part: {q}",
    "Take this long question apart: {q}",
    "Divide my request into separate searches: {q}",
    "Into which smaller questions does this fall? {q}",
)

JOINS: tuple[str, ...] = (
    "{a}, and {b}?",
    "{a} and {b}?",
    "{a}? And {b}?",
    "{a}, and also {b}?",
    "{a}, and on top of that, {b}?",
)

JOINS_OF_THREE: tuple[str, ...] = (
    "{a}, {b}, and {c}?",
    "{a}, {b} and {c}?",
    "{a} and {b}? And {c}?",
    "{a}, {b}, and to end with, {c}?",
)

COMPARISONS: dict[str, tuple[str, ...]] = {
    "born_year": (
        "Who was born earlier, {x} or {y}?", "Who is older, {x} or {y}?",
        "Is {x} younger than {y}?", "Which of {x} and {y} is of greater age?",
    ),
    "born_in": (
        "Were {x} and {y} born in the same town?", "Do {x} and {y} share a birthplace?",
        "Was {x} born where {y} was born?", "Do {x} and {y} come from one town by birth?",
    ),
    "studied_at": (
        "Did {x} and {y} study at the same school?", "Were {x} and {y} fellow students?",
        "Did {x} go to the school that {y} went to?", "Are {x} and {y} graduates of one place?",
    ),
    "works_at": (
        "Do {x} and {y} work at the same place?", "Are {x} and {y} colleagues?",
        "Does {x} have the same employer as {y}?", "Are {x} and {y} on one payroll?",
    ),
    "lives_in": (
        "Do {x} and {y} live in the same town?", "Does {x} live where {y} lives?",
        "Are {x} and {y} at home in the same town?",
        "Do {x} and {y} go home to the very same town?",
    ),
    "mentor": (
        "Did {x} and {y} have the same mentor?", "Were {x} and {y} taught by one person?",
        "Did one person train both {x} and {y}?", "Were {x} and {y} pupils of a single master?",
    ),
    "founded_year": (
        "Which was founded first, {x} or {y}?", "Is {x} older than {y}, as firms go?",
        "Was {x} founded before {y}?", "Which has the longer history, {x} or {y}?",
    ),
    "headquartered_in": (
        "Are {x} and {y} based in the same town?", "Is {x} based where {y} is based?",
        "Do {x} and {y} have their seats in one town?", "Could {x} and {y} share a head office?",
    ),
    "invented_year": (
        "Which was invented first, {x} or {y}?", "Was {x} invented before {y}?",
        "Is {x} an older invention than {y}?", "Which came earlier as an invention, {x} or {y}?",
    ),
    "invented_by": (
        "Were {x} and {y} invented by the same person?", "Do {x} and {y} have one inventor?",
        "Did the inventor of {x} also invent {y}?", "Do {x} and {y} spring from the same mind?",
    ),
    "population": (
        "Which town is larger, {x} or {y}?", "Do more people live in {x} or in {y}?",
        "Is {x} bigger than {y}?", "Which has the most inhabitants, {x} or {y}?",
    ),
    "in_region": (
        "Are {x} and {y} in the same region?", "Does {x} lie in the region of {y}?",
        "Do {x} and {y} belong to one region?", "Is the region of {x} also that of {y}?",
    ),
    "budget": (
        "Which has the larger budget, {x} or {y}?", "Can {x} spend more than {y}?",
        "Is the budget of {x} greater than that of {y}?", "Which costs more, {x} or {y}?",
    ),
    "happened_year": (
        "Which happened first, {x} or {y}?", "Did {x} happen before {y}?",
        "Was {x} earlier than {y}?", "Which lies further back, {x} or {y}?",
    ),
}  # fmt: skip
