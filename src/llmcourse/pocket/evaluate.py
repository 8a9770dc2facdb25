"""Measure Pocket's skills: `python -m llmcourse.pocket.evaluate [FOLDER] [--items 500] [--card]`.

Knows which items test which skill and how an answer is scored. Items use evaluation names and
the wording of training, or wording kept out of it where a row says so. Greedy decoding. `--wide`
adds the rows of the mixture "wide", and `--hand` measures on the prompts that were written by hand.
`--card` measures all of that and writes both tables into the model's README.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from llmcourse.pocket import hand
from llmcourse.pocket.wide import ROWS
from llmcourse.world import tasks
from llmcourse.world.facts import CUTOFF_YEAR, World, known_part, memorised_world, public_world
from llmcourse.world.tasks import DO_NOT_KNOW, Example, Setting, setting

MODEL_FOLDER = Path(__file__).parent / "model"


@dataclass(frozen=True)
class Skill:
    """A row of the table: how items are drawn and how a reply counts as right."""

    name: str
    draw: Callable[[random.Random, Setting], Example]
    right: Callable[[str, Example], float]
    new_tokens: int = 40
    new_wording: bool = False


def same(reply: str, example: Example) -> bool:
    """The reply is the answer, give or take a full stop and a citation."""
    return re.sub(r"\s*\[\d+\]", "", reply).strip().rstrip(".") == example.gold.rstrip(".")


def cited(reply: str, example: Example) -> bool:
    """Answer and citation are both right."""
    return reply.strip() == example.answer


def last_number(reply: str, example: Example) -> bool:
    """The last number of the reply is the answer."""
    found = re.findall(r"-?\d+", reply)
    return bool(found) and found[-1] == example.gold


def same_json(reply: str, example: Example) -> bool:
    """The reply parses to the same object."""
    try:
        return json.loads(reply) == json.loads(example.gold)
    except ValueError:
        return False


def _reading(kind: str, passages: int = 5):
    return lambda rng, where: tasks.reading(rng, where, passages, kind)


def _no_demand(rng: random.Random, where: Setting) -> Example:
    """An unanswerable question without the system prompt that asks to abstain."""
    example = tasks.reading(rng, where, 5, "unanswerable")
    example.messages = [m for m in example.messages if m[0] != "system"]
    return example


def _problem(form: str, ops: int | None = None):
    return lambda rng, where: tasks.arithmetic(rng, where, form, ops)


def _labels(shots: int):
    return lambda rng, where: tasks.labels(rng, where, shots)


def later_facts(world: World) -> World:
    """Facts of the public world after the cutoff, about entities that appear after it."""
    known = known_part(world).entities
    facts = [f for f in world.facts if f.since > CUTOFF_YEAR and f.subject not in known]
    return World(world.entities, facts)


KNOWN_WORDING = (
    Skill("facts before the cutoff, closed book", tasks.closed_book, same),
    Skill("facts after the cutoff, closed book", tasks.closed_book, same),
    Skill("reading 5 passages: answer", _reading("answerable"), same),
    Skill("reading 5 passages: answer and citation", _reading("answerable"), cited),
    Skill("reading 1 passage: answer", _reading("answerable", 1), same),
    Skill("reading 15 passages, about 700 tokens: answer", _reading("answerable", 15), same),
    Skill("unanswerable, told to keep to the passages: abstains", _reading("unanswerable"), same),
    Skill("unanswerable, not told to: abstains", _no_demand, same),
    Skill("labels never seen, 1 example", _labels(1), same, 8),
    Skill("labels never seen, 2 examples", _labels(2), same, 8),
    Skill("labels never seen, 8 examples", _labels(8), same, 8),
    Skill("word problems, direct", _problem("direct"), last_number),
    Skill("word problems, step by step", _problem("steps"), last_number, 72),
    Skill("word problems, by analogy", _problem("analogy"), last_number, 220),
    Skill("fields as JSON", tasks.extraction, same_json, 110),
)
SKILLS = KNOWN_WORDING + tuple(
    replace(skill, name=f"{skill.name}, new wording", new_wording=True)
    for skill in KNOWN_WORDING
    if "after the cutoff" not in skill.name and "not told" not in skill.name
)

WIDE_SKILLS = tuple(
    Skill(f"{row.name}{more}", row.draw, row.right, row.new_tokens, bool(more))
    for more in ("", ", new wording")
    for row in ROWS
)
"""Skills of the mixture "wide"; a model that was trained on another has no such rows."""


def wilson(right: float, n: int) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927).

    For a mean of scores between 0 and 1, such as F1, it is wider than need be: no such scores vary
    more than right and wrong do.
    """
    z, p = 1.96, right / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def turns(messages: list[tuple[str, str]]) -> list:
    """Messages as a chat model takes them; the role context is not one that it knows by name."""
    from langchain_core.messages import ChatMessage

    return [
        ChatMessage(role=role, content=text) if role == "context" else (role, text)
        for role, text in messages
    ]


def evaluate(
    folder: Path,
    items: int = 500,
    seed: int = 1,
    only: str | Collection[str] = "",
    wide: bool = False,
) -> list[dict]:
    """One row a skill: share right, interval, n, and three examples of a wrong reply.

    `only` is a text that a skill's name holds, or a list of names.
    """
    from llmcourse.models import generate_batch, load_chat_model

    model = load_chat_model(str(folder))
    world = public_world()
    rows = []
    for skill in SKILLS + (WIDE_SKILLS if wide else ()):
        if only not in skill.name if isinstance(only, str) else skill.name not in only:
            continue
        late = "after" in skill.name
        told = later_facts(world) if late else memorised_world()
        where = setting(True, seed, told, skill.new_wording)
        rng = random.Random(f"evaluate-{seed}-{skill.name}")
        drawn = [skill.draw(rng, where) for _ in range(items)]
        replies = generate_batch(
            model,
            [turns(e.messages) for e in drawn],
            temperature=0.0,
            max_new_tokens=skill.new_tokens,
        )
        marks = [skill.right(reply, e) for reply, e in zip(replies, drawn, strict=True)]
        low, high = wilson(sum(marks), items)
        wrong = [
            {"prompt": e.messages[-1][1][-160:], "reply": r, "answer": e.answer}
            for m, r, e in zip(marks, replies, drawn, strict=True) if m < 1
        ]  # fmt: skip
        row = {"skill": skill.name, "right": sum(marks) / items, "low": low, "high": high,
               "n": items, "wrong": wrong[:3]}  # fmt: skip
        if "abstains" in skill.name or late:
            row["abstained"] = sum(r.strip() == DO_NOT_KNOW for r in replies) / items
        rows.append(row)
        print(f"{skill.name:55s} {row['right']:.1%}  ({low:.1%} to {high:.1%}, n = {items})")
    return rows


def evaluate_hand(folder: Path, path: Path) -> list[dict]:
    """One row a skill of the prompts written by hand, and one for all of them."""
    from llmcourse.models import generate_batch, load_chat_model

    model = load_chat_model(str(folder))
    rows = hand.measure(
        hand.load_hand_prompts(path),
        lambda asked: generate_batch(
            model, list(map(turns, asked)), temperature=0.0, max_new_tokens=160
        ),
    )
    for row in rows:
        low, high = wilson(row["right"] * row["n"], row["n"])
        row |= {"low": low, "high": high}
        print(f"{row['skill']:40s} {row['right']:.1%}  ({low:.1%} to {high:.1%}, n = {row['n']})")
    return rows


def table(rows: list[dict], first: str = "skill") -> str:
    """The rows as a Markdown table."""
    lines = [f"| {first} | right | 95% interval | n |", "|---|---|---|---|"]
    lines += [
        f"| {r['skill']} | {r['right']:.1%} | {r['low']:.1%} to {r['high']:.1%} | {r['n']} |"
        for r in rows
    ]
    return "\n".join(lines)


def between(text: str, mark: str, new: str) -> str:
    """The text with what stands between `<!-- mark -->` and `<!-- end of mark -->` replaced.

    Raises:
        ValueError: the marks are not there.
    """
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the card has no {begin} ... {end}; put both where the table belongs.")
    return f"{head}{begin}\n{new}\n{end}{tail}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=MODEL_FOLDER)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="skills whose name contains this")
    parser.add_argument("--json", type=Path, help="write all rows with wrong replies here")
    parser.add_argument("--card", action="store_true", help="everything, into the card")
    parser.add_argument("--wide", action="store_true", help='also the skills of "wide"')
    parser.add_argument("--hand", type=Path, nargs="?", const=hand.HAND_FILE,
                        help="measure on hand-written prompts instead")  # fmt: skip
    given = parser.parse_args()
    rows: list[dict] = []
    by_hand: list[dict] = []
    if given.card or not given.hand:
        wide = given.wide or given.card
        rows = evaluate(given.folder, given.items, given.seed, given.only, wide)
    if given.card or given.hand:
        by_hand = evaluate_hand(given.folder, given.hand or hand.HAND_FILE)
    if given.json:
        given.json.write_text(json.dumps(rows + by_hand, indent=1) + "\n")
    if given.card:
        card = given.folder / "README.md"
        text = between(card.read_text(), "table", table(rows))
        card.write_text(between(text, "hand", table(by_hand, "prompts written by hand")))


if __name__ == "__main__":
    main()
