"""What it would take for two proposals to change places by the weights alone, as plain values."""

from dataclasses import dataclass
from decimal import Decimal

from panel.calc.document import Text
from panel.calc.ranking import Place
from panel.calc.reasons import Reason


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two proposals: its place and its total by the fixed weights, and its total where both are equal."""

    id: int
    code: str
    title: Text
    place: Place
    total: float
    at_swap: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion: the marks of the two, its share of the weight now and where both totals are equal.

    `alone` is the share it would need if all others kept their proportions; None where none does it.
    """

    key: str
    name: Text
    ahead: float | None
    behind: float | None
    share: float
    at_swap: float | None
    alone: float | None

    @property
    def points(self) -> float:
        """How much weight it gains (loses where negative), in points of 100."""
        return 0.0 if self.at_swap is None else (self.at_swap - self.share) * 100


@dataclass(frozen=True, slots=True)
class Exchange:
    """The least change of the weights after which two proposals are equal; beyond it they have changed places.

    `change` is the share of all weight that moves, 0 to 1, None with its reason. `beyond` are weights just past that
    point, as they are typed, in the order of all criteria of the round; empty where the two can be equal at most.
    `gaps` is how much of the lead of the one ahead comes from criteria that members left unanswered.
    """

    ahead: Side
    behind: Side
    steps: tuple[Step, ...]
    change: float | None
    beyond: tuple[Decimal, ...]
    reason: Reason | None = None
    gaps: float = 0.0

    @property
    def tied(self) -> bool:
        """Whether they are equal as it is."""
        return self.change == 0

    @property
    def leads_everywhere(self) -> bool:
        """Whether the one ahead has the higher mean on every criterion that both have one on."""
        marks = [(step.ahead, step.behind) for step in self.steps]
        return all(ahead > behind for ahead, behind in marks if ahead is not None and behind is not None)
