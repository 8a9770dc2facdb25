"""Both worlds' documents as passages, and questions that need one or several of their facts.

Knows which passage states which needed fact of which question. Knows no retrieval technique and
no prompt: units 04, 05 and 07 bring theirs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from langchain_core.documents import Document

from llmcourse.data import (
    WiderQuestion,
    load_documents,
    load_graph,
    load_wider_documents,
    load_wider_questions,
)
from llmcourse.experiments.rag_corpus import Slice
from llmcourse.rag.store import chunk_documents
from llmcourse.rag.text import split_sentences, tokenize, without_headings

MOST_TOKENS = 80


@dataclass(frozen=True)
class Need:
    """A fact that a question needs: where it is stated, and by which words it is recognised.

    `words` (the fact's object) must stand in the passage that states it; where they stand in the
    title alone, as in a firm's list of staff, the subject must stand in the passage. Of several
    such passages of one document, those with most of `hints` (a detail, years) count.
    """

    id: str
    documents: tuple[str, ...]
    words: str
    subject: str = ""
    hints: tuple[str, ...] = ()


@dataclass
class WiderSlice(Slice):
    """Documents of both worlds, questions that they answer, and the documents cut into passages.

    A passage is a LangChain document: `id` ("x0001#2"), `page_content` (the title, a colon, whole
    sentences) and `metadata` with `document`, `date`, `title` and the other fields of a document.
    """

    passages: list[Document] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_document: dict[str, list[Document]] = {}
        for passage in self.passages:
            self._by_document.setdefault(passage.metadata["document"], []).append(passage)

    def stating(self, question: WiderQuestion) -> dict[str, set[str]]:
        """For each fact that the question needs, by its id, the ids of passages that state it."""
        return {need.id: self.stated(need) for need in needs(question)}

    def stated(self, need: Need) -> set[str]:
        """The ids of the passages that state a fact."""
        return {
            str(passage.id)
            for document in need.documents
            for passage in stating_passages(need, self._by_document.get(document, []))
        }

    def states(self, passage: Document, question: WiderQuestion) -> bool:
        """True if the passage states at least one fact that the question needs."""
        return any(passage.id in ids for ids in self.stating(question).values())

    def coverage(self, question: WiderQuestion, passages: Iterable[Document]) -> float:
        """The share of the question's needed facts that the passages state, from 0 to 1."""
        ids = {passage.id for passage in passages}
        stating = self.stating(question)
        return sum(bool(ids & stated) for stated in stating.values()) / max(len(stating), 1)


def wider_slice(
    kinds: Sequence[str],
    wording: str | None = None,
    questions: int = 60,
    documents: int = 600,
    seed: int = 0,
    tokens: int = MOST_TOKENS,
) -> WiderSlice:
    """Draw questions of some kinds, the documents that answer them, and other documents.

    Args:
        kinds: of :func:`llmcourse.data.load_wider_questions`, such as "vague" or "2 hops".
        wording: "trained", "held_out" or "own"; None for all.
        questions: how many of each kind at most; drawn kind by kind, in the order of `kinds`.
        documents: how many at least, of both worlds; all evidence is always included.
        seed: of the draw.
        tokens: the most tokens of Pocket in a passage.

    Raises:
        ValueError: a kind or a wording has no question.
    """
    rng = random.Random(f"wider-slice-{seed}")
    chosen: list[WiderQuestion] = []
    for kind in kinds:
        pool = [q for q in load_wider_questions(kind) if wording in (None, q.wording)]
        if not pool:
            raise ValueError(f"wording={wording!r}: no question of kind {kind!r} has it")
        chosen += rng.sample(pool, min(questions, len(pool)))
    everything = both_worlds()
    wanted = {doc for q in chosen for docs in q.evidence for doc in docs}
    others = [d.id for d in everything if d.id not in wanted]
    wanted |= set(rng.sample(others, max(0, min(len(others), documents - len(wanted)))))
    kept = [d for d in everything if d.id in wanted]
    return WiderSlice(kept, chosen, cut_passages(kept, tokens))


def both_worlds() -> list[Any]:
    """The clean documents of both worlds, the public world's first."""
    return [*load_documents(), *load_wider_documents()]


def cut_passages(documents: Iterable[Any], tokens: int = MOST_TOKENS) -> list[Document]:
    """Cut documents into passages of whole sentences with the title in front.

    A passage has at most `tokens` tokens of Pocket, the title included; only a single sentence
    that is longer makes a longer one. A line is a sentence or several: it gets a full stop where
    it has none. Headings are left out, and so is the dash before a line of a list.
    """
    length = _token_counter()

    def bodies(title: str, text: str) -> list[str]:
        room = tokens - length(f"{title}: ")
        chunks: list[str] = []
        used = room + 1
        for sentence in _sentences(text):
            cost = length(sentence)
            if used + cost > room:
                chunks.append(sentence)
                used = cost
            else:
                chunks[-1] += f" {sentence}"
                used += cost
        return chunks

    passages = []
    for document in documents:
        for passage in chunk_documents([document], partial(bodies, document.title)):
            passage.page_content = f"{document.title}: {passage.page_content}"
            passages.append(passage)
    return passages


def _sentences(text: str) -> list[str]:
    lines = (line.strip().removeprefix("- ") for line in without_headings(text).split("\n"))
    ended = (re.sub(r"(?<=[\w,\"')])$", ".", line) for line in lines)
    return [sentence for line in ended for sentence in split_sentences(line)]


@cache
def _token_counter() -> Any:
    """Counts the tokens of Pocket, whatever model the lesson runs on: passages stay the same."""
    from tokenizers import Tokenizer

    import llmcourse.pocket

    folder = Path(llmcourse.pocket.__file__).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return lambda text: len(tokenizer.encode(f" {text}", add_special_tokens=False).ids)


@cache
def _edges() -> dict[str, Any]:
    return {edge.id: edge for edge in load_graph().edges}


def needs(question: WiderQuestion) -> list[Need]:
    """The facts that a question needs; an article's answer stands for a fact of its own."""
    if not question.facts:
        places = zip(question.answers, question.evidence, strict=False)
        return [Need(f"{question.id}:{i}", tuple(d), a) for i, (a, d) in enumerate(places)]
    return [
        replace(need, documents=tuple(documents))
        for need, documents in zip(fact_needs(question.facts), question.evidence, strict=True)
    ]


def fact_needs(facts: Iterable[str]) -> list[Need]:
    """Facts of the graph, by id, as something to be found in the documents that state them."""
    found = []
    for fact in facts:
        edge = _edges()[fact]
        hints = tuple(filter(None, (edge.detail, edge.since[:4], edge.until[:4])))
        found.append(Need(fact, tuple(edge.documents), edge.target, edge.source, hints))
    return found


def stating_passages(need: Need, passages: Sequence[Document]) -> list[Document]:
    """Those passages of one document that state a needed fact; `passages` are all its passages."""

    def has(text: str, words: str) -> bool:
        return re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", text.lower()) is not None

    def marks(passage: Document) -> int:
        body = _body(passage)
        named = bool(need.subject) and has(body, need.subject)
        if not has(body, need.words) and not (named and has(passage.page_content, need.words)):
            return 0
        return 1 + 2 * named + sum(has(body, hint) for hint in need.hints)

    best = max(map(marks, passages), default=0)
    return [passage for passage in passages if best > 0 and marks(passage) == best]


def _body(passage: Document) -> str:
    """A passage without the title in front."""
    return passage.page_content.removeprefix(f"{passage.metadata['title']}: ")


def embeddings(passages: Sequence[Document]) -> Float[np.ndarray, "passages width"]:
    """MiniLM's unit vectors of the passages; kept on disk by content."""
    from llmcourse.encoder import load_encoder

    return load_encoder().encode([passage.page_content for passage in passages])


def keyword_weights(passages: Sequence[Document]) -> dict[str, dict[int, float]]:
    """The BM25 index of the passages: for each token, its weight by position of the passage."""
    from llmcourse.rag.keyword import bm25_index

    return bm25_index([tokenize(passage.page_content) for passage in passages])
