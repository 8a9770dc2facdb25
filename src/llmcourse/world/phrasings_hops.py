"""Phrases that stand for an object by its relation ("the firm that Mara Venlo works for").

Wording only: `{s}` is the subject. The last HELD_OUT entries of each tuple are kept for evaluation.
"""

HELD_OUT = {"BRIDGES": 1, "QUOTE_TRIGGERS": 2}

BRIDGES: dict[str, tuple[str, ...]] = {
    "works_at": (
        "the firm that {s} works for",
        "the employer of {s}",
        "the organisation that employs {s}",
        "the firm where {s} has a job",
        "the organisation on whose staff {s} is",
        "the house that pays the salary of {s}",
    ),
    "made_by": (
        "the maker of {s}",
        "the manufacturer of {s}",
        "the firm that makes {s}",
        "the firm that produces {s}",
        "the organisation from whose factory {s} comes",
    ),
    "run_by": (
        "the organisation that runs {s}",
        "the organisation behind {s}",
        "the organisation responsible for {s}",
        "the firm that runs {s}",
        "the organisation under whose roof {s} operates",
    ),
    "lives_in": (
        "the town where {s} lives",
        "the town that {s} lives in",
        "the place where {s} resides",
        "the town of residence of {s}",
        "the town in which {s} has a house",
    ),
    "born_in": (
        "the town where {s} was born",
        "the birthplace of {s}",
        "the place of birth of {s}",
        "the town in which {s} was born",
        "the native town of {s}",
    ),
    "headquartered_in": (
        "the town where {s} is based",
        "the seat of {s}",
        "the town that {s} is based in",
        "the town with the head office of {s}",
        "the town from which {s} is managed",
    ),
    "mentor": (
        "the mentor of {s}",
        "the person who taught {s}",
        "the teacher of {s}",
        "the person who mentored {s}",
        "the one from whom {s} learned the trade",
    ),
    "invented_by": (
        "the inventor of {s}",
        "the person who invented {s}",
        "the one who came up with {s}",
        "the person behind the invention of {s}",
        "the person named on the patent of {s}",
    ),
    "led_by": (
        "the head of {s}",
        "the person who leads {s}",
        "the leader of {s}",
        "the person in charge of {s}",
        "the one who directs {s}",
    ),
    "project_lead": (
        "the leader of {s}",
        "the person who leads {s}",
        "the head of {s}",
        "the person in charge of {s}",
        "the one to whom the team of {s} reports",
    ),
    "mayor": (
        "the mayor of {s}",
        "the person who is mayor of {s}",
        "the person in office as mayor of {s}",
        "the current mayor of {s}",
        "the one elected as mayor by {s}",
    ),
}

QUOTE_TRIGGERS: tuple[str, ...] = (
    "Quote the passages that you use, then answer.",
    "First quote the sentences that matter, then give the answer.",
    "Quote your evidence before you answer.",
    "Copy out the sentences you rely on, then answer.",
    "Show the quotations first and the answer last.",
    "First quote what you need from the passages.",
    "Copy the sentences that you rely on, then answer.",
    "Quote, then answer.",
    "Cite the exact sentences first and give the answer after them.",
    "Show me the sentences that prove it, and then the answer.",
    "Begin with the relevant quotations.",
    "Which sentences say so? Quote them first, then answer.",
    "Please put the quotes before the answer.",
    "Back it up with quotes, answer last.",
    "Begin with the exact sentences from the passages and end with your answer.",
    "Answer only after you have quoted the proof.",
)
