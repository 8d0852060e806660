"""Did the answers of the panel shift between two rounds? Paired tests of a table of who went where."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import bdtr, chdtrc

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import I64, Stat

EXACT_BELOW: Final = 25
_NOISE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class McNemar:
    """The test of `n_discordant` pairs that crossed a cut, `up` of them from below to above.

    `chi2` and `corrected` (for continuity) carry their p on one degree of freedom and are None where nobody crossed
    (no_changes); `p_exact` is the two-sided binomial one, 1 where nobody did.
    """

    n_discordant: int
    up: int
    chi2: Stat
    corrected: Stat
    p_exact: float

    @property
    def p(self) -> float:
        """The p-value to report: exact for fewer than 25 discordant pairs, else of the chi-square."""
        return self.p_exact if self.chi2.p is None or self.n_discordant < EXACT_BELOW else self.chi2.p


def mcnemar(table: I64) -> McNemar:
    """Whether as many crossed the cut upwards as downwards, `table[2, 2]` with rows by the first round.

    Raises ValueError for a table of another shape. McNemar 1947; Edwards 1948 for the correction.
    """
    if table.shape != (2, 2):
        raise ValueError("a cut leaves two sides")
    up, down = int(table[0, 1]), int(table[1, 0])
    n = up + down
    if n == 0:
        none = Stat.none(Reason.NO_CHANGES)
        return McNemar(0, 0, none, none, 1.0)
    plain, corrected = ((max(abs(up - down) - less, 0) ** 2 / n) for less in (0, 1))
    p_exact = min(1.0, 2 * float(bdtr(min(up, down), n, 0.5)))
    return McNemar(n, up, _chi2(plain, n, 1), _chi2(corrected, n, 1), p_exact)


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Stuart and Maxwell's and Bhapkar's tests on `df` degrees of freedom, each with its p.

    Both None without pairs (all_missing) or moves (no_changes); Bhapkar's also where it would be infinite
    (no_denominator): every single pair moved, and alike.
    """

    df: int
    stuart_maxwell: Stat
    bhapkar: Stat


def marginal_homogeneity(table: I64) -> Homogeneity:
    """Whether the two rounds have the same histogram, members paired: `table[K, K]`, rows by the first round.

    Levels between which nobody moved tell nothing: the inverse is a generalised one and `df` is the rank of the
    covariance, K - 1 where moves link all levels. Stuart 1955; Maxwell 1970; Bhapkar 1966.
    """
    n = int(table.sum())
    moves = (table + table.T).astype(np.float64)
    np.fill_diagonal(moves, 0.0)
    covariance = np.diag(moves.sum(axis=1)) - moves
    df = int(np.linalg.matrix_rank(covariance, hermitian=True)) if n else 0
    if df == 0:
        none = Stat.none(Reason.NO_CHANGES if n else Reason.ALL_MISSING, n)
        return Homogeneity(0, none, none)
    shift = (table.sum(axis=1) - table.sum(axis=0)).astype(np.float64)
    chi2 = float(shift @ np.linalg.pinv(covariance, hermitian=True) @ shift)
    rest = 1 - chi2 / n
    bhapkar = _chi2(chi2 / rest, n, df) if rest > _NOISE else Stat.none(Reason.NO_DENOMINATOR, n)
    return Homogeneity(df, _chi2(chi2, n, df), bhapkar)


def _chi2(value: float, n: int, df: int) -> Stat:
    return Stat(value, n, p=float(chdtrc(df, value)))
