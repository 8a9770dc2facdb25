# ruff: noqa: E501
"""Mistakes in counting repairs and in naming the kind of an error."""

from grading.mutants import mutant

P = "repairs"
mutant(
    P, name="share-of-all", kind="wrong-formula",
    replace=[('"fixed": fixed / wrong if wrong else 0.0', '"fixed": fixed / len(before)'),
             ('"broken": broken / right if right else 0.0', '"broken": broken / len(before)')],
    says="Repaired and broken answers are divided by all questions. Repaired ones are a share of those that were wrong, broken ones of those that were right.",
)  # fmt: skip
mutant(
    P, name="shares-crossed", kind="wrong-formula",
    replace=[("fixed / wrong if wrong else 0.0", "fixed / right if right else 0.0"), ("broken / right if right else 0.0", "broken / wrong if wrong else 0.0")],
    says="The denominators are exchanged: only a wrong answer can be repaired, only a right one broken.",
)  # fmt: skip
mutant(
    P, name="direction", kind="wrong-order", replace="    right = sum(map(bool, before))\n",
    by="    before, after = after, before\n    right = sum(map(bool, before))\n",
    says="The two methods are exchanged: what the first repairs of the second's answers is counted.",
)  # fmt: skip
mutant(
    P, name="gain-as-difference-of-shares", kind="wrong-formula",
    replace='"gain": (fixed - broken) / len(before)', by='"gain": (fixed / wrong if wrong else 0.0) - (broken / right if right else 0.0)',
    says="The gain is taken as fixed minus broken. These shares have different denominators; the gain is a difference of accuracies over all questions.",
)  # fmt: skip
mutant(
    P, name="gain-relative", kind="wrong-formula",
    replace='"gain": (fixed - broken) / len(before)', by='"gain": (fixed - broken) / right if right else 0.0',
    says="The gain is relative to the first method's accuracy. It is the difference of the two shares of right answers, in points.",
)  # fmt: skip
mutant(
    P, name="gain-unsigned", kind="wrong-formula", replace='"gain": (fixed - broken)', by='"gain": abs(fixed - broken)',
    says="A loss comes out as a gain: the sign is lost.",
)  # fmt: skip
mutant(
    P, name="fixed-are-all-right", kind="wrong-formula",
    replace="fixed = sum(not old and bool(new) for old, new in zip(before, after, strict=True))", by="fixed = sum(map(bool, after))",
    says="Every right answer of the second method counts as repaired, also those that were right before.",
)  # fmt: skip
mutant(
    P, name="broken-ignored", kind="missing-step",
    replace="broken = sum(bool(old) and not new for old, new in zip(before, after, strict=True))", by="broken = 0",
    says="What the second method breaks is not counted. A method that repairs much may break as much.",
)  # fmt: skip
mutant(
    P, name="division-by-zero", kind="edge-case",
    replace=[("fixed / wrong if wrong else 0.0", "fixed / wrong"), ("broken / right if right else 0.0", "broken / right")],
    says="Where no answer was wrong (or none right) you divide by 0. A share of nothing is 0.0 here.",
)  # fmt: skip
mutant(
    P, name="lengths-unchecked", kind="edge-case",
    replace=[("if len(before) != len(after):", "if False:"), ("fixed = sum(not old and bool(new) for old, new in zip(before, after, strict=True))", "fixed = sum(not old and bool(new) for old, new in zip(before, after))"),
             ("broken = sum(bool(old) and not new for old, new in zip(before, after, strict=True))", "broken = sum(bool(old) and not new for old, new in zip(before, after))")],
    says="Lists of different length are compared as far as they go. Raise ValueError.",
)  # fmt: skip
mutant(
    P, name="empty-accepted", kind="edge-case",
    replace="    if not before:\n        raise", by='    if not before:\n        return {"fixed": 0.0, "broken": 0.0, "gain": 0.0}\n        raise',
    says="Empty lists are accepted. Raise ValueError: there is nothing to compare on.",
)  # fmt: skip

mutant(
    P, name="exchanged", kind="wrong-order",
    replace=[("fixed / wrong if wrong else 0.0", "broken / right if right else 0.0 "), ('"broken": broken / right if right else 0.0,', '"broken": fixed / wrong if wrong else 0.0,')],
    says="'fixed' and 'broken' are exchanged. Fixed: wrong before and right after.",
)  # fmt: skip
mutant(
    P, name="percent", kind="wrong-formula",
    replace=[("fixed / wrong if wrong", "100 * fixed / wrong if wrong"), ("broken / right if right", "100 * broken / right if right"), ("(fixed - broken) / len(before)", "100 * (fixed - broken) / len(before)")],
    says="The figures are percent. Return shares between 0 and 1, and the gain as a difference of shares.",
)  # fmt: skip
mutant(
    P, name="kept-for-broken", kind="wrong-formula",
    replace='"broken": broken / right if right else 0.0', by='"broken": 1 - broken / right if right else 0.0',
    says="'broken' is the share of right answers that stay right. It is the share that becomes wrong.",
)  # fmt: skip
mutant(
    P, name="rounded", kind="wrong-formula",
    replace=[("fixed / wrong if wrong", "round(fixed / wrong, 2) if wrong"), ("broken / right if right", "round(broken / right, 2) if right")],
    says="The shares are rounded. Round where you print, not where you compute.",
)  # fmt: skip

P = "error-kind"
mutant(
    P, name="right-ignored", kind="missing-step", replace="    if right:\n        return \"none\"\n", by="",
    says="A right answer gets a kind of error where a step before it was weak. What led to the right answer is no error.",
)  # fmt: skip
mutant(
    P, name="retrieval-first", kind="wrong-order",
    replace="    if same or kept or subject.lower() not in broader.lower():\n        return \"abstraction\"\n    if not any(id_ in stating for id_, _ in trace[\"context\"]):\n        return \"retrieval\"\n",
    by="    if not any(id_ in stating for id_, _ in trace[\"context\"]):\n        return \"retrieval\"\n    if same or kept or subject.lower() not in broader.lower():\n        return \"abstraction\"\n",
    says="Retrieval is blamed before the abstraction. The step-back question comes first: a search with a wrong one can not find what is needed.",
)  # fmt: skip
mutant(
    P, name="abstraction-unchecked", kind="missing-step", replace="if same or kept or subject.lower() not in broader.lower():", by="if False:",
    says="The step-back question is never looked at, so its failures are blamed on the steps after it.",
)  # fmt: skip
mutant(
    P, name="same-unchecked", kind="missing-step", replace="if same or kept or subject", by="if kept or subject",
    says="The question itself passes as a step-back question where it holds no number.",
)  # fmt: skip
mutant(
    P, name="same-by-text", kind="edge-case",
    replace='same = re.findall(r"\\w+", broader.lower()) == re.findall(r"\\w+", question.lower())', by="same = broader == question",
    says="The question in other capitals or signs passes as a step back. Compare the words in lower case.",
)  # fmt: skip
mutant(
    P, name="numbers-unchecked", kind="missing-step", replace="if same or kept or subject", by="if same or subject",
    says="A step-back question that keeps the year counts as a good one.",
)  # fmt: skip
mutant(
    P, name="all-numbers-refused", kind="wrong-formula",
    replace='kept = set(re.findall(r"\\d+", broader)) & set(re.findall(r"\\d+", question))', by='kept = set(re.findall(r"\\d+", broader))',
    says="Any number in the step-back question is held against it. Only the question's own numbers are kept details.",
)  # fmt: skip
mutant(
    P, name="numbers-by-digits", kind="edge-case",
    replace='kept = set(re.findall(r"\\d+", broader)) & set(re.findall(r"\\d+", question))',
    by='kept = [n for n in re.findall(r"\\d+", question) if n in broader]',
    says="A number counts as kept where its digits stand in a longer one. Compare whole runs of digits.",
)  # fmt: skip
mutant(
    P, name="subject-unchecked", kind="missing-step", replace=" or subject.lower() not in broader.lower()", by="",
    says="A step-back question about nobody passes. It must name whom the question is about.",
)  # fmt: skip
mutant(
    P, name="subject-by-case", kind="edge-case", replace="subject.lower() not in broader.lower()", by="subject not in broader",
    says="A subject in other capitals is not recognised. Ignore the case of letters.",
)  # fmt: skip
mutant(
    P, name="any-word-of-subject", kind="wrong-formula",
    replace="subject.lower() not in broader.lower()", by="not set(subject.lower().split()) & set(re.findall(r\"\\w+\", broader.lower()))",
    says="One word of the subject's name is enough for you. Two people may share it: the whole name must stand there.",
)  # fmt: skip
mutant(
    P, name="all-needed", kind="wrong-formula",
    replace='not any(id_ in stating for id_, _ in trace["context"])', by='not set(stating) <= {id_ for id_, _ in trace["context"]}',
    says="Every passage that states the fact is demanded. One of them is enough.",
)  # fmt: skip
mutant(
    P, name="retrieval-unchecked", kind="missing-step", replace='if not any(id_ in stating for id_, _ in trace["context"]):', by="if False:",
    says="What the search missed is blamed on the reasoning. Look whether a passage of the context states the fact.",
)  # fmt: skip
mutant(
    P, name="something-found", kind="wrong-formula", replace='not any(id_ in stating for id_, _ in trace["context"])', by='not trace["context"]',
    says="Any passage in the context passes for a find. It must be one that states the needed fact.",
)  # fmt: skip
mutant(
    P, name="ids-by-part", kind="edge-case",
    replace="any(id_ in stating for", by="any(any(s in id_ for s in stating) for",
    says="An id that holds another as a part (p10 and p1) passes for it. Compare whole ids.",
)  # fmt: skip
mutant(
    P, name="right-asked-late", kind="wrong-order",
    replace=[("    if right:\n        return \"none\"\n", ""), ("    if not any(id_ in stating", "    if right:\n        return \"none\"\n    if not any(id_ in stating")],
    says="Whether the answer is right is asked too late, so that it gets a kind of error. What led to the right answer is no error: look at that first.",
)  # fmt: skip
mutant(
    P, name="right-asked-late", kind="wrong-order",
    replace=[("    if right:\n        return \"none\"\n", ""), ('    return "reasoning"', '    return "none" if right else "reasoning"')],
    says="Whether the answer is right is asked too late, so that it gets a kind of error. What led to the right answer is no error: look at that first.",
)  # fmt: skip
mutant(
    P, name="first-passage-only", kind="wrong-formula",
    replace='not any(id_ in stating for id_, _ in trace["context"])', by='not any(id_ in stating for id_, _ in trace["context"][:1])',
    says="Only the first passage of the context is looked at. The fact may stand in any of them.",
)  # fmt: skip
mutant(
    P, name="subject-as-words", kind="wrong-formula",
    replace="subject.lower() not in broader.lower()", by="not set(subject.lower().split()) <= set(re.findall(r\"\\w+\", broader.lower()))",
    says="The words of the subject's name count wherever they stand. The name must stand in the text as it is.",
)  # fmt: skip
mutant(
    P, name="subject-as-pattern", kind="edge-case",
    replace="subject.lower() not in broader.lower()", by="not re.search(subject, broader, re.IGNORECASE)",
    says="The subject is used as a regular expression, so that brackets or dots in it mean something else. Look for it as text.",
)  # fmt: skip
