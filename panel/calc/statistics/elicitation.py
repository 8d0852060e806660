"""From what a person answers about the criteria to weights: points, swings, an order; and many persons as one."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from panel.calc.preferences import Elicited, GroupWeights, Spread
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.ranks import mid_ranks


class Surrogate(StrEnum):
    """How weights are put in the place of a mere order of importance."""

    ROC = "roc"
    RANK_SUM = "rank_sum"
    RANK_RECIPROCAL = "rank_reciprocal"
    EQUAL = "equal"


def weights_from_points(points: Sequence[float]) -> Elicited:
    """Points divided by their sum: direct points, swing (the best swing is 100) and SMART alike.

    All zero says nothing, so every criterion counts the same, with the warning `all_zero`. Raises ValueError without
    points, or for points that are negative or not finite. Source: von Winterfeldt & Edwards 1986.
    """
    given = _checked(points)
    whole = given.sum()
    if whole == 0:
        return Elicited((1 / given.size,) * given.size, Reason.ALL_ZERO)
    return Elicited(tuple((given / whole).tolist()))


def weights_from_order(ranks: Sequence[float], surrogate: Surrogate = Surrogate.ROC) -> tuple[float, ...]:
    """Weights for criteria of which only the order of importance is known; rank 1 is the most important.

    Rank order centroid `w_i = (1/n) sum_{k=i..n} 1/k`, rank sum `n+1-i`, reciprocal `1/i`, or equal, each adding up to
    1. Criteria of the same rank share the mean of their positions' weights, so that ranks 1, 2, 2, 4 and 1, 2, 2, 3
    mean the same. Raises ValueError as `weights_from_points`. Source: Barron & Barrett 1996.
    """
    order = _checked(ranks)
    by_position = np.cumsum(np.concatenate([[0.0], _positions(order.size, surrogate)]))
    middle = mid_ranks(order, 0.0, ascending=True)
    same = (order[:, None] == order).sum(axis=1)
    first, last = (middle - (same + 1) / 2).astype(int), (middle + (same - 1) / 2).astype(int)
    return tuple(((by_position[last] - by_position[first]) / same).tolist())


def _positions(n: int, surrogate: Surrogate) -> F64:
    """The weight of every position of an order without ties."""
    place = np.arange(1, n + 1, dtype=np.float64)
    raw = {
        Surrogate.ROC: np.cumsum(1 / place[::-1])[::-1],
        Surrogate.RANK_SUM: place[::-1],
        Surrogate.RANK_RECIPROCAL: 1 / place,
        Surrogate.EQUAL: np.ones(n),
    }[surrogate]
    result: F64 = raw / raw.sum()
    return result


def group_weights(given: F64 | Sequence[Sequence[float]]) -> GroupWeights:
    """The weights of M members, `given[M, C]` with rows that add up to 1, as one set and as a spread.

    Arithmetic mean, which survives a weight of zero; geometric mean renormalised to 1, None with a zero. Spreads by
    quantiles of type 7. Without members `all_missing`. Raises ValueError for negative or infinite weights.
    """
    members = np.array(given, dtype=np.float64)
    if not (np.isfinite(members).all() and (members >= 0).all()):
        raise ValueError("a weight is a number from zero up")
    if not members.size:
        return GroupWeights(0, None, None, (), Reason.ALL_MISSING)
    quantiles = np.quantile(members, (0, 0.25, 0.5, 0.75, 1), axis=0)
    spreads = tuple(Spread(*column) for column in quantiles.T.tolist())
    return GroupWeights(len(members), tuple(members.mean(axis=0).tolist()), _geometric(members), spreads)


def _geometric(members: F64) -> tuple[float, ...] | None:
    if not members.all():
        return None
    means = np.exp(np.log(members).mean(axis=0))
    return tuple((means / means.sum()).tolist())


def _checked(answers: Sequence[float]) -> F64:
    given = np.array(answers, dtype=np.float64)
    if not (given.size and np.isfinite(given).all() and (given >= 0).all()):
        raise ValueError("each criterion needs a number from zero up")
    return given
