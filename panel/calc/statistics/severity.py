"""Strict and lenient members by least squares, unshrunk or with a penalty: beside the raw means, never instead."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.connectivity import connected, scored

LEAST_PER_ITEM: Final = 2
LEAST_PER_RATER: Final = 5


@dataclass(frozen=True, slots=True)
class Additive:
    """The additive fit `y = item + rater`, the members' effects averaging zero (free) or pulled to it (ridge).

    `item[N]` are adjusted means in scale units with `item_se[N]`; `rater[R]` is above zero for a lenient member; both
    NaN where there is no score. `rss` is the weighted sum of squared residuals on `df` degrees of freedom; with none
    left, and under a penalty, there are no standard errors (NaN).
    """

    grand_mean: float
    item: F64
    item_se: F64
    rater: F64
    rss: float
    df: int

    @property
    def item_effect(self) -> F64:
        """Adjusted means less their mean, [N]."""
        return self.item - self.grand_mean


def additive(y: F64, mask: Bool, weights: F64 | None = None) -> Additive | Reason:
    """Least squares of `y[R, N]` on members and proposals, `sum b = 0`, weighted by `weights[R, N]` where given.

    The proposals are eliminated, which leaves one equation a member. Standard errors from the generalised inverse of
    the normal equations and `RSS / df`. A score that weighs nothing does not count. A reason instead: all_missing,
    disconnected. Raises ValueError for a weight of a score that is negative or none. Fisher's incomplete blocks; with
    confidences as weights MacKay et al. 2017.
    """
    return _fitted(y, mask, weights, None)


def ridge(y: F64, mask: Bool, penalty: float, weights: F64 | None = None) -> Additive | Reason:
    """Least squares plus `penalty * sum b^2`, the proposals free: members who scored little move little.

    Arguments, reasons and errors as `additive`; raises ValueError unless the penalty is above zero. Platt & Burges
    2012.
    """
    if not penalty > 0:
        raise ValueError("a penalty is above zero")
    return _fitted(y, mask, weights, penalty)


def least_squares(y: F64, mask: Bool, weights: F64 | None = None) -> Additive | Reason:
    """`additive` where it may adjust a tally: at least 2 scores a proposal and 5 a member, else too_few_ratings.

    Unshrunk effects of members who scored less are mostly noise; the mixed model has no such minimum.
    """
    per_item, per_rater = mask.sum(axis=0), mask.sum(axis=1)
    enough = (per_item[per_item > 0] >= LEAST_PER_ITEM).all() and (per_rater[per_rater > 0] >= LEAST_PER_RATER).all()
    return additive(y, mask, weights) if enough else Reason.TOO_FEW_RATINGS


def _fitted(y: F64, mask: Bool, weights: F64 | None, penalty: float | None) -> Additive | Reason:
    """The fit over the members and proposals that have scores, put back into the whole table."""
    if weights is not None:
        if not (weights[mask] >= 0).all():
            raise ValueError("the weight of a score is zero or more")
        mask = mask & (weights > 0)
    raters, items = scored(mask)
    if not items.any():
        return Reason.ALL_MISSING
    if not connected(mask):
        return Reason.DISCONNECTED
    part = np.ix_(raters, items)
    kept = mask[part]
    certainty = np.where(kept, 1.0 if weights is None else weights[part], 0.0)
    return _solved(np.where(kept, y[part], 0.0), certainty, penalty, raters, items)


def _solved(y: F64, certainty: F64, penalty: float | None, raters: Bool, items: Bool) -> Additive:
    """The normal equations of a table without empty rows or columns, proposals eliminated."""
    shares = certainty / certainty.sum(axis=0)
    raw = (shares * y).sum(axis=0)
    laplacian = np.diag(certainty.sum(axis=1)) - shares @ certainty.T
    n = len(laplacian)
    inverse = np.linalg.inv(laplacian + (np.full((n, n), 1 / n) if penalty is None else penalty * np.eye(n)))
    effect = inverse @ (certainty * (y - raw)).sum(axis=1)
    item = raw - effect @ shares
    rss = float((certainty * (y - item - effect[:, None]) ** 2).sum())
    df = int(np.count_nonzero(certainty)) - len(item) - n + 1
    se = np.full(len(item), np.nan)
    if df > 0 and penalty is None:
        se = np.sqrt(rss / df * (1 / certainty.sum(axis=0) + (shares * ((inverse - 1 / n) @ shares)).sum(axis=0)))
    return Additive(
        float(item.mean()), scattered(item, items), scattered(se, items), scattered(effect, raters), rss, df
    )


def scattered(values: F64, at: Bool) -> F64:
    """The values put back where they belong, `at[M]`, along the first axis; NaN elsewhere."""
    whole = np.full((len(at), *values.shape[1:]), np.nan)
    whole[at] = values
    return whole
