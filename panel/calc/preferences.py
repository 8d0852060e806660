"""What people hold to be the weights of the criteria, as plain values: their own views, and how far these lie apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from panel.calc.reasons import Reason

POINTS: Final = 100
"""The points to be divided among the criteria, and those of the criterion whose swing is worth most."""
STRONGEST: Final = 9
"""How many times as important one criterion can be called as another (Saaty's scale)."""
MOST_COMPARED: Final = 10
"""With more criteria, comparing each with each is too much to ask, and no table says what contradicts itself."""


class Method(StrEnum):
    """How somebody is asked how much the criteria should count."""

    POINTS = "points"
    SWING = "swing"
    PAIRS = "pairs"


def pair(one: int, other: int) -> tuple[str, int, int]:
    """The key of the answer that compares two criteria, and which of them it calls the first, whatever their order.

    The answer k > 0 says that the first is k times as important, -k that the second is; 1 that they are equal.
    """
    first, second = sorted((one, other))
    return f"{first}:{second}", first, second


def pairs(criteria: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """Each pair of criteria to be compared, as `pair` has it."""
    return (pair(one, other) for one, other in combinations(criteria, 2))


def compared(answers: Mapping[str, int], criteria: Sequence[int]) -> list[int]:
    """The answers to all pairs, each as the one who comes earlier in `criteria` beside the later one."""
    keys = [(pair(one, other)[0], one < other) for one, other in combinations(criteria, 2)]
    return [answers[key] if forwards else -answers[key] for key, forwards in keys]


@dataclass(frozen=True, slots=True)
class Elicited:
    """Weights that add up to 1, in the order of the criteria; `reason` warns where the answers did not decide them."""

    weights: tuple[float, ...]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A comparison of two criteria by their places: how many times as important the first was called, and how many
    times as important it is by the weights that follow from all comparisons."""

    first: int
    second: int
    given: float
    implied: float


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Weights from comparisons in pairs (AHP), and whether these contradict each other too much to be used.

    `weights` is the principal eigenvector, `geometric` the row geometric means, both adding up to 1. `index` is CI,
    `ratio` CR against the random index of the table named `table`, None with the reason where that has none.
    `limit` is the largest ratio that is accepted for this number of criteria. `worst` are the judgements farthest
    from the weights, the farthest first; none where all agree.
    """

    weights: tuple[float, ...]
    geometric: tuple[float, ...]
    largest_eigenvalue: float
    index: float
    ratio: float | None
    limit: float
    table: str
    worst: tuple[Judgement, ...]
    reason: Reason | None = None

    @property
    def acceptable(self) -> bool:
        """Whether the comparisons agree well enough."""
        return self.ratio is not None and self.ratio <= self.limit


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the members' weights of one criterion lie apart: the ends, the quartiles (type 7) and the median."""

    low: float
    q1: float
    median: float
    q3: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """The weights of several members as one: `n` members, their arithmetic mean, and their geometric mean.

    `geometric` is None where somebody gave a criterion no weight at all: the product would forget what all others
    said. Without any member the mean is None too, and `reason` says so.
    """

    n: int
    arithmetic: tuple[float, ...] | None
    geometric: tuple[float, ...] | None
    spreads: tuple[Spread, ...]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What follows from one member's answers: weights in the order of the criteria, and how well they fit together.

    `pairwise` is there for comparisons alone. What contradicts itself too much does not count until it is changed.
    """

    method: Method
    weights: tuple[float, ...]
    pairwise: Pairwise | None = None

    @property
    def counts(self) -> bool:
        """Whether the view is one of those that the panel's are made of."""
        return self.pairwise is None or self.pairwise.acceptable


@dataclass(frozen=True, slots=True)
class PanelView:
    """The views of the members together, without names, as far as so many may be shown; in the order of the criteria.

    `n` views count. `n_contradicting` contradict themselves, `n_outdated` were given on other criteria. `medians` need
    three views, `means` and `spreads` as many as the rule of the cycle asks for.
    """

    n: int
    n_contradicting: int
    n_outdated: int
    medians: tuple[float, ...] | None = None
    means: tuple[float, ...] | None = None
    spreads: tuple[Spread, ...] | None = None
