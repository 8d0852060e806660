"""Intraclass correlation: how far one member's total, or the panel's mean, says what another panel's would."""

from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np
from scipy.special import fdtrc, fdtri

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, Bool
from panel.calc.statistics.connectivity import scored
from panel.calc.statistics.ranks import own_grain

_UPPER: Final = 0.975
_FEWEST_DF: Final = 1e-6
"""Of fewer degrees of freedom F has no quantiles that a computer holds."""


@dataclass(frozen=True, slots=True)
class IccFigure:
    """One coefficient with the F test of none, its degrees of freedom and p, and its 95 % interval.

    None with a `reason` where it does not exist. A negative value is printed as at most 0. `f` is None, and `p` 0,
    where the members agree exactly. Test and interval exist for complete tables only.
    """

    value: float | None
    reason: Reason | None = None
    f: float | None = None
    df1: float | None = None
    df2: float | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Icc:
    """The coefficients of n proposals and k members; k, with gaps, is the harmonic mean of scores a proposal.

    `agreement` ICC(A,1) counts differences of severity against the panel, `consistency` ICC(C,1) does not, and
    `one_way` ICC(1) cannot tell them apart; `..._of_mean` are those of the mean of k members. The headline is
    `agreement_of_mean`.
    """

    n: int
    k: float
    one_way: IccFigure
    agreement: IccFigure
    consistency: IccFigure
    one_way_of_mean: IccFigure
    agreement_of_mean: IccFigure
    consistency_of_mean: IccFigure


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances of proposals, members and error, in squared scale units, as the mixed model gives them."""

    item: float
    rater: float
    resid: float


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a complete table of n proposals and k members."""

    n: int
    k: int
    items: float
    raters: float
    within: float
    error: float


def icc(y: F64, mask: Bool, variances: Variances | None = None) -> Icc:
    """The coefficients of totals `y[R, N]` where `mask`; members and proposals without any are left out.

    A complete table needs no `variances`: F tests and intervals of McGraw & Wong 1996 (Shrout & Fleiss 1979). With
    gaps the coefficients follow from `variances`, without tests, and those of one way do not exist
    (too_few_ratings, as all do without `variances`). None: all_missing, one_rater, one_item, no_variation.
    """
    raters, items = scored(mask)
    kept = mask[np.ix_(raters, items)]
    if (reason := _unfit(*kept.shape)) is not None:
        return _none(reason, kept)
    table = np.where(kept, y[np.ix_(raters, items)], np.nan)
    grain = own_grain(table)
    if np.nanmax(table) - np.nanmin(table) <= grain:
        return _none(Reason.NO_VARIATION, kept)
    if kept.all():
        return _complete(_squares(table, grain**2))
    return _none(Reason.TOO_FEW_RATINGS, kept) if variances is None else _incomplete(kept, variances)


def _unfit(n_raters: int, n_items: int) -> Reason | None:
    if n_raters == 0:
        return Reason.ALL_MISSING
    if n_raters == 1:
        return Reason.ONE_RATER
    return Reason.ONE_ITEM if n_items == 1 else None


def _none(reason: Reason, kept: Bool) -> Icc:
    return Icc(kept.shape[1], float(kept.shape[0]), *[IccFigure(None, reason)] * 6)


def _squares(table: F64, noise: float) -> _Squares:
    """Mean squares of `table[k, n]`, those of arithmetic noise being 0."""
    k, n = table.shape
    mean = table.mean()
    of_item, of_rater = table.mean(axis=0) - mean, table.mean(axis=1) - mean
    deviation = table - mean
    items = k * np.square(of_item).sum() / (n - 1)
    raters = n * np.square(of_rater).sum() / (k - 1)
    within = np.square(deviation - of_item).sum() / (n * (k - 1))
    error = np.square(deviation - of_item - of_rater[:, None]).sum() / ((n - 1) * (k - 1))
    return _Squares(n, k, *(0.0 if square < noise else float(square) for square in (items, raters, within, error)))


def _complete(squares: _Squares) -> Icc:
    n, k = squares.n, squares.k
    one_way, one_way_of_mean = _by_ratio(squares, squares.within, n * (k - 1))
    consistency, consistency_of_mean = _by_ratio(squares, squares.error, (n - 1) * (k - 1))
    agreement, agreement_of_mean = _agreement(squares)
    return Icc(n, float(k), one_way, agreement, consistency, one_way_of_mean, agreement_of_mean, consistency_of_mean)


def _by_ratio(squares: _Squares, residual: float, df2: int) -> tuple[IccFigure, IccFigure]:
    """ICC(1) or ICC(C,1), and that of the mean, from the ratio of the proposals' mean square to the residual one."""
    k, df1 = squares.k, squares.n - 1
    if squares.items == residual == 0:
        return IccFigure(None, Reason.NO_VARIATION), IccFigure(None, Reason.NO_VARIATION)
    if residual == 0:
        return (IccFigure(1.0, None, None, df1, df2, 0.0, 1.0, 1.0),) * 2
    f = squares.items / residual
    p = float(fdtrc(df1, df2, f))
    low, high = f / float(fdtri(df1, df2, _UPPER)), f * float(fdtri(df2, df1, _UPPER))
    value, least, most = ((ratio - 1) / (ratio + k - 1) for ratio in (f, low, high))
    single = IccFigure(value, None, f, df1, df2, p, least, most)
    if f == 0:
        return single, IccFigure(None, Reason.NO_VARIATION)
    return single, IccFigure(1 - 1 / f, None, f, df1, df2, p, 1 - 1 / low, 1 - 1 / high)


def _agreement(squares: _Squares) -> tuple[IccFigure, IccFigure]:
    """ICC(A,1) and ICC(A,k): severity counts against the panel."""
    n, k, error = squares.n, squares.k, squares.error
    severity = squares.raters - error
    single = _agreeing(squares, (k - 1) * error + k * severity / n, k * squares.raters + (k * n - k - n) * error)
    return single, _agreeing(squares, severity / n, severity)


def _agreeing(squares: _Squares, noise: float, rest: float) -> IccFigure:
    """One coefficient from what stands beside the proposals' mean square in its divisor, and in its bounds'."""
    n, items, error = squares.n, squares.items, squares.error
    if items + noise <= GRAIN * (items + squares.raters + error):
        return IccFigure(None, Reason.NO_VARIATION)
    value = (items - error) / (items + noise)
    df1, f = n - 1, _quotient(items, error)
    if value == 1:
        return IccFigure(1.0, None, f, df1, None, 0.0, 1.0, 1.0)
    df2 = _satterthwaite(squares, value)
    if df2 is None:
        return IccFigure(value, None, f, df1)
    upper, lower = float(fdtri(df1, df2, _UPPER)), float(fdtri(df2, df1, _UPPER))
    low = _quotient(n * (items - upper * error), upper * rest + n * items)
    high = _quotient(n * (lower * items - error), rest + n * lower * items)
    return IccFigure(value, None, f, df1, df2, 0.0 if f is None else float(fdtrc(df1, df2, f)), low, high)


def _satterthwaite(squares: _Squares, value: float) -> float | None:
    """Degrees of freedom of the members' and the error mean square together, where the coefficient is `value`."""
    n, k = squares.n, squares.k
    odds = k * value / (n * (1 - value))
    raters, error = odds * squares.raters, (1 + odds * (n - 1)) * squares.error
    df2 = _quotient((raters + error) ** 2, raters**2 / (k - 1) + error**2 / ((n - 1) * (k - 1)))
    return None if df2 is None or df2 < _FEWEST_DF else df2


def _incomplete(kept: Bool, variances: Variances) -> Icc:
    """Coefficients from variances: of one member, and of the mean of as many as score a proposal (harmonic mean)."""
    k = float(kept.shape[1] / (1 / kept.sum(axis=0)).sum())
    severe = variances.rater + variances.resid
    n = kept.shape[1]
    missing = IccFigure(None, Reason.TOO_FEW_RATINGS)

    def figure(noise: float) -> IccFigure:
        value = _quotient(variances.item, variances.item + noise)
        return IccFigure(value, Reason.NO_VARIATION if value is None else None)

    return Icc(
        n, k, missing, figure(severe), figure(variances.resid), missing, figure(severe / k), figure(variances.resid / k)
    )


def _quotient(numerator: float, denominator: float) -> float | None:
    """The quotient; None where it has no end but for the noise of the divisor."""
    return numerator / denominator if denominator > GRAIN * abs(numerator) and isfinite(denominator) else None
