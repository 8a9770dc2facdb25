"""Step-back prompting: the parts together on scripted models, the experiments at small size."""

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from llmcourse.checking import ScriptedModel
from llmcourse.experiments import step_back as lab
from llmcourse.experiments import step_back_plots as plots
from llmcourse.rag.store import KeywordRetriever
from llmcourse.stepback.abstraction import parse_step_back, step_back_messages
from llmcourse.stepback.chain import step_back_chain
from llmcourse.stepback.contexts import merge_contexts
from llmcourse.stepback.dates import covering_stage
from llmcourse.stepback.errors import error_kind, repairs
from llmcourse.world.examples import setting
from llmcourse.world.phrasings_stepback import PRINCIPLES


def words(text):
    return len(text.split())


@pytest.fixture(scope="module")
def part():
    return lab.dated_slice(questions=4, documents=60)


@pytest.fixture(scope="module")
def keyword(part):
    return KeywordRetriever.from_chunks(part.passages, k=8)


def history(messages):
    """A model that steps back well, and answers with the first passage it is shown."""
    text = messages[-1][1]
    if text.endswith("Step-back question:"):
        asked = text.rpartition("Question: ")[2].partition("\n")[0]
        name = " ".join([w for w in asked.split() if w[0].isupper()][1:3])
        return f"Step-back question: What is {name}'s history?"
    return text.partition("[1] ")[2].partition("\n")[0] or "Nowhere"


def test_the_form_is_the_one_that_pocket_was_trained_on():
    import random

    from llmcourse.world import careers

    where, rng = setting(True, 1), random.Random(4)
    drawn = (careers.step_back(rng, where) for _ in range(200))
    few_shot = [e for e in drawn if "\n\nQuestion: " in e.messages[-1][1]]
    assert few_shot
    for example in few_shot:
        *blocks, last = example.messages[-1][1].split("\n\n")
        pairs = [b.removeprefix("Question: ").split("\nStep-back question: ") for b in blocks]
        asked = last.removeprefix("Question: ").removesuffix("\nStep-back question:")
        ours = step_back_messages(asked, [(q, s) for q, s in pairs])
        assert " ".join(ours[-1][1].split()) == " ".join(example.messages[-1][1].split())


def test_a_question_and_its_reply_go_round():
    question = "Where did Mara Venlo work in 1961?"
    reply = "Step-back question: What is Mara Venlo's work history?"
    assert parse_step_back(reply, question) == "What is Mara Venlo's work history?"
    assert parse_step_back(question, question) == question


@pytest.mark.parametrize("budget", [0, 10, 40, 1000])
def test_a_merged_context_keeps_to_its_budget_and_to_both_orders(budget):
    one = [(f"a{n}", "word " * (n % 5 + 1)) for n in range(12)]
    two = [(f"b{n}", "word " * (n % 4 + 2)) for n in range(9)] + one[:3]
    context = merge_contexts(one, two, budget, words)
    ids = [i for i, _ in context]
    assert sum(words(text) for _, text in context) <= budget
    assert len(set(ids)) == len(ids)
    for kind in "ab":
        mine = [int(i[1:]) for i in ids if i[0] == kind]
        assert kind == "a" or mine == sorted(mine)


def test_the_stages_of_the_world_are_found_by_their_dates(part):
    from llmcourse.data import load_graph

    edges = {edge.id: edge for edge in load_graph().edges}
    checked = 0
    for question in part.questions:
        mine = [edges[fact] for fact in question.more["background"]]
        posts = question.answers[0] not in {e.target for e in mine}
        stages = [(e.detail if posts else e.target, e.since, e.until) for e in mine]
        place = covering_stage(stages, question.more["start"], question.more["end"])
        assert place == question.answer
        checked += 1
    assert checked == 4


class Pages(BaseRetriever):
    pages: dict

    def _get_relevant_documents(self, query, *, run_manager=None):
        return [Document(id=query[:4], page_content=query)]


def test_the_chain_runs_in_batches_and_asynchronously():
    import asyncio

    chain = step_back_chain(
        ScriptedModel(history),
        Pages(pages={}),
        step_back_messages,
        parse_step_back,
        lambda a, b: merge_contexts(a, b, 50, words),
        lambda q, texts: lab.with_context(q, texts),
    )
    questions = ["Where was Mara Venlo in 1961?", "Where was Oren Talvik in 1948?"]
    batch = chain.batch(questions)
    single = asyncio.run(chain.ainvoke(questions[1]))
    assert batch[1] == single
    assert single["step_back"] == "What is Oren Talvik's history?"
    assert [i for i, _ in single["context"]] == ["Wher", "What"]


def test_repairs_and_gain_agree():
    before, after = [True] * 6 + [False] * 4, [True] * 3 + [False] * 3 + [True] * 2 + [False] * 2
    found = repairs(before, after)
    assert found == {"fixed": 0.5, "broken": 0.5, "gain": pytest.approx(-0.1)}
    assert found["gain"] == pytest.approx(sum(after) / 10 - sum(before) / 10)


def test_six_ways_and_their_errors(part, keyword):
    model = ScriptedModel(history)
    asked = [q.question for q in part.questions]
    stepped = lab.abstractions(asked, model, step_back_messages, parse_step_back)

    def merge(a, b):
        return merge_contexts(a, b, 300, words)

    traces = lab.six_ways(part, model, keyword, stepped, merge)
    assert list(traces) == list(lab.METHODS)
    result = lab.comparison(traces)
    assert result.n == 4 and result.baseline == "direct"
    assert not traces["direct"][0].context and traces["RAG"][0].context
    counts = lab.kinds_of_error(part, traces["step-back + RAG"], error_kind)
    assert sum(counts.values()) == 4
    plots.errors({"all": counts}, "title")


def test_ideal_questions_find_whole_careers(part, keyword):
    queries = {
        "question": [q.question for q in part.questions],
        "ideal": [q.more["step_back"] for q in part.questions],
    }

    def everything(a, b):
        return merge_contexts(a, b, 10**6, words)

    for share in (lab.needed_share, lab.career_share):
        found = lab.retrieval(part, keyword, queries, everything, share)
        # with room for all, a second search cannot lose anything
        pairs = zip(found["question"].scores, found["ideal"].scores, strict=True)
        assert all(more >= less for less, more in pairs)
    every = {str(p.id) for p in part.passages}
    assert all(lab.career_share(part, q, every) == 1.0 for q in part.questions)


def test_an_answer_counts_only_at_its_end(part):
    question = part.questions[0]
    other = question.more["distractors"][0]
    steps = f"From 1950 to 1953: {other}. So the answer is {question.answer}."
    assert lab.right_answer(steps, question)
    assert not lab.right_answer(f"{question.answer}. So the answer is {other}.", question)
    assert not lab.right_answer(f"{question.answer} or {other}", question)


def test_principles_are_told_apart():
    assert all(lab.same_principle(name, name) for name in PRINCIPLES)
    assert not lab.same_principle("What does the ideal gas law say?", "What is Ohm's law?")
    assert not lab.same_principle("Why?", "What is Ohm's law?")
    pairs = lab.principle_questions(30)
    assert len({wanted for _, wanted in pairs}) > 5
