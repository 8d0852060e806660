"""What the members' totals of every proposal come to, with its place by the mean and by the median."""

from dataclasses import dataclass

import numpy as np

from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.averages import member_means, trimmed_means
from panel.calc.statistics.dispersion import histograms
from panel.calc.statistics.quantiles import quantiles
from panel.calc.statistics.ranks import mid_ranks, min_ranks

_FEWEST_FOR_SPREAD = 3


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """The totals of N proposals, in scale units; NaN where a proposal has none.

    `trimmed` is the mean without the lowest and highest fifth, `histogram[N, L]` counts the values of the scale.
    `rank_min` and `rank_mid` are places by the mean (equal ones share the better place, or the mean of their places),
    `rank_robust` by the median, equal medians by the mean. Proposals without a total share the place after the last
    in the whole-number ranks, and have NaN in `rank_mid`.
    """

    n: I64
    mean: F64
    median: F64
    q1: F64
    q3: F64
    trimmed: F64
    histogram: I64
    rank_min: I64
    rank_mid: F64
    rank_robust: I64

    @property
    def iqr(self) -> F64:
        """The interquartile range; NaN below three totals, where a zero would look like agreement."""
        return np.where(self.n < _FEWEST_FOR_SPREAD, np.nan, self.q3 - self.q1)

    @property
    def reasons(self) -> tuple[Reason | None, ...]:
        """Why a proposal has no centre (all_missing) or no spread (one_rater, n_lt_3); None where it has both."""
        few = (Reason.ALL_MISSING, Reason.ONE_RATER, Reason.N_LT_3)
        return tuple(few[n] if n < _FEWEST_FOR_SPREAD else None for n in self.n.tolist())


def item_summary(y: F64, mask: Bool, scale: Scale) -> ItemSummary:
    """The summary of totals `y[R, N]` where `mask`, on `scale`. Nothing is imputed. Quantiles are of type 7."""
    totals = np.where(mask, y, np.nan)
    mean = member_means(totals)
    q1, median, q3 = quantiles(totals)
    grain = GRAIN * scale.width
    rank_min = min_ranks(mean, grain)
    return ItemSummary(
        n=mask.sum(axis=0),
        mean=mean,
        median=median,
        q1=q1,
        q3=q3,
        trimmed=trimmed_means(totals),
        histogram=histograms(totals, mask, scale),
        rank_min=rank_min,
        rank_mid=mid_ranks(mean, grain),
        rank_robust=_broken_by(min_ranks(median, grain), rank_min),
    )


def _broken_by(places: I64, ties: I64) -> I64:
    """Places whose ties are broken by other places."""
    both = places * (len(places) + 1) + ties
    return min_ranks(both.astype(np.float64), 0.0, ascending=True)
