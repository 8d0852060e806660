"""Whose place depends on the weights: how often each proposal is among the first k, over weights that are possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from panel.calc.document import Text
from panel.calc.ranking import Place
from panel.calc.reasons import Reason
from panel.calc.scenarios import Question

_CLEARLY: Final = 1.5


class WeightSet(StrEnum):
    """Which weights are held possible."""

    NEAR = "near"  # about those that were fixed
    ORDERED = "ordered"  # any that keep the criteria in their fixed order of importance
    ANY = "any"
    MEMBERS = "members"  # those the members stated before the round


@dataclass(frozen=True, slots=True)
class Reach:
    """One proposal over one set of weights.

    `p_top` is the share of the weights under which it is among the first k, `p_first` under which it is first (ties
    share), `best` and `worst` the places it takes. `central` are the mean weights of those that put it first, in the
    order of the criteria; None where none do.
    """

    p_top: float
    p_first: float
    best: int
    worst: int
    central: tuple[float, ...] | None


class Dependence(StrEnum):
    """What the weights can do to a proposal."""

    ALWAYS_IN = "always_in"
    DEPENDS = "depends"
    NEVER_IN = "never_in"


@dataclass(frozen=True, slots=True)
class Depends:
    """A proposal with its place by the fixed weights, and where other weights take it."""

    id: int
    code: str
    title: Text
    fixed: Place
    within: bool
    dependence: Dependence
    reach: Mapping[WeightSet, Reach]
    favoured_by: int | None  # which criterion counts more than elsewhere in the weights that put it first

    @property
    def any(self) -> Reach:
        """Where it comes over all weights there are."""
        return self.reach[WeightSet.ANY]


@dataclass(frozen=True, slots=True)
class WeightReach:
    """Every proposal from the first to the last, over each set; without any, `reason` says why.

    `questions` are the criteria with a weight. `exact` where nothing had to be drawn for the set of all weights,
    otherwise `replicates` weights were.
    """

    questions: tuple[Question, ...]
    sets: tuple[WeightSet, ...]
    places: int
    proposals: tuple[Depends, ...]
    exact: bool
    replicates: int
    reason: Reason | None = None

    def of(self, dependence: Dependence) -> tuple[Depends, ...]:
        """The proposals to which the weights can do that."""
        return tuple(one for one in self.proposals if one.dependence == dependence)

    @property
    def contested(self) -> int:
        """How many are neither nearly always nor nearly never among the first k by weights near the fixed ones."""
        return sum(0.1 < one.reach[WeightSet.NEAR].p_top < 0.9 for one in self.proposals)

    def nearest_the_line(self, n: int) -> tuple[Depends, ...]:
        """The n proposals about the line, from above to below; the whole list where it is no longer."""
        start = max(0, min(self.places - (n + 1) // 2, len(self.proposals) - n))
        return self.proposals[start : start + n]


def dependence(reach: Reach, places: int) -> Dependence:
    """What all weights there are can do to a proposal."""
    if reach.worst <= places:
        return Dependence.ALWAYS_IN
    return Dependence.NEVER_IN if reach.best > places else Dependence.DEPENDS


def in_order(questions: Sequence[Question]) -> tuple[int, ...] | None:
    """The criteria from the heaviest on, by their places; None where two weigh the same, so that there is no order."""
    weights = [question.weight for question in questions]
    if len(set(weights)) < len(weights):
        return None
    return tuple(sorted(range(len(weights)), key=lambda place: -weights[place]))


def favoured(central: Sequence[float] | None, mean: float) -> int | None:
    """The criterion that counts clearly more than on average in the weights that put a proposal first."""
    if central is None:
        return None
    most = max(range(len(central)), key=lambda place: central[place])
    return most if central[most] > _CLEARLY * mean else None
