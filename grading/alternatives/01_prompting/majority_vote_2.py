"""Normalise by regular expressions, in the order of the text; choose by sorting positions."""

import re


def majority_vote(answers: list[str | None]) -> tuple[str | None, float]:
    positions: dict[str, list[int]] = {}
    for position, answer in enumerate(answers):
        if answer is None:
            continue
        vote = re.sub(",", "", answer)
        vote = re.sub(r"\A\s+|[\s.]+\Z", "", vote)
        vote = vote.lower()
        vote = re.sub(r"\s+", " ", vote)
        if vote:
            positions.setdefault(vote, []).append(position)
    ranking = sorted(positions, key=lambda vote: (-len(positions[vote]), positions[vote][0]))
    if not ranking:
        return None, 0.0
    return ranking[0], len(positions[ranking[0]]) / len(answers)
