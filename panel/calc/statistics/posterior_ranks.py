"""The ranks of estimates with normal errors, some of them shared: what the funding line needs of adjusted scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.levels import F32, level_bits
from panel.calc.statistics.orders import Levels, counted
from panel.calc.statistics.rank_distribution import RankDistribution, counting_from_one, distribution

_REACH: Final = 8.0
"""Standard deviations beyond which no draw is told from another."""
_NORMAL_STEPS: Final = 2**16
_FACTOR_STEPS: Final = 2**20


def posterior_ranks(
    effect: F64,
    own: F64,
    shared: F64,
    *,
    seed: int,
    places: Sequence[int] = (),
    replicates: int = 10_000,
) -> RankDistribution:
    """Ranks of N items whose effects are known up to normal errors with covariance `diag(own) + shared @ shared.T`.

    `effect[N]`, higher is better, NaN none; `own[N]` variances; `shared[N, K]`, as `severity_mixed.Posterior` holds
    them. Reasons for none: all_missing, one_item. Raises ValueError for counts below 1. Laird & Louis 1989.
    """
    places = counting_from_one(places, replicates)
    known: Bool = ~np.isnan(effect)
    if known.sum() < 2:
        reason = Reason.ONE_ITEM if known.any() else Reason.ALL_MISSING
        return RankDistribution.none(reason, places, len(effect))
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = _drawn(effect[known], own[known], shared[known], replicates, rng)
    orders = counted(drawn, places, rng, drop=False)
    return distribution(orders, places, drawn.resolution, histogram=True).among(known)


@dataclass(frozen=True, slots=True)
class DrawnEffects:
    """Effects drawn B times, as levels: `level[N]` is that of the estimate, `spread[N]` what one standard deviation of
    the own error adds, `shares[K, N]` what the errors in `common[B, K]` do. Products are of whole numbers and exact."""

    level: F64
    spread: F64
    shares: F64
    alone: F32
    common: F64
    unit: float
    resolution: float

    @property
    def n_items(self) -> int:
        return len(self.level)

    @property
    def n_replicates(self) -> int:
        return len(self.alone)

    def arranged(self, order: I64) -> Levels:
        """The levels with the items in this order; whose own error is which makes no difference."""
        return partial(self._levels, self.level[order], self.spread[order], self.shares[:, order])

    def _levels(self, level: F64, spread: F64, shares: F64, a: int, b: int) -> F64:
        drawn = level + self.alone[a:b] * spread + (self.common[a:b] @ shares) * self.unit
        return drawn.clip(1, 2 ** level_bits(self.n_items) - 1)


def _drawn(effect: F64, own: F64, shared: F64, n: int, rng: np.random.Generator) -> DrawnEffects:
    alone = rng.standard_normal((n, len(effect)), dtype=np.float32)
    common = np.rint(rng.standard_normal((n, shared.shape[1])) * _NORMAL_STEPS)
    sd = np.sqrt(own + (shared**2).sum(axis=1))
    lowest, highest = (effect - _REACH * sd).min(), (effect + _REACH * sd).max()
    scale = (2 ** level_bits(len(effect)) - 2) / (float(highest - lowest) or 1.0)
    largest = float(np.abs(shared).max(initial=0.0)) or 1.0
    shares = np.rint(shared.T * (_FACTOR_STEPS / largest))
    unit = scale * largest / _FACTOR_STEPS / _NORMAL_STEPS
    level = 1 + (effect - lowest) * scale
    return DrawnEffects(level, np.sqrt(own) * scale, shares, alone, common, unit, 1 / scale)
