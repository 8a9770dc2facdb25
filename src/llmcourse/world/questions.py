"""Question sets over a world and its documents, with answers, evidence and relevance.

Knows how questions of each kind are made and which documents answer them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from llmcourse.world import wording
from llmcourse.world.documents import Document
from llmcourse.world.facts import CUTOFF_YEAR, RELATIONS, Fact, World, draw_cast, draw_entity


@dataclass
class Question:
    """A question, its answer, the documents that state it and graded relevance of others.

    `relevant` grades documents: 2 states the answer, 1 tells something else about the subject.
    `when` says on which side of the cutoff the fact became true.
    """

    id: str
    question: str
    answer: str
    kind: str
    when: str
    subject: str
    relation: str
    evidence: list[str] = field(default_factory=list)
    relevant: dict[str, int] = field(default_factory=dict)


def make_questions(
    world: World, documents: list[Document], seed: int, sizes: dict[str, int] | None = None
) -> list[Question]:
    """Questions of each kind, in the wording of Pocket's training and with names it never met.

    Kinds: "single" before and after the cutoff (the subject's only fact of its relation),
    "changed" (true since after the cutoff, while an older fact is in memory and in older
    documents), "unanswerable" (about someone that no document mentions).
    """
    sizes = sizes or {"before": 300, "after": 500, "changed": 60, "unanswerable": 150}
    rng = random.Random(f"questions-{seed}")
    of_subject: dict[str, list[Document]] = {}
    for document in documents:
        for subject in {state[0] for state in document.states}:
            of_subject.setdefault(subject, []).append(document)
    latest: dict[tuple[str, str], Fact] = {}
    count: dict[tuple[str, str], int] = {}
    for fact in world.facts:
        key = (fact.subject, fact.relation)
        count[key] = count.get(key, 0) + 1
        if key not in latest or fact.since > latest[key].since:
            latest[key] = fact
    single = [fact for key, fact in latest.items() if count[key] == 1]
    pools = {
        "before": [fact for fact in single if fact.since <= CUTOFF_YEAR],
        "after": [fact for fact in single if fact.since > CUTOFF_YEAR],
        "changed": [fact for key, fact in latest.items() if count[key] > 1],
    }
    questions: list[Question] = []

    def add(kind: str, when: str, subject: str, relation: str, answer: str) -> None:
        wanted = (subject, relation, answer)
        about = of_subject.get(subject, [])
        evidence = [d.id for d in about if wanted in [tuple(state) for state in d.states]]
        relevant = {d.id: 2 if d.id in evidence else 1 for d in about}
        text = wording.ask(relation, subject, rng, False)
        questions.append(
            Question(f"q{len(questions):04d}", text, answer, kind, when, subject, relation,
                     evidence, relevant)
        )  # fmt: skip

    for pool, facts in pools.items():
        for fact in rng.sample(facts, min(sizes[pool], len(facts))):
            kind = "changed" if pool == "changed" else "single"
            when = "before" if pool == "before" else "after"
            add(kind, when, fact.subject, fact.relation, fact.obj)
    cast = draw_cast(rng, "evaluation", 60)
    people = [p for p in cast.people if p[0] not in world.entities]
    cast.people = people
    everything = "\n".join(document.text for document in documents)
    made = 0
    while made < sizes["unanswerable"]:
        entity = draw_entity(rng.choice(list(RELATIONS)), rng, cast, "evaluation")
        if entity.name in everything:
            continue
        add("unanswerable", "after", entity.name, rng.choice(RELATIONS[entity.kind]), "")
        made += 1
    return questions
