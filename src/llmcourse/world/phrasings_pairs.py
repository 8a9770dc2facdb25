"""What can have passed between two people, and what they had to do with things: a bank of wording.

Knows wording only. In DIRECT `{s}` did something to `{o}` in the month `{a}`, with a detail `{d}`
from DETAILS. In THINGS `{s}` had something to do with the thing `{o}`. The last form of each
relation is kept for evaluation.
"""

DIRECT: dict[str, tuple[str, ...]] = {
    "lent_money_to": (
        "{s} lent {o} {d} in {a}.",
        "In {a}, {o} borrowed {d} from {s}.",
        "A receipt of {a} shows that {s} lent {d} to {o}.",
        "It was {s} who, in {a}, helped {o} out with {d}.",
    ),
    "wrote_to": (
        "{s} wrote to {o} in {a} about {d}.",
        "In {a}, {o} had a long letter from {s} on {d}.",
        "{d} is the matter of a letter that {s} sent to {o} in {a}.",
        "The post of {a} carried a letter on {d} from {s} to {o}.",
    ),
    "sued": (
        "{s} took {o} to court in {a} over {d}.",
        "In {a}, {s} sued {o}; the case was about {d}.",
        "The court list for {a} has {s} against {o}, in the matter of {d}.",
        "Over {d}, {s} went to law against {o} in {a}.",
    ),
    "taught": (
        "{s} gave {o} lessons in {d} from {a} on.",
        "In {a}, {s} began to teach {o} {d}.",
        "What {o} knew of {d} came from lessons with {s}, begun in {a}.",
        "{o} started to learn {d} in {a}, with {s} as the teacher.",
    ),
    "rescued": (
        "{s} pulled {o} out of {d} in {a}.",
        "In {a}, {o} was saved from {d} by {s}.",
        "{o} owed it to {s} to have come out of {d} alive, in {a}.",
        "Had it not been for {s}, {o} would have stayed in {d} in {a}.",
    ),
    "painted": (
        "{s} painted a portrait of {o} in {a}, which hangs in {d}.",
        "In {a}, {o} sat for {s}; the picture is now in {d}.",
        "The portrait of {o} in {d} is by {s} and was finished in {a}.",
        "{d} shows a likeness of {o} that {s} painted in {a}.",
    ),
    "sold_to": (
        "{s} sold {o} {d} in {a}.",
        "In {a}, {o} bought {d} from {s}.",
        "A bill of {a} says that {d} went from {s} to {o}.",
        "{d} passed from {s} to {o} in {a}, for cash.",
    ),
    "travelled_with": (
        "{s} and {o} travelled to {d} together in {a}.",
        "In {a}, {s} took {o} along on a journey to {d}.",
        "Two tickets to {d} from {a} are in the names of {s} and {o}.",
        "{s} shared a compartment with {o} all the way to {d} in {a}.",
    ),
    "nominated": (
        "{s} put {o} forward for {d} in {a}.",
        "In {a}, {o} was nominated for {d} by {s}.",
        "The letter that proposed {o} for {d} in {a} was signed by {s}.",
        "That {o} was considered for {d} in {a} was the doing of {s}.",
    ),
    "played_chess_with": (
        "{s} beat {o} at chess in {a}, in {d}.",
        "In {a}, {o} lost a game of chess to {s} in {d}.",
        "The chess column of {a} prints a win of {s} over {o}, played in {d}.",
        "{d} saw {s} checkmate {o} in {a}.",
    ),
    "translated": (
        "{s} translated a book by {o} on {d} in {a}.",
        "In {a}, the book of {o} on {d} came out in a translation by {s}.",
        "The translator of what {o} wrote on {d} was {s}; the year page says {a}.",
        "Foreign readers owe {s} the book on {d} by {o}, out in {a}.",
    ),
    "rented_from": (
        "{s} rented {d} from {o} in {a}.",
        "In {a}, {o} let {d} to {s}.",
        "The lease of {a} names {o} as owner and {s} as tenant of {d}.",
        "From {a} on, {s} paid {o} rent for {d}.",
    ),
    "cured": (
        "{s} treated {o} for {d} in {a}.",
        "In {a}, {o} was cured of {d} by {s}.",
        "When {o} fell ill with {d} in {a}, {s} was at the bedside.",
        "{s} got {o} over {d} in {a}.",
    ),
    "testified_for": (
        "{s} spoke up for {o} before the board in {a}, on {d}.",
        "In {a}, {s} gave evidence in favour of {o} in the inquiry into {d}.",
        "The inquiry into {d} heard {s} in defence of {o} in {a}.",
        "{o} was cleared in the inquiry into {d} in {a}, on the word of {s}.",
    ),
    "gave_to": (
        "{s} gave {o} {d} as a present in {a}.",
        "In {a}, {o} was given {d} by {s}.",
        "{d} came to {o} in {a} as a present from {s}.",
        "For a birthday in {a}, {o} unpacked {d}, sent by {s}.",
    ),
    "photographed": (
        "{s} photographed {o} in {a} beside {d}.",
        "A photograph of {a}, taken by {s}, shows {o} beside {d}.",
        "In {a}, {o} posed beside {d} for {s}, who held the camera.",
        "The picture of {o} beside {d} was taken by {s} in {a}.",
    ),
    "composed_for": (
        "{s} wrote {d} for {o} in {a}.",
        "In {a}, {s} dedicated {d} to {o}.",
        "The dedication of {d}, dated {a}, is from {s} to {o}.",
        "{o} found the own name on the title page of {d}, by {s}, in {a}.",
    ),
    "hired": (
        "{s} took {o} on as {d} in {a}.",
        "In {a}, {s} hired {o} as {d}.",
        "{o} came to work for {s} as {d} in {a}.",
        "Looking for help, {s} engaged {o} as {d} in {a}.",
    ),
}

DETAILS: dict[str, tuple[str, ...]] = {
    "lent_money_to": ("400 crowns", "1,200 crowns", "90 crowns", "2,500 crowns", "650 crowns"),
    "wrote_to": ("bee keeping", "the tides", "a lost manuscript", "night trains", "apple scab"),
    "sued": (
        "a fallen wall",
        "an unpaid bill",
        "a barking dog",
        "a stolen design",
        "a blocked lane",
    ),
    "taught": ("the cello", "shorthand", "skating", "map reading", "glass painting"),
    "rescued": (
        "a burning barn",
        "a flooded cellar",
        "an ice hole",
        "a snowdrift",
        "a collapsed tent",
    ),
    "painted": (
        "the town library",
        "the guild hall",
        "a private house",
        "the museum",
        "the old school",
    ),
    "sold_to": (
        "a grey horse",
        "a printing press",
        "a plot of orchard",
        "a set of maps",
        "a motor launch",
    ),
    "travelled_with": (
        "the southern islands",
        "the capital",
        "the salt lakes",
        "the book fair",
        "the north cape",
    ),
    "nominated": (
        "the silver medal",
        "the town council",
        "the prize for science",
        "the academy",
        "the post of consul",
    ),
    "played_chess_with": (
        "the reading room",
        "the station bar",
        "the winter garden",
        "a railway carriage",
        "the park",
    ),
    "translated": ("river birds", "old roofs", "the care of clocks", "mountain law", "salt roads"),
    "rented_from": ("a garden shed", "two rooms", "a boat house", "a workshop", "a winter flat"),
    "cured": ("a stubborn cough", "malaria", "a broken wrist", "snow blindness", "sleeplessness"),
    "testified_for": (
        "the bridge collapse",
        "missing stamps",
        "the harbour fees",
        "a failed boiler",
        "the mill fire",
    ),
    "gave_to": (
        "a brass telescope",
        "a box of pears",
        "a first edition",
        "a pocket barometer",
        "a pair of snowshoes",
    ),
    "photographed": (
        "a fallen oak",
        "a new tram",
        "the lighthouse",
        "a weather balloon",
        "the frozen weir",
    ),
    "composed_for": (
        "a string quartet",
        "a short waltz",
        "a book of riddles",
        "a cantata",
        "a march for brass",
    ),
    "hired": ("a gardener", "a secretary", "a driver", "a proof reader", "a night watchman"),
}

THINGS: dict[str, tuple[str, ...]] = {
    "founded": (
        "{s} founded {o}.",
        "{o} goes back to {s}, who founded it.",
        "The founder of {o} was {s}.",
        "Without {s} as its founder there would be no {o}.",
    ),
    "managed": (
        "{s} managed {o} for some years.",
        "{o} was for some years under the management of {s}.",
        "The daily business of {o} was once in the hands of {s}.",
        "{s} had the running of {o} for a time.",
    ),
    "insured": (
        "{s} insured {o} against fire.",
        "The fire policy for {o} was written by {s}.",
        "{o} had its insurance with {s}.",
        "When {o} wanted cover against fire, {s} provided it.",
    ),
    "designed": (
        "{s} drew the plans of {o}.",
        "The plans of {o} are the work of {s}.",
        "{o} was built to drawings by {s}.",
        "{o} owes its shape to the drawing board of {s}.",
    ),
    "chronicled": (
        "{s} wrote the history of {o}.",
        "The only history of {o} is by {s}.",
        "{o} had its story written down by {s}.",
        "What is known of the past of {o} was put on paper by {s}.",
    ),
    "gave_money_to": (
        "{s} left money to {o}.",
        "{o} received a legacy from {s}.",
        "Among the donors of {o} is {s}.",
        "{o} is in debt to {s} for a gift of money.",
    ),
    "inspected": (
        "{s} inspected {o} for the council.",
        "For the council, {o} was inspected by {s}.",
        "The inspection report on {o} bears the name of {s}.",
        "When the council wanted {o} looked at, it sent {s}.",
    ),
    "treasurer_of": (
        "{s} kept the accounts of {o}.",
        "The treasurer of {o} was {s}.",
        "{o} had its books kept by {s}.",
        "For the accounts of {o} one went to {s}.",
    ),
}

THING_KINDS = (
    "Rowing Club",
    "Inn",
    "Theatre",
    "Orchard",
    "Choir",
    "Museum",
    "Printing House",
    "Observatory",
    "Lighthouse",
    "Botanical Garden",
    "Quarterly",
    "Ferry",
)
