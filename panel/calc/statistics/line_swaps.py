"""The smallest change of the weights that takes a proposal across the line, tried out on the totals it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.averages import weighted_means
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.scores import means
from panel.calc.statistics.weight_swaps import least_weight_change

_MOST_PAIRS: Final = 20_000
_TRIED: Final = 8  # exchanges of each proposal, the smallest changes first; fewer of more than a thousand proposals
_MOST_TRIED: Final = 8_000
_FEWEST_STEPS, _MOST_STEPS, _MOST_STEPPED = 5, 100, 300_000
_MOST_PROVED: Final = 128
_AT_ONCE: Final = 64
_SECANTS: Final = 3
_BEYOND: Final = 1e-4
"""So much further than to the tie, as a share of the way, that the order is another and not only equal."""
_SMALLEST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class LineSwaps:
    """For each of N proposals how it crosses the line by changing places with another, and the weights that do it.

    `other[N]` is -1 where no such exchange was found; `change[N]` the share of all weight that moves, `weights[N, C]`
    such weights, which add up to 1; `shares[C]` are those there are. `dominated`: whatever the weights, every proposal
    above the line is ahead of every one below. `exact`: no smaller change takes anybody across than the smallest here;
    otherwise none was found.
    """

    other: I64
    change: F64
    weights: F64
    shares: F64
    dominated: bool
    exact: bool

    def moved(self, item: int, criteria: tuple[str, ...]) -> Mapping[str, float]:
        """How the weights change, by criterion, for one proposal."""
        moves = self.weights[item] - self.shares
        return {key: float(move) for key, move in zip(criteria, moves, strict=True) if abs(move) > _SMALLEST}


def line_swaps(cut: Cut) -> LineSwaps:
    """The least exchange across the line for every proposal, among those with its nearest and its strongest rivals.

    How weights must move for two to tie follows from the mean marks in closed form (`least_weight_change`); of the
    smallest such changes the first is taken that puts the proposal on the other side, and where none does, the first
    of moving one weight alone, step by step. That of the whole tally is the smallest there is; further from the line
    there may be smaller ones. Where sheets have gaps a total is no weighted mean of means: weights are moved on along
    the same line until the totals of the tally change places, and the smallest changes are proved on them.
    """
    pairs = _pairs(cut)
    shares = cut.scores.weights / cut.scores.weights.sum()
    n_items = len(cut.scores.items)
    other, change = np.full(n_items, -1), np.full(n_items, np.nan)
    weights = np.tile(shares, (n_items, 1))
    marks = _linearised(cut, shares)
    found = least_weight_change(marks, cut.scores.weights, pairs)
    for side in (0, 1) if len(pairs) else ():
        rows = _least(found.total_variation, pairs[:, side], max(1, min(_TRIED, _MOST_TRIED // n_items)))
        moved = _onward(shares, found.weights[rows], np.ones(len(rows)))
        rows = rows[_crosses(cut, marks, moved, pairs[rows, side])]
        rows = _least(found.total_variation, pairs[:, side], 1, rows)
        mine = pairs[rows, side]
        reached = _reached(cut, shares, found.weights[rows], pairs[rows])
        does = ~np.isnan(reached[:, 0])
        other[mine[does]], weights[mine[does]] = pairs[rows, 1 - side][does], reached[does]
        change[mine[does]] = np.abs(reached[does] - shares).sum(axis=1) / 2
    if len(pairs):
        _along_single_weights(cut, marks, shares, other, change, weights)
    if not cut.is_linear:
        failing = _disproved(cut, change, weights)
        other[failing], change[failing], weights[failing] = -1, np.nan, shares
    every_pair = n_items <= _reach(cut)
    return LineSwaps(other, change, weights, shares, _dominated(cut), cut.is_linear and every_pair)


# ---- Who might change places ----


def _pairs(cut: Cut) -> I64:
    """Each proposal above the line with those below that could pass it, and the other way round, [P, 2].

    Those are the nearest ones, and for every criterion the one that is furthest ahead on it: if none of these passes it
    under any weights, none does.
    """
    above = cut.above(cut.ranks)[cut.order]
    upper, lower = cut.order[above], cut.order[~above]
    if not len(upper) or not len(lower):
        return np.empty((0, 2), dtype=np.int64)
    reach = _reach(cut)
    found = [_crossed(upper, lower[:reach]), _crossed(upper[-reach:], lower)]
    marks, kinds = means(cut.scores), np.unique(cut.scores.asked, axis=0, return_inverse=True)[1].ravel()
    for kind in range(int(kinds.max()) + 1):
        high, low = upper[kinds[upper] == kind], lower[kinds[lower] == kind]
        if len(high) and len(low):
            found += [_crossed(high, _strongest(marks[low], low)), _crossed(_strongest(-marks[high], high), low)]
    return np.unique(np.concatenate(found), axis=0)


def _reach(cut: Cut) -> int:
    """How many rivals beyond the line are tried with each proposal, the nearest first."""
    return max(1, _MOST_PAIRS // len(cut.order))


def _strongest(marks: F64, items: I64) -> I64:
    """The proposals that are highest on some criterion."""
    return np.unique(items[np.where(np.isnan(marks), -np.inf, marks).argmax(axis=0)])


def _crossed(some: I64, others: I64) -> I64:
    return np.stack(np.meshgrid(some, others, indexing="ij"), axis=-1).reshape(-1, 2)


def _least(change: F64, of_items: I64, n: int, rows: I64 | None = None) -> I64:
    """The pairs with the `n` smallest changes of each proposal, among `rows` where given."""
    kept = np.flatnonzero(~np.isnan(change)) if rows is None else rows
    kept = kept[np.lexsort((kept, change[kept], of_items[kept]))]
    first = np.searchsorted(of_items[kept], of_items[kept])
    return kept[np.arange(len(kept)) - first < n]


# ---- What other weights make of them ----


def _linearised(cut: Cut, shares: F64) -> F64:
    """Mean marks whose weighted means are the totals, [N, C]: gaps make a difference that all criteria share."""
    found = means(cut.scores)
    return found + (cut.totals - weighted_means(found, shares))[:, None]


def _onward(shares: F64, tied: F64, times: F64) -> F64:
    """Weights a little beyond `times` the way to those under which two tie; none falls below zero."""
    direction = tied - shares
    reach = np.divide(-shares, direction, out=np.full(direction.shape, np.inf), where=direction < 0)
    far = np.minimum(times * (1 + _BEYOND), np.amin(reach, axis=1))
    onward: F64 = np.maximum(shares + far[:, None] * direction, 0.0)
    return onward


def _crosses(cut: Cut, marks: F64, weights: F64, items: I64) -> Bool:
    """Whether each proposal is on the other side of the line under its weights, by weighted mean marks, [P]."""
    crosses = np.zeros(len(items), dtype=np.bool_)
    for start in range(0, len(items), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        totals = _totals(marks, weights[some])
        own = np.take_along_axis(totals, items[some, None], axis=1)
        rank = 1 + (totals > own + cut.grain).sum(axis=1)
        crosses[some] = cut.above(rank) != cut.above(cut.ranks[items[some]])
    return crosses


def _totals(marks: F64, weights: F64) -> F64:
    """Weighted mean marks of all proposals under each set of weights, [S, N]; lowest where nothing counts."""
    given = ~np.isnan(marks)
    answered = weights @ given.T.astype(np.float64)
    products = weights @ np.where(given, marks, 0.0).T
    totals: F64 = np.divide(products, answered, out=np.full(answered.shape, -np.inf), where=answered > 0)
    return totals


def _reached(cut: Cut, shares: F64, tied: F64, pairs: I64) -> F64:
    """Weights just beyond which each pair has changed places, [P, C]; NaN where it does not."""
    times, before = np.ones(len(pairs)), np.zeros(len(pairs))
    gap_before = cut.totals[pairs[:, 0]] - cut.totals[pairs[:, 1]]
    for _ in range(0 if cut.is_linear else _SECANTS):  # the gap is nearly a line
        gap = _gap(cut, shares + times[:, None] * (tied - shares), pairs)
        slope = np.divide(gap - gap_before, times - before, out=np.zeros(len(times)), where=times != before)
        step = np.divide(gap, slope, out=np.zeros(len(times)), where=slope < 0)
        before, gap_before, times = times, gap, np.maximum(times - step, 0.0)
    weights = _onward(shares, tied, times)
    return np.where((_gap(cut, weights, pairs) < -cut.grain)[:, None], weights, np.nan)


def _gap(cut: Cut, weights: F64, pairs: I64) -> F64:
    """By how much the first of each pair is ahead under its weights, [P]."""
    return cut.paired(weights, pairs[:, 0]) - cut.paired(weights, pairs[:, 1])


def _along_single_weights(cut: Cut, marks: F64, shares: F64, other: I64, change: F64, weights: F64) -> None:
    """For proposals without an exchange, the first that one weight alone brings about, rising or falling, put in place.

    The weight moves in steps up to all or nothing, the others keep their proportions.
    """
    sets, moved = _single_weights(shares, len(other))
    totals = _totals(marks, sets)
    crossing = cut.crossing(cut.ranked(totals))
    lacking = np.flatnonzero((other < 0) & (crossing.sum(axis=0) > 0))
    for item in lacking.tolist():
        at = int(crossing[:, item].argmax())
        rivals = np.flatnonzero(crossing[at] & (cut.above(cut.ranks) != cut.above(cut.ranks[item])))
        if len(rivals):  # none where it shares its new place
            nearest = np.abs(totals[at, rivals] - totals[at, item]).argmin()
            other[item], change[item], weights[item] = rivals[nearest], moved[at], sets[at]


def _single_weights(shares: F64, n_items: int) -> tuple[F64, F64]:
    """Sets of weights [S, C] of which one rises or falls, and how much weight each moves [S], the least first."""
    alone = np.eye(len(shares))
    rest = np.where(alone > 0, 0.0, shares)
    left = rest.sum(axis=1, keepdims=True)
    without = np.divide(rest, left, out=np.tile(shares, (len(shares), 1)), where=left > 0)
    ends = np.concatenate([alone, without])
    n_steps = max(_FEWEST_STEPS, min(_MOST_STEPS, _MOST_STEPPED // (len(ends) * n_items)))
    steps = np.arange(1, n_steps + 1) / n_steps
    sets = (shares + steps[:, None, None] * (ends - shares)).reshape(-1, len(shares))
    moved = np.abs(sets - shares).sum(axis=1) / 2
    order = np.argsort(moved, kind="stable")
    return sets[order], moved[order]


def _disproved(cut: Cut, change: F64, weights: F64) -> I64:
    """The proposals, among those with the smallest changes, that do not cross the line in the tally."""
    items = np.argsort(change, kind="stable")[:_MOST_PROVED]
    items = items[~np.isnan(change[items])]
    failing = []
    for start in range(0, len(items), _AT_ONCE):
        some = items[start : start + _AT_ONCE]
        crossing = cut.crossing(cut.ranked(cut.weighed(weights[some])))
        failing.append(some[~crossing[np.arange(len(some)), some]])
    return np.concatenate(failing) if failing else items


def _dominated(cut: Cut) -> bool:
    """Whether the lowest above the line is ahead of the highest below it on every criterion, all being asked alike."""
    found, above = means(cut.scores), cut.above(cut.ranks)
    known = ~np.isnan(found)
    if not cut.is_linear or not (known == known[0]).all() or above.all():
        return False
    found = found[:, known[0]]
    return bool((found[above].min(axis=0) > found[~above].max(axis=0) + cut.grain).all())
