"""How far weights must move until two items change places: one weight at a time, and all of them at least cost."""

from dataclasses import dataclass

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.ranks import own_grain
from panel.calc.statistics.weight_priors import normalised


@dataclass(frozen=True, slots=True)
class OneWeight:
    """For P pairs and C criteria, what one weight must become, all others kept in proportion.

    `t[P, C]`: the share of the whole at which both totals are equal, NaN where no weight between 0 and 1 does it.
    `delta[P, C]`: by how much the weight as declared must fall (negative: rise), NaN where it cannot.
    `change[P, C]`: `t` less the share it has now. `reasons[P]`: why a pair has none at all, where it is not comparable.
    """

    t: F64
    delta: F64
    change: F64
    reasons: tuple[Reason | None, ...]


@dataclass(frozen=True, slots=True)
class LeastChange:
    """For P pairs the smallest change of all weights that makes both totals equal.

    `total_variation[P]`: how much weight moves, 0 to 1 (half the sum of all changes); NaN with a reason.
    `weights[P, C]`: such weights, summing to 1. `l2[P]`: the Euclidean distance to the nearest vector that does it
    when weights may fall below zero, NaN if there is none. `reasons[P]`: dominated if one item is ahead on every
    criterion, so that no weights change the order; other_questions if the two were not asked, or not scored, on the
    same criteria.
    """

    total_variation: F64
    weights: F64
    l2: F64
    reasons: tuple[Reason | None, ...]


def adjacent_pairs(order: I64) -> I64:
    """The pairs of neighbours [P, 2] in an order of items."""
    return np.column_stack([order[:-1], order[1:]])


def pairs_across(order: I64, k: int, reach: int) -> I64:
    """The pairs [P, 2] of the last `reach` items above the line at k with the first `reach` below it."""
    above, below = order[max(0, k - reach) : k], order[k : k + reach]
    return np.array([(a, b) for a in above for b in below], dtype=np.int64).reshape(-1, 2)


def one_weight_swaps(means: F64, weights: F64, pairs: I64) -> OneWeight:
    """At which weight of each criterion the items of each pair tie, the other weights keeping their proportions.

    `means[N, C]` are mean marks on one scale, NaN none; `weights[C]` as declared, equal if all are zero; `pairs[P, 2]`.
    Raises ValueError for weights that are negative or not finite. Triantaphyllou & Sanchez 1997 (theorem 1: delta).
    """
    shares = normalised(weights)
    declared = weights if weights.any() else shares
    pair = _compared(means, pairs)
    lead = (pair.d * shares).sum(axis=1, keepdims=True)
    others = _ratio(lead - pair.d * shares, 1 - shares, GRAIN)
    others = np.where(np.abs(others) <= pair.grain, 0.0, others)
    t = np.where(pair.apart, np.nan, _ratio(others, others - pair.d, pair.grain))
    t = np.where((t >= -GRAIN) & (t <= 1 + GRAIN), t.clip(0, 1), np.nan)
    delta = _ratio((pair.d * declared).sum(axis=1, keepdims=True), pair.d, pair.grain)
    delta = np.where((delta <= declared + GRAIN) & ~pair.apart, delta, np.nan)
    return OneWeight(t, delta, t - shares, pair.reasons)


def least_weight_change(means: F64, weights: F64, pairs: I64) -> LeastChange:
    """The least weight that must move, in all, until the items of each pair tie.

    Weight moves from the criterion on which the item ahead leads most to the one on which it trails most; each unit
    gains less than the one before, so that taking them in turn is the optimum of the linear programme.
    Arguments and errors as for `one_weight_swaps`.
    """
    shares = normalised(weights)
    pair = _compared(means, pairs)
    lead = (pair.d * shares).sum(axis=1)
    d, lead = np.where(lead[:, None] < 0, -pair.d, pair.d), np.abs(lead)
    lead = np.where(lead <= pair.grain, 0.0, lead)
    usable = np.where(pair.apart, np.inf, d)
    taken, target = _taken(d, usable, lead, shares, pair.grain)
    moved = taken.sum(axis=1)
    new = shares - taken
    new[np.arange(len(d)), target] += moved
    behind = usable.min(axis=1, initial=np.inf) <= 0
    reasons = tuple(
        reason or (None if possible or not ahead else Reason.DOMINATED)
        for reason, possible, ahead in zip(pair.reasons, behind, lead, strict=True)
    )
    defined = np.array([reason is None for reason in reasons], dtype=np.bool_)
    comparable = np.array([reason is None for reason in pair.reasons], dtype=np.bool_)
    middle = d.sum(axis=1, keepdims=True) / np.maximum((~pair.apart).sum(axis=1, keepdims=True), 1)
    away = np.sqrt((np.where(pair.apart, 0.0, d - middle) ** 2).sum(axis=1))
    l2 = np.where(lead == 0, 0.0, _ratio(lead, away, pair.grain))
    return LeastChange(
        np.where(defined, moved, np.nan),
        np.where(defined[:, None], new, np.nan),
        np.where(comparable, l2, np.nan),
        reasons,
    )


def _taken(d: F64, usable: F64, lead: F64, shares: F64, grain: float) -> tuple[F64, I64]:
    """How much weight each criterion gives [P, C], and which one receives it [P]; a gain within `grain` is none."""
    pairs, target = np.arange(len(d)), usable.argmin(axis=1)
    lowest = d[pairs, target]
    taken, remaining = np.zeros(d.shape), lead
    for criterion in np.argsort(np.where(np.isinf(usable), np.inf, -d), axis=1, kind="stable").T:
        gain = np.where(np.isinf(usable[pairs, criterion]), 0.0, d[pairs, criterion] - lowest)
        share = np.minimum(shares[criterion], np.divide(remaining, gain, out=np.zeros(len(d)), where=gain > grain))
        taken[pairs, criterion] = share
        remaining = np.maximum(remaining - share * gain, 0.0)
    return taken, target


@dataclass(frozen=True, slots=True)
class _Compared:
    """Pairs of items: `d[P, C]` by how much the first leads, 0 where `apart`: not asked of both."""

    d: F64
    apart: Bool
    grain: float
    reasons: tuple[Reason | None, ...]


def _compared(means: F64, pairs: I64) -> _Compared:
    """The pairs, with differences that are arithmetic noise taken for none."""
    first, second = means[pairs[:, 0]], means[pairs[:, 1]]
    unmarked, other = np.isnan(first), np.isnan(second)
    different = (unmarked != other).any(axis=1) | unmarked.all(axis=1)
    apart = unmarked | other | different[:, None]
    grain = own_grain(means)
    d = np.where(apart, 0.0, first - second)
    d = np.where(np.abs(d) <= grain, 0.0, d)
    return _Compared(d, apart, grain, tuple(Reason.OTHER_QUESTIONS if no else None for no in different))


def _ratio(above: F64, below: F64, grain: float) -> F64:
    """A quotient, NaN where the divisor is nothing but noise."""
    above, below = np.broadcast_arrays(above, below)
    result: F64 = np.divide(above, below, out=np.full(above.shape, np.nan), where=np.abs(below) > grain)
    return result
