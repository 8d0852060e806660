"""Does the method matter? The order of a tally beside those that other methods give, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from panel.calc.reasons import Reason


class Method(StrEnum):
    """A way to an order; the first is the one a tally uses."""

    MEAN = "mean"
    MEDIAN = "median"
    TOPSIS = "topsis"
    PROMETHEE = "promethee"
    BORDA = "borda"
    COPELAND = "copeland"
    SCHULZE = "schulze"


@dataclass(frozen=True, slots=True)
class Order:
    """The places a method gives, shared ones as 1, 2, 2, 4, None for an item nobody scored; or why it gives none."""

    method: Method
    places: tuple[int | None, ...]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The orders of all methods; `moving` are the items that some place among the first `k` and others do not."""

    k: int
    orders: tuple[Order, ...]
    moving: tuple[int, ...]
