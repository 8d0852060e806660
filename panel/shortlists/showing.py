"""What the pages of shortlists show: a best set with what each limit costs, and several sets side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from flask_babel import gettext as _

from panel.analysis.shortlists import balanced
from panel.calc.balance import Clash, Demand, DemandKind, Shortlist, Side
from panel.calc.document import Text
from panel.calc.reasons import WORDS
from panel.calc.shortlisting import Asked, Candidate, plain_best, question
from panel.shortlists.queries import Choice, Own
from panel.web.language import in_language

AT_ONCE: Final = 4
"""So many shortlists stand side by side."""


@dataclass(frozen=True)
class Line:
    """A proposal of the set, or one near it; `sure` where it is in whatever set is as good."""

    id: int
    code: str
    title: Text
    rank: int
    total: float
    cost: int | None
    sure: bool


@dataclass(frozen=True)
class Paid:
    """A limit in words, what it takes from the sum (None where that was not found), and who would change places."""

    words: str
    loss: float | None
    enter: tuple[str, ...]
    leave: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A shortlist with all that is said of it; without a set `clash` or `reason` says why there is none."""

    chosen: tuple[Line, ...]
    passed_over: tuple[Line, ...]  # among the first k by their totals, and not in the set
    exchangeable: tuple[Line, ...]  # not in the set, but in another that is as good
    total: float
    plain_total: float  # of the first k by their totals alone
    cost: int | None
    unpriced: tuple[str, ...]
    paid: tuple[Paid, ...]
    clash: tuple[str, ...]
    reason: str

    @property
    def given_up(self) -> float:
        """What all limits take from the sum together."""
        return self.plain_total - self.total


def found(choice: Choice, asked: Asked) -> Found:
    """The best set for what is asked, of what this reader may choose from."""
    candidates = choice.candidates
    best = balanced(question(asked, candidates))
    first = plain_best(candidates, asked.k)
    chosen = frozenset(best.chosen)

    def lines(places: Iterable[int]) -> tuple[Line, ...]:
        return tuple(_line(candidates[at], asked, sure=at in best.always) for at in places)

    near = (at for at in range(len(candidates)) if at not in chosen and at not in best.never)
    return Found(
        chosen=lines(best.chosen),
        passed_over=lines(at for at in first if at not in chosen) if best.chosen else (),
        exchangeable=lines(near) if best.chosen else (),
        total=best.total,
        plain_total=fsum(candidates[at].total for at in first),
        cost=best.cost,
        unpriced=tuple(candidates[at].code for at in best.unpriced),
        paid=_paid(best, choice, asked),
        clash=tuple(_clash(one, choice) for one in best.clash),
        reason=_reason(best),
    )


def _reason(best: Shortlist) -> str:
    return "" if best.reason is None else in_language(WORDS[best.reason].ja, WORDS[best.reason].en)


def _line(one: Candidate, asked: Asked, *, sure: bool) -> Line:
    return Line(one.id, one.code, one.title, one.rank, one.total, asked.costs.get(one.code), sure)


# ---- Limits in words ----


def _paid(best: Shortlist, choice: Choice, asked: Asked) -> tuple[Paid, ...]:
    codes = [one.code for one in choice.candidates]
    return tuple(
        Paid(
            _demand(price.demand, choice, asked),
            price.loss,
            tuple(codes[at] for at in price.enter),
            tuple(codes[at] for at in price.leave),
        )
        for price in best.prices
    )


def _demand(demand: Demand, choice: Choice, asked: Asked) -> str:
    if demand.kind is DemandKind.COST:
        return _with_ends(str(_("Cost of all together")), asked.cost_low, asked.cost_high)
    if demand.kind is DemandKind.LIMIT:
        bounds = next(one for one in asked.bounds if demand.name == f"{one.by.value}:{one.key}")
        return _with_ends(_group_name(demand.name, choice), bounds.low, bounds.high)
    return _single(demand, choice)


def _with_ends(name: str, low: int | None, high: int | None) -> str:
    if high is None:
        return str(_("%(name)s: at least %(low)s", name=name, low=low))
    if not low:
        return str(_("%(name)s: at most %(high)s", name=name, high=high))
    return str(_("%(name)s: from %(low)s to %(high)s", name=name, low=low, high=high))


def _single(demand: Demand, choice: Choice) -> str:
    code = choice.candidates[demand.item or 0].code
    if demand.kind is DemandKind.MUST:
        return str(_("%(code)s is always in", code=code))
    return str(_("%(code)s is never in", code=code))


def _group_name(name: str, choice: Choice) -> str:
    by, _colon, key = name.partition(":")
    group = next((one for one in choice.groups if (one.by.value, one.key) == (by, key)), None)
    return key if group is None else in_language(group.name.ja, group.name.en)


def _clash(clash: Clash, choice: Choice) -> str:
    demand = clash.demand
    if demand.kind in (DemandKind.MUST, DemandKind.MUST_NOT):
        return _single(demand, choice)
    name = str(_("Cost of all together")) if demand.kind is DemandKind.COST else _group_name(demand.name, choice)
    low, high = (clash.bound, None) if clash.side is Side.LOW else (None, clash.bound)
    return _with_ends(name, low, high)


# ---- Side by side ----


@dataclass(frozen=True)
class Beside:
    """A proposal that is in some of the shortlists compared: in which, in their order."""

    line: Line
    within: tuple[bool, ...]


def side_by_side(choice: Choice, sets: Sequence[Found]) -> list[Beside]:
    """Every proposal that is in one of these sets, from the best total down."""
    inside: list[Mapping[int, Line]] = [{line.id: line for line in one.chosen} for one in sets]
    lines = {key: line for one in inside for key, line in one.items()}
    order = [one.id for one in choice.candidates if one.id in lines]
    return [Beside(lines[key], tuple(key in one for one in inside)) for key in order]


def compared(kept: Sequence[Own], ticked: Iterable[str]) -> list[Own]:
    """The shortlists that an address asks to compare; it ticks them by "s" and their id."""
    asked = frozenset(ticked)
    return [one for one in kept if f"s{one.id}" in asked][:AT_ONCE]
