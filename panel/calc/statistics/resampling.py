"""Panels drawn from the members with replacement: how often each one sits, at random or every way there is."""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import comb, factorial
from typing import Final, Literal, TypeAlias

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool

Draws: TypeAlias = Literal["R", "R-1"]

_RARE: Final = 0.01
"""Panels that leave an item unrated are thrown away up to this share; above it the item is last in them."""
MOST_PANELS: Final = 2_000
"""Up to so many different panels all are counted instead of drawing some: panels of seven members at most."""


def strata_of(groups: Sequence[object] | None, n_raters: int) -> list[I64]:
    """The members [n] of each stratum, in the order of first appearance; all in one where there are no groups."""
    if groups is None:
        return [np.arange(n_raters)]
    if len(groups) != n_raters:
        raise ValueError("one stratum for each member")
    return [np.flatnonzero([group == other for other in groups]) for group in dict.fromkeys(groups)]


def seats(stratum: I64, draws: Draws) -> int:
    """How many are drawn from a stratum: all its members, or one fewer (Rao & Wu 1988), but never none."""
    return max(1, len(stratum) - (draws == "R-1"))


def drawn(strata: list[I64], draws: Draws, n: int, rng: np.random.Generator) -> I64:
    """How often each member sits in each of n panels, [n, R]; every stratum keeps its seats."""
    counts = np.zeros((n, sum(map(len, strata))), dtype=np.int64)
    for stratum in strata:
        size = len(stratum)
        chosen = rng.integers(0, size, size=(n, seats(stratum, draws)))
        chosen += np.arange(n)[:, None] * size
        counts[:, stratum] = np.bincount(chosen.ravel(), minlength=n * size).reshape(n, size)
    return counts


def n_panels(strata: list[I64], draws: Draws) -> int:
    """How many different panels can be drawn."""
    product = 1
    for stratum in strata:
        n_seats = seats(stratum, draws)
        product *= comb(len(stratum) + n_seats - 1, n_seats)
    return product


def every(strata: list[I64], draws: Draws) -> tuple[I64, F64]:
    """Every panel there is, [n, R], and in how many of the equally likely sequences of draws it comes up, [n]."""
    n_raters = sum(map(len, strata))
    counts, ways = np.zeros((1, n_raters), dtype=np.int64), np.ones(1)
    for stratum in strata:
        own, own_ways = _every_of(len(stratum), seats(stratum, draws))
        placed = np.zeros((len(own), n_raters), dtype=np.int64)
        placed[:, stratum] = own
        counts = (counts[:, None] + placed).reshape(-1, n_raters)
        ways = (ways[:, None] * own_ways).ravel()
    return counts, ways


def _every_of(size: int, n_seats: int) -> tuple[I64, F64]:
    chosen = np.array(list(combinations_with_replacement(range(size), n_seats)))
    counts = (chosen[:, :, None] == np.arange(size)).sum(axis=1)
    repeats = np.array([factorial(n) for n in range(n_seats + 1)])[counts].prod(axis=1)
    return counts, factorial(n_seats) / repeats


def rated_and_sitting(mask: Bool) -> tuple[Bool, Bool]:
    """Which items [N] somebody rated, and which members [R] rated any, of `mask[R, N]`."""
    rated: Bool = np.any(mask, axis=0)
    sitting: Bool = np.any(mask, axis=1)
    return rated, sitting


def undefined(rated: Bool, sitting: Bool) -> Reason | None:
    """Why there is nothing to draw or to order."""
    if not rated.any():
        return Reason.ALL_MISSING
    if sitting.sum() == 1:
        return Reason.ONE_RATER
    return Reason.ONE_ITEM if rated.sum() == 1 else None


def rarely_unrated(mask: Bool, strata: list[I64], draws: Draws) -> bool:
    """Whether panels in which some item has nobody who rated it are so rare that they may be thrown away."""
    return _p_unrated(mask, strata, draws) <= _RARE


def _p_unrated(mask: Bool, strata: list[I64], draws: Draws) -> float:
    """An upper bound of the share of panels in which some item has nobody who rated it."""
    columns = np.packbits(mask, axis=0).T
    distinct = mask[:, list({column.tobytes(): item for item, column in enumerate(columns)}.values())]
    missed = np.ones(distinct.shape[1])
    for stratum in strata:
        missed *= (1 - distinct[stratum].mean(axis=0)) ** seats(stratum, draws)
    return min(1.0, float(missed.sum()))
