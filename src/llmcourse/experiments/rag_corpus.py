"""Parts of the course's corpus for the experiments of unit 02, and copies prepared differently.

Knows which documents answer which questions. Knows no technique: how a text is cleaned comes in as
an argument.
"""

from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class Slice:
    """A part of the course's corpus: documents, and questions that they answer."""

    documents: list[Any]
    questions: list[Any]


def corpus_slice(
    documents: int = 500,
    questions: int = 80,
    when: str | None = "after",
    kind: str = "single",
    seed: int = 0,
) -> Slice:
    """Draw questions, the documents that answer them, and other documents up to a number.

    Args:
        documents: how many documents at least; evidence is always included.
        questions: how many questions at most.
        when: "before" or "after" the cutoff of the model's memory, None for both.
        kind: "single" facts, "changed" ones (the newest counts), or "unanswerable" ones.
        seed: of the draw.
    """
    from llmcourse.data import load_documents, load_questions

    rng = random.Random(f"rag-slice-{seed}")
    pool = [
        q
        for q in load_questions()
        if (when is None or q.when == when) and q.kind == kind
    ]
    chosen = rng.sample(pool, min(questions, len(pool)))
    everything = load_documents()
    wanted = {doc for q in chosen for doc in q.evidence}
    others = [d.id for d in everything if d.id not in wanted]
    wanted |= set(rng.sample(others, max(0, min(len(others), documents - len(wanted)))))
    return Slice([d for d in everything if d.id in wanted], chosen)


def dirty_slice(questions: int = 60, documents: int = 300, seed: int = 0) -> Slice:
    """Questions whose evidence is among the dirty documents, and dirty documents up to a number.

    Only raw texts: the clean copies of the same documents are left out.
    """
    from llmcourse.data import load_documents, load_questions

    rng = random.Random(f"rag-dirty-{seed}")
    dirty = load_documents("dirty")
    pool = []
    for question in load_questions():
        evidence = [d.id for d in dirty if d.id.removesuffix("-copy") in question.evidence]
        if question.kind == "single" and evidence:
            pool.append(dataclasses.replace(question, evidence=evidence))
    chosen = rng.sample(pool, min(questions, len(pool)))
    wanted = {doc for q in chosen for doc in q.evidence}
    others = [d.id for d in dirty if d.id not in wanted]
    wanted |= set(rng.sample(others, max(0, min(len(others), documents - len(wanted)))))
    return Slice([d for d in dirty if d.id in wanted], chosen)


def furniture(documents: Sequence[Any], share: float = 0.03, most: int = 40) -> list[str]:
    """Patterns for the lines that stand on many pages: at least `share` of them, at least three.

    Digits are read as "any number", so that page numbers count as one line; markup, scripts and
    styles are ignored.
    Lines of fewer than four words are left alone: they may be the end of a broken sentence.
    """
    counts: Counter[str] = Counter()
    for document in documents:
        bare = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>", "\n", document.text)
        lines = {re.sub(r"\d+", "0", line.strip()) for line in bare.split("\n")}
        counts.update(line for line in lines if len(line.split()) >= 4)
    least = max(3, share * len(documents))
    common = [line for line, count in counts.most_common(most) if count >= least]
    return [r"\d+".join(re.escape(piece) for piece in line.split("0")) for line in common]


def prepared(
    corpus: Slice,
    clean: Callable[[str], str],
    keep: Callable[[list[str]], list[int]] | None = None,
) -> Slice:
    """The same slice with every text cleaned, and near copies left out if `keep` is given."""
    documents = [dataclasses.replace(d, text=clean(d.text)) for d in corpus.documents]
    if keep is not None:
        documents = [documents[i] for i in keep([d.text for d in documents])]
    return Slice(documents, corpus.questions)
