"""The claims of unit 04, at full size, with the package's own functions.

Each hypothesis, metric and number of items stands here before the run; record_claims.py runs them.
Searched are all passages (at most 80 tokens) of both worlds' documents, 20 results a search; what
counts is the share of the needed facts that the first three passages state.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from llmcourse.experiments import fusion as lab
from llmcourse.experiments import fusion_corpus as corpus
from llmcourse.experiments.fusion_items import intent_questions
from llmcourse.experiments.records import Condition, ExperimentResult, claim
from llmcourse.experiments.wider_corpus import WiderSlice
from llmcourse.fusion.generate import generate_queries, query_messages, split_messages
from llmcourse.fusion.intent import intent_messages
from llmcourse.fusion.parsing import parse_queries
from llmcourse.fusion.ranks import reciprocal_rank_fusion, weighted_rrf
from llmcourse.fusion.retriever import RagFusionRetriever
from llmcourse.fusion.scores import comb_sum
from llmcourse.fusion.search import fan_out
from llmcourse.fusion.votes import borda, condorcet
from llmcourse.models import generate_batch, load_chat_model, load_encoder
from llmcourse.rag.store import DenseRetriever, KeywordRetriever

EACH = 120  # questions of a kind at most; there are 110 compound ones and 50 of many aspects
EVERYTHING = 10_000  # more documents than there are: the whole of both worlds
PRICED = 40  # questions of a kind whose answers are paid for
INTENTS = 400
BOTH = ("dense", "keyword")
DATA = ("graph", "wider", "world")
TIMED = 40  # questions answered one at a time
COVERAGE = "share of needed facts that the first three passages state"
NO_MODEL = (
    "Nothing: no language model takes part. The encoder was not trained by us; the corpus is "
    "ours, and its sentences are of fixed forms that share words with the questions."
)
REWRITING = (
    "Pocket was trained to write three rewrites of a question that keep every name and use other "
    "words, on other names; that it does so was trained. That the rewrites find more in these "
    "documents was not."
)


@functools.cache
def _part() -> WiderSlice:
    return corpus.fusion_slice(questions=EACH, documents=EVERYTHING)


@functools.cache
def _retrievers() -> dict[str, Any]:
    passages = _part().passages
    return {
        "dense": DenseRetriever.from_chunks(passages, load_encoder(), k=lab.DEPTH),
        "keyword": KeywordRetriever.from_chunks(passages, k=lab.DEPTH),
    }


@functools.cache
def _searched(how: str) -> list[lab.Searched]:
    """All questions, searched alone or with queries: "alone", "rewrites", "parts" or "ideal"."""
    questions = _part().questions
    texts = [q.question for q in questions]
    if how == "alone":
        more: list[list[str]] = [[] for _ in texts]
    elif how == "ideal":
        more = [corpus.ideal_queries(q) for q in questions]
    else:
        build = {"rewrites": query_messages, "parts": split_messages}[how]
        more = generate_queries(texts, load_chat_model(), parse_queries, build)
    return lab.search_all(questions, more, _retrievers())


def _fused(one: lab.Searched, weight: float = 1.0, k: float = 60) -> list[str]:
    rankings = one.rankings(BOTH)
    own = len(BOTH)
    weights = [weight] * own + [1.0] * (len(rankings) - own)
    return lab.ids(weighted_rrf(rankings, weights, k))


def _coverage(how: str, kinds: Sequence[str], weight: float = 1.0, k: float = 60) -> list[float]:
    members = [one for one in _searched(how) if one.question.kind in kinds]
    return [lab.covered(_part(), one, _fused(one, weight, k)) for one in members]


def _by_queries(name: str, kinds: Sequence[str], ways: dict[str, str]) -> ExperimentResult:
    """Coverage of kinds of questions for several sources of queries, both engines fused."""
    conditions = [Condition(label, _coverage(how, kinds)) for label, how in ways.items()]
    note = f"dense and keyword search fused, k = 60, {len(_part().passages)} passages"
    return ExperimentResult(name, conditions, next(iter(ways)), [0], note)


@claim(
    "C26a",
    unit="04_rag_fusion",
    hypothesis="Fusing the dense and the keyword ranking of a question by reciprocal rank covers "
    "more needed facts than either ranking.",
    metric=COVERAGE,
    n=640,
    data=DATA,
    expect=[("RRF", ">", "dense"), ("RRF", ">", "keyword")],
    pocket_cause=NO_MODEL,
)
def fusion_beats_each_system() -> ExperimentResult:
    """Each single search and their fusion, over six kinds of questions."""
    ways = {
        "dense": lambda one: one.rankings(["dense"])[0],
        "keyword": lambda one: one.rankings(["keyword"])[0],
        "RRF": lambda one: lab.ids(reciprocal_rank_fusion(one.rankings(BOTH))),
    }
    return lab.systems(_part(), _searched("alone"), ways)


@claim(
    "C26b",
    unit="04_rag_fusion",
    hypothesis="Reciprocal rank fusion covers more needed facts than reranking what the keyword "
    "search found by the encoder, than Condorcet fusion (the standard of the paper's comparison), "
    "Borda counts, and sums of raw and normalized scores.",
    metric=COVERAGE,
    n=640,
    data=DATA,
    expect=[
        ("RRF", ">", "keyword, reranked"),
        ("RRF", ">", "Condorcet"),
        ("RRF", ">", "Borda"),
        ("RRF", ">", "CombSUM, raw"),
        ("RRF", ">", "CombSUM, normalized"),
    ],
    pocket_cause=NO_MODEL,
    caveat="Two rankings are fused; the paper fuses many runs. The reranker is the encoder of the "
    "dense search; a cross-encoder, which reads question and passage together, is stronger.",
)
def fusion_beats_reranking_and_other_fusions() -> ExperimentResult:
    """One search reranked, and five ways to fuse the same two searches."""
    again = lab.reranked(_searched("alone"), _retrievers()["dense"], "keyword")
    ways = {
        "keyword, reranked": lambda one: again[one.question.id],
        "Condorcet": lambda one: lab.ids(condorcet(one.rankings(BOTH))),
        "Borda": lambda one: lab.ids(borda(one.rankings(BOTH))),
        "CombSUM, raw": lambda one: lab.ids(comb_sum(one.results(BOTH), normalize=False)),
        "CombSUM, normalized": lambda one: lab.ids(comb_sum(one.results(BOTH))),
        "RRF": lambda one: lab.ids(reciprocal_rank_fusion(one.rankings(BOTH))),
    }
    return lab.systems(_part(), _searched("alone"), ways, baseline="RRF")


def _repairs(kind: str) -> ExperimentResult:
    return _by_queries(
        "C27",
        [kind],
        {"question alone": "alone", "RAG-Fusion": "rewrites", "ideal queries": "ideal"},
    )


@claim(
    "C27a",
    unit="04_rag_fusion",
    hypothesis="On misspelled questions, generated queries cover more needed facts than the "
    "question alone in the same two engines.",
    metric=COVERAGE,
    n=120,
    data=DATA,
    expect=[("RAG-Fusion", ">", "question alone")],
    trained_format=True,
    pocket_cause=REWRITING + " Swapped letters in common words were in its training, in names not.",
)
def misspelled_questions() -> ExperimentResult:
    """Misspelled questions, alone, with the model's queries, and spelled well."""
    return _repairs("misspelled")


@claim(
    "C27b",
    unit="04_rag_fusion",
    hypothesis="On vague questions, generated queries cover more needed facts than the question "
    "alone in the same two engines.",
    metric=COVERAGE,
    n=120,
    data=DATA,
    expect=[("RAG-Fusion", ">", "question alone")],
    trained_format=True,
    pocket_cause=REWRITING,
)
def vague_questions() -> ExperimentResult:
    """Vague questions, alone, with the model's queries, and asked clearly."""
    return _repairs("vague")


@claim(
    "C27c",
    unit="04_rag_fusion",
    hypothesis="On long compound questions, generated queries cover more needed facts than the "
    "question alone, and so do sub-questions asked for by name.",
    metric=COVERAGE,
    n=110,
    data=DATA,
    expect=[("RAG-Fusion", ">", "question alone"), ("sub-questions", ">", "question alone")],
    trained_format=True,
    pocket_cause=REWRITING + " Splitting questions of two or three parts was trained as well; "
    "these have up to four.",
)
def compound_questions() -> ExperimentResult:
    """Compound questions: rewrites, the model's sub-questions, and the true ones."""
    ways = {
        "question alone": "alone",
        "RAG-Fusion": "rewrites",
        "sub-questions": "parts",
        "ideal queries": "ideal",
    }
    return _by_queries("C27", ["compound"], ways)


@claim(
    "C27d",
    unit="04_rag_fusion",
    hypothesis="On questions of many aspects, generated queries cover more needed facts than the "
    "question alone in the same two engines.",
    metric=COVERAGE,
    n=50,
    data=DATA,
    expect=[("RAG-Fusion", ">", "question alone")],
    trained_format=True,
    pocket_cause=REWRITING + " The three aspects of an event's effects were among the rewrites.",
    caveat="There are 50 such events.",
)
def aspects() -> ExperimentResult:
    """The effects of events: asked as a whole, with the model's queries, aspect by aspect."""
    return _repairs("multi-aspect")


@claim(
    "C27e",
    unit="04_rag_fusion",
    hypothesis="On compound questions with their true sub-questions, fusion with k = 0 covers more "
    "needed facts than with the paper's k = 60, since the rankings look for different things.",
    metric=COVERAGE,
    n=110,
    data=DATA,
    expect=[("k = 0", ">", "k = 60")],
    pocket_cause=NO_MODEL,
)
def small_k_for_parts() -> ExperimentResult:
    """True sub-questions fused with several k."""
    ks = (60, 20, 5, 0)
    conditions = [Condition(f"k = {k}", _coverage("ideal", ["compound"], k=k)) for k in ks]
    return ExperimentResult("C27", conditions, "k = 60", [0], "dense and keyword search fused")


@functools.cache
def _answers() -> dict[str, list[lab.Answered]]:
    """Answers over the first three passages of plain RAG and of RAG-Fusion, two prompts."""
    model = load_chat_model()
    kept: dict[str, int] = {}
    places = []
    for place, question in enumerate(_part().questions):
        kept[question.kind] = kept.get(question.kind, 0) + 1
        if kept[question.kind] <= PRICED:
            places.append(place)
    alone = [_searched("alone")[place] for place in places]
    fused = [_searched("rewrites")[place] for place in places]
    plain = [one.rankings(["dense"])[0] for one in alone]
    ranked = [_fused(one) for one in fused]
    return {
        "plain RAG": lab.answer_all(_part(), alone, plain, model, intent_messages),
        "RAG-Fusion": lab.answer_all(_part(), fused, ranked, model, intent_messages),
        "all queries asked": lab.answer_all(_part(), fused, ranked, model, lab.ask_everything),
    }


@claim(
    "C28a",
    unit="04_rag_fusion",
    hypothesis="RAG-Fusion makes the model read and write more tokens for a question than plain "
    "RAG does, by more than 50.",
    metric="tokens read and written by the model for a question, queries included",
    n=240,
    data=DATA,
    expect=[("RAG-Fusion", ">", "plain RAG", 50)],
    pocket_cause="How long Pocket's queries are was trained (three, each a short question); a "
    "large model writes longer ones. That each costs tokens is arithmetic.",
)
def tokens_paid() -> ExperimentResult:
    """Tokens of the whole pipeline, generation of queries included."""
    model = load_chat_model()
    answers = _answers()
    queries = {one.question.id: one.queries[1:] for one in _searched("rewrites")}
    fused = [
        answered.tokens
        + lab.tokens(model, query_messages(answered.question.question))
        + sum(lab.tokens(model, [("user", query)]) for query in queries[answered.question.id])
        for answered in answers["RAG-Fusion"]
    ]
    plain = [float(answered.tokens) for answered in answers["plain RAG"]]
    conditions = [Condition("plain RAG", plain), Condition("RAG-Fusion", fused)]
    return ExperimentResult("C28", conditions, "plain RAG", [0], "three passages shown in both")


@claim(
    "C28b",
    unit="04_rag_fusion",
    hypothesis="Answers after RAG-Fusion are longer than those of plain RAG, and longer still "
    "where the prompt asks every query.",
    metric="words in the answer",
    n=240,
    data=DATA,
    expect=[("RAG-Fusion", ">", "plain RAG"), ("all queries asked", ">", "RAG-Fusion")],
    pocket_cause="Pocket was trained to answer in a few words, so it cannot ramble as a large "
    "model does.",
)
def verbosity() -> ExperimentResult:
    """Words of the answers in three arms."""
    return lab.compared("C28", _answers(), "words")


@claim(
    "C28c",
    unit="04_rag_fusion",
    hypothesis="On simple questions (single facts and dated ones), weighting the question's own "
    "rankings four times as much as a generated query's covers more needed facts than equal "
    "weights.",
    metric=COVERAGE,
    n=240,
    data=DATA,
    expect=[("weight 4", ">", "weight 1")],
    pocket_cause="How far Pocket's queries drift depends on its training; a better writer of "
    "queries leaves less to be gained.",
)
def weight_on_the_question() -> ExperimentResult:
    """Several weights of the question's rankings, and the question alone."""
    kinds = ("single", "dated")
    conditions = [Condition("question alone", _coverage("alone", kinds))]
    conditions += [
        Condition(f"weight {weight:g}", _coverage("rewrites", kinds, weight))
        for weight in (1, 2, 4, 16)
    ]
    return ExperimentResult("C28", conditions, "weight 1", [0], "each generated query has weight 1")


@claim(
    "C28d",
    unit="04_rag_fusion",
    hypothesis="Where generated queries have drifted, a prompt that asks the question alone gets "
    "the question answered more often than one that asks all queries.",
    metric="share of questions answered right (the reply holds the answer)",
    n=400,
    data=("world",),
    expect=[("question asked", ">", "all queries asked", 0.2)],
    trained_format=True,
    pocket_cause="Pocket was trained to answer one question over passages and never several in "
    "one message, so a prompt with several is foreign to it.",
)
def intent_in_the_prompt() -> ExperimentResult:
    """One question over two passages, asked alone, beside its queries, and together with them."""
    model = load_chat_model()
    items = intent_questions(INTENTS, seed=28)

    def shown(question: str, queries: Sequence[str], passages: Sequence[str]) -> Any:
        *system, (_, text) = intent_messages(question, queries, passages)
        return [*system, ("user", f"Searched: {'; '.join(queries)}\n\n{text}")]

    builds = {
        "all queries asked": lab.ask_everything,
        "queries shown": shown,
        "question asked": intent_messages,
    }
    conditions = []
    for name, build in builds.items():
        sent = [build(i.question, i.queries, i.passages) for i in items]
        replies = generate_batch(model, sent, temperature=0.0, max_new_tokens=lab.ANSWER_TOKENS)
        scores = [lab.holds(reply, [i.answer]) for reply, i in zip(replies, items, strict=True)]
        conditions.append(Condition(name, scores))
    note = "two passages: one answers the question, one the drifted queries"
    return ExperimentResult("C28", conditions, "all queries asked", [28], note)


@claim(
    "C28e",
    unit="04_rag_fusion",
    hypothesis="One question at a time, RAG-Fusion takes longer than plain RAG by more than a "
    "tenth of a second, though its searches run at once.",
    metric="seconds from the question to the whole answer, one question at a time",
    n=TIMED,
    expect=[("RAG-Fusion", ">", "plain RAG", 0.1)],
    data=DATA,
    pocket_cause="Nothing but its size: a second call of a model takes its time whatever it says. "
    "Larger models take longer for both calls.",
    caveat="Seconds are those of one machine; what carries over is their ratio.",
)
def latency() -> ExperimentResult:
    """Seconds of both pipelines on the same questions, each answered alone."""
    model, dense = load_chat_model(), _retrievers()["dense"]
    asked = [q.question for q in _part().questions[:: len(_part().questions) // TIMED][:TIMED]]
    fusing = RagFusionRetriever(
        retrievers=_retrievers(),
        generate=lambda question: generate_queries([question], model, parse_queries)[0],
        search=fan_out,
        fuse=weighted_rrf,
        k=lab.SHOWN,
    )

    def answer(question: str, documents: Sequence[Any]) -> None:
        sent = intent_messages(question, [], [d.page_content for d in documents])
        generate_batch(model, [sent], temperature=0.0, max_new_tokens=lab.ANSWER_TOKENS)

    plain = lab.seconds_alone(asked, lambda q: answer(q, dense.search([q], lab.SHOWN)[0]))
    fused = lab.seconds_alone(asked, lambda q: answer(q, fusing.invoke(q)))
    conditions = [Condition("plain RAG", plain), Condition("RAG-Fusion", fused)]
    return ExperimentResult("C28", conditions, "plain RAG", [0], "three passages shown in both")
