"""Mistakes in the prompt with numbered passages."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.pipeline import cited_messages

mutant(
    "cited-prompt",
    name="numbers-from-zero",
    kind="off-by-one",
    replace="[{len(lines) + 1}]",
    by="[{len(lines)}]",
    says="Your first passage is number 0. Passages are numbered from 1, and the citations are "
    "read that way.",
)
mutant(
    "cited-prompt",
    name="passages-keep-line-breaks",
    kind="missing-step",
    replace="lines.append(f\"[{len(lines) + 1}] {' '.join(words)}\")",
    by="shown = [p.strip() for p in passages if p.strip()][len(lines)]\n"
    '        lines.append(f"[{len(lines) + 1}] " + (shown if len(words) == '
    "len(shown.split()) else ' '.join(words)))",
    says="A passage with line breaks can forge a line of your prompt, even a new 'Question:'. "
    "Put every passage on one line.",
)
mutant(
    "cited-prompt",
    name="empty-passage-takes-number",
    kind="edge-case",
    replace="for passage in passages if passage.strip()",
    by="for passage in passages",
    says="An empty passage takes a number. Then [2] points at nothing.",
)
mutant(
    "cited-prompt",
    name="budget-ignored",
    kind="ignored-argument",
    replace=[
        ("        if used + len(words) > max_words and lines:\n            break\n", ""),
        ("        words = words[:max_words]\n", ""),
    ],
    says="max_words is ignored. What exceeds the model's window is cut off without a word, and "
    "the question stands at the end.",
)
mutant(
    "cited-prompt",
    name="skips-and-goes-on",
    kind="wrong-order",
    replace="            break\n",
    by="            continue\n",
    says="You skip the passage that does not fit and take a later, worse one. The list ends at "
    "the first that does not fit, so that numbers follow the ranking.",
)
mutant(
    "cited-prompt",
    name="budget-strict",
    kind="off-by-one",
    replace="if used + len(words) > max_words and lines",
    by="if used + len(words) >= max_words and lines",
    says="A passage that fills the limit exactly still fits: at most max_words.",
)
mutant(
    "cited-prompt",
    name="long-first-passage-dropped",
    kind="edge-case",
    replace="        if used + len(words) > max_words and lines:",
    by="        if used + len(words) > max_words:",
    says="If the best passage alone is too long you show nothing at all. Cut it to max_words "
    "words.",
)
mutant(
    "cited-prompt",
    name="empty-system-message",
    kind="edge-case",
    replace='[("system", instruction)] if instruction else []',
    by='[("system", instruction)]',
    says="Without an instruction you still send a system message, an empty one.",
)
mutant(
    "cited-prompt",
    name="question-first",
    kind="wrong-order",
    replace='user = f"Context:\\n{context}\\n\\nQuestion: {question.strip()}"',
    by='user = f"Question: {question.strip()}\\n\\nContext:\\n{context}"',
    says="The question stands before the context. The format puts it last, next to the place "
    "where the answer begins.",
)

mutant(
    "cited-prompt",
    name="blank-passage-counted",
    kind="edge-case",
    replace=[
        (
            "for words in (passage.split() for passage in passages if passage.strip()):\n",
            "for number, words in enumerate(map(str.split, passages), start=1):\n"
            "        if not words:\n            continue\n",
        ),
        ("[{len(lines) + 1}]", "[{number}]"),
    ],
    says="A blank passage is left out but still counted, so the numbers have a gap and the parser "
    "reads them wrongly. Number what is shown: one more than the lines so far.",
)
mutant(
    "cited-prompt",
    name="later-passage-cut",
    kind="wrong-formula",
    replace="        if used + len(words) > max_words and lines:\n            break\n"
    "        words = words[:max_words]\n",
    by="        if used >= max_words:\n            break\n"
    "        words = words[: max_words - used]\n",
    says="You cut the passage that does not fit and show its beginning. Half a passage can end "
    "before the fact: only the very first is ever cut, a later one ends the list.",
)

# The budget
_END = "        if used + len(words) > max_words and lines:\n            break\n"
_CUT = "        words = words[:max_words]\n"
mutant(
    "cited-prompt",
    name="limit-for-each-passage",
    kind="wrong-formula",
    function=alone(cited_messages, (_END, "")),
    says="max_words limits each passage alone. It is the limit of all passages together: add up "
    "the words that are shown already.",
)
mutant(
    "cited-prompt",
    name="limit-for-each-passage",
    kind="wrong-formula",
    function=alone(cited_messages, ("if used + len(words)", "if len(words)")),
    says="max_words limits each passage alone. It is the limit of all passages together: add up "
    "the words that are shown already.",
)
mutant(
    "cited-prompt",
    name="limit-of-passages",
    kind="wrong-type",
    function=alone(
        cited_messages, (_END + _CUT, "        if len(lines) == max_words:\n            break\n")
    ),
    says="max_words counts passages. It counts words, those of all passages shown together.",
)
mutant(
    "cited-prompt",
    name="number-counts-as-word",
    kind="off-by-one",
    function=alone(cited_messages, ("used += len(words)", "used += len(words) + 1")),
    says="The number in front of a passage takes a word of the budget. Only the words of the "
    "passage count.",
)
mutant(
    "cited-prompt",
    name="long-first-passage-whole",
    kind="edge-case",
    function=alone(cited_messages, (_CUT, "")),
    says="A first passage that is longer than max_words is shown whole. Cut it to its first "
    "max_words words.",
)

mutant(
    "cited-prompt",
    name="skips-and-goes-on",
    kind="wrong-order",
    function=alone(
        cited_messages,
        (
            _END + _CUT,
            "        if used + len(words) > max_words:\n"
            "            if not lines:\n"
            "                lines.append(f\"[1] {' '.join(words[:max_words])}\")\n"
            "            continue\n",
        ),
    ),
    says="After the cut first passage you go on and show later ones that fit. A first passage that "
    "is cut is the only one: the list ends there, and at any that does not fit.",
)
mutant(
    "cited-prompt",
    name="first-given-not-first-shown",
    kind="edge-case",
    function=alone(
        cited_messages,
        (
            "for words in (passage.split() for passage in passages if passage.strip()):\n",
            "for number, words in enumerate(map(str.split, passages)):\n"
            "        if not words:\n            continue\n",
        ),
        ("max_words and lines:", "max_words and number:"),
    ),
    says="You cut the passage at index 0 only. What is cut is the first one shown: behind a blank "
    "passage, which is left out, that is a later index. See whether any line is there yet.",
)

# The format
mutant(
    "cited-prompt",
    name="blank-passages-show-nothing",
    kind="edge-case",
    function=alone(
        cited_messages,
        ('or "(no passage found)"', 'or ("" if passages else "(no passage found)")'),
    ),
    says="Where all passages are blank, nothing stands under 'Context:'. Say '(no passage found)' "
    "whenever no line is shown, not only for an empty list.",
)
