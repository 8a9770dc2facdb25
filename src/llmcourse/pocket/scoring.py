"""Is a reply right: one pure function a skill, from the reply and what is wanted to 0 to 1.

Knows the formats of replies and how freely each may be worded. Each function takes any text: a
malformed reply scores 0. CHECKERS names them for examples, evaluation and hand-written prompts.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from llmcourse.world import wording
from llmcourse.world.asked import content_words
from llmcourse.world.careers import MONTHS
from llmcourse.world.cypher import CypherError, Database, MemoryGraph

RELATION_STEMS: dict[str, str] = {
    "born_in": "birth|born|native|cradle|life|breath|light of day|world|natal",
    "born_year": "birth|born|life|breath|generation|child|newborn|baby|world|old|age",
    "studied_at": "stud|educat|graduat|school|train|course|degree|diploma|examin|enrol|attend"
    "|classroom|class|alma|college",
    "works_at": "work|employ|job|staff|payroll|earn|position|salary|wage|colleague|contract|firm",
    "role": "work|post|serv|employ|job|position|dut|role|capacity|title|office|task|function|staff"
    "|see the|profession",
    "lives_in": "live|living|resid|home|house|address|settled|dwell|neighbour|occup",
    "mentor": "mentor|taught|teach|trade|pupil|train|guid|apprentic|instruct|craft|student|wing"
    "|master|lesson|tutor|learn",
    "headquartered_in": "head|based|base|office|seat|operat|manage|run from|locat|direct|home"
    "|centr|address",
    "founded_year": "found|establish|set up|creat|dat|exist|start|began|begin|origin|being|open"
    "|birth|launch|since|form|history|old|counts|first year",
    "led_by": "lead|led|head|run|charge|direct|manage|top|helm|command|govern|chief|steer|guid"
    "|answer|boss|decision|control",
    "field": "special|field|business|active|concentrat|work|expert|effort|deal|line|focus|trade"
    "|area|known|devot|engage|core|energ|busy|help|industry",
    "invented_by": "invent|devis|thought|think|idea|came up|come up|mind|patent|brain|creat",
    "invented_year": "invent|devis|dat|thought|exist|plate|creat|being",
    "made_by": "made|mak|manufactur|produc|factory|built|build|assembl|turn|workshop|catalogue",
    "purpose": "use|purpose|task|function|meant|job|work|tool|built|design|sake|serv|good for"
    "|intend|help|role|rely|involve|device for",
    "in_region": "region|country|located|lies|lie |belong|part|among|border|town in|towns of|area"
    "|map|territory|find|found|where is|there is|cross|situated|visitor|set in",
    "river": "river|bank|water|flow|bridge|stream|runs|stands on",
    "population": "population|people|inhabitant|resident|citizen|person|home|live|large|count",
    "mayor": "mayor",
    "project_lead": "lead|led|head|guid|charge|manage|direct|run|report|chief",
    "run_by": "run|organis|host|carried|responsib|manage|behind|belong|institut|body|operat|hand"
    "|conduct|charge",
    "budget": (
        "budget|money|spend|sum|fund|cost|amount|grant|crowns|given|financ|pay|price|available|disposal|allowed"
    ),
    "started_year": "start|began|begin|launch|set up|under way|progress|dat|open|work on|since"
    "|first|go|set off|being",
    "happened_in": "happen|place|struck|strike|scene|occur|unfold|came to pass|come to pass|lived|"
    "hit|town|where|befell|played out",
    "happened_year": "happen|place|year|occur|dat|saw|struck|came|when",
    "cause": "cause|led to|brought about|reason|blame|due|why|origin|result|because|trigger|come "
    "about|came about|behind|root|set off|go back|goes back|trac|start|brought on|arose"
    "|as a consequence of",
    "effect_health": "health|ill|doctor|medic|ward|hospital|patient|sick|clinic",
    "effect_economy": "econom|trade|business|merchant|job|market|money|commerc|shop",
    "effect_engineering": "engineer|construct|built|build|technic|design",
    "effects": "effect|lead|led|happen|consequence|change|aftermath|came|affect|health|econom"
    "|engineer|impact|result",
    "pair": "same|both|one|single|together|common|share|colleague|neighbour|fellow",
}
"""Stems of words that show what a text is about, by relation; one of them is enough."""


def plain_text(reply: str) -> str:
    """The reply without citations, outer space, an end stop, capitals, and a first article."""
    text = re.sub(r"\s*\[\d+\]", "", reply).strip()
    text = re.sub(r"\s+", " ", text).rstrip(".").strip().lower()
    return re.sub(r"^(?:the|an?) ", "", text)


def numbered_lines(reply: str) -> list[str]:
    """The lines of a list without their numbers or dashes, empty ones left out."""
    lines = (re.sub(r"^\s*(?:\d+[.)]|[-*])\s*", "", line).strip() for line in reply.split("\n"))
    return [line for line in lines if line]


def same(reply: str, wanted: str) -> float:
    """The answer itself, give or take capitals, a full stop, an article and a citation."""
    return float(plain_text(reply) == plain_text(wanted))


def cited(reply: str, wanted: dict[str, Any]) -> float:
    """The answer, and as citation the right passage alone: {"answer": ..., "cites": [2]}."""
    numbers = sorted({int(n) for n in re.findall(r"\[(\d+)\]", reply)})
    return same(reply, wanted["answer"]) * (numbers == sorted(wanted["cites"]))


def final(reply: str, wanted: str | dict[str, Any]) -> float:
    """What stands after the last "answer is", or the whole reply, is the answer."""
    answer = wanted["answer"] if isinstance(wanted, dict) else wanted
    last = re.split(r"\banswer is:?\s*", reply, flags=re.IGNORECASE)[-1]
    return same(last, answer)


def final_with_cites(reply: str, wanted: dict[str, Any]) -> float:
    """The answer is right, and all passages that it rests on are cited, and no others."""
    numbers = sorted({int(n) for n in re.findall(r"\[(\d+)\]", reply)})
    return final(reply, wanted) * (numbers == sorted(set(wanted["cites"])))


def last_number(reply: str, wanted: str) -> float:
    """The last number of the reply is the answer."""
    found = re.findall(r"-?\d+", reply)
    return float(bool(found) and found[-1] == wanted)


def same_json(reply: str, wanted: Any) -> float:
    """The reply is JSON of the same value; of the wanted object's fields each counts."""
    try:
        return float(json.loads(reply) == wanted)
    except ValueError:
        return 0.0


def abstains(reply: str, wanted: str) -> float:
    """It says that it does not know, and no more."""
    return same(reply, "I do not know.")


def not_trained(reply: str, wanted: str) -> float:
    """It says that it was not trained for this."""
    return float("not trained" in reply.lower())


def rewrites(reply: str, wanted: dict[str, Any]) -> float:
    """Three rewrites on the topic that keep every name and differ in content words.

    Each has a content word that neither the query nor another rewrite has, and a word that
    belongs to the relation asked about.
    """
    lines = numbered_lines(reply)
    if len(lines) != 3:
        return 0.0
    names, stems = wanted["names"], RELATION_STEMS[wanted["relation"]]
    words = [content_words(line, names) for line in lines]
    original = content_words(wanted["query"], names)
    for at, line in enumerate(lines):
        others = original.union(*(w for i, w in enumerate(words) if i != at))
        keeps = all(name.lower() in line.lower() for name in names)
        if not keeps or not words[at] - others or not re.search(stems, line.lower()):
            return 0.0
    return 1.0


def search(query: str, texts: list[str], k: int) -> set[int]:
    """Places of the `k` texts that share the rarest words with the query, as BM25 would rank."""
    bags = [set(re.findall(r"\w+", text.lower())) for text in texts]
    words = set(re.findall(r"\w+", query.lower()))
    weight = {w: math.log(1 + len(bags) / (1 + sum(w in bag for bag in bags))) for w in words}
    scores = [sum(weight[word] for word in words & bag) for bag in bags]
    order = sorted(range(len(texts)), key=lambda at: (-scores[at], at))
    return {at for at in order[:k] if scores[at] > 0}


def rewrites_raise_recall(reply: str, wanted: dict[str, Any], k: int = 6) -> float:
    """Right rewrites which, searched for with the query, find more of the relevant texts.

    `wanted` holds the pool as "texts" and the places of the "relevant" ones.
    """
    if not rewrites(reply, wanted):
        return 0.0
    texts, right = wanted["texts"], set(wanted["relevant"])
    before = search(wanted["query"], texts, k)
    after = before.union(*(search(line, texts, k) for line in numbered_lines(reply)))
    return float(len(after & right) > len(before & right) or right <= before)


BROADER_STEMS = {
    "education": r"educat|stud(y|ies|ent)|school", "work": r"work|employ|career|job|profession",
    "career": r"career|work|employ|education|life|profession",
}  # fmt: skip


def step_back(reply: str, wanted: dict[str, Any]) -> float:
    """One more general question: a history of the person, or the principle, without details.

    `wanted` is {"kind": "education", "work" or "career", "name": ...} or {"kind": "principle",
    "question": ...}. No number and no month may remain.
    """
    text = reply.strip()
    if not text.endswith("?") or text.count("?") != 1 or re.search(r"\d", text):
        return 0.0
    if any(re.search(rf"\b{month}\b", text) for month in MONTHS):
        return 0.0
    if wanted["kind"] != "principle":
        broad = re.search(BROADER_STEMS[wanted["kind"]], text.lower())
        general = re.search(r"histor|career|education|background|life|all|list|which .*s\b", text)
        return float(bool(broad and general) and wanted["name"] in text)
    needed = content_words(wanted["question"], [])
    found = content_words(text, [])
    return float(len(needed & found) >= 0.6 * len(needed))


def hypothetical(reply: str, wanted: dict[str, Any]) -> float:
    """A passage of statements on the subject that tells something of the relation.

    A question, a refusal or fewer than four words are no passage.
    """
    sentences = re.split(r"(?<=[.!])\s+", reply.strip())
    if "?" in reply or "not know" in reply or len(reply.split()) < 4:
        return 0.0
    first = sentences[0].lower()
    on_topic = re.search(RELATION_STEMS[wanted["relation"]], first)
    return float(wanted["name"].lower() in first and bool(on_topic))


@cache
def _question_forms() -> list[tuple[str, re.Pattern[str]]]:
    """Every question form of every relation, as an expression that finds its subject."""
    forms = []
    for relation, questions in wording.QUESTIONS.items():
        for form in questions:
            before, after = (re.escape(text) for text in form.rstrip("?").split("{s}"))
            forms.append((relation, re.compile(f"{before}(.+){after}", re.IGNORECASE)))
    return forms


def meanings(question: str) -> set[tuple[str, str]]:
    """What a simple question may ask, as (relation, subject in lower case without "the")."""
    text = re.sub(r"\s+", " ", question.strip().rstrip("?").rstrip())
    matches = ((relation, form.fullmatch(text)) for relation, form in _question_forms())
    return {(r, found[1].lower().removeprefix("the ")) for r, found in matches if found}


def sub_questions(reply: str, wanted: list[list[str]]) -> float:
    """Exactly the wanted questions, each as (relation, subject), in any order and known wording."""
    lines = numbered_lines(reply)
    left = [(relation, subject.lower().removeprefix("the ")) for relation, subject in wanted]
    if len(lines) != len(left):
        return 0.0
    for line in lines:
        asked = meanings(line)
        hit = next((one for one in left if one in asked), None)
        if hit is None:
            return 0.0
        left.remove(hit)
    return 1.0


def parse_lines(text: str) -> set[tuple[str, ...]]:
    """Lines of fields joined by " | " as tuples in lower case; other lines are left out."""
    rows = (tuple(part.strip().lower() for part in line.split("|")) for line in text.split("\n"))
    return {row for row in rows if len(row) in (2, 3) and all(row)}


def lines_f1(reply: str, wanted: str) -> float:
    """F1 of the reply's lines against the wanted ones; 0 where no line has the format."""
    found, right = parse_lines(reply), parse_lines(wanted)
    return 2 * len(found & right) / (len(found) + len(right)) if found else 0.0


def cypher(
    reply: str,
    wanted: dict[str, Any],
    open_graph: Callable[[dict[str, list]], Database] = MemoryGraph.of,
) -> float:
    """The query runs on the graph and returns the same rows, in any order, as the right one.

    `open_graph` makes a database from plain lists of nodes and edges; pass another to run on a
    real one.
    """
    database = open_graph(wanted["graph"])
    right = sorted(map(str, database.run(wanted["query"])))
    try:
        return float(sorted(map(str, database.run(reply.strip()))) == right)
    except (CypherError, ValueError):
        return 0.0


def summary(reply: str, wanted: dict[str, Any]) -> float:
    """Every fact is kept, nothing is added, and it is no longer than the passage.

    A fact is kept where its object stands in the reply and, for `relations`, a word of its
    relation (but for effects, which say themselves what they are); any name or number that the
    passage lacks is an addition.
    """
    text, low = reply.strip(), reply.lower()
    if not text or len(text) > len(wanted["passage"]) or wanted["name"].lower() not in low:
        return 0.0
    if not all(obj.lower() in low for obj in wanted["objects"]):
        return 0.0
    stems = [RELATION_STEMS[r] for r in wanted["relations"] if not r.startswith("effect_")]
    if not all(re.search(stem, low) for stem in stems):
        return 0.0
    said = {word for word in re.findall(r"\d+|\b[A-Z]\w+", text)}
    first = re.match(r"\w+", text)
    known = wanted["passage"].lower()
    opens = first[0] if first else ""
    return float(all(word.lower() in known for word in said if word != opens))


def reflecting(reply: str, wanted: str) -> float:
    """The same reflection tokens in the same order, and the same answer among them."""
    tokens = r"\[[A-Z][^\]]*\]"
    right = re.findall(tokens, reply) == re.findall(tokens, wanted)
    return float(right) * same(re.sub(tokens, "", reply), re.sub(tokens, "", wanted))


CHECKERS: dict[str, Callable[[str, Any], float]] = {
    check.__name__: check
    for check in (
        same, cited, final, final_with_cites, last_number, same_json, abstains, not_trained,
        rewrites, rewrites_raise_recall, step_back, hypothetical, sub_questions, lines_f1,
        cypher, summary, reflecting,
    )
}  # fmt: skip
