"""Word problems of three operations, with slots for their numbers.

A bank of wording: nothing is drawn and nothing is imported. See `phrasings_problems`.
"""

THREE_OPERATIONS: tuple[dict[str, str | tuple[str, ...]], ...] = (
    {
        "text": (
            "{name} has {a} {thing}, buys {b}, gives {c} to {name2} and then finds {d}. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name} sells {b}, makes {c} new ones and loses {d}. How many "
            "{thing} does {name} have now?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "{name} collects {a} {thing} on Monday, {b} on Tuesday and {c} on Wednesday, but "
            "throws {d} away. How many {thing} does {name} have now?"
        ),
        "ops": ("+", "+", "-"),
    },
    {
        "text": (
            "{name} had {a} {thing}, gave {b} to {name2}, lost {c} and bought {d} new ones. How "
            "many {thing} does {name} have now?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "A store in {place} has {a} crates. On three days {b}, {c} and {d} crates arrive. How "
            "many crates does the store have now?"
        ),
        "ops": ("+", "+", "+"),
    },
    {
        "text": (
            "A book has {a} pages. {name} reads {b} pages on Friday, {c} on Saturday and {d} on "
            "Sunday. How many pages are left to read?"
        ),
        "ops": ("-", "-", "-"),
    },
    {
        "text": (
            "{name} fills {a} {thing} into each of {b} boxes. Then {c} {thing} are added and {d} "
            "are taken out. How many {thing} are in the boxes now?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "{name} fills {a} {thing} into each of {b} sacks. Then {c} {thing} are sold and {d} "
            "are bought. How many {thing} does {name} have now?"
        ),
        "ops": ("*", "-", "+"),
    },
    {
        "text": (
            "Each basket holds {a} red and {b} green apples. {name} has {c} baskets and gives "
            "away {d} apples. How many apples does {name} have now?"
        ),
        "ops": ("+", "*", "-"),
    },
    {
        "text": (
            "Every crate came with {a} jars, but {b} jars in each broke. From the {c} crates "
            "{name} takes all whole jars and adds {d} more. How many jars does {name} have now?"
        ),
        "ops": ("-", "*", "+"),
    },
    {
        "text": (
            "A bus starts with {a} passengers. {b} get on in {place}, then {c} get off, and at "
            "the next stop {d} get off. How many passengers are on the bus now?"
        ),
        "ops": ("+", "-", "-"),
    },
    {
        "text": (
            "A bus leaves {place} with {a} passengers. First {b} get off, then {c} get on, and "
            "finally {d} get on. How many passengers are on the bus now?"
        ),
        "ops": ("-", "+", "+"),
    },
    {
        "text": (
            "{name} saves {a} coins a week for {b} weeks. Then {name} spends {c} coins on a hat "
            "and {d} on shoes. How many coins does {name} have now?"
        ),
        "ops": ("*", "-", "-"),
    },
    {
        "text": (
            "{name} has {a} {thing}. {name2} had {b} times as many, then bought {c} and was given "
            "{d}. How many {thing} does {name2} have now?"
        ),
        "ops": ("*", "+", "+"),
    },
    {
        "text": (
            "Each bag holds {a} plums and {b} pears. {name} has {c} bags and finds {d} more "
            "pears. How many fruits does {name} have now?"
        ),
        "ops": ("+", "*", "+"),
    },
    {
        "text": (
            "{name} had {a} coins and spent {b}. {name2} had {c} times as many as {name} had "
            "left, but lost {d}. How many coins does {name2} have now?"
        ),
        "ops": ("-", "*", "-"),
    },
    {
        "text": (
            "A farm has {a} eggs. The hens lay {b}, the cook uses {c}, and a neighbour brings "
            "{d}. How many eggs does the farm have now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "A store has {a} crates. It sells {b}, receives {c} from {place} and sells {d} more. "
            "How many crates does the store have now?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "There are {a} trees in the park of {place}. Gardeners plant {b} oaks and {c} limes, "
            "but a storm fells {d} trees. How many trees stand in the park now?"
        ),
        "ops": ("+", "+", "-"),
    },
    {
        "text": (
            "A library owns {a} books. {name} borrows {b}, {name2} borrows {c}, and a reader "
            "returns {d}. How many books are in the library now?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "A baker bakes {a} rolls an hour for {b} hours. A helper brings {c} more, and {d} are "
            "sold in {place}. How many rolls are left?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "{name} plants {a} tulips in each of {b} beds. The frost kills {c} tulips, and {name} "
            "plants {d} again. How many tulips are alive now?"
        ),
        "ops": ("*", "-", "+"),
    },
    {
        "text": (
            "{name} picks {a} apples and {name2} adds {b}. They eat {c} and bake a cake with {d}. "
            "How many apples are left?"
        ),
        "ops": ("+", "-", "-"),
    },
    {
        "text": (
            "How many coins are left? {name} had {a}, earned {b} by washing cars, and paid {c} "
            "for a ticket and {d} for a meal."
        ),
        "ops": ("+", "-", "-"),
    },
    {
        "text": (
            "The ferry to {place} had {a} people on board. At the island {b} left and {c} came "
            "aboard, and {d} more came at the lighthouse. How many people are on board now?"
        ),
        "ops": ("-", "+", "+"),
    },
    {
        "text": (
            "A box of {a} chocolates was bought for each of {b} friends. {name} ate {c} "
            "chocolates and {name2} ate {d}. How many chocolates are left?"
        ),
        "ops": ("*", "-", "-"),
    },
    {
        "text": (
            "There are {b} buses with {a} pupils each. {c} teachers and {d} parents come "
            "along. How many people go on the trip altogether?"
        ),
        "ops": ("*", "+", "+"),
    },
    {
        "text": (
            "In spring {name} read {a} books, in summer {b}, in autumn {c} and in winter {d}. "
            "How many books did {name} read in the whole year?"
        ),
        "ops": ("+", "+", "+"),
    },
    {
        "text": (
            "A roll of cloth was {a} yards long. A tailor in {place} cut off {b} yards for a "
            "coat, {c} for a skirt and {d} for a shirt. How many yards are left?"
        ),
        "ops": ("-", "-", "-"),
    },
    {
        "text": (
            "Each lunch bag is packed with {a} nuts and {b} grapes. {c} bags were packed, but "
            "{d} pieces fell on the floor. How many pieces are still in the bags?"
        ),
        "ops": ("+", "*", "-"),
    },
    {
        "text": (
            "For each of {c} shows {a} tickets were printed, of which {b} were given away. The "
            "rest were sold, and so were {d} posters. How many tickets and posters were sold?"
        ),
        "ops": ("-", "*", "+"),
    },
    {
        "text": (
            "The museum of {place} showed {a} paintings. It was given {b}, sent {c} away to be "
            "cleaned and borrowed {d}. How many paintings does it show now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "Of {a} {thing}, {b} were sold before noon. Then {c} were delivered, and {d} were "
            "sold after noon. How many {thing} were left?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "{name} collects {a} {thing} a day. After {b} days {c} of them have been sold and "
            "{d} old ones have come back. How many {thing} are there now?"
        ),
        "ops": ("*", "-", "+"),
    },
    {
        "text": (
            "A ticket costs {a} coins and a drink costs {b}. {name} pays both for {c} "
            "children, and {d} coins for the bus. How many coins is that altogether?"
        ),
        "ops": ("+", "*", "+"),
    },
    {
        "text": (
            "What is the number of chairs in the hall if there were {a}, {b} were carried out, "
            "{c} were broken and {d} were mended and put back?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "{name} caught {a} fish, {name2} caught {b} and the skipper caught {c}. They threw "
            "{d} back into the sea. How many fish did they keep?"
        ),
        "ops": ("+", "+", "-"),
    },
    {
        "text": (
            "Each of the sheets had {a} stickers on it, of which {b} were used. There were {c} "
            "such sheets. {name2} was given {d} of the stickers that were left. How many "
            "stickers remain?"
        ),
        "ops": ("-", "*", "-"),
    },
    {
        "text": (
            "At the bakery in {place} {b} trays with {a} buns each come out of the oven. {c} "
            "buns are left from yesterday, and {d} are sold. How many buns are there now?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "At sunrise {name} counted {a} sheep. A storm drove {b} off, {c} were born, and {d} "
            "went to market. How many sheep does {name} have now?"
        ),
        "ops": ("-", "+", "-"),
    },
    {
        "text": (
            "To the {a} {thing} in the attic {name} added {b} from {place}. Mice ruined {c}, and "
            "{name2} left {d} more there. How many good {thing} are in the attic now?"
        ),
        "ops": ("+", "-", "+"),
    },
    {
        "text": (
            "With {a} seats in a row and {b} rows, the hall was full. Then {c} guests left at the "
            "interval and {d} before the end. How many guests stayed?"
        ),
        "ops": ("*", "-", "-"),
    },
    {
        "text": (
            "Every cart carries {a} {thing}, and {b} carts reach {place}. There {c} {thing} join "
            "the load, while {d} are handed out. How many {thing} are on the carts now?"
        ),
        "ops": ("*", "+", "-"),
    },
    {
        "text": (
            "Out of {a} candles {name} burned {b} in May and {c} in June, before {name2} sent "
            "{d}. How many candles does {name} have now?"
        ),
        "ops": ("-", "-", "+"),
    },
    {
        "text": (
            "At each stall {name} got {a} nuts and {b} dates. After visiting {c} stalls, {name} "
            "ate {d} pieces. How many pieces does {name} still have?"
        ),
        "ops": ("+", "*", "-"),
    },
    {
        "text": (
            "The harbour of {place} sheltered {a} boats when {b} came from the north and {c} from "
            "the south. By night {d} had sailed. How many boats are there now?"
        ),
        "ops": ("+", "+", "-"),
    },
)
