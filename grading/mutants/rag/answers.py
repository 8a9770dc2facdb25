"""Mistakes in the prompt, the parser and the chain."""

from grading.mutants import mutant

# cited-prompt
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

# parse-answer
mutant(
    "parse-answer",
    name="one-number-a-bracket",
    kind="edge-case",
    replace='re.compile(r"\\[\\s*\\d+\\s*(?:,\\s*\\d+\\s*)*\\]")',
    by='re.compile(r"\\[\\d+\\]")',
    says="Only [2] is understood: [1, 3] and [ 2 ] are citation marks too.",
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
    says="Citations are sorted. Keep the order in which the reply gives them: the first is the "
    "one it leans on.",
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
    name="abstention-as-a-whole",
    kind="wrong-formula",
    replace='if not answer or "i do not know" in plain or "i don\'t know" in plain:',
    by='if not answer or plain in ("i do not know", "i don\'t know"):',
    says="You take the phrase for an abstention only where nothing else is said. 'Sorry, I do not "
    "know who built it.' abstains too: look for the phrase anywhere in the answer.",
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

# rag-chain
mutant(
    "rag-chain",
    name="sources-off-by-one",
    kind="off-by-one",
    replace="documents[n - 1].id",
    by="documents[n % len(documents)].id",
    says="Citation n names the passage after the right one: numbers start at 1, list positions "
    "at 0. The answer looks sourced and the source is wrong.",
)
mutant(
    "rag-chain",
    name="all-documents-as-sources",
    kind="wrong-formula",
    replace='[documents[n - 1].id for n in parsed["citations"]]',
    by="[document.id for document in documents]",
    says="You list everything that was retrieved as a source. Only what the answer cites is one.",
)
mutant(
    "rag-chain",
    name="citations-instead-of-ids",
    kind="wrong-type",
    replace='[documents[n - 1].id for n in parsed["citations"]]',
    by='list(parsed["citations"])',
    says="sources holds passage numbers. They mean nothing outside this prompt: return the ids of "
    "the cited documents.",
)
mutant(
    "rag-chain",
    name="retrieves-twice",
    kind="wrong-order",
    replace="retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever)",
    by="retrieve = RunnableParallel(question=RunnablePassthrough(), documents=retriever, "
    "again=retriever)",
    says="The retriever is asked twice for one question: once for the prompt and once for the "
    "sources. It costs double, and the two may differ.",
)
mutant(
    "rag-chain",
    name="model-asked-twice",
    kind="wrong-order",
    replace="RunnablePassthrough.assign(reply=read)",
    by="RunnablePassthrough.assign(first=read) | RunnablePassthrough.assign(reply=read)",
    says="The model is called twice for one question. Keep its reply in the state instead of "
    "computing it again.",
)
mutant(
    "rag-chain",
    name="passages-reversed",
    kind="wrong-order",
    replace='[d.page_content for d in state["documents"]]',
    by='[d.page_content for d in reversed(state["documents"])]',
    says="The passages are shown in another order than the documents, so citation numbers point "
    "to the wrong ones.",
)
mutant(
    "rag-chain",
    name="parse-without-count",
    kind="ignored-argument",
    replace='parse(state["reply"], len(documents))',
    by='parse(state["reply"], 1)',
    says="parse is told of another number of passages than were shown, so valid citations are "
    "dropped or invented ones kept. Pass the number of documents.",
)
mutant(
    "rag-chain",
    name="raw-reply-as-answer",
    kind="missing-step",
    replace='"answer": parsed["answer"],',
    by='"answer": state["reply"],',
    says="answer is the raw reply, marks and all. Return what parse made of it.",
)
mutant(
    "rag-chain",
    name="sources-off-by-one",
    kind="off-by-one",
    replace="documents[n - 1].id",
    by="documents[n].id",
    says="Citation n names the passage after the right one, or none at all: numbers start at 1, "
    "list positions at 0. The answer looks sourced and the source is wrong.",
)
mutant(
    "rag-chain",
    name="reply-is-a-message",
    kind="wrong-type",
    replace=[
        (" | RunnableLambda(lambda message: message.content)", ""),
        ('parse(state["reply"], len', 'parse(state["reply"].content, len'),
    ],
    says="reply is LangChain's message object. What is asked for is its text: .content.",
)
mutant(
    "rag-chain",
    name="reply-is-a-message",
    kind="wrong-type",
    replace=" | RunnableLambda(lambda message: message.content)",
    by="",
    says="parse is given LangChain's message object. It reads text: hand it .content.",
)
