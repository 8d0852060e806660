"""If an equally composed panel had sat: how stable each item's rank is when the members are drawn anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import floor, log2
from typing import Literal, TypeAlias

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.enumeration import enumerated
from panel.calc.statistics.levels import EXACT_IN_F32, F32, grid, level_bits
from panel.calc.statistics.orders import Levels, counted
from panel.calc.statistics.pairs import MOST_IN_PAIRS, p_better
from panel.calc.statistics.rank_distribution import RankDistribution, counting_from_one, distribution
from panel.calc.statistics.resampling import (
    MOST_PANELS,
    Draws,
    drawn,
    every,
    n_panels,
    rarely_unrated,
    rated_and_sitting,
    strata_of,
    undefined,
)

Unrated: TypeAlias = Literal["reject", "last"]


def bootstrap(
    y: F64,
    mask: Bool,
    *,
    seed: int,
    places: Sequence[int] = (),
    replicates: int = 10_000,
    draws: Draws = "R-1",
    strata: Sequence[object] | None = None,
    unrated: Unrated | None = None,
    histogram: bool = True,
    pairwise: bool = False,
) -> RankDistribution:
    """Ranks of the items by the means of `replicates` panels drawn from the members with replacement.

    `y[R, N]` are the members' totals, higher is better, valid where `mask[R, N]`; nobody's are filled in, and members
    without any are not drawn. `places` are the k of P(top k). A panel has as many seats as there are members, or with
    "R-1" one fewer, which makes the variance of the mean unbiased (Rao & Wu 1988); `strata[R]` keeps the seats of each
    group. A panel in which an item has no rating is thrown away if that is rare (`unrated` decides it otherwise: all
    such panels are, or the item is last in them). With few members every panel is counted and nothing is left to
    chance; otherwise the same seed gives the same bits, because all sums are of whole numbers.

    Totals are taken to the coarsest grid that holds them exactly; where there is none below 2**24 / seats steps (sheets
    with gaps, weights of many digits) each is moved by up to half of a step, see `resolution` of the result.

    Reasons for none: all_missing, one_rater, one_item, too_few_ratings (every panel left an item unrated).
    Raises ValueError for a place or a number of replicates below 1, and for `pairwise` above 300 items.
    Efron 1979; Hall & Miller 2009 for its limits.
    """
    places = counting_from_one(places, replicates)
    if pairwise and mask.shape[1] > MOST_IN_PAIRS:
        raise ValueError(f"pairs of more than {MOST_IN_PAIRS} items")
    rated, sitting = rated_and_sitting(mask)
    if reason := undefined(rated, sitting):
        return RankDistribution.none(reason, places, mask.shape[1])
    present = np.ix_(sitting, rated)
    y, mask = np.where(mask, y, 0.0)[present], mask[present]
    kept = None if strata is None else [group for group, sits in zip(strata, sitting, strict=True) if sits]
    groups = strata_of(kept, len(y))
    drop = unrated == "reject" if unrated else rarely_unrated(mask, groups, draws)
    if n_panels(groups, draws) <= min(MOST_PANELS, replicates):
        found = enumerated(y, mask, *every(groups, draws), places, drop=drop, pairwise=pairwise)
    else:
        rng = np.random.Generator(np.random.PCG64(seed))
        panels = means_of_panels(y, mask, drawn(groups, draws, replicates, rng))
        found = _sampled(panels, places, rng, drop=drop, pairwise=pairwise)
    return (found if histogram else replace(found, histogram=None)).among(rated)


def _sampled(
    panels: "MeansOfPanels", places: tuple[int, ...], rng: np.random.Generator, *, drop: bool, pairwise: bool
) -> RankDistribution:
    """The ranks over panels drawn at random."""
    orders = counted(panels, places, rng, drop=drop)
    if not orders.n_kept:
        return RankDistribution.none(Reason.TOO_FEW_RATINGS, places, panels.n_items)
    found = distribution(orders, places, panels.resolution, histogram=True)
    return replace(found, p_better=p_better(panels, drop=drop)) if pairwise else found


@dataclass(frozen=True, slots=True)
class MeansOfPanels:
    """The means of every item over many panels, as levels: whole sums for complete sheets, else sums over numbers.

    `counts[B, R]` tells how often each member sits, `steps[R, N]` are their totals on the grid, `sizes[R, N]` is
    `1 / stretch` where there is one, so that a mean comes out stretched over the bits of a key; None for complete
    sheets, whose means all have the same denominator.
    """

    counts: F32
    steps: F32
    sizes: F32 | None
    resolution: float

    @property
    def n_items(self) -> int:
        return int(self.steps.shape[1])

    @property
    def n_replicates(self) -> int:
        return len(self.counts)

    def arranged(self, order: I64) -> Levels:
        """The levels with the items in this order."""
        steps = self.steps[:, order]
        if self.sizes is None:
            return lambda a, b: self.counts[a:b] @ steps
        return partial(self._means, steps, self.sizes[:, order], self.sizes.max())

    def _means(self, steps: F32, sizes: F32, one: np.float32, a: int, b: int) -> F32:
        sums: F32 = self.counts[a:b] @ steps
        numbers: F32 = self.counts[a:b] @ sizes
        np.maximum(numbers, one, out=numbers)  # nobody rated it: 0 / 1
        sums /= numbers
        return sums


def means_of_panels(y: F64, mask: Bool, counts: I64) -> MeansOfPanels:
    """Lay totals out so that the sums of every panel are exact in float32, in whatever order they are added."""
    n_seats, most = int(counts[0].sum()), 2 ** level_bits(mask.shape[1]) - 1
    complete = bool(mask.all())
    levels = most // n_seats if complete else most  # a level is the sum, or the mean
    laid = grid(y, mask, min((EXACT_IN_F32 - 1) // n_seats, levels))
    steps, weights = laid.steps.astype(np.float32), counts.astype(np.float32)
    rounding = 0.0 if laid.exact else laid.unit
    if complete:
        return MeansOfPanels(weights, steps, None, rounding)
    stretch = 2.0 ** floor(log2(most / laid.top))
    sizes = (mask / stretch).astype(np.float32)
    return MeansOfPanels(weights, steps, sizes, rounding + laid.unit * max(1 / stretch, laid.top / EXACT_IN_F32))
