# ruff: noqa: E501
"""Mistakes in the guard and in the repair loop."""

from grading.mutants import mutant

P = "cypher-guard"
_HIDDEN = "bare = re.sub(hidden, hide, query, flags=re.DOTALL).strip()"
mutant(
    P, name="literals-read", kind="missing-step", replace=_HIDDEN, by="bare = query.strip()",
    says="Words inside strings, backquotes and comments are read as Cypher: a person named O'Brien; DELETE may not be asked about.",
)  # fmt: skip
mutant(
    P, name="hidden-leaves-nothing", kind="edge-case", replace='else " "  # rule', by='else ""  # rule',
    says="What is hidden leaves nothing behind, so that the words beside a comment run together and DETACH/**/DELETE is no word you know. Leave a blank.",
)  # fmt: skip
mutant(
    P, name="comments-first", kind="wrong-order",
    replace="bare = re.sub(hidden, hide, query, flags=re.DOTALL).strip()",
    by='bare = re.sub(hidden, hide, re.sub(r"//[^\\n]*|/\\*.*?\\*/", " ", query, flags=re.DOTALL), flags=re.DOTALL).strip()',
    says="Comments are removed before strings are looked at, so that // or /* within a string begins one. Read once from left to right: whatever begins first wins.",
)  # fmt: skip
mutant(
    P, name="words-with-digits", kind="edge-case", replace='re.findall(r"[^\\W\\d]\\w*", bare)]', by='re.findall(r"\\w+", bare)]',
    says="Digits before a word are read as a part of it, so 1DELETE is no clause to you. The database reads the number and then DELETE.",
)  # fmt: skip
mutant(
    P, name="message-names-nothing", kind="missing-step",
    replace='raise ValueError(f"{word} is not allowed here: queries only read, with {readers}.")', by='raise ValueError("A word is not allowed.")',
    says="The message does not say which word is refused, so a repair loop has nothing to go by. Name the word.",
)  # fmt: skip
mutant(
    P, name="comments-read", kind="edge-case", replace="|//[^\\n]*|/\\*.*?\\*/", by="",
    says="Comments are read as part of the query. They do nothing, whatever words they hold.",
)  # fmt: skip
mutant(
    P, name="block-comments-read", kind="edge-case", replace="|/\\*.*?\\*/|", by="|",
    says="Comments between /* and */ are read as part of the query.",
)  # fmt: skip
mutant(
    P, name="comment-to-the-end", kind="wrong-formula", replace="|//[^\\n]*|", by="|//.*|",
    says="A // comment swallows the rest of the query, also the next line. So DELETE on the next line passes.",
)  # fmt: skip
mutant(
    P, name="greedy-comment", kind="wrong-formula", replace="/\\*.*?\\*/", by="/\\*.*\\*/",
    says="Everything from the first /* to the last */ is taken for one comment, with whatever runs between.",
)  # fmt: skip
mutant(
    P, name="double-quotes-read", kind="edge-case", replace='|"(?:\\\\.|[^"\\\\])*"', by="",
    says="Strings in double quotes are read as Cypher.",
)  # fmt: skip
mutant(
    P, name="escapes-ignored", kind="edge-case",
    replace="""'(?:\\\\.|[^'\\\\])*'|"(?:\\\\.|[^"\\\\])*\"""", by="""'[^']*'|"[^"]*\"""",
    says="An escaped quote ends the string for you, so that what follows is hidden or shown at the wrong place: an attack needs no more.",
)  # fmt: skip
mutant(
    P, name="backquotes-read", kind="edge-case", replace="|`[^`]*`", by="",
    says="A name in backquotes is read as a word. `set` is a name there.",
)  # fmt: skip
mutant(
    P, name="backquotes-dropped", kind="edge-case", replace='"``" if part[0][0]', by='part[0][1:-1] if part[0][0]',
    says="You take the backquotes off and read what stands in them like the rest. `set` is a name there, and `count` before a bracket is refused like every name in backquotes.",
)  # fmt: skip
mutant(
    P, name="backquoted-calls", kind="missing-step", replace="|``)\\s", by=")\\s",
    says="A name in backquotes is hidden, and so is the call: RETURN `repeat`('x', 2000000000) runs. Before a bracket refuse it, white space and comments aside.",
)  # fmt: skip
mutant(
    P, name="blank-u180e", kind="edge-case", replace="|\\u180e", by="",
    says="The database reads the character U+180E as white space, Python does not: between repeat and its bracket it hides the call from you.",
)  # fmt: skip
mutant(
    P, name="unclosed-accepted", kind="missing-step", replace="""if re.search(r\"\"\"['"`]|/\\*\"\"\", bare.replace("``", " ")):""", by="if False:",
    says="A quote or comment that is never closed passes. Then you do not know what the database reads.",
)  # fmt: skip
mutant(
    P, name="any-semicolons", kind="missing-step", replace='if ";" in bare.removesuffix(";"):', by="if False:",
    says="Several statements pass. The second one need not begin like the first.",
)  # fmt: skip
mutant(
    P, name="no-semicolon", kind="edge-case", replace='if ";" in bare.removesuffix(";"):', by='if ";" in bare:',
    says="A semicolon at the end is refused. Models write it often, and it harms nobody.",
)  # fmt: skip
mutant(
    P, name="all-final-semicolons", kind="edge-case", replace='bare.removesuffix(";")', by='bare.rstrip("; ")',
    says="Several semicolons at the end pass. One may end the query.",
)  # fmt: skip
mutant(
    P, name="parameters-accepted", kind="missing-step", replace='if "$" in bare:', by="if False:",
    says="Parameters such as $name pass. Nothing gives them a value, and the query finds nothing without saying why.",
)  # fmt: skip
mutant(
    P, name="first-word-unchecked", kind="missing-step", replace="if not words or words[0] not in allowed:", by="if not words:",
    says="The query may begin with any word that is no clause. 'I do not know' would reach the database.",
)  # fmt: skip
mutant(
    P, name="only-first-word", kind="missing-step", replace="if word in CLAUSES and word not in allowed:", by="if False:",
    says="Only the first word is looked at. MATCH ... DELETE begins harmlessly.",
)  # fmt: skip
mutant(
    P, name="block-list", kind="wrong-formula", replace="if word in CLAUSES and word not in allowed:", by='if word in ("CREATE", "DELETE", "MERGE") and word not in allowed:',
    says="You refuse a few words that write and let the rest through: SET, COPY, LOAD, CALL. Allow what reads, refuse every other clause.",
)  # fmt: skip
mutant(
    P, name="case-sensitive", kind="edge-case", replace="[word.upper() for word in", by="[word for word in",
    says="Words are compared as they are written. Cypher does not mind capitals, and an attacker writes delete.",
)  # fmt: skip
mutant(
    P, name="parts-of-words", kind="wrong-formula", replace="    for word in words:\n        if word in CLAUSES and word not in allowed:",
    by="    for word in CLAUSES:\n        if word in bare.upper() and word not in allowed:",
    says="A clause is found inside other words: a property named created is refused for CREATE.",
)  # fmt: skip
mutant(
    P, name="allowed-ignored", kind="ignored-argument",
    replace=[("words[0] not in allowed", "words[0] not in ALLOWED"), ("word not in allowed", "word not in ALLOWED")],
    says="allowed is ignored. The caller decides which clauses may run.",
)  # fmt: skip
mutant(
    P, name="functions-unchecked", kind="missing-step", replace="if called.upper() not in functions and called.upper() not in BEFORE_BRACKET:", by="if False:",
    says="Any function may be called. RETURN repeat('x', 2000000000) reads nothing and fills the memory.",
)  # fmt: skip
mutant(
    P, name="functions-by-case", kind="edge-case", replace="if called.upper() not in functions and called.upper()", by="if called not in functions and called.upper()",
    says="Functions in small letters are refused: count(a) is COUNT(a).",
)  # fmt: skip
mutant(
    P, name="functions-ignored", kind="ignored-argument", replace="called.upper() not in functions and", by="called.upper() not in FUNCTIONS and",
    says="functions is ignored. The caller decides which functions may be called.",
)  # fmt: skip
mutant(
    P, name="space-before-bracket", kind="edge-case", replace="``)\\s*\\(", by="``)\\(",
    says="A function with white space or a comment before its bracket is not seen: repeat ('x', 9).",
)  # fmt: skip
mutant(
    P, name="keywords-as-functions", kind="edge-case", replace=" and called.upper() not in BEFORE_BRACKET:", by=":",
    says="AND (, IN ( and RETURN ( are taken for calls of functions. They are words of the language.",
)  # fmt: skip
mutant(
    P, name="bare-returned", kind="wrong-formula", replace="return query.strip()", by="return bare",
    says="The query comes back without its strings. It has to run as it came.",
)  # fmt: skip
mutant(
    P, name="not-stripped", kind="edge-case", replace="return query.strip()", by="return query",
    says="White space around the query is kept.",
)  # fmt: skip

P = "repair-loop"
mutant(
    P, name="errors-not-shown", kind="missing-step", replace="write(question, list(failures))", by="write(question, [])",
    says="The model is never told what went wrong, so it can only repeat itself.",
)  # fmt: skip
mutant(
    P, name="only-last-error", kind="wrong-formula", replace="write(question, list(failures))", by="write(question, failures[-1:])",
    says="The model sees only the last failure, and may go back to the one before it. Show all, the oldest first.",
)  # fmt: skip
mutant(
    P, name="newest-first", kind="wrong-order", replace="write(question, list(failures))", by="write(question, failures[::-1])",
    says="The failures come with the newest first. The oldest comes first.",
)  # fmt: skip
mutant(
    P, name="list-shared", kind="side-effect", replace="write(question, list(failures))", by="write(question, failures)",
    says="The model is handed your own list of failures and can change it. Give it a copy.",
)  # fmt: skip
mutant(
    P, name="empty-is-success", kind="missing-step", replace="        if rows:\n", by="        if rows is not None:\n",
    says="A query without rows counts as answered. A wrong direction or a name that nobody has looks like this: it failed.",
)  # fmt: skip
mutant(
    P, name="empty-without-error", kind="wrong-formula", replace="failures.append((query, NO_ROWS))", by='failures.append((query, ""))',
    says="A query without rows is shown to the model with an empty error. Say NO_ROWS.",
)  # fmt: skip
mutant(
    P, name="empty-ends", kind="wrong-formula", replace="        failures.append((query, NO_ROWS))\n", by="        failures.append((query, NO_ROWS))\n        break\n",
    says="A query without rows ends the loop. It is one more failure to learn from.",
)  # fmt: skip
mutant(
    P, name="repeats-run", kind="missing-step", replace="if query in [failed for failed, _ in failures]:", by="if False:",
    says="A query that has failed before is run again. The model repeats itself: end the loop.",
)  # fmt: skip
mutant(
    P, name="only-last-repeat", kind="edge-case", replace="if query in [failed for failed, _ in failures]:", by="if failures and query == failures[-1][0]:",
    says="A repeat is noticed only directly after its failure. A model may go back and forth between two queries.",
)  # fmt: skip
mutant(
    P, name="repeat-skipped", kind="wrong-formula", replace="            break\n        try:", by="            continue\n        try:",
    says="A repeated query is skipped and the model asked again. It will go on repeating: end the loop.",
)  # fmt: skip
mutant(
    P, name="repeat-not-counted", kind="off-by-one", replace="            break\n        try:", by="            written -= 1\n            break\n        try:",
    says="The call that brought a repeat is not counted. attempts counts the calls of write.",
)  # fmt: skip
mutant(
    P, name="one-attempt-more", kind="off-by-one", replace="while written < attempts:", by="while written <= attempts:",
    says="One query more than attempts is written.",
)  # fmt: skip
mutant(
    P, name="attempts-ignored", kind="ignored-argument", replace="while written < attempts:", by="while written < 3:",
    says="attempts is ignored.",
)  # fmt: skip
mutant(
    P, name="all-errors-caught", kind="wrong-formula", replace="except ValueError as error:", by="except Exception as error:",
    says="Every exception counts as the query's fault. A bug in your own code is none: pass it on.",
)  # fmt: skip
mutant(
    P, name="first-failure-returned", kind="wrong-order", replace="query, message = failures[-1]", by="query, message = failures[0]",
    says="Without rows the first failure is returned. The last one is what the model got to.",
)  # fmt: skip
mutant(
    P, name="error-type", kind="wrong-type", replace="failures.append((query, str(error)))", by="failures.append((query, type(error).__name__))",
    says="The model is told the kind of the error, not its text. The text says what is wrong.",
)  # fmt: skip
mutant(
    P, name="error-kept", kind="edge-case", replace='"rows": rows, "error": ""', by='"rows": rows, "error": failures[-1][1] if failures else ""',
    says="With rows, the error of an earlier attempt is returned. It was repaired: error is empty.",
)  # fmt: skip
mutant(
    P, name="attempts-unchecked", kind="edge-case", replace="if attempts < 1:", by="if False:",
    says="attempts=0 is accepted. Raise ValueError.",
)  # fmt: skip
