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
    "Which entities are named here? Write name | kind, one a line.\n{t}",
    "{t}\n\nAll entities of the text, each on a line: name | kind.",
    "Find the people, places and things in this text.\n{t}",
    "Extract the named entities.\n{t}",
    "Who and what is mentioned? Give name | kind.\n{t}",
    "entities of this text please: {t}",
    "Text: {t}\nEntities:",
    "Mark every name in the text with its kind, as name | kind.\n{t}",
    "You build a knowledge graph. Give its nodes for this text.\n{t}",
    "Go through the text and list each entity with its type.\n{t}",
    "I need the nodes only (name | kind): {t}",
    "Make a list of the names in here and say what each is.\n{t}",
    "Named entities, one per line:\n{t}",
    "What entities does this passage hold?\n{t}",
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
    "Which relations does the text state? Write subject | relation | object, one a line.\n{t}",
    "{t}\n\nAll triples of the text: subject | relation | object.",
    "Turn the text into triples.\n{t}",
    "Extract the relations between entities.\n{t}",
    "Write each fact as subject | relation | object.\n{t}",
    "triples of this text please: {t}",
    "Text: {t}\nTriples:",
    "Break the text into facts of three parts.\n{t}",
    "You build a knowledge graph. Give its edges for this text.\n{t}",
    "Go through the text and write one triple a line.\n{t}",
    "I need the edges only (subject | relation | object): {t}",
    "Make a graph of this passage, as triples.\n{t}",
    "Facts as triples, one per line:\n{t}",
    "What triples does this passage hold?\n{t}",
    "Break the passage down into single facts, subject | relation | object.\n{t}",
    "Read the passage and write down what it says as subject | relation | object.\n{t}",
    "I need the triples of this passage (subject | relation | object, a line each): {t}",
)
