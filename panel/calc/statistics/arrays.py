"""The shapes that the statistics share, and a figure with what belongs to it."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from panel.calc.reasons import Reason

F64: TypeAlias = NDArray[np.float64]
I64: TypeAlias = NDArray[np.int64]
Bool: TypeAlias = NDArray[np.bool_]

GRAIN: Final = 1e-9
"""Two totals nearer than this share of the scale's width are the same (arithmetic noise)."""


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure with its number of units, its interval and its p-value where they exist; None and a reason otherwise."""

    value: float | None
    n: int
    reason: Reason | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @classmethod
    def none(cls, reason: Reason, n: int = 0) -> "Stat":
        """A figure that does not exist."""
        return cls(None, n, reason)
