"""The claims of unit 02 on Pocket, at full size, with the package's own functions.

Each hypothesis, metric and number of items stands here before the run; record_claims.py runs them.
Retrieval is dense (MiniLM) over the whole public corpus, whole sentences of at most 30 words with
the document's title in front, the best four shown, unless a claim says otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from llmcourse.experiments import rag as lab
from llmcourse.experiments import rag_corpus as corpus
from llmcourse.experiments.records import ExperimentResult, claim
from llmcourse.models import load_chat_model, load_encoder
from llmcourse.rag.chunking import sentence_chunks
from llmcourse.rag.cleaning import clean_text, drop_near_duplicates
from llmcourse.rag.evaluation import exact_and_f1
from llmcourse.rag.pipeline import INSTRUCTION, cited_messages, parse_answer
from llmcourse.rag.store import DenseRetriever, chunk_documents
from llmcourse.rag.text import split_sentences, without_headings

N = 300
EVERYTHING = 10_000  # more documents than there are: the whole corpus
READING = (
    "Pocket was trained to answer from numbered passages and to cite them, on other names and "
    "partly other wording; that it reads and cites at all was trained. That these facts are in no "
    "weight, and that the retriever finds them, was not."
)


def _technique() -> lab.Technique:
    def build(question: str, texts: list[str]) -> list[tuple[str, str]]:
        return cited_messages(question, texts, INSTRUCTION)

    return lab.Technique(build, parse_answer, exact_and_f1)


def _cut(size: int, title: bool = True) -> Callable[[Iterable[Any]], list[Any]]:
    def cut(documents: Iterable[Any]) -> list[Any]:
        chunks = chunk_documents(
            documents, lambda t: sentence_chunks(split_sentences(without_headings(t)), size, 0)
        )
        for chunk in chunks if title else ():
            chunk.page_content = f"{chunk.metadata['title']}: {chunk.page_content}"
        return chunks

    return cut


def _store(chunks: list[Any]) -> DenseRetriever:
    return DenseRetriever.from_chunks(chunks, load_encoder(), k=4)


@functools.cache
def _after() -> corpus.Slice:
    return corpus.corpus_slice(EVERYTHING, N, "after")


@functools.cache
def _read() -> list[lab.Answered]:
    part = _after()
    results = _store(_cut(30)(part.documents)).search([q.question for q in part.questions])
    return lab.ask_with_passages(part.questions, results, load_chat_model(), _technique())


@functools.cache
def _closed() -> list[lab.Answered]:
    return lab.ask_closed_book(_after().questions, load_chat_model(), _technique())


@claim(
    "C11a",
    unit="02_rag",
    hypothesis="On facts after the cutoff, answers with retrieved passages are right more often "
    "than answers from memory.",
    metric="share of questions answered right (exact match)",
    n=N,
    expect=[("RAG", ">", "closed book", 0.2)],
    trained_format=True,
    pocket_cause=READING,
)
def right_after_the_cutoff() -> ExperimentResult:
    """Right answers, closed book and with retrieval."""
    return lab.cutoff_result(_closed(), _read())


@claim(
    "C11b",
    unit="02_rag",
    hypothesis="On facts after the cutoff, retrieval lowers the share of made-up answers (wrong, "
    "and given all the same).",
    metric="share of questions with a made-up answer",
    n=N,
    expect=[("RAG", "<", "closed book", 0.2)],
    trained_format=True,
    pocket_cause=READING + " Declining ('I do not know.') was trained for passages without the "
    "answer under this instruction, and never for closed-book questions.",
)
def made_up_after_the_cutoff() -> ExperimentResult:
    """Made-up answers, closed book and with retrieval."""
    return lab.cutoff_result(_closed(), _read(), "made_up")


@claim(
    "C12a",
    unit="02_rag",
    hypothesis="Adding the documents written after the cutoff to the store, with no weight "
    "changed, raises the share of right answers on later facts.",
    metric="share of questions answered right (exact match)",
    n=N,
    expect=[("later documents added", ">", "store up to the cutoff", 0.2)],
    trained_format=True,
    pocket_cause=READING,
    caveat="The other half of the claim, that a fine-tuned model goes stale, is measured where "
    "fine-tuning is taught.",
)
def fresh_documents() -> ExperimentResult:
    """Answers before and after the later documents were added."""
    return lab.freshness(_after(), _cut(30), _store, load_chat_model(), _technique())


@claim(
    "C13",
    unit="02_rag",
    hypothesis="The passage that an answer cites contains the answer word for word more often "
    "than a passage drawn at random from those shown.",
    metric="share of questions with an answer that its source contains",
    n=N,
    expect=[("the cited passage", ">", "a shown passage at random")],
    trained_format=True,
    pocket_cause=READING + " Citing the passage that holds the answer was trained.",
    caveat="A declined question gives no answer to trace and counts as 0 in both conditions.",
)
def traced_sources() -> ExperimentResult:
    """Support by the cited passage, and by a random one."""
    return lab.traceability(_read(), count_declined=True)


SIZES = {f"{size} words": _cut(size, title=False) for size in (12, 30, 60)}


@functools.cache
def _sizes() -> tuple[ExperimentResult, ExperimentResult]:
    return lab.chunk_sizes(_after(), SIZES, _store, load_chat_model(), _technique())


@claim(
    "C14a",
    unit="02_rag",
    hypothesis="Under one budget of 60 words (five, two or one passage), smaller chunks (whole "
    "sentences, no title) put a passage that holds the answer before the model more often.",
    metric="share of questions with the answer in a shown passage",
    n=N,
    expect=[("12 words", ">", "30 words"), ("12 words", ">", "60 words")],
    pocket_cause="Retrieval alone: Pocket takes no part. The documents name their subject in the "
    "first sentence and use pronouns later, which works against small chunks.",
)
def sizes_retrieval() -> ExperimentResult:
    """Retrieval by chunk size."""
    return _sizes()[0]


@claim(
    "C14b",
    unit="02_rag",
    hypothesis="Small chunks starve the answer: with nothing to search, one chunk of 30 or 60 "
    "words that holds the answer gives more right answers than one of 12 words that holds it.",
    metric="share of questions answered right (exact match)",
    n=N,
    expect=[("30 words", ">", "12 words"), ("60 words", ">", "12 words")],
    pocket_cause="Pocket reads passages of up to about 60 tokens; 60 words are longer than what it "
    "was trained on, which works against large chunks. Later sentences say 'she' or 'the firm' "
    "for the subject, which works against small ones.",
    caveat="Reading alone: the chunk is handed over, so that what the search loses is not counted.",
)
def sizes_reading() -> ExperimentResult:
    """Right answers from the one chunk that holds the answer, by its size."""
    return lab.handed_over(_after(), SIZES, load_chat_model(), _technique())


@claim(
    "C14c",
    unit="02_rag",
    hypothesis="Of three sizes, small is best in the end: under one budget of 60 words, chunks of "
    "12 words give more right answers than chunks of 30 or 60, search and reading together.",
    metric="share of questions answered right (exact match)",
    n=N,
    expect=[("12 words", ">", "30 words"), ("12 words", ">", "60 words")],
    pocket_cause="As for the two parts before: pronouns work against small chunks, long passages "
    "against large ones.",
)
def sizes_answers() -> ExperimentResult:
    """Right answers by chunk size."""
    return _sizes()[1]


@claim(
    "C25a",
    unit="02_rag",
    hypothesis="On dirty pages, cleaning (markup, page furniture, broken lines, near copies) gives "
    "more right answers than the raw pages.",
    metric="share of questions answered right (exact match)",
    n=N,
    expect=[("cleaned", ">", "raw")],
    pocket_cause="Pocket never saw markup or page furniture in training, so raw passages are "
    "foreign to it; a large model has seen much of both.",
)
def cleaning() -> ExperimentResult:
    """Right answers over raw, and cleaned copies of the dirty documents."""
    pages = corpus.dirty_slice(N, EVERYTHING)
    noise = corpus.furniture(pages.documents)
    tidy = corpus.prepared(pages, lambda text: clean_text(text, noise), drop_near_duplicates)
    copies = {"raw": pages, "cleaned": tidy}
    return lab.cleaning_pays(copies, _cut(30), _store, load_chat_model(), _technique())[1]
