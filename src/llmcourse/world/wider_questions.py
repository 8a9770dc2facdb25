"""Questions over both corpora, with answers, evidence, relevance and what each kind needs besides.

Knows the simple kinds: single, dated, recency, vague, misspelled, unanswerable and near-miss
topics.
Chains, comparisons and sums are in `wider_chains`, long requests in `wider_requests`.
"""

from __future__ import annotations

import random

from llmcourse.world import names, phrasings_asking, wording
from llmcourse.world.documents import Document
from llmcourse.world.pairs import Pair
from llmcourse.world.phrasings_topics import TOPIC_PAIRS
from llmcourse.world.records import WiderDocument, WiderQuestion
from llmcourse.world.wider import DatedFact, WiderWorld, later_entities, month_number, month_text
from llmcourse.world.wider_wording import ask

SYMMETRIC = ("married_to", "sibling_of", "colleague_of", "rival_of")
HELD_OUT_SHARE = 0.25


class Index:
    """Facts of both worlds, and the documents of both corpora that state them.

    Facts of the public world get ids "k0000" and so on, in the order of graph.csv.
    """

    def __init__(
        self, world: WiderWorld, pairs: list[Pair], old: list[Document], new: list[WiderDocument]
    ) -> None:
        self.world, self.pairs = world, pairs
        base = world.base
        self.old_facts = [
            DatedFact(f"k{n:04d}", f.subject, f.relation, f.obj) for n, f in enumerate(base.facts)
        ]
        self.by_id = {f.id: f for f in [*self.old_facts, *world.facts]}
        self.stated: dict[str, list[str]] = {}
        self.about: dict[str, dict[str, None]] = {}
        triples: dict[tuple[str, str, str], list[str]] = {}
        for document in old:
            for state in document.states:
                triples.setdefault((state[0], state[1], state[2]), []).append(document.id)
        for fact in self.old_facts:
            self.stated[fact.id] = triples[fact.subject, fact.relation, fact.obj]
        for document in new:
            for name in document.facts:
                self.stated.setdefault(name, []).append(document.id)
        for document in [*old, *new]:
            for subject, _, obj in document.states:
                self.about.setdefault(subject, {})[document.id] = None
                self.about.setdefault(obj, {})[document.id] = None
        self.later = {
            k: set(later_entities(base, k))
            for k in ("person", "organisation", "device", "town", "project", "event")
        }
        # what holds now, by subject and relation; facts that changed within the public world stay
        # out
        self.now: dict[tuple[str, str], DatedFact] = {}
        counts: dict[tuple[str, str], int] = {}
        for fact in self.old_facts:
            counts[fact.subject, fact.relation] = counts.get((fact.subject, fact.relation), 0) + 1
        late = set().union(*self.later.values())
        for fact in self.old_facts:
            if fact.subject in late and counts[fact.subject, fact.relation] == 1:
                self.now[fact.subject, fact.relation] = fact
        for fact in world.facts:
            if fact.relation in ("attended", "worked_for") or fact.end:
                continue
            self.now[fact.subject, fact.relation] = fact
        self.spells: dict[tuple[str, str], list[DatedFact]] = {}
        for fact in world.facts:
            if fact.relation in ("attended", "worked_for", "headed_by", "priced_at"):
                self.spells.setdefault((fact.subject, fact.relation), []).append(fact)
        self.questions: list[WiderQuestion] = []

    def symmetric_once(self, fact: DatedFact) -> bool:
        """Whether the subject stands in no other fact of a symmetric relation."""
        same = [f for f in self.world.facts if f.relation == fact.relation]
        return sum(fact.subject in (f.subject, f.obj) for f in same) == 1

    def add(
        self,
        kind: str,
        question: str,
        answers: list[str],
        facts: list[DatedFact],
        subjects: list[str],
        held_out: bool,
        **more,
    ) -> None:
        """Keep a question; evidence and relevance follow from its facts and subjects."""
        evidence = [self.stated[fact.id] for fact in facts]
        relevant = {d: 1 for subject in subjects for d in self.about.get(subject, {})}
        relevant.update({d: 2 for found in evidence for d in found})
        self.questions.append(
            WiderQuestion(
                f"y{len(self.questions):04d}",
                question,
                "; ".join(answers),
                kind,
                "held_out" if held_out else "trained",
                subjects,
                answers,
                [f.id for f in facts],
                evidence,
                dict(sorted(relevant.items())),
                more,
            )
        )


def pick(bank: tuple, rng: random.Random, held_out: bool):
    """A form of a bank of `phrasings_asking`: its last one is held out."""
    return bank[-1] if held_out else rng.choice(bank[:-1])


def _months(fact: DatedFact) -> int:
    """How many months lie between the first and the last of a fact that has ended."""
    return month_number(fact.end) - month_number(fact.start)


def _inner(fact: DatedFact, rng: random.Random) -> tuple[str, str]:
    """Up to eight months within the fact's, neither its first nor its last.

    So the documents, which give the first and the last month, do not hold the question's words. A
    fact of less than five months is asked about as a whole.
    """
    first, last = month_number(fact.start), month_number(fact.end)
    if last - first > 3:
        start = rng.randrange(first + 1, last - 1)
        first, last = start, min(last - 1, start + rng.randrange(1, 8))
    return month_text(first), month_text(last)


SINGLE = (
    "school_in",
    "department_of",
    "staff_of",
    "owned_by",
    "part_of",
    "married_to",
    "sibling_of",
    "member_of",
    "colleague_of",
    "rival_of",
)


def single(index: Index, rng: random.Random, count: int) -> None:
    """One undated fact each, shared evenly among the relations."""
    for number in range(count):
        relation = SINGLE[number % len(SINGLE)]
        pool = [f for f in index.world.facts if f.relation == relation]
        pool = [f for f in pool if relation not in SYMMETRIC or index.symmetric_once(f)]
        used = {q.facts[0] for q in index.questions if q.kind == "single"}
        fact = rng.choice([f for f in pool if f.id not in used] or pool)
        held = rng.random() < HELD_OUT_SHARE
        text = ask(relation, fact.subject, rng, held)
        index.add("single", text, [fact.obj], [fact], [fact.subject], held)


def dated(index: Index, rng: random.Random, count: int) -> None:
    """A school, an employer or a post within an interval; neighbouring intervals distract.

    As in TimeQA (Chen et al. 2021), whose questions step-back prompting was measured on.
    """
    spells = [(k, v) for k, v in index.spells.items() if k[1] in ("attended", "worked_for")]
    spells = [(k, v) for k, v in spells if len(v) > 1]
    for (subject, relation), facts in rng.sample(spells, count):
        ended = [f for f in facts if f.end]
        fact = rng.choice([f for f in ended if _months(f) > 3] or ended)
        held = rng.random() < HELD_OUT_SHARE
        start, end = _inner(fact, rng)
        post = relation == "worked_for" and rng.random() < 0.4
        text = ask("post" if post else relation, subject, rng, held, start, end)
        step = pick(phrasings_asking.STEP_BACK[relation], rng, held).replace("{s}", subject)
        others = [f for f in facts if f.id != fact.id]
        index.add(
            "dated",
            text,
            [fact.detail if post else fact.obj],
            [fact],
            [subject],
            held,
            start=start,
            end=end,
            step_back=step,
            background=[f.id for f in facts],
            distractors=[f.detail if post else f.obj for f in others],
        )


def recency(index: Index, rng: random.Random, count: int) -> None:
    """What holds now, where older documents say otherwise."""
    spells = [(k, v) for k, v in index.spells.items() if k[1] in ("headed_by", "priced_at")]
    spells = [(k, v) for k, v in spells if len(v) > 1]
    for (subject, relation), facts in rng.sample(spells, count):
        held = rng.random() < HELD_OUT_SHARE
        fact = facts[-1]
        index.add(
            "recency",
            ask(relation, subject, rng, held),
            [fact.obj],
            [fact],
            [subject],
            held,
            since=fact.start,
            outdated=[f.obj for f in facts[:-1] if f.obj != fact.obj],
        )


def vague(index: Index, rng: random.Random, count: int) -> None:
    """Careless requests that still have one answer; last names in them belong to one person."""
    people = [n for n in index.world.entities if index.world.entity(n).kind == "person"]
    everyone = {*people, *(n for n, e in index.world.base.entities.items() if e.kind == "person")}
    everyone |= {
        f.obj
        for f in index.old_facts
        if f.relation in ("mentor", "led_by", "mayor", "invented_by", "project_lead")
    }
    last_names = [n.split()[1] for n in everyone]
    relations = list(phrasings_asking.VAGUE)
    made: set[str] = set()
    turn = 0
    while len(made) < count:  # few last names are unique: a relation that finds none loses its turn
        relation = relations[turn % len(relations)]
        turn += 1
        held = rng.random() < HELD_OUT_SHARE
        form = pick(phrasings_asking.VAGUE[relation], rng, held)
        if relation in ("attended", "worked_for"):
            name = rng.choice(people)
            facts = index.spells.get((name, relation), [])
            decades = {f.start[:3] for f in facts} & set(phrasings_asking.DECADES)
            decade = rng.choice(sorted(decades)) if decades else ""
            inside = [f for f in facts if f.start[:3] <= decade <= (f.end or "9")[:3]]
            if last_names.count(name.split()[1]) > 1 or len(inside) != 1:
                continue
            fact = inside[0]
            text = form.replace("{l}", name.split()[1])
            text = text.replace("{v}", phrasings_asking.DECADES[decade])
            clear = ask(relation, name, rng, False, fact.start, fact.end or "2024-12")
        else:
            fact = rng.choice([f for (_, r), f in index.now.items() if r == relation])
            text = form.replace("{s}", fact.subject)
            clear = ask(relation, fact.subject, rng)
        if fact.id in made:
            continue
        made.add(fact.id)
        index.add("vague", text, [fact.obj], [fact], [fact.subject], held, clear=clear)


NEIGHBOURS = {
    "a": "sq",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "n": "bm",
    "s": "ad",
    "t": "ry",
    "r": "et",
    "l": "k",
    "d": "sf",
    "h": "gj",
    "c": "xv",
    "m": "n",
    "u": "yi",
}


def misspell(word: str, rng: random.Random) -> str:
    """One slip of the fingers inside a word: a letter dropped, doubled, swapped or missed."""
    place = rng.randrange(1, len(word) - 1)
    letter = word[place]
    match rng.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + letter + word[place:]
        case 2 if letter != word[place + 1]:
            return word[:place] + word[place + 1] + letter + word[place + 2 :]
        case _:
            return word[:place] + rng.choice(NEIGHBOURS.get(letter, "e")) + word[place + 1 :]


def misspelled(index: Index, rng: random.Random, count: int) -> None:
    """Questions of other kinds with slips in a name and in another word."""
    pool = [q for q in index.questions if q.kind in ("single", "dated", "recency")]
    taken = {word for name in index.about for word in name.split()}
    for source in rng.sample(pool, count):
        words = source.question.split(" ")
        parts = set(source.subjects[0].split())
        of_name = [n for n, w in enumerate(words) if w.strip("?.,'s") in parts and len(w) > 4]
        others = [n for n, w in enumerate(words) if len(w) > 4 and n not in of_name and w.isalpha()]
        for place in rng.sample(of_name, min(len(of_name), 1)) + rng.sample(
            others, min(2, len(others))
        ):
            ending = words[place][len(words[place].rstrip("?.,")) :]
            wrong = core = words[place].removesuffix(ending) if ending else words[place]
            while wrong == core or wrong in taken:
                wrong = misspell(core, rng)
            words[place] = wrong + ending
        if rng.random() < 0.5:
            words = [w.lower() for w in words]
        facts = [index.by_id[name] for name in source.facts]
        index.add(
            "misspelled",
            " ".join(words),
            source.answers,
            facts,
            source.subjects,
            source.wording == "held_out",
            clean=source.question,
        )


def unanswerable(index: Index, rng: random.Random, count: int) -> None:
    "No document answers: an interval outside a career, a fact never told, a near-miss stranger."
    world = index.world
    people = [n for n in world.entities if world.entity(n).kind == "person"]
    everyone = list(world.entities) + list(world.base.entities)
    names_told = set(index.about)
    for number in range(count):
        held = rng.random() < HELD_OUT_SHARE
        near = ""
        sort = ("interval", "missing", "stranger")[number % 3]
        if sort == "interval":
            subject = rng.choice(people)
            relation = rng.choice(("attended", "worked_for"))
            facts = index.spells[subject, relation]
            before = rng.random() < 0.4 and relation == "worked_for"
            if before:  # at work while still a child
                end = month_number(facts[0].start) - rng.randrange(60, 90)
                start = end - rng.randrange(3, 20)
            else:
                start = month_number(facts[-1].end) + rng.randrange(8, 60)
                end = start + rng.randrange(3, 20)
            text = ask(relation, subject, rng, held, month_text(start), month_text(end))
        elif sort == "missing":
            while True:
                relation = rng.choice(("married_to", "sibling_of", "owned_by", "member_of"))
                kind = "organisation" if relation == "owned_by" else "person"
                subject = rng.choice(
                    sorted(index.later["organisation"]) if kind == "organisation" else people
                )
                if not any(
                    f.relation == relation and subject in (f.subject, f.obj) for f in world.facts
                ):
                    break
            text = ask(relation, subject, rng, held)
        else:
            near = rng.choice(
                [
                    n
                    for n in everyone
                    if (len(n.split()) == 2 and n in index.later["person"]) or n in people
                ]
            )
            while True:
                first, _ = names.person(rng, "evaluation")
                subject = f"{first.split()[0]} {near.split()[1]}"
                if subject not in names_told:
                    break
            relation = rng.choice(("born_in", "mentor", "lives_in", "works_at", "married_to"))
            text = (wording.ask if relation in wording.QUESTIONS else ask)(
                relation, subject, rng, held
            )
        index.add(
            "unanswerable", text, [], [], [subject, near] if near else [subject], held, sort=sort
        )


def near_topics(index: Index) -> None:
    """Which of two articles that share their words answers? `distractor` is the other one."""
    for number, pair in enumerate(TOPIC_PAIRS):
        for side, (title, _, asked) in enumerate(pair):
            document, other = f"t{2 * number + side:02d}", f"t{2 * number + 1 - side:02d}"
            for question, answer in asked:
                index.questions.append(
                    WiderQuestion(
                        f"y{len(index.questions):04d}",
                        question,
                        answer,
                        "near topic",
                        "own",
                        [title],
                        [answer],
                        [],
                        [[document]],
                        {document: 2},
                        {"distractor": other},
                    )
                )


def topic_documents(seed: int) -> list[WiderDocument]:
    """The hand-written articles of the near-miss topics."""
    rng = random.Random(f"topics-{seed}")
    documents = []
    for number, (title, text, _) in enumerate(topic for pair in TOPIC_PAIRS for topic in pair):
        date = f"{rng.randrange(2020, 2025)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        documents.append(
            WiderDocument(
                f"t{number:02d}",
                title,
                text,
                date,
                "House and Yard",
                "Advice",
                "staff writer",
                "article",
                [],
                [],
            )
        )
    return documents
