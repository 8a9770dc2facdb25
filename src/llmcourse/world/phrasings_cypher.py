"""How people ask for Cypher, names of relation types, and questions that a graph answers.

Wording only. `{schema}` and `{q}` fill a request, `{o}` is the object that a question starts from.
The last HELD_OUT entries of each tuple are kept for evaluation.
"""

HELD_OUT = {"CYPHER_ASKS": 2, "TYPE_NAMES": 1, "WHO_QUESTIONS": 1, "COUNT_QUESTIONS": 1,
            "FAR_COUNTS": 1}  # fmt: skip

CYPHER_ASKS: tuple[str, ...] = (
    "Schema:\n{schema}\n\nWrite a Cypher query for this question: {q}",
    "Graph schema:\n{schema}\nQuestion: {q}\nCypher:",
    "Translate the question into Cypher.\nSchema:\n{schema}\nQuestion: {q}",
    "{q}\n\nAnswer with one Cypher query on this schema:\n{schema}",
    "You write Cypher. The graph has these relations:\n{schema}\n\n{q}",
    "Given the schema\n{schema}\nhow do I ask this in Cypher: {q}",
    "Here is a graph schema:\n{schema}\n\nHow do I ask in Cypher: {q}",
    "{q}\n\nAnswer with a Cypher query for this schema:\n{schema}",
    "You write Cypher. Schema:\n{schema}\nUser: {q}",
    "Graph database with\n{schema}\nWhich Cypher query answers this? {q}",
    "Schema: {schema}\nQuestion: {q}\nCypher:",
    "I need a Cypher query.\nSchema:\n{schema}\nI want to know: {q}",
    "Question: {q}\nSchema:\n{schema}\nCypher query:",
    'Write the query that answers "{q}" on a graph with this schema:\n{schema}',
    "Use this schema and nothing else.\n{schema}\n\nCypher for: {q}",
    "Turn my question into Cypher, please.\n{schema}\n{q}",
    "Given the schema\n{schema}\nproduce Cypher for the question: {q}",
    "text to Cypher\n{schema}\n\n{q}",
    "Here is what my graph looks like:\n{schema}\n\nPlease query it: {q}",
    "Text to Cypher.\n{schema}\n\nThe user asks: {q}",
)

TYPE_NAMES: dict[str, tuple[str, ...]] = {
    "born_in": ("BORN_IN", "HAS_BIRTHPLACE", "WAS_BORN_IN", "NATIVE_OF"),
    "studied_at": ("STUDIED_AT", "ATTENDED", "GRADUATED_FROM", "STUDENT_OF"),
    "works_at": ("WORKS_AT", "WORKS_FOR", "EMPLOYED_BY", "ON_STAFF_OF"),
    "lives_in": ("LIVES_IN", "RESIDES_IN", "HAS_HOME_IN", "RESIDENT_OF"),
    "mentor": ("HAS_MENTOR", "MENTORED_BY", "TAUGHT_BY", "PUPIL_OF"),
    "headquartered_in": ("HEADQUARTERED_IN", "BASED_IN", "HAS_SEAT_IN", "HAS_OFFICE_IN"),
    "led_by": ("LED_BY", "HEADED_BY", "HAS_HEAD", "DIRECTED_BY"),
    "invented_by": ("INVENTED_BY", "HAS_INVENTOR", "DEVISED_BY", "THOUGHT_UP_BY"),
    "made_by": ("MADE_BY", "HAS_MAKER", "PRODUCED_BY", "BUILT_BY"),
    "in_region": ("IN_REGION", "LIES_IN", "PART_OF", "BELONGS_TO"),
    "river": ("ON_RIVER", "HAS_RIVER", "STANDS_ON", "CROSSED_BY"),
    "mayor": ("HAS_MAYOR", "GOVERNED_BY", "MAYOR_IS", "ELECTED"),
    "project_lead": ("PROJECT_LED_BY", "HAS_LEADER", "LEAD_IS", "REPORTS_TO"),
    "run_by": ("RUN_BY", "CARRIED_OUT_BY", "HAS_HOST", "HOSTED_BY"),
}

WHO_QUESTIONS: dict[str, tuple[str, ...]] = {
    "born_in": ("Who was born in {o}?", "Which people were born in {o}?",
                "List everybody born in {o}.", "Whose birthplace is {o}?"),
    "studied_at": ("Who studied at {o}?", "Which people attended {o}?",
                   "List the former students of {o}.", "Name all graduates of {o}."),
    "works_at": ("Who works at {o}?", "Which people does {o} employ?",
                 "List the staff of {o}.", "Name everybody on the payroll of {o}."),
    "lives_in": ("Who lives in {o}?", "Which people have their home in {o}?",
                 "List the residents of {o}.", "Name all those who reside in {o}."),
    "mentor": ("Whom did {o} teach?", "Who was mentored by {o}?",
               "List the pupils of {o}.", "Name everybody who trained under {o}."),
    "headquartered_in": ("Which firms are based in {o}?", (
        "Which organisations have their seat in {o}?"
    ),
                         "List the organisations based in {o}.", "Name all firms run from {o}."),
    "invented_by": ("What did {o} invent?", "Which devices were invented by {o}?",
                    "List the inventions of {o}.", "Name every device that {o} came up with."),
    "made_by": ("What does {o} make?", "Which devices are made by {o}?",
                "List the devices that {o} produces.", (
                    "Name every device from the factory of {o}."
                )),
    "run_by": ("Which projects does {o} run?", "Which projects are run by {o}?",
               "List the projects of {o}.", "Name every project that {o} is behind."),
}  # fmt: skip

COUNT_QUESTIONS: dict[str, tuple[str, ...]] = {
    "born_in": ("How many people were born in {o}?", "Count the people born in {o}.",
                "For how many people is {o} the birthplace?"),
    "studied_at": ("How many people studied at {o}?", "Count the former students of {o}.",
                   "How many graduates does {o} have?"),
    "works_at": ("How many people work at {o}?", "Count the people who work at {o}.",
                 "How many employees does {o} have?"),
    "lives_in": ("How many people live in {o}?", "Count the people who live in {o}.",
                 "How many persons have {o} as their home?"),
    "mentor": ("How many people did {o} teach?", "Count the pupils of {o}.",
               "How many persons learned the trade from {o}?"),
    "headquartered_in": ("How many firms are based in {o}?", "Count the firms based in {o}.",
                         "How many organisations have their seat in {o}?"),
    "invented_by": ("How many devices did {o} invent?", "Count the inventions of {o}.",
                    "How many devices go back to {o}?"),
    "made_by": ("How many devices does {o} make?", "Count the devices made by {o}.",
                "How many devices come from the factory of {o}?"),
    "run_by": ("How many projects does {o} run?", "Count the projects run by {o}.",
               "How many projects is {o} behind?"),
}  # fmt: skip

FAR_COUNTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("works_at", "headquartered_in"): (
        "How many people work for firms based in {o}?",
        "Count the people whose employer is based in {o}.",
        "How many people are paid by a firm from {o}?",
    ),
    ("works_at", "led_by"): (
        "How many people work for firms led by {o}?",
        "Count the people whose employer is led by {o}.",
        "How many people have jobs at firms under {o}?",
    ),
    ("made_by", "headquartered_in"): (
        "How many devices are made by firms based in {o}?",
        "Count the devices whose maker is based in {o}.",
        "How many devices come from makers in {o}?",
    ),
    ("invented_by", "born_in"): (
        "How many devices were invented by people born in {o}?",
        "Count the devices whose inventor was born in {o}.",
        "How many devices go back to natives of {o}?",
    ),
    ("lives_in", "in_region"): (
        "How many people live in towns in {o}?",
        "Count the people whose town lies in {o}.",
        "How many people have a home somewhere in {o}?",
    ),
    ("mentor", "works_at"): (
        "How many people were taught by somebody who works at {o}?",
        "Count the people whose mentor works at {o}.",
        "How many people had a teacher from the staff of {o}?",
    ),
}
