"""Reference documents of the ticket world: policies, notices of change, answers, product pages.

Knows genres and which fact is told where; the wording is in `phrasings_tickets_pages` and
`phrasings_tickets_policies`. Each version of a policy is one document, dated on its first day; it
stays among the documents when a newer one replaces it, as old pages do.
"""

from __future__ import annotations

import calendar
import random

from llmcourse.world import phrasings_tickets_pages as pages
from llmcourse.world.documents import spoken_date
from llmcourse.world.phrasings_tickets_policies import POLICIES
from llmcourse.world.records import ReferenceDocument
from llmcourse.world.tickets import Company, Product
from llmcourse.world.tickets_wording import capital, finished, say, share
from llmcourse.world.wider import DatedFact, month_name, month_number, month_text


def last_day(start: str) -> str:
    """The day before the first of a month: "2021-02-28" for "2021-03"."""
    month = month_number(start) - 1
    return f"{month_text(month)}-{calendar.monthrange(month // 12, month % 12 + 1)[1]}"


def _policy(company: Company, policy: str, version: int, rng: random.Random) -> ReferenceDocument:
    text, starts = POLICIES[policy], company.starts[policy]
    start = starts[version]
    until = last_day(starts[version + 1]) if version < 2 else ""
    facts = [f for f in company.facts if f.subject == policy and f.start <= start]
    terms = [f for f in facts if f.relation != "exception" and f.start == start]
    fixed = [f for f in facts if f.relation == "exception"]
    day = spoken_date(f"{start}-01")
    blocks = [
        f"# {text.title}",
        f"{rng.choice(text.scope)} {say(pages.IN_FORCE, rng, d=day)}",
        " ".join(say(text.terms[f.relation].told, rng, o=f.obj) for f in terms),
        say(pages.EXCLUDED, rng, x=text.excludes, l="; ".join(f.obj for f in fixed)),
        say(pages.COUNTS, rng, e=text.counts),
    ]
    return _document(
        f"p-{policy}-{version + 1}", f"{text.title}, from {day}", "\n\n".join(blocks),
        f"{start}-01", "policy", terms + fixed, until,
    )  # fmt: skip


def _document(
    name: str, title: str, text: str, date: str, genre: str, facts: list[DatedFact], until: str = ""
) -> ReferenceDocument:
    section = "Products" if name.startswith("g") else "Terms"
    states = [(f.subject, f.relation, f.obj) for f in facts]
    return ReferenceDocument(
        name, title, text, date, "Company pages", section, "office", genre, states,
        [f.id for f in facts], date if genre == "policy" else "", until,
    )  # fmt: skip


def _notice(company: Company, policy: str, version: int, rng: random.Random) -> ReferenceDocument:
    text, start = POLICIES[policy], company.starts[policy][version]
    new = [f for f in company.facts if f.subject == policy and f.start == start]
    told = rng.sample(new, 2)
    lines = []
    forms = rng.sample(pages.CHANGES, 2)
    facts = []
    for fact, form in zip(told, forms, strict=True):
        old = next(
            f for f in company.facts
            if (f.subject, f.relation, f.end)
            == (policy, fact.relation, month_text(month_number(start) - 1))
        )  # fmt: skip
        noun = text.terms[fact.relation].noun
        line = form.format(n=noun, N=capital(noun), o=fact.obj, b=old.obj)
        lines.append(capital(line))
        facts += [fact, old]
    day = spoken_date(f"{start}-01")
    month = month_text(month_number(start) - 1)
    opening = say(pages.CHANGES_OPENING, rng, d=day, t=text.title.lower())
    closing = say(pages.CHANGES_CLOSING, rng, e=text.counts)
    title = f"Notice: changes to the {text.title.lower()}"
    return _document(
        f"n-{policy}-{version + 1}", title, " ".join([opening, *lines, closing]),
        f"{month}-{rng.randrange(8, 25):02d}", "notice", facts,
    )  # fmt: skip


def _answers(company: Company, policy: str, rng: random.Random) -> ReferenceDocument:
    """Questions and answers on the version in force at the end."""
    text, start = POLICIES[policy], company.starts[policy][-1]
    facts = [f for f in company.facts if f.subject == policy and f.start == start]
    rng.shuffle(facts)
    blocks = [f"# Questions on our {text.title.lower()}"]
    for fact in facts:
        term = text.terms[fact.relation]
        question = capital(rng.choice(share(term.asked, "train")))
        blocks.append(f"**{question}** {say(term.told, rng, o=fact.obj)}")
    date = f"{month_text(month_number(start) + 2)}-{rng.randrange(1, 29):02d}"
    return _document(
        f"a-{policy}", f"Questions and answers: {text.title.lower()}", "\n\n".join(blocks), date,
        "answers", facts,
    )  # fmt: skip


def _product_pages(
    company: Company, product: Product, number: int, rng: random.Random
) -> list[ReferenceDocument]:
    text = product.text
    first = min(product.versions.values())
    latest = max(product.versions.values())
    made = f"{month_text(month_number(latest) + 1)}-{rng.randrange(1, 29):02d}"
    opening = say(pages.PRODUCT_OPENING, rng, s=product.name, k=product.kind, y=first[:4])
    releases = [
        say(pages.RELEASED, rng, s=version, a=month_name(month))
        for version, month in product.versions.items()
    ]
    about = (
        f"# {product.name}\n\n{opening} {text.use}.\n\n{' '.join(releases)} "
        f"{say(pages.PRICED, rng, o=f'{product.price} crowns')} "
        f"{say(pages.WEIGHED, rng, o=f'{product.weight} kg')}\n\n{text.care}"
    )
    blocks = [say(pages.PARTS_OPENING, rng, s=product.name)]
    numbers = []
    for version, parts in product.numbers.items():
        listed = [f"- {part}: {parts[part]}, {product.part_prices[part]} crowns" for part in parts]
        blocks.append("\n".join([f"## {version}", *listed]))
        numbers += [company.find(version, "part_number", part) for part in parts]
    faults = [f"# {product.name}: first aid", say(pages.FAULTS_OPENING, rng, s=product.name)]
    remedies = []
    for fault, form in zip(text.faults, rng.sample(pages.FAULT_TOLD, 3), strict=True):
        told = form.format(
            x=fault.symptom, X=capital(fault.symptom), c=fault.cause, r=product.remedy(fault)
        )
        faults.append(finished(told))
        remedies.append(company.find(product.name, "remedy", fault.symptom))
    name = f"g{number:02d}"
    kind = capital(product.kind)
    return [
        _document(f"{name}-about", f"{product.name} ({kind})", about, made, "product", []),
        _document(f"{name}-parts", f"Parts of the {product.name}", "\n\n".join(blocks), made,
                  "parts list", numbers),
        _document(f"{name}-faults", f"{product.name}: first aid", "\n\n".join(faults), made,
                  "first aid", remedies),
    ]  # fmt: skip


def make_reference_documents(company: Company, seed: int = 7) -> list[ReferenceDocument]:
    """All pages: policies and notices by version, answers, three pages for each product."""
    rng = random.Random(f"tickets-documents-{seed}")
    documents: list[ReferenceDocument] = []
    for policy in POLICIES:
        documents += [_policy(company, policy, version, rng) for version in range(3)]
        documents += [_notice(company, policy, version, rng) for version in (1, 2)]
        documents.append(_answers(company, policy, rng))
    for number, product in enumerate(company.products):
        documents += _product_pages(company, product, number, rng)
    return documents


def stated_in(documents: list[ReferenceDocument]) -> dict[str, list[str]]:
    """The documents that state each fact, by the fact's id."""
    stated: dict[str, list[str]] = {}
    for document in documents:
        for fact in document.facts:
            stated.setdefault(fact, []).append(document.id)
    return stated
