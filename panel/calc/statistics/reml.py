"""Two crossed random effects by restricted likelihood; the larger side is eliminated, so only the smaller is inverted.

The model is y = mu + large + small + error, `large` and `small` being the two sides of a table. With the ratios
g of their variances to the residual one, V = I + g_L Z_L Z_L' + g_S Z_S Z_S' and P the projection that also takes out
mu, all that is needed comes from A = I + g_S Z_S' (I + g_L Z_L Z_L')^-1 Z_S, which is as small as the smaller side.
Henderson's mixed model equations (1950); the average information of Gilmour, Thompson & Cullis (1995).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64

ROUNDS: Final = 200
HALVINGS: Final = 40
SMALL: Final = (0.1, 0.1)
NEAR: Final = 1e-10
NOISE: Final = 1e-8
"""A gain of the criterion that arithmetic may hide: so near the top a Newton step is taken as it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """Scores of the smaller side by the larger one, [S, L], zero where there is none; `mask` is 1.0 or 0.0."""

    y: F64
    mask: F64

    @property
    def n(self) -> int:
        """How many scores there are."""
        return int(self.mask.sum())

    @property
    def sums(self) -> tuple[F64, F64]:
        """Of the larger and of the smaller side."""
        return self.y.sum(axis=0), self.y.sum(axis=1)


@dataclass(frozen=True, slots=True)
class Equations:
    """The mixed model equations at two variance ratios, `ratios` = (large, small), the larger side eliminated.

    `share[L]` is what a score keeps of an eliminated effect, 1 / (1 + g_L n); `inverse[S, S]` is A^-1, `log_det` that
    of V, `ones` what is left of the mean: its sum through V^-1 and, for each side, Z' V^-1 1.
    """

    table: Table
    ratios: tuple[float, float]
    counts: F64
    share: F64
    schur: F64
    inverse: F64
    log_det: float
    ones: tuple[float, F64, F64]

    def solve(self, sums: tuple[F64, F64]) -> tuple[float, F64, F64]:
        """The mean and the sums of P x over each side, from the sums of x; times its ratio a sum is an effect."""
        (large, small), (of_large, of_small) = self.ratios, sums
        reduced = of_small - self.table.mask @ (large * self.share * of_large)
        weight, _, ones = self.ones
        mean = float((self.share @ of_large - small * (ones @ reduced)) / weight)
        left_small = self.inverse @ reduced - mean * ones
        left_large = self.share * (of_large - self.counts * mean - small * (left_small @ self.table.mask))
        return mean, left_large, left_small

    @property
    def linked(self) -> F64:
        """Z_S' (I + g_L Z_L Z_L')^-1 Z_L, [S, L]."""
        return self.table.mask * self.share


def equations(table: Table, ratios: tuple[float, float]) -> Equations:
    """The equations of a table at the ratios of the larger and of the smaller side, each zero or more."""
    large, small = ratios
    counts = table.mask.sum(axis=0)
    share = 1 / (1 + large * counts)
    schur = np.diag(table.mask.sum(axis=1)) - (table.mask * (large * share)) @ table.mask.T
    whole = np.eye(len(schur)) + small * schur
    inverse = np.linalg.inv(whole)
    mean_small = table.mask @ share
    ones_small = inverse @ mean_small
    ones_large = share * (counts - small * (ones_small @ table.mask))
    ones = table.mask * (1 - large * ones_large - small * ones_small[:, None])
    weight = squares_of(ones, ratios, ones_large, ones_small)
    log_det = float(np.linalg.slogdet(whole)[1] - np.log(share).sum())
    return Equations(table, ratios, counts, share, schur, inverse, log_det, (weight, ones_large, ones_small))


@dataclass(frozen=True, slots=True)
class Point:
    """The profiled criterion (-2 log restricted likelihood, without constants) at two ratios, and its derivatives.

    `slope[2]` is its gradient and `bend[2, 2]` its average information, both by (large, small); on the diagonal no less
    than the expected information can be, which keeps steps short where an effect seems to vanish.
    """

    table: Table
    ratios: tuple[float, float]
    criterion: float
    slope: F64
    bend: F64


def point(table: Table, ratios: tuple[float, float]) -> Point:
    """The criterion at two ratios, the residual variance profiled out."""
    at = equations(table, ratios)
    mean, large, small = at.solve(table.sums)
    df, squares = table.n - 1, residual_squares(at, mean, large, small)
    pulls, traces = np.array([large @ large, small @ small]), _traces(at)
    through_large = at.solve((at.counts * large, table.mask @ large))[1:]
    through_small = at.solve((small @ table.mask, table.mask.sum(axis=1) * small))[1:]
    mixed = through_large[1] @ small
    seconds = np.array([[through_large[0] @ large, mixed], [mixed, through_small[1] @ small]])
    bend = df * (seconds / squares - np.outer(pulls, pulls) / squares**2)
    least = traces**2 * (1 / np.array(table.y.shape[::-1]) - 1 / table.n)
    bend += np.diag(np.maximum(least - np.diag(bend), 0.0))
    criterion = df * np.log(squares) + at.log_det + np.log(at.ones[0])
    return Point(table, ratios, float(criterion), traces - df * pulls / squares, bend)


def residual_squares(at: Equations, mean: float, large: F64, small: F64) -> float:
    """y' P y: squared residuals, and squared effects over their ratios."""
    residual = at.table.mask * (at.table.y - mean - at.ratios[0] * large - at.ratios[1] * small[:, None])
    return squares_of(residual, at.ratios, large, small)


def squares_of(left: F64, ratios: tuple[float, float], large: F64, small: F64) -> float:
    """x' V x as a sum of what cannot be negative, from x by cell and its sums over each side."""
    return float((left**2).sum() + ratios[0] * (large @ large) + ratios[1] * (small @ small))


def _traces(at: Equations) -> F64:
    """The traces of Z' P Z of the larger and of the smaller side."""
    weight, large, small = at.ones
    linked = at.linked
    through = at.share @ at.counts - at.ratios[1] * ((at.inverse @ linked) * linked).sum()
    return np.array([through - large @ large / weight, (at.inverse * at.schur).sum() - small @ small / weight])


def ratios_by_reml(table: Table, start: tuple[float, float]) -> tuple[float, float]:
    """The variance ratios, zero or more, at which the restricted likelihood is greatest.

    Newton steps with the average information, cut at zero and halved until the criterion falls; a ratio at zero stays
    there while the criterion would rise with it. A small table can have two tops, so the climb is made from `start`
    and from small effects, and the higher top taken.
    """
    tops = (_top(point(table, begun)) for begun in (start, SMALL))
    return min(tops, key=lambda top: top.criterion).ratios


def _top(here: Point) -> Point:
    for _ in range(ROUNDS):
        there = _step(here)
        moved = max(abs(a - b) / (1 + a) for a, b in zip(here.ratios, there.ratios, strict=True))
        here = there
        if moved < NEAR:
            break
    return here


def _step(here: Point) -> Point:
    """The next point, with a criterion that is lower or cannot be told apart; the same one where no step helps."""
    for bend in (here.bend, np.diag(np.diag(here.bend))):
        direction = _direction(here, bend)
        halvings = HALVINGS if -here.slope @ direction > NOISE else 1
        for halving in range(halvings):
            tried = np.maximum(np.array(here.ratios) + direction * 0.5**halving, 0.0)
            there = point(here.table, (float(tried[0]), float(tried[1])))
            if there.criterion < here.criterion or halvings == 1:
                return there
    return here


def _direction(here: Point, bend: F64) -> F64:
    """Where Newton's method goes with this second derivative, ratios held at zero left alone."""
    free = ~((np.array(here.ratios) == 0) & (here.slope >= 0))
    direction = np.zeros(2)
    if free.any():
        direction[free] = -np.linalg.pinv(bend[np.ix_(free, free)], hermitian=True) @ here.slope[free]
    return direction
