"""Small inputs that the probes of unit 07 share: invented names, edges as plain objects."""

from dataclasses import dataclass

import numpy as np

_PEOPLE = "Mara Ilo Tessa Orin Velda Karo Nima Sorel Ulva Brann Hedda Jorek".split()
_LAST = "Venlo Brusk Tamrel Odwin Hasker Pellan Grivor Lunset Dorvey Marnik Zelcot Wintar".split()
_TOWNS = "Corva Sumptor Belholm Nardau Tilvern Osgate Quenby Ravel".split()


@dataclass(frozen=True)
class Edge:
    """An edge as the functions of this unit see it."""

    id: str
    source: str
    relation: str
    target: str
    since: str = ""
    until: str = ""
    detail: str = ""
    documents: tuple[str, ...] = ()


def people(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` people with different first and last names."""
    first, last = rng.permutation(_PEOPLE)[:n], rng.permutation(_LAST)[:n]
    return [f"{a} {b}" for a, b in zip(first, last, strict=True)]


def towns(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` different towns."""
    return [str(name) for name in rng.permutation(_TOWNS)[:n]]


def letters(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` different small letters."""
    return [str(one) for one in rng.permutation(list("abcdefghijklmnopqrstuvwxyz"))[:n]]
