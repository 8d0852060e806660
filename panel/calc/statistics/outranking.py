"""TOPSIS and PROMETHEE II, never the order of a tally: they only help to say whether the method matters."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.ranks import own_grain, rounded


class Preference(StrEnum):
    """How far ahead on a criterion an item must be to be preferred: at all, the more the further, or within bounds."""

    USUAL = "usual"
    V_SHAPE = "vshape"
    LINEAR = "linear"


def topsis(matrix: F64, weights: F64, benefit: Bool | None = None) -> F64:
    """Closeness to the best of all items, 0 to 1, from `matrix[N, C]`: `V = w x / sqrt(sum x^2)`, `C = d- / (d+ + d-)`.

    `benefit[C]` tells where more is better (everywhere). NaN for an item without a value on a criterion that counts,
    and where all items are the same. Raises ValueError for weights that are no weights. Source: Hwang & Yoon 1981.
    """
    shares, complete = _comparable(matrix, weights)
    if not complete.any():
        return np.full(len(matrix), np.nan)
    values = matrix[complete][:, shares > 0]
    length = np.sqrt((values**2).sum(axis=0))
    scaled = shares[shares > 0] * np.divide(values, length, out=np.zeros(values.shape), where=length > 0)
    upward = scaled if benefit is None else np.where(benefit[shares > 0], scaled, -scaled)
    to_best = np.sqrt(((upward - upward.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((upward - upward.min(axis=0)) ** 2).sum(axis=1))
    both = to_best + to_worst
    closeness = np.full(len(matrix), np.nan)
    closeness[complete] = np.divide(to_worst, both, out=np.full(len(both), np.nan), where=both > 0)
    return closeness


def promethee2(
    matrix: F64,
    weights: F64,
    preference: Preference = Preference.USUAL,
    indifferent: Sequence[float] | None = None,
    strict: Sequence[float] | None = None,
    benefit: Bool | None = None,
) -> F64:
    """Net flows `phi_i = sum_j (pi_ij - pi_ji) / (n - 1)`, -1 to 1, from `matrix[N, C]`.

    A lead counts nothing up to q = `indifferent[C]` and fully from p = `strict[C]`; "usual" needs neither, "vshape"
    only p, "linear" both. NaN as in `topsis`, and where there is nobody to compare with. Raises ValueError for weights
    that are no weights and for thresholds that are missing or crossed. Source: Brans & Vincke 1985.
    """
    shares, complete = _comparable(matrix, weights)
    n = int(complete.sum())
    flows = np.full(len(matrix), np.nan)
    if n < 2:
        return flows
    q, p = _thresholds(preference, indifferent, strict, len(shares))
    outranking = np.zeros((n, n))
    for criterion in np.flatnonzero(shares):
        column = matrix[complete, criterion]
        upward = column if benefit is None or benefit[criterion] else -column
        leads = upward[:, None] - upward
        outranking += shares[criterion] * _preferred(leads, q[criterion], p[criterion], own_grain(column))
    flows[complete] = (outranking - outranking.T).sum(axis=1) / (n - 1)
    return flows


def _comparable(matrix: F64, weights: F64) -> tuple[F64, Bool]:
    """The shares of the weights, and the items with a value wherever the weight is not zero."""
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.shape == matrix.shape[1:]):
        raise ValueError("a weight is a number from zero up, one for each criterion")
    whole = float(weights.sum())
    if whole == 0:
        return weights, np.zeros(len(matrix), dtype=np.bool_)
    return weights / whole, np.logical_not(np.isnan(matrix[:, weights > 0]).any(axis=1))


def _thresholds(
    preference: Preference, indifferent: Sequence[float] | None, strict: Sequence[float] | None, n_criteria: int
) -> tuple[F64, F64]:
    """q and p of every criterion. Raises ValueError unless 0 <= q <= p."""
    nothing = np.zeros(n_criteria)
    q = np.asarray(indifferent, dtype=np.float64) if preference is Preference.LINEAR else nothing
    p = nothing if preference is Preference.USUAL else np.asarray(strict, dtype=np.float64)
    if not (q.shape == p.shape == (n_criteria,) and (q >= 0).all() and (p >= q).all()):
        raise ValueError("a lead counts from q on, and fully from p on, for every criterion")
    return q, p


def _preferred(leads: F64, q: float, p: float, grain: float) -> F64:
    """How far each lead is a preference, 0 to 1."""
    clear = np.where(rounded(leads - q, grain) > 0, 1.0, 0.0)
    return clear * np.clip((leads - q) / (p - q), 0, 1) if p > q else clear
