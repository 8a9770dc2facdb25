"""The experiments of unit 02 with a scripted reader: what they count, and what they leave out."""

import re
import sys
from dataclasses import dataclass, field

import pytest

from llmcourse.checking import ScriptedModel
from llmcourse.exercises.rag.inputs import EndlessLoop, ended, shown, tried
from llmcourse.experiments import rag as lab
from llmcourse.experiments import rag_corpus as corpus
from llmcourse.rag.evaluation import exact_and_f1
from llmcourse.rag.pipeline import cited_messages, parse_answer
from llmcourse.rag.store import KeywordRetriever, chunk_documents
from llmcourse.rag.text import split_sentences


@dataclass
class Page:
    id: str
    title: str
    text: str
    date: str = "2021-01-01"


@dataclass
class Asked:
    question: str
    answer: str
    evidence: list[str] = field(default_factory=list)


PAGES = [
    Page("d1", "Mara", "Mara was born in Corva. She leads the dam project.", "2010-05-01"),
    Page("d2", "Tol", "Tol was born in Tarn. He sings."),
]
QUESTIONS = [
    Asked("Where was Mara born?", "Corva", ["d1"]),
    Asked("Where was Tol born?", "Tarn", ["d2"]),
]
TECHNIQUE = lab.Technique(lambda q, t: cited_messages(q, t), parse_answer, exact_and_f1)


def reader(messages):
    """Reads "NAME was born in PLACE" and cites it; without a context it says Corva."""
    content = messages[-1][1]
    if "Context:" not in content:
        return "Corva"
    name = re.search(r"Question: Where was (\w+)", content)[1]
    hit = re.search(rf"\[(\d)\] .*{name} was born in (\w+)", content)
    return f"{hit[2]} [{hit[1]}]." if hit else "I do not know."


def cut(documents):
    return chunk_documents(documents, split_sentences)


class Store:
    """A keyword retriever with the store's interface."""

    def __init__(self, chunks):
        self.chunks = list(chunks)

    def add(self, chunks):
        self.chunks.extend(chunks)

    def search(self, queries, k=2):
        return KeywordRetriever.from_chunks(self.chunks).search(queries, k=k)


def test_closed_book_and_reading_are_scored_alike():
    model = ScriptedModel(reader)
    closed = lab.ask_closed_book(QUESTIONS, model, TECHNIQUE)
    assert [a.right for a in closed] == [1.0, 0.0]
    assert [a.made_up for a in closed] == [0.0, 1.0]
    results = Store(cut(PAGES)).search([q.question for q in QUESTIONS])
    read = lab.ask_with_passages(QUESTIONS, results, model, TECHNIQUE)
    assert [a.right for a in read] == [1.0, 1.0]
    assert lab.found(QUESTIONS, results) == [1.0, 1.0]
    assert lab.cutoff_result(closed, read)["RAG"].mean == 1.0
    assert lab.traceability(read)["the cited passage"].scores == [1.0, 1.0]
    assert lab.where_lost(read, [1.0, 0.0])[1]["questions"] == 1


def test_a_later_document_changes_the_answer_without_training():
    part = corpus.Slice(PAGES, QUESTIONS)
    result = lab.freshness(part, cut, Store, ScriptedModel(reader), TECHNIQUE)
    assert result["store up to the cutoff"].scores == [1.0, 0.0]
    assert result["later documents added"].scores == [1.0, 1.0]


def test_furniture_finds_lines_of_many_pages_and_leaves_sentences():
    top = "<div>Home | News | Contact</div>"
    pages = [
        Page(str(i), "t", f"{top}\nA page about {word}.\nPage {i} of 9\nthe")
        for i, word in enumerate("abcdefgh")
    ]
    patterns = corpus.furniture(pages)
    lines = ["Home | News | Contact", "Page 77 of 12", "A page about a.", "the"]
    hits = [any(re.fullmatch(p, line) for p in patterns) for line in lines]
    assert hits == [True, True, False, False]


def test_slices_hold_the_evidence_and_are_drawn_from_the_seed():
    try:
        part = corpus.corpus_slice(60, 10, "after", seed=3)
    except FileNotFoundError:
        pytest.skip("the data sets are not here")
    ids = {d.id for d in part.documents}
    assert all(set(q.evidence) <= ids and q.when == "after" for q in part.questions)
    again = corpus.corpus_slice(60, 10, "after", seed=3)
    assert [q.id for q in again.questions] == [q.id for q in part.questions]
    dirty = corpus.dirty_slice(10, 40)
    assert all(set(q.evidence) <= {d.id for d in dirty.documents} for q in dirty.questions)


def test_reading_alone_depends_on_what_the_chunk_says():
    pages = [
        Page("d1", "Mara", "Mara was born in Corva."),
        Page("d2", "Tol", "Tol was born in Tarn."),
    ]
    chunkers = {
        "small": lambda ds: chunk_documents(ds, lambda t: t.split(" ", 1)),
        "large": lambda ds: chunk_documents(ds, lambda t: [t]),
    }
    part, model = corpus.Slice(pages, QUESTIONS), ScriptedModel(reader)
    result = lab.handed_over(part, chunkers, model, TECHNIQUE, baseline="small")
    assert result.baseline == "small"
    assert result["small"].scores == [0.0, 0.0]  # "was born in Corva." does not say who
    assert result["large"].scores == [1.0, 1.0]
    retrieval, answers = lab.chunk_sizes(
        part, chunkers, Store, model, TECHNIQUE, most=1, baseline="small"
    )
    assert retrieval.baseline == answers.baseline == "small"
    assert retrieval["large"].scores == [1.0, 1.0]


def test_declined_questions_can_be_counted_when_sources_are_traced():
    results = Store(cut(PAGES)).search([q.question for q in QUESTIONS])
    read = lab.ask_with_passages(QUESTIONS, results, ScriptedModel(reader), TECHNIQUE)
    silent = lab.ask_with_passages(QUESTIONS, results, ScriptedModel(["I do not know."]), TECHNIQUE)
    mixed = [read[0], silent[1]]
    assert lab.traceability(mixed).n == 1
    counted = lab.traceability(mixed, count_declined=True)
    assert counted["the cited passage"].scores == [1.0, 0.0]
    assert [lab.stands_in(a) for a in mixed] == [True, False]


def test_feedback_names_the_input_on_which_an_answer_stops():
    assert tried(lambda: 1 / 0) == "stopped with ZeroDivisionError"
    assert tried(lambda: int("x")).startswith("stopped with ValueError: invalid literal")
    with pytest.raises(NotImplementedError):
        tried(_not_written)
    assert shown("a" * 40, 20) == "'aaaaaaaaaaaaaa' ..."
    assert len(shown("a\n" * 40, 20)) <= 20
    assert shown(["a", "b"]) == "['a', 'b']"


def test_a_loop_without_end_is_stopped_and_its_input_named():
    def forever(text, step):
        while step == 0:
            text += "a"
        return text

    before = sys.gettrace()
    assert ended(forever)("b", 1) == "b"
    with pytest.raises(EndlessLoop, match=r"no end when your function gets \('b', 0\)"):
        ended(forever)("b", 0)
    with pytest.raises(NotImplementedError):
        ended(_not_written)()
    assert sys.gettrace() is before


def _not_written():
    raise NotImplementedError
