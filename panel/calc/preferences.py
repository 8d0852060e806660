"""What people hold to be the weights of the criteria, as plain values: their own views, and how far these lie apart."""

from dataclasses import dataclass

from panel.calc.reasons import Reason


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
