"""The wider world: same bytes, kept-apart names and wording, evidence that states, answers that
follow."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
import re

import pytest

from llmcourse import data
from llmcourse.world import names, tasks, wider_wording, wording
from llmcourse.world.facts import known_part
from llmcourse.world.wider import DatedFact, month_name, wider_world
from llmcourse.world.wider_build import wider_files
from llmcourse.world.wider_chains import COUNTED, amount


@pytest.fixture(scope="module")
def files():
    return wider_files()


@pytest.fixture(scope="module")
def facts(files):
    """All facts by id, as the graph's edges hold them."""
    return {
        e["id"]: DatedFact(e["id"], e["source"], e["relation"], e["target"], e["since"],
                           e["until"], e["detail"])
        for e in csv.DictReader(io.StringIO(files["graph/edges.csv"]))
    }  # fmt: skip


@pytest.fixture(scope="module")
def texts(files):
    rows = [json.loads(line) for line in files["wider/documents.jsonl"].splitlines()]
    return {row["id"]: row for row in rows} | {d.id: vars(d) for d in data.load_documents()}


@pytest.fixture(scope="module")
def questions(files):
    return [json.loads(line) for line in files["wider/questions.jsonl"].splitlines()]


def test_files_rebuild_byte_for_byte(files):
    for name, text in files.items():
        assert (data.datasets_folder() / name).read_bytes() == text.encode(), name


def test_every_new_name_is_an_evaluation_name():
    world = wider_world()
    old = known_part(world.base).entities
    for name, entity in world.entities.items():
        assert name not in old
        if entity.kind in ("person", "school", "province"):
            word = name.split()[-1] if entity.kind == "person" else name.split()[0]
            assert names.split_of(word) == "evaluation"


def test_training_shows_no_new_name_and_no_held_out_form():
    world = wider_world()
    where = tasks.setting(False, 11, known_part(world.base))
    rng = random.Random(1)
    text = "\n".join(
        f"{content}\n{example.answer}"
        for example in (tasks.training_example(rng, where) for _ in range(1500))
        for _, content in example.messages
    )
    # first names are shared by all splits, so a word counts only where it is no first name
    after_a_name = set(re.findall(r"(?=\b[A-Z]\w+ ([A-Z]\w+))", text))
    of_kind = {kind: [n for n, e in world.entities.items() if e.kind == kind]
               for kind in ("person", "school")}  # fmt: skip
    assert not {name.split()[-1] for name in of_kind["person"]} & after_a_name
    assert not [name for name in of_kind["school"] if name in text]
    for relation in set(wider_wording.STATEMENTS) - set(wording.STATEMENTS):
        for form in wider_wording.forms(relation, True, True):
            longest = max(re.split(r"\{\w\}", form), key=len).strip(" .,")
            assert len(longest.split()) < 4 or longest not in text, form


def test_documents_use_no_held_out_form_of_the_wider_relations(texts):
    told = "\n".join(row["text"] for row in texts.values() if row["id"].startswith("x"))
    for relation in set(wider_wording.STATEMENTS) - set(wording.STATEMENTS):
        for form in wider_wording.forms(relation, True, True):
            longest = max(re.split(r"\{\w\}", form), key=len).strip(" .,")
            shared = any(longest in other for other in wider_wording.forms(relation, True, False))
            assert len(longest.split()) < 5 or shared or longest not in told, form


def test_banks_have_sixteen_forms():
    for bank in ("phrasings_dated", "phrasings_wider"):
        module = __import__(f"llmcourse.world.{bank}", fromlist=["STATEMENTS"])
        assert all(len(set(forms)) >= 16 for forms in module.STATEMENTS.values())
        assert all(len(set(forms)) >= 8 for forms in module.QUESTIONS.values())


def test_documents_state_the_facts_they_claim(texts, facts):
    for row in texts.values():
        for name in row.get("facts", ()):
            fact = facts[name]
            lower = row["text"].lower()
            assert fact.obj.lower() in lower, (row["id"], fact)
            subject = fact.subject.split(" of ")[0]
            assert subject.lower() in lower, (row["id"], fact)
            if fact.start and fact.relation != "part_of":
                assert month_name(fact.start).split()[0] in row["text"], (row["id"], fact)
            assert row["date"][:7] >= fact.start


def test_a_career_has_one_place_at_a_time(facts):
    spells: dict[tuple[str, str], list[DatedFact]] = {}
    for fact in facts.values():
        if fact.relation in ("attended", "worked_for", "headed_by", "priced_at"):
            spells.setdefault((fact.subject, fact.relation), []).append(fact)
    for found in spells.values():
        for before, after in itertools.pairwise(found):
            assert (before.end and before.end < after.start) or before.start == before.end


def test_at_least_a_hundred_of_each_kind(questions):
    counts: dict[str, int] = {}
    for question in questions:
        counts[question["kind"]] = counts.get(question["kind"], 0) + 1
    assert len(counts) == 13 and min(counts.values()) >= 100


def test_evidence_states_what_the_answer_needs(questions, texts, facts):
    for question in questions:
        assert (
            len(question["evidence"]) == len(question["facts"]) or question["kind"] == "near topic"
        )
        for name, found in zip(question["facts"], question["evidence"], strict=False):
            assert found, question["id"]
            for document in found:
                assert facts[name].obj.lower() in texts[document]["text"].lower()
                assert question["relevant"][document] == 2


def test_answers_follow_from_the_facts(questions, facts):
    for question in questions:
        used = [facts[name] for name in question["facts"]]
        match question["kind"]:
            case "dated":
                assert question["answer"] in (used[0].obj, used[0].detail)
                assert used[0].start <= question["more"]["start"] <= question["more"]["end"]
                assert question["more"]["end"] <= used[0].end
            case "2 hops" | "3 hops":
                assert all(a.obj == b.subject for a, b in itertools.pairwise(used))
                assert question["answer"] == used[-1].obj
            case "comparison":
                values = sorted(used, key=lambda f: amount(f.obj))
                first = used[0].relation in ("founded_year", "born_year", "invented_year")
                assert question["answer"] == values[0 if first else -1].subject
            case "aggregate" if question["more"]["measure"] in COUNTED:
                relation = COUNTED[question["more"]["measure"]]
                assert int(question["answer"]) <= len([f for f in used if f.relation == relation])
            case "recency":
                assert not used[0].end and question["answer"] not in question["more"]["outdated"]
            case "unanswerable":
                assert not question["answer"] and not question["facts"]


def test_facts_of_a_rich_pair_lie_in_thirty_documents(questions):
    most = max(
        len(q["facts"]) for q in questions if q["kind"] == "scattered" and len(q["subjects"]) == 2
    )
    rich = [
        q
        for q in questions
        if q["kind"] == "scattered" and len(q["facts"]) >= 30 and q["more"]["things"]
    ]
    assert most >= 30 and len(rich) >= 12
    for question in rich:
        assert len({d for found in question["evidence"] for d in found}) >= 30


def test_graph_covers_every_fact_and_its_nodes_exist(files, facts):
    nodes = {tuple(row) for row in csv.reader(io.StringIO(files["graph/nodes.csv"]))}
    for edge in csv.DictReader(io.StringIO(files["graph/edges.csv"])):
        assert (edge["source_kind"], edge["source"]) in nodes
        assert (edge["target_kind"], edge["target"]) in nodes
        assert edge["documents"]
        assert f"REL TABLE {edge['relation']}(" in files["graph/schema.cypher"]
