"""Questions and documents for unit 04: kinds that a single query serves badly, and their passages.

Adds questions of many aspects ("What were the effects of ...?") to those of the wider world, and
knows what an ideal generator of queries would write. Knows no technique.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from llmcourse.data import WiderQuestion, load_graph
from llmcourse.experiments.wider_corpus import WiderSlice, both_worlds, cut_passages, wider_slice
from llmcourse.world.phrasings_rewrites import EFFECT_QUERIES, EFFECT_REWRITES

KINDS = ("single", "dated", "vague", "misspelled", "compound", "multi-aspect")
HARD = ("vague", "misspelled", "compound", "multi-aspect")
"""The kinds for which RAG-Fusion is recommended."""
IDEAL = {"vague": "clear", "misspelled": "clean", "compound": "sub_questions",
         "multi-aspect": "aspects"}  # fmt: skip
"""Where a question's ideal queries stand in its `more`."""


def aspect_questions(count: int, seed: int = 0) -> list[WiderQuestion]:
    """Questions on the effects of events, each with three aspects told in different sentences.

    `more["aspects"]` asks for each aspect by itself. There are 50 such events.
    """
    rng = random.Random(f"aspects-{seed}")
    effects: dict[str, dict[str, Any]] = {}
    for edge in load_graph().edges:
        if edge.relation in EFFECT_REWRITES:
            effects.setdefault(edge.source, {})[edge.relation] = edge
    names = sorted(name for name, told in effects.items() if len(told) == len(EFFECT_REWRITES))
    questions = []
    for at, name in enumerate(rng.sample(names, min(count, len(names)))):
        edges = [effects[name][relation] for relation in EFFECT_REWRITES]
        answers = [edge.target for edge in edges]
        questions.append(
            WiderQuestion(
                id=f"a{at:03}",
                question=rng.choice(EFFECT_QUERIES).format(x=name),
                answer="; ".join(answers),
                kind="multi-aspect",
                wording="trained",
                subjects=[name],
                answers=answers,
                facts=[edge.id for edge in edges],
                evidence=[list(edge.documents) for edge in edges],
                more={"aspects": [form.format(x=name) for form in EFFECT_REWRITES.values()]},
            )
        )
    return questions


def fusion_slice(
    kinds: Sequence[str] = KINDS,
    questions: int = 20,
    documents: int = 500,
    seed: int = 0,
    wording: str | None = None,
) -> WiderSlice:
    """A slice as :func:`wider_slice` draws it, in which "multi-aspect" is a kind too."""
    plain = [kind for kind in kinds if kind != "multi-aspect"]
    part = wider_slice(plain, wording, questions, documents, seed) if plain else None
    chosen = list(part.questions) if part else []
    if "multi-aspect" in kinds:
        chosen += aspect_questions(questions, seed)
    wanted = {d.id for d in part.documents} if part else set()
    wanted |= {doc for q in chosen for docs in q.evidence for doc in docs}
    kept = [d for d in both_worlds() if d.id in wanted]
    return WiderSlice(kept, chosen, cut_passages(kept))


def ideal_queries(question: WiderQuestion) -> list[str]:
    """What a perfect generator would search for: the clear, clean or simple questions behind it.

    Kinds that have no better query give `[]`.
    """
    ideal = question.more.get(IDEAL.get(question.kind, ""), [])
    return [ideal] if isinstance(ideal, str) else list(ideal)


def of_kind(part: WiderSlice, kinds: Sequence[str]) -> list[int]:
    """The positions of a slice's questions of some kinds."""
    return [at for at, question in enumerate(part.questions) if question.kind in kinds]
