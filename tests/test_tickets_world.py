"""The ticket world: same bytes, splits apart, policies of the right day, a style that can be told.

And the loaders of the wider world and the graph.
"""

from __future__ import annotations

import datetime
import itertools
import re

import pytest

from llmcourse import data
from llmcourse.world import (
    names,
    phrasings_tickets_customers,
    phrasings_tickets_followups,
    phrasings_tickets_house,
    phrasings_tickets_pages,
    phrasings_tickets_plain,
)
from llmcourse.world.documents import spoken_date
from llmcourse.world.phrasings_tickets_policies import POLICIES, UNTOLD
from llmcourse.world.phrasings_tickets_tools import KINDS
from llmcourse.world.tickets import make_company, months_later, working_days
from llmcourse.world.tickets_build import ticket_files
from llmcourse.world.tickets_style import GLOSSARY, RULES, house_style
from llmcourse.world.tickets_wording import NAME_SPLITS, SPLITS, finished, places, share

WEEK = datetime.timedelta(days=7)
FREQUENT = ("BOUGHT", "TRIED", "ASIDES")


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def tickets():
    return {split: data.load_tickets(split) for split in SPLITS}


@pytest.fixture(scope="module")
def documents():
    return {document.id: document for document in data.load_ticket_documents()}


@pytest.fixture(scope="module")
def questions():
    return {split: data.load_ticket_questions(split) for split in SPLITS}


def split_banks() -> list[tuple[str, ...]]:
    """Every bank that is divided among the splits."""
    said, pages = phrasings_tickets_customers, phrasings_tickets_pages
    banks = [bank for name, bank in vars(said).items() if name.isupper() and name not in (
        "MANNERS", "REPLY_GREETINGS", "ASK", "GONE")]  # fmt: skip
    banks += [b for n, b in vars(phrasings_tickets_followups).items() if n.isupper()]
    banks += [*said.ASK.values(), *said.GONE.values()]
    banks += [*phrasings_tickets_house.HOUSE.values(), *phrasings_tickets_plain.PLAIN.values()]
    banks += [phrasings_tickets_plain.PLAIN_OPENINGS, pages.NOW_FRAMES, pages.DATED_FRAMES]
    banks += [pages.FAULT_FRAMES, pages.PART_FRAMES]
    banks += [fault.said for kind in KINDS.values() for fault in kind.faults]
    banks += [term.asked for text in POLICIES.values() for term in text.terms.values()]
    return banks


def split_text(split, tickets, questions) -> str:
    plain = [pair.plain for pair in data.load_style_pairs(split)]
    written = [m.text for ticket in tickets[split] for m in ticket.messages]
    return "\n".join([*plain, *written, *(q.question for q in questions[split])]).lower()


def stands(answer: str, text: str) -> bool:
    """Whether a text holds the answer as whole words: "4 months" does not stand in "24 months"."""
    return bool(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text))


def fragment(form: str) -> str:
    """The longest piece of a form without places and alternatives."""
    return max(re.split(r"\{\w+\}|\[[^\]]*\]", form), key=len).strip(" .,:").lower()


def test_files_rebuild_byte_for_byte():
    for name, text in ticket_files().items():
        path = data.datasets_folder() / name
        assert path.read_bytes() == text.encode(), f"{name} differs: run the build"


def test_another_seed_makes_another_company():
    other, again = make_company(8), make_company(8)
    assert other == again
    assert other.name != make_company().name


def test_tickets_fit_in_a_megabyte():
    folder = data.datasets_folder() / "tickets"
    assert sum((folder / f).stat().st_size for f in ("tickets.jsonl", "style.jsonl")) < 1_000_000


def test_names_of_the_splits_are_apart(tickets):
    found = {}
    for split, kept in tickets.items():
        people = {person.split()[-1] for t in kept for person in (t.customer, t.agent)}
        products = {t.product.split()[0] for t in kept if t.product}
        assert all(names.split_of(word) == NAME_SPLITS[split] for word in people | products)
        found[split] = people | products | {t.customer for t in kept}
    for one, other in itertools.combinations(found.values(), 2):
        assert not one & other


def test_held_out_phrasings_are_in_their_split_only(tickets, questions):
    texts = {split: split_text(split, tickets, questions) for split in SPLITS}
    banks = split_banks()
    everything = [form.lower() for bank in (*banks, *UNTOLD.values()) for form in bank]
    everything += [text.did.lower() for text in POLICIES.values()]
    checked = 0
    for bank in banks:
        for split in SPLITS:
            for form in share(bank, split):
                piece = fragment(form)
                # a short piece may stand inside another form, where it says nothing
                elsewhere = sum(piece in other for other in everything)
                if len(piece.split()) < 4 or elsewhere > 1:
                    continue
                checked += 1
                for other in SPLITS:
                    assert other == split or piece not in texts[other], (split, other, form)
    assert checked > 700


def test_frequent_statements_have_twenty_forms():
    banks = [getattr(phrasings_tickets_customers, name) for name in FREQUENT]
    banks += [phrasings_tickets_followups.FIXED, phrasings_tickets_customers.ASK["fault"]]
    banks += [phrasings_tickets_pages.FAULT_TOLD]
    banks += [phrasings_tickets_house.HOUSE[act]
              for act in ("ack_piece", "cause", "remedy", "covered", "expired")]  # fmt: skip
    banks += [phrasings_tickets_pages.DATED_FRAMES, phrasings_tickets_pages.FAULT_FRAMES]
    assert all(len(set(bank)) >= 20 for bank in banks)
    assert all(len(set(bank)) == len(bank) for bank in split_banks())


def test_house_replies_keep_every_rule_and_plain_ones_do_not():
    assert set(house_style("")) == set(RULES)
    for split in SPLITS:
        for pair in data.load_style_pairs(split):
            failed = [rule for rule, kept in house_style(pair.house).items() if not kept]
            assert not failed, (failed, pair.house)
            assert sum(house_style(pair.plain).values()) <= 4


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("greeting", "Good day, Mara.", "Hello Mara."),
        ("case_number", "case 0412", "your letter"),
        ("no_plain_terms", "care promise", "warranty"),
        ("next_step", "Next step:", "Then"),
        ("closing", "With steady hands,", "Regards,"),
        ("no_exclamation", "today.", "today!"),
        ("no_apology", "I send", "Sorry, I send"),
        ("spelled_dates", "3 May 2022", "2022-05-03"),
        ("short_sentences", "holds", "holds " + "and holds " * 14),
    ],
)
def test_each_rule_of_the_style_fails_alone(rule, old, new):
    text = (
        "Good day, Mara.\n\nIn case 0412 the care promise holds until 3 May 2022.\n\n"
        "Next step: I send service part B-1 today.\n\nWith steady hands,\nLorin, Orlan front desk"
    )
    assert all(house_style(text).values())
    assert [r for r, kept in house_style(text.replace(old, new)).items() if not kept] == [rule]


def test_plain_replies_hold_what_house_replies_say():
    number = re.compile(r"\b[A-Z]\d-\d{3}\b|\b\d+(?:\.\d+)? (?:crowns|percent|months|days)")
    spoken = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
    for split in SPLITS:
        for pair in data.load_style_pairs(split):
            said = {spoken_date(day) for day in re.findall(r"\d{4}-\d\d-\d\d", pair.plain)}
            assert set(spoken.findall(pair.house)) <= said
            assert all(found in pair.plain for found in number.findall(pair.house)), pair


def test_every_act_can_be_said_in_both_styles():
    house, plain = phrasings_tickets_house.HOUSE, phrasings_tickets_plain.PLAIN
    assert set(house) == set(plain)
    for act, split in itertools.product(house, SPLITS):
        for form in share(house[act], split):
            assert any(places(form) <= places(p) for p in share(plain[act], split)), (act, form)


def test_questions_name_existing_pages_that_state_the_answer(questions, documents):
    for question in itertools.chain(*questions.values()):
        assert set(question.relevant) <= set(documents)
        assert bool(question.answer) == bool(question.evidence) == (question.kind != "unanswerable")
        assert 2 not in question.relevant.values() or question.answer
        for name in itertools.chain(*question.evidence):
            assert stands(question.answer, documents[name].text)
            assert question.relevant[name] == 2


def test_a_dated_question_is_answered_by_the_version_of_its_day(questions, documents):
    policies = [d for d in documents.values() if d.genre == "policy"]
    asked = [q for kept in questions.values() for q in kept if q.kind == "dated"]
    for question in asked:
        day = question.more["date"]
        valid = [
            d for d in policies
            if d.id.startswith(f"p-{question.subjects[0]}-")
            and d.valid_from <= day and (not d.valid_until or day <= d.valid_until)
        ]  # fmt: skip
        assert len(valid) == 1 and valid[0].id in question.evidence[0]
        others = [d for d in policies if d.id[:-1] == valid[0].id[:-1] and d != valid[0]]
        assert not any(stands(question.answer, d.text) for d in others), question


def test_no_question_is_in_two_splits(questions):
    texts = [{q.question for q in kept} for kept in questions.values()]
    assert not any(one & other for one, other in itertools.combinations(texts, 2))
    assert min(len(kept) for kept in texts) >= 80


def test_tickets_apply_the_terms_of_the_right_day(tickets, company):
    facts = {fact.id: fact for fact in company.facts}
    for ticket in itertools.chain(*tickets.values()):
        reply = ticket.messages[-1].text
        for name in ticket.facts:
            fact = facts[name]
            assert fact.start <= ticket.messages[-1].date[:7]
            if fact.relation == "warranty_period" and ticket.category == "fault":
                assert fact.obj in reply
        assert ticket.messages[0].role == "customer"
        assert [m.date for m in ticket.messages] == sorted(m.date for m in ticket.messages)


def test_decisions_follow_from_the_policies(tickets, company):
    day = datetime.date.fromisoformat
    decided = 0
    for ticket in itertools.chain(*tickets.values()):
        replied = day(ticket.messages[-1].date)
        if " warranty" in ticket.resolution and ticket.category == "fault":
            decided += 1
            term = company.term("warranty", "warranty_period", day(ticket.bought)).obj
            assert replied <= months_later(day(ticket.bought), int(term.split()[0])) + WEEK
        if ticket.category == "return" and not ticket.resolution.endswith("exception"):
            decided += 1
            term = company.term("return", "return_period", day(ticket.bought)).obj
            until = day(ticket.bought) + datetime.timedelta(days=int(term.split()[0]))
            assert (day(ticket.date) <= until) == ticket.resolution.startswith("return accepted")
    assert decided > 120


def test_dates_count_as_people_count():
    day = datetime.date
    assert months_later(day(2023, 1, 31), 13) == day(2024, 2, 29)
    assert working_days(day(2024, 3, 1), 2) == day(2024, 3, 5)  # a Friday, so a Tuesday
    assert finished("a Elyx or a Belorix and a electric kettle") == (
        "An Elyx or a Belorix and an electric kettle"
    )


def test_no_policy_before_the_first(company):
    with pytest.raises(ValueError, match="2019-01 or later"):
        company.term("return", "return_period", datetime.date(2018, 12, 31))


def test_loaders_of_the_ticket_world(documents):
    dirty = data.load_ticket_documents("dirty")
    assert {d.id.removesuffix("-copy") for d in dirty} <= set(documents)
    assert len(data.load_glossary()) == len(GLOSSARY)
    for load in (data.load_tickets, data.load_style_pairs, data.load_ticket_questions):
        with pytest.raises(ValueError, match="use 'train', 'validation' or 'test'"):
            load("dev")


def test_loaders_of_the_wider_world_and_the_graph():
    wider = {d.id: d for d in data.load_wider_documents()}
    dirty = data.load_wider_documents("dirty")
    assert len(wider) == 2054 and dirty[0].text != wider[dirty[0].id].text
    assert all(isinstance(state, tuple) for state in wider["x0001"].states)
    hops = data.load_wider_questions("2 hops")
    assert len(data.load_wider_questions()) == 1617 and {q.kind for q in hops} == {"2 hops"}
    graph = data.load_graph()
    kinds = set(graph.nodes)
    assert len(graph.edges) == 5823 and "CREATE NODE TABLE Person" in graph.schema
    known = set(wider) | {d.id for d in data.load_documents()}
    for edge in graph.edges:
        assert {(edge.source_kind, edge.source), (edge.target_kind, edge.target)} <= kinds
        assert edge.documents and set(edge.documents) <= known
    with pytest.raises(ValueError, match="kind='4 hops' is unknown; use 'single'"):
        data.load_wider_questions("4 hops")
    with pytest.raises(ValueError, match="'clean' or 'dirty'"):
        data.load_wider_documents("dusty")


def test_a_missing_file_says_how_to_write_it(tmp_path, monkeypatch):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "documents.jsonl").touch()
    monkeypatch.setenv("LLMCOURSE_DATASETS", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"llmcourse\.world\.build --out"):
        data.load_glossary()
