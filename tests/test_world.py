"""The generated world: same bytes, kept-apart names and wording, answers that can be found."""

from __future__ import annotations

import random
import re

import pytest

from llmcourse import data
from llmcourse.world import build, names, tasks, wording
from llmcourse.world.facts import CUTOFF_YEAR, RELATIONS, known_part, public_world
from llmcourse.world.phrasings_labels import HELD_OUT_CLASSES, LABEL_CLASSES


@pytest.fixture(scope="module")
def known():
    return known_part(public_world())


@pytest.fixture(scope="module")
def training(known):
    return tasks.setting(False, 11, known)


def test_data_sets_rebuild_byte_for_byte():
    folder = data.datasets_folder()
    for name, text in {**build.world_files(), **build.prompting_files()}.items():
        assert (folder / name).read_bytes() == text.encode(), f"{name} differs: run the build"


def test_training_never_shows_evaluation_names_or_held_out_wording(training):
    rng = random.Random(0)
    text = "\n".join(
        f"{content}\n{example.answer}"
        for example in (tasks.training_example(rng, training) for _ in range(4000))
        for _, content in example.messages
    )
    held = tasks.setting(True, 3)
    for cast in held.casts:
        for name in [p[0] for p in cast.people] + cast.towns + cast.organisations:
            assert not re.search(rf"\b{name}\b", text), name
    for relation in RELATIONS["person"]:
        for form in wording.STATEMENTS[relation][-wording.HELD_OUT_STATEMENTS :]:
            before, after = form.replace("{S}", "{s}").split("{o}")
            longest = max((*before.split("{s}"), *after.split("{s}")), key=len).strip(" .")
            if len(longest.split()) > 3:
                assert longest not in text, form
    for kind in HELD_OUT_CLASSES:
        for form in LABEL_CLASSES[kind]:
            if "{" not in form:
                assert form not in text


def test_names_after_the_cutoff_are_evaluation_names():
    world = public_world()
    old = known_part(world).entities
    for name, entity in world.entities.items():
        if name in old or entity.kind == "event":
            continue
        word = {"person": name.split()[-1], "project": name.split()[-1]}.get(
            entity.kind, name.split()[0]
        )
        assert names.split_of(word) == "evaluation"


def test_every_relation_has_twenty_forms_and_each_form_keeps_its_places():
    for relations in RELATIONS.values():
        for relation in relations:
            forms = wording.STATEMENTS[relation]
            assert len(set(forms)) >= 20
            for form in forms:
                assert form.replace("{S}", "{s}").count("{s}") == 1 and form.count("{o}") == 1
            assert all("{s}" in f.replace("{S}", "{s}") for f in wording.QUESTIONS[relation])


def test_evidence_states_the_answer_and_relevance_covers_it():
    documents = {d.id: d for d in data.load_documents()}
    for question in data.load_questions():
        if question.kind == "unanswerable":
            assert not question.evidence
            assert all(question.subject not in d.text for d in documents.values())
            continue
        assert question.evidence
        for name in question.evidence:
            assert question.answer in documents[name].text
            assert question.relevant[name] == 2


def test_no_document_from_before_the_cutoff_tells_a_later_fact():
    since = {(f.subject, f.relation, f.obj): f.since for f in public_world().facts}
    for document in data.load_documents():
        if int(document.date[:4]) <= CUTOFF_YEAR:
            assert all(since[state] <= CUTOFF_YEAR for state in document.states)


def _stands_in(answer: str, passage: str) -> bool:
    """Whether it does, as it is or opening a sentence: "The Grensel is the river by Wilby."."""
    return answer in passage or bool(
        re.search(rf"(?:^|[.?!] ){re.escape(answer[:1].upper() + answer[1:])}", passage)
    )


def test_reading_answers_are_in_the_cited_passage(training):
    rng = random.Random(4)
    for _ in range(300):
        example = tasks.reading(rng, training, 4, "answerable")
        number = int(re.search(r"\[(\d)\]$", example.answer)[1])
        passages = re.findall(r"\[\d\] ([^\n]*)", example.messages[-1][1])
        assert _stands_in(example.gold, passages[number - 1])


def test_questions_of_a_session_differ_and_cite_their_passage(training):
    rng = random.Random(6)
    for _ in range(200):
        example = tasks.reading_session(rng, training)
        asked = [text for role, text in example.messages if role == "user"]
        assert len(set(asked)) == len(asked) == example.meta["turns"]
        passages = re.findall(r"^\[\d\] (.*)", asked[0], re.MULTILINE)
        replies = [text for role, text in example.messages if role == "assistant"]
        for reply in [*replies, example.answer]:
            if cited := re.fullmatch(r"(.+) \[(\d)\]", reply):
                assert _stands_in(cited[1], passages[int(cited[2]) - 1])


def test_word_problems_add_up():
    for problem in data.load_word_problems():
        for step in problem.steps:
            left, right = step.split(" = ")
            a, op, b = left.split()
            assert {"+": int(a) + int(b), "-": int(a) - int(b), "*": int(a) * int(b)}[op] == int(
                right
            )
        assert problem.steps[-1].endswith(f"= {problem.answer}")


def test_label_answers_are_shown_before_they_are_asked(training):
    rng = random.Random(5)
    for _ in range(200):
        example = tasks.labels(rng, training)
        shown = "\n".join(text for _, text in example.messages[:-1]) + example.messages[-1][1]
        assert example.answer in shown


def test_unknown_split_says_what_to_use():
    with pytest.raises(ValueError, match="'clean' or 'dirty'"):
        data.load_documents("dusty")
    with pytest.raises(ValueError, match="no label task"):
        data.load_label_task("colours")
