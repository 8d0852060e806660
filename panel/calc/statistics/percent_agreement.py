"""The share of proposals on which nobody is far from anybody: easy to say, and blind to chance."""

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, Bool, Stat


def percent_agreement(y: F64, mask: Bool, tolerance: float = 0.0) -> Stat:
    """Percent (0 to 100) of the proposals with two scores or more whose highest and lowest are within `tolerance`.

    `y[R, N]` and `tolerance` in scale units. None: all_missing, or one_rater where no proposal has two scores. Never
    the only figure of agreement: much of it may be chance.
    """
    if not mask.any():
        return Stat.none(Reason.ALL_MISSING)
    compared = mask.sum(axis=0) >= 2
    n = int(compared.sum())
    if n == 0:
        return Stat.none(Reason.ONE_RATER)
    high = np.where(mask, y, -np.inf)[:, compared].max(axis=0)
    low = np.where(mask, y, np.inf)[:, compared].min(axis=0)
    near = high - low <= tolerance + GRAIN * max(1.0, float((high - low).max()))
    return Stat(100.0 * int(near.sum()) / n, n)
