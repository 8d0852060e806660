"""Whose place depends on the weights, over several sets of possible weights at once (SMAA), as plain values."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from panel.calc.ranking import Place
from panel.calc.scenarios import Basis, Candidate
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.smaa import Smaa, smaa
from panel.calc.statistics.weight_priors import AnyWeights, MembersWeights, NearWeights, OrderedWeights, Prior
from panel.calc.weight_sets import Depends, Reach, WeightReach, WeightSet, dependence, favoured, in_order

_SEED: Final = 1
_REPLICATES: Final = 10_000


def weight_reach(basis: Basis, members: Sequence[Sequence[float]] = ()) -> WeightReach:
    """Where weights take every proposal; criteria that were fixed at 0 take no part.

    `members` are the weights they stated, in the order of `basis.questions`. Reasons for none: those of `smaa`.
    """
    weighed = [place for place, weight in enumerate(basis.fixed) if weight > 0]
    asked = tuple(basis.questions[place] for place in weighed)
    means = means_of(basis, weighed)
    found = {
        name: smaa(means, seed=_SEED, prior=prior, places=(basis.places,), replicates=_REPLICATES)
        for name, prior in _priors(basis, weighed, members).items()
    }
    whole = found[WeightSet.ANY]
    proposals = () if whole.reason is not None else _proposals(basis, found)
    return WeightReach(asked, tuple(found), basis.places, proposals, whole.exact, _REPLICATES, whole.reason)


def means_of(basis: Basis, weighed: Sequence[int]) -> F64:
    """The mean marks of every proposal on these criteria, [N, C]; NaN where it was not asked."""
    rows = [[np.nan if (mean := one.marks[place]) is None else mean for place in weighed] for one in basis.candidates]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(weighed))


def _priors(basis: Basis, weighed: Sequence[int], members: Sequence[Sequence[float]]) -> dict[WeightSet, Prior]:
    priors: dict[WeightSet, Prior] = {WeightSet.NEAR: NearWeights(np.array([basis.fixed[place] for place in weighed]))}
    order = in_order([basis.questions[place] for place in weighed])
    if order is not None:
        priors[WeightSet.ORDERED] = OrderedWeights(order)
    priors[WeightSet.ANY] = AnyWeights()
    if members:
        priors[WeightSet.MEMBERS] = MembersWeights(np.array([[one[place] for place in weighed] for one in members]))
    return priors


def _proposals(basis: Basis, found: dict[WeightSet, Smaa]) -> tuple[Depends, ...]:
    fixed = basis.standing(basis.fixed)
    rows = [
        _depends(basis, one, fixed[one.code], {name: _reach(over, row) for name, over in found.items()})
        for row, one in enumerate(basis.candidates)
    ]
    return tuple(sorted(rows, key=lambda one: (one.fixed.rank or 0, one.code)))


def _depends(basis: Basis, one: Candidate, fixed: Place, reach: dict[WeightSet, Reach]) -> Depends:
    over_any = reach[WeightSet.ANY]
    asked = sum(weight > 0 for weight in basis.fixed)
    return Depends(
        one.id,
        one.code,
        one.title,
        fixed,
        basis.within(fixed),
        dependence(over_any, basis.places),
        reach,
        favoured(over_any.central, 1 / asked),
    )


def _reach(found: Smaa, row: int) -> Reach:
    taken = np.flatnonzero(found.acceptability[row])
    central = found.central[row]
    return Reach(
        float(found.ranks.p_top[0, row]),
        float(found.acceptability[row, 0]),
        int(taken[0]) + 1,
        int(taken[-1]) + 1,
        None if np.isnan(central[0]) else tuple(map(float, central)),
    )
