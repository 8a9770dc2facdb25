"""Questions on the company's pages, with answers, evidence and graded relevance.

Knows the kinds and which fact answers; the frames of questions are in `phrasings_tickets_pages`,
the questions on terms in `phrasings_tickets_policies`.
"""

from __future__ import annotations

import datetime
import random

from llmcourse.world import names
from llmcourse.world import phrasings_tickets_pages as pages
from llmcourse.world.documents import spoken_date
from llmcourse.world.phrasings_tickets_policies import POLICIES, UNTOLD
from llmcourse.world.records import ReferenceDocument, TicketQuestion
from llmcourse.world.tickets import LAST_DAY, Company
from llmcourse.world.tickets_documents import stated_in
from llmcourse.world.tickets_wording import NAME_SPLITS, capital, finished, say, share
from llmcourse.world.wider import DatedFact

SIZES = {
    "train": {"policy": 50, "dated": 75, "fault": 40, "part": 40, "unanswerable": 50},
    "validation": {"policy": 15, "dated": 20, "fault": 15, "part": 15, "unanswerable": 15},
    "test": {"policy": 25, "dated": 40, "fault": 25, "part": 25, "unanswerable": 30},
}  # fmt: skip


class _Asker:
    """Makes questions of each kind; all draws come from one random stream."""

    def __init__(self, company: Company, documents: list[ReferenceDocument], seed: int) -> None:
        self.company = company
        self.rng = random.Random(f"tickets-questions-{seed}")
        self.stated = stated_in(documents)
        self.about: dict[str, list[str]] = {}
        for document in documents:
            subjects = {self.root(state[0]) for state in document.states}
            if document.genre == "product":
                subjects = {document.title.split(" (")[0]}
            for subject in subjects:
                self.about.setdefault(subject, []).append(document.id)
        self.everything = "\n".join(d.text for d in documents)
        self.questions: list[TicketQuestion] = []
        self.seen: set[str] = set()

    @staticmethod
    def root(subject: str) -> str:
        """The product of a version ("Belorix" for "Belorix 2"); policies stand for themselves."""
        return subject.split()[0]

    def add(
        self, kind: str, split: str, text: str, fact: DatedFact | None, subject: str, **more: str
    ) -> bool:
        """Keep a question unless it was asked before; says whether it was kept."""
        if text in self.seen:
            return False
        self.seen.add(text)
        evidence = self.stated[fact.id] if fact else []
        relevant = {d: 1 for d in self.about.get(self.root(subject), [])}
        relevant |= {d: 2 for d in evidence}
        answer = fact.obj if fact else ""
        self.questions.append(
            TicketQuestion(
                f"h{len(self.questions):04d}", text, answer, kind,
                "trained" if split == "train" else "held_out", [subject],
                [answer] if fact else [], [fact.id] if fact else [],
                [evidence] if fact else [], dict(sorted(relevant.items())), dict(more), split,
            )
        )  # fmt: skip
        return True

    def day(self, policy: str) -> datetime.date:
        """A day on which some version of a policy was in force, each version equally often."""
        starts = [datetime.date.fromisoformat(f"{m}-01") for m in self.company.starts[policy]]
        place = self.rng.randrange(3)
        end = starts[place + 1] if place < 2 else LAST_DAY
        return starts[place] + datetime.timedelta(
            days=self.rng.randrange((end - starts[place]).days)
        )

    def policy(self, split: str, dated: bool) -> bool:
        """A term as it is now, or as it was on a day."""
        rng = self.rng
        policy = rng.choice(list(POLICIES))
        text = POLICIES[policy]
        relation = rng.choice(list(text.terms))
        question = rng.choice(share(text.terms[relation].asked, split))
        day = self.day(policy) if dated else LAST_DAY
        fact = self.company.term(policy, relation, day)
        said = spoken_date(day.isoformat())
        slots = {
            "q": question, "Q": capital(question), "t": text.title.lower(), "d": said,
            "did": text.did, "did_low": text.did,
        }  # fmt: skip
        frames = pages.DATED_FRAMES if dated else pages.NOW_FRAMES
        asked = say(frames, rng, split, **slots)
        if dated:
            return self.add("dated", split, asked, fact, policy, date=day.isoformat())
        return self.add("policy", split, asked, fact, policy)

    def product(self, split: str, kind: str) -> bool:
        """The remedy of a fault, or the number of a part."""
        rng = self.rng
        product = rng.choice([p for p in self.company.products if p.split == split])
        version = rng.choice(list(product.versions))
        if kind == "part":
            part = rng.choice(product.text.parts)
            fact = self.company.find(version, "part_number", part)
            asked = say(pages.PART_FRAMES, rng, split, p=version, part=part)
            return self.add("part", split, asked, fact, version)
        fault = rng.choice(product.text.faults)
        fact = self.company.find(product.name, "remedy", fault.symptom)
        symptom = fault.symptom
        asked = say(pages.FAULT_FRAMES, rng, split, p=version, x=symptom, X=capital(symptom))
        return self.add("fault", split, asked, fact, product.name)

    def unanswerable(self, split: str) -> bool:
        """A topic never told, a product that does not exist, or a day before the first policy."""
        rng = self.rng
        sort = rng.choice(("untold", "untold", "stranger", "too early"))
        if sort == "untold":
            topic = rng.choice(list(UNTOLD))
            product = rng.choice([p for p in self.company.products if p.split == split])
            # of four questions two are for training, so that no question is in two splits
            wanted = {"train": (0, 1), "validation": (2,), "test": (3,)}[split]
            bank = [q for n, q in enumerate(UNTOLD[topic]) if n % 4 in wanted]
            asked = finished(rng.choice(bank).format(p=product.name))
            subject = product.name if topic == "product" else topic
            return self.add("unanswerable", split, asked, None, subject, sort=sort)
        if sort == "stranger":
            name = names.device(rng, NAME_SPLITS[split])
            if name in self.everything:
                return False
            part = rng.choice(rng.choice(self.company.products).text.parts)
            asked = say(pages.PART_FRAMES, rng, split, p=f"{name} {rng.randrange(1, 4)}", part=part)
            return self.add("unanswerable", split, asked, None, name, sort=sort)
        policy = rng.choice(list(POLICIES))
        text = POLICIES[policy]
        question = rng.choice(share(rng.choice(list(text.terms.values())).asked, split))
        day = datetime.date(2015, 1, 1) + datetime.timedelta(days=rng.randrange(1400))
        asked = say(
            pages.DATED_FRAMES, rng, split, q=question, Q=capital(question), did=text.did,
            did_low=text.did, d=spoken_date(day.isoformat()), t=text.title.lower(),
        )  # fmt: skip
        return self.add("unanswerable", split, asked, None, policy, sort=sort, date=day.isoformat())


def make_ticket_questions(
    company: Company, documents: list[ReferenceDocument], seed: int = 7
) -> list[TicketQuestion]:
    """Questions of every kind and split, no text twice."""
    asker = _Asker(company, documents, seed)
    for split, kinds in SIZES.items():
        for kind, count in kinds.items():
            made = 0
            while made < count:
                if kind in ("policy", "dated"):
                    made += asker.policy(split, kind == "dated")
                elif kind == "unanswerable":
                    made += asker.unanswerable(split)
                else:
                    made += asker.product(split, kind)
    return asker.questions
