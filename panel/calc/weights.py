"""One member's marks on several criteria, weighted into one total per axis.

A criterion whose best value is the lowest is flipped once, here, so that more is better in every total.
Blanks are never filled in: the weights are divided by the weight of what the member did answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import fsum
from typing import Final

from panel.calc.marks import Blank, Mark, Scale

AXES: Final = ("need", "opportunity")
"""Urgent but unpromising must stay visible, so the two are totalled apart as well as together."""


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    """A criterion as the round was opened with it.

    `direction` -1 means that the lowest value is best. `applies_to` names the kinds of proposal that are
    asked; None asks all. Without an axis a criterion counts in the overall total alone. `weight` has no unit;
    only its share of the weights counts. Raises ValueError for a direction, an axis or a weight that is none.
    """

    id: str
    scale: Scale
    direction: int = 1
    axis: str | None = None
    weight: Decimal = Decimal(1)
    applies_to: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.direction not in (1, -1) or self.axis not in (None, *AXES):
            raise ValueError(f"{self.id} points nowhere: direction {self.direction}, axis {self.axis}")
        if not (self.weight.is_finite() and self.weight >= 0):
            raise ValueError(f"the weight of {self.id} is no weight: {self.weight}")

    def asks(self, kind: str | None) -> bool:
        """Whether a proposal of that kind is scored on it."""
        return self.applies_to is None or kind in self.applies_to


@dataclass(frozen=True, slots=True)
class Composite:
    """A member's total, or why there is none; `coverage` is the share of the weight answered, 0 to 1."""

    total: float | None
    coverage: float
    silence: Blank | None


def flip(value: int, scale: Scale) -> int:
    """The value seen from the other end: x' = lo + hi - x."""
    return scale.lo + scale.hi - value


def common_scale(criteria: Iterable[CriterionSpec]) -> Scale:
    """The scale of the totals: the widest there is. Marks on a narrower one are stretched to it linearly.

    Raises ValueError without criteria.
    """
    return max((criterion.scale for criterion in criteria), key=lambda scale: (scale.width, -scale.lo))


class Weighing:
    """Weights and flips worked out once for a set of criteria, then applied to one sheet after another."""

    def __init__(self, criteria: Sequence[CriterionSpec], scale: Scale) -> None:
        weighed = [criterion for criterion in criteria if criterion.weight > 0]
        self.whole: Final = fsum(float(criterion.weight) for criterion in weighed)
        self._parts = [(criterion.id, *_parts(criterion, scale)) for criterion in weighed]

    def composite(self, marks: Mapping[str, Mark]) -> Composite:
        """The weighted mean of the marks that are numbers, on the common scale, higher is better.

        Without any, the blank that explains it best: an unfinished sheet before the reasons members give.
        """
        weights, products, blanks = [], [], []
        for criterion_id, weight, product in self._parts:
            mark = marks.get(criterion_id, Blank.NOT_YET)
            if isinstance(mark, Blank):
                blanks.append(mark)
            else:
                weights.append(weight)
                products.append(product[mark])
        if not weights:
            return Composite(None, 0.0, _silence(blanks))
        answered = fsum(weights)
        return Composite(fsum(products) / answered, answered / self.whole, None)


def _parts(criterion: CriterionSpec, scale: Scale) -> tuple[float, Mapping[int, float]]:
    """The weight, and weight times value for every value of the criterion's own scale."""
    weight, own = float(criterion.weight), criterion.scale
    stretch = scale.width / own.width

    def placed(value: int) -> float:
        upward = value if criterion.direction == 1 else flip(value, own)
        return scale.lo + (upward - own.lo) * stretch

    return weight, {value: weight * placed(value) for value in own.values}


_ORDER: Final = {blank: position for position, blank in enumerate(Blank)}


def _silence(blanks: Iterable[Blank]) -> Blank:
    return min(blanks, key=_ORDER.__getitem__, default=Blank.NOT_APPLICABLE)
