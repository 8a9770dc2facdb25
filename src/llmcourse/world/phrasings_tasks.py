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
    "pens",
    "notebooks",
    "erasers",
    "rulers",
    "envelopes",
    "letters",
    "postcards",
    "magazines",
    "newspapers",
    "photos",
    "paintings",
    "posters",
    "badges",
    "medals",
    "rings",
    "necklaces",
    "bracelets",
    "beads",
    "gloves",
    "scarves",
    "socks",
    "hats",
    "caps",
    "coats",
    "shirts",
    "shoes",
    "boots",
    "belts",
    "purses",
    "wallets",
    "backpacks",
    "suitcases",
    "tents",
    "torches",
    "lanterns",
    "bulbs",
    "batteries",
    "screws",
    "bolts",
    "hinges",
    "pipes",
    "buckets",
    "brooms",
    "mops",
    "sponges",
    "shovels",
    "rakes",
    "ladders",
    "saws",
    "pots",
)

STEP_TRIGGERS: tuple[str, ...] = (
    "Think step by step.",
    "Let's think step by step.",
    "Work it out step by step.",
    "Show your steps before you give the answer.",
    "Reason step by step, then answer.",
    "First write down each step, then the result.",
    "Go through it step by step.",
    "Please think it through step by step.",
    "Solve this step by step.",
    "Explain step by step how you get the answer.",
    "Do not answer at once: write out the steps first.",
    "Show your work.",
    "Show how you work it out, and end with the answer.",
    "think step by step",
    "step by step please",
    "Write down your thinking, and put the answer at the end.",
    "Give every step on the way to the answer.",
    "Give your working first and the answer last.",
    "Let us go slowly: one small step after another, then the answer.",
    "Break it into small steps.",
    "Split the problem into parts and do them in order before you answer.",
    "Walk me through it.",
    "Can you show me each step?",
    "I want to see how you arrive at the answer, so please list all steps.",
    "How do you get there? Please show the steps, then the result.",
    "Before the final answer, list what you work out on the way.",
    "Use a chain of thought, then say what the answer is.",
    "Reason first, answer last.",
    "Think carefully and show each part of your reasoning.",
    "My pupils should be able to follow, so write out all the steps.",
    "Let's work through this together, step after step.",
    "Steps first, answer after.",
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
    "Recall a similar problem and its solution first, then solve this one.",
    "First write down a problem of the same kind and solve it. After that, solve mine.",
    "Do you remember a problem like this? Solve that one first and then this one.",
    "Give an example of a similar problem, solve it, and then solve the problem above.",
    "Before you solve this, solve a similar one.",
    "Solve by analogy: first a similar problem, then this one.",
    "Start from an example of your own. Solve it, then do the same with my problem.",
    "What other problem is this like? State it, solve it, then answer mine.",
    "Show a comparable problem with its solution before you solve this one.",
    "Think back to a problem with the same pattern, solve it, and then answer the question above.",
    "Write one worked example that resembles this problem. Then solve this problem.",
    "recall a similar problem, solve it, then solve this one",
    "I learn best from comparisons, so solve a similar problem first and mine second.",
    "Please warm up with a similar problem and its solution, and then give the solution to mine.",
    "Find a problem that works the same way. Solve both, mine last.",
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
    "Answer only from the passages. When the answer is missing, say: I do not know.",
    "Base your answer on the sources alone. If they do not have it, answer: I do not know.",
    "Only the notes count. If the notes do not tell, reply: I do not know.",
    "If the excerpts do not contain the answer, say: I do not know. Use nothing but the excerpts.",
    "Say exactly this when the answer is not in the documents: I do not know.",
    "Stick to the text below. If you cannot find the answer in it, write: I do not know.",
    (
        "You are an assistant that reads documents. Take every answer from them. If there is "
        "none, say: I do not know."
    ),
    (
        "You are a research assistant. Report only what the sources state. For anything else, "
        "reply: I do not know."
    ),
    (
        "You are a help desk. Use the manual pages given to you and no other knowledge. If "
        "they lack the answer, say: I do not know."
    ),
    (
        "You are a teacher who reads with a class. Answer from the text in front of you. If "
        "the text does not say it, say: I do not know."
    ),
    (
        "You are a strict assistant. What is not in the context, you do not know. In that case "
        "say: I do not know."
    ),
    (
        "Do not make anything up. If the passages do not answer the question, the answer is: I "
        "do not know."
    ),
    (
        "We would rather have no answer than a wrong one, so use only the passages, and if "
        "they are not enough, say: I do not know."
    ),
    (
        "Please do not use what you have learned elsewhere. Look in the passages, and if you "
        "find nothing, say: I do not know."
    ),
    "use only the context, and if the answer is not in it say: I do not know.",
    "Closed domain: answer from the documents. Missing answer: I do not know.",
    (
        "Instructions: 1. Read the context. 2. Answer from it. 3. If it has no answer, say: I "
        "do not know."
    ),
    "Rules: use the sources; do not guess; if the sources have no answer, write: I do not know.",
    (
        "Questions come with passages. An answer must be found in the passages; if it is not, "
        "answer: I do not know."
    ),
    "If, and only if, the answer is in the text, give it. If not, say: I do not know.",
    "Look for the answer in the excerpts. Found: give it. Not found: I do not know.",
    "You may answer only what the documents tell you. To all other questions say: I do not know.",
    (
        "Your only source is the context. Whenever it does not answer the question, you "
        "answer: I do not know."
    ),
    (
        "Answer briefly and only with what is written in the sources. When nothing is written "
        "about it, say: I do not know."
    ),
    (
        "The user wants facts from the text, not from you. If the text does not have them, "
        "say: I do not know."
    ),
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
    "You are an assistant.",
    "You are a kind and patient assistant.",
    "You are a chatbot.",
    "You are a chat assistant for everyday questions.",
    "You are an AI assistant.",
    "You are Pocket, a helpful assistant.",
    "You are Pocket, a small language model.",
    "You are an assistant in a chat window.",
    "You are talking with a user who has questions.",
    "A user writes to you, and you reply.",
    "This is a conversation between a user and an assistant.",
    "The following is a chat with an assistant.",
    "You assist people at work and at home.",
    "You are a virtual helper.",
    "You are a useful assistant for all sorts of tasks.",
    "You are the assistant; the user will write to you.",
    "Help the user.",
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
    "Answer with a label only.",
    "Assign a label to the text at the end.",
    "Choose the right label for the last item.",
    "Decide which label belongs to the last text. Reply with that word alone.",
    "Each text below has a label. What is the label of the one that has none yet?",
    "Fill in the missing label.",
    "Here are some texts with their labels. Say which label the text at the end should have.",
    "I have tagged some texts by hand. Please tag the remaining one in the same way.",
    "label the unlabelled text",
    "Learn from the examples what each label means, then label the new text.",
    "One word, please: the tag of the last text.",
    "Pick the label that suits the final entry.",
    "Please classify the last text. Use only labels that occur in the examples.",
    "Predict the label of the final example.",
    "Put the last text into one of the two groups.",
    "Read the labelled examples. Then give the label of the text that is still open.",
    "Say which group the last text is in, by the name used in the examples.",
    "Some messages have been filed already. File the last one too.",
    "Tag the last message. The tags are the words after each text.",
    "Text classification: output the class of the last text and nothing else.",
    (
        "The labels are made up, so work out from the examples what they stand for and label "
        "the last text."
    ),
    (
        "The texts are about two subjects, and each subject has its own code word. Write the "
        "code word for the last text."
    ),
    "These texts go into two folders. In which folder does the last one belong?",
    "To which class does the last text belong?",
    "What would you label the last text?",
    "Which label is right for the text without one?",
    "which tag does the last one get",
    "You are a classifier. Read each text and reply with its label.",
    "You are a clerk who sorts the post. Mark the last letter as the others were marked.",
    "You are given examples of texts and labels. Label the new text accordingly.",
    "You will see texts, each with a label. Your task is to give the last one its label.",
    "Write the label for every text; the examples show how.",
    "Judge by the subject of the texts: what must the label of the last one be?",
    "We sort our notes with these labels. Can you do the last note for us?",
    "Could you tell me the correct label for the final text?",
    "Use the examples as your guide and reply with one label.",
    "Do as in the examples: text in, label out.",
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
    "Extract {fields} from the text as JSON. Use null for what is missing.",
    "Extract the fields {fields}. Answer with a JSON object only.",
    "Give {fields} as a JSON object.",
    "Fill in a JSON object with the keys {fields}.",
    "I need {fields} as JSON, please.",
    "Please read this text and give me {fields} as a JSON object.",
    "Return JSON only. Keys: {fields}.",
    "Output format: one JSON object. Fields: {fields}.",
    "Fields: {fields}. Format: JSON.",
    "Get {fields} from the following text. Answer as JSON.",
    "What does the text say about {fields}? Reply in JSON.",
    "Can you extract {fields} from this and write the result as JSON?",
    "Could you put {fields} into a JSON object for me?",
    "Parse the text into JSON with the keys {fields}.",
    "Our program reads JSON, so write {fields} as one JSON object.",
    "We fill a database with such texts. Return {fields} as JSON.",
    (
        "You extract data. From each text, return {fields} as JSON, with null where the text "
        "is silent."
    ),
    "You are a data clerk. Note {fields} of the person below as JSON.",
    "You are a tool that turns text into JSON. The keys are {fields}.",
    "Collect {fields} and answer with JSON, nothing else.",
    "Take {fields} from the text; the answer must be valid JSON.",
    "json with {fields} please",
    "extract {fields} as json",
    "Create a record in JSON with {fields}.",
    "Make a JSON object from this text. It should have {fields}.",
    "Summarise the text as a JSON object with the keys {fields}.",
    "Look up {fields} in the text and report them in JSON.",
    "Write down {fields} as a JSON object and leave out everything else.",
    "Convert this into JSON. I only want {fields}.",
    "Identify {fields} in the passage below. Use JSON for your answer.",
    "As JSON: {fields}.",
    "Which values does this text give for {fields}? Answer with a JSON object.",
    "The form asks for {fields}. Fill it in from the text, as JSON.",
    (
        "Structured output, please: a JSON object with {fields}. If something is not stated, "
        "set it to null."
    ),
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
    "Notes:\n{context}\n\nQuestion: {question}",
    "Sources:\n{context}\n\nQuestion: {question}",
    "Excerpts:\n{context}\n\nMy question: {question}",
    "Documents:\n{context}\n\nUser question: {question}",
    "Answer the question from the sources.\n\nSources:\n{context}\n\nQuestion: {question}",
    "Answer the question with the help of the notes.\n\nQuestion: {question}\n\nNotes:\n{context}",
    "Q: {question}\n\nDocuments:\n{context}",
    "{question}\n\nExcerpts:\n{context}",
    "{question}\n\nUse these sources:\n{context}",
    "Please answer this: {question}\n\nThe search found these passages:\n{context}",
    "Search results:\n{context}\n\nQuery: {question}",
    "Retrieved passages:\n{context}\n\nThe user asks: {question}",
    "Use the excerpts below to answer: {question}\n\n{context}",
    "Given these notes:\n{context}\n\nanswer the following question.\n{question}",
    "These are my notes.\n{context}\n\nCan you tell me from them: {question}",
    "Background:\n{context}\n\n{question}",
    "Have a look at these documents:\n\n{context}\n\nWhat I need to find out is this: {question}",
    "# Sources\n{context}\n\n# Question\n{question}",
    "# Question\n{question}\n\n# Documents\n{context}",
    "<context>\n{context}\n</context>\n\n{question}",
    "---\n{context}\n---\nQuestion: {question}",
    "question: {question}\nsources:\n{context}",
    "CONTEXT\n{context}\n\nQUESTION\n{question}\n\nANSWER",
    "Excerpts from our files:\n{context}\n\nPlease answer from the excerpts: {question}",
    "{context}\nQuestion: {question}",
    "{context}\n\nQ: {question}\nA:",
    "{question}\n\n{context}",
    "{context}\n\n{question}",
    "Text:\n{context}\n\nAccording to the text: {question}",
    "I want to know: {question}\n\nThis is what I have:\n{context}",
)
