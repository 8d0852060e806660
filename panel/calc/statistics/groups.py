"""Where stakeholder groups part: centres of each, tests of every proposal, and what one loves and another does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool, Stat
from panel.calc.statistics.averages import member_means
from panel.calc.statistics.kruskal import PERMUTED_BELOW, kruskal, permuted_p
from panel.calc.statistics.mann_whitney import mann_whitney
from panel.calc.statistics.multiplicity import benjamini_hochberg
from panel.calc.statistics.quantiles import quantiles
from panel.calc.statistics.ranks import mid_ranks

LEAST_SHOWN: Final = 3
LOVED_STEPS: Final = 2.0
LOVED_BELOW: Final = 0.10


@dataclass(frozen=True, slots=True)
class Loved:
    """A proposal whose median in the group `by` is two steps or more above that in `not_by`; places, not names."""

    item: int
    by: int
    not_by: int


@dataclass(frozen=True, slots=True)
class Groups:
    """G groups on N proposals; NaN in an array where a group has fewer than three scores of a proposal.

    `names[G]` are sorted, `n[G, N]` counts scores; `median`, `q1`, `q3` and `mean` [G, N] on the scale. `pairs[P]` are
    two groups each, `delta[P, N]` Cliff's delta of the first against the second (-1 to 1). `p[N]` is Kruskal and
    Wallis's over the groups shown, by 10,000 permutations where one of them has fewer than five scores, `p_adjusted`
    Benjamini and Hochberg's over the proposals; `epsilon_squared` and `eta_squared` [N] the shares of the variance of
    ranks and of scores between the groups. `orders[P]` are Spearman's correlations of the groups' mean orders.
    """

    names: tuple[str, ...]
    n: I64
    median: F64
    q1: F64
    q3: F64
    mean: F64
    pairs: tuple[tuple[int, int], ...]
    delta: F64
    p: F64
    p_adjusted: F64
    epsilon_squared: F64
    eta_squared: F64
    orders: tuple[Stat, ...]
    loved: tuple[Loved, ...]


def groups(y: F64, mask: Bool, labels: Sequence[str | None], scale: Scale, *, seed: int = 0) -> Groups:
    """How the groups `labels[R]` (None: of no group) scored `y[R, N]`.

    Nothing is said of fewer than three scores: it would tell who gave them. `loved` lists the proposals with medians
    two steps apart and an adjusted p below .10. Raises ValueError for another number of labels.
    """
    if len(labels) != len(y):
        raise ValueError("a group, or None, for every member")
    names = tuple(sorted({label for label in labels if label is not None}))
    members = np.array([[label == name for label in labels] for name in names], dtype=np.bool_)
    members = members.reshape(len(names), len(y))
    given, grain = np.where(mask, y, np.nan), GRAIN * scale.width
    n = members.astype(np.int64) @ mask
    centres = _centres(given, members, n)
    test = kruskal(given, members, grain, least=LEAST_SHOWN)
    p = _p_values(given, members, n, test.p, grain, seed)
    adjusted = benjamini_hochberg(p)
    pairs = tuple(combinations(range(len(names)), 2))
    return Groups(
        names,
        n,
        *centres,
        pairs,
        _deltas(given, members, n, pairs, grain),
        p,
        adjusted,
        test.epsilon_squared,
        test.eta_squared,
        tuple(order_correlation(centres[3][one], centres[3][other], grain) for one, other in pairs),
        _loved(centres[0], adjusted, pairs, grain),
    )


@dataclass(frozen=True, slots=True)
class PairTests:
    """Mann and Whitney's test of every two groups on every proposal, [P, N] in the order of `Groups.pairs`.

    `p_adjusted` is Benjamini and Hochberg's over the whole table. NaN where either has fewer than three scores.
    """

    p: F64
    p_adjusted: F64


def pair_tests(y: F64, mask: Bool, labels: Sequence[str | None], scale: Scale) -> PairTests:
    """The tests of every two groups, arguments as `groups`; after Kruskal and Wallis's, to say which two differ."""
    names = sorted({label for label in labels if label is not None})
    rows = [np.flatnonzero([label == name for label in labels]) for name in names]
    given = np.where(mask, y, np.nan)
    p = np.full((len(names) * (len(names) - 1) // 2, y.shape[1]), np.nan)
    for pair, (one, other) in enumerate(combinations(rows, 2)):
        for item in range(y.shape[1]):
            test = mann_whitney(given[one, item], given[other, item], grain=GRAIN * scale.width)
            if min(test.n) >= LEAST_SHOWN and test.p is not None:
                p[pair, item] = test.p
    return PairTests(p, benjamini_hochberg(p))


def order_correlation(one: F64, other: F64, grain: float) -> Stat:
    """Spearman's correlation of two values of each of N proposals, over those that have both (NaN is none).

    None: n_lt_3 (fewer than three such proposals), no_variation (one side is all equal).
    """
    both = ~(np.isnan(one) | np.isnan(other))
    n = int(both.sum())
    if n < LEAST_SHOWN:
        return Stat.none(Reason.N_LT_3, n)
    ranks = [mid_ranks(side[both], grain, ascending=True) - (n + 1) / 2 for side in (one, other)]
    squares = (ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1])
    return Stat(float(ranks[0] @ ranks[1] / np.sqrt(squares)), n) if squares else Stat.none(Reason.NO_VARIATION, n)


def _centres(given: F64, members: Bool, n: I64) -> tuple[F64, F64, F64, F64]:
    """Median, quartiles and mean of each group, [G, N]."""
    found = np.full((4, *n.shape), np.nan)
    for group, own in enumerate(members):
        q1, median, q3 = quantiles(given[own])
        found[:, group] = median, q1, q3, member_means(given[own])
    found[:, n < LEAST_SHOWN] = np.nan
    median, q1, q3, mean = found
    return median, q1, q3, mean


def _p_values(given: F64, members: Bool, n: I64, p: F64, grain: float, seed: int) -> F64:
    """P-values, by permutation where one of the groups compared is too small for chi-square."""
    small = ((n >= LEAST_SHOWN) & (n < PERMUTED_BELOW)).any(axis=0) & ~np.isnan(p)
    found = p.copy()
    found[small] = permuted_p(given[:, small], members, grain, least=LEAST_SHOWN, seed=seed)
    return found


def _deltas(given: F64, members: Bool, n: I64, pairs: Sequence[tuple[int, int]], grain: float) -> F64:
    """Cliff's delta of every pair on every proposal, from rank sums, [P, N]."""
    deltas = np.full((len(pairs), n.shape[1]), np.nan)
    for pair, (one, other) in enumerate(pairs):
        pooled = np.where((members[one] | members[other])[:, None], given, np.nan)
        sums = np.nansum(mid_ranks(pooled.T, grain, ascending=True)[:, members[one]], axis=1)
        shown = np.minimum(n[one], n[other]) >= LEAST_SHOWN
        n1, n2 = n[one, shown], n[other, shown]
        deltas[pair, shown] = 2 * (sums[shown] - n1 * (n1 + 1) / 2) / (n1 * n2) - 1
    return deltas


def _loved(median: F64, adjusted: F64, pairs: Sequence[tuple[int, int]], grain: float) -> tuple[Loved, ...]:
    """What one group of a pair loves and the other does not, by proposal."""
    found = []
    for item in np.flatnonzero(adjusted < LOVED_BELOW).tolist():
        for one, other in pairs:
            apart = median[one, item] - median[other, item]
            if abs(apart) >= LOVED_STEPS - grain:
                found.append(Loved(item, one, other) if apart > 0 else Loved(item, other, one))
    return tuple(found)
