"""How alike two orders of the same items are (Kendall's tau-b), one order against many at once."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.ranks import min_ranks

_SMALL: Final = 2**16


def tau_b(values: F64, others: F64, grain: float) -> F64:
    """Kendall's tau-b of `values[N]` with each row of `others[M, N]`, over the items that neither leaves NaN.

    Values nearer than `grain` tie. NaN where fewer than two items are left or one of the two orders has only ties.
    Kendall 1945; discordant pairs are counted as inversions after Knight 1966.
    """
    present = ~(np.isnan(values) | np.isnan(others))
    one, other = _codes(np.broadcast_to(values, others.shape), present, grain), _codes(others, present, grain)
    n_items = others.shape[1]
    both = one * (n_items + 1) + other
    order = np.argsort(both, axis=1, kind="stable")
    n_present = present.sum(axis=1)
    pairs = n_present * (n_present - 1) // 2
    tied_one, tied_other = _n_ties(np.sort(one, axis=1), n_present), _n_ties(np.sort(other, axis=1), n_present)
    tied_both = _n_ties(np.take_along_axis(both, order, axis=1), n_present)
    discordant = inversions(np.take_along_axis(other, order, axis=1))
    above = (pairs - tied_one - tied_other + tied_both - 2 * discordant).astype(np.float64)
    below = np.sqrt((pairs - tied_one) * (pairs - tied_other).astype(np.float64))
    result: F64 = np.divide(above, below, out=np.full(len(others), np.nan), where=below > 0)
    return result


def inversions(values: I64) -> I64:
    """In how many pairs of places of each row [M, N] of whole numbers from 0 the earlier one is the larger, [M].

    Two numbers part at their highest differing bit: bit by bit, the ones that stand before a zero among the numbers
    equal above it are counted.
    """
    total = np.zeros(len(values), dtype=np.int64)
    small = values.astype(np.uint16) if values.max(initial=0) < _SMALL else values  # NumPy sorts these by their digits
    for bit in range(int(values.max(initial=0)).bit_length()):
        above = small >> (bit + 1)
        order = np.argsort(above, axis=1, kind="stable")
        ones = np.take_along_axis(values, order, axis=1) >> bit & 1
        before = np.cumsum(ones, axis=1) - ones
        begins = _begins(np.take_along_axis(above, order, axis=1))
        before_group = np.maximum.accumulate(np.where(begins, before, 0), axis=1)
        total += ((before - before_group) * (1 - ones)).sum(axis=1)
    return total


def _codes(values: F64, present: Bool, grain: float) -> I64:
    """Places from 0 with the lowest first, ties the same; what is not present stands behind all others."""
    places = min_ranks(np.where(present, values, np.nan), grain, ascending=True) - 1
    return np.where(present, places, values.shape[1])


def _begins(ordered: I64 | NDArray[np.uint16]) -> Bool:
    """Where a run of equal values begins in each row."""
    begins = np.ones(ordered.shape, dtype=np.bool_)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return begins


def _n_ties(ordered: I64, n_present: I64) -> I64:
    """How many pairs of the first `n_present` values of each row are equal."""
    places = np.arange(ordered.shape[1])
    within = places - np.maximum.accumulate(np.where(_begins(ordered), places, 0), axis=1)
    result: I64 = np.where(places < n_present[:, None], within, 0).sum(axis=1)
    return result
