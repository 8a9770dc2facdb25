"""Experiments of unit 07: extraction, scattered facts, depth, and text to Cypher, measured.

They know the course's data and how conditions are compared item by item. Techniques and models
come in as arguments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from llmcourse.experiments import graph_data
from llmcourse.experiments.records import Condition, ExperimentResult, bootstrap_interval
from llmcourse.graph.cypher_words import NO_ROWS
from llmcourse.models import generate_batch

Triple = tuple[str, str, str]


def extraction_scores(
    found: Sequence[Iterable[Triple]], told: Sequence[Any]
) -> list[dict[str, int]]:
    """Right, found and true triples of each text, capitals aside."""

    def low(triples: Iterable[Triple]) -> set[Triple]:
        return {(a.lower(), b, c.lower()) for a, b, c in triples}

    rows = []
    for triples, text in zip(found, told, strict=True):
        mine, true = low(triples), low(text.triples)
        rows.append({"right": len(mine & true), "found": len(mine), "true": len(true)})
    return rows


def precision_recall(rows: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Precision and recall over all texts together; precision is 0 where nothing was found."""
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row)
    return {
        "precision": total["right"] / max(total["found"], 1),
        "recall": total["right"] / max(total["true"], 1),
        "triples": total["found"],
    }


def scattered(
    corpus: Any,
    ways: Mapping[str, Callable[[Any, int], set[str]]],
    sizes: Sequence[int],
) -> dict[str, dict[int, list[float]]]:
    """C31: for each way and number of results, each question's share of its facts found.

    A way takes a question and k and gives the ids of the facts that its k results state.
    """
    return {
        name: {
            k: [
                len(way(question, k) & set(question.facts)) / len(question.facts)
                for question in corpus.questions
            ]
            for k in sizes
        }
        for name, way in ways.items()
    }


def facts_of_passages(corpus: Any, question: Any, passages: Iterable[Any]) -> set[str]:
    """The needed facts that passages state."""
    ids = {passage.id for passage in passages}
    return {fact for fact, stating in corpus.stating(question).items() if stating & ids}


def scattered_result(
    curves: Mapping[str, Mapping[int, list[float]]], k: int, baseline: str
) -> ExperimentResult:
    """C31 at one number of results, as conditions on the same questions."""
    conditions = [Condition(name, curve[k]) for name, curve in curves.items()]
    return ExperimentResult("C31", conditions, baseline, [0], f"share of needed facts, k = {k}")


def is_right(answer: str, question: Any) -> float:
    """1.0 if the answer is one of the right values, capitals and a final full stop aside."""
    given = answer.strip().rstrip(".").lower()
    return float(given in {value.lower() for value in question.answers})


def read_answers(
    questions: Sequence[Any],
    passages: Sequence[Sequence[str]],
    model: Any,
    build: Callable[[str, list[str]], Any],
    parse: Callable[[str, int], dict[str, Any]],
) -> list[float]:
    """Each question asked over its passages: 1.0 where the answer is right."""
    messages = [build(q.question, list(p)) for q, p in zip(questions, passages, strict=True)]
    replies = generate_batch(model, messages, temperature=0.0, max_new_tokens=24)
    return [
        is_right(parse(reply, len(shown))["answer"], question)
        for question, reply, shown in zip(questions, replies, passages, strict=True)
    ]


def query_answers(
    questions: Sequence[Any], answer: Callable[[str], dict[str, Any]]
) -> tuple[list[float], list[dict[str, Any]]]:
    """Each question answered by a query's rows: 1.0 where they are exactly the right values."""
    outcomes = [answer(question.question) for question in questions]
    scores = [
        float(sorted(str(row[0]) for row in outcome["rows"]) == sorted(question.answers))
        for outcome, question in zip(outcomes, questions, strict=True)
    ]
    return scores, outcomes


def remembered(
    write: Callable[[str, list[tuple[str, str]]], str],
) -> Callable[[str, list[tuple[str, str]]], str]:
    """`write`, asked once for the same question and failures: for models that do not sample."""
    known: dict[tuple[Any, ...], str] = {}

    def ask(question: str, failures: list[tuple[str, str]]) -> str:
        key = (question, *failures)
        if key not in known:
            known[key] = write(question, failures)
        return known[key]

    return ask


def query_ends(outcomes: Sequence[Mapping[str, Any]], scores: Sequence[float]) -> dict[str, float]:
    """How queries ended: shares that ran, that found rows, whose rows were right and were wrong."""
    n = max(len(outcomes), 1)
    ran = sum(outcome["error"] in ("", NO_ROWS) for outcome in outcomes)
    rows = sum(bool(outcome["rows"]) for outcome in outcomes)
    right = sum(scores)
    return {"ran": ran / n, "rows": rows / n, "right": right / n, "wrong rows": (rows - right) / n}


def by_kind(questions: Sequence[Any], scores: Mapping[str, Sequence[float]]) -> list[dict]:
    """Rows for print_table: the share of right answers of each way, for each kind of question."""
    rows = []
    for kind in dict.fromkeys(q.kind for q in questions):
        places = [i for i, q in enumerate(questions) if q.kind == kind]
        row: dict[str, Any] = {"kind": kind, "n": len(places)}
        for name, values in scores.items():
            part = [values[i] for i in places]
            low, high = bootstrap_interval(part)
            row[name] = f"{sum(part) / len(part):.2f} ({low:.2f} to {high:.2f})"
        rows.append(row)
    return rows


def cypher_result(
    questions: Sequence[Any], scores: Mapping[str, Sequence[float]], kind: str, baseline: str
) -> ExperimentResult:
    """C32 on one kind of question."""
    places = [i for i, q in enumerate(questions) if q.kind == kind]
    conditions = [Condition(name, [v[i] for i in places]) for name, v in scores.items()]
    return ExperimentResult("C32", conditions, baseline, [0], f"right answers, {kind}")


def resolution_scores(
    resolve: Callable[..., dict[tuple[str, str], str]],
    slips: int = 40,
    seed: int = 0,
    **settings: Any,
) -> dict[str, float]:
    """Slips of the pen put right, and other people merged, on the course's names of people.

    Every name is mentioned five times but for those of the last tenth, real people whom the texts
    mention once; and `slips` names get one more mention with one letter wrong.
    """
    import random

    rng = random.Random(f"slips-{seed}")
    people = sorted({e.source for e in graph_data.course_edges() if e.source_kind == "Person"})
    rng.shuffle(people)
    often, once = people[: len(people) * 9 // 10], people[len(people) * 9 // 10 :]
    mentions = [(name, "Person") for name in often for _ in range(5)]
    mentions += [(name, "Person") for name in once]
    wrong = {}
    for name in rng.sample(often, slips):
        place = rng.choice([i for i, letter in enumerate(name) if letter.islower()])
        letter = rng.choice([c for c in "abcdefghijklmnopqrstuvwxyz" if c != name[place]])
        slip = name[:place] + letter + name[place + 1 :]
        if slip not in people:
            wrong[slip] = name
            mentions.append((slip, "Person"))
    names = resolve(mentions, **settings)
    repaired = sum(names[slip, "Person"] == name for slip, name in wrong.items())
    merged = sum(names[name, "Person"] != name for name in people)
    return {"slips repaired": repaired / len(wrong), "people merged": merged / len(people)}
