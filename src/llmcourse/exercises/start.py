"""Public probes of unit 00: they run an answer on seeded inputs and return plain data.

They know inputs and how results are compared, never what is right. No model is involved.
"""

from __future__ import annotations

import math

import numpy as np

from llmcourse.checking import close, exact, probe, raises
from llmcourse.checking.plain import kind_of

UNCHANGED = "the caller's array after the call minus before (no change is 0)"


def _scores(rng, count: int) -> list[float]:
    """Different scores with one decimal, between -3 and 3, not in order."""
    return [int(i) / 10 for i in rng.choice(np.arange(-30, 31), size=count, replace=False)]


def _sixteenths(rng, count: int) -> list[float]:
    """`count` probabilities above 0 that are multiples of 1/16, so that every sum is exact."""
    cuts = sorted(int(i) for i in rng.choice(np.arange(1, 16), size=count - 1, replace=False))
    return [float(x) for x in np.diff([0, *cuts, 16]) / 16]


def _shuffled(rng, values) -> list[float]:
    return [float(values[int(i)]) for i in rng.permutation(len(values))]


def _kind(result) -> str:
    """What sort of value came back. A tensor is as good an array as numpy's."""
    dtype = str(getattr(result, "dtype", "")).removeprefix("torch.")
    return f"an array of {dtype}" if dtype and hasattr(result, "tolist") else kind_of(result)


def _or_error(call):
    """What a call with legal input gives; where it is refused, the error's name."""
    try:
        return call()
    except NotImplementedError:
        raise
    except (ValueError, IndexError) as error:
        return f"stopped with {type(error).__name__}"


# ---------------------------------------------------------------- temperature-softmax
@probe("temperature-softmax", part="values", points=2, compare=close())
def softmax_values(answer, rng):
    out = {}
    for count, temperature in ((4, 1.0), (3, 2.0), (5, 0.5)):
        logits = _scores(rng, count)
        out[f"logits={logits}, temperature={temperature}"] = answer(logits, temperature)
    array = np.array(_scores(rng, 3))
    before = array.copy()
    out[f"logits=np.array({before.tolist()}), temperature=0.8"] = answer(array, 0.8)
    out[UNCHANGED] = array - before
    numbers = [int(i) for i in rng.permutation(6)[:3]]
    out[f"logits={numbers} (integers), temperature=1"] = answer(numbers, 1)
    return out


@probe("temperature-softmax", part="limits", points=1, compare={"*": close(), "bad input": exact()})
def softmax_limits(answer, rng):
    far = [1000.0 + x for x in _scores(rng, 3)]
    low = [-2000.0 + x for x in _scores(rng, 3)]
    once = _shuffled(rng, [0.5, -1.0, 2.5, 1.0])
    tied = [-1.0, *_shuffled(rng, [3.0, 3.0, 0.5, 3.0])]
    return {
        f"logits={far}, temperature=1.0": answer(far, 1.0),
        f"logits={low}, temperature=0.5": answer(low, 0.5),
        f"logits={once}, temperature=0": _or_error(lambda: answer(once, 0)),
        f"logits={tied}, temperature=0.0": _or_error(lambda: answer(tied, 0.0)),
        "logits=[0.0, 60.0], temperature=0.01": answer([0.0, 60.0], 0.01),
        "logits=[-7.5], temperature=3.0": answer([-7.5], 3.0),
        "logits=[1, 2]: what comes back at temperature 1 and at 0": [
            _kind(_or_error(lambda t=t: answer([1, 2], t))) for t in (1, 0)
        ],
        "bad input temperature=-1.0": raises(lambda: answer([1.0, 2.0], -1.0)),
        "bad input temperature=nan": raises(lambda: answer([1.0, 2.0], math.nan)),
        "bad input temperature=inf": raises(lambda: answer([1.0, 2.0], math.inf)),
        "bad input logits=[]": raises(lambda: answer([], 1.0)),
        "bad input logits=[1.0, nan]": raises(lambda: answer([1.0, math.nan], 1.0)),
        "bad input logits=[1.0, -inf]": raises(lambda: answer([1.0, -math.inf], 1.0)),
        "bad input logits=[[1.0, 2.0]]": raises(lambda: answer([[1.0, 2.0]], 1.0)),
    }


# ---------------------------------------------------------------- top-p-filter
# Eight weights whose every sum, in order, is far from the thresholds that are asked below.
STEEP = (0.40, 0.22, 0.14, 0.09, 0.06, 0.04, 0.03, 0.02)


@probe("top-p-filter", part="nucleus", points=2, compare=close())
def nucleus(answer, rng):
    out = {}
    for p in (0.5, 0.7, 0.93, 0.3):
        given = _shuffled(rng, STEEP)
        out[f"probabilities={given}, p={p}"] = answer(given, p)
    array = np.array(_shuffled(rng, (0.55, 0.25, 0.15, 0.05)))
    before = array.copy()
    out[f"probabilities=np.array({before.tolist()}), p=0.7"] = answer(array, 0.7)
    out[UNCHANGED] = array - before
    return out


@probe("top-p-filter", part="edges", points=2, compare={"*": close(), "bad input": exact()})
def nucleus_edges(answer, rng):
    halves = _shuffled(rng, (0.5, 0.25, 0.125, 0.125))
    tied = _shuffled(rng, (0.25, 0.25, 0.25, 0.125, 0.125))
    small = _shuffled(rng, (0.6, 0.3, 0.1))
    holes = _shuffled(rng, (0.7, 0.2, 0.1, 0.0))
    thirds = [0.3333333, 0.3333333, 0.3333333]
    return {
        f"probabilities={halves}, p=0.75": _or_error(lambda: answer(halves, 0.75)),
        f"probabilities={tied} (some are equal), p=0.3": _or_error(lambda: answer(tied, 0.3)),
        "probabilities=[0.2, 0.2, 0.2, 0.2, 0.2], p=0.5": _or_error(lambda: answer([0.2] * 5, 0.5)),
        f"probabilities={small}, p=0.01": _or_error(lambda: answer(small, 0.01)),
        f"probabilities={holes}, p=1": _or_error(lambda: answer(holes, 1)),
        "probabilities=ten times 0.1, p=1": _or_error(lambda: answer([0.1] * 10, 1)),
        "probabilities=[1.0], p=0.5": _or_error(lambda: answer([1.0], 0.5)),
        f"probabilities={thirds} (their sum is 1 up to 1e-6), p=0.5": _or_error(
            lambda: answer(thirds, 0.5)
        ),
        "probabilities=[0.75, 0.25]: what comes back for p=0.5 and for p=1": [
            _kind(_or_error(lambda p=p: answer([0.75, 0.25], p))) for p in (0.5, 1)
        ],
        "bad input p=0": raises(lambda: answer(small, 0)),
        "bad input p=1.5": raises(lambda: answer(small, 1.5)),
        "bad input probabilities=[]": raises(lambda: answer([], 0.5)),
        "bad input probabilities=[0.5, 0.2]": raises(lambda: answer([0.5, 0.2], 0.5)),
        "bad input probabilities=[0.5, 0.499]": raises(lambda: answer([0.5, 0.499], 0.5)),
        "bad input probabilities=[1.2, -0.2]": raises(lambda: answer([1.2, -0.2], 0.5)),
        "bad input probabilities=[[0.5, 0.5]]": raises(lambda: answer([[0.5, 0.5]], 0.5)),
    }


# ---------------------------------------------------------------- sample-token
@probe("sample-token", part="draw", points=2, compare=exact())
def draw(answer, rng):
    out = {}
    for count in (3, 4, 5):
        given = _sixteenths(rng, count)
        # Odd multiples of 1/32 lie in the middle between two possible borders.
        us = [(2 * int(i) + 1) / 32 for i in rng.permutation(16)[:5]]
        out[f"probabilities={given}, u in {us}"] = [answer(given, u) for u in us]
    again = {str(answer(given, us[0])) for _ in range(20)}
    out["different tokens in 20 calls with the same u"] = len(again)
    array = np.array(given)
    answer(array, 0.5)
    out["the caller's array is unchanged"] = bool((array == given).all())
    even = _shuffled(rng, (0.0, 0.0, 0.125, 0.25, 0.625))
    thousand = [(i + 0.5) / 1000 for i in range(1000)]
    drawn = [answer(even, u) for u in thousand]
    strange = [one for one in drawn if not isinstance(one, (int, np.integer)) or not 0 <= one < 99]
    out[f"probabilities={even}, 1000 even u: draws of each token"] = (
        f"{kind_of(strange[0])} where the index of a token is asked for"
        if strange
        else np.bincount([int(token) for token in drawn], minlength=5)
    )
    return out


@probe("sample-token", part="borders", points=1, compare=exact())
def borders(answer, rng):
    given = _shuffled(rng, (0.5, 0.25, 0.125, 0.125))
    ends = [float(x) for x in np.cumsum(given)[:-1]]
    just_below_one = math.nextafter(1.0, 0.0)
    tenths = [0.1] * 10 + [0.0]
    thirds = [0.3333333, 0.3333333, 0.3333333]
    us = [(2 * int(i) + 1) / 32 for i in rng.permutation(16)[:6]]
    return {
        f"probabilities={given}, u in {us}": [answer(given, u) for u in us],
        f"probabilities={given}, u={ends} (right ends of pieces)": [answer(given, u) for u in ends],
        f"probabilities={given}, u=0.0": _or_error(lambda: answer(given, 0.0)),
        "probabilities=[0.0, 0.0, 0.75, 0.25], u=0.0": _or_error(
            lambda: answer([0.0, 0.0, 0.75, 0.25], 0.0)
        ),
        "probabilities=[0.5, 0.0, 0.5], u=0.5": answer([0.5, 0.0, 0.5], 0.5),
        "probabilities=ten times 0.1, then 0.0; u just below 1": _or_error(
            lambda: answer(tenths, just_below_one)
        ),
        f"probabilities={thirds} (their sum is 1 up to 1e-6), u=0.5": _or_error(
            lambda: answer(thirds, 0.5)
        ),
        "probabilities=[1.0], u=0.3": answer([1.0], 0.3),
        "bad input u=1.0": raises(lambda: answer(given, 1.0)),
        "bad input u=-0.1": raises(lambda: answer(given, -0.1)),
        "bad input probabilities=[]": raises(lambda: answer([], 0.5)),
        "bad input probabilities=[0.5, 0.2]": raises(lambda: answer([0.5, 0.2], 0.9)),
        "bad input probabilities=[0.5, 0.499]": raises(lambda: answer([0.5, 0.499], 0.9)),
        "bad input probabilities=[1.2, -0.2]": raises(lambda: answer([1.2, -0.2], 0.5)),
        "bad input probabilities=[[0.5, 0.5]]": raises(lambda: answer([[0.5, 0.5]], 0.5)),
    }
