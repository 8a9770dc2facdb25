"""Sentences and headings that state no fact of the world: what real documents are padded with.

Knows wording only. `{s}` stands for the subject; the last `HELD_OUT` of each tuple are kept
for the datasets and never occur in training.
"""

HELD_OUT = 6

FILLERS = (
    "Further papers are kept in the town archive.",
    "A photograph exists but has not been printed here.",
    "The editors thank several readers for corrections.",
    "No interview could be arranged before this page was printed.",
    "The account below follows earlier reports closely.",
    "Some details remain open and will be added later.",
    "Older versions of this page contained errors.",
    "Visitors may ask for a guided tour in the afternoon.",
    "Letters on the subject are answered within a week.",
    "The entry was checked twice against the register.",
    "Opinions on the matter differ to this day.",
    "A longer article is planned for the spring issue.",
    "Those who remember the period tell it with a smile.",
    "The weather that day was mild and the hall was full.",
    "Nothing else of note was recorded that month.",
    "Copies can be ordered at the front desk.",
    "The names in this text are given as in the register.",
    "Much of the material was typed by volunteers.",
    "It is a story that many neighbours still tell.",
    "Questions from the audience were taken at the end.",
    "The minutes of the meeting run to four pages.",
    "A short film on the subject was shown twice.",
    "Readers asked for more, and more will follow.",
    "The figures were not audited by an outside office.",
    "Hardly anyone expected so much interest.",
    "Two earlier notices on the subject have been withdrawn.",
    "The reading room holds a bound copy of the report.",
    "Our correspondent could not confirm every rumour.",
    "Spelling follows the usage of the time.",
    "The next edition will carry a list of sources.",
)

HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "person": {
        "Early life": ("born_in", "born_year", "studied_at"),
        "Work": ("works_at", "role", "mentor"),
        "Home": ("lives_in",),
    },
    "organisation": {
        "Origins": ("founded_year", "headquartered_in"),
        "Business": ("field", "led_by"),
    },
    "device": {
        "Invention": ("invented_by", "invented_year"),
        "Use": ("purpose", "made_by"),
    },
    "town": {
        "Situation": ("in_region", "river"),
        "People": ("population", "mayor"),
    },
    "project": {
        "Organisation": ("project_lead", "run_by"),
        "Means": ("budget", "started_year"),
    },
    "event": {
        "What happened": ("happened_in", "happened_year", "cause"),
        "Consequences": ("effect_health", "effect_economy", "effect_engineering"),
    },
}
"""Section headings of long documents, by kind of entity, and the relations told under each."""
