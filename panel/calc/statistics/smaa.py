"""Which rank each item takes under the weights that are held possible, and which weights make it first (SMAA-2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor, log2
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.enumeration import reached_within
from panel.calc.statistics.levels import FINEST, grid, level_bits
from panel.calc.statistics.orders import Levels, counted
from panel.calc.statistics.pairs import p_better
from panel.calc.statistics.rank_distribution import RankDistribution, counting_from_one, distribution, quantiles
from panel.calc.statistics.smaa_exact import areas, is_tractable
from panel.calc.statistics.weight_priors import AnyWeights, Prior, corners, sampled_weights

_WEIGHT_STEPS: Final = 2**20


@dataclass(frozen=True, slots=True)
class Smaa:
    """N items over the possible weights of C criteria.

    `acceptability[N, m]`: the share of the weights that give an item rank 1 to m, ties sharing (in random order if the
    weights were drawn); without columns above 2,000 items. `central[N, C]`: the mean of the weights that make it first,
    NaN if none do: "whoever prefers this item typically weighs so". `confidence[N]`: whether it is first under its own
    central weights, 1 or 0, ties sharing; NaN without central weights. `ranks`: the whole distribution, with quantiles,
    P(top k) and, if asked for, the pairwise winning indices `p_better`. `mean_weights[C]`. `exact`: computed as areas,
    nothing was drawn. NaN stands for an item without a mean on any criterion; with `reason` all is.
    """

    acceptability: F64
    central: F64
    confidence: F64
    mean_weights: F64
    ranks: RankDistribution
    exact: bool
    reason: Reason | None = None


def smaa(
    means: F64,
    *,
    seed: int,
    prior: Prior | None = None,
    places: Sequence[int] = (),
    replicates: int = 10_000,
    first: int | None = None,
    pairwise: bool = False,
) -> Smaa:
    """Stochastic multicriteria acceptability analysis of the mean marks `means[N, C]` on one scale, higher is better.

    NaN is a criterion on which an item has no mean: its total is then taken over the others. Any weights are possible
    unless a `prior` says otherwise; for few items with two or three criteria under any or ordered weights the answer
    is exact. `places` are the k of P(top k); `first` keeps the first m columns of the acceptability.
    Reasons for none: all_missing, one_item. Raises ValueError for a prior over other criteria, or counts below 1.
    Lahdelma & Salminen 2001.
    """
    places = counting_from_one(places, replicates)
    rated: Bool = ~np.all(np.isnan(means), axis=1)
    n_items, n_criteria = means.shape
    if rated.sum() < 2:
        reason = Reason.ONE_ITEM if rated.any() else Reason.ALL_MISSING
        return _undefined(reason, n_items, n_criteria, places, first)
    prior = prior or AnyWeights()
    given = means[rated]
    simplex = corners(prior, n_criteria)
    if simplex is not None and is_tractable(given) and not pairwise:
        ranks, carried, mean_weights = _exactly(given, simplex, places)
    else:
        ranks, carried, mean_weights = _sampled(given, prior, places, replicates, seed, pairwise)
    return _assembled(given, ranks, carried, mean_weights, rated, first)


def _undefined(reason: Reason, n_items: int, n_criteria: int, places: tuple[int, ...], first: int | None) -> Smaa:
    nothing = np.full((n_items, n_criteria), np.nan)
    acceptability = np.full((n_items, n_items), np.nan)[:, :first]
    ranks = RankDistribution.none(reason, places, n_items)
    return Smaa(acceptability, nothing, nothing[:, 0], np.full(n_criteria, np.nan), ranks, False, reason)


def _exactly(means: F64, simplex: F64, places: tuple[int, ...]) -> tuple[RankDistribution, F64, F64]:
    """The ranks, the sum of the weights that make each item first, and the mean weights."""
    found = areas(means, simplex)
    p_top = reached_within(found.histogram, places)
    ranks = RankDistribution(
        places, p_top, quantiles(found.histogram), found.expected_rank, found.histogram, 1, exact=True
    )
    return ranks, found.carried, found.mean_weights


def _sampled(
    means: F64, prior: Prior, places: tuple[int, ...], n: int, seed: int, pairwise: bool
) -> tuple[RankDistribution, F64, F64]:
    """The same over weights drawn at random."""
    rng = np.random.Generator(np.random.PCG64(seed))
    weights = sampled_weights(prior, means.shape[1], n, rng)
    totals = totals_under(means, weights)
    orders = counted(totals, places, rng, drop=False, carry=weights)
    ranks = distribution(orders, places, totals.resolution, histogram=True)
    if pairwise:
        ranks = replace(ranks, p_better=p_better(totals, drop=False))
    return ranks, orders.carried / n, weights.mean(axis=0)


def _assembled(
    means: F64, ranks: RankDistribution, carried: F64, mean_weights: F64, rated: Bool, first: int | None
) -> Smaa:
    """Everything by item, those without a mean included."""
    n_first = carried.sum(axis=1, keepdims=True)  # weights sum to 1
    central = np.divide(carried, n_first, out=np.full(carried.shape, np.nan), where=n_first > 0)
    ranks = ranks.among(rated)
    acceptability = np.full((len(rated), len(rated)), np.nan)
    if ranks.histogram is None:
        acceptability = acceptability[:, :0]
    else:
        acceptability[rated] = (ranks.histogram / ranks.n_replicates)[rated]
    by_item = np.full((len(rated), carried.shape[1] + 1), np.nan)
    by_item[rated] = np.column_stack([central, _first_under_own(means, central)])
    return Smaa(acceptability[:, :first], by_item[:, :-1], by_item[:, -1], mean_weights, ranks, ranks.exact)


def _first_under_own(means: F64, central: F64) -> F64:
    """Whether each item is first under its own central weights, ties sharing; NaN where it has none."""
    confidence = np.full(len(means), np.nan)
    own = np.flatnonzero(~np.isnan(central[:, 0]))
    present = ~np.isnan(means)
    answered = central[own] @ present.T
    sums, nothing = central[own] @ np.where(present, means, 0.0).T, np.full(answered.shape, -np.inf)
    totals = np.divide(sums, answered, out=nothing, where=answered > 0)
    best = totals >= totals.max(axis=1, keepdims=True) - GRAIN * np.nanmax(np.abs(means))
    confidence[own] = best[np.arange(len(own)), own] / best.sum(axis=1)
    return confidence


@dataclass(frozen=True, slots=True)
class TotalsUnder:
    """The totals of N items under B vectors of weights, as levels. All sums are whole and exact in float64.

    `weights[B, C]` are whole, `steps[N, C]` the mean marks on a grid, `sizes[N, C]` is `1 / stretch` where there is
    one.
    """

    weights: F64
    steps: F64
    sizes: F64
    resolution: float

    @property
    def n_items(self) -> int:
        return len(self.steps)

    @property
    def n_replicates(self) -> int:
        return len(self.weights)

    def arranged(self, order: I64) -> Levels:
        """The levels with the items in this order."""
        return partial(self._totals, self.steps[order].T, self.sizes[order].T, self.sizes.max())

    def _totals(self, steps: F64, sizes: F64, one: float, a: int, b: int) -> F64:
        sums: F64 = self.weights[a:b] @ steps
        answered: F64 = self.weights[a:b] @ sizes
        np.maximum(answered, one, out=answered)  # no weight on what it was asked: 0 / 1
        sums /= answered
        return sums


def totals_under(means: F64, weights: F64) -> TotalsUnder:
    """Mean marks `means[N, C]` (NaN: none) under each of `weights[B, C]`, over the criteria that have a mean."""
    present = ~np.isnan(means)
    laid = grid(means, present, FINEST)
    most = 2 ** level_bits(len(means)) - 1
    lift = 2 * ceil(laid.top / most) + 1  # so that the lowest total is a level of its own, above none
    stretch = 2.0 ** floor(log2(most / (laid.top + lift)))
    whole = np.rint(weights * _WEIGHT_STEPS)
    steps = laid.steps + lift * present
    return TotalsUnder(whole, steps, present / stretch, laid.unit * max(1.0, 1 / stretch))
