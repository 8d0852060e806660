"""A tally and the line that cuts it: what another weight, or one member fewer, would make of the first k."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.averages import member_means
from panel.calc.statistics.ranks import min_ranks, rounded
from panel.calc.statistics.scores import Scores, composite

NUDGE: Final = 0.2
"""By this share of itself a weight is moved to see whether the order holds."""
_MOST_TOTALS: Final = 2_000_000  # members' totals that are in memory at once


@dataclass(frozen=True)
class Cut:
    """The totals of proposals that all have one, given by members who all gave some, and the first `places` of them.

    Proposals that share the last place above the line are all above it.
    """

    scores: Scores
    places: int

    @cached_property
    def y(self) -> F64:
        """The total of every member on every proposal, [R, N]; NaN for none."""
        return self._composite[0]

    @cached_property
    def mask(self) -> Bool:
        """Where a member has a total, [R, N]."""
        return ~np.isnan(self.y)

    @cached_property
    def coverage(self) -> F64:
        """The mean share of the weight that the members who count did answer, [N]."""
        return self._composite[1]

    @cached_property
    def _composite(self) -> tuple[F64, F64]:
        found = composite(self.scores)
        n = found.mask.sum(axis=0)
        return found.y, np.divide(found.coverage.sum(axis=0), n, out=np.zeros(n.shape), where=n > 0)

    @cached_property
    def totals(self) -> F64:
        """The totals of the proposals, [N]."""
        return member_means(self.y)

    @cached_property
    def ranks(self) -> I64:
        """Their places, equal ones sharing the better, [N]."""
        return self.ranked(self.totals)

    @cached_property
    def order(self) -> I64:
        """The proposals from the first to the last, those that tie in their own order, [N]."""
        return np.argsort(self.ranks, kind="stable")

    @property
    def grain(self) -> float:
        """What parts two totals."""
        return GRAIN * self.scores.scale.width

    def ranked(self, totals: F64) -> I64:
        """Places of other totals of the same proposals, `totals[..., N]`; NaN is last."""
        return min_ranks(totals, self.grain)

    def above(self, ranks: I64) -> Bool:
        """Which are among the first k."""
        return ranks <= self.places

    def crossing(self, ranks: I64) -> Bool:
        """Which lie on another side of the line by other places, `ranks[..., N]`."""
        crossed: Bool = self.above(ranks) != self.above(self.ranks)
        return crossed

    @cached_property
    def without_each(self) -> F64:
        """The totals without one member, each in turn, [R, N]; NaN where nobody else scored."""
        given = np.where(self.mask, self.y, 0.0)
        n = self.mask.sum(axis=0) - self.mask
        result: F64 = np.divide(given.sum(axis=0) - given, n, out=np.full(n.shape, np.nan), where=n > 0)
        return result

    @cached_property
    def is_linear(self) -> bool:
        """Whether totals are the weighted means of the mean marks: every sheet answers all it was asked, or nothing."""
        weighed = self.scores.weights > 0
        given = (self.scores.mask & self.scores.asked)[:, :, weighed]
        asked = self.scores.asked[:, weighed]
        answered = given.sum(axis=2)
        return bool(((answered == 0) | (answered == asked.sum(axis=1))).all())

    @cached_property
    def _by_item(self) -> tuple[F64, F64]:
        """Marks, 0 for none, and where there is one, [N, R, C]."""
        marked = (self.scores.mask & self.scores.asked).swapaxes(0, 1).astype(np.float64)
        return np.where(marked > 0, self.scores.values.swapaxes(0, 1), 0.0), marked

    def weighed(self, weights: F64) -> F64:
        """The totals under S other sets of weights, [S, C] to [S, N]; NaN where nothing that was answered counts."""
        marks, marked = self._by_item
        at_once = max(1, _MOST_TOTALS // max(1, self.y.size))
        blocks = [weights[start : start + at_once].T for start in range(0, len(weights), at_once)]
        return np.concatenate([_mean(marks @ block, marked @ block) for block in blocks], axis=1).T

    def paired(self, weights: F64, items: I64) -> F64:
        """The total of one proposal under each of P sets of weights, `weights[P, C]`, `items[P]`."""
        marks, marked = self._by_item
        return _mean(marks[items] @ weights[:, :, None], marked[items] @ weights[:, :, None])[:, 0]

    @cached_property
    def nudged(self) -> F64:
        """The totals with one weight a fifth lower, and a fifth higher, each criterion in turn, [2, C, N]."""
        n = len(self.scores.weights)
        sets = [self.scores.weights * (1 + sign * NUDGE * np.eye(n)) for sign in (-1, 1)]
        return self.weighed(np.concatenate(sets)).reshape(2, n, -1)

    def steady(self) -> Bool:
        """For m = 1 to N - 1, whether the first m stay the same m, whichever weight moves or member is left out."""
        tries = np.concatenate([self.totals[None], self.nudged.reshape(-1, len(self.totals)), self.without_each])
        keys = rounded(tries, self.grain)[:, self.order]
        keys = np.where(np.isnan(keys), -np.inf, keys)
        lowest_above = np.minimum.accumulate(keys, axis=1)[:, :-1]
        highest_below = np.maximum.accumulate(keys[:, ::-1], axis=1)[:, ::-1][:, 1:]
        steady: Bool = (lowest_above <= highest_below).sum(axis=0) == 0
        return steady


def _mean(products: F64, answered: F64) -> F64:
    """The mean over members of `products / answered`, [N, R, S] to [N, S]."""
    y = np.divide(products, answered, out=np.full(answered.shape, np.nan), where=answered > 0)
    return member_means(y.swapaxes(0, 1))
