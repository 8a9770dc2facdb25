"""Entities, their facts, and how a whole world is drawn from a seed.

Knows the schema (which relation holds between which kinds) and dates. Knows nothing about
wording (`phrasings_*`, `wording`) or documents.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from llmcourse.world import names

CUTOFF_YEAR = 2019
"""Pocket knows facts of the public world up to the end of this year, and none after it."""

RELATIONS: dict[str, tuple[str, ...]] = {
    "person": ("born_in", "born_year", "studied_at", "works_at", "role", "lives_in", "mentor"),
    "organisation": ("headquartered_in", "founded_year", "led_by", "field"),
    "device": ("invented_by", "invented_year", "made_by", "purpose"),
    "town": ("in_region", "river", "population", "mayor"),
    "project": ("project_lead", "run_by", "budget", "started_year"),
    "event": (
        "happened_in", "happened_year", "cause",
        "effect_health", "effect_economy", "effect_engineering",
    ),
}  # fmt: skip
CHANGING = ("works_at", "role", "lives_in", "led_by", "mayor")
"""Relations whose object can change with time; all others hold for good."""

ROLES = (
    "chief chemist", "night editor", "bridge engineer", "head archivist", "ship's pilot",
    "staff surgeon", "lead botanist", "customs officer", "map maker", "court clerk",
    "signal operator", "senior baker", "field geologist", "choir director", "lens grinder",
    "harbour master", "accountant", "pattern designer", "test driver", "language teacher",
    "radio announcer", "stone mason", "water inspector", "export manager", "glass blower",
    "tax adviser", "safety auditor", "seed breeder", "clock repairer", "library curator",
)  # fmt: skip
FIELDS = (
    "water treatment", "printing machines", "weather forecasting", "paper making",
    "optical glass", "ship repair", "seed trading", "road building", "medical instruments",
    "radio equipment", "railway signals", "dairy products", "deep mining", "map publishing",
    "electric motors", "wool weaving", "bridge cables", "salt refining", "public housing",
    "language teaching", "river transport", "fire insurance", "clock making", "soil research",
)  # fmt: skip
PURPOSES = (
    "measuring river levels", "drying grain", "sorting letters", "cooling milk",
    "finding water leaks", "cutting thin glass", "printing timetables", "testing bridge cables",
    "cleaning ship hulls", "tuning pianos", "weighing trucks", "grinding lenses",
    "warning of landslides", "counting passengers", "binding books", "filtering smoke",
    "lifting stone blocks", "mixing paint", "charging batteries", "tracking storms",
    "keeping food warm", "heating greenhouses", "copying maps", "spinning wool",
)  # fmt: skip
CAUSES = (
    "a cracked dam", "a faulty valve", "an overloaded cable", "weeks of heavy rain",
    "a blocked drain", "a broken rail", "a dry winter", "a dispute over wages", "a loose boiler",
    "an untested pump", "a lightning strike", "careless blasting", "a burst water main",
    "worn brake blocks", "a sudden thaw", "a gas leak",
)  # fmt: skip
EFFECTS = {
    "effect_health": (
        "a wave of lung infections", "many cases of fever", "a shortage of clean water",
        "a rise in eye injuries", "weeks of crowded wards", "an outbreak of cholera",
        "lasting sleep problems", "a run on vaccines", "widespread skin rashes",
        "several broken limbs", "an increase in asthma", "a lack of blood donors",
    ),
    "effect_economy": (
        "the closing of two mills", "a doubling of bread prices", "a slump in tourism",
        "a loss of export orders", "the sale of the tram company", "a rise in rents",
        "a boom in brick making", "months without market days", "the ruin of small farms",
        "a jump in insurance fees", "a wave of new workshops", "unpaid wages at the docks",
    ),
    "effect_engineering": (
        "a stronger bridge design", "new rules for boilers", "wider flood channels",
        "steel instead of timber beams", "a second power line", "deeper foundations",
        "automatic warning bells", "thicker tunnel walls", "regular cable tests",
        "a ban on clay pipes", "raised railway banks", "double locks on sluice gates",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Entity:
    """Something with a name: `kind` is a key of RELATIONS, `pronoun` stands for it later on."""

    name: str
    kind: str
    pronoun: str


@dataclass(frozen=True)
class Fact:
    """`subject` has `relation` to `obj`, true from the year `since` on."""

    subject: str
    relation: str
    obj: str
    since: int


@dataclass
class World:
    """All entities by name and all facts; `after` facts lie beyond the cutoff year."""

    entities: dict[str, Entity] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def of(self, subject: str) -> list[Fact]:
        """Facts about one subject, in order of their making."""
        return [fact for fact in self.facts if fact.subject == subject]


@dataclass
class Cast:
    """The names that objects are drawn from, so that relations meet the same towns and firms."""

    towns: list[str]
    schools: list[str]
    organisations: list[str]
    people: list[tuple[str, str]]


def draw_cast(rng: random.Random, split: str, size: int) -> Cast:
    """`size` towns, schools and organisations and twice as many people, without repeats."""

    def distinct(make, count):
        found: dict = {}
        while len(found) < count:
            found[make(rng, split)] = None
        return list(found)

    return Cast(
        distinct(names.town, size), distinct(names.school, size),
        distinct(names.organisation, size), distinct(names.person, 2 * size),
    )  # fmt: skip


def draw_object(relation: str, rng: random.Random, cast: Cast, split: str, years: range) -> str:
    """One object for a relation, taken from the cast where it is an entity."""
    match relation:
        case "born_in" | "lives_in" | "headquartered_in" | "happened_in":
            return rng.choice(cast.towns)
        case "studied_at":
            return rng.choice(cast.schools)
        case "works_at" | "made_by" | "run_by":
            return rng.choice(cast.organisations)
        case "mentor" | "led_by" | "invented_by" | "mayor" | "project_lead":
            return rng.choice(cast.people)[0]
        case "role":
            return rng.choice(ROLES)
        case "field":
            return rng.choice(FIELDS)
        case "purpose":
            return rng.choice(PURPOSES)
        case "cause":
            return rng.choice(CAUSES)
        case "in_region":
            return names.region(rng, split)
        case "river":
            return names.river(rng, split)
        case "population":
            return str(rng.randrange(2, 90) * 1000 + rng.randrange(10) * 100)
        case "budget":
            return f"{rng.randrange(2, 95) * 10}000 crowns"
        case "born_year":
            return str(rng.choice(years) - rng.randrange(30, 60))
        case _ if relation in EFFECTS:
            return rng.choice(EFFECTS[relation])
        case _ if relation.endswith("_year"):
            return str(rng.choice(years))
    raise ValueError(f"relation={relation!r} is not in the schema; use one of RELATIONS.")


def draw_entity(kind: str, rng: random.Random, cast: Cast, split: str) -> Entity:
    """A named entity of a kind; people, towns and firms come from the cast."""
    if kind == "person":
        name, pronoun = rng.choice(cast.people)
        return Entity(name, kind, pronoun)
    if kind == "town":
        return Entity(rng.choice(cast.towns), kind, "The town")
    if kind == "organisation":
        return Entity(rng.choice(cast.organisations), kind, "The firm")
    if kind == "event":
        return Entity(names.event(rng, split, rng.choice(cast.towns)), kind, "It")
    return Entity(getattr(names, kind)(rng, split), kind, "It")


def draw_facts(
    entity: Entity, rng: random.Random, cast: Cast, split: str, years: range
) -> list[Fact]:
    """One fact for each relation of the entity's kind; nobody is their own mentor or leader."""
    facts = []
    for relation in RELATIONS[entity.kind]:
        obj = draw_object(relation, rng, cast, split, years)
        while obj == entity.name:
            obj = draw_object(relation, rng, cast, split, years)
        if relation == "happened_in":  # the event's name already says where
            obj = entity.name.split()[1]
        facts.append(Fact(entity.name, relation, obj, rng.choice(years)))
    return facts


def known_part(world: World) -> World:
    """The part of a world that Pocket learns by heart: facts up to the cutoff year."""
    facts = [fact for fact in world.facts if fact.since <= CUTOFF_YEAR]
    names_known = {fact.subject for fact in facts}
    entities = {name: world.entities[name] for name in world.entities if name in names_known}
    return World(entities, facts)


OLDER_SIZES = {"person": 40, "organisation": 16, "device": 16, "town": 16, "project": 8, "event": 8}
"""Entities that Pocket knows beside the public world's and that no document mentions."""


def memorised_world(seed: int = 7) -> World:
    """All that Pocket learns by heart: the public world up to the cutoff, and older entities.

    The older ones have names of their own, so they change no answer about the public world; no
    data set mentions them.
    """
    world = known_part(public_world(seed))
    rng = random.Random(f"older-{seed}")
    cast, years = draw_cast(rng, "public", 24), range(1950, CUTOFF_YEAR + 1)
    for kind, size in OLDER_SIZES.items():
        wanted = len(world.entities) + size
        while len(world.entities) < wanted:
            entity = draw_entity(kind, rng, cast, "public")
            if entity.name not in world.entities:
                world.entities[entity.name] = entity
                world.facts += draw_facts(entity, rng, cast, "public", years)
    return world


PUBLIC_SIZES = {  # entities that exist before the cutoff, and those that appear after it
    "person": (36, 150), "organisation": (20, 55), "device": (20, 60),
    "town": (20, 40), "project": (14, 55), "event": (10, 40),
}  # fmt: skip


def public_world(seed: int = 7) -> World:
    """The world of the course: 608 facts Pocket learns by heart, and all that came later.

    After the cutoff new entities appear, and a third of the changing facts change.
    """
    rng = random.Random(f"public-{seed}")
    world = World()
    before, after = range(1950, CUTOFF_YEAR + 1), range(CUTOFF_YEAR + 1, 2025)
    known, later = draw_cast(rng, "public", 24), draw_cast(rng, "evaluation", 90)
    for index, (cast, split, years) in enumerate(
        ((known, "public", before), (later, "evaluation", after))
    ):
        for kind, sizes in PUBLIC_SIZES.items():
            made = 0
            while made < sizes[index]:
                entity = draw_entity(kind, rng, cast, split)
                if entity.name in world.entities:
                    continue
                world.entities[entity.name] = entity
                world.facts += draw_facts(entity, rng, cast, split, years)
                made += 1
    for fact in list(world.facts):
        changes = fact.relation in CHANGING and fact.since <= CUTOFF_YEAR
        if changes and rng.random() < 1 / 3:
            obj = fact.obj
            while obj == fact.obj:
                obj = draw_object(fact.relation, rng, later, "evaluation", after)
            world.facts.append(Fact(fact.subject, fact.relation, obj, rng.choice(after)))
    return world
