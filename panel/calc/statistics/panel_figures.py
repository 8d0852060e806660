"""How far the members agree as a panel: Kendall's W, the intraclass correlations, alpha, and how strict they are."""

from math import sqrt
from typing import Final

from panel.calc.analysis import PanelAnalysis, Settings
from panel.calc.reasons import Reason, Stat
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.icc import IccFigure, Variances, icc
from panel.calc.statistics.kendall import kendall_w, kendall_w_missing
from panel.calc.statistics.krippendorff import Level, Resample, krippendorff_alpha
from panel.calc.statistics.severity_mixed import Mixed

_ALPHA_DRAWS: Final = 400
_MOST_MARKS_DRAWN: Final = 200_000
"""Alpha's interval is drawn for tables up to this size; above it the value stands alone."""


def panel_figures(cut: Cut, settings: Settings, fit: Mixed | Reason) -> PanelAnalysis:
    """Agreement on the members' totals; `fit` are their severities, which tables with gaps need for the ICC."""
    found = icc(cut.y, cut.mask, None if isinstance(fit, Reason) else Variances(*_variances(fit)))
    figures = (found.agreement, found.consistency, found.agreement_of_mean)
    one, consistent, mean = (_stat(figure, found.n) for figure in figures)
    draws = Resample.MEMBERS if cut.mask.size <= _MOST_MARKS_DRAWN else None
    alpha = krippendorff_alpha(cut.y, cut.mask, Level.INTERVAL, resample=draws, draws=_ALPHA_DRAWS, seed=settings.seed)
    return PanelAnalysis(_concordance(cut), one, consistent, mean, alpha, _severity(cut, fit))


def _variances(fit: Mixed) -> tuple[float, float, float]:
    return fit.var_item, fit.var_rater, fit.var_resid


def _stat(figure: IccFigure, n: int) -> Stat:
    return Stat(figure.value, n, figure.reason, figure.low, figure.high, figure.p)


def _concordance(cut: Cut) -> Stat:
    """W of the whole table; with gaps from the mean correlation of pairs of members."""
    return kendall_w(cut.y, cut.mask).w if cut.mask.all() else kendall_w_missing(cut.y, cut.mask)


def _severity(cut: Cut, fit: Mixed | Reason) -> Stat:
    """The standard deviation of the members' strictness, in steps of the scale, of so many members."""
    n = len(cut.mask)
    reason = fit if isinstance(fit, Reason) else fit.not_adjusting
    if isinstance(fit, Reason) or reason is not None:
        return Stat.none(reason or Reason.NO_VARIATION, n)
    return Stat(sqrt(fit.var_rater), n)
