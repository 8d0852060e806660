"""A shortlist of k items that is balanced over fields, sectors, kinds and cost: what is asked, and what comes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from panel.calc.reasons import Reason


@dataclass(frozen=True, slots=True)
class Limit:
    """At least `low` and at most `high` (any number) of the members are to be chosen; items by their places."""

    name: str
    members: frozenset[int]
    low: int = 0
    high: int | None = None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < 0):
            raise ValueError(f"{self.name}: a number of items is not negative")


@dataclass(frozen=True, slots=True)
class CostBand:
    """What the chosen items cost together, at least and at most, in whole units of money.

    An item without a cost counts as nothing; the shortlist names those it holds, since its sum says too little then.
    """

    costs: tuple[int | None, ...]
    low: int = 0
    high: int | None = None

    def __post_init__(self) -> None:
        if any(cost is not None and cost < 0 for cost in self.costs):
            raise ValueError("a cost is not negative")


@dataclass(frozen=True, slots=True)
class Question:
    """Choose `k` items so that their totals add up to as much as the limits allow.

    `totals` are in the order of the items; one without a total is never chosen.
    `must` are chosen whatever their totals, `must_not` never. `tolerance` is how far below the optimum a set may lie
    and still count when it is asked which items are always in or never in, in the unit of the totals.
    Raises ValueError for a number of items below 1, for a place that no item has, or where an item without a total must
    be chosen.
    """

    totals: tuple[float | None, ...]
    k: int
    limits: tuple[Limit, ...] = ()
    cost: CostBand | None = None
    must: frozenset[int] = frozenset()
    must_not: frozenset[int] = frozenset()
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        places = frozenset(range(len(self.totals)))
        if self.k < 1 or self.tolerance < 0:
            raise ValueError("a shortlist holds at least one item, and a tolerance is not negative")
        if not all(named <= places for named in (self.must, self.must_not, *(limit.members for limit in self.limits))):
            raise ValueError("there is no such item")
        if any(self.totals[item] is None for item in self.must):
            raise ValueError("an item without a total cannot be chosen")
        if self.cost is not None and len(self.cost.costs) != len(self.totals):
            raise ValueError("each item has a cost or None")


class DemandKind(StrEnum):
    """What a shortlist can be made to heed."""

    LIMIT = "limit"
    COST = "cost"
    MUST = "must"
    MUST_NOT = "must_not"


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing asked of a shortlist: a limit by its name, the cost band, or one item that must or must not be in."""

    kind: DemandKind
    name: str = ""
    item: int | None = None


def demands(question: Question) -> Iterator[Demand]:
    """Everything that is asked, limits first."""
    yield from (Demand(DemandKind.LIMIT, limit.name) for limit in question.limits)
    if question.cost is not None:
        yield Demand(DemandKind.COST)
    yield from (Demand(DemandKind.MUST, item=item) for item in sorted(question.must))
    yield from (Demand(DemandKind.MUST_NOT, item=item) for item in sorted(question.must_not))


class Side(StrEnum):
    """Which end of a demand contradicts others."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Clash:
    """One side of a demand, with its number: "at least 4 of this field" is (limit, low, 4)."""

    demand: Demand
    side: Side
    bound: int


@dataclass(frozen=True, slots=True)
class Price:
    """What heeding a demand takes from the sum of totals, and how the shortlist would change without it.

    `loss` is None where the search without it was given up.
    """

    demand: Demand
    loss: float | None
    enter: tuple[int, ...] = ()
    leave: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The best balanced choice: `chosen` from the highest total down, equals in the order they were given.

    Of several best sets it is the one that holds the earliest items in that order. `always` and `never` are the items
    proven to be in every, or in none, of the sets within the tolerance of the optimum. Where nothing heeds all demands,
    `chosen` is empty and `clash` is a smallest set of demands that contradict each other: leave out any one and the
    rest agree. An empty `clash` then says that there are not k items to choose from, unless `reason` says that the
    search was given up (`too_many`). `cost` leaves out the `unpriced` items, and is None without a cost band.
    """

    chosen: tuple[int, ...]
    total: float
    cost: int | None
    unpriced: tuple[int, ...]
    prices: tuple[Price, ...]
    always: frozenset[int]
    never: frozenset[int]
    clash: tuple[Clash, ...]
    reason: Reason | None = None
