"""What a member's scores are like beside the others': strict or lenient, fitting or not, wide or narrow. No names."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.averages import member_means
from panel.calc.statistics.groups import order_correlation
from panel.calc.statistics.severity_mixed import Mixed, mixed

SURE_SDS: Final = 2.0
STRICT_SHARE: Final = 1 / 8
"""Of the scale's width: half a step of 1 to 5, one of 1 to 9."""
FITTING: Final = (0.5, 1.5)
ALIKE_FROM: Final = 0.2


@dataclass(frozen=True, slots=True)
class RaterReport:
    """One entry of each array for every one of R members, by place; NaN where a figure does not exist.

    `n` scores given. `effect` is the posterior severity in scale units (above zero: lenient) with its `effect_sd`;
    all NaN, with the `reason`, where the mixed model could not be fitted or found no severity. `fit` is the mean
    squared residual over the residual variance (1: as noisy as the panel), `with_rest` Spearman's correlation with
    the mean of the other members, `spread` the standard deviation of the member's scores over the median one.
    `severe`, `misfitting` and `apart` flag members to look at: an effect of more than two of its sds and an eighth of
    the scale; a fit outside .5 to 1.5 (Linacre); a correlation below .2.
    """

    n: I64
    effect: F64
    effect_sd: F64
    fit: F64
    with_rest: F64
    spread: F64
    severe: Bool
    misfitting: Bool
    apart: Bool
    reason: Reason | None


def rater_report(y: F64, mask: Bool, scale: Scale, model: Mixed | Reason | None = None) -> RaterReport:
    """The report of the members of `y[R, N]`; `model` saves fitting `mixed(y, mask)` again."""
    found = mixed(y, mask) if model is None else model
    reason = found if isinstance(found, Reason) else found.not_adjusting
    nothing = np.full(len(y), np.nan)
    effect, sd = nothing, nothing
    if not isinstance(found, Reason) and reason is None:
        effect, sd = found.rater.effect, found.rater.sd
    fit = nothing if isinstance(found, Reason) else _fit(y, mask, found)
    rest = _with_rest(y, mask, GRAIN * scale.width)
    return RaterReport(
        mask.sum(axis=1),
        effect,
        sd,
        fit,
        rest,
        _spread(np.where(mask, y, np.nan)),
        (np.abs(effect) > SURE_SDS * sd) & (np.abs(effect) > STRICT_SHARE * scale.width),
        (fit < FITTING[0]) | (fit > FITTING[1]),
        rest < ALIKE_FROM,
        reason,
    )


def _fit(y: F64, mask: Bool, model: Mixed) -> F64:
    """Mean squared residuals over the residual variance; NaN without residuals at all, or without scores."""
    if model.var_resid == 0:
        return np.full(len(y), np.nan)
    residual = np.where(mask, y - model.adjusted - model.rater.effect[:, None], np.nan)
    return member_means(residual.T**2) / model.var_resid


def _with_rest(y: F64, mask: Bool, grain: float) -> F64:
    """Each member's Spearman correlation with the mean of the others, over proposals that both scored."""
    held, counts = np.where(mask, y, 0.0), mask.sum(axis=0)
    found = [_against(held, mask, counts, rater, grain) for rater in range(len(y))]
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def _against(held: F64, mask: Bool, counts: I64, rater: int, grain: float) -> float | None:
    own = mask[rater]
    others = counts - own
    sums = held.sum(axis=0) - held[rater]
    rest = np.divide(sums, others, out=np.full(counts.shape, np.nan), where=own & (others > 0))
    return order_correlation(np.where(own, held[rater], np.nan), rest, grain).value


def _spread(given: F64) -> F64:
    """Standard deviations of the members' scores over the median one; NaN with fewer than two scores, or none wide."""
    n = (~np.isnan(given)).sum(axis=1)
    away = given - member_means(given.T)[:, None]
    squares = np.where(np.isnan(away), 0.0, away**2).sum(axis=1)
    sd = np.sqrt(np.divide(squares, n - 1, out=np.full(len(given), np.nan), where=n > 1))
    told = sd[~np.isnan(sd)]
    usual = float(np.median(told)) if told.size else 0.0
    return sd / usual if usual > 0 else np.full(len(given), np.nan)
