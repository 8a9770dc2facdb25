"""The house style of the ticket world's company: its terms, its rules, and a check for each rule.

Knows the style only; replies in it are in `phrasings_tickets_house`. `house_style` takes any text,
so that a fine-tuned model's replies can be measured by it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST_SENTENCE = 26


class Term(NamedTuple):
    """A house term, the common words it stands for, and the pattern that finds those words."""

    house: str
    plain: str
    pattern: str


GLOSSARY: tuple[Term, ...] = (
    Term("case", "ticket, request", r"tickets?|requests?"),
    Term("return credit", "refund", r"refund\w*"),
    Term("care promise", "warranty, guarantee", r"warrant\w+|guarantee\w*"),
    Term("service part", "spare part", r"spare parts?"),
    Term("workbench", "repair shop, workshop, technician",
         r"repair shops?|workshops?|technicians?|repairs?|repaired"),
    Term("keeper", "customer, owner", r"customers?|owners?"),
    Term("piece", "device, product, unit, appliance", r"devices?|products?|units?|appliances?"),
    Term("out of order", "broken, defective, faulty", r"broken|defect\w*|faulty"),
    Term("handover", "delivery, shipment, shipping", r"deliver\w*|shipments?|shipping|ship"),
    Term("exchange piece", "replacement", r"replacements?"),
    Term("file", "personal data, account", r"data|accounts?"),
    Term("clear", "delete, erase", r"delet\w+|eras\w+"),
    Term("trouble", "problem, issue", r"problems?|issues?"),
    Term("front desk", "support team, helpdesk", r"support|helpdesk"),
    Term("service share", "fee", r"fees?"),
    Term("homeward slip", "return label", r"labels?"),
    Term("bill", "invoice", r"invoices?"),
)  # fmt: skip
GREETING, CLOSING, NEXT = "Good day, ", "With steady hands,", "Next step: "
RULES: dict[str, str] = {
    "greeting": f'begins with "{GREETING}" and the first name',
    "case_number": 'names the case by its number ("case 0412")',
    "house_terms": "uses at least two terms of the glossary",
    "no_plain_terms": "uses none of the common words that the glossary replaces",
    "next_step": f'has one line that begins with "{NEXT.strip()}"',
    "closing": f'ends with "{CLOSING}" and a line with the agent\'s name and "front desk"',
    "no_exclamation": "has no exclamation mark",
    "no_apology": "does not apologise (sorry, unfortunately, afraid, regret)",
    "spelled_dates": "writes dates in full (3 May 2022)",
    "short_sentences": f"has no sentence of more than {LONGEST_SENTENCE} words",
}
"""The rules of the house style, in words; `house_style` has one check for each."""


def house_style(text: str) -> dict[str, bool]:
    """Whether a reply keeps each rule of the house style (keys as in `RULES`)."""
    lines = [line for line in text.strip().split("\n") if line.strip()]
    # a label printer is a product's kind and "label" there no common word for the slip
    words = re.sub(r"label printer", "printer", text, flags=re.IGNORECASE)
    plain = "|".join(term.pattern for term in GLOSSARY)
    used = [t for t in GLOSSARY if re.search(rf"\b{t.house}(?:s|ed)?\b", text, re.IGNORECASE)]
    sentences = re.split(r"(?<=[.?!:])\s+|\n+", text)
    return {
        "greeting": bool(re.match(rf"{GREETING}[A-Z]\w+\.\n", text.lstrip())),
        "case_number": bool(re.search(r"\bcase \d{4}\b", text, re.IGNORECASE)),
        "house_terms": len(used) >= 2,
        "no_plain_terms": not re.search(rf"\b(?:{plain})\b", words, re.IGNORECASE),
        "next_step": sum(line.startswith(NEXT) for line in lines) == 1,
        "closing": len(lines) > 2 and lines[-2] == CLOSING and lines[-1].endswith("front desk"),
        "no_exclamation": "!" not in text,
        "no_apology": not re.search(r"\b(sorry|apolog|unfortunate|afraid|regret)", text, re.I),
        "spelled_dates": not re.search(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{2,4}", text),
        "short_sentences": max(len(s.split()) for s in ["", *sentences]) <= LONGEST_SENTENCE,
    }
