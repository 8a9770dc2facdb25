"""How people ask for a summary, and predicates that state a fact in few words: wording only.

`{t}` is the text, `{o}` an object. The last HELD_OUT entries of SUMMARY_ASKS are kept for
evaluation; a predicate follows its subject.
"""

HELD_OUT = {"SUMMARY_ASKS": 3}

SUMMARY_ASKS: tuple[str, ...] = (
    "Summarise this passage in one sentence and keep every fact.\n{t}",
    "Summarise: {t}",
    "Text: {t}\n\nSummary:",
    "Write a summary in one sentence.\n{t}",
    "{t}\n\nSum this up in one sentence.",
    "Shorten this text without losing a fact.\n{t}",
    "Give me a summary of the following passage: {t}",
    "Condense the text to one sentence with all its facts.\n{t}",
    "Sum this up in one sentence, leave nothing out.\n{t}",
    "Make it one sentence: {t}",
    "{t}\n\nIn one sentence, please, with all the facts.",
    "Condense the text and lose no fact.\n{t}",
    "tl;dr of this, but complete: {t}",
    "Shorten this.\nText: {t}",
    "What does the passage say, in a single sentence?\n{t}",
    "Text: {t}\nSummary:",
    "Give a summary that holds each fact of the passage.\n{t}",
    "I have no time to read this. One sentence with everything in it, please.\n{t}",
    "You are an editor. Cut this down to one sentence with all facts: {t}",
    "Put the following into one short sentence: {t}",
    "Write a complete but short version.\n{t}",
    "Boil this down: {t}",
    "Please summarise:\n{t}",
    "Put the whole passage into a single sentence: {t}",
    "Make this brief, but leave out nothing that matters.\n{t}",
    "What does the text say, in short? {t}",
)

PREDICATES: dict[str, str] = {
    "born_in": "was born in {o}",
    "born_year": "was born in {o}",
    "studied_at": "studied at {o}",
    "works_at": "works at {o}",
    "role": "works as {o}",
    "lives_in": "lives in {o}",
    "mentor": "was taught by {o}",
    "headquartered_in": "is based in {o}",
    "founded_year": "was founded in {o}",
    "led_by": "is led by {o}",
    "field": "specialises in {o}",
    "invented_by": "was invented by {o}",
    "invented_year": "was invented in {o}",
    "made_by": "is made by {o}",
    "purpose": "is used for {o}",
    "in_region": "lies in {o}",
    "river": "stands on {o}",
    "population": "has a population of {o}",
    "mayor": "has {o} as mayor",
    "project_lead": "is led by {o}",
    "run_by": "is run by {o}",
    "budget": "has a budget of {o}",
    "started_year": "started in {o}",
    "happened_in": "happened in {o}",
    "happened_year": "happened in {o}",
    "cause": "was caused by {o}",
    "effect_health": "brought {o}",
    "effect_economy": "meant {o} for trade",
    "effect_engineering": "led to {o}",
}
