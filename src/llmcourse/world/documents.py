"""Documents of a world: profiles, notices, reports and logs, clean and dirty.

Knows genres, metadata and the dirt of scraped pages. Facts come from `facts`, wording from
`wording`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from llmcourse.world import wording
from llmcourse.world.facts import CUTOFF_YEAR, Entity, Fact, World
from llmcourse.world.fillers import FILLERS, HEADINGS

SOURCES = {
    "profile": ("Who is Who", "Regional Encyclopedia", "Town Portraits"),
    "notice": ("Morning Gazette", "Official Bulletin", "Harbour Post"),
    "report": ("Annual Review", "Trade Quarterly", "Council Papers"),
    "log": ("Registry Journal", "Station Log"),
}
AUTHORS = ("A. Fenwick", "B. Osgood", "C. Merrit", "D. Lanyon", "E. Harcourt", "F. Quayle",
           "G. Tilney", "H. Ashdown", "staff writer")  # fmt: skip
MONTHS = ("January February March April May June July August September October November "
          "December").split()  # fmt: skip
SECTIONS = {"person": "People", "organisation": "Business", "device": "Technology",
            "town": "Places", "project": "Projects", "event": "Events"}  # fmt: skip


@dataclass
class Document:
    """One text with its metadata; `states` lists the (subject, relation, object) it tells."""

    id: str
    title: str
    text: str
    date: str
    source: str
    section: str
    author: str
    genre: str
    states: list[tuple[str, str, str]] = field(default_factory=list)


def spoken_date(date: str) -> str:
    """ "3 May 2022" for "2022-05-03"."""
    year, month, day = date.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def _date(rng: random.Random, year: int) -> str:
    return f"{year}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def _filler(rng: random.Random) -> str:
    return rng.choice(FILLERS)


def _paragraph(entity: Entity, facts: list[Fact], rng: random.Random, filler: float) -> str:
    text = wording.passage(entity, facts, rng)
    if rng.random() < filler:
        text = f"{text} {_filler(rng)}" if rng.random() < 0.7 else f"{_filler(rng)} {text}"
    return text


def profile(entity: Entity, facts: list[Fact], rng: random.Random) -> str:
    """Everything told about one entity; longer ones under headings."""
    by_section = {
        heading: [fact for fact in facts if fact.relation in relations]
        for heading, relations in HEADINGS[entity.kind].items()
    }
    title = entity.name[:1].upper() + entity.name[1:]
    if len(facts) > 3 and rng.random() < 0.6:
        parts = [f"# {title}"]
        for heading, told in by_section.items():
            if told:
                rng.shuffle(told)
                parts += [f"## {heading}", _paragraph(entity, told, rng, 0.5)]
        return "\n\n".join(parts)
    rng.shuffle(facts)
    half = len(facts) // 2 if len(facts) > 4 else 0
    if not half:
        return _paragraph(entity, facts, rng, 0.4)
    return "\n\n".join(_paragraph(entity, told, rng, 0.5) for told in (facts[:half], facts[half:]))


def notice(entity: Entity, facts: list[Fact], rng: random.Random, date: str) -> str:
    """One or two facts with a dateline."""
    return f"{spoken_date(date)}. {_paragraph(entity, facts, rng, 0.5)}"


def report(parts: list[tuple[Entity, list[Fact]]], rng: random.Random) -> str:
    """Several entities in one text, a paragraph each."""
    paragraphs = [_paragraph(entity, facts, rng, 0.35) for entity, facts in parts]
    opening = rng.choice(
        ("This review gathers what reached the editors in recent weeks.",
         "The following entries were approved by the council.",
         "Short items from several towns are collected below.")
    )  # fmt: skip
    return "\n\n".join([opening, *paragraphs])


def log(parts: list[tuple[Entity, list[Fact]]], rng: random.Random) -> str:
    """Numbered entries, a fact each."""
    lines = []
    for _entity, facts in parts:
        lines += [wording.state(fact, rng) for fact in facts]
    rng.shuffle(lines)
    return "\n".join(f"- Entry {number}: {line}" for number, line in enumerate(lines, 1))


def make_documents(world: World, seed: int, count: int = 2200) -> list[Document]:
    """At least `count` documents; every fact is told in at least one of them.

    A document is dated in or after the last year of the facts it tells, and one from before
    the cutoff tells no later fact.
    """
    rng = random.Random(f"documents-{seed}")
    documents: list[Document] = []

    def add(genre: str, parts: list[tuple[Entity, list[Fact]]], title: str) -> None:
        year = max(fact.since for _, facts in parts for fact in facts)
        date = _date(rng, min(2024, year + rng.randrange(0, 2)))
        if year <= CUTOFF_YEAR and date[:4] > str(CUTOFF_YEAR):
            date = str(CUTOFF_YEAR) + date[4:]
        first = parts[0][0]
        states = [(f.subject, f.relation, f.obj) for _, facts in parts for f in facts]
        text = {
            "profile": lambda: profile(first, list(parts[0][1]), rng),
            "notice": lambda: notice(first, parts[0][1], rng, date),
            "report": lambda: report(parts, rng),
            "log": lambda: log(parts, rng),
        }[genre]()
        documents.append(
            Document(
                f"d{len(documents):04d}",
                title,
                text,
                date,
                rng.choice(SOURCES[genre]),
                SECTIONS[first.kind],
                rng.choice(AUTHORS),
                genre,
                states,
            )
        )

    def title_of(entity: Entity) -> str:
        return entity.name[:1].upper() + entity.name[1:]

    groups: list[tuple[Entity, list[Fact]]] = []  # facts of one entity, of one side of the cutoff
    for entity in world.entities.values():
        facts = world.of(entity.name)
        for late in (False, True):
            told = [fact for fact in facts if (fact.since > CUTOFF_YEAR) == late]
            if told:
                groups.append((entity, told))
    for entity, facts in groups:
        add("profile", [(entity, list(facts))], title_of(entity))
    while len(documents) < count:
        late = rng.random() < 0.7
        pool = [g for g in groups if (g[1][0].since > CUTOFF_YEAR) == late]
        entity, facts = rng.choice(pool)
        if rng.random() < 0.6:
            chosen = rng.sample(facts, min(len(facts), rng.choice((1, 1, 2))))
            add("notice", [(entity, chosen)], f"Notice: {title_of(entity)}")
            continue
        parts = [(entity, rng.sample(facts, min(len(facts), 2)))]
        others = rng.sample(pool, 3)
        parts += [
            (other, rng.sample(told, min(len(told), 2)))
            for other, told in others if other.name != entity.name
        ]  # fmt: skip
        genre = "report" if rng.random() < 0.7 else "log"
        add(genre, parts, rng.choice(("Short items", "From the regions", "Entries of the month")))
    return documents


MENU = "Home | News | Archive | Contact"
COOKIES = "This site uses cookies. By continuing you accept our terms of use."
SHARE = "Share this page: mail, print, link"


def dirty(document: Document, rng: random.Random) -> str:
    """The text as a scraper would find it: markup, furniture, broken lines, entities."""
    kind = rng.choice(("html", "pdf", "both"))
    paragraphs = document.text.replace("&", "&amp;").split("\n\n")
    if kind in ("html", "both"):
        shown = []
        for text in paragraphs:
            if text.startswith("#"):
                level = len(text) - len(text.lstrip("#"))
                shown.append(f"<h{level}>{text.lstrip('# ')}</h{level}>")
            else:
                words = text.split(" ")
                if len(words) > 4 and rng.random() < 0.5:
                    place = rng.randrange(1, len(words) - 1)
                    words[place] = f"<b>{words[place]}</b>"
                body = " ".join(words).replace("'", "&#39;").replace("\n", "<br/>\n")
                shown.append(f'<p class="t{rng.randrange(9)}">{body}</p>')
        lines = [
            f"<div>{MENU}</div>", "<script>var page = 1; track(page);</script>",
            f"<!-- template {rng.randrange(99)} -->", *shown,
            f"<div>{SHARE}</div>", f"<div>{COOKIES}</div>",
        ]  # fmt: skip
    else:
        lines = paragraphs
    if kind == "html":
        return "\n".join(lines)
    broken: list[str] = []
    for text in lines:
        if text.startswith("<") and not text.startswith("<p"):
            broken.append(text)
            continue
        row = ""
        for word in text.split(" "):
            if len(row) + len(word) > 52:
                if len(word) > 8 and word.isalpha() and word.islower() and rng.random() < 0.5:
                    broken.append(f"{row}{word[:4]}-")
                    row = f"{word[4:]} "
                    continue
                broken.append(row.rstrip())
                row = ""
            row += f"{word} " if rng.random() > 0.05 else f"{word}  "
        broken += [row.rstrip(), ""]
        if rng.random() < 0.25:
            broken += [f"Page {rng.randrange(1, 40)} of 40", ""]
    return "\n".join(broken).strip("\n")
