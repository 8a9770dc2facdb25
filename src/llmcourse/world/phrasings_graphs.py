"""How people ask for the entities and triples of a text: wording only.

`{t}` is the text. The last HELD_OUT entries of each bank are kept for evaluation.
"""

HELD_OUT = {"ENTITY_ASKS": 3, "TRIPLE_ASKS": 3}

ENTITY_ASKS: tuple[str, ...] = (
    "List the entities in this text, one per line as name | kind.\n{t}",
    "Which entities does the text name? Write each as name | kind.\nText: {t}",
    "Extract all named entities with their kind (name | kind).\n\n{t}",
    "Text: {t}\n\nEntities as name | kind:",
    "Find the named things in the passage below. One line each: name | kind.\n{t}",
    "{t}\n\nList every entity above as name | kind.",
    "Make a list of entities for a knowledge graph, name | kind.\nText: {t}",
    "Give name | kind for each person, place, firm and so on in this text: {t}",
    "Name the nodes that a graph of this text needs, as name | kind.\n{t}",
    "Read the passage and write down whoever and whatever it names, as name | kind.\n{t}",
    "I need the entities of this passage (name | kind, each on its own line): {t}",
)

TRIPLE_ASKS: tuple[str, ...] = (
    "List the triples in this text, one per line as subject | relation | object.\n{t}",
    "Which facts does the text state? Write each as subject | relation | object.\nText: {t}",
    "Extract all triples (subject | relation | object).\n\n{t}",
    "Text: {t}\n\nTriples as subject | relation | object:",
    "Turn the passage below into triples. One line each: subject | relation | object.\n{t}",
    "{t}\n\nList every fact above as subject | relation | object.",
    "Make the edges of a knowledge graph, subject | relation | object.\nText: {t}",
    "Give subject | relation | object for each fact in this text: {t}",
    "Break the passage down into single facts, subject | relation | object.\n{t}",
    "Read the passage and write down what it says as subject | relation | object.\n{t}",
    "I need the triples of this passage (subject | relation | object, a line each): {t}",
)
