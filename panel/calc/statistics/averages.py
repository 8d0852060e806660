"""Centres of a set of scores other than the plain mean: weighted, trimmed, and weighted medians."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.quantiles import counts

HEAVIEST: Final = 2.0
"""No member counts more than this many times the mean weight, however sure of it."""
_NOISE: Final = 1e-12


def weighted_means(values: F64, weights: F64) -> F64:
    """Means of `values[..., C]` along the last axis, weights (broadcast to it) shared among what is there.

    NaN is no value and its weight counts for nothing; NaN where no weight is left. Weights are not negative and need
    not add up to 1.
    """
    present = ~np.isnan(values)
    weight = np.where(present, weights, 0.0)
    total = weight.sum(axis=-1)
    products = (weight * np.where(present, values, 0.0)).sum(axis=-1)
    result: F64 = np.divide(products, total, out=np.full(total.shape, np.nan), where=total > 0)
    return result


def member_means(values: F64) -> F64:
    """Plain means of `values[R, ...]` over the members; NaN is no value, and the mean of none."""
    present = ~np.isnan(values)
    n = present.sum(axis=0)
    sums = np.where(present, values, 0.0).sum(axis=0)
    result: F64 = np.divide(sums, n, out=np.full(n.shape, np.nan), where=n > 0)
    return result


def trimmed_means(values: F64, share: float = 0.2) -> F64:
    """Means of `values[R, ...]` over the members without the lowest and the highest `floor(share * n)` of each.

    NaN is no value, and the mean of none. Raises ValueError unless 0 <= share < 0.5. As `scipy.stats.trim_mean`.
    """
    if not 0 <= share < 0.5:
        raise ValueError("less than half is trimmed from each end")
    ascending = np.sort(values, axis=0)
    n = counts(values)
    dropped = np.floor(share * n)
    place = np.arange(values.shape[0]).reshape(-1, *[1] * (values.ndim - 1))
    kept = (place >= dropped) & (place < n - dropped)
    return member_means(np.where(kept, ascending, np.nan))


@dataclass(frozen=True, slots=True)
class WeightedMedian:
    """The lower and the upper weighted median, and the middle between them, which is the one reported."""

    lower: F64
    upper: F64

    @property
    def middle(self) -> F64:
        """Halfway between lower and upper."""
        return (self.lower + self.upper) / 2


def weighted_medians(values: F64, weights: F64) -> WeightedMedian:
    """Weighted medians of `values[R, ...]` over the members, with weights of the same shape.

    With W(x) the share of the weight at or below x: lower is the least x with W(x) >= 1/2, upper the least with
    W(x) > 1/2. NaN is no value; NaN where there is no weight.
    """
    order = np.argsort(values, axis=0)
    ascending = np.take_along_axis(values, order, axis=0)
    weight = np.take_along_axis(np.where(np.isnan(values), 0.0, weights), order, axis=0)
    below, total = weight.cumsum(axis=0), weight.sum(axis=0)
    noise = _NOISE * total
    nothing = np.full((1, *values.shape[1:]), np.nan)
    choices = np.concatenate([ascending, nothing])

    def first(reached: Bool) -> F64:
        place = np.where(total > 0, (~reached).sum(axis=0), len(values))
        found: F64 = np.take_along_axis(choices, place[None], axis=0)[0]
        return found

    return WeightedMedian(first(below >= total / 2 - noise), first(below > total / 2 + noise))


def confidence_weighted_means(values: F64, confidence: F64, heaviest: float = HEAVIEST) -> F64:
    """Means of `values[R, ...]` over the members, each weighing as much as their own confidence (same shape).

    Who stated none weighs as the mean of what the others stated on that proposal; everybody weighs the same where
    nobody stated any. Weights above `heaviest` times the proposal's mean weight are brought down to it. Only for a
    second column: confidence says little about being right.
    """
    present = ~np.isnan(values)
    stated = np.where(present, confidence, np.nan)
    usual = member_means(stated)
    weight = np.where(np.isnan(stated), np.where(np.isnan(usual), 1.0, usual), stated)
    limit = heaviest * member_means(np.where(present, weight, np.nan))
    return weighted_means(np.moveaxis(values, 0, -1), np.moveaxis(np.minimum(weight, limit), 0, -1))
