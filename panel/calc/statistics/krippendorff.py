"""Krippendorff's alpha: agreement of the marks themselves beyond chance, for any number of members and any gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool, Stat
from panel.calc.statistics.quantiles import quantiles
from panel.calc.statistics.ranks import own_grain, rounded
from panel.calc.statistics.resampling import drawn, strata_of

MOST_VALUES: Final = 2_000
"""Levels other than interval compare every value with every other: beyond this many the answer is too_many."""
MOST_DRAWN: Final = 256
"""The same with an interval, for which they are compared in every sample."""
_BLOCK: Final = 2**18
_EXACT: Final = 2.0**-40
_NOISE: Final = 1e-9
_TAILS: Final = (0.025, 0.975)


class Level(StrEnum):
    """What distances between marks mean. Ordinal for scales of up to five points, interval for weighted totals."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Resample(StrEnum):
    """Of what another panel is imagined to differ: the proposals it would see, or the members it would have."""

    ITEMS = "items"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks on proposals with two or more, 0 without one: `code[R, N]` is the place of each among `values[V]`.

    `place[R, N]` is where it lies between the least (-1/2) and the greatest (1/2), `square` the square of that; both in
    whole multiples of 2^-40, so that their sums are exact and no number of threads changes a digit.
    """

    mask: Bool
    code: I64
    values: F64
    place: F64
    square: F64


@dataclass(frozen=True, slots=True)
class _Draw:
    """How often each member, [B, R] or [1, R], and each proposal, [B, N] or [1, N], is in each of B samples."""

    members: F64
    items: F64


def krippendorff_alpha(
    x: F64, mask: Bool, level: Level, *, resample: Resample | None = None, draws: int = 1000, seed: int = 0
) -> Stat:
    """Alpha `1 - D_o / D_e` of marks `x[R, N]` where `mask`, from proposals with two marks or more (`n` of them).

    1 is perfect, 0 what chance gives, below 0 worse. With `resample` a 95 % interval from the percentiles of `draws`
    bootstrap samples, PCG64(seed): copies of one member in a sample are not compared with each other, for they would
    agree; samples without variation are left out. None: all_missing, one_rater (no proposal has two marks),
    no_variation, too_many (too many different marks, but for the interval level). Raises ValueError for the
    ratio level of marks below zero. Krippendorff 2011.
    """
    if not mask.any():
        return Stat.none(Reason.ALL_MISSING)
    marks = _pairable(x, mask)
    n_raters, n_items = marks.mask.shape
    if n_items == 0:
        return Stat.none(Reason.ONE_RATER)
    if len(marks.values) == 1:
        return Stat.none(Reason.NO_VARIATION, n_items)
    if level is not Level.INTERVAL and len(marks.values) > (MOST_VALUES if resample is None else MOST_DRAWN):
        return Stat.none(Reason.TOO_MANY, n_items)
    if level is Level.RATIO and marks.values[0] < 0:
        raise ValueError("the ratio level needs marks from zero up")
    value = float(_alphas(marks, level, _Draw(np.ones((1, n_raters)), np.ones((1, n_items))))[0])
    if resample is None:
        return Stat(value, n_items)
    parts = [_alphas(marks, level, draw) for draw in _samples(marks, level, resample, draws, seed)]
    low, high = (None if np.isnan(end) else float(end) for end in quantiles(np.concatenate(parts), _TAILS))
    return Stat(value, n_items, low=low, high=high)


def _pairable(x: F64, mask: Bool) -> _Marks:
    compared = mask.sum(axis=0) >= 2
    raters = mask[:, compared].any(axis=1)
    kept, given = mask[raters][:, compared], x[raters][:, compared]
    marks = given[kept]
    values, code, place = marks, np.zeros(kept.shape, dtype=np.int64), np.zeros(kept.shape)
    if marks.size:
        _, first, code[kept] = np.unique(rounded(marks, own_grain(marks)), return_index=True, return_inverse=True)
        values = marks[first]
        place[kept] = (marks - (values[0] + values[-1]) / 2) / ((values[-1] - values[0]) or 1.0)
    return _Marks(kept, code, values, rounded(place, _EXACT) * _EXACT, rounded(place * place, _EXACT) * _EXACT)


def _samples(marks: _Marks, level: Level, resample: Resample, draws: int, seed: int) -> Iterator[_Draw]:
    """The bootstrap samples, in blocks whose size depends on the table alone."""
    rng = np.random.Generator(np.random.PCG64(seed))
    n_raters, n_items = marks.mask.shape
    n_values = 1 if level is Level.INTERVAL else len(marks.values)
    block = max(1, _BLOCK // (n_values * (n_items + n_values)))
    size = n_items if resample is Resample.ITEMS else n_raters
    for start in range(0, draws, block):
        rows = min(block, draws - start)
        times = drawn(strata_of(None, size), "R", rows, rng).astype(np.float64)
        if resample is Resample.ITEMS:
            yield _Draw(np.ones((1, n_raters)), times)
        else:
            yield _Draw(times, np.ones((1, n_items)))


def _alphas(marks: _Marks, level: Level, draw: _Draw) -> F64:
    """Alpha of every sample, [B]; NaN where it does not exist."""
    given = marks.mask.astype(np.float64)
    m = draw.members @ given
    own = np.square(draw.members) @ given
    pairs = m * m - own
    times = np.where(pairs > 0, draw.items, 0.0)
    n = (times * m).sum(axis=-1)
    all_pairs = n * n - (times * own).sum(axis=-1)
    per_pair = np.divide(times * m, pairs, out=np.zeros(times.shape), where=pairs > 0)
    within, across = (
        _squares(marks, draw, m, times, per_pair)
        if level is Level.INTERVAL
        else _distances(marks, level, draw, times, per_pair)
    )
    exists = across > 0
    ratio = np.divide(within * all_pairs, n * across, out=np.full(across.shape, np.nan), where=exists)
    result: F64 = 1 - ratio
    return result


def _squares(marks: _Marks, draw: _Draw, m: F64, times: F64, per_pair: F64) -> tuple[F64, F64]:
    """Sums of squared differences within proposals (weighted `per_pair`) and across all marks, [B] each."""
    sums = draw.members @ marks.place
    squares = draw.members @ marks.square
    within = (per_pair * 2 * (m * squares - sums * sums)).sum(axis=-1)
    n, total, square = ((times * part).sum(axis=-1) for part in (m, sums, squares))
    across = 2 * (n * square - total * total)
    return within, np.where(across > _NOISE * n * square, across, 0.0)


def _distances(marks: _Marks, level: Level, draw: _Draw, times: F64, per_pair: F64) -> tuple[F64, F64]:
    """The same sums of the level's squared distances, from how often each value was given."""
    counts = _counts(marks, draw.members)
    n_values = (times[:, None, :] @ counts)[:, 0]
    distance = _distance(level, marks.values, n_values)
    met = (counts.swapaxes(1, 2) * per_pair[:, None, :]) @ counts
    across = n_values[:, :, None] * n_values[:, None, :]
    return (met * distance).sum(axis=(1, 2)), (across * distance).sum(axis=(1, 2))


def _counts(marks: _Marks, members: F64) -> F64:
    """How many of the members in each sample gave each value to each proposal, [B, N, V]."""
    rater, item = np.nonzero(marks.mask)
    n_items, n_values = marks.mask.shape[1], len(marks.values)
    cell = item * n_values + marks.code[marks.mask]
    counted = [np.bincount(cell, weights=times[rater], minlength=n_items * n_values) for times in members]
    return np.stack(counted).reshape(-1, n_items, n_values).astype(np.float64, copy=False)


def _distance(level: Level, values: F64, n_values: F64) -> F64:
    """Squared distances of the values from one another, [B, V, V] for the ordinal level, else [V, V]."""
    if level is Level.NOMINAL:
        return 1 - np.eye(len(values))
    if level is Level.ORDINAL:
        middle = n_values.cumsum(axis=-1) - n_values / 2
        return np.square(middle[:, :, None] - middle[:, None, :])
    sums = values[:, None] + values
    return np.square(np.divide(values[:, None] - values, sums, out=np.zeros(sums.shape), where=sums > 0))
