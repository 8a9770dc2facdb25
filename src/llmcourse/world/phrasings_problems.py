"""Word problems with slots for their numbers.

A bank of wording: nothing is drawn. Those of three operations have a module of their own. The last
quarter of each group (by number of ops) is held out for evaluation.
"""

from llmcourse.world.phrasings_problems_three import THREE_OPERATIONS

# Start value {a}; each op in order takes {b}, {c}, {d}. 24 with one op, 46 with two, 46 with three.
PROBLEM_TEMPLATES: tuple[dict[str, str | tuple[str, ...]], ...] = (
    {
        "text": (
            "{name} has {a} {thing}. Then {name} finds {b} more {thing}. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "{name} has {a} {thing} and gives {b} of them to {name2}. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name2} has {b} times as many. How many {thing} does {name2} "
            "have?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "There are {a} passengers on a bus. In {place}, {b} more get on. How many passengers "
            "are on the bus now?"
        ),
        "ops": ("+",),
    },
    {
        "text": "A hen house holds {a} eggs, and {b} of the eggs are sold. How many eggs are left?",
        "ops": ("-",),
    },
    {
        "text": "A box holds {a} {thing}. How many {thing} do {b} such boxes hold?",
        "ops": ("*",),
    },
    {
        "text": (
            "A store in {place} has {a} crates, and a truck brings {b} more. How many crates does "
            "the store have now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "A book has {a} pages. {name} has read {b} of them. How many pages are left to read?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "{name} puts {a} coins into a jar every day. How many coins are in the jar after {b} "
            "days?"
        ),
        "ops": ("*",),
    },
    {
        "text": "How many {thing} are there altogether if {name} has {a} and {name2} has {b}?",
        "ops": ("+",),
    },
    {
        "text": (
            "A ladder has {a} steps. {name} has climbed {b} of them. How many steps are still "
            "to go?"
        ),
        "ops": ("-",),
    },
    {
        "text": "How many legs do {a} stools have altogether if each stool has {b} legs?",
        "ops": ("*",),
    },
    {
        "text": "{name} is {a} years old. How old will {name} be in {b} years?",
        "ops": ("+",),
    },
    {
        "text": (
            "{name} wants to buy a tent that costs {a} coins and has a voucher for {b} coins. "
            "How many coins must {name} pay?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "In the school of {place} there are {b} classes, each with {a} pupils. How many "
            "pupils does the school have?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "On the way to {place} the cyclists rode {a} miles before lunch and {b} miles "
            "after it. How many miles did they ride in total?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "{a} guests were invited to the party of {name}, but {b} stayed at home. How many "
            "guests came?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "A film ticket costs {a} coins. {name} buys {b} of them. What does {name} pay, in "
            "coins?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "{a} {thing} were found in the cellar and {b} in the attic. How many {thing} were "
            "found in all?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "A rope is {a} feet long. After {b} feet have been cut off, how many feet are left?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "There were {a} points on the board. Now {name} scores {b} points. What is the "
            "score now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "At dawn {a} boats lay in the harbour of {place}, and by noon {b} others had joined "
            "them. How many boats are there now?"
        ),
        "ops": ("+",),
    },
    {
        "text": (
            "Of the {a} {thing} on the shelf, {name} dropped and broke {b}. How many {thing} are "
            "still whole?"
        ),
        "ops": ("-",),
    },
    {
        "text": (
            "Each row of an orchard has {a} trees, and there are {b} rows. How many trees does "
            "the orchard have?"
        ),
        "ops": ("*",),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name} buys {b} more and then gives {c} to {name2}. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "{name} has {a} {thing}, loses {b} and later finds {c} others. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "{name} collects {a} {thing} on Monday, {b} on Tuesday and {c} on Wednesday. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "{name} had {a} {thing}, gave {b} to {name2} and sold {c}. How many {thing} does "
            "{name} have now?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "{name} packs {a} {thing} into each of {b} boxes. Then {c} {thing} are taken out "
            "again. How many {thing} are in the boxes now?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "A baker in {place} fills {a} rolls into each of {b} baskets. {c} rolls lie on the "
            "counter. How many rolls are there altogether?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "{name} has {a} coins and earns {b} more. {name2} has {c} times as many coins as "
            "{name} has now. How many coins does {name2} have?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "{name} had {a} {thing} and lost {b}. {name2} has {c} times as many as {name} has "
            "left. How many {thing} does {name2} have?"
        ),
        "ops": ("-", "*"),
    },
    {
        "text": (
            "A bus starts with {a} passengers. At the first stop {b} people get on, and in "
            "{place} {c} get off. How many passengers are on the bus now?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "A bus leaves {place} with {a} passengers. Then {b} get off and {c} get on. How many "
            "passengers are on the bus now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "A store has {a} crates. {b} crates arrive in the morning and {c} are sold by the "
            "evening. How many crates does the store have now?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "A book has {a} pages. {name} reads {b} pages on Saturday and {c} on Sunday. How many "
            "pages are left to read?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "There are {a} trees in the park of {place}. The gardeners plant {b} oaks and {c} "
            "limes. How many trees are in the park now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "A farm has {a} eggs. The cook uses {b} of them, and the hens lay {c} new ones. How "
            "many eggs does the farm have now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "{name} reads {a} pages a day for {b} days. The first {c} pages were only pictures. "
            "How many of the pages had text?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name2} had {b} times as many, and then got {c} more. How "
            "many {thing} does {name2} have now?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "In every bag there are {a} red and {b} green apples. How many apples are there in "
            "{c} bags?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "Each crate came with {a} bottles, but {b} bottles in each crate broke. How many "
            "whole bottles are in {c} crates?"
        ),
        "ops": ("-", "*"),
    },
    {
        "text": (
            "A train has {a} travellers. {b} board in {place} and {c} at the next station. How "
            "many travellers are on the train now?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "A library owns {a} books. {name} borrows {b} and {name2} borrows {c}. How many books "
            "remain in the library?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "{name} saves {a} coins a week for {b} weeks and spends {c} coins in {place}. How "
            "many coins does {name} have now?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "{name} picks {a} apples, {name2} adds {b} and together they eat {c}. How many apples "
            "are left?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "A shelf held {a} {thing}. {name} took {b} away and {name2} put {c} on it. How many "
            "{thing} does the shelf hold now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": "How many {thing} are left if {name} starts with {a}, sells {b} and breaks {c}?",
        "ops": ("-", "-"),
    },
    {
        "text": (
            "A choir of {a} singers is joined by {b} new ones. Before the concert in {place}, "
            "{c} fall ill. How many singers are on the stage?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "{name} runs {a} laps on each of {b} days, and {c} laps on Sunday. How many laps "
            "is that altogether?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "Each of the {b} children in the garden was given {a} berries. Altogether {c} "
            "berries were dropped. How many berries were not dropped?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "The water tank held {a} litres. During the day {b} litres were used, and in the "
            "night {c} litres of rain came in. How many litres are in the tank now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "For one costume {name} needs {a} white and {b} black buttons. How many buttons "
            "are needed for {c} costumes?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "Of the {a} seats in a coach, {b} are broken. How many people can sit in {c} such "
            "coaches?"
        ),
        "ops": ("-", "*"),
    },
    {
        "text": "What is the total weight, in pounds, of three parcels of {a}, {b} and {c} pounds?",
        "ops": ("+", "+"),
    },
    {
        "text": (
            "{name} took {a} coins to the fair in {place}. A ride cost {b} coins and a drink "
            "cost {c}. How many coins were left?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "Tables for {a} people are set in a hall, {b} tables altogether. {c} more people "
            "stand by the wall. How many people can the hall take?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "On Monday {a} letters came to the office, and on Tuesday {b}. So far {c} letters "
            "have been answered. How many still wait for an answer?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "{name2} borrowed {b} of the {a} {thing} that {name} owned. Since then {name} has "
            "bought {c}. How many {thing} does {name} have at home now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "A gardener in {place} planted {b} rows of {a} carrots. Rabbits ate {c} carrots. "
            "How many carrots are left?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "{name} spent {a} minutes on sums, {b} minutes on reading and {c} minutes on "
            "drawing. How many minutes did the homework take?"
        ),
        "ops": ("+", "+"),
    },
    {
        "text": (
            "A shop sells lamps for {a} coins. Today each is {b} coins cheaper. What do {c} "
            "lamps cost today, in coins?"
        ),
        "ops": ("-", "*"),
    },
    {
        "text": (
            "Every morning {a} brown and {b} white loaves are baked. How many loaves are baked "
            "in {c} mornings?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "When the market in {place} opened, {name} had {a} {thing} to sell. A cousin brought "
            "{b} extra, and customers took {c}. How many {thing} remain?"
        ),
        "ops": ("+", "-"),
    },
    {
        "text": (
            "Out of {a} sheep, {b} ran off in the storm, but {c} came back by morning. How many "
            "sheep are with the shepherd now?"
        ),
        "ops": ("-", "+"),
    },
    {
        "text": (
            "Every one of {name}'s shelves carries {a} {thing}. There are {b} shelves, and {c} "
            "{thing} stand on the floor. How many {thing} are there in all?"
        ),
        "ops": ("*", "+"),
    },
    {
        "text": (
            "With {a} seats in a row and {b} rows, the hall in {place} was full until {c} people "
            "went home. How many people are still there?"
        ),
        "ops": ("*", "-"),
    },
    {
        "text": (
            "At each stall {name} buys {a} plums and {b} pears. After {c} stalls, how many fruits "
            "does {name} have?"
        ),
        "ops": ("+", "*"),
    },
    {
        "text": (
            "The pond was home to {a} ducks. A fox scared away {b}, and then {c} flew south. How "
            "many ducks are still on the pond?"
        ),
        "ops": ("-", "-"),
    },
    {
        "text": (
            "To the {a} stamps from an uncle {name} adds {b} of a neighbour and {c} from {place}. "
            "How many stamps are in the album now?"
        ),
        "ops": ("+", "+"),
    },
    *THREE_OPERATIONS,
)
