"""What the page of scenarios shows: each scenario beside the fixed weights, and some of them side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from panel.calc.document import Text
from panel.calc.exchange import Exchange
from panel.calc.scenarios import Basis, Candidate, Line, Outcome, outcome, shares, side_by_side
from panel.scenarios.queries import Own

AT_ONCE: Final = 4
"""So many scenarios stand side by side."""
_LINES: Final = 100
"""So many proposals stand on one page."""
_OFFERED: Final = 60
"""Of so many proposals about the line two can be chosen."""
SHOWS: Final[Mapping[str, Callable[[Line], bool]]] = MappingProxyType(
    {"": lambda _line: True, "changes": lambda line: line.changes, "line": lambda line: line.crosses}
)
T = TypeVar("T")


@dataclass(frozen=True)
class Named:
    """A proposal by its code and title."""

    id: int
    code: str
    title: Text


@dataclass(frozen=True)
class Shown:
    """A scenario: the share of each criterion, who comes in above the line, who goes out, how many change places."""

    id: int
    name: str
    shares: tuple[float, ...]
    entering: tuple[Named, ...]
    leaving: tuple[Named, ...]
    n_moved: int
    compared: bool


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: which scenarios, which of their proposals, which page."""

    compared: frozenset[int]
    show: str
    page: str

    @classmethod
    def read(cls, asked: Mapping[str, str], kept: Sequence[Own]) -> "Wanted":
        """Read an address; scenarios are ticked by "s" and their id, and without any the first few are compared."""
        ticked = [one.id for one in kept if f"s{one.id}" in asked] or [one.id for one in kept]
        show = asked.get("show", "")
        return cls(frozenset(ticked[:AT_ONCE]), show if show in SHOWS else "", asked.get("page", ""))

    def address(self) -> dict[str, str]:
        """The same, but for the page, as parts of an address."""
        ticked = {f"s{key}": "1" for key in sorted(self.compared)}
        return {**ticked, "show": self.show} if self.show else ticked


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """One page of a list."""

    lines: tuple[T, ...]
    number: int
    pages: int


def shown(basis: Basis, kept: Sequence[Own], wanted: Wanted) -> tuple[list[Shown], Leaf[Line]]:
    """Every scenario with what it comes to, and the page of proposals that is asked for."""
    outcomes = {one.id: outcome(basis, floats(one.weights)) for one in kept}
    by_code = {one.code: one for one in basis.candidates}
    cards = [_card(one, outcomes[one.id], by_code, one.id in wanted.compared) for one in kept]
    lines = side_by_side(basis, [outcomes[one.id] for one in kept if one.id in wanted.compared])
    return cards, leaf([line for line in lines if SHOWS[wanted.show](line)], wanted.page)


def leaf(lines: Sequence[T], page: str) -> Leaf[T]:
    """The page that is asked for, or the one nearest to it that there is."""
    pages = max(1, ceil(len(lines) / _LINES))
    asked = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    number = min(max(1, asked), pages)
    return Leaf(tuple(lines[(number - 1) * _LINES : number * _LINES]), number, pages)


def _card(one: Own, found: Outcome, by_code: Mapping[str, Candidate], compared: bool) -> Shown:
    entering, leaving = (_crossed(codes, by_code) for codes in (found.entering, found.leaving))
    return Shown(one.id, one.name, found.shares, entering, leaving, found.n_moved, compared)


def _crossed(codes: Sequence[str], by_code: Mapping[str, Candidate]) -> tuple[Named, ...]:
    return tuple(Named(by_code[code].id, code, by_code[code].title) for code in codes)


def floats(weights: Sequence[Decimal]) -> tuple[float, ...]:
    """Weights to reckon with."""
    return tuple(float(weight) for weight in weights)


def fixed_shares(basis: Basis) -> tuple[float, ...]:
    """The share of each criterion by the fixed weights."""
    return shares(basis.fixed)


def choices(basis: Basis, found: Exchange | None) -> list[Named]:
    """The proposals two can be chosen of: those about the line, and the two that are shown."""
    chosen = set() if found is None else {found.ahead.code, found.behind.code}
    near = {one.code for one in basis.nearest_the_line(_OFFERED)} | chosen
    return [Named(one.id, one.code, one.title) for one in basis.by_place() if one.code in near]
