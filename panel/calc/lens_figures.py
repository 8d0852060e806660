"""How far a panel agrees, where its groups part, and what moved between rounds, as plain values."""

from dataclasses import dataclass
from typing import Final

from panel.calc.analysis import PanelAnalysis
from panel.calc.course import Course
from panel.calc.lenses import Part
from panel.calc.reasons import Reason, Stat

# ---- The panel as a whole ----


@dataclass(frozen=True, slots=True)
class Voices:
    """How far the members agree on one question, by its key, or on the totals where that is empty.

    `n_items` proposals were looked at: those of which everything is shown on this question.
    """

    key: str
    n_items: int
    figures: PanelAnalysis


# ---- Between groups ----


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups on one proposal: their medians, and Cliff's delta (1: everybody of the first above the second)."""

    first: Part
    second: Part
    first_median: float
    second_median: float
    delta: float

    @property
    def apart(self) -> float:
        """The distance of the medians; above zero where the first is higher."""
        return self.first_median - self.second_median


@dataclass(frozen=True, slots=True)
class Divide:
    """How far the groups that may be shown lie apart on one proposal.

    `share` is the part of the variance that lies between them (0 to 1), `p` that of Kruskal-Wallis, `adjusted` the
    same by Benjamini and Hochberg over all proposals; None where a figure does not exist.
    """

    id: str
    pairs: tuple[Pair, ...]
    share: float | None
    p: float | None
    adjusted: float | None


@dataclass(frozen=True, slots=True)
class OrderOfGroups:
    """The rank correlation (Spearman) of the orders of two groups, over the proposals that show both."""

    first: Part
    second: Part
    rho: Stat


@dataclass(frozen=True, slots=True)
class Valued:
    """A proposal that one group values and another does not: medians two steps apart, and hardly by chance."""

    id: str
    by: Part
    not_by: Part
    median: float
    other_median: float


@dataclass(frozen=True, slots=True)
class Divides:
    """The groups beside each other; `divides` are the proposals that show two groups, the widest apart first.

    `n_hidden` show fewer. With `reason` there are none.
    """

    divides: tuple[Divide, ...]
    valued: tuple[Valued, ...]
    orders: tuple[OrderOfGroups, ...]
    n_hidden: int
    reason: Reason | None = None


NO_DIVIDES: Final = Divides((), (), (), 0, Reason.ALL_MISSING)
"""Where there is nothing to compare."""


# ---- From round to round ----


@dataclass(frozen=True, slots=True)
class Step:
    """How the members who scored one proposal in both rounds moved, by their totals rounded to the scale.

    `kept` is the share who did not move, `net` the net change of the distribution (0 to 1), `median` and `spread` the
    changes of median and interquartile range; `p` is Wilcoxon's with zeros by Pratt, adjusted over the table.
    """

    id: str
    n: int
    kept: float
    net: float
    median: float
    spread: float
    p: float | None
    course: Course | None


@dataclass(frozen=True, slots=True)
class Steps:
    """The proposals that two rounds asked about, those that still move first, and how many are hidden.

    `before` and `after` are Kendall's W of the same members on the same proposals, `change` their difference with its
    interval where it was drawn. With `reason` there are no steps.
    """

    steps: tuple[Step, ...]
    n_hidden: int
    before: Stat
    after: Stat
    change: Stat
    reason: Reason | None = None

    @property
    def n_settled(self) -> int:
        """How many proposals have come to rest."""
        at_rest = (Course.SETTLED_CONSENSUS, Course.SETTLED_DISSENT)
        return sum(one.course in at_rest for one in self.steps)
