"""Mistakes in taking a reply apart."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.pipeline import parse_answer

mutant(
    "parse-answer",
    name="one-number-a-bracket",
    kind="edge-case",
    replace='re.compile(r"\\[\\s*\\d+\\s*(?:,\\s*\\d+\\s*)*\\]")',
    by='re.compile(r"\\[\\d+\\]")',
    says="Only a bracket with a single number is understood: [1, 3] and [1,3] are citation marks "
    "too.",
)
mutant(
    "parse-answer",
    name="numbers-out-of-range",
    kind="missing-step",
    replace=" if 1 <= n <= passages)",
    by=")",
    says="A citation of a passage that was never shown is kept. It is the plainest sign of an "
    "invented source: drop it.",
)
mutant(
    "parse-answer",
    name="zero-is-a-passage",
    kind="off-by-one",
    replace="if 1 <= n <= passages",
    by="if 0 <= n <= passages",
    says="[0] is no passage: they are numbered from 1. As a list index it would silently point to "
    "the last one.",
)
mutant(
    "parse-answer",
    name="last-passage-refused",
    kind="off-by-one",
    replace="if 1 <= n <= passages",
    by="if 1 <= n < passages",
    says="The last passage can be cited too: n <= passages.",
)
mutant(
    "parse-answer",
    name="sorted-citations",
    kind="wrong-order",
    replace="list(dict.fromkeys(n for n in numbers if 1 <= n <= passages))",
    by="sorted({n for n in numbers if 1 <= n <= passages})",
    says="Citations are sorted (a set loses their order). Keep the order in which the reply gives "
    "them: the first is the one it leans on.",
)
mutant(
    "parse-answer",
    name="repeated-citations",
    kind="missing-step",
    replace="list(dict.fromkeys(n for n in numbers if 1 <= n <= passages))",
    by="[n for n in numbers if 1 <= n <= passages]",
    says="A passage that is cited twice is listed twice.",
)
mutant(
    "parse-answer",
    name="curly-apostrophe",
    kind="edge-case",
    replace='.replace("’", "\'")',
    by="",
    says="'I don’t know' with a typographic apostrophe is taken for an answer. Models write both.",
)
mutant(
    "parse-answer",
    name="abstention-by-case",
    kind="edge-case",
    replace="plain = answer.lower()",
    by="plain = answer",
    says="The abstention is recognised in one spelling only: ignore case.",
)
mutant(
    "parse-answer",
    name="abstains-and-cites",
    kind="missing-step",
    replace='"answer": "", "citations": [], "abstained": True',
    by='"answer": answer, "citations": citations, "abstained": True',
    says="An abstention has neither answer nor citations: what a model cites for not knowing is "
    "no source.",
)
mutant(
    "parse-answer",
    name="full-stop-stays",
    kind="missing-step",
    replace='.strip().rstrip(".")',
    by=".strip()",
    says="The full stop stays at the end of the answer, and 'Corva.' is not the string 'Corva'.",
)

mutant(
    "parse-answer",
    name="one-full-stop",
    kind="edge-case",
    replace='.strip().rstrip(".")',
    by='.strip().removesuffix(".")',
    says="Only one full stop goes at the end: 'Corva...' keeps two. All of them go.",
)
mutant(
    "parse-answer",
    name="abstention-keeps-citations",
    kind="missing-step",
    replace='"answer": "", "citations": [], "abstained": True',
    by='"answer": "", "citations": citations, "abstained": True',
    says="An abstention keeps its citations: what a model cites for not knowing is no source. "
    "Return an empty list.",
)
mutant(
    "parse-answer",
    name="abstention-keeps-answer",
    kind="missing-step",
    replace='"answer": "", "citations": [], "abstained": True',
    by='"answer": answer, "citations": [], "abstained": True',
    says="An abstention keeps its text as the answer. Then 'I do not know' is shown and scored "
    "like a fact: the answer is the empty string.",
)

# The pattern of a mark
_MARK = 're.compile(r"\\[\\s*\\d+\\s*(?:,\\s*\\d+\\s*)*\\]")'
for _pattern in (r"\[\d+(?:,\d+)*\]", r"\[\d+(?:,\s*\d+)*\]"):
    mutant(
        "parse-answer",
        name="white-space-in-a-mark",
        kind="edge-case",
        function=alone(parse_answer, (_MARK, f're.compile(r"{_pattern}")')),
        says="White space inside a mark is not allowed for everywhere: [1, 3], [1,3] and [ 2 ] are "
        "all citation marks. Put \\s* around each number.",
    )
mutant(
    "parse-answer",
    name="marks-without-commas",
    kind="wrong-formula",
    function=alone(parse_answer, (_MARK, 're.compile(r"\\[[\\d,\\s]+\\]")')),
    says="'[1 2]' is taken for a citation mark. Numbers are separated by commas: a number, then "
    "any times a comma and a number. A class such as [\\d,\\s]+ takes them in any order.",
)
mutant(
    "parse-answer",
    name="every-bracket-is-a-mark",
    kind="wrong-formula",
    function=alone(parse_answer, ('mark.sub("", text)', 're.sub(r"\\[[^\\]]*\\]", "", text)')),
    says="Every bracket is taken out of the answer. '[see 1]' is part of it: only citation marks "
    "go, which hold whole numbers and commas, nothing else.",
)
mutant(
    "parse-answer",
    name="every-bracket-is-a-mark",
    kind="wrong-formula",
    function=alone(parse_answer, (_MARK, 're.compile(r"\\[.*?\\]")')),
    says="Whatever stands in brackets is taken for a citation mark. '[see 1]' is part of the "
    "answer: a mark holds whole numbers and commas, nothing else.",
)

# The full stops at the end
mutant(
    "parse-answer",
    name="full-stops-too-early",
    kind="wrong-order",
    function=alone(
        parse_answer, ('answer).strip().rstrip(".")', 'answer.strip().rstrip(".")).strip()')
    ),
    says="Full stops at the end go before the white space in front of them does, so one of "
    "'Corva . .' is left. Remove the white space first, the full stops last.",
)
mutant(
    "parse-answer",
    name="full-stops-before-marks",
    kind="wrong-order",
    function=alone(
        parse_answer,
        ('.strip().rstrip(".")', ".strip()"),
        ('mark.sub("", text)', 'mark.sub("", text.strip().rstrip("."))'),
    ),
    says="Full stops at the end of the text go before the marks do, so those in front of a last "
    "mark stay: 'Corva. [2]' keeps one. Remove the marks first, the full stops last.",
)
mutant(
    "parse-answer",
    name="full-stops-before-white-space",
    kind="wrong-order",
    function=alone(
        parse_answer,
        ('" ".join(mark.sub("", text).split())', 're.sub(r"\\s+", " ", mark.sub("", text))'),
        ('.strip().rstrip(".")', '.rstrip(".").strip()'),
    ),
    says="Full stops at the end go before the white space there does, so those of 'Corva... [2]' "
    "stay: without its mark a space is last. Strip the white space first, then the full stops.",
)
mutant(
    "parse-answer",
    name="apostrophe-changed",
    kind="wrong-formula",
    function=alone(
        parse_answer,
        ('.strip().rstrip(".")', '.strip().rstrip(".").replace("’", "\'")'),
    ),
    says="The answer comes back with ' in the place of ’. That is only for finding the phrases: "
    "replace it in a copy, and return the answer as it was.",
)

# When a model abstains
_WHEN = 'if not answer or "i do not know" in plain or "i don\'t know" in plain:'
_WHOLE = (
    "where nothing else is said. 'Sorry, I do not know who built it.' abstains too: look for both "
    "phrases anywhere in the answer, with `in`."
)
for _condition, _says in (
    ('plain in ("i do not know", "i don\'t know")', "You take the phrases for an abstention only "),
    (
        'plain == "i do not know" or "i don\'t know" in plain',
        "You take 'I do not know' for an abstention only ",
    ),
    (
        '"i do not know" in plain or plain == "i don\'t know"',
        "You take 'I don't know' for an abstention only ",
    ),
):
    mutant(
        "parse-answer",
        name="abstention-as-a-whole",
        kind="wrong-formula",
        function=alone(parse_answer, (_WHEN, f"if not answer or {_condition}:")),
        says=_says + _WHOLE,
    )
for _place, _says in (("startswith", "begins"), ("endswith", "ends")):
    mutant(
        "parse-answer",
        name="abstention-in-one-place",
        kind="wrong-formula",
        function=alone(
            parse_answer,
            (_WHEN, f'if not answer or plain.{_place}(("i do not know", "i don\'t know")):'),
        ),
        says=f"You take the phrase for an abstention only where the answer {_says} with it. Look "
        "for it anywhere in the answer, with `in`.",
    )
mutant(
    "parse-answer",
    name="second-phrase-missed",
    kind="missing-step",
    function=alone(
        parse_answer, (_WHEN, 'if not answer or ("i do not know" or "i don\'t know") in plain:')
    ),
    says="'I don't know' is never found, only 'I do not know'. In Python ('a' or 'b') in x looks "
    "for 'a' alone: write out both tests; and look for the apostrophe that you have put in the "
    "place of the typographic one.",
)
mutant(
    "parse-answer",
    name="first-phrase-missed",
    kind="missing-step",
    function=alone(parse_answer, (_WHEN, 'if not answer or "i don\'t know" in plain:')),
    says="'I do not know' is never found, only 'I don't know'. Test for both phrases.",
)
mutant(
    "parse-answer",
    name="every-reply-abstains",
    kind="wrong-formula",
    function=alone(
        parse_answer, (_WHEN, 'if not answer or "i do not know" or "i don\'t know" in plain:')
    ),
    says='Every reply counts as an abstention. In Python "a" or "b" in x is always true, because '
    'the text "a" counts as true: write "a" in x or "b" in x.',
)
mutant(
    "parse-answer",
    name="no-phrase-found",
    kind="missing-step",
    function=alone(parse_answer, (_WHEN, "if not answer:")),
    says="No phrase is found in any spelling, only an empty answer abstains. Look in the "
    "lower-cased answer for both phrases, written in lower case too.",
)
mutant(
    "parse-answer",
    name="abstention-by-case",
    kind="edge-case",
    function=alone(
        parse_answer,
        ("plain = answer.lower()", "plain = answer"),
        (_WHEN, 'if not answer or "I do not know" in plain or "I don\'t know" in plain:'),
    ),
    says="The abstention is recognised in one spelling only: ignore case.",
)
mutant(
    "parse-answer",
    name="abstention-in-the-raw-text",
    kind="wrong-order",
    function=alone(parse_answer, ("plain = answer.lower()", "plain = text.lower()")),
    says="You look for the phrase in the raw reply, where marks and double spaces can stand inside "
    "it. Look in the cleaned answer.",
)
mutant(
    "parse-answer",
    name="abstention-too-wide",
    kind="wrong-formula",
    function=alone(
        parse_answer, (_WHEN, 'if not answer or "not know" in plain or "n\'t know" in plain:')
    ),
    says="'Ada does not know Bo.' is taken for an abstention. Only a model that speaks of itself "
    "abstains: the phrases begin with 'I'.",
)
mutant(
    "parse-answer",
    name="no-citation-is-abstention",
    kind="wrong-formula",
    function=alone(parse_answer, ("if not answer or ", "if not answer or not citations or ")),
    says="An answer without a citation is taken for an abstention. It is an answer without a "
    "source: only the phrases and an empty answer abstain.",
)
mutant(
    "parse-answer",
    name="empty-is-an-answer",
    kind="edge-case",
    function=alone(parse_answer, ("if not answer or ", "if ")),
    says="A reply that is nothing but a citation counts as an answer. An empty answer abstains "
    "too, and then there are no citations.",
)
