# ruff: noqa: E501
"""Mistakes of unit 01 in reading replies: patches of the reference, and what to say about each."""

from grading.mutants import mutant

# ---------------------------------------------------------------- extract-answer
mutant(
    "extract-answer", name="first-number", kind="wrong-order",
    replace="float(found[-1].replace", by="float(found[0].replace",
    says="Without a marker you take the first number of the text. A worked solution begins with the "
    "numbers of the problem and ends with the result.",
)
mutant(
    "extract-answer", name="last-number-always", kind="missing-step",
    replace="if found:", by="if False:",
    says="After 'The answer is' the first number counts, and you give the last one of the text. Models "
    "go on talking: 'The answer is 17, out of 20.'",
)
mutant(
    "extract-answer", name="first-marker", kind="wrong-order",
    replace="in reversed(list(re.finditer(r\"answer\\s*(?:is|:)\", text, flags=re.IGNORECASE))):",
    by="in re.finditer(r\"answer\\s*(?:is|:)\", text, flags=re.IGNORECASE):",
    says="You take the first 'answer is'. With worked examples or a recalled problem in the text, "
    "the first one is somebody else's answer.",
)
mutant(
    "extract-answer", name="thousands-split", kind="edge-case",
    replace=r"(?:,\d{3}(?!\d))*", by="",
    says="'1,204' is read as two numbers. A comma before exactly three digits separates thousands.",
)
mutant(
    "extract-answer", name="every-comma-joins", kind="edge-case",
    replace=r"(?:,\d{3}(?!\d))*", by=r"(?:,\d+)*",
    says="'3,4' is read as 34. Only a comma before exactly three digits separates thousands.",
)
mutant(
    "extract-answer", name="decimals-cut", kind="missing-step",
    replace=r"(?:\.\d+)?", by="",
    says="'12.5' loses its decimals, or becomes two numbers. A point belongs to the number if a "
    "digit follows, and ends the sentence if none does.",
)
mutant(
    "extract-answer", name="minus-lost", kind="missing-step",
    replace=r"(?:(?<![\w)])-)?", by="",
    says="The minus sign is lost: '-5' is read as 5.",
)
mutant(
    "extract-answer", name="minus-of-subtraction", kind="edge-case",
    replace=r"(?:(?<![\w)])-)?", by="-?",
    says="'22-5' is read as 22 and -5. Directly after a digit, a letter or a closing parenthesis "
    "the minus is a subtraction or a hyphen, not a sign.",
)
mutant(
    "extract-answer", name="minus-and-digits-only", kind="missing-step",
    replace=r"(?:(?<![\w)])-)?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?", by=r"-?\d+",
    says="A number is an optional minus and digits to you. So '22-5' ends in -5 (there the minus is a "
    "subtraction), '1,204' is two numbers, and '12.5' loses its decimals. The docstring has a rule "
    "for each.",
)
mutant(
    "extract-answer", name="digits-only", kind="missing-step",
    replace=r"(?:(?<![\w)])-)?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?", by=r"\d+",
    says="A number is a run of digits to you. So '= -5' loses its sign, '1,204' is two numbers, and "
    "'12.5' loses its decimals. The docstring has a rule for each.",
)
mutant(
    "extract-answer", name="case-matters", kind="edge-case",
    replace=", flags=re.IGNORECASE", by="",
    says="'ANSWER:' and 'Answer is' are not recognised. Compare without regard to case.",
)
mutant(
    "extract-answer", name="last-marker-only", kind="edge-case",
    replace="in reversed(list(re.finditer(r\"answer\\s*(?:is|:)\", text, flags=re.IGNORECASE))):",
    by="in list(re.finditer(r\"answer\\s*(?:is|:)\", text, flags=re.IGNORECASE))[-1:]:",
    says="Where nothing follows the last marker ('I hope that this answer is right.') you do not "
    "look at the marker before it, which has the number.",
)
mutant(
    "extract-answer", name="zero-for-nothing", kind="edge-case",
    replace='if found else None', by='if found else 0.0',
    says="A text without a number gives 0. That is an answer, and now and then a right one; None "
    "says that there was none.",
)
mutant(
    "extract-answer", name="colon-not-seen", kind="edge-case",
    replace=r"answer\s*(?:is|:)", by=r"answer\s*is",
    says="Only 'answer is' is a marker to you. 'answer:' is one too, also with a space before the colon.",
)
mutant(
    "extract-answer", name="one-space-only", kind="edge-case",
    replace=r"answer\s*(?:is|:)", by=r"answer(?: is|:)",
    says="You look for 'answer is' with exactly one space and 'answer:' with none. Any whitespace, or "
    "none, may stand there: 'Answer  is', 'answer :'.",
)
mutant(
    "extract-answer", name="marker-demanded", kind="edge-case",
    replace="    found = re.findall(number, text)\n    return float(found[-1].replace(\",\", \"\")) if found else None",
    by="    return None",
    says="A text without 'answer is' or 'answer:' gives nothing. Then the last number of the text counts.",
)
mutant(
    "extract-answer", name="minus-after-parenthesis", kind="edge-case",
    replace=r"(?<![\w)])", by=r"(?<!\w)",
    says="'(22)-5' is read as 22 and -5. After a closing parenthesis the minus is a subtraction, as "
    "it is after a digit.",
)

mutant(
    "extract-answer", name="one-blank-demanded", kind="edge-case",
    replace=r"answer\s*(?:is|:)", by=r"answer (?:is|:)",
    says="You demand exactly one blank after 'answer'. Any whitespace, or none, may stand there: "
    "'ANSWER:', 'Answer  is'.",
)
mutant(
    "extract-answer", name="the-demanded", kind="edge-case",
    replace=r"answer\s*(?:is|:)", by=r"the answer\s*(?:is|:)",
    says="You demand 'the' before 'answer'. The marker is 'answer is' or 'answer:' alone: "
    "'ANSWER: 17' has no 'the'.",
)
mutant(
    "extract-answer", name="longer-group-taken-apart", kind="edge-case",
    replace=r"(?:,\d{3}(?!\d))*", by=r"(?:,\d{3})*",
    says="'1,2345' is read as 1,234 and 5. A comma separates thousands only before exactly three "
    "digits: no fourth may follow.",
)
mutant(
    "extract-answer", name="word-end-demanded", kind="edge-case",
    replace=r"(?:,\d{3}(?!\d))*", by=r"(?:,\d{3}\b)*",
    says="'1,204kg' is read as 1 and 204. After the three digits no digit may follow; a letter may.",
)
mutant(
    "extract-answer", name="three-digits-at-first", kind="edge-case",
    replace=r"\d+(?:,\d{3}(?!\d))*", by=r"\d{1,3}(?:,\d{3}(?!\d))*",
    says="A number without commas is cut after three digits: '1500' is read as 150 and 0.",
)
mutant(
    "extract-answer", name="minus-after-letter", kind="edge-case",
    replace=r"(?<![\w)])", by=r"(?<![\d)])",
    says="'A-5' is read as -5. Directly after a letter the minus is a hyphen.",
)

# ---------------------------------------------------------------- majority-vote
mutant(
    "majority-vote", name="not-normalised", kind="missing-step",
    replace='" ".join(answer.lower().replace(",", "").rstrip(". \\t\\n").split())', by="answer",
    says="'17', '17.' and ' 17' are counted as three answers. Normalise before you count, or the "
    "vote is split over spellings.",
)
mutant(
    "majority-vote", name="case-kept", kind="missing-step",
    replace="answer.lower().replace", by="answer.replace",
    says="'Corva' and 'corva' are counted apart. Normalising includes lower case.",
)
mutant(
    "majority-vote", name="commas-kept", kind="missing-step",
    replace='.replace(",", "")', by="",
    says="'1,204' and '1204' are counted apart. Normalising removes commas.",
)
mutant(
    "majority-vote", name="full-stop-kept", kind="missing-step",
    replace='.rstrip(". \\t\\n").split()', by=".split()",
    says="'17.' and '17' are counted apart. Normalising removes full stops at the end.",
)
mutant(
    "majority-vote", name="full-stop-before-space", kind="wrong-order",
    replace='.rstrip(". \\t\\n").split()', by='.rstrip(".").split()',
    says="' 17. ' keeps its full stop: you look for one at the end while a blank still stands there. "
    "Full stops and whitespace at the end come in any mixture; remove both together.",
)
for form in ('answer.lower().replace(",", "").strip(". \\t\\n")',
             'answer.lower().replace(",", "").strip().rstrip(".")'):
    mutant(
        "majority-vote", name="blanks-kept", kind="missing-step",
        replace='" ".join(answer.lower().replace(",", "").rstrip(". \\t\\n").split())', by=form,
        says="Blanks are left where they split the vote: two of them in 'two  words', or one at the end "
        "of 'bay .' once the full stop is gone. Every run of whitespace becomes one space, and full "
        "stops and whitespace at the end go together.",
    )
for form, done in (
    ("answer.strip()", "the outer whitespace"),
    ("answer.strip().lower()", "the outer whitespace and capitals"),
    ('answer.strip().lower().replace(",", "")', "the outer whitespace, capitals and commas"),
):
    mutant(
        "majority-vote", name="half-normalised", kind="missing-step",
        replace='" ".join(answer.lower().replace(",", "").rstrip(". \\t\\n").split())', by=form,
        says=f"You normalise {done} only. 'z' and 'z.' are still counted apart, and so is what else the "
        "docstring lists; go through its list once more.",
    )
mutant(
    "majority-vote", name="last-of-ties", kind="wrong-order",
    replace="winner, count = votes.most_common(1)[0]",
    by="winner, count = max(reversed(votes.items()), key=lambda pair: pair[1])",
    says="Of answers with equally many votes you take the one that came last. The first one wins: "
    "the rule is arbitrary, but it must be one rule.",
)
mutant(
    "majority-vote", name="largest-of-ties", kind="wrong-order",
    replace="winner, count = votes.most_common(1)[0]",
    by="count, winner = max((c, a) for a, c in votes.items())",
    says="Of answers with equally many votes you take the largest in the alphabet. The one that was "
    "given first wins.",
)
mutant(
    "majority-vote", name="share-of-valid", kind="wrong-formula",
    replace="count / len(answers)", by="count / sum(votes.values())",
    says="The share leaves out samples without an answer, so 2 readable ones of 10 look unanimous. "
    "Divide by the number of all samples.",
)
mutant(
    "majority-vote", name="none-votes", kind="edge-case",
    replace=[("            continue", '            answer = "none"')],
    says="None takes part in the vote. A sample in which no answer could be read supports no answer.",
)
mutant(
    "majority-vote", name="share-as-count", kind="wrong-type",
    replace="count / len(answers)", by="float(count)",
    says="You return the number of votes, not their share of the samples.",
)
mutant(
    "majority-vote", name="first-answer", kind="missing-step",
    replace="winner, count = votes.most_common(1)[0]", by="winner, count = next(iter(votes.items()))",
    says="You return the first answer, not the one with most votes. That is one sample: the vote is "
    "the whole technique.",
)
mutant(
    "majority-vote", name="smallest-of-ties", kind="wrong-order",
    replace="winner, count = votes.most_common(1)[0]",
    by="winner, count = min(votes.items(), key=lambda pair: (-pair[1], pair[0]))",
    says="Of answers with equally many votes you take the first in the alphabet. The one that was "
    "given first wins.",
)
mutant(
    "majority-vote", name="no-votes-forgotten", kind="edge-case",
    replace="    if not votes:\n        return None, 0.0\n", by="",
    says="Where nobody votes (an empty list, or only None) there is no first place, and your code "
    "stops. The docstring says what to return then.",
)
mutant(
    "majority-vote", name="all-full-stops-removed", kind="edge-case",
    replace='.rstrip(". \\t\\n").split()', by='.replace(".", "").split()',
    says="You remove every full stop, so '12.5' becomes '125'. Only those at the end go.",
)
mutant(
    "majority-vote", name="winner-as-written", kind="wrong-type",
    function='''def majority_vote(answers):
    votes, first = Counter(), {}
    for answer in answers:
        normal = " ".join((answer or "").lower().replace(",", "").rstrip(". \\t\\n").split())
        if normal:
            votes[normal] += 1
            first.setdefault(normal, answer)
    if not votes:
        return None, 0.0
    winner, count = votes.most_common(1)[0]
    return first[winner], count / len(answers)
''',
    says="The winner comes as it was written first. The docstring asks for its normalised form, so that "
    "it can be compared.",
)

# ---------------------------------------------------------------- analogical
mutant(
    "analogical", name="answer-from-whole-reply", kind="wrong-formula",
    replace='solution, "answer": extract(solution)', by='solution, "answer": extract(reply)',
    says="The answer is read from the whole reply, in which the recalled problem has an answer too. "
    "Read it from the part after 'This problem:'.",
)
mutant(
    "analogical", name="instruction-first", kind="wrong-order",
    replace='f"{problem}\\n{instruction}"', by='f"{instruction}\\n{problem}"',
    says="The instruction stands before the problem. Here it is the problem, a line break, then "
    "what to do with it.",
)
mutant(
    "analogical", name="instruction-ignored", kind="ignored-argument",
    replace='f"{problem}\\n{instruction}"',
    by='f"{problem}\\nFirst recall a similar problem and solve it, then solve this one."',
    says="The argument instruction is not used. Wordings differ in effect; yours must be "
    "exchangeable.",
)
mutant(
    "analogical", name="no-instruction", kind="missing-step",
    replace='f"{problem}\\n{instruction}"', by="problem",
    says="The model is sent the problem alone, so nothing asks it to recall a similar one.",
)
mutant(
    "analogical", name="first-split", kind="wrong-order",
    replace='reply.rpartition("This problem:")', by='reply.partition("This problem:")',
    says="You split at the first 'This problem:'. The recalled problem may hold the words too; what "
    "stands after the last one is about this problem. And a reply without them is all solution.",
)
mutant(
    "analogical", name="prefix-left", kind="missing-step",
    replace='.removeprefix("Similar problem:").strip()', by="",
    says="'Similar problem:' is still in front of the recalled problem.",
)
mutant(
    "analogical", name="called-twice", kind="extra-step",
    replace='    recalled, _, solution = reply',
    by='    reply = model.invoke([("user", f"{problem}\\n{instruction}")]).content\n'
    "    recalled, _, solution = reply",
    says="The model is called twice. Analogical prompting is one call, in which the model recalls "
    "and solves; a second one doubles the price.",
)
mutant(
    "analogical", name="no-split-no-solution", kind="edge-case",
    replace='reply.rpartition("This problem:")', by='(reply.split("This problem:") + ["", ""])[0], 0, '
    '"".join(reply.split("This problem:")[1:][-1:])',
    says="A reply without 'This problem:' loses its solution. A model that skips the recalling has "
    "still solved the problem: the whole reply is the solution then.",
)
PREFIX = '.removeprefix("Similar problem:").strip()'
mutant(
    "analogical", name="first-split", kind="wrong-order",
    replace='reply.rpartition("This problem:")',
    by='reply.partition("This problem:") if "This problem:" in reply else ("", "", reply)',
    says="You split at the first 'This problem:'. The recalled problem may hold the words too; what "
    "stands after the last one is about this problem.",
)
for split, name, says in (
    ('a, b = reply.split("This problem:")', "one-split-expected",
     "You count on 'This problem:' standing in the reply exactly once. It may be missing (then all is "
     "solution), or stand twice (then the last one counts)."),
    ('a, b = reply.rsplit("This problem:", 1)', "split-expected",
     "You count on 'This problem:' standing in the reply. Where it is missing, split gives one part "
     "only, and the whole reply is the solution."),
    ('a, b = reply.split("This problem:")[:2]', "second-part-taken",
     "You take the second part of a split. Where 'This problem:' is missing there is none, and where it "
     "stands twice the second part is not the last."),
    ('a, b = reply.split("This problem:")[0], reply.split("This problem:")[1]', "second-part-taken",
     "You take the second part of a split. Where 'This problem:' is missing there is none, and where it "
     "stands twice the second part is not the last."),
    ('a, b = reply.split("This problem:")[0], reply.split("This problem:")[-1]', "outer-parts-taken",
     "You take the first and the last part of a split. Where 'This problem:' stands twice the middle "
     "is lost, and where it is missing both are the whole reply (recalled must be '' then)."),
):
    mutant(
        "analogical", name=name, kind="edge-case",
        replace='recalled, _, solution = reply.rpartition("This problem:")',
        by=split.replace("a, b", "recalled, solution"), says=says,
    )
for dots in (".*", ".*?"):
    mutant(
        "analogical", name="form-expected", kind="edge-case",
        replace='recalled, _, solution = reply.rpartition("This problem:")',
        by=f'recalled, solution = re.search(r"Similar problem:({dots})This problem:(.*)", reply, re.S).groups()',
        says="You match the whole form at once. A reply may lack either half of it: without 'This "
        "problem:' all is solution, and without 'Similar problem:' the beginning is still recalled.",
    )
mutant(
    "analogical", name="prefix-removed-everywhere", kind="edge-case",
    replace=PREFIX, by='.replace("Similar problem:", "").strip()',
    says="'Similar problem:' is removed wherever it stands. It is a prefix: take it from the beginning "
    "only (str.removeprefix).",
)
mutant(
    "analogical", name="prefix-as-set-of-letters", kind="edge-case",
    replace=PREFIX, by='.lstrip("Similar problem:").strip()',
    says="lstrip takes a set of characters, not a prefix: it eats every leading letter that occurs in "
    "'Similar problem:', also of the words after it. Use str.removeprefix.",
)
mutant(
    "analogical", name="message-for-text", kind="wrong-type",
    replace='{instruction}")]).content', by='{instruction}")])',
    says="model.invoke gives a message, not a text. The text is its .content.",
)
mutant(
    "analogical", name="instruction-on-same-line", kind="wrong-separator",
    replace='f"{problem}\\n{instruction}"', by='f"{problem} {instruction}"',
    says="The instruction is on the problem's own line. A line break stands between them.",
)
mutant(
    "analogical", name="instruction-as-system", kind="wrong-role",
    replace='[("user", f"{problem}\\n{instruction}")]',
    by='[("system", instruction), ("user", problem)]',
    says="The instruction is a system message. Here both stand in one user message, the problem first.",
)
