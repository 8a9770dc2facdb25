"""The wider world: dated careers, departments, owners, prices and ties between people.

Knows which facts there are and draws them from a seed beside the public world, to which it only
adds: every new name belongs to the evaluation split, and Pocket knows none of these facts. Knows
nothing about wording or documents. Pairs of people are in `pairs`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from llmcourse.world import names
from llmcourse.world.documents import MONTHS
from llmcourse.world.facts import CUTOFF_YEAR, ROLES, Entity, World, known_part, public_world

LAST_MONTH = 2024 * 12 + 11
"""December 2024, the last month of the world; a month is 12 times the year plus 0 to 11."""

SUBJECTS = (
    "botany",
    "surveying",
    "accounting",
    "chemistry",
    "music theory",
    "hydraulics",
    "law",
    "bookbinding",
    "optics",
    "nursing",
    "navigation",
    "drawing",
    "geology",
    "statistics",
    "textile design",
    "metalwork",
    "phonetics",
    "astronomy",
    "brewing",
    "forestry",
)
QUARRELS = (
    "the design of the harbour crane",
    "the chair of the chess club",
    "a patent on a hinge",
    "the recipe for grey glaze",
    "the first prize for roses",
    "a border hedge",
    "the date of an old bell",
    "the route of the mountain tram",
    "a loan of instruments",
    "the editing of a dictionary",
    "the count of rare herons",
    "a review in the Gazette",
    "the colour of the town hall",
    "the discovery of a cave",
    "a place in the choir",
    "the rights to a waltz",
)
ROOMS = (
    "Dye House",
    "Instrument Shop",
    "Records Office",
    "Testing Hall",
    "Export Desk",
    "Drawing Room",
    "Repair Bay",
    "Seed Store",
    "Tariff Office",
    "Print Room",
    "Night Desk",
    "Chart Room",
    "Cable Yard",
    "Training School",
    "Claims Desk",
    "Cold Store",
)
ITEMS = (
    "surveying",
    "timber",
    "wages",
    "a second pump",
    "printing",
    "insurance",
    "travel",
    "legal advice",
    "copper wire",
    "scaffolding",
    "the opening day",
    "seedlings",
)


@dataclass(frozen=True)
class DatedFact:
    """`subject` has `relation` to `obj` from the month `start` to `end` ("1954-08"; "" is open).

    `detail` is a subject of study, a post, an item or a cause, by relation.
    """

    id: str
    subject: str
    relation: str
    obj: str
    start: str = ""
    end: str = ""
    detail: str = ""


@dataclass
class WiderWorld:
    """Entities and facts beyond those of `base`, whose later entities they are about."""

    base: World
    entities: dict[str, Entity] = field(default_factory=dict)
    facts: list[DatedFact] = field(default_factory=list)

    def add(
        self, subject: str, relation: str, obj: str, start: int = 0, end: int = 0, detail: str = ""
    ) -> None:
        """Append one fact; months are numbers here, 0 where there is none."""
        name = f"w{len(self.facts):04d}"
        self.facts.append(
            DatedFact(name, subject, relation, obj, month_text(start), month_text(end), detail)
        )

    def entity(self, name: str) -> Entity:
        """An entity of the wider world or of its base."""
        return self.entities.get(name) or self.base.entities[name]


def month_text(month: int) -> str:
    """ "1954-08" for a number of months, "" for 0."""
    return f"{month // 12}-{month % 12 + 1:02d}" if month else ""


def month_number(text: str) -> int:
    """The inverse of `month_text`."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1 if text else 0


def month_name(text: str) -> str:
    """ "August 1954" for "1954-08"."""
    return f"{MONTHS[int(text[5:7]) - 1]} {text[:4]}"


def later_entities(world: World, kind: str) -> list[str]:
    """Names of a kind that appear after the cutoff; Pocket never met them."""
    known = known_part(world).entities
    return [n for n, e in world.entities.items() if e.kind == kind and n not in known]


def _spells(rng: random.Random, start: int, lengths: tuple[int, ...], count: int, last: int):
    """Up to `count` intervals (first and last month) that follow each other, mostly at once."""
    spells = []
    for _ in range(count):
        end = start + rng.choice(lengths) - 1
        if end > last:
            break
        spells.append((start, end))
        start = end + 1 + (0 if rng.random() < 0.75 else rng.randrange(1, 9))
    return spells


STUDY_MONTHS = (3, 4, 4, 5, 8, 10, 10, 21, 33)
JOB_MONTHS = (5, 7, 11, 16, 24, 31, 44, 60, 75)


class _Maker:
    """Draws the parts of the wider world in a fixed order, so that the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"wider-{seed}")
        self.world = WiderWorld(public_world(seed))
        self.old = {(f.subject, f.relation): f for f in self.world.base.facts}
        self.people = later_entities(self.world.base, "person")
        self.firms = later_entities(self.world.base, "organisation")
        self.towns = later_entities(self.world.base, "town")
        self.projects = later_entities(self.world.base, "project")
        self.devices = later_entities(self.world.base, "device")
        taken = {f.obj for f in self.world.base.facts} | set(self.world.base.entities)
        self.taken = taken
        self.schools = self.draw_schools()
        self.born: dict[str, int] = {}
        self.historic = self.draw_people()

    def draw_schools(self) -> list[str]:
        """40 schools, among them 14 whose first word another school shares: near misses."""
        schools: dict[str, None] = {}
        while len(schools) < 26:
            schools[names.school(self.rng, "evaluation")] = None
        for school in list(schools)[:14]:
            word, kind = school.split()
            others = [t for t in names.SCHOOL_TYPES if t != kind]
            schools[f"{word} {self.rng.choice(others)}"] = None
        return list(schools)

    def draw_people(self) -> list[str]:
        """96 people of the last century, a third of them with a sibling of the same last name."""
        rng = self.rng
        people: list[str] = []
        while len(people) < 64:
            name, pronoun = names.person(rng, "evaluation")
            if name in self.taken:
                continue
            people.append(name)
            self.taken.add(name)
            self.world.entities[name] = Entity(name, "person", pronoun)
            self.born[name] = rng.randrange(1915, 1962)
        for elder in people[:32]:
            while True:
                first, pronoun = names.person(rng, "evaluation")
                name = f"{first.split()[0]} {elder.split()[1]}"
                if name not in self.taken:
                    break
            people.append(name)
            self.taken.add(name)
            self.world.entities[name] = Entity(name, "person", pronoun)
            self.born[name] = self.born[elder] + rng.randrange(1, 8)
        return people

    def careers(self) -> None:
        """Studies and jobs of people; no two intervals of one person and kind overlap."""
        rng, world = self.rng, self.world
        for name in self.historic:
            world.add(name, "born_year", str(self.born[name]))
            world.add(name, "born_in", rng.choice(self.towns))
            start = (self.born[name] + rng.randrange(17, 20)) * 12 + rng.randrange(12)
            end = start
            last = CUTOFF_YEAR * 12 - 1
            studies = _spells(rng, start, STUDY_MONTHS, rng.choice((2, 3, 3, 4)), last)
            for school, (start, end) in zip(rng.sample(self.schools, 4), studies, strict=False):
                world.add(name, "attended", school, start, end, rng.choice(SUBJECTS))
            jobs = _spells(
                rng, end + rng.randrange(1, 15), JOB_MONTHS, rng.choice((2, 3, 4, 4)), last
            )
            firms, roles = rng.sample(self.firms, 4), rng.sample(ROLES, 4)
            for firm, role, (start, end) in zip(firms, roles, jobs, strict=False):
                world.add(name, "worked_for", firm, start, end, role)
        for name in self.people[:90]:
            born = int(self.old[name, "born_year"].obj)
            self.born[name] = born
            begin = self.old[name, "works_at"].since * 12 + rng.randrange(12)
            start = (born + rng.randrange(17, 20)) * 12 + rng.randrange(12)
            end = start + rng.choice((10, 21, 33, 45)) - 1
            school = self.old[name, "studied_at"].obj
            world.add(name, "attended", school, start, end, rng.choice(SUBJECTS))
            self.schools += [school] if school not in self.schools else []
            spells = _spells(rng, end + rng.randrange(1, 15), JOB_MONTHS, 3, begin - 1)
            employer, role = self.old[name, "works_at"].obj, self.old[name, "role"].obj
            firms = [f for f in rng.sample(self.firms, 5) if f != employer]
            roles = [r for r in rng.sample(ROLES, 5) if r != role]
            for firm, post, (start, end) in zip(firms, roles, spells, strict=False):
                world.add(name, "worked_for", firm, start, end, post)
            world.add(name, "worked_for", employer, begin, 0, role)

    def ties(self) -> None:
        """Siblings, marriages, rivals, and colleagues whose time at one firm overlapped."""
        rng, world = self.rng, self.world
        for elder, younger in zip(self.historic[:32], self.historic[64:], strict=True):
            world.add(elder, "sibling_of", younger)
        single = sorted(self.born, key=lambda name: (self.born[name] // 12, rng.random()))
        for one, other in zip(single[::2], single[1::2], strict=False):
            siblings = one.split()[1] == other.split()[1]
            if siblings or rng.random() < 0.25 or abs(self.born[one] - self.born[other]) > 12:
                continue
            year = max(self.born[one], self.born[other]) + rng.randrange(21, 35)
            month = year * 12 + rng.randrange(12)
            if month <= LAST_MONTH:
                world.add(one, "married_to", other, month)
        for one in rng.sample(list(self.born), 70):
            near = [n for n in self.born if n != one and abs(self.born[n] - self.born[one]) < 15]
            world.add(one, "rival_of", rng.choice(near), detail=rng.choice(QUARRELS))
        at_firm: dict[str, list[DatedFact]] = {}
        for fact in world.facts:
            if fact.relation == "worked_for":
                at_firm.setdefault(fact.obj, []).append(fact)
        met: set[str] = set()
        for firm, facts in at_firm.items():
            for left in facts:
                for right in facts:
                    first = max(left.start, right.start)
                    last = min(left.end or "9999", right.end or "9999")
                    new = not {left.subject, right.subject} & met
                    if left.subject < right.subject and first <= last and new:
                        world.add(left.subject, "colleague_of", right.subject, detail=firm)
                        met |= {left.subject, right.subject}

    def places(self) -> None:
        """Schools in towns, regions in provinces."""
        for school in self.schools:
            self.world.entities[school] = Entity(school, "school", "The school")
            self.world.add(school, "school_in", self.rng.choice(self.towns))
        provinces: list[str] = []
        while len(provinces) < 9:
            word = names.project(self.rng, "evaluation").split()[1]
            if word not in provinces:
                provinces.append(word)
                self.world.entities[word] = Entity(word, "province", "The province")
        for town in self.towns:
            region = self.old[town, "in_region"].obj
            if region not in self.world.entities:
                self.world.entities[region] = Entity(region, "region", "The region")
                self.world.add(region, "part_of", self.rng.choice(provinces))

    def firms_and_devices(self) -> None:
        """Departments with heads and staff, owners of firms, prices that changed."""
        rng, world = self.rng, self.world
        for firm in self.firms[:42]:
            for room in rng.sample(ROOMS, rng.choice((2, 3, 3))):
                name = f"the {room} of {firm}"
                world.entities[name] = Entity(name, "department", "The department")
                world.add(name, "department_of", firm)
                world.add(name, "staff_of", str(rng.randrange(4, 90)))
                self.series(name, "headed_by", rng.sample(self.people, 3), 2016 * 12, 96)
        parents = self.firms[:20]
        for firm in self.firms[20:42]:
            month = rng.randrange(2020 * 12, LAST_MONTH)
            world.add(firm, "owned_by", rng.choice(parents), month)
        for device in self.devices:
            base = rng.randrange(12, 600)
            prices = [
                f"{base + step} crowns" for step in (0, rng.randrange(3, 60), -rng.randrange(1, 9))
            ]
            begin = int(self.old[device, "invented_year"].obj) * 12
            self.series(device, "priced_at", prices, begin, LAST_MONTH - begin)

    def series(self, name: str, relation: str, objects: list[str], begin: int, span: int) -> None:
        """Objects that follow each other in time; the last one still holds."""
        count = min(len(objects), self.rng.choice((2, 3, 3)))
        starts = sorted(self.rng.sample(range(begin, min(begin + span, LAST_MONTH)), count))
        ends = [start - 1 for start in starts[1:]] + [0]
        ends = [max(end, start) if end else 0 for start, end in zip(starts, ends, strict=True)]
        for obj, start, end in zip(objects, starts, ends, strict=False):
            self.world.add(name, relation, obj, start, end)

    def members(self) -> None:
        """Each of most later people in one project; what projects spent."""
        rng, world = self.rng, self.world
        for person in self.people[:140]:
            project = rng.choice(self.projects)
            first = int(self.old[project, "started_year"].obj) * 12
            world.add(person, "member_of", project, rng.randrange(first, LAST_MONTH + 1))
        for project in self.projects[:44]:
            for item in rng.sample(ITEMS, rng.choice((3, 3, 4))):
                amount = rng.randrange(3, 60) * 100
                world.add(project, "spent_on", f"{amount} crowns", detail=item)


def wider_world(seed: int = 7) -> WiderWorld:
    """About 2,300 facts beside the public world of the same seed, all with evaluation names."""
    maker = _Maker(seed)
    maker.careers()
    maker.ties()
    maker.places()
    maker.firms_and_devices()
    maker.members()
    return maker.world
