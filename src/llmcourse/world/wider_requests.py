"""Long requests: several questions in one, and everything about one person or two.

Knows how parts are joined and which facts a request covers.
"""

from __future__ import annotations

import random

from llmcourse.world.documents import Document
from llmcourse.world.pairs import Pair
from llmcourse.world.phrasings_asking import (
    ABOUT_ONE,
    ABOUT_PAIR,
    CLAUSES,
    COMPOUND_INTROS,
    COMPOUND_LINKS,
)
from llmcourse.world.wider import DatedFact, WiderWorld, month_name
from llmcourse.world.wider_chains import aggregates, comparisons, hops
from llmcourse.world.wider_documents import WiderDocument
from llmcourse.world.wider_questions import (
    HELD_OUT_SHARE,
    Index,
    WiderQuestion,
    dated,
    misspelled,
    near_topics,
    pick,
    recency,
    single,
    unanswerable,
    vague,
)
from llmcourse.world.wider_wording import ask, say

ASPECTS = ("cause", "effect_health", "effect_economy", "effect_engineering")


def _clause(fact: DatedFact, rng: random.Random, held_out: bool) -> str:
    form = pick(CLAUSES[fact.relation], rng, held_out)
    if fact.start:
        end = fact.end or fact.start
        form = form.replace("{a}", month_name(fact.start)).replace("{b}", month_name(end))
    return form.replace("{s}", fact.subject)


def compound(index: Index, rng: random.Random, count: int) -> None:
    """Three to five questions about a subject, and about one thing it leads to, in one request."""
    subjects = [
        n
        for kind in ("event", "event", "device", "project", "organisation", "person")
        for n in sorted(index.later[kind])
    ]
    made: set[str] = set()
    while len(made) < count:
        name = rng.choice(subjects)
        if name in made:
            continue
        known = [f for (s, r), f in index.now.items() if s == name and r in CLAUSES]
        for relation in ("attended", "worked_for"):
            spells = [f for f in index.spells.get((name, relation), []) if f.end]
            known += rng.sample(spells, min(1, len(spells)))
        if len(known) < 3:
            continue
        parts = rng.sample(known, rng.choice((3, 3, 4)) if len(known) > 3 else 3)
        if name in index.later["event"] and rng.random() < 0.5:
            parts = [f for f in known if f.relation in ASPECTS]
        # one part about what another part names, but answerable alone
        other = [
            f
            for (s, r), f in index.now.items()
            if r in CLAUSES and s in {p.obj for p in known} - {name}
        ]
        if other and rng.random() < 0.5:
            parts.append(rng.choice(other))
        held = rng.random() < HELD_OUT_SHARE
        start, between, last, stop = pick(COMPOUND_LINKS, rng, held)
        clauses = [_clause(f, rng, held) for f in parts]
        asked = start + between.join(clauses[:-1]) + last + clauses[-1] + stop
        intro = pick(COMPOUND_INTROS, rng, held).replace("{s}", name)
        subs = [ask(f.relation, f.subject, rng, False, f.start, f.end or f.start) for f in parts]
        made.add(name)
        index.add(
            "compound",
            f"{intro} {asked}",
            [f.obj for f in parts],
            parts,
            list(dict.fromkeys(f.subject for f in parts)),
            held,
            sub_questions=subs,
        )


def scattered(index: Index, rng: random.Random, singles: int) -> None:
    """All facts between two people, asked twice for each pair, and all facts about one person."""
    world = index.world
    for pair in index.pairs * 2:
        held = rng.random() < HELD_OUT_SHARE
        facts = [index.by_id[name] for name in pair.facts]
        facts += [
            f
            for f in world.facts
            if f.id not in pair.facts and {f.subject, f.obj} == {pair.one, pair.other}
        ]
        names = [pair.one, pair.other]
        rng.shuffle(names)
        text = pick(ABOUT_PAIR, rng, held).replace("{s}", names[0]).replace("{t}", names[1])
        _everything(index, text, facts, names, held, rng, list(pair.things))
    people = [n for n, e in world.entities.items() if e.kind == "person"]
    for name in rng.sample(people, singles):
        held = rng.random() < HELD_OUT_SHARE
        facts = [f for f in world.facts if name in (f.subject, f.obj)]
        text = pick(ABOUT_ONE, rng, held).replace("{s}", name)
        _everything(index, text, facts, [name], held, rng, [])


def _everything(
    index: Index,
    text: str,
    facts: list[DatedFact],
    names: list[str],
    held: bool,
    rng: random.Random,
    things: list[str],
) -> None:
    facts = sorted(facts, key=lambda f: (f.start or "0", f.id))
    index.add("scattered", text, [say(f, rng) for f in facts], facts, names, held, things=things)


SIZES = {
    "single": 120,
    "dated": 150,
    "recency": 130,
    "2 hops": 130,
    "3 hops": 130,
    "comparison": 126,
    "aggregate": 126,
    "compound": 110,
    "vague": 121,
    "misspelled": 120,
    "unanswerable": 132,
}


def make_wider_questions(
    world: WiderWorld, pairs: list[Pair], old: list[Document], new: list[WiderDocument], seed: int
) -> list[WiderQuestion]:
    """All question sets over the documents of both corpora, at least 100 of each kind."""
    index = Index(world, pairs, old, new)
    rng = random.Random(f"wider-questions-{seed}")
    single(index, rng, SIZES["single"])
    dated(index, rng, SIZES["dated"])
    recency(index, rng, SIZES["recency"])
    for length in (2, 3):
        hops(index, rng, length, SIZES[f"{length} hops"])
    comparisons(index, rng, SIZES["comparison"])
    aggregates(index, rng, SIZES["aggregate"])
    scattered(index, rng, 44)
    compound(index, rng, SIZES["compound"])
    vague(index, rng, SIZES["vague"])
    misspelled(index, rng, SIZES["misspelled"])
    unanswerable(index, rng, SIZES["unanswerable"])
    near_topics(index)
    return index.questions
