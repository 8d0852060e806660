"""The smallest change of the weights that takes a proposal across the line, tried out on the members' own totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.averages import weighted_means
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.scores import means
from panel.calc.statistics.weight_swaps import least_weight_change

_MOST_PAIRS: Final = 20_000
_SMALLEST: Final = 1e-9
_STEPS: Final = 3
_BEYOND: Final = 1e-4
"""So much further than to the tie, that the order is another and not only equal."""


@dataclass(frozen=True, slots=True)
class LineSwaps:
    """For each of N proposals the one across the line it would change places with first, and the weights that do it.

    `other[N]` is -1 where there is none; `change[N]` the share of all weight that moves, `weights[N, C]` such weights,
    which add up to 1; `shares[C]` are those there are. `dominated`: whatever the weights, every proposal above the
    line is ahead of every one below.
    """

    other: I64
    change: F64
    weights: F64
    shares: F64
    dominated: bool

    def moved(self, item: int, criteria: tuple[str, ...]) -> Mapping[str, float]:
        """How the weights change, by criterion, for one proposal."""
        moves = self.weights[item] - self.shares
        return {key: float(move) for key, move in zip(criteria, moves, strict=True) if abs(move) > _SMALLEST}


def line_swaps(cut: Cut) -> LineSwaps:
    """The first exchange across the line for every proposal, with those nearest to it across the line.

    How weights must move follows from the mean marks in closed form (`least_weight_change`). Where sheets have gaps a
    total is no weighted mean of means; then weights are moved on along the same line until the totals of the tally
    change places, and an exchange that does not come about is none.
    """
    pairs = _pairs(cut)
    shares = cut.scores.weights / cut.scores.weights.sum()
    n_items = len(cut.scores.items)
    other, change = np.full(n_items, -1), np.full(n_items, np.nan)
    weights = np.tile(shares, (n_items, 1))
    if not len(pairs):
        return LineSwaps(other, change, weights, shares, dominated=False)
    found = least_weight_change(_linearised(cut, shares), cut.scores.weights, pairs)
    for side in (0, 1):
        rows = _least(found.total_variation, pairs[:, side], n_items)
        mine, across = pairs[rows, side], pairs[rows, 1 - side]
        reached = _reached(cut, shares, found.weights[rows], pairs[rows])
        does = ~np.isnan(reached[:, 0])
        other[mine[does]], weights[mine[does]] = across[does], reached[does]
        change[mine[does]] = np.abs(reached[does] - shares).sum(axis=1) / 2
    return LineSwaps(other, change, weights, shares, bool((other < 0).all()) and _dominated(cut))


def _pairs(cut: Cut) -> I64:
    """Proposals above the line with the nearest ones below it, and the other way round, [P, 2]."""
    above = cut.above(cut.ranks)[cut.order]
    upper, lower = cut.order[above], cut.order[~above]
    if not len(upper) or not len(lower):
        return np.empty((0, 2), dtype=np.int64)
    reach = max(1, _MOST_PAIRS // len(cut.order))
    first, last = lower[:reach], upper[-reach:]
    from_above = np.stack(np.meshgrid(upper, first, indexing="ij"), axis=-1).reshape(-1, 2)
    from_below = np.stack(np.meshgrid(last, lower[reach:], indexing="ij"), axis=-1).reshape(-1, 2)
    return np.concatenate([from_above, from_below])


def _least(change: F64, of_items: I64, n_items: int) -> I64:
    """For each proposal that has one, its pair with the smallest change, the first of several."""
    rows = np.flatnonzero(~np.isnan(change))
    rows = rows[np.lexsort((rows, change[rows], of_items[rows]))]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = of_items[rows][1:] != of_items[rows][:-1]
    return rows[first]


def _linearised(cut: Cut, shares: F64) -> F64:
    """Mean marks whose weighted means are the totals, [N, C]: gaps make a difference that all criteria share."""
    found = means(cut.scores)
    return found + (cut.totals - weighted_means(found, shares))[:, None]


def _reached(cut: Cut, shares: F64, tied: F64, pairs: I64) -> F64:
    """Weights just beyond which each pair has changed places, [P, C]; NaN where it does not."""
    direction = tied - shares
    limit = _limit(shares, direction)
    t, before = np.minimum(1.0, limit), np.zeros(len(pairs))
    if not cut.is_linear:
        gap_before = cut.totals[pairs[:, 0]] - cut.totals[pairs[:, 1]]
        for _ in range(_STEPS):  # by secants, for the gap is nearly a line
            gap = _gap(cut, shares + t[:, None] * direction, pairs)
            slope = np.divide(gap - gap_before, t - before, out=np.full(len(t), np.nan), where=t != before)
            step = np.divide(gap, slope, out=np.zeros(len(t)), where=slope < 0)
            before, gap_before, t = t, gap, np.clip(t - step, 0.0, limit)
    weights = shares + np.minimum(t * (1 + _BEYOND), limit)[:, None] * direction
    weights = np.maximum(weights, 0.0)
    return np.where((_gap(cut, weights, pairs) < -cut.grain)[:, None], weights, np.nan)


def _gap(cut: Cut, weights: F64, pairs: I64) -> F64:
    """By how much the first of each pair is ahead under its weights, [P]."""
    return cut.paired(weights, pairs[:, 0]) - cut.paired(weights, pairs[:, 1])


def _limit(shares: F64, direction: F64) -> F64:
    """How many times a direction can be gone before a weight falls below zero, [P]."""
    falls = direction < 0
    times = np.divide(-shares, direction, out=np.full(direction.shape, np.inf), where=falls)
    fewest: F64 = np.amin(times, axis=1)
    return fewest


def _dominated(cut: Cut) -> bool:
    """Whether the lowest above the line is ahead of the highest below it on every criterion, all being asked alike."""
    found, above = means(cut.scores), cut.above(cut.ranks)
    known = ~np.isnan(found)
    if not cut.is_linear or not (known == known[0]).all() or above.all():
        return False
    found = found[:, known[0]]
    return bool((found[above].min(axis=0) > found[~above].max(axis=0) + cut.grain).all())
