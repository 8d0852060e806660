"""Kendall's W: do the members put the proposals in the same order, whatever the height of their marks?"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool, Stat
from panel.calc.statistics.connectivity import scored
from panel.calc.statistics.ranks import mid_ranks, min_ranks, own_grain

_FEWEST_ITEMS = 3
_NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class KendallW:
    """Concordance `w` (0 none, 1 the same order; `w.n` proposals, `w.p` from F) of `n_raters` members, with its tests.

    `rank_sums[N]` are sums of places, 1 being the lowest; NaN for a proposal left out because a member did not score
    it. All None where `w` is. `f` is None, and `p_f` 0, where W is 1. The chi-square is rough below eight proposals.
    """

    w: Stat
    n_raters: int
    rank_sums: F64
    chi2: float | None = None
    df: int | None = None
    p_chi2: float | None = None
    f: float | None = None
    df1: float | None = None
    df2: float | None = None

    @property
    def p_f(self) -> float | None:
        """The p-value of F, which is the one to report."""
        return self.w.p


def kendall_w(y: F64, mask: Bool, *, tie_correction: bool = True) -> KendallW:
    """W of `y[R, N]` over the proposals that every member with a score has scored; `kendall_w_missing` uses them all.

    `W = (12 sum R_i^2 - 3 m^2 n (n+1)^2) / (m^2 (n^3 - n) - m sum T_r)` on mid-ranks, in whole numbers throughout,
    so it is never negative. `chi2 = m (n-1) W`; `F = (m-1) W / (1-W)` on n-1-2/m and (m-1) times as many degrees of
    freedom. None: all_missing, one_rater, one_item, n_lt_3 (two proposals), too_few_ratings (fewer than three scored
    by all), no_variation. Kendall & Babington Smith 1939; Legendre 2005.
    """
    raters, items = scored(mask)
    complete = items & mask[raters].all(axis=0)
    table = y[raters][:, complete]
    m, n = table.shape
    sums = np.full(mask.shape[1], np.nan)
    if (reason := _undefined(m, n, int(items.sum()))) is not None:
        return KendallW(Stat.none(reason, n), m, sums)
    doubled = np.rint(2 * mid_ranks(table, own_grain(table), ascending=True)).astype(np.int64)
    if (doubled == n + 1).all():
        return KendallW(Stat.none(Reason.NO_VARIATION, n), m, sums)
    sums[complete] = doubled.sum(axis=0) / 2
    return _tested(_concordance(doubled, tie_correction), m, n, sums)


def _undefined(m: int, n: int, n_scored: int) -> Reason | None:
    if m == 0:
        return Reason.ALL_MISSING
    if m == 1:
        return Reason.ONE_RATER
    if n_scored < _FEWEST_ITEMS:
        return Reason.ONE_ITEM if n_scored == 1 else Reason.N_LT_3
    return Reason.TOO_FEW_RATINGS if n < _FEWEST_ITEMS else None


def _concordance(doubled: I64, tie_correction: bool) -> float:
    """W from twice the places, [m, n], as one quotient of whole numbers."""
    m, n = doubled.shape
    squares = sum(total * total for total in doubled.sum(axis=0).tolist())
    ties = sum(_ties(places) for places in doubled) if tie_correction else 0
    return float((3 * squares - 3 * m * m * n * (n + 1) ** 2) / (m * m * (n**3 - n) - m * ties))


def _ties(places: I64) -> int:
    shared = np.unique(places, return_counts=True)[1]
    return int((shared**3 - shared).sum())


def _tested(w: float, m: int, n: int, sums: F64) -> KendallW:
    chi2 = m * (n - 1) * w
    f = (m - 1) * w / (1 - w) if w < 1 else None
    df1 = n - 1 - 2 / m
    df2 = (m - 1) * df1
    p = 0.0 if f is None else float(fdtrc(df1, df2, f))
    return KendallW(Stat(w, n, p=p), m, sums, chi2, n - 1, float(chdtrc(n - 1, chi2)), f, df1, df2)


def kendall_w_missing(y: F64, mask: Bool, *, permutations: int = 0, seed: int = 0) -> Stat:
    """W of all proposals that somebody scored, `y[R, N]` with gaps: `(1 + rho (k - 1)) / k`.

    `rho` is the mean Spearman correlation of pairs of members on the proposals both scored, weighted by their number
    less one (pairs that share fewer than two, or where one gave all of them the same, say nothing and are left out),
    `k` the mean number of scores of a proposal. Sparse tables can give a value below 0. With `permutations`, p is the
    share of tables as concordant as this one when every member's scores are dealt anew among the proposals they
    scored; PCG64(seed). None: all_missing, one_rater, one_item, n_lt_3, no_variation, too_few_ratings (no two
    members share two proposals). Kendall 1962; Taylor 1987; Brueckl 2011.
    """
    raters, items = scored(mask)
    kept = mask[np.ix_(raters, items)]
    m, n = kept.shape
    if (reason := _undefined(m, n, n)) is not None:
        return Stat.none(reason, n)
    table = np.where(kept, y[np.ix_(raters, items)], np.nan)
    grain = own_grain(table)
    rho = _mean_correlation(table, grain)
    if rho is None:
        overlaps = np.triu(kept.astype(np.int64) @ kept.T, 1)
        return Stat.none(Reason.NO_VARIATION if overlaps.max() > 1 else Reason.TOO_FEW_RATINGS, n)
    k = kept.sum() / n
    p = _permuted_p(table, grain, rho, permutations, seed) if permutations else None
    return Stat(float((1 + rho * (k - 1)) / k), n, p=p)


def _mean_correlation(table: F64, grain: float) -> float | None:
    """The weighted mean of the pairs' Spearman correlations; None where no pair has one.

    Places among the proposals two members share follow from counting the shared ones along each member's own order,
    so that every member is sorted once. Doubled and centred places are whole numbers: the sums are exact.
    """
    mask = ~np.isnan(table)
    first = min_ranks(table, grain, ascending=True) - 1
    last = np.where(mask, 2 * mid_ranks(table, grain, ascending=True) - 2, 2 * first).astype(np.int64) - first
    order = np.argsort(first, axis=-1, kind="stable")
    total = weights = 0.0
    for one in range(len(table) - 1):
        shared = mask[one] & mask[one + 1 :]
        own, other = (
            _places(shared, order[some], first[some], last[some])
            for some in (slice(one, one + 1), slice(one + 1, None))
        )
        spread = np.sqrt(np.square(own).sum(axis=1) * np.square(other).sum(axis=1))
        told = spread > 0
        weight = shared.sum(axis=1)[told] - 1
        total += float(((own * other).sum(axis=1)[told] / spread[told] * weight).sum())
        weights += float(weight.sum())
    return total / weights if weights > 0 else None


def _places(shared: Bool, order: I64, first: I64, last: I64) -> F64:
    """Twice the mid-ranks among the shared proposals less their mean, 0 elsewhere, [pairs, N].

    `order` is the member's own, `first` and `last` where each proposal's group of equals begins and ends in it; one
    row for each pair, or one for all.
    """
    before = np.zeros((shared.shape[0], shared.shape[1] + 1))
    np.take_along_axis(shared, order, axis=1).cumsum(axis=1, out=before[:, 1:])
    begins = np.take_along_axis(before, first, axis=1)
    ends = np.take_along_axis(before, last + 1, axis=1)
    return np.where(shared, begins + ends - before[:, -1:], 0.0)


def _permuted_p(table: F64, grain: float, rho: float, permutations: int, seed: int) -> float:
    rng = np.random.Generator(np.random.PCG64(seed))
    mask = ~np.isnan(table)
    dealt = table.copy()
    as_concordant = 0
    for _ in range(permutations):
        for member, where in enumerate(mask):
            dealt[member, where] = rng.permutation(table[member, where])
        drawn = _mean_correlation(dealt, grain)
        as_concordant += drawn is not None and drawn >= rho - _NOISE
    return (1 + as_concordant) / (1 + permutations)
