"""Panel means as whole steps: sums of whole numbers are the same in any order, so ties and ranks never wobble."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from panel.calc.statistics.arrays import F64, GRAIN, Bool

F32: TypeAlias = NDArray[np.float32]

EXACT_IN_F32: Final = 2**24
"""Whole numbers below this, and so their sums in any order, are exact in float32."""
FINEST: Final = round(1 / GRAIN)
"""Steps between the lowest and the highest value: nearer ones are the same by convention."""
_KEY_BITS: Final = 32
_FEWEST_BITS: Final = 8
_ROUNDS: Final = 24


@dataclass(frozen=True, slots=True)
class Grid:
    """Values as whole steps from 1 up, zero where there is none: `value = origin + (step - 1) * unit`.

    `exact` tells that every value lies on the grid, so that equal means are equal sums; if not, each was moved by at
    most half a unit.
    """

    steps: F64
    unit: float
    exact: bool

    @property
    def top(self) -> int:
        """The highest step."""
        return int(self.steps.max(initial=1.0))


def level_bits(n_items: int) -> int:
    """How many bits of a 32-bit key are left for the level beside the number of the item."""
    return _KEY_BITS - item_bits(n_items)


def item_bits(n_items: int) -> int:
    """The bits that the number of an item takes: at least the eight that float32 cannot use for a level."""
    return max(_FEWEST_BITS, (n_items - 1).bit_length())


def grid(values: F64, mask: Bool, limit: int) -> Grid:
    """The coarsest grid that holds all values within 1e-9 of their range in at most `limit` steps, else `limit` steps.

    Marks are whole and weights are decimals, so the totals of complete sheets are multiples of a small unit: one over
    the sum of the weights as whole numbers. That unit is found from the values alone.
    """
    given = np.unique(values[mask])
    origin, width = (float(given[0]), float(given[-1] - given[0])) if given.size else (0.0, 0.0)
    if width == 0:
        return Grid(mask.astype(np.float64), 1.0, True)
    shares = (given - origin) / width
    multiple = _common_multiple(shares, min(limit - 1, FINEST))
    n_steps = multiple or min(limit - 1, FINEST)
    steps = np.where(mask, np.rint((values - origin) * (n_steps / width)) + 1, 0.0)
    return Grid(steps, width / n_steps, multiple is not None)


def _common_multiple(shares: F64, limit: int) -> int | None:
    """The smallest number found, up to `limit`, of which every share is a whole part; None if there is none."""
    multiple = 1
    for _ in range(_ROUNDS):
        scaled = shares * multiple
        away = np.abs(scaled - np.rint(scaled))
        worst = int(away.argmax())
        if away[worst] <= GRAIN * multiple:
            return multiple
        multiple *= Fraction(float(scaled[worst])).limit_denominator(max(1, limit // multiple)).denominator
        if multiple > limit:
            return None
    return None
