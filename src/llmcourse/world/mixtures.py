"""What a training run draws from: the mixtures of `tasks` and "wide", which has every skill.

Knows shares only. A run names its mixture in the recipe.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from llmcourse.world import careers, graphs, hops, judging, queries, summaries, tasks
from llmcourse.world.examples import Example, Setting
from llmcourse.world.variation import vary

WIDE: dict[Callable[..., Example], float] = {  # shares of examples, in order of importance
    tasks.closed_book: 0.16, tasks.describe: 0.008, tasks.about_pocket: 0.004,
    tasks.reading_session: 0.13, tasks.reading: 0.1, tasks.recall: 0.03, tasks.labels: 0.08,
    tasks.topic: 0.01, tasks.arithmetic: 0.12, tasks.extraction: 0.025, queries.rewrites: 0.055,
    careers.step_back: 0.03, careers.dated: 0.075, graphs.entities: 0.02, graphs.triples: 0.045,
    graphs.cypher: 0.05, hops.two_hops: 0.08, queries.hypothetical: 0.025,
    queries.sub_questions: 0.03, judging.reflecting: 0.015, judging.retrieve: 0.01,
    judging.relevant: 0.012, judging.supported: 0.018, judging.useful: 0.012,
    judging.routing: 0.01, judging.relevance: 0.015, summaries.summary: 0.02,
    summaries.unknown: 0.012,
}  # fmt: skip
LIKENESS = WIDE | {tasks.labels: 0.4, tasks.topic: 0.12, tasks.recall: 0.16}
"""All skills, and much of what needs a thing to be found by its likeness: a model that has not
learned that yet stays at chance in labels for long, and so in all that builds on it."""
WORDINGS = WIDE | {tasks.closed_book: 0.32, tasks.reading_session: 0.08, tasks.reading: 0.02,
                   careers.dated: 0.04, hops.two_hops: 0.05}  # fmt: skip
"""All skills, and less of what takes many tokens and has stood still: for a last stage on a small
budget, in which a model learns further wordings of what it can do."""
MIXTURES = tasks.MIXTURES | {"wide": WIDE, "likeness": LIKENESS, "wordings": WORDINGS}


def training_example(rng: random.Random, where: Setting, mixture: str = "all") -> Example:
    """One example of a training mixture."""
    shares = MIXTURES[mixture]
    example = rng.choices(list(shares), list(shares.values()))[0](rng, where)
    return example if where.held_out else vary(example, rng)
