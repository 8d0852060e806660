"""How spread a proposal's marks are, and whether they form two camps: measures that look at the whole distribution."""

from typing import Final

import numpy as np

from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool

_FEWEST_FOR_CAMPS: Final = 3


def whole_steps(y: F64, scale: Scale) -> F64:
    """Totals to the nearest value of the scale, the exact middle going up (NaN stays NaN), as the fixed tally does."""
    result: F64 = np.floor(y + 0.5 + GRAIN * scale.width)
    return result


def histograms(y: F64, mask: Bool, scale: Scale) -> I64:
    """How many members gave each value of the scale, `[N, L]` from `y[R, N]`; totals count at their nearest value."""
    n_items, n_values = y.shape[1], scale.width + 1
    _, item = np.nonzero(mask)
    cell = item * n_values + (whole_steps(y[mask], scale) - scale.lo).astype(np.int64)
    counted = np.bincount(cell, minlength=n_items * n_values)
    return counted.reshape(n_items, n_values).astype(np.int64)


def consensus(histogram: I64) -> F64:
    """Consensus of `histogram[..., L]`, counts in ascending categories: 1 unanimous, 0 half at each end.

    `Cns = 1 + sum p log2(1 - |x - mean| / width)`, empty categories left out; NaN without counts. There is no agreed
    threshold: compare proposals. Dissension is 1 - Cns. Needs two categories (ValueError). Tastle & Wierman 2007.
    """
    share, n_values = _shares(histogram)
    place = np.arange(n_values)
    mean = (share * place).sum(axis=-1, keepdims=True)
    nearness = 1 - np.abs(place - mean) / (n_values - 1)
    logs = np.log2(nearness, out=np.zeros(share.shape), where=share > 0)
    result: F64 = 1 + (share * logs).sum(axis=-1)
    return result


def agreement(histogram: I64) -> F64:
    """Agreement A of `histogram[..., L]`: 1 unanimous, 0 spread evenly, -1 half at each end; NaN without counts.

    The histogram is cut into layers, each either there or not in a category; A is the mean of the layers' agreement,
    weighted by their counts. Below zero means two camps. NaN for two categories, between which there is no middle to
    be empty; fewer are no distribution (ValueError). van der Eijk 2001.
    """
    if _shares(histogram)[1] < _FEWEST_FOR_CAMPS:
        return np.full(histogram.shape[:-1], np.nan)
    tops = np.sort(histogram, axis=-1)
    thickness = np.diff(tops, axis=-1, prepend=0)
    layers = histogram[..., None, :] >= tops[..., :, None]
    weight = thickness * layers.sum(axis=-1)
    total = weight.sum(axis=-1)
    sums = (weight * _layer_agreement(layers)).sum(axis=-1)
    result: F64 = np.divide(sums, total, out=np.full(total.shape, np.nan), where=total > 0)
    return result


def polarisation(agreements: F64) -> F64:
    """(1 - A) / 2: from 0, unanimous, to 1, half at each end. van der Eijk 2001."""
    return (1 - agreements) / 2


def _shares(histogram: I64) -> tuple[F64, int]:
    n_values = histogram.shape[-1]
    if n_values < 2:
        raise ValueError("a distribution needs at least two categories")
    total = histogram.sum(axis=-1, keepdims=True)
    share: F64 = np.divide(histogram, total, out=np.full(histogram.shape, np.nan), where=total > 0)
    return share, n_values


def _layer_agreement(layers: Bool) -> F64:
    """Agreement of layers `[..., L]` that are there (True) or not in each category.

    Of triples of categories, those there-there-not and not-there-there speak for one camp, there-not-there for two.
    """
    n_values = layers.shape[-1]
    there = layers.astype(np.int64)
    left = there.cumsum(axis=-1) - there
    size = there.sum(axis=-1, keepdims=True)
    right = size - left - there
    place = np.arange(n_values)
    gaps_left, gaps_right = place - left, n_values - 1 - place - right
    two_camps = ((1 - there) * left * right).sum(axis=-1)
    one_camp = (there * (left * gaps_right + gaps_left * right)).sum(axis=-1)
    divisor = (n_values - 2) * (one_camp + two_camps)
    balance = (n_values - 2) * one_camp - (n_values - 1) * two_camps
    unimodality = np.divide(balance, divisor, out=np.ones(divisor.shape), where=divisor > 0)
    result: F64 = unimodality * (1 - (size[..., 0] - 1) / (n_values - 1))
    return result
