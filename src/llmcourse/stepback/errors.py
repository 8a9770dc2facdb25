"""Where a method fails, and what one method repairs and breaks of another's answers.

Knows ids, texts and right or wrong. Knows no model.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any


def repairs(before: Sequence[bool], after: Sequence[bool]) -> dict[str, float]:
    """Tell what one method repairs and breaks of another's answers to the same questions.

    The paper's error analysis counts this way (Zheng et al. 2023, section 4.3): its 39.9% are
    ``fixed``, not a difference of accuracies.

    Args:
        before: for each question, whether the first method answers it right.
        after: the same for the second method, in the same order.

    Returns:
        ``{"fixed": ..., "broken": ..., "gain": ...}``: of the questions that were wrong before,
        the share that is right after; of those that were right before, the share that is wrong
        after; and the second method's share of right answers minus the first one's. A share of
        nothing is 0.0.

    Raises:
        ValueError: the lists differ in length, or are empty.
    """
    if len(before) != len(after):
        raise ValueError(f"before and after have {len(before)} and {len(after)} answers")
    if not before:
        raise ValueError("before is empty: there are no questions to compare on")
    right = sum(map(bool, before))
    wrong = len(before) - right
    fixed = sum(not old and bool(new) for old, new in zip(before, after, strict=True))
    broken = sum(bool(old) and not new for old, new in zip(before, after, strict=True))
    return {
        "fixed": fixed / wrong if wrong else 0.0,
        "broken": broken / right if right else 0.0,
        "gain": (fixed - broken) / len(before),
    }


def error_kind(trace: dict[str, Any], subject: str, stating: Collection[str], right: bool) -> str:
    """Name the first step that went wrong, after the paper's kinds of error.

    The steps are looked at in their order, because a later step cannot make good what an earlier
    one lost:

    * ``"none"``: the answer is right, whatever happened on the way.
    * ``"abstraction"``: the step-back question has the same words as the question (``\\w+`` in
      lower case, in the same order), or does not name the subject, or still holds one of the
      question's numbers (runs of digits). The subject is named if it stands in the text as it is,
      in any case of letters.
    * ``"retrieval"``: no passage of the context states the needed fact.
    * ``"reasoning"``: everything needed was there, and the answer is wrong.

    Args:
        trace: what a chain did; of its keys ``question``, ``step_back`` (the step-back question)
            and ``context`` ((id, text) pairs) are read.
        subject: whom or what the question is about.
        stating: the ids of all passages that state the needed fact.
        right: whether the answer is right.

    Returns:
        One of the four names.
    """
    if right:
        return "none"
    question, broader = trace["question"], trace["step_back"]
    same = re.findall(r"\w+", broader.lower()) == re.findall(r"\w+", question.lower())
    kept = set(re.findall(r"\d+", broader)) & set(re.findall(r"\d+", question))
    if same or kept or subject.lower() not in broader.lower():
        return "abstraction"
    if not any(id_ in stating for id_, _ in trace["context"]):
        return "retrieval"
    return "reasoning"
