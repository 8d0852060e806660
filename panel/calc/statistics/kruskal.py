"""Do any of several groups score differently? Kruskal and Wallis's test of many proposals at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtrc

from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.ranks import mid_ranks

PERMUTED_BELOW: Final = 5
_NOISE: Final = 1e-9
_CELLS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Kruskal:
    """The test of each of N proposals, an array each; NaN where the test does not exist.

    `n` scores were compared, in one group more than `df` (0: nothing to compare). `h` is corrected for ties, `p` is 1
    where all scores are equal, while h and the shares do not exist. `epsilon_squared` = h / (n - 1) is the share of
    the variance of the ranks that lies between the groups, `eta_squared` that of the scores, both 0 to 1.
    """

    n: I64
    df: I64
    h: F64
    p: F64
    epsilon_squared: F64
    eta_squared: F64


def kruskal(y: F64, groups: Bool, grain: float, *, least: int = 1) -> Kruskal:
    """The test of `y[R, N]` (NaN is none) with p from chi-square, `groups[G, R]` telling who is in which.

    Groups with fewer than `least` scores of a proposal are left out of its test, as are members of none. Scores
    within `grain` are equal. Kruskal & Wallis 1952; Tomczak & Tomczak 2014 for epsilon squared.
    """
    kept, sizes = _compared(y, groups, least)
    n, df = kept.sum(axis=0), np.maximum((sizes > 0).sum(axis=0) - 1, 0)
    epsilon = np.where(df > 0, _between(_ranks(y, kept, grain), kept, groups), np.nan)
    tied = (df > 0) & np.isnan(epsilon)
    eta = np.where(np.isnan(epsilon), np.nan, _between(y, kept, groups))
    h = epsilon * (n - 1)
    return Kruskal(n, df, h, np.where(tied, 1.0, chdtrc(np.maximum(df, 1), h)), epsilon, eta)


def permuted_p(y: F64, groups: Bool, grain: float, *, least: int = 1, permutations: int = 10_000, seed: int = 0) -> F64:
    """The p-value of each proposal when groups are dealt anew among those who scored it, [N]; arguments as `kruskal`.

    `(1 + as extreme) / (1 + permutations)`, PCG64(seed) begun anew for every make-up of groups, so that one
    proposal's p does not depend on the others. NaN where there are fewer than two groups to compare.
    """
    kept, sizes = _compared(y, groups, least)
    ranks = _ranks(y, kept, grain)
    p = np.full(y.shape[1], np.nan)
    makeups, makeup = np.unique(sizes, axis=1, return_inverse=True)
    for number, counts in enumerate(makeups.T):
        if (counts > 0).sum() < 2:
            continue
        alike = np.flatnonzero(makeup == number)
        rng = np.random.Generator(np.random.PCG64(seed))
        dealt = rng.permuted(np.tile(np.repeat(np.arange(len(counts)), counts), (permutations, 1)), axis=1)
        step = max(1, _CELLS // permutations)
        for items in (alike[at : at + step] for at in range(0, len(alike), step)):
            observed = _spread(groups.astype(np.float64) @ np.where(kept, ranks, 0.0)[:, items], counts)
            given = ranks.T[items][kept.T[items]].reshape(len(items), -1).T
            drawn = sum((((dealt == group) @ given) ** 2) / size for group, size in enumerate(counts) if size)
            p[items] = (1 + (drawn >= observed * (1 - _NOISE)).sum(axis=0)) / (1 + permutations)
    return p


def _spread(sums: F64, counts: I64) -> F64:
    """The sum over the groups of squared rank sums [G, N] over sizes [G], which grows with h."""
    spread: F64 = (sums[counts > 0] ** 2 / counts[counts > 0, None]).sum(axis=0)
    return spread


def _compared(y: F64, groups: Bool, least: int) -> tuple[Bool, I64]:
    """Which scores count, [R, N], and how many of each group, [G, N]: none of a group that is too small."""
    present = ~np.isnan(y)
    sizes = groups.astype(np.int64) @ present
    enough = sizes >= max(least, 1)
    return present & (groups.T.astype(np.int64) @ enough > 0), np.where(enough, sizes, 0)


def _ranks(y: F64, kept: Bool, grain: float) -> F64:
    """Mid-ranks of every proposal's scores among those that count, [R, N]."""
    return mid_ranks(np.where(kept, y, np.nan).T, grain, ascending=True).T


def _between(values: F64, kept: Bool, groups: Bool) -> F64:
    """The share of the variance of each proposal's values that lies between groups, [N]; NaN where there is none."""
    n, held = np.maximum(kept.sum(axis=0), 1), np.where(kept, values, 0.0)
    centred = np.where(kept, held - held.sum(axis=0) / n, 0.0)
    members = groups.astype(np.float64)
    sums, sizes = members @ centred, members @ kept
    inside = (sums**2 / np.maximum(sizes, 1)).sum(axis=0)
    total = (centred**2).sum(axis=0)
    shares: F64 = np.divide(inside, total, out=np.full(total.shape, np.nan), where=total > 0)
    return np.minimum(shares, 1.0)
