"""The tasks of the mixture "wide": answers that their checkers accept, names and wording apart."""

from __future__ import annotations

import importlib
import random
import re

import pytest

from llmcourse.pocket import scoring
from llmcourse.world import mixtures, reading, tasks, wording
from llmcourse.world.cypher import CypherError, MemoryGraph
from llmcourse.world.facts import known_part, public_world

BANKS = ("rewrites", "stepback", "careers", "hops", "graphs", "cypher", "hyde", "compound",
         "judging", "summaries", "unknown")  # fmt: skip
NAME_A_CHECKER = [
    task for task in mixtures.WIDE if task.__module__ not in (tasks.__name__, reading.__name__)
]
"""Tasks whose examples say how a reply is checked; the others are rows of `evaluate.SKILLS`."""
GRAPH = {
    "nodes": [["Person", "Ida Lo", {"born_year": 1950}], ["Person", "Tom Ra", {}],
              ["Organisation", "Corin Works", {}], ["Town", "Delford", {}]],
    "edges": [["Ida Lo", "WORKS_AT", "Corin Works"], ["Tom Ra", "WORKS_AT", "Corin Works"],
              ["Corin Works", "BASED_IN", "Delford"]],
}  # fmt: skip
STAFF = 'MATCH (a:Person)-[:WORKS_AT]->(b:Organisation {name: "Corin Works"}) RETURN a.name'
CASES = {  # checker: wanted, a right reply, a wrong one, a malformed one
    "same": ("Corva", "corva.", "Delford", ""),
    "cited": ({"answer": "Corva", "cites": [2]}, "Corva [2]", "Corva [1]", "[2"),
    "final": ("Corva", "A [1]. So the answer is Corva.", "So the answer is Delford.", "Corva is"),
    "final_with_cites": ({"answer": "Corva", "cites": [1, 3]}, "A [1]. B [3]. So the answer is "
                         "Corva.", "A [1]. So the answer is Corva.", "answer is"),
    "last_number": ("17", "12 + 5 = 17. The answer is 17.", "18", "none"),
    "same_json": ({"a": 1}, '{"a": 1}', '{"a": 2}', '{"a": '),
    "abstains": ("", "I do not know", "Corva", ""),
    "not_trained": ("", "I was not trained for this.", "Bonjour", ""),
    "rewrites": ({"query": "Where does Ida Lo work?", "names": ["Ida Lo"], "relation": "works_at"},
                 "1. Who employs Ida Lo?\n2. On whose payroll is Ida Lo?\n3. Ida Lo's job?",
                 "1. Who employs Ida Lo?\n2. On whose payroll is Ida?\n3. Ida Lo's job?",
                 "Who employs Ida Lo?"),
    "step_back": ({"kind": "work", "name": "Ida Lo"}, "What is Ida Lo's work history?",
                  "Where did Ida Lo work in 1954?", "Ida Lo's work history"),
    "hypothetical": ({"name": "Ida Lo", "relation": "works_at"}, "Ida Lo works at Corin Works.",
                     "Ida Lo lives in Delford.", "Ida Lo"),
    "sub_questions": ([["born_in", "Ida Lo"], ["led_by", "Corin Works"]],
                      "1. Who leads Corin Works?\n2. Where was Ida Lo born?",
                      "1. Who leads Corin Works?\n2. When was Ida Lo born?", "Who leads it?"),
    "lines_f1": ("Ida Lo | person", "Ida Lo | person", "Ida Lo | town", "Ida Lo: person"),
    "cypher": ({"query": STAFF, "graph": GRAPH}, STAFF.replace('"', "'"),
               STAFF.replace("a.name", "b.name"), "MATCH (a RETURN"),
    "summary": ({"name": "Ida Lo", "objects": ["Delford"], "relations": ["born_in"],
                 "passage": "Ida Lo was born in Delford. The hall was full."},
                "Ida Lo was born in Delford.", "Ida Lo was born in Osport.", ""),
    "reflecting": ("[Relevant] Corva [Fully supported] [Utility:5]",
                   "[Relevant] Corva [Fully supported] [Utility:5]",
                   "[Relevant] Corva [No support] [Utility:5]", "Relevant Corva"),
    "rewrites_raise_recall": (
        {"query": "Where does Ida Lo work?", "names": ["Ida Lo"], "relation": "works_at",
         "texts": ["Ida Lo is on the payroll of Corin Works.", "Tom Ra does work.",
                   "Ida Lo sings."],
         "relevant": [0]},
        "1. Who employs Ida Lo?\n2. On whose payroll is Ida Lo?\n3. Ida Lo's job?",
        "1. Who works?\n2. On whose payroll?\n3. Whose job?", "none"),
}  # fmt: skip


@pytest.fixture(scope="module")
def known():
    return known_part(public_world())


@pytest.mark.parametrize("name", scoring.CHECKERS)
def test_a_checker_tells_right_from_wrong_and_malformed(name):
    wanted, right, wrong, malformed = CASES[name]
    check = scoring.CHECKERS[name]
    assert [check(reply, wanted) for reply in (right, wrong, malformed)] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("task", NAME_A_CHECKER, ids=lambda task: task.__name__)
def test_every_answer_satisfies_its_own_checker(task, known):
    for where in (tasks.setting(False, 11, known), tasks.setting(True, 3, known, True)):
        rng = random.Random(8)
        for _ in range(40):
            example = task(rng, where)
            check = scoring.CHECKERS[example.meta["checker"]]
            assert check(example.answer, example.meta["wanted"]) == 1.0, example


def _banks():
    """All tuples of forms with the number of their last ones that are held out."""
    for name in BANKS:
        bank = importlib.import_module(f"llmcourse.world.phrasings_{name}")
        for entry, held in bank.HELD_OUT.items():
            forms = getattr(bank, entry)
            for group in list(forms.values()) if isinstance(forms, dict) else [forms]:
                yield group, held


def _held_out_wording():
    """An expression for each held-out form: its longest slot-free piece of four words or more,
    or, where a trained form has that piece too, the whole form with short slots."""
    shown = "\n".join(form for group, held in _banks() for form in group[:-held])
    for group, held in _banks():
        for form in group[-held:]:
            pieces = re.split(r"\{\w+\}|\n", form)
            longest = max(pieces, key=len).strip(" .?:,")
            if len(longest.split()) > 3:
                whole = r"[^\n]{1,40}".join(map(re.escape, re.split(r"\{\w+\}", form)))
                yield whole if longest in shown else re.escape(longest)


def test_training_shows_no_evaluation_name_and_no_held_out_wording(known):
    rng, where = random.Random(0), tasks.setting(False, 11, known)
    drawn = [task(rng, where) for task in mixtures.WIDE for _ in range(110)]
    text = "\n".join(
        f"{said}\n{example.answer}" for example in drawn for _, said in example.messages
    )
    for cast in tasks.setting(True, 3).casts:
        for name in [p[0] for p in cast.people] + cast.towns + cast.organisations + cast.schools:
            assert not re.search(rf"\b{name}\b", text), name
    held_out = list(_held_out_wording())
    assert len(held_out) > 60
    for form in held_out:
        assert not re.search(form, text), form


def test_the_matcher_counts_filters_and_refuses():
    graph = MemoryGraph.of(GRAPH)
    assert sorted(graph.run(STAFF)) == [("Ida Lo",), ("Tom Ra",)]
    far = "MATCH (t:Town)<-[:BASED_IN]-(o)<-[:WORKS_AT]-(p:Person) RETURN count(p)"
    assert graph.run(far) == [(2,)]
    assert graph.run("MATCH (a:Person) WHERE a.born_year > 1940 RETURN a.name") == [("Ida Lo",)]
    for bad in ("MATCH (a:Dog) RETURN a.name", "MATCH (a:Person) RETURN b.name", "DROP"):
        with pytest.raises(CypherError):
            graph.run(bad)


def test_every_wording_of_a_relation_shows_its_stem():
    for bank in (wording.STATEMENTS, wording.QUESTIONS):
        for relation, forms in bank.items():
            for form in forms:
                assert re.search(scoring.RELATION_STEMS[relation], form.lower()), form
