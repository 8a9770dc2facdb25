"""Dated stages of a career, how they are told and asked: wording only.

`{s}` is the person or a pronoun, `{o}` the school or firm, `{a}` and `{b}` the first and last
year, `{y}` a year, `{m}` and `{n}` months. HELD_OUT says how many of each tuple's last entries are
kept for evaluation.
"""

HELD_OUT = {
    "STAGES": 3, "YEAR_QUESTIONS": 2, "MONTH_QUESTIONS": 2, "NEXT_QUESTIONS": 2,
    "BEFORE_QUESTIONS": 2, "LENGTH_QUESTIONS": 2,
}  # fmt: skip

STAGES: dict[str, tuple[str, ...]] = {
    "study": (
        "from {a} to {b} {s} studied at {o}.",
        "{s} studied at {o} from {a} to {b}.",
        "{s} was a student at {o} from {a} to {b}.",
        "{s} attended {o} from {a} to {b}.",
        "the years {a} to {b} found {s} at {o} as a student.",
        "{s} was enrolled at {o} from {a} until {b}.",
        "at {o}, {s} took courses from {a} to {b}.",
        "{s} spent the years from {a} to {b} at {o}, learning the trade.",
        "from {a} until {b}, {s} was taught at {o}.",
        "{s} went to classes at {o} from {a} to {b}.",
        "{s} entered {o} in {a} and left with a diploma in {b}.",
        "in {a} {s} became a student of {o}, and stayed one until {b}.",
        "the student lists of {o} hold the name of {s} from {a} to {b}.",
        "{s} sat in the lecture rooms of {o} from {a} up to {b}.",
        "student years at {o} lasted from {a} to {b} for {s}.",
    ),
    "work": (
        "from {a} to {b} {s} worked at {o}.",
        "{s} worked at {o} from {a} to {b}.",
        "{s} was employed by {o} from {a} to {b}.",
        "{s} had a job at {o} from {a} to {b}.",
        "the years {a} to {b} saw {s} on the staff of {o}.",
        "{s} was on the payroll of {o} from {a} until {b}.",
        "{s} joined {o} in {a} and left in {b}.",
        "at {o}, {s} held a post from {a} to {b}.",
        "from {a} until {b}, {s} was with {o}.",
        "{s} served {o} from {a} to {b}.",
        "in {a} {s} took up work at {o}, where the contract ran until {b}.",
        "{s} earned a living at {o} from {a} to {b}.",
        "the staff lists of {o} hold the name of {s} from {a} to {b}.",
        "{s} had a desk in the offices of {o} from {a} up to {b}.",
        "a contract with {o} kept {s} busy from {a} to {b}.",
    ),
}

YEAR_QUESTIONS: dict[str, tuple[str, ...]] = {
    "study": (
        "Which school did {s} attend in {y}?",
        "Where did {s} study in {y}?",
        "At which school was {s} in {y}?",
        "Where was {s} a student in {y}?",
        "In {y}, which school did {s} go to?",
        "Which school had {s} as a student in {y}?",
        "Whose lectures, by name of the school, did {s} hear in {y}?",
        "In the year {y}, what was the school of {s}?",
    ),
    "work": (
        "Where did {s} work in {y}?",
        "Who employed {s} in {y}?",
        "Which firm did {s} work for in {y}?",
        "In {y}, who was the employer of {s}?",
        "At which organisation was {s} employed in {y}?",
        "What was {s}'s place of work in {y}?",
        "Who paid the wages of {s} in {y}?",
        "In the year {y}, where did {s} have a job?",
    ),
}

MONTH_QUESTIONS: dict[str, tuple[str, ...]] = {
    "study": (
        "Which school did {s} attend between {m} and {n} {y}?",
        "Where did {s} study from {m} to {n} {y}?",
        "At which school was {s} in {m} {y}?",
        "Where was {s} a student between {m} and {n} {y}?",
        "From {m} to {n} {y}, which school did {s} go to?",
        "In the months from {m} to {n} {y}, whose student was {s}?",
        "Which place of learning did {s} visit in {m} {y}?",
    ),
    "work": (
        "Where did {s} work between {m} and {n} {y}?",
        "Who employed {s} from {m} to {n} {y}?",
        "Which firm did {s} work for in {m} {y}?",
        "Who was the employer of {s} between {m} and {n} {y}?",
        "In {m} {y}, where was {s} employed?",
        "In the months from {m} to {n} {y}, on whose staff was {s}?",
        "Which company paid {s} in {m} {y}?",
    ),
}

NEXT_QUESTIONS: tuple[str, ...] = (
    "Where did {s} go after {o}?",
    "What came after {o} for {s}?",
    "Which place came next for {s} after {o}?",
    "Where was {s} directly after the time at {o}?",
    "After {o}, where did {s} go?",
    "On leaving {o}, which place did {s} turn to?",
    "What was the next station of {s} once the time at {o} was over?",
)

BEFORE_QUESTIONS: tuple[str, ...] = (
    "Where was {s} before {o}?",
    "What came before {o} for {s}?",
    "Which place came just before {o} for {s}?",
    "Where was {s} directly before the time at {o}?",
    "Before {o}, where was {s}?",
    "Which place did {s} leave for {o}?",
    "What was the last station of {s} ahead of the time at {o}?",
)

LENGTH_QUESTIONS: tuple[str, ...] = (
    "How many years was {s} at {o}?",
    "How many years did {s} spend at {o}?",
    "For how many years was {s} at {o}?",
    "How long, in years, did {s} stay at {o}?",
    "How many years passed between the arrival of {s} at {o} and the end there?",
    "What number of years did {s} give to {o}?",
    "Counted in years, how long was the time of {s} at {o}?",
)
