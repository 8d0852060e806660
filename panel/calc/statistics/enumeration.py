"""The ranks over every panel that can be drawn, each as often as it comes up: no chance is left in them."""

from dataclasses import replace

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.levels import FINEST, grid
from panel.calc.statistics.pairs import times_ahead
from panel.calc.statistics.rank_distribution import RankDistribution, quantiles
from panel.calc.statistics.ranks import mid_ranks, min_ranks


def enumerated(
    y: F64, mask: Bool, counts: I64, ways: F64, places: tuple[int, ...], *, drop: bool, pairwise: bool
) -> RankDistribution:
    """The distribution over panels in which members sit `counts[B, R]` times and that come up `ways[B]` times.

    `y[R, N]` are totals, valid in `mask`. With `drop`, panels that leave an item without a rating do not count, and
    where all do there is no distribution (too_few_ratings); without it the item is last in them.
    """
    laid = grid(y, mask, FINEST)
    numbers = counts @ mask.astype(np.int64)
    levels = np.divide(counts @ laid.steps, numbers, out=np.zeros(numbers.shape), where=numbers > 0)
    short = (numbers == 0).any(axis=1)
    n_short = round(ways[short].sum())
    if drop:
        levels, ways = levels[~short], ways[~short]
    if not len(levels):
        return RankDistribution.none(Reason.TOO_FEW_RATINGS, places, mask.shape[1])
    return replace(
        _weighed(levels, ways, places),
        n_rejected=n_short if drop else 0,
        n_short=0 if drop else n_short,
        p_better=times_ahead(levels, ways) / ways.sum() if pairwise else None,
    )


def _weighed(levels: F64, ways: F64, places: tuple[int, ...]) -> RankDistribution:
    """The distribution of orders by levels [B, N] that come up `ways[B]` times."""
    mid = mid_ranks(levels, 0.0)
    histogram = shared_places(min_ranks(levels, 0.0) - 1, mid, ways)
    total = ways.sum()
    return RankDistribution(
        places,
        reached_within(histogram, places) / total,
        quantiles(histogram),
        (mid * ways[:, None]).sum(axis=0) / total,
        histogram,
        round(total),
        exact=True,
    )


def reached_within(histogram: F64, places: tuple[int, ...]) -> F64:
    """How often each item was among the first k, [K, N], for each k of `places`."""
    reached = np.cumsum(histogram, axis=1)
    return np.array([reached[:, min(place, len(reached)) - 1] for place in places]).reshape(-1, len(reached))


def shared_places(first: I64, mid: F64, ways: F64) -> F64:
    """How often each item stood at each place, [N, N], items that tie sharing theirs evenly.

    `first[B, N]` is the place, from 0, at which an item and those it ties with begin, `mid[B, N]` their mean rank.
    """
    n_items = first.shape[1]
    size = np.rint(2 * (mid - first - 1)).astype(np.int64) + 1
    share = (ways[:, None] / size).ravel()
    row = np.arange(n_items) * (n_items + 1)
    cells = n_items * (n_items + 1)
    begins = np.bincount((row + first).ravel(), share, minlength=cells)
    ends = np.bincount((row + first + size).ravel(), share, minlength=cells)
    return np.cumsum((begins - ends).reshape(n_items, -1), axis=1)[:, :-1].clip(min=0)
