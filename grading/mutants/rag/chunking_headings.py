"""Mistakes in chunking: along headings."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.chunking import heading_chunks

mutant(
    "heading-chunks",
    name="path-never-popped",
    kind="missing-step",
    replace="[entry for entry in path if entry[0] < level] + ",
    by="path + ",
    says="Old headings never leave the path: a sibling section stands below its sibling. A "
    "heading replaces all headings of its own level and deeper.",
)
mutant(
    "heading-chunks",
    name="siblings-nest",
    kind="off-by-one",
    replace="if entry[0] < level]",
    by="if entry[0] <= level]",
    says="A heading stands below its own sibling: headings of the same level must be replaced too.",
)
mutant(
    "heading-chunks",
    name="path-cut-by-position",
    kind="wrong-formula",
    replace="[entry for entry in path if entry[0] < level] + ",
    by="path[: level - 1] + ",
    says="You cut the path to level - 1 entries. Where a level was skipped (# then ###) its "
    "entries do not stand at their level: compare levels, not positions.",
)
mutant(
    "heading-chunks",
    name="nearest-heading-only",
    kind="missing-step",
    replace='" > ".join(title for _, title in path)',
    by="path[-1][1]",
    says="Only the nearest heading is kept. 'History' alone does not say whose history: join the "
    "whole path.",
)
mutant(
    "heading-chunks",
    name="code-read-as-heading",
    kind="edge-case",
    replace="if match and not fenced:",
    by="if match:",
    says="A comment (# ...) inside a code block is taken for a heading. Between lines that start "
    "with three backticks nothing is one.",
)
mutant(
    "heading-chunks",
    name="hashtag-is-heading",
    kind="edge-case",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#{1,6}) *([^\\s#].*)"',
    says="'#tag' is taken for a heading: a heading has a space after its signs.",
)
mutant(
    "heading-chunks",
    name="size-ignored",
    kind="ignored-argument",
    replace="for start in range(0, len(words), size)",
    by="for start in range(min(1, len(words)))",
    says="Only the first block of a section is returned: the rest of a long section is lost.",
)
mutant(
    "heading-chunks",
    name="text-before-headings-lost",
    kind="edge-case",
    replace="for titles, words in sections\n",
    by="for titles, words in sections[1:]\n",
    says="Text before the first heading is lost. Its path is the empty string.",
)
mutant(
    "heading-chunks",
    name="every-hash-is-a-heading",
    kind="edge-case",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#+)\\s*(.*)"',
    says="Every line that starts with # is taken for a heading. A heading has one to six signs, "
    "then at least one space, then a title; #tag, ####### and a lone # are text.",
)
mutant(
    "heading-chunks",
    name="heading-without-title",
    kind="edge-case",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#{1,6}) +(.*)"',
    says="A sign and a space with nothing behind are taken for a heading, with an empty title. "
    "Without a title the line is text.",
)
mutant(
    "heading-chunks",
    name="seven-signs",
    kind="off-by-one",
    replace='r"(#{1,6}) +(\\S.*)"',
    by='r"(#+) +(\\S.*)"',
    says="Seven # are taken for a heading. There are six levels; more signs are text.",
)
mutant(
    "heading-chunks",
    name="hashtag-is-heading",
    kind="edge-case",
    replace=[
        (
            'r"(#{1,6}) +(\\S.*)"',
            'r"(#{1,6}) *(\\S.*)"',
        ),
    ],
    says="'#tag' is taken for a heading: a heading has at least one space after its signs. "
    "(Seven signs then look like six and a title that starts with #.)",
)
mutant(
    "heading-chunks",
    name="sign-anywhere-in-the-line",
    kind="edge-case",
    replace=[
        (
            "re.fullmatch",
            "re.search",
        ),
    ],
    says="A # in the middle of a line makes it a heading: re.search looks anywhere. The line "
    "must be a heading from its first character on.",
)
mutant(
    "heading-chunks",
    name="indented-line-is-heading",
    kind="edge-case",
    replace=[
        (
            'r"(#{1,6}) +(\\S.*)", line',
            'r"(#{1,6}) +(\\S.*)", line.strip()',
        ),
    ],
    says="You strip the line before you look at it, so a line that begins with spaces counts "
    "as a heading. A heading begins with its signs.",
)
mutant(
    "heading-chunks",
    name="heading-without-title",
    kind="edge-case",
    replace=[
        (
            'r"(#{1,6}) +(\\S.*)"',
            'r"(#{1,6}) +(.+)"',
        ),
    ],
    says="A sign with nothing but spaces behind is taken for a heading, with an empty title. "
    "Without a title the line is text.",
)
mutant(
    "heading-chunks",
    name="too-few-levels",
    kind="off-by-one",
    replace=[('r"(#{1,6}) +(\\S.*)"', 'r"(#{1,5}) +(\\S.*)"')],
    says="A line with six # is a heading too: there are six levels.",
)
mutant(
    "heading-chunks",
    name="backticks-anywhere",
    kind="edge-case",
    replace=[
        (
            'line.startswith("```")',
            '"```" in line',
        ),
    ],
    says="Backticks in the middle of a line open a code block, and the next heading is lost "
    "in it. Only a line that starts with three backticks does.",
)
mutant(
    "heading-chunks",
    name="code-block-never-ends",
    kind="missing-step",
    replace=[
        (
            "fenced = not fenced",
            "fenced = True",
        ),
    ],
    says="After the first code block nothing is a heading any more: the second line that "
    "starts with three backticks ends the block.",
)
mutant(
    "heading-chunks",
    name="deeper-headings-stay",
    kind="wrong-formula",
    replace=[
        (
            "if entry[0] < level]",
            "if entry[0] != level]",
        ),
    ],
    says="A heading only replaces the one of its own level; deeper ones, which belonged to "
    "the section before, stay in the path. Keep only those of lower level.",
)
mutant(
    "heading-chunks",
    name="one-heading-popped",
    kind="missing-step",
    replace=[
        (
            "[entry for entry in path if entry[0] < level] + ",
            "(path[:-1] if path and path[-1][0] >= level else path) + ",
        ),
    ],
    says="At most one heading leaves the path. From ### back to ## two must go, the ### and "
    "the ## above it: look again (while) until the last one is of lower level.",
)
mutant(
    "heading-chunks",
    name="section-never-cut",
    kind="ignored-argument",
    replace=[
        (
            "for start in range(0, len(words), size)",
            "for start in range(0, len(words), max(1, len(words)))",
        ),
        ("words[start : start + size]", "words"),
    ],
    says="You ignore size: a section stays whole, however long. Cut its words into blocks of size.",
)
mutant(
    "heading-chunks",
    name="last-section-lost",
    kind="missing-step",
    replace=[
        (
            "for titles, words in sections\n",
            "for titles, words in sections[:-1]\n",
        ),
    ],
    says="The section that is open when the lines end is never added: the end of every "
    "document is lost.",
)
mutant(
    "heading-chunks",
    name="section-under-the-next-heading",
    kind="wrong-order",
    replace=[
        (
            "for titles, words in sections\n",
            "for titles, words in zip(\n"
            "            [one for one, _ in sections[1:]] + [sections[-1][0]], [two for "
            "_, two in sections]\n        )\n",
        ),
    ],
    says="A section gets the path of the heading that ends it: the path is changed before the "
    "section's words are added under the old one.",
)
mutant(
    "heading-chunks",
    name="size-unchecked",
    kind="missing-step",
    replace=[
        (
            "    if size < 1:\n"
            '        raise ValueError(f"size must be at least 1 word, not {size}")\n',
            "",
        ),
    ],
    says="A negative size is not refused and gives no chunks (range() itself raises a "
    "ValueError for 0 only). Begin with a ValueError for every size below 1.",
)
mutant(
    "heading-chunks",
    name="code-block-to-the-end",
    kind="edge-case",
    replace=[
        ("    fenced = False\n", '    fenced, left = False, text.count("```")\n'),
        (
            "            fenced = not fenced\n",
            "            left -= 1\n            fenced = not fenced and left > 0\n",
        ),
    ],
    says="A code block that nothing closes is not taken for one, and a comment in it becomes a "
    "heading. Such a block reaches to the end of the text.",
)
for _name, _patches, _says in (
    (
        "bare-backticks-only",
        (('line.startswith("```")', 'line.strip() == "```"'),),
        "Only a line of three backticks and nothing else opens a code block for you. The name of a "
        "language may follow (```python): look at what the line starts with.",
    ),
    (
        "bare-backticks-only",
        (('line.startswith("```")', 'line.rstrip() == "```"'),),
        "Only a line of three backticks and nothing else opens a code block for you. The name of a "
        "language may follow (```python): look at what the line starts with.",
    ),
    (
        "indented-backticks",
        (('line.startswith("```")', 'line.strip().startswith("```")'),),
        "You strip the line before you look for backticks, so indented ones open a code block and "
        "the next heading is lost in it. The line itself must start with them.",
    ),
    (
        "blocks-cut-per-line",
        (
            ("sections[-1][1].extend(line.split())", "sections[-1][1].append(line.split())"),
            ("for titles, words in sections", "for titles, lines in sections for words in lines"),
        ),
        "You cut every line by itself into blocks. Line breaks do not matter: collect the words of "
        "the whole section, then cut.",
    ),
):
    mutant(
        "heading-chunks",
        name=_name,
        kind="edge-case",
        function=alone(heading_chunks, *_patches),
        says=_says,
    )
