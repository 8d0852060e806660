"""What a round gave, as one array of members, proposals and criteria, and the weighted total of each member."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, I64, Bool


@dataclass(frozen=True, slots=True)
class Scores:
    """The marks of R members on N proposals and C criteria.

    `values[R, N, C]` lie on `scale`, higher is better (narrower scales are stretched, lowest-is-best ones flipped);
    NaN is no valid mark, whatever the blank. `weights[C]` are as they were fixed, not normalised. `asked[N, C]` tells
    which criteria ask a proposal, `eligible[N]` how many were to score it. `groups[R]` are stakeholder groups or None,
    `sureness[R, N]` the members' confidence from 1 (low) to 3 (high), NaN where none was stated.
    Raises ValueError for shapes that do not fit, marks off the scale, or weights that are negative or not finite.
    """

    values: F64
    weights: F64
    scale: Scale
    items: tuple[str, ...]
    criteria: tuple[str, ...]
    asked: Bool
    eligible: I64
    groups: tuple[str | None, ...]
    sureness: F64 | None = None

    def __post_init__(self) -> None:
        n_raters, n_items, n_criteria = self.values.shape
        fitting = (
            self.weights.shape == (n_criteria,)
            and self.asked.shape == (n_items, n_criteria)
            and (len(self.items), len(self.criteria)) == (n_items, n_criteria)
            and (self.eligible.shape, len(self.groups)) == ((n_items,), n_raters)
            and (self.sureness is None or self.sureness.shape == (n_raters, n_items))
        )
        if not fitting:
            raise ValueError("scores, proposals, criteria and members do not fit together")
        given = self.values[~np.isnan(self.values)]
        if given.size and not (self.scale.lo <= given.min() and given.max() <= self.scale.hi):
            raise ValueError(f"a mark off the scale {self.scale.lo} to {self.scale.hi}")
        if not (np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            raise ValueError("a weight is a number from zero up")

    @property
    def mask(self) -> Bool:
        """Where there is a valid mark, [R, N, C]."""
        return ~np.isnan(self.values)

    def of_items(self, kept: Sequence[int]) -> "Scores":
        """The same members on some of the proposals, in the order given."""
        at = list(kept)
        return replace(
            self,
            values=self.values[:, at],
            items=tuple(self.items[place] for place in at),
            asked=self.asked[at],
            eligible=self.eligible[at],
            sureness=None if self.sureness is None else self.sureness[:, at],
        )

    def of_raters(self, kept: Sequence[int]) -> "Scores":
        """The same proposals scored by some of the members, in the order given."""
        at = list(kept)
        return replace(
            self,
            values=self.values[at],
            groups=tuple(self.groups[place] for place in at),
            sureness=None if self.sureness is None else self.sureness[at],
        )

    def weighed(self, weights: F64) -> "Scores":
        """The same marks under other weights."""
        return replace(self, weights=weights)


@dataclass(frozen=True, slots=True)
class Composite:
    """The total of every member on every proposal.

    `y[R, N]` on the scale of the scores, NaN without one; `mask` where there is one; `coverage[R, N]` the share of
    the weight that was answered, 0 to 1.
    """

    y: F64
    mask: Bool
    coverage: F64


def composite(scores: Scores) -> Composite:
    """Weighted means of what each member answered, `y_ri = sum w_c s_ric / sum w_c`, over the criteria that were.

    Blanks are never filled in. With weights that are all zero nothing has a total.
    """
    marked = scores.mask & scores.asked
    weights = np.where(marked, scores.weights, 0.0)
    answered = weights.sum(axis=2)
    mask = answered > 0
    whole = (scores.asked * scores.weights).sum(axis=1)
    products = np.einsum("rnc,rnc->rn", weights, np.where(marked, scores.values, 0.0))
    y = np.divide(products, answered, out=np.full(mask.shape, np.nan), where=mask)
    coverage = np.divide(answered, whole, out=np.zeros(mask.shape), where=mask)
    return Composite(y, mask, coverage)


def means(scores: Scores) -> F64:
    """The mean mark of every proposal on every criterion, [N, C]; NaN where nobody gave one."""
    marked = scores.mask & scores.asked
    counts = marked.sum(axis=0)
    sums = np.where(marked, scores.values, 0.0).sum(axis=0)
    result: F64 = np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    return result
