"""The files of the ticket world and their card; `build` writes them with all others."""
# ruff: noqa: E501 (a paragraph of the card is one line)

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from llmcourse.world.files import csv_table, json_lines, scraped
from llmcourse.world.records import PlainReply, ReferenceDocument, Ticket, TicketQuestion
from llmcourse.world.tickets import Company, make_company
from llmcourse.world.tickets_documents import make_reference_documents
from llmcourse.world.tickets_questions import make_ticket_questions
from llmcourse.world.tickets_style import GLOSSARY, RULES
from llmcourse.world.tickets_threads import make_tickets
from llmcourse.world.tickets_wording import NAME_SPLITS, SPLITS

DIRTY_SHARE = 0.2

CARD = """# Support tickets of {company}

A second world of the course: an invented maker of household, garden and office goods, its products, its dated policies and its support tickets. Generated from seed {seed} by `python -m llmcourse.world.build`, byte for byte the same on every run, this card included (a test rebuilds and compares). Names are invented; any likeness to real ones is chance. Licence: CC BY 4.0.

What it is for: retrieval over pages that contradict each other unless their dates are read (facts belong to retrieval), and fine-tuning for a house style and its terms (style belongs to the weights).

## Files
- `documents.jsonl`: {documents} pages ({genres}) with the columns of `wider/documents.jsonl` and `valid_from`, `valid_until` (days; empty where open or not a policy). Each of five policies (return, warranty, delivery, privacy, repair) has three versions; the older ones stay, and a page does not say when it was replaced. Which version applies is decided by the day named in the page (purchase, order, request, handing in).
- `documents_dirty.jsonl`: {dirty} rows, about a fifth of the pages as a scraper would find them, some twice (`-copy`).
- `facts.csv`: {facts} facts (id, subject, relation, object, first and last month, detail): terms of policies by version, exceptions, part numbers by version of a product (detail: the part), remedies (detail: the symptom).
- `tickets.jsonl`: {tickets} tickets: `subject`, `customer`, `agent`, `product` (a version; empty where none matters), `bought` (the day of purchase or arrival), `category`, `priority`, `status`, `resolution` (in plain words), `date`, `split`, `facts` (ids of the facts that decide it) and `messages` (role, date, text; 2, 4 or 6 of them). Customers write plainly, about one message in eight with a slip of the fingers; every agent's message is in house style. Where a policy decides, the version of the right day was applied.
- `style.jsonl`: {pairs} rows, `ticket`, `turn` and `plain`: the agent's message number `turn` as any shop would type it, with the same amounts, numbers and dates. The house side is the message in `tickets.jsonl`; `llmcourse.data.load_style_pairs` joins the two.
- `glossary.csv`: {terms} house terms and the common words that they replace.
- `questions.jsonl`: {questions} questions with the columns of `wider/questions.jsonl` and `split`; `relevant` grades pages (2 states the answer, 1 is about the same policy or product).

## Splits
{split_table}

Customers and agents of a split carry its names (`names.split_of` of the last name: {splits}), and so do the products that its tickets and its questions on faults and parts are about; pages of all products are in `documents.jsonl`. Of every bank of phrasings the last fifth is kept for test and the fifth before it for validation; only greetings and ends of customers' letters, the connecting words of pages and a few fixed sentences are shared. Policies are the same for all splits.

| kind of question | train | validation | test | what it asks |
|---|---|---|---|---|
{kind_table}

## House style
`llmcourse.world.tickets_style.house_style(text)` returns one check a rule. It holds for every agent's message here and for no plain reply. A reply

{rules}

| house term | instead of |
|---|---|
{glossary}

## Limits
Letters are put together from banks of {smallest} to 24 sentences an act, so that over hundreds of tickets sentences recur; with one fifth of a small bank, test replies recur most. A plain reply sometimes states a date or an amount that its house side leaves out, never the other way round; the house side may add a courtesy ("write to me before Friday"). Every ticket is about one matter, agents never err, and products of one kind share faults (numbers in the remedies differ). The checks measure form and terms, not whether a reply is right.
"""


def _count_table(rows: Sequence[tuple[str, Counter]], notes: dict[str, str]) -> str:
    return "\n".join(
        f"| {name} | " + " | ".join(str(counts[s]) for s in SPLITS) + f" | {notes[name]} |"
        for name, counts in rows
    )


KIND_NOTES = {
    "policy": "a term as it is now",
    "dated": "a term as it was on a day (`more.date`)",
    "fault": "the remedy for a symptom of a product",
    "part": "the number of a part for a version",
    "unanswerable": "a topic never told, an unknown product, a day too early (`more.sort`)",
}


def card(
    company: Company,
    seed: int,
    documents: list[ReferenceDocument],
    tickets: list[Ticket],
    pairs: list[PlainReply],
    questions: list[TicketQuestion],
    dirty: int,
) -> str:
    """The card: what the files hold, counted from the files themselves."""
    genres = Counter(d.genre for d in documents)
    split_of = {t.id: t.split for t in tickets}
    rows = ["| | train | validation | test |", "|---|---|---|---|"]
    for name, counts in (
        ("tickets", Counter(t.split for t in tickets)),
        ("style pairs", Counter(split_of[p.ticket] for p in pairs)),
        ("questions", Counter(q.split for q in questions)),
        ("products", Counter(p.split for p in company.products)),
        ("customers", Counter({s: len({t.customer for t in tickets if t.split == s})
                               for s in SPLITS})),
    ):  # fmt: skip
        rows.append(f"| {name} | " + " | ".join(str(counts[s]) for s in SPLITS) + " |")
    kinds = [(kind, Counter(q.split for q in questions if q.kind == kind)) for kind in KIND_NOTES]
    return CARD.format(
        company=company.name, seed=seed, documents=len(documents), dirty=dirty,
        genres=", ".join(f"{count} {genre}" for genre, count in genres.items()),
        facts=len(company.facts), tickets=len(tickets), pairs=len(pairs), terms=len(GLOSSARY),
        questions=len(questions), split_table="\n".join(rows),
        splits=", ".join(f"{s} takes {n} names" for s, n in NAME_SPLITS.items()),
        kind_table=_count_table(kinds, KIND_NOTES),
        rules="\n".join(f"- `{key}`: {rule}" for key, rule in RULES.items()),
        glossary="\n".join(f"| {t.house} | {t.plain} |" for t in GLOSSARY), smallest=6,
    )  # fmt: skip


def ticket_files(seed: int = 7) -> dict[str, str]:
    """Every file of the ticket world under its path in datasets/."""
    company = make_company(seed)
    documents = make_reference_documents(company, seed)
    tickets, pairs = make_tickets(company, seed)
    questions = make_ticket_questions(company, documents, seed)
    raw = scraped(documents, random.Random(f"tickets-dirty-{seed}"), DIRTY_SHARE)
    header = ("id", "subject", "relation", "object", "start", "end", "detail")
    facts = [(f.id, f.subject, f.relation, f.obj, f.start, f.end, f.detail) for f in company.facts]
    return {
        "tickets/README.md": card(company, seed, documents, tickets, pairs, questions, len(raw)),
        "tickets/documents.jsonl": json_lines(asdict(d) for d in documents),
        "tickets/documents_dirty.jsonl": json_lines(raw),
        "tickets/facts.csv": csv_table(header, facts),
        "tickets/tickets.jsonl": json_lines(asdict(t) for t in tickets),
        "tickets/style.jsonl": json_lines(asdict(p) for p in pairs),
        "tickets/glossary.csv": csv_table(
            ("house", "plain"), [(t.house, t.plain) for t in GLOSSARY]
        ),
        "tickets/questions.jsonl": json_lines(asdict(q) for q in questions),
    }
