"""Medians and other quantiles of many proposals at once: one sort along the members, then an index into it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64

QUARTERS: Final = (0.25, 0.5, 0.75)
_FUZZ: Final = 4 * np.finfo(np.float64).eps


class Quantile(StrEnum):
    """Definitions of a quantile, by Hyndman & Fan 1996 (Am Stat 50:361); everything of ours is LINEAR."""

    LINEAR = "type7"
    WEIBULL = "type6"
    AVERAGED = "type2"


def counts(values: F64) -> F64:
    """How many members gave a value, along the first axis of `values[R, ...]`, where NaN is none."""
    present: F64 = (~np.isnan(values)).sum(axis=0).astype(np.float64)
    return present


def quantiles(values: F64, shares: Sequence[float] = QUARTERS, kind: Quantile = Quantile.LINEAR) -> F64:
    """The quantiles of `values[R, ...]` along its first axis, one plane of the result for each share of 0 to 1.

    NaN is no value; where there are none at all the quantile is NaN. In the units of the values.
    """
    if values.shape[0] == 0:
        return np.full((len(shares), *values.shape[1:]), np.nan)
    ascending = np.sort(values, axis=0)
    n = counts(values)
    places = np.stack([_place(n, share, kind) for share in shares])
    below = np.floor(places)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    low = np.take_along_axis(ascending, below.astype(np.intp), axis=0)
    high = np.take_along_axis(ascending, above.astype(np.intp), axis=0)
    result: F64 = low + (high - low) * (places - below)
    return result


def medians(values: F64) -> F64:
    """The median of `values[R, ...]` along its first axis; NaN where there are no values."""
    median: F64 = quantiles(values, (0.5,))[0]
    return median


def _place(n: F64, share: float, kind: Quantile) -> F64:
    """Where the quantile lies among n ascending values, from 0; between two of them where it is not whole."""
    if kind is Quantile.LINEAR:
        place = (n - 1) * share
    elif kind is Quantile.WEIBULL:
        place = (n + 1) * share - 1
    else:
        steps = n * share
        nearest = np.rint(steps)
        place = np.where(np.abs(steps - nearest) <= _FUZZ * n, nearest - 0.5, np.floor(steps))
    result: F64 = np.clip(place, 0.0, np.maximum(n - 1, 0))
    return result
