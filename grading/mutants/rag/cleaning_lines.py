"""Mistakes in cleaning: boilerplate, broken lines and paragraphs."""

from grading.mutants import mutant

mutant(
    "clean-text",
    name="boilerplate-anywhere",
    kind="wrong-formula",
    replace="re.fullmatch(pattern, line.strip(), re.I)",
    by="re.search(pattern, line.strip(), re.I)",
    says="A line goes as soon as a pattern occurs somewhere in it, so real sentences that mention "
    "'home' are lost. The pattern must match the whole line.",
)
mutant(
    "clean-text",
    name="boilerplate-case",
    kind="edge-case",
    replace="re.fullmatch(pattern, line.strip(), re.I)",
    by="re.fullmatch(pattern, line.strip())",
    says="Boilerplate patterns are matched with regard to case, so 'PAGE 3 of 9' stays.",
)
mutant(
    "clean-text",
    name="boilerplate-unstripped",
    kind="edge-case",
    replace="re.fullmatch(pattern, line.strip(), re.I)",
    by="re.fullmatch(pattern, line, re.I)",
    says="White space at the ends of a line hides it from the boilerplate patterns: strip the "
    "line before matching.",
)
mutant(
    "clean-text",
    name="hyphen-before-capital",
    kind="edge-case",
    replace="(?=[a-zß-öø-ÿ])",
    by="(?=\\w)",
    says="You join every hyphen at a line end. Before a capital letter (Corva-Nord) the hyphen "
    "belongs to the name; only a lower-case letter continues a word.",
)
mutant(
    "clean-text",
    name="broken-words-stay",
    kind="missing-step",
    replace='text = re.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-zß-öø-ÿ])", "", text)',
    by="",
    says="Words that were broken at a line end stay in two halves ('engi- neer'): neither keyword "
    "search nor the encoder will find the engineer.",
)
mutant(
    "clean-text",
    name="paragraphs-lost",
    kind="missing-step",
    replace='return "\\n\\n".join(part for part in paragraphs if part)',
    by='return " ".join(part for part in paragraphs if part)',
    says="All paragraphs run together. The empty line between them is the best place to cut "
    "later: keep it.",
)

mutant(
    "clean-text",
    name="joins-over-an-empty-line",
    kind="wrong-formula",
    replace="-[^\\S\\n]*\\n[^\\S\\n]*(?=",
    by="-\\s*\\n\\s*(?=",
    says="A hyphen at the end of a paragraph swallows the empty line and pulls the next paragraph "
    "in: \\s matches line breaks too. Only white space other than line breaks may stand around "
    "the one break.",
)
mutant(
    "clean-text",
    name="letters-of-english-only",
    kind="edge-case",
    replace=[("(?<=[^\\W\\d_])", "(?<=[A-Za-z])"), ("(?=[a-zß-öø-ÿ])", "(?=[a-z])")],
    says="Only a to z count as letters, so words with accents stay in two halves (caf- été). "
    "A letter is more than English has.",
)
mutant(
    "clean-text",
    name="entities-too-late",
    kind="wrong-order",
    replace=[
        (
            "    text = html.unescape(text)\n",
            "",
        ),
        (
            '    return "\\n\\n".join(part for part in paragraphs if part)',
            '    text = "\\n\\n".join(part for part in paragraphs if part)\n'
            "    return html.unescape(text)",
        ),
    ],
    says="Entities are decoded too late: while lines are compared with the patterns 'A &amp; "
    "B' is not yet 'A & B'. Decode right after the tags have gone, before any step that "
    "looks at lines.",
)
mutant(
    "clean-text",
    name="boilerplate-before-tags",
    kind="wrong-order",
    replace=[
        (
            '    lines = [\n        line\n        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n',
            "",
        ),
        (
            '    text = re.sub(r"<(script|style)\\b[^>]*>.*?</\\1\\s*>|<!--.*?-->", "", '
            "raw, flags=re.I | re.S)\n",
            "    text = raw\n    lines = [\n        line\n"
            '        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n'
            '    text = re.sub(r"<(script|style)\\b[^>]*>.*?</\\1\\s*>|<!--.*?-->", "", '
            "text, flags=re.I | re.S)\n",
        ),
    ],
    says="Boilerplate is looked for before tags and entities are dealt with, so '<b>Menu</b>' "
    "and 'A &amp; B' do not match 'menu' and 'A & B'. It is step 4.",
)
mutant(
    "clean-text",
    name="boilerplate-ignored",
    kind="ignored-argument",
    replace=[
        (
            '    lines = [\n        line\n        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n',
            "",
        ),
    ],
    says="You ignore the boilerplate patterns: lines that match one stay.",
)
mutant(
    "clean-text",
    name="boilerplate-leaves-an-empty-line",
    kind="wrong-formula",
    replace=[
        (
            '    lines = [\n        line\n        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n',
            '    text = "\\n".join(\n'
            '        "" if any(re.fullmatch(p, line.strip(), re.I) for p in boilerplate) '
            'else line\n        for line in text.split("\\n")\n    )\n',
        ),
    ],
    says="A boilerplate line leaves an empty line behind, and that splits the paragraph it "
    "stood in. Leave the whole line out, with its line break.",
)
mutant(
    "clean-text",
    name="boilerplate-cut-out-of-lines",
    kind="wrong-formula",
    replace=[
        (
            '    lines = [\n        line\n        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n',
            "    for pattern in boilerplate:\n"
            '        text = re.sub(pattern, "", text, flags=re.I)\n',
        ),
    ],
    says="You delete a pattern wherever it occurs, also in the middle of a sentence, and "
    "leave its line empty. Look at one line at a time and leave it out if the pattern "
    "matches all of it.",
)
mutant(
    "clean-text",
    name="boilerplate-anywhere",
    kind="wrong-formula",
    replace=[
        (
            "re.fullmatch(pattern, line",
            "re.match(pattern, line",
        ),
    ],
    says="A line goes as soon as it begins with a pattern (re.match). The pattern must match "
    "the whole line: re.fullmatch.",
)
mutant(
    "clean-text",
    name="patterns-are-no-plain-text",
    kind="wrong-formula",
    replace=[
        (
            "re.fullmatch(pattern, line.strip(), re.I)",
            "pattern.lower() == line.strip().lower()",
        ),
    ],
    says="You compare lines with the patterns as plain text. They are regular expressions: "
    "r'page \\d+' stands for every page number.",
)
mutant(
    "clean-text",
    name="one-pattern-only",
    kind="missing-step",
    replace=[
        (
            "for pattern in boilerplate)",
            "for pattern in boilerplate[-1:])",
        ),
    ],
    says="Only the last pattern has an effect: each pass over the patterns starts from the "
    "full text again. Leave out a line if any pattern matches it.",
)
mutant(
    "clean-text",
    name="pattern-in-capitals",
    kind="edge-case",
    replace=[
        (
            "re.fullmatch(pattern, line.strip(), re.I)",
            "re.fullmatch(pattern, line.strip().lower())",
        ),
    ],
    says="You put the line in lower case, but a pattern with a capital letter ('Home') "
    "matches no such line. Ignore case while matching: re.I.",
)
mutant(
    "clean-text",
    name="joined-before-boilerplate",
    kind="wrong-order",
    replace=[
        (
            '    lines = [\n        line\n        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n',
            "",
        ),
        (
            '    text = re.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-zß-öø-ÿ])", "", '
            "text)\n",
            '    text = re.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-zß-öø-ÿ])", "", '
            'text)\n    lines = [\n        line\n        for line in text.split("\\n")\n'
            "        if not any(re.fullmatch(pattern, line.strip(), re.I) for pattern in "
            'boilerplate)\n    ]\n    text = "\\n".join(lines)\n',
        ),
    ],
    says="Words are joined before boilerplate has gone, so a page number between two halves "
    "keeps them apart. Step 4 comes before step 5.",
)
mutant(
    "clean-text",
    name="white-space-around-the-break",
    kind="edge-case",
    replace=[
        (
            "-[^\\S\\n]*\\n[^\\S\\n]*(?=",
            "-\\n(?=",
        ),
    ],
    says="A word stays broken where white space stands before or after the line break. Allow "
    "it on both sides of the break.",
)
mutant(
    "clean-text",
    name="letter-before-the-hyphen",
    kind="edge-case",
    replace=[
        (
            "(?<=[^\\W\\d_])",
            "(?<=\\w)",
        ),
    ],
    says="'90-' at a line end is joined to the next word: \\w matches digits too. Before the "
    "hyphen must stand a letter: [^\\W\\d_].",
)
mutant(
    "clean-text",
    name="letter-before-the-hyphen",
    kind="edge-case",
    replace=[
        (
            "(?<=[^\\W\\d_])",
            "",
        ),
    ],
    says="A dash at a line end, or a number with a hyphen, is joined to the next word. Before "
    "the hyphen must stand a letter.",
)
mutant(
    "clean-text",
    name="every-hyphen-at-a-line-end",
    kind="edge-case",
    replace=[
        (
            '    text = re.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-zß-öø-ÿ])", "", '
            "text)\n",
            '    text = text.replace("-\\n", "")\n',
        ),
    ],
    says="You remove every hyphen that stands right before a line break. It breaks a word "
    "only between a letter and a lower-case letter, and white space may stand around the break.",
)
mutant(
    "clean-text",
    name="empty-lines-only",
    kind="edge-case",
    replace=[
        (
            're.split(r"\\n\\s*\\n", text)',
            'text.split("\\n\\n")',
        ),
    ],
    says="A line that holds only white space does not separate paragraphs, because you look "
    "for two line breaks side by side. Between them white space may stand: \\n\\s*\\n.",
)
mutant(
    "clean-text",
    name="non-breaking-space-stays",
    kind="edge-case",
    replace=[
        (
            '    paragraphs = [" ".join(part.split()) for part in re.split(r"\\n\\s*\\n", text)]\n',
            '    paragraphs = [re.sub(r"[ \\t\\n]+", " ", part).strip() for part in '
            're.split(r"\\n\\s*\\n", text)]\n',
        ),
    ],
    says="A non-breaking space (&nbsp;, '\\xa0') stays and is no word boundary for a search "
    "that splits at spaces. \\s and split() take it for white space.",
)
mutant(
    "clean-text",
    name="empty-paragraphs-stay",
    kind="edge-case",
    replace=[
        (
            '    return "\\n\\n".join(part for part in paragraphs if part)',
            '    return "\\n\\n".join(paragraphs)',
        ),
    ],
    says="Paragraphs without text stay, as line breaks at the ends or too many of them "
    "between. Drop them before joining.",
)
mutant(
    "clean-text",
    name="paragraphs-lost",
    kind="missing-step",
    replace=[
        (
            '    return "\\n\\n".join(part for part in paragraphs if part)',
            '    return "\\n".join(part for part in paragraphs if part)',
        )
    ],
    says="Between two paragraphs stands only one line break. An empty line between them takes two.",
)
mutant(
    "clean-text",
    name="line-breaks-lost",
    kind="missing-step",
    replace='text = "\\n".join(lines)',
    by='text = "".join(lines)',
    says="After leaving out boilerplate you put the lines together with nothing between: put "
    "back the line breaks that split() took, paragraphs and broken words need them.",
)
mutant(
    "clean-text",
    name="empty-lines-beside-boilerplate",
    kind="edge-case",
    replace=[
        (
            "    lines = [\n",
            "    for p in boilerplate:\n        text = "
            're.sub(rf"^\\s*(?:{p})\\s*$\\n?", "", text, flags=re.I | re.M)\n    lines = [\n',
        ),
        ("for pattern in boilerplate)", "for pattern in ())"),
    ],
    says="An empty line beside a boilerplate line goes with it, and two paragraphs become one: \\s "
    "matches line breaks too. Look at each line alone.",
)
