"""The prompts written by hand: words and names that no training text has, and answers that hold."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator

import pytest

import llmcourse.world
from llmcourse.pocket import hand
from llmcourse.world import asked, fillers, names, reading, tasks, wording
from llmcourse.world.careers import BROADER
from llmcourse.world.facts import known_part, public_world
from llmcourse.world.phrasings_cypher import TYPE_NAMES
from llmcourse.world.phrasings_rewrites import EFFECT_REWRITES, PAIR_QUERIES
from llmcourse.world.phrasings_stepback import PRINCIPLES
from llmcourse.world.queries import three_rewrites

CLAUSE_SLOTS = ("a", "b", "c", "q", "p", "r", "t", "schema", "context", "question")
"""Slots that hold a whole text or clause; every other slot holds a name, a number or a thing."""
NAME = r"(?!(?:who|what|which)\b)\S+(?: \S+){0,3}"
"""What fills a slot of a name: one to four words, of which the first does not ask (or "{o} makes
{s}" would be the form of "which firm makes the Marnix?")."""
TO_POCKET = ("tell me about {}", "what do you know about {}", "describe {} in a few sentences")
"""`tasks.describe` has its forms in its code."""
BY_HEART = ("facts, closed book", "routing", "reflection tokens")
"""Kinds that ask for what Pocket knows by heart: their names are public ones, or nobody's."""


def _strings(value: object) -> Iterator[str]:
    """All strings in nested tuples, lists and values of dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)


def _sentences(text: str) -> list[str]:
    """Sentences in lower case without outer marks, numbers of passages and polite openings."""
    found = []
    for line in re.split(r"(?<=[.?!])\s+|\n", text):
        line = re.sub(r"^\s*(\[\d+\]\s*)?((question|query|text|label|q|passage|p)\s*:)?", "", line,
                      flags=re.IGNORECASE)  # fmt: skip
        line = re.sub(r"\s+", " ", line).strip(" .?!:,").lower()
        for opening in asked.OPENINGS:
            line = line.removeprefix(opening.lower().strip())
        found.append(line.strip())
    return [line for line in found if line]


@pytest.fixture(scope="module")
def forms() -> list[tuple[str, re.Pattern[str]]]:
    """Every sentence of every bank of wording as an expression in which slots are filled."""
    banks: list[object] = [fillers.FILLERS, tasks.ABOUT_POCKET, tasks.TOPIC_QUESTIONS,
                           reading.WHICH, reading.WHICH_LINE, TO_POCKET]  # fmt: skip
    for module in pkgutil.iter_modules(llmcourse.world.__path__, "llmcourse.world."):
        # The ticket world's banks train no prompt of Pocket's.
        if ".phrasings_" in module.name and ".phrasings_tickets" not in module.name:
            bank = vars(importlib.import_module(module.name))
            banks += [value for name, value in bank.items() if name.isupper()]
    found = {}
    for form in _strings(banks):
        for sentence in _sentences(form):
            literal = re.findall(r"[a-z'-]+", re.sub(r"\{\w*\}", " ", sentence))
            slots = re.findall(r"\{(\w*)\}", sentence)
            wide = any(slot in CLAUSE_SLOTS for slot in slots)
            if len(literal) < (2 if wide or not slots else 1):
                continue  # "Context:" or "{a} and {b}?" says nothing of its own
            parts = re.split(r"\{(\w*)\}", sentence)
            found[sentence] = "".join(
                re.escape(part) if at % 2 == 0 else ".+" if part in CLAUSE_SLOTS else NAME
                for at, part in enumerate(parts)
            )
    return [(sentence, re.compile(text)) for sentence, text in found.items()]


def _makeable() -> dict[str, str]:
    """Every word of a name that the generator can make, with the split it belongs to; a first name
    comes with any last name, so it belongs to training."""
    ends = (names.LAST_ENDS, names.TOWN_ENDS, names.ORG_ENDS, names.DEVICE_ENDS, names.WORD_ENDS)
    words = (
        start + middle + end
        for start in names.STARTS for middle in ("", *names.MIDDLES) for bank in ends
        for end in bank
    )  # fmt: skip
    ends_of_first = (*names.FIRST_FEMALE, *names.FIRST_MALE)
    first = {start + end: "training" for start in names.STARTS for end in ends_of_first}
    return first | {word: names.split_of(word) for word in words}


@pytest.fixture(scope="module")
def prompts() -> list[hand.HandPrompt]:
    return hand.load_hand_prompts()


def _text(prompt: hand.HandPrompt) -> str:
    return "\n".join(text for _, text in prompt.messages)


def _bank_form(text: str, forms: list[tuple[str, re.Pattern[str]]]) -> list[tuple[str, str]]:
    """Sentences of the text that are a bank's form with its slots filled, with that form."""
    return [
        (sentence, form)
        for sentence in _sentences(text) for form, filled in forms if filled.fullmatch(sentence)
    ]  # fmt: skip


def test_there_are_200_of_all_kinds_and_no_two_alike(prompts):
    assert len(prompts) == 200
    assert len({_text(prompt) for prompt in prompts}) == 200
    counts = Counter(prompt.skill for prompt in prompts)
    card = hand.HAND_FILE.with_suffix(".md").read_text(encoding="utf-8")
    for skill, count in counts.items():
        assert f"| {skill} | {count} |" in card, skill
    assert card.count("\n| ") - 1 == len(counts)


@pytest.mark.parametrize(
    "said",
    ["Where was Bo Frisk born?", "Hi, where was   Bo Frisk born", "[2] Bo Frisk works at Hay Line.",
     "Text: He works at Hay Line.", "Rewrite this query in three ways: who is it", "Who are you?",
     "Think step by step.", "Tell me a joke", "Opinions on the matter differ to this day."],
)  # fmt: skip
def test_a_sentence_of_a_bank_is_recognised(said, forms):
    assert _bank_form(said, forms)


def test_no_sentence_is_one_of_a_bank(prompts, forms):
    assert len(forms) > 2000
    for prompt in prompts:
        assert not _bank_form(_text(prompt), forms), prompt
        for names_ in TYPE_NAMES.values():
            assert not set(names_) & set(re.findall(r"\w+", _text(prompt))), prompt


def test_no_name_is_one_that_training_draws(prompts):
    split = _makeable()
    known = known_part(public_world()).entities
    public = {word for name in known for word in name.split()}
    for prompt in prompts:
        # The generator writes every name with one capital, and each has one word that is its own.
        for word in re.findall(r"\b[A-Z][a-z]+", _text(prompt)):
            if prompt.skill in BY_HEART and word in public:
                continue
            assert word not in split, f"{word} ({split[word]}): {prompt}"
    labels = {text for p in prompts if p.skill == "labels" for text in [p.gold]}
    parts = [a + b for a in names.LABEL_STARTS for b in names.LABEL_ENDS]
    short = [a[0] + b for a in names.LABEL_STARTS for b in names.LABEL_ENDS]
    assert not labels & {one + two for one in parts for two in ("", *short)}


def _right_reply(prompt: hand.HandPrompt) -> str:
    """A reply of the form that training teaches and that answers the prompt."""
    gold = prompt.gold
    match prompt.checker:
        case "cited":
            return f"{gold['answer']} [{gold['cites'][0]}]"
        case "final_with_cites":
            cites = "".join(f"It says so [{number}]. " for number in gold["cites"])
            return f"{cites}So the answer is {gold['answer']}."
        case "same_json":
            return json.dumps(gold)
        case "cypher":
            return gold["query"]
        case "hypothetical":
            return wording.fill(wording.STATEMENTS[gold["relation"]][0], gold["name"], "Moss")
        case "sub_questions":
            return asked.numbered([wording.fill(wording.QUESTIONS[r][0], s) for r, s in gold])
        case "step_back" if gold["kind"] == "principle":
            assert gold["question"] in PRINCIPLES
            return gold["question"]
        case "step_back":
            return BROADER[gold["kind"]].format(gold["name"])
        case "summary":
            return gold["passage"]
        case "rewrites":
            forms: list[str] = list(wording.QUESTIONS.get(gold["relation"], ()))
            if gold["relation"] == "pair":
                forms = [form.replace("{y}", gold["names"][1]) for form in PAIR_QUERIES["works_at"]]
            elif gold["relation"] == "effects":
                forms = list(EFFECT_REWRITES.values())
            said = [re.sub(r"\{\w\}", gold["names"][0], form) for form in forms]
            return asked.numbered(three_rewrites(gold["query"], said, gold["names"], 0) or [])
    return str(gold)


def test_a_right_reply_scores_one_and_no_reply_none(prompts):
    for prompt in prompts:
        assert prompt.score(_right_reply(prompt)) == 1.0, prompt
        assert prompt.score("") == 0.0, prompt
    rows = hand.measure(prompts, lambda asked_: ["" for _ in asked_])
    assert rows[-1]["n"] == 200 and rows[-1]["right"] == 0.0


def test_the_reply_of_another_prompt_of_the_kind_is_wrong(prompts):
    for prompt in prompts:
        others = [p for p in prompts if p.skill == prompt.skill and p.checker == prompt.checker]
        wrong = [p for p in others if prompt.score(_right_reply(p)) < 1.0]
        if prompt.skill not in ("unanswerable", "unknown instruction", "routing", "relevance"):
            assert len(wrong) >= len(others) // 2, prompt
    for skill, options in (("relevance", 2), ("routing", 3)):
        golds = Counter(p.gold for p in prompts if p.skill == skill)
        assert len(golds) == options and max(golds.values()) - min(golds.values()) <= 1


def test_answers_stand_in_the_passages_that_they_are_taken_from(prompts):
    for prompt in prompts:
        text, gold = _text(prompt), prompt.gold
        if prompt.checker in ("cited", "final_with_cites"):
            for number in gold["cites"]:
                assert f"[{number}] " in text, prompt
            last = re.search(rf"\[{gold['cites'][-1]}\]([^\[]+)", text)
            assert last and gold["answer"].lower() in last[1].lower(), prompt
        elif prompt.checker == "final" and len(gold) > 2:  # a number of years is worked out
            assert gold in text, prompt
        elif prompt.checker == "summary":
            assert gold["passage"] in text and gold["name"] in gold["passage"], prompt


def test_what_pocket_should_know_by_heart_is_in_the_public_world(prompts):
    facts = known_part(public_world()).facts
    for prompt in prompts:
        subjects = {fact.subject: fact for fact in facts if fact.subject in _text(prompt)}
        if prompt.skill == "facts, closed book":
            assert any(f.obj == prompt.gold and f.subject in _text(prompt) for f in facts), prompt
        elif prompt.skill == "routing":
            assert bool(subjects) == (prompt.gold == "memory"), prompt
        elif prompt.skill == "reflection tokens" and "[Retrieve]" in str(prompt.gold):
            assert not subjects, prompt


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"skill": "labels"}', "missing"),
     ('{"skill": "a", "messages": [["user", "b"]], "gold": "c", "checker": "d"}', "no checker"),
     ('{"skill": "a", "messages": [], "gold": "c", "checker": "same"}', "await a reply"),
     ('{"skill": "a", "messages": [["x", "b"], ["user", "b"]], "gold": "c", "checker": "same"}',
      "roles are")],
)  # fmt: skip
def test_a_malformed_line_is_refused_in_one_sentence(tmp_path, line, said):
    path = tmp_path / "mine.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        hand.load_hand_prompts(path)
    with pytest.raises(FileNotFoundError, match="not there"):
        hand.load_hand_prompts(tmp_path / "none.jsonl")
