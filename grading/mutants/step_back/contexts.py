# ruff: noqa: E501
"""Mistakes in merging two rankings and in finding the stage that covers a time."""

from grading.mutants import mutant

P = "merge-contexts"
mutant(
    P, name="background-first", kind="wrong-order",
    replace="waiting = [list(specific), list(background)]", by="waiting = [list(background), list(specific)]",
    says="The background has the first turn. What was found for the question itself comes first.",
)  # fmt: skip
mutant(
    P, name="one-after-the-other", kind="wrong-order",
    replace="        queue = waiting[turn % 2]\n", by="        queue = waiting[0] or waiting[1]\n",
    says="All passages of one ranking come before the other's. With a small budget the second search is then lost: take turns.",
)  # fmt: skip
mutant(
    P, name="duplicates-kept", kind="missing-step",
    replace=[("    taken: dict[str, str] = {}\n", "    taken: list = []\n"),
             ("if id_ not in taken and used", "if used"), ("taken[id_] = text", "taken.append((id_, text))"),
             ("return list(taken.items())", "return taken")],
    says="A passage that both searches found stands in the context twice, and pays for its tokens twice.",
)  # fmt: skip
mutant(
    P, name="duplicate-costs-turn", kind="off-by-one",
    replace="            if id_ not in taken and used + length(text) <= budget:\n                taken[id_] = text\n                used += length(text)\n                break",
    by="            if id_ in taken:\n                break\n            if used + length(text) <= budget:\n                taken[id_] = text\n                used += length(text)\n                break",
    says="A passage that was taken already uses up its ranking's turn. The ranking's next passage takes the turn.",
)  # fmt: skip
mutant(
    P, name="misfit-costs-turn", kind="off-by-one",
    replace="            if id_ not in taken and used + length(text) <= budget:\n                taken[id_] = text\n                used += length(text)\n                break",
    by="            if id_ in taken:\n                continue\n            if used + length(text) <= budget:\n                taken[id_] = text\n                used += length(text)\n            break",
    says="A passage that does not fit uses up its ranking's turn. The ranking's next passage takes the turn.",
)  # fmt: skip
mutant(
    P, name="stops-at-misfit", kind="edge-case",
    replace="            if id_ not in taken and used + length(text) <= budget:",
    by="            if id_ not in taken and used + length(text) > budget:\n                return list(taken.items())\n            if id_ not in taken:",
    says="The first passage that does not fit ends everything. Pass it over: a shorter one may still fit.",
)  # fmt: skip
mutant(
    P, name="budget-each", kind="wrong-formula",
    replace=[("    used = turn = 0\n", "    used = [0, 0]\n    turn = 0\n"), ("        turn += 1\n", "        side = turn % 2\n        turn += 1\n"),
             ("used + length(text) <= budget", "used[side] + length(text) <= budget"), ("used += length(text)", "used[side] += length(text)")],
    says="Each ranking has the whole budget for itself, so the context grows to twice the budget.",
)  # fmt: skip
mutant(
    P, name="budget-exclusive", kind="off-by-one", replace="<= budget", by="< budget",
    says="A passage that fills the budget exactly is left out. The budget may be reached, not exceeded.",
)  # fmt: skip
mutant(
    P, name="budget-crossed", kind="off-by-one", replace="used + length(text) <= budget", by="used < budget",
    says="A passage is taken as long as some budget is left, so the last one exceeds it. Look at the length with the new passage.",
)  # fmt: skip
mutant(
    P, name="length-ignored", kind="ignored-argument",
    replace=[("used + length(text) <= budget", "used + len(text.split()) <= budget"), ("used += length(text)", "used += len(text.split())")],
    says="You count words, whatever `length` measures. Models count tokens: use the function that was given.",
)  # fmt: skip
mutant(
    P, name="count-as-budget", kind="wrong-formula",
    replace=[("used + length(text) <= budget", "used + 1 <= budget"), ("used += length(text)", "used += 1")],
    says="The budget is read as a number of passages. It bounds the lengths of their texts.",
)  # fmt: skip
mutant(
    P, name="ends-with-shorter", kind="edge-case", replace="while waiting[0] or waiting[1]:", by="while waiting[0] and waiting[1]:",
    says="The merging ends with the shorter ranking. The other goes on alone.",
)  # fmt: skip
mutant(
    P, name="rankings-emptied", kind="side-effect",
    replace="waiting = [list(specific), list(background)]", by="waiting = [specific, background]",
    says="The rankings that were handed in are emptied. Work on copies: the caller still needs them.",
)  # fmt: skip
mutant(
    P, name="negative-accepted", kind="edge-case", replace="if budget < 0:", by="if False:",
    says="A negative budget is accepted. Raise ValueError.",
)  # fmt: skip

P = "covering-stage"
mutant(
    P, name="overlap-is-enough", kind="wrong-formula",
    replace=[('goes_on = last == "" or month(last, "12") >= finish', 'goes_on = last == "" or month(last, "12") >= begin'),
             ('month(first, "01") <= begin and', 'month(first, "01") <= finish and')],
    says="A stage that shares a month with the time counts. It must cover the time from first to last month.",
)  # fmt: skip
mutant(
    P, name="end-ignored", kind="missing-step", replace='goes_on = last == "" or month(last, "12") >= finish', by='goes_on = last == "" or month(last, "12") >= begin',
    says="Only the start of the time is looked at. A stage that ends within the time does not cover it.",
)  # fmt: skip
mutant(
    P, name="start-ignored", kind="missing-step", replace='month(first, "01") <= begin and', by='month(first, "01") <= finish and',
    says="A stage may begin within the time. It must have begun when the time begins.",
)  # fmt: skip
mutant(
    P, name="first-month-excluded", kind="off-by-one", replace='month(first, "01") <= begin', by='month(first, "01") < begin',
    says="The first month of a stage does not count as covered. Both ends are included.",
)  # fmt: skip
mutant(
    P, name="last-month-excluded", kind="off-by-one", replace='month(last, "12") >= finish', by='month(last, "12") > finish',
    says="The last month of a stage does not count as covered. Both ends are included.",
)  # fmt: skip
mutant(
    P, name="year-ends-in-january", kind="edge-case", replace='month(last, "12")', by='month(last, "01")',
    says="A stage that ends in a year is taken to end in its January. A year alone reaches to its December.",
)  # fmt: skip
mutant(
    P, name="time-ends-in-january", kind="edge-case", replace='month(end, "12")', by='month(end, "01")',
    says="A time that ends in a year is taken to end in its January. It reaches to its December.",
)  # fmt: skip
mutant(
    P, name="years-only", kind="wrong-formula",
    replace='return text if "-" in text else f"{text}-{of_year}"', by='return f"{text[:4]}-{of_year}"',
    says="Months are dropped and only years compared. Between two stages of one year the month decides.",
)  # fmt: skip
mutant(
    P, name="open-end-refused", kind="edge-case", replace='last == "" or month(last, "12") >= finish', by='last != "" and month(last, "12") >= finish',
    says="A stage that has not ended never covers. An empty last month means that it goes on.",
)  # fmt: skip
mutant(
    P, name="first-found", kind="wrong-formula",
    replace="return places.pop() if len(places) == 1 else None", by="return next((p for p, f, l in stages if p in places), None)",
    says="Where stages at different places cover the time you return one of them. Then the answer is not decided: return None.",
)  # fmt: skip
mutant(
    P, name="same-place-twice", kind="edge-case",
    replace=[("places = set()", "places: list = []"), ("places.add(place)", "places.append(place)")],
    says="Two stages at one place count as two answers. The place is the same, so it is the answer.",
)  # fmt: skip
mutant(
    P, name="nearest-stage", kind="extra-step",
    replace="return places.pop() if len(places) == 1 else None",
    by='return places.pop() if len(places) == 1 else max((s for s in stages if month(s[1], "01") <= begin), key=lambda s: month(s[1], "01"), default=(None,))[0]',
    says="In a gap you answer with the stage before it. Nothing says that it went on: return None.",
)  # fmt: skip
mutant(
    P, name="order-unchecked", kind="edge-case", replace="if finish < begin:", by="if False:",
    says="A time that ends before it begins is accepted. Raise ValueError.",
)  # fmt: skip
mutant(
    P, name="form-unchecked", kind="edge-case", replace='if not re.fullmatch(r"\\d{4}(-(0[1-9]|1[0-2]))?", text):', by="if False:",
    says="Dates of another form, such as 8/1954, are compared as text. Raise ValueError, or the answer is wrong without a word.",
)  # fmt: skip
mutant(
    P, name="month-13", kind="edge-case", replace="(0[1-9]|1[0-2])", by="\\d\\d",
    says="A month 13 is accepted. Months are 01 to 12.",
)  # fmt: skip
mutant(
    P, name="short-dates", kind="edge-case", replace='r"\\d{4}(-(0[1-9]|1[0-2]))?"', by='r"\\d+(-(0?[1-9]|1[0-2]))?"',
    says="Dates such as 54 or 1954-8 are accepted. A year has four digits and a month two; as text, others compare wrongly.",
)  # fmt: skip
mutant(
    P, name="last-month-unchecked", kind="edge-case",
    replace='        goes_on = last == "" or month(last, "12") >= finish\n        if month(first, "01") <= begin and goes_on:', by='        if month(first, "01") <= begin and (not last[:4].isdigit() or month(last, "12") >= finish):',
    says="A last month that is no date is taken for a stage that goes on. Only '' means that; raise ValueError for others.",
)  # fmt: skip
