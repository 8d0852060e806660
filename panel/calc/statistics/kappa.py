"""Agreement of two rounds (or two members) on the same levels beyond chance, near misses counting for something."""

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Stat


def nominal(n_levels: int) -> F64:
    """Every other level is as far."""
    return 1.0 - np.eye(n_levels)


def linear(n_levels: int) -> F64:
    """As far as there are steps between."""
    steps = np.arange(n_levels, dtype=np.float64)
    return np.abs(steps[:, None] - steps)


def quadratic(n_levels: int) -> F64:
    """As far as the steps squared, which makes kappa an intraclass correlation (Fleiss & Cohen 1973)."""
    return np.square(linear(n_levels))


def weighted_kappa(table: I64, disagreement: F64) -> Stat:
    """`1 - sum V n_ij / sum V e_ij` of a table [K, K] of pairs; `disagreement[K, K]` is V, zero on the diagonal.

    1 is identity, 0 chance, below 0 worse. A trend only: a round in which all gave one answer gives 0 by construction.
    None: all_missing, no_variation (one and the same level in both rounds). Raises ValueError for a V of another
    shape or below zero. Cohen 1968.
    """
    if disagreement.shape != table.shape or not (disagreement >= 0).all():
        raise ValueError("a disagreement, zero or more, for every cell")
    n = int(table.sum())
    if not n:
        return Stat.none(Reason.ALL_MISSING)
    by_chance = float((disagreement * np.outer(table.sum(axis=1), table.sum(axis=0))).sum() / n)
    if by_chance == 0:
        return Stat.none(Reason.NO_VARIATION, n)
    return Stat(1 - float((disagreement * table).sum()) / by_chance, n)
