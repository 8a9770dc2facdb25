"""The judge: outcomes of an answer against golden data, part by part.

check() on the learner's machine and grading.judge on the trusted side both end here, so there is
one path of comparison. A failed part is also held against the known mistakes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from llmcourse.checking import prompts
from llmcourse.checking.compare import digest
from llmcourse.checking.plain import show_value
from llmcourse.checking.registry import Part

NOTHING = {"__foreign__": "nothing"}
# For these types the text of the error depends on the code's form, not on the mistake.
COARSE_ERRORS = {
    "ZeroDivisionError",
    "IndexError",
    "KeyError",
    "StopIteration",
    "RecursionError",
    "TooSlow",
    "UnboundLocalError",
}


@dataclass
class PartVerdict:
    """Points of one part, why, and the names of the mistakes that were recognised."""

    part: str
    points: float
    maximum: float
    # right, wrong, stopped, not written, too slow, too much, no prompt, not measured
    status: str = "right"
    message: str = ""
    mistakes: list[tuple[str, str]] = field(default_factory=list)
    measured: dict[str, float] | None = None
    remark: str = ""  # on the form of a prompt: of the message what holds no input and no reply


@dataclass
class ExerciseVerdict:
    """The verdict on one exercise."""

    exercise: str
    parts: list[PartVerdict]

    @property
    def points(self) -> float:
        """Points earned, a plain float."""
        return float(sum(part.points for part in self.parts))

    @property
    def maximum(self) -> float:
        """Points to be had."""
        return float(sum(part.maximum for part in self.parts))

    @property
    def mistakes(self) -> list[str]:
        """Names of the recognised mistakes, each once, in the order of the parts."""
        return list(dict.fromkeys(name for part in self.parts for name, _ in part.mistakes))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for reports."""
        return {
            "exercise": self.exercise,
            "points": self.points,
            "maximum": self.maximum,
            "mistakes": self.mistakes,
            "parts": [dataclasses.asdict(p) for p in self.parts],
        }


def _outputs(outcome: Any) -> dict[str, Any] | None:
    outputs = outcome.get("outputs") if isinstance(outcome, dict) else None
    return outputs if isinstance(outputs, dict) else None


def _same_error(one: Any, other: Any) -> bool:
    if not (isinstance(one, dict) and isinstance(other, dict) and "error" in one):
        return False
    if one["error"] != other.get("error"):
        return False
    return one["error"] in COARSE_ERRORS or one.get("message") == other.get("message")


def outcomes_digest(by_seed: dict[str, Any]) -> str:
    """A short hash of a part's outcomes on all seeds, to recognise two mistakes made together."""
    return digest(
        [
            _outputs(one)
            if _outputs(one) is not None
            else [one.get("error") if isinstance(one, dict) else None]
            for one in by_seed.values()
        ]
    )


def differing_keys(part: Part, reference: Any, outcome: Any) -> list[str]:
    """Keys where an outcome is not as good as the reference's; [""] when it has no outputs."""
    expected, came = _outputs(reference), _outputs(outcome)
    if expected is None or came is None:
        return [""]
    keys = [
        key
        for key in expected
        if part.comparator(key).difference(expected[key], came.get(key, NOTHING))
    ]
    return keys + [key for key in came if key not in expected]


def _mutant_outputs(golden: dict[str, Any], index: str) -> tuple[dict[str, Any] | None, Any]:
    """A mutant's full outputs (None: it stopped) and its own entry (None: no difference)."""
    entry = golden["mutants"].get(index)
    reference = _outputs(golden["reference"]) or {}
    if entry is None:
        return reference, None
    own = _outputs(entry)
    return (None if own is None else {**reference, **own}), entry


def _matches(part: Part, golden: dict[str, Any], outcome: Any, index: str) -> bool:
    """Did the answer return the same as this mutant, on one seed?"""
    full, entry = _mutant_outputs(golden, index)
    came = _outputs(outcome)
    if full is None or came is None:
        return full is None and came is None and _same_error(entry, outcome)
    if set(full) != set(came):
        return False
    own = (_outputs(entry) or {}) if entry else {}
    return all(
        part.comparator(key).same(own[key], came[key])
        if key in own
        else part.comparator(key).difference(full[key], came[key]) is None
        for key in full
    )


def _cover(part: Part, by_seed: dict[str, Any], outcomes: dict[str, Any], count: int) -> list[str]:
    """At most two mutants that together explain every differing key, none of them more."""
    places = {
        (seed, key)
        for seed, outcome in outcomes.items()
        for key in differing_keys(part, by_seed[seed]["reference"], outcome)
    }
    if any(key == "" for _, key in places):
        return []
    explains: dict[str, set[tuple[str, str]]] = {}
    for index in map(str, range(count)):
        own: dict[tuple[str, str], Any] = {}
        for seed in outcomes:
            _, entry = _mutant_outputs(by_seed[seed], index)
            if entry is not None:
                outputs = _outputs(entry)
                if outputs is None:
                    own = {("", ""): None}
                    break
                own.update({(seed, key): value for key, value in outputs.items()})
        if own and set(own) <= places:
            explains[index] = {
                place
                for place, value in own.items()
                if part.comparator(place[1]).same(
                    value, outcomes[place[0]]["outputs"].get(place[1], NOTHING)
                )
            }
    for one in explains:
        for other in explains:
            if explains[one] and explains[other] and explains[one] | explains[other] == places:
                return list(dict.fromkeys([one, other]))
    return []


def judge_exercise(
    exercise: str,
    parts: dict[str, Part],
    golden: dict[str, Any],
    seeds: Sequence[int],
    outcomes: dict[int, dict[str, Any]],
    item_seed: int | None = None,
) -> ExerciseVerdict:
    """The verdict on `outcomes` (by seed and part) against golden data for the same seeds.

    item_seed: the seed of the prompts' items, where it is another than the first. A part's points
    are given when every seed is right. Outcomes may come from foreign code:
    anything malformed counts as wrong.
    """
    verdicts: list[PartVerdict] = []
    candidates: dict[str, list[str]] = {}
    count = len(golden["mutants"])
    for name, part in parts.items():
        by_seed = golden["parts"][name]
        came = {str(seed): outcomes.get(seed, {}).get(name) for seed in seeds}
        if part.prompt is not None:
            verdict, found = _judge_prompt(
                part,
                golden,
                by_seed[str(seeds[0])],
                seeds[0] if item_seed is None else item_seed,
                came[str(seeds[0])],
            )
        else:
            verdict, found = _judge_part(part, by_seed, came, count)
            if not found and list(by_seed) == list(came):
                pair = golden.get("pairs", {}).get(name, {}).get(outcomes_digest(came))
                # Of an answer that stopped the hash holds the error's type only: too little.
                found = [pair] if pair and verdict.status == "wrong" else []
        verdicts.append(verdict)
        candidates[name] = found
    _name_mistakes(golden, verdicts, candidates)
    return ExerciseVerdict(exercise, verdicts)


def _judge_part(
    part: Part, by_seed: dict[str, Any], came: dict[str, Any], count: int
) -> tuple[PartVerdict, list[str]]:
    failed = {
        seed: keys
        for seed, outcome in came.items()
        if (keys := differing_keys(part, by_seed[seed]["reference"], outcome))
    }
    stopped = next(
        (outcome for outcome in came.values() if isinstance(outcome, dict) and "error" in outcome),
        None,
    )
    if stopped and stopped["error"] == "NotImplementedError":
        return PartVerdict(
            part.name,
            0.0,
            part.points,
            "not written",
            "Not written yet: replace `raise NotImplementedError` by your code.",
        ), []
    if not failed:
        return PartVerdict(part.name, part.points, part.points), []
    found = [
        index
        for index in map(str, range(count))
        if all(_matches(part, by_seed[seed], came[seed], index) for seed in came)
    ]
    verdict = PartVerdict(part.name, 0.0, part.points, "wrong")
    if stopped:
        verdict.status, verdict.message = _stopped(stopped)
    else:
        verdict.message = _difference(part, by_seed, came, failed)
    if not found and not stopped:
        pair = _cover(part, by_seed, came, count)
        return verdict, ["+".join(pair)] if pair else []
    return verdict, found


def _stopped(outcome: dict[str, Any]) -> tuple[str, str]:
    if outcome["error"] == "TooSlow":
        return "too slow", "Your code ran too long and was stopped: look for an endless loop."
    line = f" in the line `{outcome['line']}`" if outcome.get("line") else ""
    # Sentences of torch end in a full stop of their own.
    message = str(outcome.get("message") or "").removesuffix(".")
    text = f": {message}" if message else ""
    return "stopped", f"Your code stopped with {outcome['error']}{text}{line}."


def _difference(
    part: Part, by_seed: dict[str, Any], came: dict[str, Any], failed: dict[str, list[str]]
) -> str:
    """The smallest input on which the answer is wrong, in one sentence."""
    best: tuple[int, str] | None = None
    for seed, keys in failed.items():
        expected = _outputs(by_seed[seed]["reference"]) or {}
        got = _outputs(came[seed]) or {}
        for key in keys:
            if key not in expected:
                text = f"For {key or 'this part'}: nothing was expected, something came."
            else:
                found = part.comparator(key).difference(expected[key], got.get(key, NOTHING))
                text = f"For {key}: {found.text() if found else 'a difference'}."
            size = len(key) + len(show_value(expected.get(key), 300))
            if best is None or size < best[0]:
                best = (size, text)
    return best[1] if best else "The outputs differ."


def _judge_prompt(
    part: Part, golden: dict[str, Any], known: dict[str, Any], seed: int, outcome: Any
) -> tuple[PartVerdict, list[str]]:
    spec = part.prompt
    assert spec is not None
    verdict = PartVerdict(part.name, 0.0, part.points, "wrong")
    outputs = _outputs(outcome)
    if outputs is None:
        if isinstance(outcome, dict) and outcome.get("error") == "NotImplementedError":
            verdict.status = "not written"
            verdict.message = "Not written yet: replace `raise NotImplementedError` by your code."
        elif isinstance(outcome, dict) and "error" in outcome:
            verdict.status, verdict.message = _stopped(outcome)
        else:
            verdict.message = "There are no messages to measure."
        return verdict, []
    try:
        found = prompts.measure(part, seed, outputs.get("messages"))
    except prompts.TooMuch as error:
        verdict.status, verdict.message = "too much", str(error)
        return verdict, []
    except prompts.ModelMissing as error:
        verdict.status, verdict.message = "not measured", f"Not measured: {error}."
        return verdict, []
    if found.fault:
        verdict.status, verdict.message = "no prompt", f"Not a prompt: {found.fault}."
        return verdict, []
    verdict.measured = {
        "accuracy": found.accuracy,
        "bar": spec.bar,
        "n": found.n,
        "standard_error": found.standard_error,
    }
    verdict.message = f"{found.accuracy:.1%} of {found.n} items right, the bar is {spec.bar:.0%}."
    if found.accuracy >= spec.bar:
        verdict.points, verdict.status = part.points, "right"
        return verdict, []
    if len(found.kinds) > 1:
        verdict.message += (
            " Right by kind: "
            + ", ".join(
                f"{kind} {right} of {total}" for kind, (right, total) in found.kinds.items()
            )
            + "."
        )
    if found.leaked:
        verdict.message += (
            f" {found.leaked} prompts hold the answer itself, which your function "
            "was not given: those count as wrong."
        )
    elif found.example:
        question, answer, reply = found.example
        wanted = repr(answer) if answer else "'I do not know'"
        verdict.message += f" For {question!r} expected {wanted}, the model replied {reply!r}."
    own = prompts.signature(part, seed, outputs["messages"])
    if remark := prompts.form_remark(own, known["reference"]):
        verdict.remark, verdict.message = remark, f"{verdict.message} {remark}"
    shapes = known["mutants"]
    same = [index for index, shape in shapes.items() if shape["template"] == own["template"]]
    # An outline says little: it names a mistake only where one kind of items fails altogether.
    if not same and min(right / total for right, total in found.kinds.values()) < 0.1:
        outline = _outline(own)
        if outline != _outline(known["reference"]):
            same = [index for index, shape in shapes.items() if _outline(shape) == outline]
    return verdict, same


def _outline(shape: dict[str, Any]) -> tuple[str, list[str]]:
    """Roles, and which inputs are there: their order has a remark of its own."""
    return shape["roles"], sorted(shape["inputs"].split())


def _name_mistakes(
    golden: dict[str, Any], verdicts: list[PartVerdict], candidates: dict[str, list[str]]
) -> None:
    """Give each failed part a name, with as few names as explain the most parts.

    A mutant that would also fail a part that the answer gets right comes last.
    """
    failed = [
        verdict.part for verdict in verdicts if verdict.status not in ("right", "not measured")
    ]
    by_index = {index for found in candidates.values() for index in found}

    def rank(index: str) -> tuple[int, int, int]:
        contradictions = 0
        for number in index.split("+"):
            contradictions += sum(
                any(number in seed["mutants"] for seed in golden["parts"][verdict.part].values())
                for verdict in verdicts
                if verdict.part not in failed and not _is_prompt(golden, verdict.part)
            )
        explained = sum(index in found for found in candidates.values())
        return contradictions, -explained, int(index.split("+")[0])

    order = sorted(by_index, key=rank)
    for verdict in verdicts:
        found = next((index for index in order if index in candidates[verdict.part]), None)
        for number in found.split("+") if found else []:
            mutant = golden["mutants"][int(number)]
            if (mutant["name"], mutant["says"]) not in verdict.mistakes:
                verdict.mistakes.append((mutant["name"], mutant["says"]))


def _is_prompt(golden: dict[str, Any], part: str) -> bool:
    return any("roles" in seed["reference"] for seed in golden["parts"][part].values())
