# ruff: noqa: E501
"""Mistakes in reading generated queries."""

from grading.mutants import mutant

P = "parse-queries"
_MARK = 'query = re.sub(r"^(?:\\d{1,3}[.):]|[-*•])(?:\\s+|$)", "", query).strip()'
mutant(
    P, name="marks-left", kind="missing-step", replace=_MARK, by="pass",
    says="Numbers and dashes of the list are still in the queries. Keyword search looks for the "
    "token 1, and the encoder reads it too.",
)  # fmt: skip
mutant(
    P, name="only-numbers-removed", kind="edge-case", replace="|[-*•])", by=")",
    says="Dashes, asterisks and bullets are left. A model that was asked for a list writes it in "
    "any of these ways.",
)  # fmt: skip
mutant(
    P, name="only-full-stops", kind="edge-case", replace="[.):]|", by="[.]|",
    says="Only numbers with a full stop are removed. 1) and 1: are list marks as well.",
)  # fmt: skip
mutant(
    P, name="leading-digits-stripped", kind="wrong-formula",
    replace=_MARK, by='query = query.lstrip("0123456789.):-*• ").strip()',
    says="You strip digits and signs from the left, whatever they are: 1950 flood loses its year "
    "and 1.5 km its number. A mark is at most three digits, one sign, then white space.",
)  # fmt: skip
mutant(
    P, name="mark-without-space", kind="edge-case", replace="(?:\\s+|$)", by="\\s*",
    says="A mark is removed although no white space follows it: 1.5 km becomes 5 km.",
)  # fmt: skip
mutant(
    P, name="years-as-marks", kind="edge-case", replace="\\d{1,3}", by="\\d+",
    says="Any number before a full stop is taken for a list mark, also a year. A mark has at most "
    "three digits.",
)  # fmt: skip
mutant(
    P, name="all-marks-removed", kind="wrong-formula",
    replace='r"^(?:\\d{1,3}[.):]|[-*•])(?:\\s+|$)"', by='r"^(?:(?:\\d{1,3}[.):]|[-*•])(?:\\s+|$))+"',
    says="You remove list marks until none is left. Only one is a mark; what follows it is the "
    "query, even if it looks like a mark.",
)  # fmt: skip
mutant(
    P, name="quotes-left", kind="missing-step", replace="if quoted:", by="if False:",
    says="Quotation marks around a whole query are left. Many search engines read them as a "
    "demand for that exact phrase.",
)  # fmt: skip
mutant(
    P, name="all-quotes-stripped", kind="wrong-formula",
    replace='quoted = re.fullmatch(r\'"(.*)"|“(.*)”\', query)\n        if quoted:\n'
    '            query = (quoted[1] or quoted[2] or "").strip()',
    by="query = query.strip('\"“”').strip()",
    says="Quotation marks are stripped wherever one stands at an end, also where only a part of "
    "the query is quoted. Remove a pair around the whole query.",
)  # fmt: skip
mutant(
    P, name="straight-quotes-only", kind="edge-case",
    replace='quoted = re.fullmatch(r\'"(.*)"|“(.*)”\', query)',
    by='quoted = re.fullmatch(r\'"(.*)"|“(.*)”\', query) if query.startswith(\'"\') else None',
    says="Only straight quotation marks are removed. Models write curly ones, “like these”, too.",
)  # fmt: skip
mutant(
    P, name="white-space-kept", kind="missing-step",
    replace='query = " ".join(line.split())', by="query = line.strip()",
    says="Runs of white space inside a query are left. Each becomes one space.",
)  # fmt: skip
mutant(
    P, name="blanks-kept", kind="missing-step",
    replace='if not re.search(r"[^\\W_]", query) or query.endswith(":"):',
    by='if query.endswith(":"):',
    says="Lines without a letter or digit are kept as queries: blanks, lone marks, signs. Each "
    "costs a search and brings noise.",
)  # fmt: skip
mutant(
    P, name="only-empty-dropped", kind="edge-case",
    replace='if not re.search(r"[^\\W_]", query) or query.endswith(":"):',
    by='if not query or query.endswith(":"):',
    says="Lines of signs alone (---, ?!) are kept. A query holds a letter or a digit.",
)  # fmt: skip
mutant(
    P, name="headings-kept", kind="missing-step",
    replace=' or query.endswith(":")', by="",
    says="The heading that a model writes above its list (it ends with a colon) is searched for "
    "like a query.",
)  # fmt: skip
mutant(
    P, name="colon-anywhere", kind="wrong-formula", replace='query.endswith(":")', by='":" in query',
    says="Every line with a colon is dropped. Only a colon at the end makes a heading.",
)  # fmt: skip
mutant(
    P, name="refusals-kept", kind="missing-step",
    replace='plain.startswith((*refusals, "sorry")) or words in seen', by="words in seen",
    says="Refusals are searched for as if they were queries: 'I do not know' finds whatever is "
    "nearest to it.",
)  # fmt: skip
mutant(
    P, name="refusals-by-case", kind="edge-case",
    replace='plain = query.lower().replace("’", "\'")',
    by='plain = (query[:1].lower() + query[1:].replace("’", "\'")).replace("i\'M", "i\'m")',
    says="Refusals are recognised only as one writes them at the start of a sentence. Ignore case.",
)  # fmt: skip
mutant(
    P, name="curly-apostrophe", kind="edge-case",
    replace='query.lower().replace("’", "\'")', by="query.lower()",
    says="I don’t know, with a typographic apostrophe, is not recognised. Read ’ as '.",
)  # fmt: skip
mutant(
    P, name="refusal-anywhere", kind="wrong-formula",
    replace='plain.startswith((*refusals, "sorry"))',
    by='any(word in plain for word in (*refusals, "sorry"))',
    says="A line that holds a refusal anywhere is dropped. Only one that begins with it refuses.",
)  # fmt: skip
mutant(
    P, name="duplicates-kept", kind="missing-step", replace="        seen.add(words)\n", by="",
    says="A query that is repeated is kept twice. It is searched twice, and its results get "
    "double weight in the fusion.",
)  # fmt: skip
mutant(
    P, name="duplicates-by-text", kind="edge-case",
    replace=[('words = tuple(re.findall(r"\\w+", query.lower()))', "words = query"),
             ('seen = {tuple(re.findall(r"\\w+", original.lower()))}', "seen = {original}")],
    says="Duplicates are compared letter by letter, so another case or a question mark makes a "
    "query new. Compare their words in lower case.",
)  # fmt: skip
mutant(
    P, name="duplicates-by-set", kind="wrong-formula",
    replace=[('words = tuple(re.findall(r"\\w+", query.lower()))',
              'words = tuple(sorted(set(re.findall(r"\\w+", query.lower()))))'),
             ('tuple(re.findall(r"\\w+", original.lower()))',
              'tuple(sorted(set(re.findall(r"\\w+", original.lower()))))')],
    says="Queries with the same words in another order count as one. The order may make the "
    "question another: only equal words in equal order are a repetition.",
)  # fmt: skip
mutant(
    P, name="original-kept", kind="missing-step",
    replace='seen = {tuple(re.findall(r"\\w+", original.lower()))}',
    by="seen: set = set()",
    says="The user's own question is among the generated queries. It is searched anyway: repeated "
    "here it would count twice.",
)  # fmt: skip
mutant(
    P, name="cut-before-cleaning", kind="wrong-order",
    replace=[('for line in reply.split("\\n"):', 'for line in reply.split("\\n")[:most]:'),
             ("return queries[:most]", "return queries")],
    says="You take the first lines and then drop some of them, so fewer queries come than there "
    "are. Clean first, cut last.",
)  # fmt: skip
mutant(
    P, name="not-cut", kind="ignored-argument", replace="return queries[:most]", by="return queries",
    says="most is ignored. A model that writes forty queries then costs forty searches.",
)  # fmt: skip
mutant(
    P, name="most-unchecked", kind="edge-case", replace="if most < 1:", by="if False:",
    says="most=0 is accepted and gives nothing. Raise ValueError.",
)  # fmt: skip
mutant(
    P, name="lower-case", kind="extra-step",
    replace="queries.append(query)", by="queries.append(query.lower())",
    says="The queries come back in lower case. That is for comparing; search for what was written.",
)  # fmt: skip
mutant(
    P, name="refusals-before-cleaning", kind="wrong-order",
    replace='plain = query.lower().replace("’", "\'")', by='plain = line.strip().lower().replace("’", "\'")',
    says="Refusals are looked for in the raw line, so 1. I'm sorry is kept. Clean the line first, "
    "then ask whether it is to be dropped.",
)  # fmt: skip
mutant(
    P, name="headings-before-cleaning", kind="wrong-order",
    replace='query.endswith(":")', by='line.rstrip().endswith(":")',
    says="Headings are looked for in the raw line, so one in quotation marks is kept. Clean the line "
    "first, then ask whether it is to be dropped.",
)  # fmt: skip
mutant(
    P, name="quotes-before-marks", kind="wrong-order",
    replace=[(_MARK, "pass"),
             ('            query = (quoted[1] or quoted[2] or "").strip()\n',
              '            query = (quoted[1] or quoted[2] or "").strip()\n        ' + _MARK + "\n")],
    says="Quotation marks are looked for before the list mark is gone, so those in 1. \"a query\" "
    "stay. Remove the mark first, then the pair.",
)  # fmt: skip
mutant(
    P, name="one-refusal-empties-all", kind="wrong-formula",
    replace="queries: list[str] = []",
    by="queries: list[str] = []\n    if any(word in reply.lower().replace('’', \"'\") for word in "
    "(\"sorry\", \"don't know\", \"do not know\", \"cannot\", \"can't\")):\n        return []",
    says="One refusing line empties the whole list. Only that line is dropped: models apologize and "
    "then write queries all the same.",
)  # fmt: skip
for _cut in ("[original, *queries[:most]]", "[original, *queries][:most]"):
    mutant(
        P, name="original-returned", kind="extra-step", replace="return queries[:most]", by=f"return {_cut}",
        says="The user's question comes back as the first query. Only the further queries are asked "
        "for; the search adds the question itself.",
    )  # fmt: skip
