"""Where each item stood over many replicates: shares at the top, ranges of ranks, expected ranks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.orders import Orders

QUANTILES: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class RankDistribution:
    """The ranks of N items over `n_replicates` replicates that count; rank 1 is the highest.

    `p_top[K, N]` is the share in which an item was among the first `places[k]`; items that tie at the line share what
    is left of it, so every row sums to k. `ranks[3, N]` are the 5, 50 and 95 % quantiles: the best rank that is not
    left behind in that share of the replicates. `expected_rank[N]` counts ties with their mean rank.
    `histogram[N, N]` holds how often an item (row) stood at a rank (column, from 0), or with few members and exact
    results the number of equally likely panels: rows and columns sum to `n_replicates`; None where it was not asked
    for or N is above 2,000, when quantiles and expected ranks are known to N * N / 4,000,000 places.
    `p_better[N, N]`: how often the row was ahead of the column, ties half; None unless asked for.

    NaN stands for an item that nobody rated. `n_rejected` replicates left an item without a rating and do not count;
    `n_short` did so too and count, the item last. `exact`: every possible replicate was counted, none was drawn.
    `resolution`: means nearer than this may count as the same, 0 if none are merged that differ. With `reason` there
    is no distribution and all of it is NaN.
    """

    places: tuple[int, ...]
    p_top: F64
    ranks: F64
    expected_rank: F64
    histogram: F64 | None
    n_replicates: int
    n_rejected: int = 0
    n_short: int = 0
    exact: bool = False
    resolution: float = 0.0
    p_better: F64 | None = None
    reason: Reason | None = None

    @classmethod
    def none(cls, reason: Reason, places: tuple[int, ...], n_items: int) -> "RankDistribution":
        """No distribution, for this reason."""
        p_top, ranks = np.full((len(places), n_items), np.nan), np.full((len(QUANTILES), n_items), np.nan)
        return cls(places, p_top, ranks, np.full(n_items, np.nan), None, 0, reason=reason)

    def among(self, rated: Bool) -> "RankDistribution":
        """The same among all items, of which only those in the mask `rated[N]` were ranked."""
        if rated.all():
            return self
        n_items = len(rated)
        histogram, p_better = self.histogram, self.p_better
        if histogram is not None:
            histogram = np.zeros((n_items, n_items))
            histogram[rated, : rated.sum()] = self.histogram
        if p_better is not None:
            p_better = np.full((n_items, n_items), np.nan)
            p_better[np.ix_(rated, rated)] = self.p_better
        return replace(
            self,
            p_top=_widened(self.p_top, rated),
            ranks=_widened(self.ranks, rated),
            expected_rank=_widened(self.expected_rank, rated),
            histogram=histogram,
            p_better=p_better,
        )


def counting_from_one(places: Sequence[int], replicates: int) -> tuple[int, ...]:
    """The places k of P(top k). Raises ValueError for one below 1, or for fewer replicates than one."""
    if replicates < 1 or min(places, default=1) < 1:
        raise ValueError("places and replicates count from 1")
    return tuple(places)


def _widened(values: F64, rated: Bool) -> F64:
    """Columns for the items that were not rated, NaN."""
    result = np.full((*values.shape[:-1], len(rated)), np.nan)
    result[..., rated] = values
    return result


def interval(histogram: F64, coverage: float) -> tuple[F64, F64]:
    """The ranks [N] between which an item stood in that share of the replicates, as much left out before as behind.

    NaN for an item without ranks.
    """
    ranked = histogram.sum(axis=1) > 0
    low, high = _bins(histogram, ((1 - coverage) / 2, (1 + coverage) / 2)) + 1
    return np.where(ranked, low, np.nan), np.where(ranked, high, np.nan)


def quantiles(histogram: F64 | I64, width: int = 1) -> F64:
    """The 5, 50 and 95 % ranks [3, N] of counts [N, bins] of `width` ranks each; where a bin holds several ranks the
    outer one for an end of the range and the middle one for the median.

    Ranks are whole: a quantile is the first rank that at least this share of the replicates reached (Hyndman & Fan's
    type 1).
    """
    within = np.array([[0], [(width - 1) / 2], [width - 1]])
    ranks: F64 = _bins(histogram, QUANTILES) * width + 1 + within
    return ranks.clip(max=len(histogram))


def _bins(histogram: F64 | I64, shares: Sequence[float]) -> F64:
    """The first bin [S, N] up to which each share of the counts [N, bins] lies."""
    reached = np.cumsum(histogram, axis=1)
    return np.array([(reached < share * reached[:, -1:] * (1 - GRAIN)).sum(axis=1, dtype=float) for share in shares])


def means_of(histogram: F64 | I64, width: int = 1) -> F64:
    """The expected rank [N] of counts [N, bins] of `width` ranks each."""
    ranks = np.arange(histogram.shape[1]) * width + 1 + (width - 1) / 2
    ranks[-1:] = (ranks[-1] - (width - 1) / 2 + len(histogram)) / 2
    result: F64 = (histogram * ranks).sum(axis=1) / histogram.sum(axis=1)
    return result


def distribution(orders: Orders, places: tuple[int, ...], resolution: float, *, histogram: bool) -> RankDistribution:
    """What was counted, as shares. Raises ValueError if no replicate was kept."""
    if not orders.n_kept:
        raise ValueError("every replicate left an item without a rating")
    return RankDistribution(
        places,
        orders.top / orders.n_kept,
        quantiles(orders.histogram, orders.width),
        means_of(orders.histogram, orders.width),
        orders.histogram.astype(np.float64) if histogram and orders.width == 1 else None,
        orders.n_kept,
        orders.n_dropped,
        orders.n_short,
        resolution=resolution,
    )
