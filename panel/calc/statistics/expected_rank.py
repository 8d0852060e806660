"""Ranks that are expected of estimates with their errors, and the funding line drawn through them (SNSF)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import ndtr

from panel.calc.statistics.arrays import F64, Bool

_NODES: Final = 6
"""Points of the Gauss-Legendre rule between two cuts: enough for six digits."""
_CUTS: Final = (-4.0, 0.0, 4.0)
"""Where the chance that an item is below a value is cut, in its standard errors: beyond them it hardly changes."""
_GRID: Final = np.linspace(-8.0, 8.0, 9)


class Funding(StrEnum):
    """What the rule says of an item."""

    ACCEPT = "accept"
    RANDOM_SELECTION = "random_selection"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class ExpectedRanks:
    """`rank[N]` expected, 1 is the highest; as a percentile `pcer[N]` = 100 (rank - 1/2) / N; NaN without estimate."""

    rank: F64
    pcer: F64


@dataclass(frozen=True, slots=True)
class FundingLine:
    """`line`: the expected rank of the last item for which there is money, None if there is no item; `funding[N]`, None
    without a rank; `n_places_left` for those who go to the random selection."""

    line: float | None
    funding: tuple[Funding | None, ...]
    n_places_left: int


def expected_ranks(estimate: F64, covariance: F64) -> ExpectedRanks:
    """Expected ranks of normal estimates: `1 + sum over others of P(the other is ahead)`.

    `estimate[N]`, higher is better, NaN none; `covariance[N, N]` of the errors, a diagonal one if they are independent.
    Two estimates without any error tie or are told apart; one whose error is NaN is none. Laird & Louis 1989; Heyard
    et al. 2022.
    """
    given = ~(np.isnan(estimate) | np.isnan(np.diagonal(covariance)))
    theta, shared = estimate[given], covariance[np.ix_(given, given)]
    variance = np.diagonal(shared)
    spread = np.sqrt(np.maximum(variance[:, None] + variance - 2 * shared, 0.0))
    ahead = _chance_above(theta - theta[:, None], spread)
    np.fill_diagonal(ahead, 0.0)
    rank = np.full(len(estimate), np.nan)
    rank[given] = 1 + ahead.sum(axis=1)
    return ExpectedRanks(rank, 100 * (rank - 0.5) / max(1, len(theta)))


def p_top_normal(estimate: F64, se: F64, k: int) -> F64:
    """P(among the first k) of independent normal estimates [N] with errors `se[N]`; NaN where either is NaN.

    Given the value of one item, the number of others above it is a sum of independent events, whose distribution is
    built up one item at a time; the value is integrated out between cuts around all others, so that an item known well
    beside one that is not does no harm. The work grows with k times the cube of N.
    """
    given = ~(np.isnan(estimate) | np.isnan(se))
    theta, error = estimate[given], se[given]
    values, weights = _rule(theta, error)
    above = np.zeros((*values.shape, k))  # P(m others above), m below k
    above[..., 0] = 1.0
    for item in range(len(theta)):
        chance = _chance_above(theta[item] - values, np.broadcast_to(error[item], values.shape))[..., None]
        chance[item] = 0.0
        one_more = above[..., :-1] * chance
        above *= 1 - chance
        above[..., 1:] += one_more
    result = np.full(len(estimate), np.nan)
    result[given] = (above.sum(axis=2) * weights).sum(axis=1)
    return result


def _rule(theta: F64, error: F64) -> tuple[F64, F64]:
    """Values that each item may have, [N, M], and weights that sum to 1 in every row, for integrals over its error."""
    others = (theta + np.array(_CUTS)[:, None] * error).ravel() - theta[:, None]
    cuts = np.divide(others, error[:, None], out=np.zeros(others.shape), where=error[:, None] > 0)
    grid = np.broadcast_to(_GRID, (len(theta), len(_GRID)))
    ends = np.sort(np.concatenate([cuts.clip(_GRID[0], _GRID[-1]), grid], axis=1), axis=1)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    half, middle = np.diff(ends) / 2, (ends[:, 1:] + ends[:, :-1]) / 2
    at = (middle[..., None] + half[..., None] * nodes).reshape(len(theta), -1)
    density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    return theta[:, None] + error[:, None] * at, (half[..., None] * weights).reshape(len(theta), -1) * density


def funding_line(expected_rank: F64, lower: F64, upper: F64, n_fund: int) -> FundingLine:
    """The rule of the Swiss National Science Foundation: accept whose 50 % interval of the rank lies wholly before the
    expected rank of the `n_fund`-th item, reject whose lies wholly behind, draw among those whose interval contains it.

    `expected_rank[N]`, `lower[N]`, `upper[N]`: ranks, 1 the highest, NaN none, of which the rule says nothing. Heyard,
    Ott, Salanti & Egger 2022.
    Raises ValueError for `n_fund` below 1.
    """
    if n_fund < 1:
        raise ValueError("the funding line needs an item to be funded")
    given = ~np.isnan(expected_rank)
    ordered = np.sort(expected_rank[given])
    if not ordered.size:
        return FundingLine(None, (None,) * len(expected_rank), n_fund)
    line = float(ordered[min(n_fund, len(ordered)) - 1])
    known = given & ~(np.isnan(lower) | np.isnan(upper))
    funding = tuple(_funding(said, low, high, line) for said, low, high in _rows(known, lower, upper))
    return FundingLine(line, funding, n_fund - funding.count(Funding.ACCEPT))


def _rows(given: Bool, lower: F64, upper: F64) -> list[tuple[bool, float, float]]:
    return list(zip(given.tolist(), lower.tolist(), upper.tolist(), strict=True))


def _funding(known: bool, lower: float, upper: float, line: float) -> Funding | None:
    if not known:
        return None
    if upper < line:
        return Funding.ACCEPT
    return Funding.REJECT if lower > line else Funding.RANDOM_SELECTION


def _chance_above(lead: F64, spread: F64) -> F64:
    """P(a normal variable with this mean and standard deviation is above zero), one half at zero without any spread."""
    known = spread > 0
    ratio = np.divide(lead, spread, out=np.zeros(lead.shape), where=known)
    result: F64 = np.where(known, ndtr(ratio), (np.sign(lead) + 1) / 2)
    return result
