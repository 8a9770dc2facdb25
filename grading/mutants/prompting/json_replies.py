# ruff: noqa: E501
"""Mistakes of unit 01 in reading JSON: patches of the reference, and what to say about each."""

from grading.mutants import mutant

# ---------------------------------------------------------------- parse-json
mutant(
    "parse-json", name="nothing-read", kind="missing-step",
    function="def parse_json(text):\n    return None\n",
    says="Every text gives None, also correct JSON. Is a return missing, or does every text end in the "
    "same except?",
)
mutant(
    "parse-json", name="json-loads-only", kind="missing-step",
    function='''def parse_json(text):
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) else None
    except ValueError:
        return None
''',
    says="You read a text that is correct JSON from its first character to its last. One code fence or "
    "one friendly sentence around the object, and it is lost.",
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
    says="You read a cut of the text as it stands, from the first brace on. A slip inside, "
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
            cut_says = ""
        else:
            cut_says = " From the first brace to the last is also too much where prose holds braces."
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
            "text that was cut off is lost. Read from left to right and know where a string is." + cut_says,
        )
# As they are written first: json's own strictness, at once or after correct JSON has been tried.
for first in ("", "    try:\n        return json.loads(found.group())\n    except ValueError:\n        pass\n"):
    for more in (
        "",
        '    text = re.sub(r",\\s*([}\\]])", r"\\1", text)\n',
        '    text = text.replace("True", "true").replace("False", "false").replace("None", "null")\n'
        '    text = re.sub(r",\\s*([}\\]])", r"\\1", text)\n',
    ):
        mutant(
            "parse-json", name="replaced-in-the-whole-text", kind="wrong-formula",
            function=f'''def parse_json(text):
    found = re.search(r"\\{{.*\\}}", text, flags=re.DOTALL)
    if not found:
        return None
{first}    text = found.group().replace("'", '"')
{more}    try:
        return json.loads(text)
    except ValueError:
        return None
''',
            says="You replace every single quote by a double one and leave the rest to json. Then an "
            "apostrophe (O'Brien) breaks its string, quotes inside strings end them, and a text that "
            "was cut off is lost. Read from left to right and know where a string is. From the first "
            "brace to the last is also too much where prose holds braces.",
        )
mutant(
    "parse-json", name="left-to-json", kind="missing-step",
    function='''def parse_json(text):
    for brace in re.finditer(r"\\{", text):
        try:
            return json.JSONDecoder(strict=False).raw_decode(text, brace.start())[0]
        except ValueError:
            continue
    return None
''',
    says="You find the object and leave reading it to json, which repairs nothing: single quotes, a comma "
    "too many, True, or a missing end, and it is lost (or you find a smaller object inside it).",
)
mutant(
    "parse-json", name="first-closing-brace", kind="wrong-formula",
    function='''def parse_json(text):
    found = re.search(r"\\{.*?\\}", text, flags=re.DOTALL)
    try:
        return json.loads(found.group())
    except (ValueError, AttributeError):
        return None
''',
    says="You stop at the first closing brace. It may close an inner object or stand inside a string; and "
    "json repairs nothing of what you hand to it.",
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
