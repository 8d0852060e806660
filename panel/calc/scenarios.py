"""What other weights would make of a tally: every place, and who crosses the line of the first k.

It is reckoned from the frozen total and the frozen mean mark of each criterion, not from the totals of the members. A
mean is shown whole or not at all, so no choice of weights takes it apart; a member's total divides by the weight of
what that member answered, and weights chosen for it would tell one unfinished sheet from the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import fsum
from typing import Final

from panel.calc.document import Text
from panel.calc.marks import Scale
from panel.calc.ranking import Place, ranking

_STEP: Final = Decimal("0.0001")
_MORE: Final = Decimal("1.2")
_LESS: Final = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion of the round with the weight that was fixed for it."""

    key: str
    name: Text
    axis: str | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal and its mean marks in the order of the criteria, on the common scale, higher is better.

    A mean is None where the criterion does not ask this kind of proposal (`asked` is false), or too few answered. `gap`
    is what the total of the tally has beyond the weighted mean of the means, because members left criteria unanswered:
    all criteria share it, so that with the fixed weights a scenario is the tally.
    """

    id: int
    code: str
    title: Text
    asked: tuple[bool, ...]
    means: tuple[float | None, ...]
    gap: float = 0.0

    @property
    def marks(self) -> tuple[float | None, ...]:
        """The means with their share of the gap: what the totals are weighted means of."""
        return tuple(None if mean is None else mean + self.gap for mean in self.means)

    def total(self, weights: Sequence[float]) -> float | None:
        """The weighted mean over the criteria that ask it; None without weight, or a mean it needs."""
        parts = [
            (weight, mean)
            for weight, mean, asked in zip(weights, self.marks, self.asked, strict=True)
            if asked and weight > 0
        ]
        if not parts or any(mean is None for _weight, mean in parts):
            return None
        return fsum(weight * mean for weight, mean in parts if mean is not None) / fsum(weight for weight, _ in parts)


@dataclass(frozen=True, slots=True)
class Basis:
    """What scenarios are reckoned from: the criteria, and the proposals whose means all can be shown.

    `places` is the k of "the first k". `n_left_out` proposals have a mean that cannot be shown.
    """

    questions: tuple[Question, ...]
    candidates: tuple[Candidate, ...]
    scale: Scale
    places: int
    n_left_out: int = 0

    @property
    def fixed(self) -> tuple[float, ...]:
        """The weights as they were fixed, in the order of the criteria."""
        return tuple(float(question.weight) for question in self.questions)

    def standing(self, weights: Sequence[float]) -> dict[str, Place]:
        """The place of every proposal under other weights, by code."""
        return ranking({one.code: one.total(weights) for one in self.candidates}, self.scale)

    def by_place(self) -> list[Candidate]:
        """The proposals from the first to the last by the fixed weights; those without a place at the end."""
        places = self.standing(self.fixed)
        return sorted(self.candidates, key=lambda one: (places[one.code].rank is None, places[one.code].rank, one.code))

    def nearest_the_line(self, n: int) -> list[Candidate]:
        """The n proposals about the line in their order; all of them where there are no more."""
        start = max(0, min(self.places - (n + 1) // 2, len(self.candidates) - n))
        return self.by_place()[start : start + n]

    def across_the_line(self) -> tuple[Candidate, Candidate] | None:
        """The last proposal above the line and the first one below; the last two where all are above it."""
        ordered = self.by_place()
        if len(ordered) < 2:
            return None
        at = min(max(self.places, 1), len(ordered) - 1)
        return ordered[at - 1], ordered[at]

    def within(self, place: Place) -> bool:
        """Whether a place is among the first k; a tie across the line is."""
        return place.rank is not None and place.rank <= self.places


@dataclass(frozen=True, slots=True)
class Outcome:
    """What weights come to beside the fixed ones: proposals by code, shares of 1 in the order of the criteria.

    `entering` come in above the line, `leaving` go out; `n_moved` have another place.
    """

    shares: tuple[float, ...]
    places: Mapping[str, Place]
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    n_moved: int


class Crossing(StrEnum):
    """Whether a proposal comes to stand on the other side of the line."""

    IN = "in"
    OUT = "out"
    NO = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A proposal under a scenario: its place, how many places up that is (negative: down), and whether it crosses."""

    place: Place
    up: int | None
    crossing: Crossing


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal side by side: its place with the fixed weights, then in each scenario; `within` the first k or not."""

    id: int
    code: str
    title: Text
    fixed: Place
    within: bool
    beside: tuple[Moved, ...]

    @property
    def changes(self) -> bool:
        """Whether any scenario gives it another place."""
        return any(moved.up != 0 for moved in self.beside)

    @property
    def crosses(self) -> bool:
        """Whether any scenario takes it across the line."""
        return any(moved.crossing for moved in self.beside)


def shares(weights: Sequence[float]) -> tuple[float, ...]:
    """Weights as parts of 1; all 0 where no criterion counts."""
    whole = fsum(weights)
    return tuple(weight / whole if whole > 0 else 0.0 for weight in weights)


def outcome(basis: Basis, weights: Sequence[float]) -> Outcome:
    """What these weights, in the order of the criteria, make of the tally."""
    before, after = basis.standing(basis.fixed), basis.standing(weights)
    codes = [one.code for one in basis.candidates]
    return Outcome(
        shares(weights),
        after,
        tuple(code for code in codes if basis.within(after[code]) and not basis.within(before[code])),
        tuple(code for code in codes if basis.within(before[code]) and not basis.within(after[code])),
        sum(before[code].rank != after[code].rank for code in codes),
    )


def side_by_side(basis: Basis, outcomes: Sequence[Outcome]) -> list[Line]:
    """Every proposal from the first to the last by the fixed weights, with its place in each scenario."""
    fixed = basis.standing(basis.fixed)
    lines = [
        Line(
            one.id,
            one.code,
            one.title,
            fixed[one.code],
            basis.within(fixed[one.code]),
            tuple(_moved(basis, fixed[one.code], found.places[one.code]) for found in outcomes),
        )
        for one in basis.candidates
    ]
    return sorted(lines, key=lambda line: (line.fixed.rank is None, line.fixed.rank or 0, line.code))


def _moved(basis: Basis, before: Place, after: Place) -> Moved:
    up = None if before.rank is None or after.rank is None else before.rank - after.rank
    was, is_now = basis.within(before), basis.within(after)
    return Moved(after, up, Crossing.NO if was == is_now else Crossing.IN if is_now else Crossing.OUT)


# ---- Weights to begin with ----


class Start(StrEnum):
    """Which weights the form of a new scenario is filled with."""

    FIXED = "fixed"
    EQUAL = "equal"
    NEED = "need"
    OPPORTUNITY = "opportunity"
    MORE = "more"  # a fifth more for one criterion
    LESS = "less"  # a fifth less
    MEMBERS = "members"  # the mean of those that members stated before the round


def beginnings(questions: Sequence[Question], stated: Sequence[Sequence[float]] = ()) -> list[tuple[Start, str]]:
    """The weights on offer, each with the key of the criterion it is about; none is offered twice."""
    weighed = [question for question in questions if question.weight > 0]
    alike = len({question.weight for question in questions}) == 1
    offered = [(start, "") for start in (Start.FIXED, *(() if alike else (Start.EQUAL,)))]
    offered += [(Start.MEMBERS, "")] if stated else []
    axes = {question.axis for question in weighed}
    offered += [(start, "") for start in (Start.NEED, Start.OPPORTUNITY) if start in axes]
    return offered + [(start, question.key) for question in weighed for start in (Start.MORE, Start.LESS)]


def begun_with(
    questions: Sequence[Question], start: Start, key: str = "", stated: Sequence[Sequence[float]] = ()
) -> tuple[Decimal, ...]:
    """Weights in the order of the criteria: those fixed, all alike, one axis alone, one criterion a fifth heavier or
    lighter, or the mean of those that were `stated`; the fixed ones where there is nothing of that."""
    fixed = tuple(question.weight for question in questions)
    if start is Start.EQUAL:
        return (Decimal(1),) * len(fixed)
    if start is Start.MEMBERS and stated:
        return tuple(typed([fsum(given) for given in zip(*stated, strict=True)]))
    if start in (Start.NEED, Start.OPPORTUNITY):
        return tuple(question.weight if question.axis == start else Decimal(0) for question in questions)
    if start in (Start.MORE, Start.LESS):
        times = _MORE if start is Start.MORE else _LESS
        return tuple((one.weight * times).quantize(_STEP) if one.key == key else one.weight for one in questions)
    return fixed


def typed(weights: Sequence[float]) -> list[Decimal]:
    """Shares as they are typed into a form: in hundredths with four decimals."""
    return [(Decimal(repr(share)) * 100).quantize(_STEP) for share in shares(weights)]
