"""Documents of the wider world: biographies, letters, staff lists, minutes, logs, notices, columns.

Knows genres, metadata and which fact is told where. Every fact stands in at least one document; a
fact that links a pair of people (`pairs`) stands in one document only. Prices and heads of
departments
are told while they hold, so that older documents contradict newer ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from llmcourse.world import phrasings_frames as frames
from llmcourse.world.documents import AUTHORS, spoken_date
from llmcourse.world.pairs import Pair
from llmcourse.world.records import WiderDocument
from llmcourse.world.wider import (
    LAST_MONTH,
    DatedFact,
    WiderWorld,
    month_name,
    month_number,
    month_text,
)
from llmcourse.world.wider_wording import say

SOURCES = {
    "biography": ("Lives of the Province", "Who is Who, new series", "Portraits"),
    "obituary": ("Morning Gazette", "Harbour Post"),
    "letter": ("Private papers", "Collected letters"),
    "staff list": ("Wage Book Archive", "Personnel Office"),
    "minutes": ("Board papers", "Council Papers"),
    "log": ("Reading Room Log", "Registry Journal"),
    "notice": ("Official Bulletin", "Trade Quarterly"),
    "column": ("Morning Gazette", "Harbour Post", "Valley Echo"),
    "gazetteer": ("Traveller's Handbook", "Town Portraits"),
}
TOWN_AND_TIES = ("born_year", "born_in", "married_to", "sibling_of", "rival_of")
ONE_LINE = {"staff list", "log"}


def _day(rng: random.Random, month: int) -> str:
    return f"{month_text(month)}-{rng.randrange(1, 29):02d}"


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


class _Writer:
    """Makes texts of each genre from facts; all draws come from one random stream."""

    def __init__(self, world: WiderWorld, seed: int) -> None:
        self.world = world
        self.rng = random.Random(f"wider-documents-{seed}")
        self.documents: list[WiderDocument] = []
        self.lines: list[str] = []  # the biography lines that the present document holds

    def add(
        self,
        genre: str,
        title: str,
        section: str,
        facts: list[DatedFact],
        write: Callable[[str], str],
        month: int = 0,
    ) -> None:
        """Date the document after all that it tells (or in `month`), write it and keep it."""
        latest = max(max(month_number(f.start), month_number(f.end)) for f in facts)
        if not month:
            month = self.rng.randrange(max(latest, 2020 * 12), LAST_MONTH + 1)
        date = _day(self.rng, month)
        self.lines = []
        text = write(date)
        author = "staff writer" if genre in ONE_LINE else self.rng.choice(AUTHORS)
        states = [(f.subject, f.relation, f.obj) for f in facts]
        source = self.rng.choice(SOURCES[genre])
        name = f"x{len(self.documents):04d}"
        ids = [f.id for f in facts]
        self.documents.append(
            WiderDocument(name, title, text, date, source, section, author, genre, states, ids)
        )

    def told(self, facts: list[DatedFact], date: str, pronouns: float = 0.6) -> list[str]:
        """A sentence for each fact; where the subject stays the same, often with its pronoun."""
        sentences: list[str] = []
        used: set[str] = set()
        before = ""
        for fact in facts:
            pronoun = ""
            if fact.subject == before and self.rng.random() < pronouns:
                pronoun = self.world.entity(fact.subject).pronoun
            sentences.append(say(fact, self.rng, pronoun, date[:7], used=used))
            before = fact.subject
        return sentences

    def life_line(self, name: str) -> str:
        """One sentence of a biography that states no fact of the world."""
        pronoun = self.world.entity(name).pronoun
        line = self.rng.choice([x for x in frames.BIOGRAPHY if x not in self.lines])
        self.lines.append(line)
        return (
            line.replace("{P_lower}", pronoun.lower()).replace("{P}", pronoun).replace("{n}", name)
        )

    def paragraph(self, facts: list[DatedFact], date: str, filler: float = 0.5) -> str:
        """Facts of one person as running text with a line or two between them."""
        sentences = self.told(facts, date)
        if self.rng.random() < filler:
            line = self.life_line(facts[0].subject)
            sentences.insert(self.rng.randrange(1, len(sentences) + 1), line)
        return " ".join(sentences)

    def biography(self, facts: list[DatedFact], date: str) -> str:
        """A life in order: family, studies, work; with or without headings."""
        parts = (
            [f for f in facts if f.relation in TOWN_AND_TIES],
            [f for f in facts if f.relation == "attended"],
            [f for f in facts if f.relation not in (*TOWN_AND_TIES, "attended")],
        )
        headings = self.rng.choice(frames.HEADINGS_LIFE) if self.rng.random() < 0.45 else None
        blocks = [f"# {facts[0].subject}"] if headings else []
        if self.rng.random() < 0.4:
            blocks.append(
                self.rng.choice(frames.BIOGRAPHY_OPENINGS).replace("{n}", facts[0].subject)
            )
        for place, told in enumerate(parts):
            if told:
                blocks += [f"## {headings[place]}"] if headings else []
                blocks.append(self.paragraph(told, date, 0.7))
        if not headings and self.rng.random() < 0.3:
            blocks.append(self.life_line(facts[0].subject))
        return "\n\n".join(blocks)

    def obituary(self, facts: list[DatedFact], date: str) -> str:
        """A few facts of a life, told at its end."""
        opening = self.rng.choice(frames.OBITUARY).replace("{n}", facts[0].subject)
        return f"{opening} {self.paragraph(facts, date, 0.8)}"

    def letter(self, facts: list[DatedFact], date: str) -> str:
        """What somebody found out about a person, to somebody who asked."""
        rng = self.rng
        opening = rng.choice(frames.LETTER_OPENINGS).replace("{n}", facts[0].subject)
        sentences = self.told(facts, date, 0.4)
        for line in rng.sample(frames.LETTER_MIDDLE, rng.choice((1, 2, 2))):
            sentences.insert(rng.randrange(1, len(sentences) + 1), line)
        return (
            f"{spoken_date(date)}\n\nDear {rng.choice(frames.ADDRESSEES)},\n\n{opening}\n\n"
            f"{' '.join(sentences)}\n\n{rng.choice(frames.LETTER_CLOSINGS)}"
        )

    def minutes(self, facts: list[DatedFact], date: str) -> str:
        """Numbered items of a meeting, the facts among everyday business."""
        rng = self.rng
        items = self.told(facts, date, 0.0)
        for line in rng.sample(frames.MINUTES_ITEMS, rng.choice((1, 2, 3))):
            items.insert(rng.randrange(len(items) + 1), line)
        numbered = "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))
        return (
            f"Minutes of {spoken_date(date)}\n\n"
            f"{rng.choice(frames.MINUTES_OPENINGS)}\n\n{numbered}\n\n"
            f"{rng.choice(frames.MINUTES_CLOSINGS)}"
        )

    def log(self, facts: list[DatedFact], date: str) -> str:
        """Timed entries of one day."""
        rng = self.rng
        lines = self.told(facts, date, 0.0)
        lines = [f"Noted from the files: {line}" if rng.random() < 0.4 else line for line in lines]
        for line in rng.sample(frames.LOG_LINES, rng.choice((1, 2, 3))):
            lines.insert(rng.randrange(len(lines) + 1), line)
        minute, rows = 8 * 60 + rng.randrange(40), []
        for line in lines:
            rows.append(f"{minute // 60:02d}.{minute % 60:02d} {line}")
            minute += rng.randrange(10, 80)
        return f"{spoken_date(date)}\n" + "\n".join(rows)

    def notice(self, facts: list[DatedFact], date: str) -> str:
        """A dateline, one or two facts, at times an official phrase."""
        text = " ".join(self.told(facts, date, 0.5))
        ending = f" {self.rng.choice(frames.NOTICES)}" if self.rng.random() < 0.6 else ""
        return f"{spoken_date(date)}. {text}{ending}"

    def column(self, facts: list[DatedFact], date: str) -> str:
        """A newspaper column of old items; the facts stand among small local news."""
        rng = self.rng
        sentences = self.told(facts, date, 0.2)
        blocks = []
        used: set[str] = set()
        for sentence in sentences:
            around = rng.sample(frames.COLUMN_LINES, rng.choice((1, 2, 2, 3)))
            for place, line in enumerate(around):  # no paper prints one item twice in a column
                if line in used:
                    fresh = (x for x in frames.COLUMN_LINES if x not in used and x not in around)
                    around[place] = next(fresh, line)
                used.add(around[place])
            around.insert(rng.randrange(len(around) + 1), sentence)
            blocks.append(" ".join(around))
        return "\n\n".join([rng.choice(frames.COLUMN_OPENINGS), *blocks])

    def gazetteer(self, facts: list[DatedFact], date: str) -> str:
        """Entries on schools and regions with advice for travellers."""
        blocks = []
        for sentence in self.told(facts, date, 0.0):
            line = self.rng.choice(frames.GAZETTEER)
            blocks.append(f"{sentence} {line}" if self.rng.random() < 0.7 else sentence)
        return "\n\n".join(blocks)

    def staff_list(self, facts: list[DatedFact], date: str) -> str:
        """One line a person, as in a card index."""
        head = facts[0].obj
        team = facts[0].relation == "member_of"
        rows = []
        for f in facts:
            months = (
                f"{month_name(f.start)} to {month_name(f.end)}"
                if f.end
                else (f"since {month_name(f.start)}")
            )
            rows.append(
                f"- {f.subject}, {months}" if team else f"- {f.subject}, {f.detail}, {months}"
            )
        intro = self.rng.choice(frames.TEAM_INTROS if team else frames.STAFF_INTROS)
        return f"# {head}\n\n{intro}\n\n" + "\n".join(rows)


def make_wider_documents(world: WiderWorld, pairs: list[Pair], seed: int) -> list[WiderDocument]:
    """All documents of the wider world, in an order that follows no topic."""
    writer = _Writer(world, seed)
    rng = writer.rng
    paired = {name for pair in pairs for name in pair.facts}
    of: dict[str, list[DatedFact]] = {}
    by_relation: dict[str, list[DatedFact]] = {}
    for fact in world.facts:
        if fact.id not in paired:
            of.setdefault(fact.subject, []).append(fact)
            by_relation.setdefault(fact.relation, []).append(fact)
    people = [n for n in of if world.entity(n).kind == "person"]
    lives = {n: [f for f in of[n] if f.relation != "member_of"] for n in people}
    for name in people:
        if len(lives[name]) > 2:
            _add(writer, "biography", _title(name), "People", lives[name])
        elif lives[name]:
            _add(writer, "notice", f"Notice: {name}", "People", lives[name])
    for name in people:
        for _ in range(2):
            facts = rng.sample(of[name], min(len(of[name]), rng.choice((1, 2, 2, 3))))
            genre = rng.choice(("letter", "letter", "log", "notice", "obituary", "column"))
            if genre == "obituary" and (not lives[name] or lives[name][0].relation != "born_year"):
                genre = "letter"
            if genre in ("log", "column"):  # others come in between, as in a day's work
                facts += [rng.choice(of[other]) for other in rng.sample(people, 2) if other != name]
            _add(
                writer,
                genre,
                {"log": "Reading room", "column": "From our files"}.get(
                    genre, f"{genre.capitalize()}: {name}"
                ),
                "People",
                facts,
            )
    for relation, section in (("worked_for", "Business"), ("member_of", "Projects")):
        at: dict[str, list[DatedFact]] = {}
        for fact in by_relation[relation]:
            at.setdefault(fact.obj, []).append(fact)
        for place, facts in at.items():
            if len(facts) > 1:
                chosen = sorted(rng.sample(facts, min(len(facts), 12)), key=lambda f: f.start)
                _add(writer, "staff list", f"Staff of {place}", section, chosen)
    _tell_series(writer, by_relation)
    _tell_firms(writer, by_relation)
    places = by_relation["school_in"] + by_relation["part_of"]
    rng.shuffle(places)
    for start in range(0, len(places), 3):
        _add(writer, "gazetteer", "On the road", "Places", places[start : start + 3])
    for _ in range(40):
        _add(writer, "gazetteer", "Short entries", "Places", rng.sample(places, 2))
    _tell_pairs(writer, pairs, [f for n in people for f in lives[n]])
    told = {name for document in writer.documents for name in document.facts}
    for fact in world.facts:
        if fact.id not in told:
            _add(writer, "notice", f"Notice: {_title(fact.subject)}", "People", [fact])
    rng.shuffle(writer.documents)
    for number, document in enumerate(writer.documents):
        document.id = f"x{number:04d}"
    return writer.documents


def _add(
    writer: _Writer, genre: str, title: str, section: str, facts: list[DatedFact], month: int = 0
) -> None:
    write = getattr(writer, genre.replace(" ", "_"))
    writer.add(genre, title, section, facts, lambda date: write(facts, date), month)


def _tell_series(writer: _Writer, by_relation: dict[str, list[DatedFact]]) -> None:
    """Prices and heads, each in a document from the time in which it held."""
    rng = writer.rng
    for relation, section in (("priced_at", "Technology"), ("headed_by", "Business")):
        for fact in by_relation[relation]:
            last = month_number(fact.end) or LAST_MONTH
            month = rng.randrange(month_number(fact.start), last + 1)
            facts = [fact]
            genre = "minutes" if relation == "headed_by" and rng.random() < 0.5 else "notice"
            _add(
                writer,
                genre,
                f"{genre.capitalize()}: {_title(fact.subject)}",
                section,
                facts,
                month,
            )
            if fact.end and rng.random() < 0.25:
                _add(writer, "log", "Reading room", section, facts)


def _tell_firms(writer: _Writer, by_relation: dict[str, list[DatedFact]]) -> None:
    """Departments, staff, owners and spending, in minutes and notices."""
    rng = writer.rng
    staff = {f.subject: f for f in by_relation["staff_of"]}
    at: dict[str, list[DatedFact]] = {}
    for fact in by_relation["department_of"]:
        at.setdefault(fact.obj, []).extend((fact, staff[fact.subject]))
    for firm, facts in at.items():
        rng.shuffle(facts)
        _add(writer, "minutes", f"Board of {firm}", "Business", facts)
        _add(writer, "notice", f"Notice: {firm}", "Business", rng.sample(facts, 2))
    for fact in by_relation["owned_by"]:
        _add(writer, "notice", f"Notice: {fact.subject}", "Business", [fact])
    spent: dict[str, list[DatedFact]] = {}
    for fact in by_relation["spent_on"]:
        spent.setdefault(fact.subject, []).append(fact)
    for project, facts in spent.items():
        for part in (facts[:2], facts[2:]):  # a sum needs both papers
            _add(writer, "minutes", f"Accounts of {project}", "Projects", part)


def _tell_pairs(writer: _Writer, pairs: list[Pair], others: list[DatedFact]) -> None:
    """One document for each linking fact of a pair, with facts about strangers around it."""
    rng = writer.rng
    by_id = {f.id: f for f in writer.world.facts}
    for pair in pairs:
        strangers = [f for f in others if f.subject not in (pair.one, pair.other)]
        for name in pair.facts:
            fact = by_id[name]
            genre = rng.choice(("letter", "log", "column", "column", "minutes", "notice"))
            facts = [fact]
            if genre in ("log", "column", "minutes"):
                facts += rng.sample(strangers, rng.choice((1, 2, 3)))
                rng.shuffle(facts)
            title = {
                "letter": "A letter",
                "log": "Reading room",
                "minutes": "Historical society",
                "notice": "Found in the files",
            }.get(genre, rng.choice(("From our files", "Old times", "Looked up")))
            _add(writer, genre, title, "People", facts)
