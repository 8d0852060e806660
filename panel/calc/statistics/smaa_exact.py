"""Rank acceptability as exact areas: with two criteria lengths of an interval, with three polygons in a triangle."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, GRAIN
from panel.calc.statistics.enumeration import shared_places
from panel.calc.statistics.ranks import mid_ranks, min_ranks, own_grain

_MOST: Final = {2: 60, 3: 8}
"""Items for which it is quick: the work grows with their pairs, and with three criteria with pairs of those."""
_GAUSS: Final = 3**-0.5
_NOISE: Final = 1e-3
"""Of the usual grain: the items of a cell are told apart at its middle, however small it is."""


@dataclass(frozen=True, slots=True)
class Areas:
    """Shares of the weights: `histogram[N, N]` gives an item (row) a rank (column, from 0), `expected_rank[N]` is its
    mean rank, `carried[N, C]` the sum of the weights that make it first, and `mean_weights[C]` that of all."""

    histogram: F64
    expected_rank: F64
    carried: F64
    mean_weights: F64


def is_tractable(means: F64) -> bool:
    """Whether `means[N, C]` are complete and few enough."""
    return means.shape[0] <= _MOST.get(means.shape[1], 0) and not np.isnan(means).any()


def areas(means: F64, corners: F64) -> Areas:
    """Integrate over the weights between the `corners[C, C]` of a simplex, each row a vector of weights.

    The unit vectors span all weights. Everything that is integrated is linear in the weights where no two items tie.
    """
    at_corners = means @ corners.T
    mixtures, shares = _interval(at_corners) if len(corners) == 2 else _triangle(at_corners)
    scores = mixtures @ at_corners.T
    grain = own_grain(scores) * _NOISE
    first, mid = min_ranks(scores, grain) - 1, mid_ranks(scores, grain)
    credit = (first == 0) / (2 * mid - 1)  # n items that share the first rank have mid-rank (n + 1) / 2
    weights = mixtures @ corners
    return Areas(
        shared_places(first, mid, shares), shares @ mid, (credit * shares[:, None]).T @ weights, shares @ weights
    )


def _interval(scores: F64) -> tuple[F64, F64]:
    """The middles [n, 2] and lengths [n] of the pieces of an interval between points where two items tie."""
    return _pieces(np.array([1.0, 0.0]), np.array([0.0, 1.0]), scores)


def _triangle(scores: F64) -> tuple[F64, F64]:
    """Points [n, 3] of a triangle and their shares [n].

    Between neighbouring crossings of lines of ties, the cut through the triangle at one coordinate falls into pieces
    whose lengths and middles are linear in it; their products are quadratic, so that two Gauss points are exact.
    """
    points, shares = [], []
    for low, high in pairwise(_crossings(scores)):
        for sign in (-1, 1):
            at = (low + high + sign * _GAUSS * (high - low)) / 2
            middles, lengths = _pieces(np.array([at, 1 - at, 0.0]), np.array([at, 0.0, 1 - at]), scores)
            points.append(middles)
            shares.append(lengths * (1 - at) * (high - low))  # the triangle of area one half counts as one
    return np.concatenate(points), np.concatenate(shares)


def _crossings(scores: F64) -> list[float]:
    """Where, in the first coordinate, lines of ties cross each other or a side of the triangle."""
    lines = [a - b for a, b in combinations(scores, 2)] + list(np.eye(3))
    points = np.array([np.cross(a, b) for a, b in combinations(lines, 2)])
    sums = points.sum(axis=1, keepdims=True)
    crossing = np.abs(sums[:, 0]) > GRAIN * np.abs(points).max()
    inside = points[crossing] / sums[crossing]
    inside = inside[(inside > -GRAIN).all(axis=1)]
    bounds: list[float] = np.unique(np.concatenate([[0.0, 1.0], inside[:, 0].clip(0, 1)])).tolist()
    return bounds


def _pieces(start: F64, end: F64, scores: F64) -> tuple[F64, F64]:
    """The middles and lengths of the pieces of the way from start to end, as shares of it, between ties."""
    at_start, at_end = scores @ start, scores @ end
    one, other = np.triu_indices(len(scores), 1)
    before, after = at_start[one] - at_start[other], at_end[one] - at_end[other]
    changing = before * after < 0
    ties = before[changing] / (before - after)[changing]
    bounds = np.unique(np.concatenate([[0.0], ties, [1.0]]))
    middles = (bounds[:-1] + bounds[1:]) / 2
    return start + middles[:, None] * (end - start), np.diff(bounds)
