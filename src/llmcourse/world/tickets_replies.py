"""Agents' replies: the same acts in house style and in plain words.

Knows how a reply is put together; the acts' wording is in `phrasings_tickets_house` and
`phrasings_tickets_plain`. The plain reply holds every place that the house reply holds, so that
restyling needs no knowledge beyond it.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence

from llmcourse.world.documents import spoken_date
from llmcourse.world.phrasings_tickets_house import HOUSE
from llmcourse.world.phrasings_tickets_plain import PLAIN, PLAIN_CLOSINGS, PLAIN_OPENINGS
from llmcourse.world.tickets_style import CLOSING, GREETING, NEXT
from llmcourse.world.tickets_wording import articles, finished, places, say, share, vary

Slots = Mapping[str, str | datetime.date]


def _house_text(slots: Slots) -> dict[str, str]:
    return {k: v if isinstance(v, str) else spoken_date(v.isoformat()) for k, v in slots.items()}


def _plain_text(slots: Slots) -> dict[str, str]:
    return {k: v if isinstance(v, str) else v.isoformat() for k, v in slots.items()}


def _pair(act: str, rng: random.Random, split: str) -> tuple[str, str]:
    """A form of an act in both styles; all places of the first stand in the second."""
    plain = share(PLAIN[act], split)
    while True:
        form = rng.choice(share(HOUSE[act], split))
        fitting = [p for p in plain if places(form) <= places(p)]
        if fitting:
            return form, rng.choice(fitting)


def reply(
    acts: Sequence[str], slots: Slots, names: tuple[str, str, str], rng: random.Random, split: str
) -> tuple[str, str]:
    """A reply in house style and the same in plain words; `names`: customer, agent, company.

    Acts are keys of HOUSE; the last one is a "next_" act.
    """
    first, agent, company = names
    house, plain = [], []
    for act in acts:
        ours, theirs = _pair(act, rng, split)
        ours = vary(ours, rng).format(**_house_text(slots))
        house.append(articles(ours) if act.startswith("next_") else finished(ours))
        plain.append(finished(vary(theirs, rng).format(**_plain_text(slots))))
    body = " ".join(house[:-1])
    styled = (
        f"{GREETING}{first}.\n\n{body}\n\n{NEXT}{house[-1]}\n\n"
        f"{CLOSING}\n{agent}, {company} front desk"
    )
    opening = say(PLAIN_OPENINGS, rng, split, first=first)
    closing = say(PLAIN_CLOSINGS, rng, split, agent=agent)
    return styled, f"{opening} {' '.join(plain)}\n\n{closing}"
