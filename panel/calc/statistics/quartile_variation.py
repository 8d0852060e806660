"""How wide the middle half is for its height, which compares rounds on scales that begin at zero."""

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, Stat
from panel.calc.statistics.quantiles import Quantile, quantiles


def quartile_variation(values: F64, kind: Quantile = Quantile.LINEAR) -> Stat:
    """`(Q3 - Q1) / (Q3 + Q1)` of `values[n]`, NaN being none; only for ratio scales.

    None: all_missing; no_denominator where the quartiles add up to zero or less, as they can on a scale that does not
    begin at zero (the change of the interquartile range serves there). Bonett 2006.
    """
    given = values[~np.isnan(values)]
    if not given.size:
        return Stat.none(Reason.ALL_MISSING)
    low, high = (float(quartile) for quartile in quantiles(given, (0.25, 0.75), kind))
    if low + high <= 0:
        return Stat.none(Reason.NO_DENOMINATOR, given.size)
    return Stat((high - low) / (high + low), given.size)
