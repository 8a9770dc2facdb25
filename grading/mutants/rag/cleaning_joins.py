"""Mistakes in cleaning: what stands around a broken word."""

from grading.mutants import mutant
from grading.mutants.rag import alone
from llmcourse.rag.cleaning import clean_text

_JOIN = 're.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-zß-öø-ÿ])", "", text)'
for _name, _new, _says in (
    (
        "letter-after-of-english-only",
        're.sub(r"(?<=[^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*(?=[a-z])", "", text)',
        "After the break you look for a to z only, so a half that begins with an accent stays "
        "apart (d- été). A letter is more than English has.",
    ),
    (
        "letter-after-of-english-only",
        're.sub(r"([^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*([a-z])", r"\\1\\2", text)',
        "After the break you look for a to z only, so a half that begins with an accent stays "
        "apart (d- été). A letter is more than English has. And leave the letters out of what "
        "you replace: look ahead and behind, (?=...) and (?<=...).",
    ),
    (
        "letters-of-english-only",
        're.sub(r"([A-Za-z])-[^\\S\\n]*\\n[^\\S\\n]*([a-z])", r"\\1\\2", text)',
        "Only a to z count as letters, so words with accents stay in two halves (caf- été). A "
        "letter is more than English has. And leave the letters out of what you replace: look "
        "ahead and behind, (?=...) and (?<=...).",
    ),
    (
        "letter-after-the-break-consumed",
        're.sub(r"([^\\W\\d_])-[^\\S\\n]*\\n[^\\S\\n]*([a-zß-öø-ÿ])", r"\\1\\2", text)',
        "Your pattern takes the letter after the break with it. Where one letter stands between "
        "two breaks the second break then has no letter before it. Only look ahead: (?=...).",
    ),
    (
        "spaces-and-tabs-only",
        're.sub(r"(?<=[^\\W\\d_])-[ \\t]*\\n[ \\t]*(?=[a-zß-öø-ÿ])", "", text)',
        "Around the break you allow spaces and tabs only: a non-breaking space (&nbsp;) keeps the "
        "halves apart. Allow all white space but line breaks: [^\\S\\n]*.",
    ),
):
    mutant(
        "clean-text",
        name=_name,
        kind="edge-case",
        function=alone(clean_text, (_JOIN, _new)),
        says=_says,
    )
