"""A company of the ticket world: products with versions, parts and faults, dated policies, people.

Knows which facts there are and draws them from a seed, with the names of `names` and the dated
facts of `wider`; the wording is in `phrasings_tickets_*`, documents, tickets and questions in the
other `tickets_*` modules. Customers, agents and products belong to a split by their names alone.
"""

from __future__ import annotations

import calendar
import datetime
import random
from dataclasses import dataclass, field

from llmcourse.world import names
from llmcourse.world.facts import known_part, public_world
from llmcourse.world.phrasings_tickets_home import FaultText, KindText
from llmcourse.world.phrasings_tickets_policies import POLICIES
from llmcourse.world.phrasings_tickets_tools import KINDS
from llmcourse.world.tickets_wording import NAME_SPLITS
from llmcourse.world.wider import DatedFact, month_number, month_text

FIRST_MONTH = "2019-01"
LAST_DAY = datetime.date(2024, 12, 20)


@dataclass(frozen=True)
class Product:
    """A product; `versions` maps "Belorix 2" to its first month, `numbers` to numbers of parts.

    `k` are the numbers in the remedies of its faults, by part.
    """

    name: str
    kind: str
    split: str
    price: int
    weight: int
    versions: dict[str, str]
    numbers: dict[str, dict[str, str]]
    part_prices: dict[str, int]
    k: dict[str, int]

    @property
    def text(self) -> KindText:
        """What is said about its kind."""
        return KINDS[self.kind]

    def remedy(self, fault: FaultText) -> str:
        """What its pages advise for a fault, as an imperative."""
        return fault.remedy.format(k=self.k[fault.part])


@dataclass
class Company:
    """Everything that documents and tickets draw on; `facts` are dated as in the wider world.

    Facts of policies have the policy as subject and a term as relation; those of products have a
    version and "part_number" (detail: the part), or a product and "remedy" (detail: the symptom).
    """

    name: str
    town: str
    products: list[Product]
    facts: list[DatedFact]
    customers: dict[str, list[tuple[str, str]]]
    agents: dict[str, list[str]]
    starts: dict[str, list[str]] = field(default_factory=dict)

    def term(self, policy: str, relation: str, day: datetime.date) -> DatedFact:
        """The term that is in force on a day.

        Raises:
            ValueError: the policy did not exist yet.
        """
        month = f"{day:%Y-%m}"
        for fact in self.facts:
            of_term = (fact.subject, fact.relation) == (policy, relation)
            if of_term and fact.start <= month and (not fact.end or month <= fact.end):
                return fact
        raise ValueError(f"day={day}: no {policy} policy was in force; use {FIRST_MONTH} or later.")

    def find(self, subject: str, relation: str, detail: str) -> DatedFact:
        """A fact of a product by its part or symptom."""
        return next(
            f for f in self.facts
            if (f.subject, f.relation, f.detail) == (subject, relation, detail)
        )  # fmt: skip


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def working_days(day: datetime.date, count: int) -> datetime.date:
    """The day `count` working days later; Saturdays and Sundays do not count."""
    while count:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _distinct(make, count: int, taken: set[str]) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        name = make()
        if name not in taken:
            taken.add(name)
            found.append(name)
    return found


def _product(rng: random.Random, kind: str, split: str, taken: set[str]) -> Product:
    text = KINDS[kind]
    name = _distinct(lambda: names.device(rng, NAME_SPLITS[split]), 1, taken)[0]
    month = month_number("2019-01") + rng.randrange(0, 14)
    versions, numbers = {}, {}
    letter = rng.choice("BCDFGHKLMNPRST")
    for number in range(1, rng.choice((2, 3)) + 1):
        versions[f"{name} {number}"] = month_text(month)
        month += rng.randrange(9, 20)
        drawn = rng.sample(range(100, 1000), len(text.parts))
        numbers[f"{name} {number}"] = {
            part: f"{letter}{number}-{n}" for part, n in zip(text.parts, drawn, strict=True)
        }
    return Product(
        name, kind, split,
        rng.randrange(text.price[0], text.price[1] + 1),
        rng.randrange(text.weight[0], text.weight[1] + 1),
        versions, numbers,
        {part: rng.randrange(4, 26) for part in text.parts},
        {part: n for part, n in zip(text.parts, rng.sample(range(2, 16), 4), strict=True)},
    )  # fmt: skip


def _policy_facts(rng: random.Random, starts: dict[str, list[str]]) -> list[tuple[str, ...]]:
    facts: list[tuple[str, ...]] = []
    for policy, text in POLICIES.items():
        first = month_number(FIRST_MONTH)
        second = first + rng.randrange(24, 36)
        third = second + rng.randrange(15, 24)
        begin = [first, second, third]
        starts[policy] = [month_text(m) for m in begin]
        for relation, term in text.terms.items():
            chosen = sorted(rng.sample(range(len(term.values)), 3))
            for n, place in enumerate(chosen):
                end = month_text(begin[n + 1] - 1) if n < 2 else ""
                facts.append((policy, relation, term.values[place], starts[policy][n], end, ""))
        facts += [(policy, "exception", item, FIRST_MONTH, "", "") for item in text.fixed]
    return facts


def make_company(seed: int = 7) -> Company:
    """The company: two products of each kind, five policies in three versions, customers, agents.

    Names that the course's world uses are left out, so that no name means two things.
    """
    rng = random.Random(f"tickets-{seed}")
    taken = set(known_part(public_world(seed)).entities)
    products = []
    for number, kind in enumerate(KINDS):
        products.append(_product(rng, kind, "train", taken))
        split = "test" if number % 5 < 3 else "validation"
        products.append(_product(rng, kind, split, taken))
    starts: dict[str, list[str]] = {}
    rows = _policy_facts(rng, starts)
    for product in products:
        for version, numbers in product.numbers.items():
            rows += [
                (version, "part_number", number, product.versions[version], "", part)
                for part, number in numbers.items()
            ]
        rows += [
            (product.name, "remedy", product.remedy(f), min(product.versions.values()), "",
             f.symptom)
            for f in product.text.faults
        ]  # fmt: skip
    facts = [DatedFact(f"s{n:04d}", *row) for n, row in enumerate(rows)]
    sizes = {"train": (260, 7), "validation": (60, 3), "test": (80, 4)}
    customers, agents = {}, {}
    for split, (people, staff) in sizes.items():
        found: dict[str, str] = {}
        while len(found) < people + staff:
            name, pronoun = names.person(rng, NAME_SPLITS[split])
            if name not in taken:
                found[name] = pronoun
        everybody = list(found.items())
        customers[split], agents[split] = everybody[:people], [n for n, _ in everybody[people:]]
    return Company(
        names.organisation(rng, "evaluation"), names.town(rng, "evaluation"),
        products, facts, customers, agents, starts,
    )  # fmt: skip
