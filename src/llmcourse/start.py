"""From a model's scores to the next token: temperature, nucleus and the draw itself.

This module knows numbers only: scores, probabilities and a uniform random number come in, plain
numpy arrays and an index go out. It knows no model, no tokenizer and no random generator.
Every function is also the reference of an exercise of unit 00, and so stands on its own.
"""

import math

import numpy as np
from jaxtyping import Float, Real


def temperature_softmax(
    logits: Real[np.ndarray, " tokens"] | list[float], temperature: float
) -> Float[np.ndarray, " tokens"]:
    """Turn scores into probabilities, sharpened or flattened by a temperature.

    With scores z and temperature T > 0, token i gets exp(z_i / T) / sum_j exp(z_j / T).
    T = 1 leaves the model's distribution as it is, T < 1 sharpens it, T > 1 flattens it.

    Args:
        logits: n >= 1 finite numbers, a list or a one-dimensional array, integers or floats. It is
            not changed. Scores may be large (1000, or all of them near -1000): the result must
            still be exact, without nan.
        temperature: a finite number >= 0.

    Returns:
        A float64 array of n probabilities that sum to 1, in the order of ``logits``. At
        temperature 0 the largest score gets 1 and every other 0; where several are largest, the
        one with the lowest index gets it all.

    Raises:
        ValueError: if ``logits`` is empty, not one-dimensional or holds nan or an infinity; if
            ``temperature`` is negative, nan or infinite.
    """
    scores = np.array(logits, dtype=np.float64)  # a copy: the caller's scores stay as they are
    if scores.ndim != 1 or scores.size == 0 or not np.isfinite(scores).all():
        raise ValueError("logits must be a flat list of at least one finite number")
    if not 0 <= temperature < math.inf:
        raise ValueError(f"temperature must be 0 or a positive number, not {temperature!r}")
    if temperature == 0:
        probabilities = np.zeros(len(scores))
        probabilities[np.argmax(scores)] = 1.0  # argmax takes the first of equal maxima
        return probabilities
    # Only differences of scores count, and exp of a number <= 0 can not overflow.
    weights = np.exp((scores - scores.max()) / temperature)
    return weights / weights.sum()


def top_p_filter(
    probabilities: Float[np.ndarray, " tokens"] | list[float], p: float
) -> Float[np.ndarray, " tokens"]:
    """Keep the nucleus: the smallest set of most probable tokens that reaches p.

    Take the tokens from the most probable downwards (equal ones: lower index first) and stop as
    soon as their probabilities add up to at least ``p``. Those tokens keep their probability,
    divided by the sum of what was kept; all others get 0. Holtzman et al. 2020, section 3.1
    (https://arxiv.org/abs/1904.09751).

    Args:
        probabilities: n >= 1 numbers >= 0 that sum to 1 (up to 1e-6), a list or a one-dimensional
            array. It is not changed.
        p: a number with 0 < p <= 1. The most probable token is always kept, however small p is;
            p = 1 keeps every token. (Only a token so improbable that the sum of those before it
            already rounds to 1 may go or stay.)

    Returns:
        A float64 array of n probabilities that sum to 1, in the order of ``probabilities`` (not
        sorted).

    Raises:
        ValueError: if ``probabilities`` is empty, not one-dimensional, holds a negative number or
            nan, or does not sum to 1 (up to 1e-6); if ``p`` is outside (0, 1].
    """
    given = np.array(probabilities, dtype=np.float64)
    if given.ndim != 1 or given.size == 0 or not (given >= 0).all():
        raise ValueError("probabilities must be a flat list of at least one number >= 0")
    if abs(given.sum() - 1) > 1e-6:
        raise ValueError(f"probabilities must sum to 1, not to {given.sum():.6g}")
    if not 0 < p <= 1:
        raise ValueError(f"p must lie in (0, 1], not {p!r}")
    order = np.argsort(-given, kind="stable")  # stable: equal ones stay in the order of the index
    before = np.cumsum(given[order]) - given[order]  # what the more probable tokens add up to
    kept = order[before < p]
    nucleus = np.zeros(len(given))
    nucleus[kept] = given[kept]
    return nucleus / nucleus.sum()


def sample_token(probabilities: Float[np.ndarray, " tokens"] | list[float], u: float) -> int:
    """Draw a token by inverting the cumulative distribution at a given uniform number.

    Lay the probabilities end to end, in the order of their index, as pieces of the line from 0 to
    1. The token whose piece holds ``u`` is drawn. A piece holds its left end and not its right
    end, so a token of probability 0 holds nothing and is never drawn.

    Args:
        probabilities: n >= 1 numbers >= 0 that sum to 1 (up to 1e-6), a list or a one-dimensional
            array. It is not changed.
        u: a number with 0 <= u < 1, drawn by the caller. The function draws nothing itself: the
            same u gives the same token.

    Returns:
        The index of the drawn token, an int (a numpy integer will do): the smallest i with
        p_0 + ... + p_i > u. Where no sum exceeds u, because rounding left the last one just below
        1, it is the last index whose probability is above 0.

    Raises:
        ValueError: if ``probabilities`` is empty, not one-dimensional, holds a negative number or
            nan, or does not sum to 1 (up to 1e-6); if ``u`` is outside [0, 1).
    """
    given = np.array(probabilities, dtype=np.float64)
    if given.ndim != 1 or given.size == 0 or not (given >= 0).all():
        raise ValueError("probabilities must be a flat list of at least one number >= 0")
    if abs(given.sum() - 1) > 1e-6:
        raise ValueError(f"probabilities must sum to 1, not to {given.sum():.6g}")
    if not 0 <= u < 1:
        raise ValueError(f"u must lie in [0, 1), not {u!r}")
    reached = np.cumsum(given) > u
    if not reached.any():
        return int(np.flatnonzero(given)[-1])
    return int(np.argmax(reached))  # the first True
