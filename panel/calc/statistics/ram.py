"""The RAND/UCLA appropriateness method: does a panel disagree on a proposal, and where does its median lie?"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.quantiles import Quantile, counts, quantiles

NINE: Final = Scale(1, 9)
FEWEST_RATINGS: Final = 3
"""Below this many ratings there is no index and no class."""
FEWEST_COUNTED: Final = 8
"""Below this many ratings the classic counts do not exist: the method has no cut-offs for so small a panel."""
APPROPRIATE, UNCERTAIN, INAPPROPRIATE = 1, 0, -1
_MIDDLE: Final = 5
_WIDTH: Final = 2.35
_PER_ASYMMETRY: Final = 1.5


@dataclass(frozen=True, slots=True)
class Ram:
    """Indices of proposals (any shape), on the scale of 1 to 9 whatever the scale of the ratings.

    `ipr` is p70 - p30, `iprcp` their middle, `asymmetry` its distance from 5, `ipras` the width to expect at that
    asymmetry, `di` = ipr / ipras, and `disagreement` where it is above 1. `low` and `high` count ratings in the outer
    thirds, `outside` those out of the third of the median. Numbers are NaN without ratings, `di` below three.
    `classes` is -1 inappropriate, 0 uncertain, 1 appropriate, and holds where `indexed`; the classic flags hold where
    `counted`. Neither agreement nor disagreement is "mixed".
    """

    n: I64
    median: F64
    p30: F64
    p70: F64
    ipr: F64
    iprcp: F64
    asymmetry: F64
    ipras: F64
    di: F64
    disagreement: Bool
    classes: I64
    outside: I64
    low: I64
    high: I64
    agreement_classic: Bool
    disagreement_classic: Bool

    @property
    def indexed(self) -> Bool:
        """Where there are ratings enough for the index and the class."""
        return self.n >= FEWEST_RATINGS

    @property
    def counted(self) -> Bool:
        """Where there are ratings enough for the classic counts."""
        return self.n >= FEWEST_COUNTED


def on_nine(x: F64, scale: Scale) -> F64:
    """Values of any scale stretched onto 1 to 9, `1 + 8 (x - lo) / (hi - lo)`."""
    return NINE.lo + NINE.width * (x - scale.lo) / scale.width


def thirds(x: F64, scale: Scale) -> I64:
    """The third of the scale each value lies in: -1 low, 0 middle, 1 high; 0 where it is NaN.

    Each value of the scale is a cell of equal width, so that 1 to 5 gives {1, 2}, {3}, {4, 5}; a value exactly
    between two thirds (3.5 and 6.5 of 1 to 9) goes up.
    """
    cells = scale.width + 1
    steps = x - scale.lo + 0.5 + GRAIN * scale.width
    return (steps >= cells / 3).astype(np.int64) + (steps >= 2 * cells / 3) - np.where(np.isnan(x), 0, 1)


def panel_cutoffs(n: I64) -> tuple[I64, I64]:
    """For panels of n: the most ratings outside the third of the median that still agree, and the fewest in each
    outer third that disagree; `t = floor((n + 1) / 3)` gives t - 1 and t. Fitch et al. 2001, extended to any n."""
    fewest = (n + 1) // 3
    return fewest - 1, fewest


def ram(x: F64, mask: Bool, scale: Scale, quantile: Quantile = Quantile.LINEAR) -> Ram:
    """The indices of ratings `x[R, ...]` where `mask`, on `scale`; see `Ram`.

    `IPRAS = 2.35 + 1.5 |5 - IPRCP|`, disagreement where IPR > IPRAS; the class is that of the median (3.5 and 6.5 go
    up), uncertain under disagreement. Nothing is imputed. Fitch et al. 2001 (RAND MR-1269).
    """
    nine = np.where(mask, on_nine(x, scale), np.nan)
    p30, median, p70 = quantiles(nine, (0.3, 0.5, 0.7), quantile)
    n = counts(nine).astype(np.int64)
    iprcp = (p30 + p70) / 2
    asymmetry = np.abs(_MIDDLE - iprcp)
    ipras = _WIDTH + _PER_ASYMMETRY * asymmetry
    di = np.where(n >= FEWEST_RATINGS, (p70 - p30) / ipras, np.nan)
    disagreement = di > 1 + GRAIN
    place = thirds(median, NINE)
    classes = np.where(disagreement, UNCERTAIN, place)
    classic = _classic(thirds(nine, NINE), mask, place, n)
    return Ram(n, median, p30, p70, p70 - p30, iprcp, asymmetry, ipras, di, disagreement, classes, *classic)


def _classic(each: I64, mask: Bool, place: I64, n: I64) -> tuple[I64, I64, I64, Bool, Bool]:
    """The ratings outside the median's third, low, and high; and whether they are agreement, and disagreement."""
    inside, low, high = (((each == side) & mask).sum(axis=0) for side in (place, -1, 1))
    outside = n - inside
    most, fewest = panel_cutoffs(n)
    counted = n >= FEWEST_COUNTED
    return outside, low, high, counted & (outside <= most), counted & (low >= fewest) & (high >= fewest)
