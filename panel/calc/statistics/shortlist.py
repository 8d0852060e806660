"""The best balanced shortlist, exactly: a small mixed-integer programme, solved by HiGHS.

Totals are whole multiples of a grain, items that nothing tells apart form one variable, and what the solver finds is
added up again in whole numbers; so equal sums are equal, and the choice among them does not depend on the solver.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from panel.calc.balance import Demand, DemandKind, Question
from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.ranks import own_grain, rounded

UNITS: Final = 1e-3
"""One grain in the objective: far above the solver's own tolerances, and the largest total far below overflow."""
MOST_NODES: Final = 50_000


class Unsolved(Exception):
    """The solver gave up, by a limit in nodes that is the same on every machine, or its answer did not add up."""


@dataclass(frozen=True, slots=True)
class Row:
    """A demand on the sum of `counts[N]` over the chosen items."""

    demand: Demand
    counts: I64
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Programme:
    """Choose k items. `units[N]` are the totals in grains; `order` the items from the best total down.

    `classes` are the sets of items that no total, no cost and no limit tells apart, each in that order.
    """

    k: int
    units: I64
    rows: tuple[Row, ...]
    order: tuple[int, ...]
    classes: tuple[tuple[int, ...], ...]

    @property
    def sizes(self) -> I64:
        """How many items each class holds."""
        return np.array([len(members) for members in self.classes], dtype=np.int64)

    @property
    def heads(self) -> list[int]:
        """One item of each class, to speak for it."""
        return [members[0] for members in self.classes]

    def worth(self, taken: I64) -> int:
        """The sum of totals, in grains, where `taken[class]` items of each class are chosen."""
        return int(self.units[self.heads] @ taken)

    def enough(self, taken: I64) -> int:
        """The least worth that is the same as that of `taken`: each of k totals was rounded by half a grain at most."""
        return self.worth(taken) - self.k

    def items(self, taken: I64) -> tuple[int, ...]:
        """The items chosen, the earliest of each class, from the best total down."""
        chosen = {item for members, n in zip(self.classes, taken.tolist(), strict=True) for item in members[:n]}
        return tuple(item for item in self.order if item in chosen)


def programme(question: Question, rows: tuple[Row, ...]) -> Programme:
    """The question as a programme that heeds these rows."""
    units = grains(question)
    scored = [item for item, total in enumerate(question.totals) if total is not None]
    order = tuple(sorted(scored, key=lambda item: (-units[item], item)))
    return Programme(question.k, units, rows, order, alike(units, rows, order))


def grains(question: Question) -> I64:
    """The totals as whole numbers from 0 up; since k are chosen, where 0 lies changes no order of sets."""
    totals = np.array([np.nan if total is None else total for total in question.totals], dtype=np.float64)
    if np.isnan(totals).all():
        return np.zeros(len(totals), dtype=np.int64)
    steps = rounded(totals - np.nanmin(totals), own_grain(totals))
    return np.nan_to_num(steps, nan=0.0).astype(np.int64)


def rows_of(question: Question) -> tuple[Row, ...]:
    """Each demand as a row of whole numbers."""
    n = len(question.totals)
    rows = [
        Row(Demand(DemandKind.LIMIT, limit.name), counting(limit.members, n), limit.low, limit.high)
        for limit in question.limits
    ]
    if question.cost is not None:
        costs = np.array([cost or 0 for cost in question.cost.costs], dtype=np.int64)
        rows.append(Row(Demand(DemandKind.COST), costs, question.cost.low, question.cost.high))
    for item in sorted(question.must):
        rows.append(Row(Demand(DemandKind.MUST, item=item), counting({item}, n), 1, None))
    for item in sorted(question.must_not):
        rows.append(Row(Demand(DemandKind.MUST_NOT, item=item), counting({item}, n), 0, 0))
    return tuple(rows)


def counting(members: Collection[int], n_items: int) -> I64:
    """One for each member, zero for the others."""
    counts = np.zeros(n_items, dtype=np.int64)
    counts[sorted(members)] = 1
    return counts


def alike(units: I64, rows: Sequence[Row], order: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The items in classes of equals, in the order of their first items."""
    classes: dict[tuple[int, ...], list[int]] = {}
    for item in order:
        key = (int(units[item]), *(int(row.counts[item]) for row in rows))
        classes.setdefault(key, []).append(item)
    return tuple(tuple(members) for members in classes.values())


@dataclass(frozen=True, slots=True)
class Box:
    """The fewest and the most items of each class that may be chosen."""

    low: I64
    high: I64

    @classmethod
    def of(cls, asked: Programme) -> "Box":
        """As many as there are."""
        return cls(np.zeros(len(asked.classes), dtype=np.int64), asked.sizes)

    def at_least(self, at: int, n: int) -> "Box":
        """Not fewer than n of one class."""
        low = self.low.copy()
        low[at] = n
        return replace(self, low=low)

    def at_most(self, at: int, n: int) -> "Box":
        """Not more than n of one class."""
        high = self.high.copy()
        high[at] = n
        return replace(self, high=high)


def best(asked: Programme, box: Box) -> I64 | None:
    """How many of each class an optimal set takes, or None where no set heeds all rows. Raises Unsolved."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - takes a second to load

    if not asked.classes or (box.low > box.high).any():
        return None
    matrix, low, high = _constraints(asked)
    found = milp(
        -UNITS * asked.units[asked.heads],
        integrality=np.ones(len(asked.classes), dtype=np.int64),
        bounds=Bounds(box.low, box.high),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
    if found.status == 2:
        return None
    taken = np.rint(found.x).astype(np.int64) if found.status == 0 else None
    if taken is None or not _heeds(asked, taken):
        raise Unsolved
    return taken


def _heeds(asked: Programme, taken: I64) -> bool:
    """Whether a choice heeds every row, in whole numbers."""
    sums = [(int(row.counts[asked.heads] @ taken), row) for row in asked.rows]
    within = all(row.low <= n and (row.high is None or n <= row.high) for n, row in sums)
    return within and int(taken.sum()) == asked.k


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What the relaxation of a programme proves without solving: all in grains.

    Where at least n of a class are to be chosen, the sum of totals is at most `optimum - n * more[class]`; where at
    least one of it is left out, at most `optimum - less[class]`. From the relaxation's shadow prices.
    """

    optimum: float
    more: F64
    less: F64


def relaxed(asked: Programme) -> Relaxation:
    """The bounds of a programme that has an answer. Raises Unsolved."""
    from scipy.optimize import linprog  # noqa: PLC0415 - takes a second to load

    matrix, low, high = _constraints(asked)
    below, above = np.flatnonzero(np.isfinite(low[1:])) + 1, np.flatnonzero(np.isfinite(high[1:])) + 1
    found = linprog(
        -UNITS * asked.units[asked.heads],
        A_ub=np.vstack([matrix[above], -matrix[below]]),
        b_ub=np.concatenate([high[above], -low[below]]),
        A_eq=matrix[:1],
        b_eq=low[:1],
        bounds=[(0, size) for size in asked.sizes.tolist()],
        method="highs",
    )
    if found.fun is None:
        raise Unsolved
    return Relaxation(-found.fun / UNITS, found.lower.marginals / UNITS, -found.upper.marginals / UNITS)


def _constraints(asked: Programme) -> tuple[F64, F64, F64]:
    """The rows over the classes, with the number of items as the first.

    Each in its greatest common measure (costs in millions rather than in ones): small numbers are safe from the
    solver's tolerances.
    """
    heads = asked.heads
    matrix, low, high = [np.ones(len(heads))], [float(asked.k)], [float(asked.k)]
    for row in asked.rows:
        measure = max(1, int(np.gcd.reduce(row.counts[heads])))
        matrix.append(row.counts[heads] / measure)
        low.append(float(-(-row.low // measure)))
        high.append(np.inf if row.high is None else float(row.high // measure))
    return np.array(matrix), np.array(low), np.array(high)
