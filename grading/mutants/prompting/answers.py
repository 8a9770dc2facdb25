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
    says="You take the last number of the text even where 'The answer is' names another. Models go "
    "on talking: 'The answer is 17, out of 20.'",
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
    "stands after the last one is about this problem.",
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

# ---------------------------------------------------------------- parse-json
mutant(
    "parse-json", name="json-loads-only", kind="missing-step",
    function='''def parse_json(text):
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) else None
    except ValueError:
        return None
''',
    says="You read correct JSON and nothing else. One code fence or one friendly sentence around "
    "the object, and it is lost.",
)
mutant(
    "parse-json", name="first-to-last-brace", kind="wrong-formula",
    function='''def parse_json(text):
    found = re.search(r"\\{.*\\}", text, flags=re.DOTALL)
    if not found:
        return None
    try:
        return json.loads(found.group(), strict=False)
    except ValueError:
        return None
''',
    says="You hand a cut of the text to json as it stands, from the first brace on. A slip inside, "
    "braces in the text around, a second object or a missing closing brace defeat it.",
)
mutant(
    "parse-json", name="quotes-replaced", kind="wrong-formula",
    replace="    def after_space(i):",
    by="    text = text.replace(\"'\", '\"')\n\n    def after_space(i):",
    says="All single quotes are replaced by double ones, apostrophes too: \"O'Brien\" breaks. Only "
    "a quote that opens a string is one.",
)
# The same mistake in the shapes that it usually has: repair by replace, then leave it to json.
for cut in (
    'found = re.search(r"\\{.*\\}", text, flags=re.DOTALL)\n    starts = [found.start()] if found else []',
    'starts = [found.start() for found in re.finditer(r"\\{", text)]',
):
    for more in (
        "",
        '    text = re.sub(r",\\s*([}\\]])", r"\\1", text)\n',
        '    for word, right in (("True", "true"), ("False", "false"), ("None", "null")):\n'
        "        text = text.replace(word, right)\n"
        '    text = re.sub(r",\\s*([}\\]])", r"\\1", text)\n',
    ):
        read = "json.loads(text[start : text.rindex('}') + 1], strict=False)"
        if "finditer" in cut:
            read = "json.JSONDecoder(strict=False).raw_decode(text, start)[0]"
        mutant(
            "parse-json", name="replaced-in-the-whole-text", kind="wrong-formula",
            function=f'''def parse_json(text):
    text = text.replace("'", '"')
{more}    {cut}
    for start in starts:
        try:
            return {read}
        except ValueError:
            continue
    return None
''',
            says="You repair by replacing in the whole text and leave the rest to json. Then the "
            "apostrophe in \"O'Brien\" becomes a quote, words and commas inside strings change, and a "
            "text that was cut off is lost. Read from left to right and know where a string is.",
        )
mutant(
    "parse-json", name="commas-removed-in-strings", kind="wrong-formula",
    replace="    def after_space(i):",
    by='    text = re.sub(r",\\s*([}\\]])", r"\\1", text)\n\n    def after_space(i):',
    says="Commas before a bracket are removed from the whole text, also inside strings, which "
    "changes the data. Repair the structure and leave the values alone.",
)
mutant(
    "parse-json", name="single-quotes-refused", kind="missing-step",
    replace=[
        ('if text[i] in "\\"\'":\n            return', "if text[i] == '\"':\n            return"),
        ('if text[i] not in "\\"\'":', "if text[i] != '\"':"),
    ],
    says="Strings in single quotes are not read. Models that have seen much Python write dicts.",
)
mutant(
    "parse-json", name="python-words-refused", kind="missing-step",
    replace='words |= {"True": True, "False": False, "None": None}', by="pass",
    says="True, False and None are not read. They are how Python, and so many models, write true, "
    "false and null.",
)
mutant(
    "parse-json", name="truncation-refused", kind="missing-step",
    replace="return items, len(text), True", by='raise ValueError("cut off") from None',
    says="A text that ends too early gives nothing. Running out of tokens is the commonest way to "
    "break JSON; what was finished is still good.",
)
mutant(
    "parse-json", name="half-a-name", kind="edge-case",
    replace="""        if i >= len(text):
            raise EOFError
        return "".join(parts), i + 1""",
    by="""        return "".join(parts), min(i + 1, len(text))""",
    says="A string that is cut off is kept as far as it goes. Half a name is a wrong name that "
    "nobody will notice; leave the unfinished pair out.",
)
mutant(
    "parse-json", name="half-a-number", kind="edge-case",
    replace="return json.loads(word), end, False",
    by='return json.loads(word.rstrip(".")), end, False',
    says="'12.' at the end of the text is kept as 12. It was going to be 12.5 or 12.75, so the pair is "
    "not finished: leave it out.",
)
mutant(
    "parse-json", name="key-without-value-kept", kind="edge-case",
    replace="                    value, i, ended = read_value(i + 1)\n",
    by="                    items[key] = None\n"
    "                    value, i, ended = read_value(i + 1)\n",
    says="A key whose value is cut off is kept with None. None says that the model knows there is "
    "no value; here it only ran out of room.",
)
mutant(
    "parse-json", name="first-brace-only", kind="edge-case",
    replace="            continue\n    return None", by="            return None\n    return None",
    says="If no object begins at the first brace you give up. Prose may hold braces too; go on to "
    "the next one.",
)
mutant(
    "parse-json", name="trailing-comma-refused", kind="missing-step",
    replace='                if text[i] == ",":\n                    i += 1\n',
    by='                if text[i] == ",":\n                    i += 1\n'
    '                    if text[after_space(i)] in "}]":\n'
    '                        raise ValueError("a comma too many")\n',
    says="A comma before the closing bracket makes you give up. It is the commonest slip in "
    "hand-written JSON, and models learned from hands.",
)
