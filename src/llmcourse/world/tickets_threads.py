"""Support tickets: who writes about what, what the policies of the day say, and what is done.

Knows the situations and decides each by the facts in force; the wording is in
`phrasings_tickets_customers`, replies are made in `tickets_replies`.
"""

from __future__ import annotations

import datetime
import random
from typing import Any

from llmcourse.world import phrasings_tickets_customers as said
from llmcourse.world import phrasings_tickets_followups as followups
from llmcourse.world.asked import misspelled
from llmcourse.world.documents import spoken_date
from llmcourse.world.phrasings_tickets_home import FaultText
from llmcourse.world.phrasings_tickets_subjects import SUBJECTS
from llmcourse.world.records import Message, PlainReply, Ticket
from llmcourse.world.tickets import LAST_DAY, Company, Product, months_later, working_days
from llmcourse.world.tickets_replies import reply
from llmcourse.world.tickets_wording import finished, say, share

DAY = datetime.timedelta(days=1)
CATEGORIES = {"fault": 46, "return": 14, "warranty": 10, "delivery": 12, "privacy": 9, "part": 9}


OLD_FRIENDS = ("gave me", "asked me", "used a", "been in our", "moved in", "Some time", "A while")
"""Words of purchases that do not go with a return: presents, and things long in use."""


class _Desk:
    """Writes one ticket; all draws come from one random stream."""

    def __init__(self, company: Company, rng: random.Random, number: int, split: str) -> None:
        self.company, self.rng, self.split = company, rng, split
        self.case = f"{number:04d}"
        self.name = rng.choice(company.customers[split])[0]
        self.agent = rng.choice(company.agents[split])
        self.today = datetime.date(2020, 6, 1) + DAY * rng.randrange(
            (LAST_DAY - datetime.date(2020, 6, 1)).days
        )
        self.product: Product = rng.choice([p for p in company.products if p.split == split])
        self.version = ""
        self.bought = self.today
        self.slots: dict[str, Any] = {"case": self.case, "w": self.product.text.short}
        self.facts: list[str] = []
        self.messages: list[Message] = []
        self.plain: list[PlainReply] = []
        self.priority = "normal"
        self.part = ""

    def buy(self, fewest: int, most: int) -> None:
        """Set the version and the day of purchase, between two numbers of days ago."""
        sold = {v: datetime.date.fromisoformat(f"{m}-01") for v, m in self.product.versions.items()}
        known = (self.today - min(sold.values())).days
        if known < fewest:  # the product did not exist yet: the letter comes later
            self.today += DAY * (fewest - known + self.rng.randrange(500))
            known = (self.today - min(sold.values())).days
        day = self.today - DAY * self.rng.randrange(fewest, min(most, known) + 1)
        self.version = self.rng.choice([v for v, start in sold.items() if start <= day])
        self.bought = day
        self.slots |= {"p": self.version, "bought": day, "price": f"{self.product.price} crowns"}

    def term(self, policy: str, relation: str, day: datetime.date | None = None) -> str:
        """The value of a term on a day (of purchase, unless given); it is noted as a fact."""
        fact = self.company.term(policy, relation, day or self.bought)
        self.facts.append(fact.id)
        return fact.obj

    def warranty(self, relation: str = "warranty_period") -> bool:
        """Note the length and last day of the warranty; whether it still holds."""
        term = self.term("warranty", relation)
        ends = months_later(self.bought, int(term.split()[0]))
        holds = ends >= self.today
        ran = "holds until" if holds else "ended on"
        self.slots |= {"term": term, "ends": ends, "ran": ran}
        return holds

    def say(self, bank, **more: str) -> str:
        """One sentence of the customer."""
        slots = {"w": self.product.text.short, "p": self.version, "part": self.part,
                 "d": spoken_date(self.bought.isoformat()), "town": self.company.town,
                 "c": self.company.name} | more  # fmt: skip
        return say(bank, self.rng, self.split, **slots)

    def writes(self, sentences: list[str], short: bool = False) -> None:
        """The customer's message, with or without greeting and name; some words misspelled."""
        rng = self.rng
        body = " ".join(s for s in sentences if s)
        if rng.random() < 0.12:
            body = misspelled(body, rng)
        greetings, ends = rng.choice(said.MANNERS)
        if short and rng.random() < 0.35:
            greeting = rng.choice(said.REPLY_GREETINGS).format(agent=self.agent.split()[0])
            body = f"{greeting} {body}"
        elif not short and rng.random() < 0.85:
            body = f"{rng.choice(greetings).format(c=self.company.name)}\n\n{body}"
        if rng.random() < (0.3 if short else 0.88):
            first, town = self.name.split()[0], self.company.town
            body += f"\n\n{rng.choice(ends).format(name=self.name, first=first, town=town)}"
        self.messages.append(Message("customer", self.today.isoformat(), body))

    def answers(self, *acts: str) -> None:
        """The agent's message, a day or so later, and its plain version."""
        self.today += DAY * self.rng.choice((0, 1, 1, 2))
        names = (self.name.split()[0], self.agent.split()[0], self.company.name)
        house, plain = reply(acts, self.slots, names, self.rng, self.split)
        self.plain.append(PlainReply(f"c{self.case}", len(self.messages), plain))
        self.messages.append(Message("agent", self.today.isoformat(), house))

    def extras(self, asides=said.ASIDES_ORDER, angry: float = 0.0) -> list[str]:
        """A sentence beside the matter or none: an aside, or anger, which raises the priority."""
        mood = self.rng.random()
        if mood < angry:
            self.priority = "high"
            return [self.say(said.UPSET)]
        return [self.say(asides)] if mood < 0.45 else []

    def subject(self, bank: str) -> str:
        """A subject line."""
        return self.say(SUBJECTS[bank])

    def finish(self, subject: str, category: str, resolution: str, status: str = "") -> Ticket:
        """The ticket; without a status it is solved, or closed where it is old."""
        old = self.today < LAST_DAY - DAY * 120
        status = status or ("closed" if old and self.rng.random() < 0.7 else "solved")
        if len(self.messages) == 2 and (LAST_DAY - self.today).days < 30:
            status = "waiting for customer" if resolution.startswith("steps") else status
        return Ticket(
            f"c{self.case}", self.split, subject, self.name, self.agent, self.version,
            self.bought.isoformat() if self.version else "", category,
            self.priority, status, resolution, self.messages[0].date,
            list(dict.fromkeys(self.facts)), self.messages,
        )  # fmt: skip


def _fault(desk: _Desk) -> Ticket:
    rng, product = desk.rng, desk.product
    desk.buy(20, 1100)
    fault: FaultText = rng.choice(product.text.faults)
    desk.facts.append(desk.company.find(product.name, "remedy", fault.symptom).id)
    number = desk.company.find(desk.version, "part_number", fault.part)
    desk.slots |= {
        "cause": fault.cause, "remedy": product.remedy(fault), "part": fault.part,
        "number": number.obj,
    }  # fmt: skip
    short = product.text.short
    told = rng.choice(share(fault.said, desk.split))
    silent = rng.random() < 0.2 and fault.mode != "safety"
    # whether the purchase is told first: "it" needs something that it stands for
    first = silent or "{" not in told or rng.random() < 0.5
    subject_name = rng.choice(("It", f"The {short}") if first else (f"My {short}", f"Our {short}"))
    told = told.format(n=subject_name, m=rng.choice((f"my {short}", f"the {short}")))
    bought = desk.say(said.BOUGHT_NO_DATE if silent else said.BOUGHT)
    parts = [bought, told] if first else [told, bought]
    if rng.random() < 0.5 and fault.mode != "safety":
        parts.append(desk.say(said.TRIED))
    parts += [*desk.extras(said.ASIDES, 0.15), desk.say(said.ASK["fault"])]
    subject = desk.subject("fault") if not silent else finished(f"my {short}")
    desk.writes(parts)
    if silent:
        desk.answers("ack", "ask_model", "next_model")
        if rng.random() < 0.12:
            return desk.finish(subject, "fault", "waiting for the model", "waiting for customer")
        desk.today += DAY * rng.randrange(0, 4)
        desk.writes([desk.say(followups.GIVES_VERSION)], short=True)
    if fault.mode == "safety":
        desk.priority = "urgent"
        desk.answers("ack_piece", "safety", "cause", "next_exchange")
        return desk.finish(subject, "fault", "exchange for safety")
    if fault.mode == "steps":
        desk.answers("ack_piece", "cause", "remedy", "next_tell")
        if rng.random() < 0.4:
            desk.today += DAY * rng.randrange(1, 5)
            good = rng.random() < 0.65
            desk.writes([desk.say(followups.FIXED if good else followups.STILL)], short=True)
            if good:
                desk.answers("glad", "next_none")
            else:
                held = desk.warranty()
                _bench(desk, held, "still")
                return desk.finish(subject, "fault", _paid("sent to the workshop", held))
        return desk.finish(subject, "fault", "steps given")
    held = desk.warranty()
    state = "covered" if held else "expired"
    if fault.mode == "part":
        desk.facts.append(number.id)
        desk.slots["price"] = f"{product.part_prices[fault.part]} crowns"
        next_act = "next_part_free" if held else "next_part_paid"
        desk.answers("ack_piece", "cause", state, "remedy", next_act)
        return desk.finish(subject, "fault", _paid("spare part sent", held, "spare part offered"))
    _bench(desk, held, "ack_piece", "cause", "bench")
    return desk.finish(subject, "fault", _paid("sent to the workshop", held))


def _paid(done: str, held: bool, offered: str = "check offered") -> str:
    return f"{done} under warranty" if held else f"{offered} at the customer's cost"


def _bench(desk: _Desk, held: bool, *acts: str) -> None:
    """A reply that ends at the workbench, free or at the customer's cost."""
    desk.slots["time"] = desk.term("repair", "bench_time", desk.today)
    if not held:
        desk.slots["fee"] = desk.term("repair", "check_fee", desk.today)
    state = "covered" if held else "expired"
    desk.answers(*acts, state, "next_bench_free" if held else "next_bench_paid")


def _return(desk: _Desk) -> Ticket:
    rng = desk.rng
    desk.buy(2, 80)
    period = desk.term("return", "return_period")
    until = desk.bought + DAY * int(period.split()[0])
    desk.slots |= {"period": period, "until": until}
    kind = rng.choices(("sealed", "opened", "exception"), (4, 5, 1))[0]
    goods = [f for f in desk.company.facts if (f.subject, f.relation) == ("return", "exception")]
    bought, reason = desk.say(said.BOUGHT), desk.say(said.RETURN_REASONS)
    while any(word in bought for word in OLD_FRIENDS):
        bought = desk.say(said.BOUGHT)
    state = desk.say(said.SEALED if kind == "sealed" else said.OPENED)
    if kind == "exception":
        fact = rng.choice(goods[1:])
        desk.facts.append(fact.id)
        desk.slots["goods"] = fact.obj
        state = {
            "goods engraved to order": "It has my name engraved on it.",
            "parts that have been fitted": "It's about a part for it that I have already fitted.",
            "goods from the clearance shelf": "It was on your clearance shelf.",
        }[fact.obj]
    desk.writes([bought, reason, state, *desk.extras(), desk.say(said.ASK["return"])])
    subject = desk.subject("return")
    if desk.today > until:
        desk.answers("ack_piece", "return_late", "next_keep")
        return desk.finish(subject, "return", "declined: too late")
    if kind == "exception":
        desk.answers("ack_piece", "return_exception", "next_keep")
        return desk.finish(subject, "return", "declined: exception")
    desk.slots |= {"time": desk.term("return", "refund_time"), "credit": desk.slots["price"]}
    if kind == "opened":
        percent = desk.term("return", "opened_share")
        kept = desk.product.price * int(percent.split()[0]) / 100
        credit = f"{desk.product.price - kept:.2f}".removesuffix(".00")
        desk.slots |= {"percent": percent, "credit": f"{credit} crowns"}
    credit_act = "credit_opened" if kind == "opened" else "credit_full"
    desk.answers("ack_piece", "return_ok", credit_act, "next_return")
    return desk.finish(subject, "return", "return accepted, refund")


def _warranty(desk: _Desk) -> Ticket:
    rng = desk.rng
    desk.buy(60, 1200)
    desk.priority = "low"
    kind = rng.choice(("private", "private", "business"))
    kind = rng.choice((kind, "battery")) if desk.product.text.battery else kind
    detail = {
        "private": [], "battery": ["I am mainly thinking of the battery."],
        "business": [rng.choice(("It's used in my café.", "It stands in our office.",
                                 "I use it in my shop every day."))],
    }[kind]  # fmt: skip
    desk.writes([desk.say(said.BOUGHT), *detail, *desk.extras(), desk.say(said.ASK["warranty"])])
    if kind == "private":
        held = desk.warranty()
        desk.answers("ack_piece", "covered" if held else "expired", "next_none")
    else:
        held = desk.warranty(f"{kind}_warranty")
        desk.answers("ack_piece", kind, "next_none")
    state = "covered" if held else "warranty over"
    return desk.finish(desk.subject("warranty"), "warranty", f"information given: {state}")


def _delivery(desk: _Desk) -> Ticket:
    rng = desk.rng
    late = rng.random() < 0.6
    desk.buy(3, 34 if late else 15)
    time = desk.term("delivery", "delivery_time")
    desk.slots |= {"time": time, "ordered": desk.bought}
    if not late:
        window = desk.term("delivery", "damage_window")
        desk.slots |= {"window": window, "arrived": desk.bought}
        told = [desk.say(said.GONE["damaged"]), *desk.extras(), desk.say(said.ASK["damaged"])]
        desk.writes(told)
        held = desk.today <= desk.bought + DAY * int(window.split()[0])
        if held:
            desk.answers("ack_piece", "damaged_ok", "next_exchange")
        else:
            desk.slots["fee"] = desk.term("repair", "check_fee", desk.today)
            desk.slots["time"] = desk.term("repair", "bench_time", desk.today)
            desk.answers("ack_piece", "damaged_late", "next_bench_paid")
        result = "exchange sent" if held else "declined: reported too late"
        return desk.finish(desk.subject("damaged"), "delivery", result)
    lost = desk.term("delivery", "lost_after")
    due = working_days(desk.bought, int(time.split()[0]))
    lost_on = working_days(desk.bought, int(lost.split()[0]))
    desk.today = max(desk.today, due + DAY)
    desk.slots |= {"lost": lost, "due": due, "lostdate": lost_on}
    desk.writes(
        [desk.say(said.GONE["late"]), *desk.extras(angry=0.25), desk.say(said.ASK["delivery"])]
    )
    if desk.today + DAY * 2 < lost_on:
        desk.answers("ack_piece", "late_wait", "next_wait")
        return desk.finish(desk.subject("delivery"), "delivery", "carrier asked")
    desk.today = max(desk.today, lost_on + DAY)
    desk.answers("ack_piece", "late_lost", "next_resend")
    return desk.finish(desk.subject("delivery"), "delivery", "sent again")


def _privacy(desk: _Desk) -> Ticket:
    kind = desk.rng.choice(("copy", "delete", "delete", "recording"))
    desk.bought = desk.today
    relation = {"copy": "copy_time", "delete": "delete_time", "recording": "recording_kept"}[kind]
    desk.slots |= {"time": desk.term("privacy", relation, desk.today), "bills": "10 years"}
    desk.priority = "low"
    open_case = kind == "delete" and desk.rng.random() < 0.3
    extra = [f"My {desk.product.text.short} is still with your workshop."] if open_case else []
    desk.writes([*extra, desk.say(said.ASK[kind])])
    subject = desk.subject("privacy")
    if open_case:
        desk.answers("ack", "delete_open", "next_none")
        return desk.finish(subject, "privacy", "put off: another ticket is open")
    last = {"copy": "next_copy", "delete": "next_delete", "recording": "next_none"}[kind]
    desk.answers("ack", kind, last)
    done = {
        "copy": "copy of data sent",
        "delete": "data to be deleted",
        "recording": "information given",
    }
    return desk.finish(subject, "privacy", done[kind])


def _part(desk: _Desk) -> Ticket:
    desk.buy(40, 1000)
    desk.part = desk.rng.choice(desk.product.text.parts)
    fact = desk.company.find(desk.version, "part_number", desk.part)
    desk.facts.append(fact.id)
    desk.slots |= {
        "part": desk.part, "number": fact.obj,
        "price": f"{desk.product.part_prices[desk.part]} crowns",
        "time": desk.term("delivery", "delivery_time", desk.today),
        "free": desk.term("delivery", "free_from", desk.today),
    }  # fmt: skip
    desk.priority = "low"
    desk.writes([desk.say(said.BOUGHT), *desk.extras(), desk.say(said.ASK["part"])])
    desk.answers("ack_piece", "part_fits", "next_part")
    return desk.finish(desk.subject("part"), "part", "spare part offered")


SITUATIONS = {"fault": _fault, "return": _return, "warranty": _warranty, "delivery": _delivery,
              "privacy": _privacy, "part": _part}  # fmt: skip


def make_tickets(
    company: Company, seed: int = 7, sizes: dict[str, int] | None = None
) -> tuple[list[Ticket], list[PlainReply]]:
    """Tickets of every category and split, and a plain version of each agent's message."""
    rng = random.Random(f"tickets-threads-{seed}")
    sizes = sizes or {"train": 420, "validation": 80, "test": 100}
    tickets: list[Ticket] = []
    plain: list[PlainReply] = []
    numbers = iter(sorted(rng.sample(range(1000, 10000), sum(sizes.values()))))
    for split, count in sizes.items():
        for _ in range(count):
            category = rng.choices(list(CATEGORIES), list(CATEGORIES.values()))[0]
            desk = _Desk(company, rng, next(numbers), split)
            tickets.append(SITUATIONS[category](desk))
            plain += desk.plain
    return tickets, plain
