"""Questions that need several facts: two and three hops, comparisons, counts and sums.

Knows which relations follow each other and what is compared or added up.
"""

from __future__ import annotations

import random

from llmcourse.world.phrasings_asking import AGGREGATES, COMPARISONS, NOUN_PHRASES
from llmcourse.world.wider import DatedFact, month_name
from llmcourse.world.wider_questions import HELD_OUT_SHARE, SYMMETRIC, Index, pick
from llmcourse.world.wider_wording import QUESTIONS, forms

LAST_HOPS = {
    "person": ("born_in", "born_year", "mentor", "lives_in", "works_at", "married_to", "sibling_of",
               "member_of", "role"),
    "organisation": ("headquartered_in", "founded_year", "led_by", "field", "owned_by"),
    "town": ("in_region", "river", "population", "mayor"),
    "region": ("part_of",),
    "school": ("school_in",),
    "project": ("project_lead", "run_by", "budget", "started_year"),
}  # fmt: skip


def noun_phrase(fact: DatedFact, inner: str, rng: random.Random, held_out: bool) -> str:
    """As in "the school that X attended between ...", for the fact's object; `inner` names its
    subject."""
    form = pick(NOUN_PHRASES[fact.relation], rng, held_out)
    if fact.start and fact.end:
        form = form.replace("{a}", month_name(fact.start)).replace("{b}", month_name(fact.end))
    return form.replace("{s}", inner)


def _kind(index: Index, name: str) -> str:
    world = index.world
    found = world.entities.get(name) or world.base.entities.get(name)
    return found.kind if found else ""


def _steps(index: Index, name: str) -> list[DatedFact]:
    """Facts that lead from a name to another that more is known of, each with one object."""
    found = [f for (s, r), f in index.now.items() if s == name and r in NOUN_PHRASES]
    found = [f for f in found if f.relation not in SYMMETRIC or index.symmetric_once(f)]
    for relation in ("attended", "worked_for"):
        found += [f for f in index.spells.get((name, relation), []) if f.end]
    return [f for f in found if _kind(index, f.obj) in LAST_HOPS]


def hops(index: Index, rng: random.Random, length: int, count: int) -> None:
    """Chains of `length` facts; no name comes twice, and no pair of relations more than a tenth."""
    starts = [n for n in {**index.world.base.entities, **index.world.entities}
              if _kind(index, n) in ("person", "device", "department", "project", "event",
                                     "organisation", "school", "town")]  # fmt: skip
    seen: dict[tuple[str, ...], int] = {}
    made: set[tuple[str, ...]] = set()
    kind = f"{length} hops"
    while len(made) < count:
        name = rng.choice(starts)
        chain: list[DatedFact] = []
        visited = [name]
        while len(chain) < length - 1:
            steps = [f for f in _steps(index, visited[-1]) if f.obj not in visited]
            if not steps:
                break
            chain.append(rng.choice(steps))
            visited.append(chain[-1].obj)
        if len(chain) < length - 1:
            continue
        lasts = [index.now[visited[-1], r] for r in LAST_HOPS[_kind(index, visited[-1])]
                 if (visited[-1], r) in index.now]  # fmt: skip
        lasts = [f for f in lasts if f.obj not in visited]
        lasts = [f for f in lasts if f.relation not in SYMMETRIC or index.symmetric_once(f)]
        if not lasts:
            continue
        last = rng.choice(lasts)
        path = tuple(f.relation for f in (*chain, last))
        ids = tuple(f.id for f in (*chain, last))
        if ids in made or seen.get(path, 0) >= count // 10:
            continue
        held = rng.random() < HELD_OUT_SHARE
        phrase = name
        for fact in chain:
            phrase = noun_phrase(fact, phrase, rng, held)
        bank = [f for f in forms(last.relation, False, held) if "{s}'s" not in f]
        bank = bank or [f for f in QUESTIONS[last.relation] if "{s}'s" not in f]
        text = rng.choice(bank).replace("{s}", phrase)
        made.add(ids)
        seen[path] = seen.get(path, 0) + 1
        index.add(kind, text[:1].upper() + text[1:], [last.obj], [*chain, last], [name], held,
                  path=list(path), bridges=visited[1:])  # fmt: skip


SMALLER_WINS = ("founded_year", "born_year", "invented_year")


def amount(text: str) -> int:
    """The number in "340 crowns", "1998" or "52300"."""
    return int(text.split()[0].replace(",", ""))


def comparisons(index: Index, rng: random.Random, count: int) -> None:
    """Which of two has more, costs more or came first; the values differ."""
    pools = {r: [f for (_, rel), f in index.now.items() if rel == r] for r in COMPARISONS}
    for number in range(count):
        relation = list(COMPARISONS)[number % len(COMPARISONS)]
        while True:
            one, two = rng.sample(pools[relation], 2)
            if amount(one.obj) != amount(two.obj):
                break
        held = rng.random() < HELD_OUT_SHARE
        form = pick(COMPARISONS[relation], rng, held)
        low, high = sorted((one, two), key=lambda f: amount(f.obj))
        winner = low if relation in SMALLER_WINS else high
        text = form.replace("{s}", one.subject).replace("{t}", two.subject)
        index.add("comparison", text[:1].upper() + text[1:], [winner.subject], [one, two],
                  [one.subject, two.subject], held, values=[one.obj, two.obj])  # fmt: skip


def _groups(index: Index) -> dict[str, dict[str, list[DatedFact]]]:
    """For each sum or count, its subject and the facts that go into it."""
    groups: dict[str, dict[str, list[DatedFact]]] = {name: {} for name in AGGREGATES}
    facts = index.world.facts
    historic = {f.subject for f in facts if f.relation == "born_year"}
    staff = {f.subject: f for f in facts if f.relation == "staff_of"}
    province = {f.subject: f for f in facts if f.relation == "part_of"}

    def put(name: str, key: str, *members: DatedFact) -> None:
        groups[name].setdefault(key, []).extend(members)

    for fact in facts:
        match fact.relation:
            case "attended" if fact.subject in historic:
                put("schools", fact.subject, fact)
            case "worked_for":
                put("employers", fact.subject, fact)
            case "spent_on":
                put("spent", fact.subject, fact)
            case "department_of":
                put("departments", fact.obj, fact)
                put("staff", fact.obj, fact, staff[fact.subject])
            case "member_of":
                put("members", fact.obj, fact)
            case "owned_by":
                put("subsidiaries", fact.obj, fact)
    for fact in index.old_facts:
        if fact.relation == "in_region" and fact.obj in province:
            put("towns", province[fact.obj].obj, fact, province[fact.obj])
        if fact.relation == "run_by" and (fact.subject, "budget") in index.now:
            put("budgets", fact.obj, fact, index.now[fact.subject, "budget"])
    return groups


ADDED_UP = {"spent": "spent_on", "staff": "staff_of", "budgets": "budget"}
COUNTED = {"schools": "attended", "employers": "worked_for", "departments": "department_of",
           "members": "member_of", "subsidiaries": "owned_by", "towns": "in_region"}  # fmt: skip


def aggregates(index: Index, rng: random.Random, count: int) -> None:
    """Counts and sums over at least two facts."""
    pools = {
        name: [(s, facts) for s, facts in found.items() if _size(name, facts) > 1]
        for name, found in _groups(index).items()
    }
    made = 0
    while made < count:
        name = list(pools)[made % len(pools)]
        if not pools[name]:  # few firms own others: the next kind takes the turn
            name = max(pools, key=lambda n: len(pools[n]))
        subject, facts = pools[name].pop(rng.randrange(len(pools[name])))
        held = rng.random() < HELD_OUT_SHARE
        if name in COUNTED:
            value = str(_size(name, facts))
        else:
            total = sum(amount(f.obj) for f in facts if f.relation == ADDED_UP[name])
            value = str(total) if name == "staff" else f"{total} crowns"
        text = pick(AGGREGATES[name], rng, held).replace("{s}", subject)
        unique = list({f.id: f for f in facts}.values())
        index.add("aggregate", text, [value], unique, [subject], held, measure=name)
        made += 1


def _size(name: str, facts: list[DatedFact]) -> int:
    relation = COUNTED.get(name) or ADDED_UP[name]
    told = [f for f in facts if f.relation == relation]
    if name in ("schools", "employers"):
        return len({f.obj for f in told})
    return len({f.id for f in told})
