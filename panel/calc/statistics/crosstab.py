"""Two rounds of the same members as a table of who went where, and what it says of the stability of an item."""

import numpy as np
from scipy.special import chdtrc

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Stat


def crosstab(first: I64, second: I64, n_levels: int) -> I64:
    """How many pairs went from level to level, [K, K], rows by `first[n]`; levels are counted from 0.

    Raises ValueError for sides of different length or a level beyond the table.
    """
    if first.shape != second.shape:
        raise ValueError("a pair has two sides")
    both = np.concatenate([first, second])
    if ((both < 0) | (both >= n_levels)).any():
        raise ValueError("a level beyond the table")
    return np.bincount(first * n_levels + second, minlength=n_levels**2).reshape(n_levels, n_levels)


def unchanged(table: I64) -> Stat:
    """The share of pairs on the diagonal, 0 to 1; None for none (all_missing)."""
    n = int(table.sum())
    return Stat(float(np.trace(table) / n), n) if n else Stat.none(Reason.ALL_MISSING)


def net_change(table: I64) -> Stat:
    """Half of what the two histograms differ by, as a share of the pairs, 0 to 1; None for none (all_missing).

    Blind to members who change places. Below .15 an item counts as stable: Scheibe, Skutsch & Schofer 1975.
    """
    n = int(table.sum())
    if not n:
        return Stat.none(Reason.ALL_MISSING)
    return Stat(float(np.abs(table.sum(axis=0) - table.sum(axis=1)).sum() / (2 * n)), n)


def goodman_kruskal_lambda(table: I64) -> Stat:
    """By how much knowing the first answer betters a guess of the second, 0 to 1 (Goodman & Kruskal 1954).

    None: all_missing, no_variation (all gave the same second answer).
    """
    n, commonest = int(table.sum()), int(table.sum(axis=0).max(initial=0))
    if not n:
        return Stat.none(Reason.ALL_MISSING)
    if commonest == n:
        return Stat.none(Reason.NO_VARIATION, n)
    return Stat(float((table.max(axis=1).sum() - commonest) / (n - commonest)), n)


def individual_chi2(table: I64) -> tuple[Stat, int]:
    """Pearson's chi-square of who went where, with p, and its degrees of freedom (Chaffin & Talley 1980).

    Large where members kept to their answers; rough with small cells. Levels nobody used are left out. None:
    all_missing, no_variation (one level in a round).
    """
    return _pearson(table.astype(np.float64))


def group_chi2(table: I64) -> tuple[Stat, int]:
    """Chi-square of the two histograms as if they were of different people, with p (Dajani, Sincoff & Talley 1979).

    Pairs are not independent, so this is too cautious; `marginal_homogeneity` is the paired test. None as above.
    """
    return _pearson(np.stack([table.sum(axis=1), table.sum(axis=0)]).astype(np.float64))


def _pearson(table: F64) -> tuple[Stat, int]:
    used = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n = used.sum()
    if min(used.shape) < 2:
        return Stat.none(Reason.NO_VARIATION if n else Reason.ALL_MISSING, int(n)), 0
    df = (used.shape[0] - 1) * (used.shape[1] - 1)
    expected = np.outer(used.sum(axis=1), used.sum(axis=0)) / n
    chi2 = float(((used - expected) ** 2 / expected).sum())
    return Stat(chi2, int(n), p=float(chdtrc(df, chi2))), df
