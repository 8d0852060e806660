"""What it would take for two proposals to change places by the weights alone: the least change, and one at a time."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from panel.calc.exchange import Exchange, Side, Step
from panel.calc.scenarios import Basis, Candidate, typed
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.weight_reach import means_of
from panel.calc.statistics.weight_swaps import least_weight_change, one_weight_swaps

_BEYOND: Final = 0.001  # so much of the weight past the point where both are equal tells who is ahead


def exchange(basis: Basis, first: Candidate, second: Candidate) -> Exchange:
    """The least change of the weights that makes two proposals equal; criteria that were fixed at 0 take no part."""
    ahead, behind = sorted((first, second), key=lambda one: -(one.total(basis.fixed) or 0.0))
    weighed = [place for place, weight in enumerate(basis.fixed) if weight > 0]
    means, weights = means_of(basis, weighed), np.array([basis.fixed[place] for place in weighed])
    pair = np.array([[basis.candidates.index(ahead), basis.candidates.index(behind)]])
    least, single = least_weight_change(means, weights, pair), one_weight_swaps(means, weights, pair)
    shares = weights / weights.sum()
    reason = least.reasons[0]
    at_swap = None if reason is not None else _whole(basis, weighed, least.weights[0])
    steps = tuple(
        Step(
            basis.questions[place].key,
            basis.questions[place].name,
            ahead.means[place],
            behind.means[place],
            float(shares[at]),
            None if at_swap is None else at_swap[place],
            _given(single.t[0, at]),
        )
        for at, place in enumerate(weighed)
    )
    lead = np.nan_to_num(means[pair[0, 0]] - means[pair[0, 1]], nan=np.inf)
    return Exchange(
        _side(basis, ahead, at_swap),
        _side(basis, behind, at_swap),
        steps,
        _given(least.total_variation[0]),
        () if at_swap is None or lead.min() >= 0 else tuple(typed(_past(at_swap, weighed[int(lead.argmin())]))),
        reason,
        ahead.gap - behind.gap,
    )


def _whole(basis: Basis, weighed: Sequence[int], weights: F64) -> tuple[float, ...]:
    """Weights of the weighed criteria among all of the round."""
    whole = dict(zip(weighed, weights, strict=True))
    return tuple(float(whole.get(place, 0.0)) for place in range(len(basis.questions)))


def _past(weights: Sequence[float], target: int) -> list[float]:
    """The weights with a little more on the criterion where the proposal behind leads most."""
    return [(1 - _BEYOND) * weight + _BEYOND * (place == target) for place, weight in enumerate(weights)]


def _side(basis: Basis, one: Candidate, at_swap: Sequence[float] | None) -> Side:
    place = basis.standing(basis.fixed)[one.code]
    total = one.total(basis.fixed)
    if total is None:
        raise ValueError("a proposal without a total has no place to change")
    return Side(one.id, one.code, one.title, place, total, None if at_swap is None else one.total(at_swap))


def _given(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
