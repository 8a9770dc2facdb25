"""What a row of each larger data file holds: documents, questions, tickets.

The modules that make such rows import them from here, and so does `llmcourse.data`, which reads
the files and need not load the generator's wording for that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from llmcourse.world.documents import Document


@dataclass
class WiderDocument(Document):
    """A document and the ids of the wider facts that it states."""

    facts: list[str] = field(default_factory=list)


@dataclass
class WiderQuestion:
    """A question over documents.jsonl of `world/` and `wider/` together.

    `answers` are the parts of the answer (one, unless the request asks for many), `facts` the ids
    of the facts it follows from and `evidence`, for each of them, the documents that state it.
    `relevant` grades documents: 2 states a needed fact, 1 tells something else about a subject.
    `wording` says whether the form may be trained on ("trained"), is held out, or was written for
    this question alone ("own"); `more` holds what only some kinds have (the card lists it).
    """

    id: str
    question: str
    answer: str
    kind: str
    wording: str
    subjects: list[str]
    answers: list[str]
    facts: list[str]
    evidence: list[list[str]] = field(default_factory=list)
    relevant: dict[str, int] = field(default_factory=dict)
    more: dict = field(default_factory=dict)


@dataclass
class ReferenceDocument(WiderDocument):
    """A page of the company; `valid_from` and `valid_until` are days, empty where open."""

    valid_from: str = ""
    valid_until: str = ""


@dataclass
class TicketQuestion(WiderQuestion):
    """A question on the company's pages, as `WiderQuestion`; `split` is the split it is in.

    `more` holds "date" for a dated question and "sort" for an unanswerable one.
    """

    split: str = ""


@dataclass
class Message:
    """One turn: `role` is "customer" or "agent"."""

    role: str
    date: str
    text: str


@dataclass
class Ticket:
    """A support ticket. `facts` are the ids of the facts that decide it, `split` its split.

    `product` is a version ("Belorix 2") and `bought` the day of its purchase (order, arrival),
    both empty in questions on privacy; `resolution` says in plain words what was done.
    """

    id: str
    split: str
    subject: str
    customer: str
    agent: str
    product: str
    bought: str
    category: str
    priority: str
    status: str
    resolution: str
    date: str
    facts: list[str]
    messages: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class PlainReply:
    """A plain version of the agent's message `turn` (0 is the first message) of a ticket."""

    ticket: str
    turn: int
    plain: str
