"""Who is in, who is out and about whom the panel must talk: by intervals, and by the chance of a place."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, I64, Bool

BANDS: Final = (0.1, 0.9)
"""Up to the first chance an item is out, from the second on it is in (a setting of the charter)."""


class Place(StrEnum):
    """Where an item stands towards the line."""

    IN = "in"
    CONTESTED = "contested"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class IntervalOrder:
    """The ranks that are possible when only items whose intervals do not meet are told apart.

    `rank_min[N]` and `rank_max[N]`: 1 + how many are above for certain, and N less how many are below. `places[N]`: in
    if even the last of these is among the first k, out if not even the first is. Items with NaN have rank 0 and no
    place, and do not count.
    """

    rank_min: I64
    rank_max: I64
    places: tuple[Place | None, ...]


@dataclass(frozen=True, slots=True)
class TieBand:
    """The items by their chance of a place: `places[N]` (None without a chance), and how many of the k places are left
    for those in the band. `one_too_many`: the band holds just one item more than places."""

    places: tuple[Place | None, ...]
    n_places_left: int
    n_contested: int

    @property
    def one_too_many(self) -> bool:
        return self.n_contested == self.n_places_left + 1


def interval_order(lower: F64, upper: F64, k: int) -> IntervalOrder:
    """The interval order of items between `lower[N]` and `upper[N]`, higher is better, with k places.

    One is above another if its lower end is beyond the other's upper end. This is a partial order and consistent;
    being indistinguishable is not transitive, so ties are never chained. Fishburn 1985.
    Raises ValueError where an interval ends before it begins.
    """
    given = ~(np.isnan(lower) | np.isnan(upper))
    if (lower[given] > upper[given]).any():
        raise ValueError("an interval ends before it begins")
    n_items = int(given.sum())
    above = n_items - np.searchsorted(np.sort(lower[given]), upper, side="right")
    below = np.searchsorted(np.sort(upper[given]), lower, side="left")
    rank_min, rank_max = np.where(given, 1 + above, 0), np.where(given, n_items - below, 0)
    return IntervalOrder(rank_min, rank_max, _places(rank_max <= k, rank_min > k, given))


def tie_band(p_top: F64, k: int, bands: tuple[float, float] = BANDS) -> TieBand:
    """Who is in, out or contested by the chance `p_top[N]` of being among the first k; NaN has none."""
    given = ~np.isnan(p_top)
    places = _places(p_top >= bands[1], p_top <= bands[0], given)
    return TieBand(places, k - places.count(Place.IN), places.count(Place.CONTESTED))


def _places(inside: Bool, outside: Bool, given: Bool) -> tuple[Place | None, ...]:
    return tuple(
        None if not known else Place.IN if within else Place.OUT if without else Place.CONTESTED
        for known, within, without in zip(given.tolist(), inside.tolist(), outside.tolist(), strict=True)
    )
