"""The recommended correction for severity: members and proposals as random effects, each shrunk by what is known."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, GRAIN, Bool
from panel.calc.statistics.connectivity import scored
from panel.calc.statistics.reml import Equations, Table, equations, ratios_by_reml, residual_squares
from panel.calc.statistics.severity import Additive, additive, scattered

_EXACT: Final = 1e-5
"""Residuals of less than this share of the scores' range are none: whole marks leave more, or nothing at all."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Random effects of M members or proposals, in scale units; NaN for those without a score.

    `effect[M]` are the posterior means; their covariance (given the variances and the mean) is
    `diag(own[M]) + shared[M, K] @ shared.T`, kept in parts because the whole would be large.
    """

    effect: F64
    own: F64
    shared: F64

    @property
    def sd(self) -> F64:
        """Posterior standard deviations, [M]."""
        variance: F64 = self.own + (self.shared**2).sum(axis=1)
        return np.sqrt(variance)

    def covariance(self) -> F64:
        """The whole posterior covariance, [M, M]; 8 MB at M = 1,000."""
        return np.diag(self.own) + self.shared @ self.shared.T

    def difference_variance(self, one: int, other: int) -> float:
        """Var(effect of one - effect of another) = C_ii + C_jj - 2 C_ij; zero of one with itself."""
        if one == other:
            return 0.0
        return float(self.own[one] + self.own[other] + ((self.shared[one] - self.shared[other]) ** 2).sum())


@dataclass(frozen=True, slots=True)
class Mixed:
    """The fit `y = mu + proposal + member + error` with both effects random, of `n` scores.

    `mu` and the effects in scale units, variances in squared ones; a variance estimated below zero is 0.0. A member's
    effect above zero is lenient.
    """

    mu: float
    var_item: float
    var_rater: float
    var_resid: float
    item: Posterior
    rater: Posterior
    n: int

    @property
    def not_adjusting(self) -> Reason | None:
        """Why scores are not to be adjusted by this: no severity was found; None where they may be."""
        return None if self.var_rater > 0 else Reason.NO_VARIATION

    @property
    def adjusted(self) -> F64:
        """Adjusted proposals' scores `mu + effect`, [N]; NaN without a score. See `not_adjusting`."""
        return self.mu + self.item.effect


def mixed(y: F64, mask: Bool) -> Mixed | Reason:
    """Variances of proposals, members and error, and the shrunk effects of each, from `y[R, N]` where `mask`.

    Closed form (mean squares, cut at zero) for a complete table, restricted likelihood for one with gaps; no minimum
    of scores a member, and nobody is imputed. A reason instead: all_missing, one_rater, one_item, no_variation (all
    scores equal), disconnected, and too_few_ratings (no residual degree of freedom). Heyard et al. 2022; Ge, Welling &
    Ghahramani 2013.
    """
    raters, items = scored(mask)
    kept = mask[np.ix_(raters, items)]
    scores = np.where(kept, y[np.ix_(raters, items)], 0.0)
    if (reason := _unfit(scores, kept)) is not None:
        return reason
    lines = additive(scores, kept)
    if isinstance(lines, Reason):
        return lines
    fit = _exact(lines, kept) if _is_exact(lines, scores[kept]) else _shrunk(scores, kept, lines)
    return replace(fit, item=_whole(fit.item, items), rater=_whole(fit.rater, raters))


def _unfit(scores: F64, kept: Bool) -> Reason | None:
    """Why there are no effects to separate, of a table without empty rows or columns; disconnection is seen later."""
    n_raters, n_items = kept.shape
    if not kept.size:
        return Reason.ALL_MISSING
    if n_raters == 1 or n_items == 1:
        return Reason.ONE_RATER if n_raters == 1 else Reason.ONE_ITEM
    given = scores[kept]
    if np.ptp(given) <= GRAIN * np.abs(given).max():
        return Reason.NO_VARIATION
    return Reason.TOO_FEW_RATINGS if given.size - n_items - n_raters + 1 < 1 else None


def _is_exact(lines: Additive, given: F64) -> bool:
    """Whether the additive model leaves too little for the variances to be told from it."""
    return bool(np.sqrt(lines.rss / given.size) <= _EXACT * np.ptp(given))


def _exact(lines: Additive, kept: Bool) -> Mixed:
    """Without residuals the effects are known: nothing to shrink, no posterior spread."""
    item, rater = lines.item_effect, lines.rater
    noise = _EXACT * (np.ptp(item) + np.ptp(rater))
    item, rater = (np.where(np.abs(effect) <= noise, 0.0, effect) for effect in (item, rater))
    of_item, of_rater = (Posterior(effect, 0 * effect, np.zeros((len(effect), 1))) for effect in (item, rater))
    variances = float(item.var(ddof=1)), float(rater.var(ddof=1))
    return Mixed(lines.grand_mean, *variances, 0.0, of_item, of_rater, int(np.count_nonzero(kept)))


def _shrunk(scores: F64, kept: Bool, lines: Additive) -> Mixed:
    """The fit of a table with residuals, the smaller side of it first; scores are centred for the arithmetic."""
    centre = float(scores[kept].mean())
    centred, filled = np.where(kept, scores - centre, 0.0), kept.astype(np.float64)
    turned = len(kept) > kept.shape[1]
    table = Table(centred.T, filled.T) if turned else Table(centred, filled)
    spread = lines.rss / lines.df
    at = equations(table, _ratios(table, (lines.rater, lines.item) if turned else (lines.item, lines.rater), spread))
    mean, large, small = at.solve(table.sums)
    residual = spread if kept.all() else residual_squares(at, mean, large, small) / (table.n - 1)
    sides = list(zip(at.ratios, (_of_large(at, large, residual), _of_small(at, small, residual)), strict=True))
    (item, of_item), (rater, of_rater) = sides[::-1] if turned else sides
    return Mixed(centre + mean, item * residual, rater * residual, residual, of_item, of_rater, table.n)


def _ratios(table: Table, effects: tuple[F64, F64], spread: float) -> tuple[float, float]:
    """The ratios of the larger and the smaller side's variance to the residual one, which is about `spread`."""
    if table.n < table.y.size:
        large, small = (max(float(effect.var()) / spread, 0.1) for effect in effects)
        return ratios_by_reml(table, (large, small))
    mean_squares = (float(effect.var(ddof=1)) / spread for effect in effects)
    large, small = (max(square - 1 / n, 0.0) for square, n in zip(mean_squares, table.y.shape, strict=True))
    return large, small


def _of_large(at: Equations, left: F64, residual: float) -> Posterior:
    """Effects of the side that was eliminated: `residual (g I - g^2 Z' V^-1 Z)`."""
    large, small = at.ratios
    root = np.linalg.cholesky(at.inverse)
    shared = large * np.sqrt(residual * small) * (at.linked.T @ root)
    return Posterior(large * left, residual * large * at.share, shared)


def _of_small(at: Equations, left: F64, residual: float) -> Posterior:
    """Effects of the side that was kept: `residual g A^-1`."""
    small = at.ratios[1]
    shared = np.sqrt(residual * small) * np.linalg.cholesky(at.inverse)
    return Posterior(small * left, np.zeros(len(left)), shared)


def _whole(part: Posterior, at: Bool) -> Posterior:
    """The effects put back among those without scores."""
    return Posterior(scattered(part.effect, at), scattered(part.own, at), scattered(part.shared, at))
