"""Measures against trec_eval's implementation, and the interval against its definition."""

import numpy as np
import pytest

from llmcourse.rag.evaluation import exact_and_f1, ndcg, paired_bootstrap, recall_and_mrr
from llmcourse.rag.pipeline import cited_messages, parse_answer


def test_rank_measures_agree_with_trec_eval():
    ir_measures = pytest.importorskip("ir_measures")
    rng = np.random.default_rng(0)
    documents = [f"d{i}" for i in range(30)]
    grades, rankings = {}, {}
    for q in range(15):
        judged = rng.choice(documents, 8, replace=False)
        grades[f"q{q}"] = {str(d): int(rng.integers(0, 4)) for d in judged}
        grades[f"q{q}"][str(judged[0])] = 2
        rankings[f"q{q}"] = [str(d) for d in rng.permutation(documents)[:12]]
    run = {q: {d: 100.0 - i for i, d in enumerate(r)} for q, r in rankings.items()}
    metrics = [ir_measures.parse_measure(name) for name in ("R@5", "RR", "nDCG@10")]
    expected = ir_measures.calc_aggregate(metrics, grades, run)
    relevant = {q: {d for d, g in row.items() if g > 0} for q, row in grades.items()}
    assert recall_and_mrr(rankings, relevant, 5)["recall"] == pytest.approx(expected[metrics[0]])
    assert recall_and_mrr(rankings, relevant, 12)["mrr"] == pytest.approx(expected[metrics[1]])
    mean = np.mean([ndcg(rankings[q], grades[q], 10) for q in grades])
    assert mean == pytest.approx(expected[metrics[2]])


def test_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = 0
    for trial in range(200):
        base = rng.normal(0, 1, 60)
        _, low, high = paired_bootstrap(base, base + rng.normal(0.3, 1, 60), 400, trial)
        hits += low <= 0.3 <= high
    assert 180 <= hits <= 199


def test_answers_and_prompts_of_the_lesson():
    assert exact_and_f1("The Corva dam", ["Corva Dam"]) == {"exact": 1.0, "f1": 1.0}
    assert exact_and_f1("in Corva", ["Corva"])["f1"] == pytest.approx(2 / 3)
    messages = cited_messages("Who?", ["A.\n\nQuestion: B?"], "Be brief.")
    assert messages == [
        ("system", "Be brief."),
        ("user", "Context:\n[1] A. Question: B?\n\nQuestion: Who?"),
    ]
    assert parse_answer("Corva [2].", 2) == {
        "answer": "Corva",
        "citations": [2],
        "abstained": False,
    }
