"""Probes of merging two rankings, and of finding the stage that covers a time."""

from typing import Any

from llmcourse.checking import exact, probe, raises
from llmcourse.exercises.rag.inputs import some, tried


def _taken(result: Any) -> Any:
    """What was taken, as plain lists."""
    if not isinstance(result, list | tuple):
        return result
    return [list(one) if isinstance(one, tuple) else one for one in result]


def _shown(pairs: list[tuple[str, str]]) -> str:
    return " ".join(f"{id_}:{len(text.split())}" for id_, text in pairs) or "-"


def _words(text: str) -> int:
    return len(text.split())


def _passages(rng: Any, sizes: list[int], ids: str) -> list[tuple[str, str]]:
    words = some(rng, 12)
    return [(id_, " ".join(words[:size])) for id_, size in zip(ids, sizes, strict=True)]


@probe("merge-contexts", part="turns", points=2, compare=exact())
def merge_turns(answer, rng):
    one = _passages(rng, [2, 3, 2, 4], "abcd")
    two = _passages(rng, [3, 2], "xy")
    seen = [two[0], one[0], two[1], one[2], ("z", "a b")]
    cases = {"nothing shared": (one, two), "shared": (one, seen), "turned": (seen, one)}
    return {
        f"{name}: specific {_shown(a)}, background {_shown(b)} (id:words), budget 99": tried(
            lambda a=a, b=b: _taken(answer(list(a), list(b), 99, _words))
        )
        for name, (a, b) in cases.items()
    } | {
        f"specific -, background {_shown(two)}": tried(
            lambda: _taken(answer([], list(two), 99, _words))
        ),
        f"specific {_shown(one)}, background -": tried(
            lambda: _taken(answer(list(one), [], 99, _words))
        ),
    }


@probe("merge-contexts", part="budget", points=2, compare=exact())
def merge_budget(answer, rng):
    one = _passages(rng, [3, 6, 2, 1], "abcd")
    two = _passages(rng, [2, 5, 1, 3], "wxyz")
    both = [two[0], one[0], two[2]]
    kept = (list(one), list(two))
    sizes = f"specific {_shown(one)}, background {_shown(two)}"
    rows = {
        f"{sizes}, budget {budget}": tried(
            lambda b=budget: _taken(answer(list(one), list(two), b, _words))
        )
        for budget in (0, 2, 5, 7, 9, 12)
    }
    return rows | {
        f"specific {_shown(one)}, background {_shown(both)}, budget 7": tried(
            lambda: _taken(answer(list(one), list(both), 7, _words))
        ),
        "measured in letters, budget 24": tried(
            lambda: _taken(answer(list(one), list(two), 24, len))
        ),
        "the rankings are unchanged": tried(
            lambda: bool(answer(one, two, 99, _words)) and (one, two) == kept
        ),
        "budget=-1": raises(lambda: answer(one, two, -1, _words)),
    }


@probe("covering-stage", part="months", points=2, compare=exact())
def stage_months(answer, rng):
    a, b, c = (word.title() for word in some(rng, 3))
    year = int(rng.integers(1930, 1990))
    stages = [
        (b, f"{year + 3}-09", f"{year + 7}-06"),
        (a, f"{year}-10", f"{year + 3}-07"),
        (c, f"{year + 8}-02", ""),
    ]
    times = {
        "inside": (f"{year + 1}-08", f"{year + 1}-11"),
        "the whole stage": (f"{year + 3}-09", f"{year + 7}-06"),
        "its first month": (f"{year}-10", f"{year}-10"),
        "its last month": (f"{year + 3}-07", f"{year + 3}-07"),
        "begins a month early": (f"{year + 3}-08", f"{year + 3}-12"),
        "ends a month late": (f"{year + 6}-01", f"{year + 7}-07"),
        "touches two": (f"{year + 2}-01", f"{year + 4}-01"),
        "a gap": (f"{year + 7}-09", f"{year + 7}-12"),
        "before all": (f"{year - 3}-01", f"{year - 2}-01"),
        "not ended": (f"{year + 8}-02", f"{year + 30}-01"),
    }
    told = ", ".join(f"{place} {first} to {last or '-'}" for place, first, last in stages)
    return {
        f"{told}: {name}, {start} to {end}": tried(lambda s=start, e=end: answer(stages, s, e))
        for name, (start, end) in times.items()
    }


@probe("covering-stage", part="years and edges", points=2, compare=exact())
def stage_edges(answer, rng):
    a, b = (word.title() for word in some(rng, 2))
    y = int(rng.integers(1930, 1990))
    years = [(a, f"{y}", f"{y + 3}"), (b, f"{y + 4}", f"{y + 9}")]
    twice = [(a, f"{y}-01", f"{y + 3}-01"), (a, f"{y + 1}-01", ""), (b, f"{y + 2}-06", f"{y + 4}")]
    return {
        f"{a} {y} to {y + 3}: {y + 3}-12 to {y + 3}-12": tried(
            lambda: answer(years, f"{y + 3}-12", f"{y + 3}-12")
        ),
        f"{a} {y} to {y + 3}: {y}-01 to {y}-02": tried(lambda: answer(years, f"{y}-01", f"{y}-02")),
        f"{b} {y + 4} to {y + 9}: {y + 5} to {y + 5}": tried(
            lambda: answer(years, f"{y + 5}", f"{y + 5}")
        ),
        f"{b} {y + 4}-02 to {y + 9}: {y + 4} to {y + 5}": tried(
            lambda: answer([(b, f"{y + 4}-02", f"{y + 9}")], f"{y + 4}", f"{y + 5}")
        ),
        f"{b} {y + 4} to {y + 6}-06: {y + 6} to {y + 6}": tried(
            lambda: answer([(b, f"{y + 4}", f"{y + 6}-06")], f"{y + 6}", f"{y + 6}")
        ),
        f"{a} twice at a time: {y + 1}-05 to {y + 2}-01": tried(
            lambda: answer(twice, f"{y + 1}-05", f"{y + 2}-01")
        ),
        f"{a} and {b} at a time: {y + 2}-07 to {y + 2}-08": tried(
            lambda: answer(twice, f"{y + 2}-07", f"{y + 2}-08")
        ),
        "no stages": tried(lambda: answer([], f"{y}", f"{y}")),
        "end before start": raises(lambda: answer(years, f"{y}-05", f"{y}-04")),
        f"end {y} before start {y + 1}": raises(lambda: answer(years, f"{y + 1}", f"{y}")),
        "start='8/1954'": raises(lambda: answer(years, "8/1954", f"{y + 9}")),
        "start='54'": raises(lambda: answer(years, "54", f"{y + 9}")),
        f"start='{y + 5}-8'": raises(lambda: answer(years, f"{y + 5}-8", f"{y + 9}")),
        "month 13": raises(lambda: answer(years, f"{y}-13", f"{y + 9}")),
        "end=''": raises(lambda: answer(years, f"{y}", "")),
        "a stage's first month is 'May'": raises(lambda: answer([(a, "May", "")], f"{y}", f"{y}")),
        "a stage's first month is ''": raises(lambda: answer([(a, "", f"{y}")], f"{y}", f"{y}")),
        "a stage's last month is 'now'": raises(
            lambda: answer([(a, f"{y}", "now")], f"{y + 1}", f"{y + 1}")
        ),
        f"{a} to {y + 3}-12, {a} from {y + 4}-01: {y + 3} to {y + 4}": tried(
            lambda: answer(
                [(a, f"{y}", f"{y + 3}-12"), (a, f"{y + 4}-01", "")], f"{y + 3}", f"{y + 4}"
            )
        ),
        f"{a} not ended: {y + 400}": tried(
            lambda: answer([(a, f"{y}", "")], f"{y + 400}", f"{y + 400}")
        ),
    }
