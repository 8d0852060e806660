"""What one member's presence does: means, ranks and the first k without each of the members in turn."""

from dataclasses import dataclass

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.order_change import tau_b
from panel.calc.statistics.ranks import mid_ranks, min_ranks, own_grain
from panel.calc.statistics.resampling import rated_and_sitting, undefined


@dataclass(frozen=True, slots=True)
class Influence:
    """N items without each of R members.

    `mean[N]` and `rank[N]` (ties share their mean rank) are those of the whole panel, NaN for an item nobody scored.
    `delta_mean[R, N]`: the mean without a member less the mean with all; NaN where nobody else scored the item.
    `ranks[R, N]` without the member, such items last. `max_rank_change[R]`; `tau_b[R]` of the two orders over the items
    that are scored in both, NaN where an order has only ties. `n_flipped[R]`: how many items enter or leave the first k
    (places shared at the line all count as inside); `pivotal[P, 2]` lists them as (member, item).
    `unrated[R, N]`: scored by this member alone. With `reason` (all_missing, one_rater, one_item) what is said of
    members is NaN, zero or empty.
    """

    mean: F64
    rank: F64
    delta_mean: F64
    ranks: F64
    max_rank_change: F64
    tau_b: F64
    n_flipped: I64
    pivotal: I64
    unrated: Bool
    reason: Reason | None = None


def leave_one_out(y: F64, mask: Bool, k: int, *, grain: float | None = None) -> Influence:
    """The influence of every member on the means of totals `y[R, N]`, valid in `mask`, and on who is among the first k.

    Means nearer than `grain` (1e-9 of the range of the totals, unless the scale is known) tie.
    Raises ValueError for k below 1.
    """
    if k < 1:
        raise ValueError("the first k begin with one")
    values = np.where(mask, y, 0.0)
    grain = own_grain(np.where(mask, y, np.nan)) if grain is None else grain
    counts, sums = mask.sum(axis=0), values.sum(axis=0)
    mean = _quotient(sums, counts)
    without = _quotient(sums - values, counts - mask)
    unrated = (counts > 0) & (counts == mask)
    rank = mid_ranks(mean, grain)
    if reason := undefined(*rated_and_sitting(mask)):
        return _none(mean, rank, mask, reason)
    ranks = _with_last(mid_ranks(without, grain), unrated, counts > 0)
    inside = _inside(mean, k, grain)
    flipped = _inside(without, k, grain) != inside
    return Influence(
        mean,
        rank,
        without - mean,
        ranks,
        np.nanmax(np.abs(ranks - rank), axis=1),
        tau_b(mean, without, grain),
        flipped.sum(axis=1),
        np.argwhere(flipped),
        unrated,
    )


def _none(mean: F64, rank: F64, mask: Bool, reason: Reason) -> Influence:
    nothing, none = np.full(mask.shape, np.nan), np.full(len(mask), np.nan)
    nobody = np.zeros(len(mask), dtype=np.int64)
    return Influence(
        mean, rank, nothing, nothing, none, none, nobody, np.empty((0, 2), dtype=np.int64), np.zeros_like(mask), reason
    )


def _quotient(sums: F64, counts: I64) -> F64:
    result: F64 = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return result


def _with_last(ranks: F64, unrated: Bool, scored: Bool) -> F64:
    """Ranks in which the items that were left unrated share the last places."""
    n_unrated = unrated.sum(axis=1, keepdims=True)
    last = scored.sum() - n_unrated + (n_unrated + 1) / 2
    return np.where(unrated, last, ranks)


def _inside(means: F64, k: int, grain: float) -> Bool:
    """Who is among the first k, all who share the last place of them included."""
    result: Bool = (min_ranks(means, grain) <= k) & ~np.isnan(means)
    return result
