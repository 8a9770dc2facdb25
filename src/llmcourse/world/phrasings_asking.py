"""How harder questions are put: chains, comparisons, sums, vague, compound and open requests.

Knows wording only. `{s}` and `{t}` are names, `{a}` and `{b}` months, `{l}` a last name, `{v}` a
decade.
The last form of every tuple is kept for evaluation.
"""

NOUN_PHRASES: dict[str, tuple[str, ...]] = {
    "married_to": (
        "the spouse of {s}",
        "the person whom {s} married",
        "the one to whom {s} is married",
    ),
    "sibling_of": (
        "the sibling of {s}",
        "the brother or sister of {s}",
        ("the one who grew up with {s} as a sibling"),
    ),
    "mentor": (
        "the mentor of {s}",
        "the person who taught {s}",
        "the teacher under whom {s} trained",
    ),
    "attended": (
        ("the school that {s} attended between {a} and {b}"),
        ("the school where {s} studied from {a} to {b}"),
        "the place that had {s} as a student from {a} to {b}",
    ),
    "worked_for": (
        ("the organisation that employed {s} between {a} and {b}"),
        "the employer of {s} from {a} to {b}",
        "the organisation that {s} served from {a} to {b}",
    ),
    "invented_by": (
        "the inventor of {s}",
        "the person who invented {s}",
        "the one who thought up {s}",
    ),
    "made_by": ("the maker of {s}", "the organisation that makes {s}", "the firm behind {s}"),
    "led_by": ("the leader of {s}", "the person who leads {s}", "the one in charge of {s}"),
    "project_lead": ("the leader of {s}", "the person who leads {s}", "the one at the head of {s}"),
    "run_by": ("the organisation that runs {s}", "the body in charge of {s}", "the host of {s}"),
    "mayor": (
        "the mayor of {s}",
        "the person who is mayor of {s}",
        "the one who governs {s} as mayor",
    ),
    "headed_by": (
        "the present head of {s}",
        "the person who heads {s} now",
        "the one who runs {s} today",
    ),
    "department_of": (
        "the organisation to which {s} belongs",
        "the organisation that runs {s}",
        "the house above {s}",
    ),
    "owned_by": ("the owner of {s}", "the organisation that bought {s}", "the parent of {s}"),
    "school_in": (
        "the town where {s} is",
        "the town that is home to {s}",
        "the town in which {s} teaches",
    ),
    "in_region": (
        "the region in which {s} lies",
        "the region of {s}",
        "the region to which {s} is counted",
    ),
    "born_in": ("the town where {s} was born", "the birthplace of {s}", "the native town of {s}"),
    "lives_in": (
        "the town where {s} lives",
        "the town that {s} calls home",
        "the place of residence of {s}",
    ),
    "headquartered_in": ("the town where {s} is based", "the home town of {s}", "the seat of {s}"),
    "member_of": (
        "the project that {s} joined",
        "the project of which {s} is a member",
        "the project that took in {s}",
    ),
    "works_at": (
        "the organisation that {s} works for",
        "the employer of {s}",
        "the firm that pays {s}",
    ),
}

COMPARISONS: dict[str, tuple[str, ...]] = {
    "population": (
        "Which town has more inhabitants, {s} or {t}?",
        "Is {s} or {t} the larger town?",
        "{s} or {t}: where do more people live?",
        ("Of {s} and {t}, which has the greater population?"),
        "Do more people live in {s} or in {t}?",
    ),
    "founded_year": (
        "Which was founded earlier, {s} or {t}?",
        "Which organisation is older, {s} or {t}?",
        "{s} or {t}: which came first?",
        "Of {s} and {t}, which has existed for longer?",
        "Does {s} or {t} have the earlier founding year?",
    ),
    "born_year": (
        "Who was born earlier, {s} or {t}?",
        "Who is older, {s} or {t}?",
        ("{s} or {t}: who came into the world first?"),
        ("Of {s} and {t}, whose year of birth is earlier?"),
        "Did {s} or {t} see the light of day first?",
    ),
    "budget": (
        "Which has the larger budget, {s} or {t}?",
        "Does {s} or {t} have more money to spend?",
        "{s} or {t}: which was given more money?",
        "Of {s} and {t}, which has the greater budget?",
        "Was more set aside for {s} or for {t}?",
    ),
    "staff_of": (
        "Which has more people, {s} or {t}?",
        "Which is larger by its staff, {s} or {t}?",
        "{s} or {t}: where do more people work?",
        "Of {s} and {t}, which employs more people?",
        "Is the staff of {s} or that of {t} the larger one?",
    ),
    "priced_at": (
        "Which costs more now, {s} or {t}?",
        "Which is dearer at present, {s} or {t}?",
        ("{s} or {t}: which has the higher price today?"),
        ("Of {s} and {t}, which is the more expensive now?"),
        "Would I pay more for {s} or for {t} these days?",
    ),
    "invented_year": (
        "Which was invented earlier, {s} or {t}?",
        "Which is the older invention, {s} or {t}?",
        "{s} or {t}: which was invented first?",
        ("Of {s} and {t}, which has been around for longer?"),
        "Does the invention of {s} or that of {t} come first?",
    ),
}

AGGREGATES: dict[str, tuple[str, ...]] = {
    "schools": (
        "How many schools did {s} attend?",
        "At how many schools was {s} a student?",
        "Count the schools that {s} went to.",
        "What is the number of schools in the life of {s}?",
        "How many different schools had {s} on their rolls?",
    ),
    "employers": (
        "How many employers has {s} had?",
        "For how many organisations did {s} work?",
        "Count the employers of {s}.",
        "In how many organisations was {s} employed?",
        "How many different firms paid wages to {s}?",
    ),
    "spent": (
        "How much did {s} spend in all?",
        "What do the expenses of {s} add up to?",
        "What is the total of all that {s} paid?",
        "How many crowns did {s} lay out altogether?",
        "Add up the spending of {s}.",
    ),
    "departments": (
        "How many departments does {s} have?",
        "Into how many departments is {s} divided?",
        "Count the departments of {s}.",
        "How many departments belong to {s}?",
        "What is the number of departments at {s}?",
    ),
    "staff": (
        "How many people work in the departments of {s} taken together?",
        "What is the total staff of all departments of {s}?",
        "Add up the staff of the departments of {s}.",
        "How many people do the departments of {s} have in all?",
        "Taken together, how many people are in the departments of {s}?",
    ),
    "members": (
        "How many members does {s} have on record?",
        "How many people have joined {s}?",
        "Count the people who became members of {s}.",
        "How large is the team of {s}?",
        "How many names are on the member list of {s}?",
    ),
    "subsidiaries": (
        "How many organisations does {s} own?",
        "How many subsidiaries does {s} have?",
        "Count the firms that {s} has bought.",
        ("How many organisations belong to {s} as subsidiaries?"),
        "What is the number of firms under the roof of {s}?",
    ),
    "towns": (
        ("How many towns lie in regions of the province of {s}?"),
        ("How many towns are in the province of {s}?"),
        ("Count the towns of the province of {s}."),
        ("What is the number of towns in the province of {s}?"),
        "How many towns are governed from the province of {s}?",
    ),
    "budgets": (
        "What do the budgets of all projects run by {s} add up to?",
        "How many crowns do the projects run by {s} have together?",
        "What is the total budget of the projects of {s}?",
        "Add up the budgets of the projects that {s} runs.",
        "Taken together, how much money do the projects run by {s} have?",
    ),
}

VAGUE: dict[str, tuple[str, ...]] = {
    "invented_by": (
        "who's behind that {s} thing",
        "{s} - whose idea was it again?",
        ("the {s} gadget, somebody must have come up with it"),
        "looking for the brains behind {s}",
        "{s}: name of the clever one?",
    ),
    "cause": (
        ("that business in {s}, how did it all start"),
        "what went wrong, {s}?",
        "{s} - what set it off",
        "why on earth {s}",
        "something about how {s} came about",
    ),
    "field": (
        "what are {s} even about",
        "{s}, what's their line?",
        "what do those people at {s} do all day",
        "{s} - sort of business?",
        "the {s} lot, what are they good at",
    ),
    "led_by": (
        "boss of {s}?",
        "whoever calls the shots at {s}",
        "{s} - who is on top there",
        "need the big name at {s}",
        "who do I write to if I want the top person at {s}",
    ),
    "budget": (
        "the {s} money, how much are we talking",
        "{s} - purse?",
        "what have they got to play with at {s}",
        "roughly what's in the pot for {s}",
        "{s}: means?",
    ),
    "mayor": (
        "who's running things in {s} these days",
        "{s} town hall, who sits there",
        "head person of {s}, the town",
        "{s} - who wears the chain",
        "the one in charge over in {s}",
    ),
    "purpose": (
        "what's {s} good for anyway",
        "{s}, what does one do with it",
        ("someone mentioned {s}, no idea what it does"),
        "{s} - use?",
        "why would anybody buy a {s}",
    ),
    "staff_of": (
        "is {s} a big outfit?",
        "{s}, lots of people or just a few?",
        "how crowded is it in {s}",
        "size of {s}?",
        "{s} - heads?",
    ),
    "priced_at": (
        "can I afford {s}?",
        "{s}, dear or cheap nowadays",
        "what's the damage for a {s}",
        "{s} - how much now",
        "money needed for {s}",
    ),
    "attended": (
        "that school thing of {l}'s in the {v}",
        ("where was {l} in the {v}, the studies I mean"),
        "{l}, student days, the {v}?",
        "which school was it with {l}, sometime in the {v}",
        "{l} - education - {v}",
    ),
    "worked_for": (
        "what was {l} up to in the {v}, jobwise",
        "{l}'s outfit in the {v}?",
        "whose money did {l} live on in the {v}",
        "{l}, the {v}, which firm was that",
        "{l} - employer - {v}",
    ),
}
DECADES = {
    "193": "thirties",
    "194": "forties",
    "195": "fifties",
    "196": "sixties",
    "197": "seventies",
    "198": "eighties",
    "199": "nineties",
}

CLAUSES: dict[str, tuple[str, ...]] = {
    "cause": ("what caused {s}", "how {s} came about", "what was to blame for {s}"),
    "effect_health": (
        "what {s} meant for people's health",
        ("what followed from {s} for public health"),
        "how {s} told on health",
    ),
    "effect_economy": (
        "what {s} did to the economy",
        "how {s} affected trade and business",
        "what {s} meant for money matters",
    ),
    "effect_engineering": (
        "what {s} changed in engineering",
        "what engineers learned from {s}",
        ("how engineering practice changed after {s}"),
    ),
    "happened_year": (
        "when {s} happened",
        "in which year {s} took place",
        "what the year of {s} was",
    ),
    "invented_by": ("who invented {s}", "by whom {s} was invented", "who is the inventor of {s}"),
    "invented_year": (
        "when {s} was invented",
        "in which year {s} was invented",
        "how long ago {s} was invented, by year",
    ),
    "purpose": ("what {s} is used for", "what one does with {s}", "for what purpose {s} was built"),
    "made_by": ("who makes {s}", "which organisation makes {s}", "from which factory {s} comes"),
    "priced_at": (
        "what {s} costs now",
        "how much one pays for {s} today",
        "what the present price of {s} is",
    ),
    "headquartered_in": (
        "where {s} is based",
        "in which town {s} has its head office",
        "where I find the seat of {s}",
    ),
    "led_by": ("who leads {s}", "who is in charge of {s}", "who is at the top of {s}"),
    "field": ("what {s} specialises in", "in which field {s} works", "what the business of {s} is"),
    "founded_year": (
        "when {s} was founded",
        "in which year {s} was set up",
        "what the founding year of {s} is",
    ),
    "owned_by": ("who owns {s}", "which organisation bought {s}", "whose subsidiary {s} is"),
    "project_lead": ("who leads {s}", "who is the leader of {s}", "who stands at the head of {s}"),
    "run_by": (
        "which organisation runs {s}",
        "who is the host of {s}",
        "under whose roof {s} is run",
    ),
    "budget": (
        "how large the budget of {s} is",
        "how much money {s} has",
        "what was set aside for {s}",
    ),
    "started_year": (
        "when {s} started",
        "in which year {s} began",
        "since when {s} has been going",
    ),
    "river": (
        "on which river {s} lies",
        "which river flows through {s}",
        "what the river at {s} is called",
    ),
    "population": (
        "how many people live in {s}",
        "what the population of {s} is",
        "how many inhabitants {s} has",
    ),
    "mayor": (
        "who is the mayor of {s}",
        "who governs {s} as mayor",
        "what the mayor of {s} is called",
    ),
    "in_region": (
        "in which region {s} lies",
        "to which region {s} belongs",
        "what region {s} is counted to",
    ),
    "born_in": (
        "where {s} was born",
        "in which town {s} came into the world",
        "what the birthplace of {s} is",
    ),
    "born_year": (
        "when {s} was born",
        "in which year {s} was born",
        "what the birth year of {s} is",
    ),
    "attended": (
        ("which school {s} attended between {a} and {b}"),
        "where {s} studied from {a} to {b}",
        ("at which school I would have met {s} from {a} to {b}"),
    ),
    "worked_for": (
        "who employed {s} between {a} and {b}",
        "for whom {s} worked from {a} to {b}",
        ("on whose payroll {s} was from {a} to {b}"),
    ),
    "married_to": ("whom {s} married", "who is married to {s}", "what the spouse of {s} is called"),
    "sibling_of": (
        "who is the sibling of {s}",
        "who grew up with {s} as a sibling",
        ("what the brother or sister of {s} is called"),
    ),
    "lives_in": ("where {s} lives", "in which town {s} lives", "where {s} is at home"),
}
COMPOUND_INTROS = (
    "I am putting together a small exhibition on {s} and a few things are still open.",
    "Our school paper wants a page on {s}, and the deadline is tomorrow.",
    "My grandmother keeps talking about {s} and I would like to surprise her with the facts.",
    "We had an argument at dinner about {s}, as one does.",
    "For a quiz night I need to be sure about {s}.",
    "I came across {s} in an old newspaper and now I am curious.",
    "Before I sign anything that has to do with {s}, I want to be informed.",
    "There is a gap in our catalogue where {s} should be.",
    "I have to give a short talk on {s} next week and have not even begun.",
    "Please help me fill in a form; it is about {s}.",
)
COMPOUND_LINKS = (
    ("Could you tell me ", ", ", ", and also ", "?"),
    ("I would like to know ", ", then ", " and finally ", "."),
    ("Please find out ", "; ", "; and ", "."),
    ("What I need is this: ", ", ", ", and not least ", "."),
    ("Do you know ", ", ", " and, while we are at it, ", "?"),
)
ABOUT_PAIR = (
    "Tell me everything about {s} and {t}.",
    "What is there between {s} and {t}?",
    "List all that links {s} with {t}.",
    "What did {s} and {t} have to do with each other?",
    "Collect every fact on {s} and {t} together.",
    "How did the lives of {s} and {t} touch?",
    "Give me the whole story of {s} and {t}.",
    "In what ways are {s} and {t} connected?",
    "Everything you can find on what passed between {s} and {t}, please.",
)
ABOUT_ONE = (
    "Tell me everything about {s}.",
    "What is known about {s}?",
    "Collect all facts about {s}.",
    "Write down all that the papers hold on {s}.",
    "Who was {s}? Leave nothing out.",
    "Give me the whole life of {s}.",
    "Everything there is on {s}, please.",
)
STEP_BACK: dict[str, tuple[str, ...]] = {
    "attended": (
        ("Which schools did {s} attend, and when?"),
        ("What was the education of {s} from first to last?"),
        "What does the record of studies of {s} look like?",
    ),
    "worked_for": (
        "For whom did {s} work over the years?",
        ("What does the career of {s} look like, with dates?"),
        "Which posts did {s} hold in the course of life, and when?",
    ),
}
