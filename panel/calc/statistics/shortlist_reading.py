"""What a balanced shortlist means: which items are in whatever is chosen, what each limit costs, which contradict."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import fsum
from typing import Final

import numpy as np

from panel.calc.balance import Clash, Price, Question, Shortlist, Side
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import I64
from panel.calc.statistics.ranks import own_grain
from panel.calc.statistics.shortlist import Box, Programme, Row, Unsolved, best, programme, relaxed, rows_of

SURE: Final = 0.5
"""How many grains a bound must lie below a sum before it is believed without solving."""


def balanced(question: Question) -> Shortlist:
    """The shortlist with the largest sum of totals under all limits, and how it hangs on them. Exact, by HiGHS.

    Without a set that heeds all demands the shortlist is empty and says which contradict each other.
    """
    asked = programme(question, rows_of(question))
    try:
        taken = earliest(asked)
        if taken is None:
            return _nothing(question, contradiction(question), None)
    except Unsolved:
        return _nothing(question, (), Reason.TOO_MANY)
    chosen = asked.items(taken)
    costs = None if question.cost is None else question.cost.costs
    always, never = certain(asked, taken, _in_grains(question))
    return Shortlist(
        chosen=chosen,
        total=_sum(question, chosen),
        cost=None if costs is None else sum(costs[item] or 0 for item in chosen),
        unpriced=() if costs is None else tuple(item for item in chosen if costs[item] is None),
        prices=tuple(price(question, asked, taken, row) for row in asked.rows),
        always=always,
        never=never | (frozenset(range(len(question.totals))) - frozenset(asked.order)),
        clash=(),
    )


def _nothing(question: Question, clash: tuple[Clash, ...], reason: Reason | None) -> Shortlist:
    nothing: frozenset[int] = frozenset()
    cost = None if question.cost is None else 0
    return Shortlist((), 0.0, cost, (), (), nothing, nothing, clash, reason)


def _sum(question: Question, items: Iterable[int]) -> float:
    return fsum(total for item in items if (total := question.totals[item]) is not None)


def _in_grains(question: Question) -> int:
    """The tolerance in grains, rounded to the nearest so that 0.1 + 0.2 is 0.3."""
    grain = own_grain(np.array([np.nan if total is None else total for total in question.totals], dtype=np.float64))
    return round(question.tolerance / grain) if grain else 0


def earliest(asked: Programme) -> I64 | None:
    """Of all optimal sets the one that holds the earliest items, one after another; None where there is no set.

    Each item is kept where the set at hand holds it, otherwise looked for in another optimal set, unless the
    relaxation already tells that there is none.
    """
    taken = best(asked, Box.of(asked))
    if taken is None:
        return None
    bounds, enough, box = relaxed(asked), asked.enough(taken), Box.of(asked)
    class_of = {item: at for at, members in enumerate(asked.classes) for item in members}
    for item in asked.order:
        at = class_of[item]
        n = int(box.low[at]) + 1
        if n > box.high[at] or box.low.sum() == asked.k:
            continue
        if taken[at] < n:
            other = None if bounds.optimum - n * bounds.more[at] < enough - SURE else best(asked, box.at_least(at, n))
            if other is None or asked.worth(other) < enough:
                box = box.at_most(at, n - 1)
                continue
            taken = other
        box = box.at_least(at, n)
    return taken


def certain(asked: Programme, taken: I64, tolerance: int) -> tuple[frozenset[int], frozenset[int]]:
    """The items in every set, and those in none, whose worth is within the tolerance of that of the optimum `taken`.

    Every set found on the way is a witness for all items it holds or leaves out, so only what no witness settles is
    solved for.
    """
    seen = _Witnesses(asked, asked.enough(taken) - tolerance, taken, taken)
    bounds, box = relaxed(asked), Box.of(asked)
    sizes = asked.sizes.tolist()
    unproven: set[int] = set()
    for at, size in enumerate(sizes):
        if seen.most[at] == 0 and bounds.optimum - bounds.more[at] >= seen.enough - SURE:
            seen, proven = seen.after(box.at_least(at, 1))
            unproven |= set() if proven else {at}
        if seen.fewest[at] == size and bounds.optimum - bounds.less[at] >= seen.enough - SURE:
            seen, proven = seen.after(box.at_most(at, size - 1))
            unproven |= set() if proven else {at}
    settled = [at for at in range(len(sizes)) if at not in unproven]
    always = frozenset(item for at in settled if seen.fewest[at] == sizes[at] for item in asked.classes[at])
    never = frozenset(item for at in settled if seen.most[at] == 0 for item in asked.classes[at])
    return always, never


@dataclass(frozen=True, slots=True)
class _Witnesses:
    """The fewest and the most items of each class in the sets found so far that are worth `enough`."""

    asked: Programme
    enough: int
    fewest: I64
    most: I64

    def after(self, box: Box) -> tuple["_Witnesses", bool]:
        """With the best set in that box, if it is worth enough; and whether the search came to an end."""
        try:
            found = best(self.asked, box)
        except Unsolved:
            return self, False
        if found is None or self.asked.worth(found) < self.enough:
            return self, True
        return replace(self, fewest=np.minimum(self.fewest, found), most=np.maximum(self.most, found)), True


def price(question: Question, asked: Programme, taken: I64, row: Row) -> Price:
    """What one demand costs: the optimum without it less the optimum with it, and the items that come and go."""
    free = programme(question, tuple(other for other in asked.rows if other is not row))
    try:
        optimum = best(free, Box.of(free))
        if optimum is None or free.enough(optimum) <= asked.worth(taken):
            return Price(row.demand, 0.0)
        other = earliest(free)
    except Unsolved:
        return Price(row.demand, None)
    here, there = asked.items(taken), () if other is None else free.items(other)
    return Price(
        row.demand,
        _sum(question, there) - _sum(question, here),
        enter=tuple(item for item in there if item not in here),
        leave=tuple(item for item in here if item not in there),
    )


def contradiction(question: Question) -> tuple[Clash, ...]:
    """A smallest set of sides of demands that no set of k items heeds together, found by leaving out one after another.

    What can be left out without the rest becoming possible is left out (deletion filter, Chinneck & Dravnieks 1991).
    """
    needed = [side for row in rows_of(question) for side in _sides(row)]
    for side in tuple(needed):
        rest = [other for other in needed if other is not side]
        if not _possible(question, rest):
            needed = rest
    return tuple(clash for clash, _ in needed)


def _sides(row: Row) -> Iterator[tuple[Clash, Row]]:
    """The ends of a row that ask for something, each with a row that asks for it alone."""
    if row.low > 0:
        yield Clash(row.demand, Side.LOW, row.low), replace(row, high=None)
    if row.high is not None:
        yield Clash(row.demand, Side.HIGH, row.high), replace(row, low=0)


def _possible(question: Question, sides: Iterable[tuple[Clash, Row]]) -> bool:
    asked = programme(question, tuple(row for _, row in sides))
    return best(asked, Box.of(asked)) is not None
