"""Mistakes in cleaning: markup and entities."""

from grading.mutants import mutant

mutant(
    "clean-text",
    name="script-text-stays",
    kind="missing-step",
    replace='text = re.sub(r"<(script|style)\\b[^>]*>.*?</\\1\\s*>|<!--.*?-->", "", raw, '
    "flags=re.I | re.S)",
    by="text = raw",
    says="You remove the tags <script> and <style> but keep what stands between them: program "
    "code and comments end up in the index as if they were prose.",
)
mutant(
    "clean-text",
    name="dot-stops-at-line-end",
    kind="edge-case",
    replace="flags=re.I | re.S)",
    by="flags=re.I)",
    says="A script or comment that runs over several lines stays: without re.S the dot of a "
    "regular expression does not match a line break.",
)
mutant(
    "clean-text",
    name="entities-before-tags",
    kind="wrong-order",
    replace=[
        ('"", raw, flags', '"", html.unescape(raw), flags'),
        ("text = html.unescape(text)", "text = text"),
    ],
    says="You decode entities before you remove tags, so text that was escaped on purpose "
    "(&lt;b&gt;) turns into a tag and vanishes. Tags first, entities after.",
)
mutant(
    "clean-text",
    name="entities-twice",
    kind="wrong-order",
    replace="text = html.unescape(text)",
    by="text = html.unescape(html.unescape(text))",
    says="Entities are decoded more than once: &amp;amp; stands for the five characters &amp;, "
    "not for &.",
)
mutant(
    "clean-text",
    name="inline-tags-become-spaces",
    kind="wrong-formula",
    replace='re.sub(r"</?[a-z][^>]*>", "", text',
    by='re.sub(r"</?[a-z][^>]*>", " ", text',
    says="An inline tag becomes a space and cuts the word it stands in: Cor<b>va</b> must give "
    "Corva. Only tags that break a paragraph or line leave a break.",
)
mutant(
    "clean-text",
    name="every-angle-bracket-is-a-tag",
    kind="edge-case",
    replace='r"</?[a-z][^>]*>"',
    by='r"<[^>]*>"',
    says="'3 < 5' is taken for the start of a tag. A tag begins with < (perhaps /) and a letter.",
)
mutant(
    "clean-text",
    name="tag-known-by-its-beginning",
    kind="edge-case",
    replace=[
        (r"(?:p|div|li|tr|h[1-6])\b[^>]*>", r"(?:p|div|li|tr|h[1-6])[^>]*>"),
        (r"<br\b[^>]*>", r"<br[^>]*>"),
    ],
    says="A tag is recognised by how its name begins, so <pre> breaks a paragraph like <p>. The "
    "name must end there: \\b after it.",
)
mutant(
    "clean-text",
    name="greedy-script",
    kind="edge-case",
    replace=[
        (
            ".*?</\\1",
            ".*</\\1",
        ),
    ],
    says="The text between two <style> (or <script>) elements is lost: .* runs to the last "
    "closing tag. Write .*?, which stops at the first.",
)
mutant(
    "clean-text",
    name="script-tag-not-recognised",
    kind="edge-case",
    replace=[
        (
            "<(script|style)\\b[^>]*>",
            "<(script|style)>",
        ),
    ],
    says="A <Script id=1> is not recognised, and the program stays as text: the name may have any "
    "letter case, and attributes may follow it.",
)
mutant(
    "clean-text",
    name="paragraph-tags-lost",
    kind="missing-step",
    replace=[
        (
            '    text = re.sub(r"</?(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n\\n", text, '
            "flags=re.I)\n",
            "",
        ),
    ],
    says="Tags that break a paragraph (<p>, </div>, <h1>, ...) go like all others, and the "
    "words on both sides grow together. Replace them by an empty line first.",
)
mutant(
    "clean-text",
    name="opening-or-closing-only",
    kind="missing-step",
    replace=[
        (
            '    text = re.sub(r"</?(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n\\n", text, '
            "flags=re.I)\n",
            '    text = re.sub(r"</(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n\\n", text, flags=re.I)\n',
        ),
    ],
    says="Only closing tags break a paragraph. An opening one does too: </? matches both.",
)
mutant(
    "clean-text",
    name="opening-or-closing-only",
    kind="missing-step",
    replace=[
        (
            '    text = re.sub(r"</?(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n\\n", text, '
            "flags=re.I)\n",
            '    text = re.sub(r"<(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n\\n", text, flags=re.I)\n',
        ),
    ],
    says="Only opening tags break a paragraph. A closing one does too: </? matches both.",
)
mutant(
    "clean-text",
    name="paragraph-tag-ends-a-line-only",
    kind="wrong-formula",
    replace=[
        (
            '    text = re.sub(r"</?(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n\\n", text, '
            "flags=re.I)\n",
            '    text = re.sub(r"</?(?:p|div|li|tr|h[1-6])\\b[^>]*>", "\\n", text, flags=re.I)\n',
        ),
    ],
    says="A tag that breaks a paragraph becomes one line break, and that is only a new line "
    "in the same paragraph. An empty line takes two.",
)
mutant(
    "clean-text",
    name="br-not-replaced",
    kind="missing-step",
    replace=[
        (
            '    text = re.sub(r"<br\\b[^>]*>", "\\n", text, flags=re.I)\n',
            "",
        ),
    ],
    says="<br/> goes like any other tag, and the words on both sides grow together. Replace "
    "<br>, <br/> and <br /> by a line break first.",
)
mutant(
    "clean-text",
    name="br-becomes-a-space",
    kind="wrong-formula",
    replace=[
        (
            '    text = re.sub(r"<br\\b[^>]*>", "\\n", text, flags=re.I)\n',
            '    text = re.sub(r"<br\\b[^>]*>", " ", text, flags=re.I)\n',
        ),
    ],
    says="<br> becomes a space. It ends a line, and a word broken there (engi-<br>neer) is "
    "joined only if you leave a line break.",
)
mutant(
    "clean-text",
    name="entities-by-hand",
    kind="missing-step",
    replace=[
        (
            "    text = html.unescape(text)\n",
            '    for name, sign in (("nbsp", " "), ("lt", "<"), ("gt", ">"), ("quot", '
            '\'"\'), ("amp", "&")):\n        text = text.replace(f"&{name};", sign)\n',
        ),
    ],
    says="You decode the entities of a list of your own; there are thousands, and numbered "
    "ones too (&#8217;). html.unescape knows them all.",
)
mutant(
    "clean-text",
    name="paragraph-tags-lost",
    kind="missing-step",
    replace=[
        (r"</?(?:p|div|li|tr|h[1-6])\b[^>]*>", r"</?(?:p|div|li|tr|h[1-6])\b[^>]*>(?!)"),
        (r"<br\b[^>]*>", r"<br\b[^>]*>(?!)"),
    ],
    says="All tags are deleted alike, and the words on both sides of a paragraph or line grow "
    "together. First replace those that break a paragraph by an empty line and <br> by a line "
    "break, then delete the others.",
)
