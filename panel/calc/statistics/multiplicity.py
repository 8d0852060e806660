"""Many tests at once: p-values raised so that one list of them has few false alarms."""

import numpy as np

from panel.calc.statistics.arrays import F64, I64, Bool


def benjamini_hochberg(p: F64) -> F64:
    """Adjusted p-values of one family `p[m]`, 0 to 1: below q, a share q of the alarms is false on average.

    NaN is no test, does not count in m and stays NaN. Raises ValueError for a p outside 0 to 1. Benjamini & Hochberg
    1995.
    """
    return _stepped_up(p, 1.0)


def benjamini_yekutieli(p: F64) -> F64:
    """As `benjamini_hochberg`, under any dependence of the tests (Benjamini & Yekutieli 2001)."""
    m = int((~np.isnan(p)).sum())
    return _stepped_up(p, float((1 / np.arange(1, m + 1)).sum()))


def holm(p: F64) -> F64:
    """Adjusted p-values that bound the chance of even one false alarm (Holm 1979); NaN and errors as above."""
    given = _given(p)
    order = np.argsort(p[given], kind="stable")
    m = len(order)
    raised = np.maximum.accumulate(p[given][order] * np.arange(m, 0, -1))
    return _placed(p, given, order, raised)


def _stepped_up(p: F64, factor: float) -> F64:
    given = _given(p)
    order = np.argsort(p[given], kind="stable")
    m = len(order)
    raised = factor * m / np.arange(1, m + 1) * p[given][order]
    return _placed(p, given, order, np.minimum.accumulate(raised[::-1])[::-1])


def _given(p: F64) -> Bool:
    given = ~np.isnan(p)
    if not ((p[given] >= 0) & (p[given] <= 1)).all():
        raise ValueError("a p-value lies between 0 and 1")
    return given


def _placed(p: F64, given: Bool, order: I64, raised: F64) -> F64:
    """The adjusted values, at most 1, where the given ones stood."""
    values = np.empty(len(order))
    values[order] = np.minimum(raised, 1.0)
    adjusted = np.full(p.shape, np.nan)
    adjusted[given] = values
    return adjusted
