"""Both at once: the members drawn anew and the weights among those held possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.bootstrap import bootstrap
from panel.calc.statistics.levels import EXACT_IN_F32, F32, grid, level_bits
from panel.calc.statistics.orders import Levels, counted
from panel.calc.statistics.rank_distribution import RankDistribution, counting_from_one, distribution
from panel.calc.statistics.resampling import Draws, drawn, rarely_unrated, rated_and_sitting, strata_of, undefined
from panel.calc.statistics.weight_priors import AnyWeights, Prior, sampled_weights

_ROUNDING: Final = 1e-5
"""More than float32 rounds a weighted sum, so that the highest total stays within the bits of a key."""


def joint(
    values: F64,
    *,
    seed: int,
    prior: Prior | None = None,
    places: Sequence[int] = (),
    replicates: int = 10_000,
    draws: Draws = "R-1",
    strata: Sequence[object] | None = None,
    histogram: bool = True,
) -> RankDistribution:
    """Ranks of the items by `replicates` panels drawn with replacement, each with weights drawn from `prior`.

    `values[R, N, C]` are the marks on one scale, higher is better, NaN none. In every replicate a criterion's mean is
    taken over the members drawn who marked it, the total over the criteria that have a mean: as SMAA does, and with
    complete sheets as the tally does. Everything else is as for `bootstrap`, whose reasons hold too.
    """
    places = counting_from_one(places, replicates)
    mask = ~np.isnan(values)
    marked: Bool = np.any(mask, axis=2)
    rated, sitting = rated_and_sitting(marked)
    if reason := undefined(rated, sitting):
        return RankDistribution.none(reason, places, values.shape[1])
    kept = None if strata is None else [group for group, sits in zip(strata, sitting, strict=True) if sits]
    groups = strata_of(kept, int(sitting.sum()))
    rng = np.random.Generator(np.random.PCG64(seed))
    counts = drawn(groups, draws, replicates, rng)
    weights = sampled_weights(prior or AnyWeights(), values.shape[2], replicates, rng)
    panels = weighed_panels(values[np.ix_(sitting, rated)], counts, weights)
    drop = rarely_unrated(marked[np.ix_(sitting, rated)], groups, draws)
    orders = counted(panels, places, rng, drop=drop)
    if not orders.n_kept:
        return RankDistribution.none(Reason.TOO_FEW_RATINGS, places, values.shape[1])
    return distribution(orders, places, panels.resolution, histogram=histogram).among(rated)


def confidence_factors(values: F64, central: F64, *, seed: int, replicates: int = 2_000) -> F64:
    """How sure the panel's scores make an item first under its own central weights: P(rank 1) over panels drawn, [N].

    `values[R, N, C]` as in `joint`, `central[N, C]` from `smaa`; NaN for an item without central weights.
    Lahdelma & Salminen 2001.
    """
    result = np.full(len(central), np.nan)
    mask = ~np.isnan(values)
    for item in np.flatnonzero(~np.isnan(central[:, 0])):
        answered = mask @ central[item]
        total = np.where(mask, values, 0.0) @ central[item]
        y = np.divide(total, answered, out=np.full(total.shape, np.nan), where=answered > 0)
        found = bootstrap(y, answered > 0, seed=seed, places=(1,), replicates=replicates, histogram=False)
        result[item] = found.p_top[0, item]
    return result


@dataclass(frozen=True, slots=True)
class WeighedPanels:
    """The totals of many panels, each under its own weights, as levels.

    `counts[B, R]` tells how often each member sits, `weights[B, C]` what each criterion counts,
    `steps[C, R, N]` are the marks on the grid and `numbers[M, R, N]` the different patterns of gaps, of which
    criterion c has `pattern[c]`; `shrink` stretches totals over the bits of a key. Sums over members are whole and
    exact; what follows is done cell by cell.
    """

    counts: F32
    weights: F32
    steps: F32
    numbers: F32
    pattern: tuple[int, ...]
    shrink: np.float32
    resolution: float

    @property
    def n_items(self) -> int:
        return int(self.steps.shape[2])

    @property
    def n_replicates(self) -> int:
        return len(self.counts)

    def arranged(self, order: I64) -> Levels:
        """The levels with the items in this order."""
        return partial(self._totals, self.steps[:, :, order], self.numbers[:, :, order])

    def _totals(self, steps: F32, numbers: F32, a: int, b: int) -> F32:
        """Weighted means of the criteria's means; a criterion without a mean does not count."""
        counts, total = self.counts[a:b], np.zeros((b - a, self.n_items), dtype=np.float32)
        sizes = [counts @ marked for marked in numbers]
        missed = [bool((size == 0).any()) for size in sizes]
        answered = np.zeros((b - a, self.n_items if any(missed) else 1), dtype=np.float32)
        mean = np.empty_like(total)
        for criterion, own in enumerate(steps):
            weight, which = self.weights[a:b, criterion, None], self.pattern[criterion]
            np.matmul(counts, own, out=mean)
            np.divide(mean, np.maximum(sizes[which], 1) if missed[which] else sizes[which], out=mean)
            total += np.multiply(mean, weight, out=mean)
            answered += weight * (sizes[which] > 0) if missed[which] else weight
        answered *= self.shrink
        return np.divide(total, np.where(answered > 0, answered, 1), out=total)


def weighed_panels(values: F64, counts: I64, weights: F64) -> WeighedPanels:
    """Lay marks out so that the sums over members of every panel are exact in float32."""
    mask = ~np.isnan(values)
    n_seats, most = int(counts[0].sum()), 2 ** level_bits(values.shape[1]) - 1
    laid = grid(values, mask, min((EXACT_IN_F32 - 1) // n_seats, most // 2))
    by_criterion = np.moveaxis(mask, 2, 0)
    patterns: dict[bytes, int] = {}
    pattern = tuple(patterns.setdefault(own.tobytes(), len(patterns)) for own in by_criterion)
    numbers = np.array([by_criterion[pattern.index(number)] for number in range(len(patterns))], dtype=np.float32)
    steps = np.ascontiguousarray(np.moveaxis(laid.steps, 2, 0), dtype=np.float32)
    shrink = np.float32(laid.top / (most * (1 - _ROUNDING)))
    resolution = laid.unit * max(float(shrink), laid.top / EXACT_IN_F32)
    seats, weighing = counts.astype(np.float32), weights.astype(np.float32)
    return WeighedPanels(seats, weighing, steps, numbers, pattern, shrink, resolution)
