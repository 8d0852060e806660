"""Places with ties, many rows at once: totals are rounded first, so that arithmetic noise separates nobody."""

from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, GRAIN, I64

_NOISE: Final = 1e-13


def rounded(values: F64, grain: float) -> F64:
    """The values as whole multiples of `grain` (held as floats, NaN stays NaN); a grain of zero leaves them alone.

    `grain` is `GRAIN` times the width of the scale where there is one, otherwise `own_grain`.
    """
    return np.rint(values / grain) if grain > 0 else values


def own_grain(values: F64) -> float:
    """The grain of values that belong to no scale: `GRAIN` times the distance they span, but no less than their noise.

    Without the second, totals that are all equal but for their last digit would seem to differ. Zero of no values.
    """
    given = values[~np.isnan(values)]
    if not given.size:
        return 0.0
    return max(GRAIN * float(given.max() - given.min()), _NOISE * float(np.abs(given).max()))


def min_ranks(values: F64, grain: float, *, ascending: bool = False) -> I64:
    """Places along the last axis of `values[..., N]`: 1 is the highest, or the lowest where `ascending`.

    Equal values share the better place and leave out the next ones (1, 2, 2, 4). NaN comes last: all NaN share the
    place after the last value.
    """
    order, first, _ = _groups(values, grain, ascending)
    return _scattered(first + 1, order)


def mid_ranks(values: F64, grain: float, *, ascending: bool = False) -> F64:
    """Places as in `min_ranks`, but equal values share the mean of their places (1, 2.5, 2.5, 4); NaN stays NaN."""
    order, first, last = _groups(values, grain, ascending)
    places = np.empty(values.shape)
    np.put_along_axis(places, order, (first + last) / 2 + 1, axis=-1)
    places[np.isnan(values)] = np.nan
    return places


def _groups(values: F64, grain: float, ascending: bool) -> tuple[I64, I64, I64]:
    """The order of the values, and for each place in it where its group of equals begins and ends, from 0."""
    keys = rounded(values, grain) if ascending else -rounded(values, grain)
    keys = np.where(np.isnan(keys), np.inf, keys)
    order = np.argsort(keys, axis=-1, kind="stable")
    keys = np.take_along_axis(keys, order, axis=-1)
    n_values = keys.shape[-1]
    begins = np.ones(keys.shape, dtype=np.bool_)
    begins[..., 1:] = keys[..., 1:] != keys[..., :-1]
    ends = np.ones(keys.shape, dtype=np.bool_)
    ends[..., :-1] = begins[..., 1:]
    places = np.arange(n_values)
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=-1)
    last = np.minimum.accumulate(np.where(ends, places, n_values)[..., ::-1], axis=-1)[..., ::-1]
    return order, first, last


def _scattered(places: I64, order: I64) -> I64:
    result = np.empty(places.shape, dtype=np.int64)
    np.put_along_axis(result, order, places, axis=-1)
    return result
