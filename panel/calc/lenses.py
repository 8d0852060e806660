"""The same scores seen through other glasses, as plain values: which places and classes depend on the way of looking.

Computed by `panel.calc.statistics`, shown beside the frozen tally and never instead of it. Places count the compared
proposals alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from panel.calc.analysis import Analysis
from panel.calc.consensus import ConsensusClass
from panel.calc.reasons import Reason


class Lens(StrEnum):
    """A way of looking at a round; its name in addresses."""

    GROUPS = "groups"
    EXPERTISE = "expertise"
    WITHOUT_ONE = "without-one"
    SEVERITY = "severity"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    CONFIDENCE = "confidence"
    METHODS = "methods"


class Part(StrEnum):
    """What a lens looks at, one after the other."""

    ALL = ""  # for lenses of one part
    GOVERNMENT = "government"
    INDUSTRY = "industry"
    ACADEMIA = "academia"
    OTHER = "other"
    SURE = "sure"
    LESS_SURE = "less-sure"
    ANY = "any"
    OWN = "own"
    TOPSIS = "topsis"
    PROMETHEE = "promethee"
    BORDA = "borda"
    COPELAND = "copeland"
    SCHULZE = "schulze"


GROUPS: Final = (Part.GOVERNMENT, Part.INDUSTRY, Part.ACADEMIA, Part.OTHER)
METHODS: Final = (Part.TOPSIS, Part.PROMETHEE, Part.BORDA, Part.COPELAND, Part.SCHULZE)
PARTS: Final[Mapping[Lens, tuple[Part, ...]]] = MappingProxyType(
    {
        Lens.GROUPS: GROUPS,
        Lens.EXPERTISE: (Part.SURE, Part.LESS_SURE),
        Lens.WITHOUT_ONE: (Part.ANY, Part.OWN),
        Lens.SEVERITY: (Part.ALL,),
        Lens.MEDIAN: (Part.ALL,),
        Lens.TRIMMED: (Part.ALL,),
        Lens.CONFIDENCE: (Part.ALL,),
        Lens.METHODS: METHODS,
    }
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One proposal by the tally and through a lens: its places, best first, and its classes where the lens has one.

    `n` is how many members the lens looked at, where that is not everybody.
    """

    id: str
    rank: int
    lens_rank: int
    consensus: ConsensusClass | None = None
    lens_consensus: ConsensusClass | None = None
    n: int | None = None

    @property
    def places(self) -> int:
        """How many places the proposal gains through the lens; below zero: loses."""
        return self.rank - self.lens_rank

    @property
    def changes_class(self) -> bool:
        """Whether it has a class both ways, and not the same."""
        return None not in (self.consensus, self.lens_consensus) and self.consensus != self.lens_consensus

    def crosses(self, line: int) -> bool:
        """Whether it is among the first `line` one way and not the other."""
        return (self.rank <= line) != (self.lens_rank <= line)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The proposals that a lens can compare, the largest change of place first; or why it compares none.

    `line` is the last place above the line among them; `n_hidden` are left out because the lens would tell what single
    members gave, or has nothing to look at.
    """

    lens: Lens
    part: Part
    line: int
    shifts: tuple[Shift, ...]
    n_hidden: int = 0
    reason: Reason | None = None

    @property
    def rising(self) -> tuple[Shift, ...]:
        """Those that only the lens has among the first."""
        return tuple(one for one in self.shifts if one.crosses(self.line) and one.lens_rank <= self.line)

    @property
    def falling(self) -> tuple[Shift, ...]:
        """Those that only the tally has among the first."""
        return tuple(one for one in self.shifts if one.crosses(self.line) and one.rank <= self.line)

    @property
    def reclassed(self) -> tuple[Shift, ...]:
        """Those with another class."""
        return tuple(one for one in self.shifts if one.changes_class)

    @property
    def changing(self) -> tuple[Shift, ...]:
        """Those that cross the line or get another class, by their place in the tally."""
        found = (one for one in self.shifts if one.crosses(self.line) or one.changes_class)
        return tuple(sorted(found, key=lambda one: (not one.crosses(self.line), one.rank, one.id)))

    @property
    def furthest(self) -> int:
        """The most places that any of them moves."""
        return max((abs(one.places) for one in self.shifts), default=0)


def compared(
    lens: Lens, part: Part, shifts: list[Shift], places: int, n_hidden: int = 0, reason: Reason | None = None
) -> Comparison:
    """The comparison of these proposals, `places` being the last place above the line among them.

    Fewer than two are no order: `reason`, or that there are none to compare, says so. No line is drawn through fewer
    than half of the proposals.
    """
    if len(shifts) < 2:
        few = Reason.ONE_ITEM if shifts else Reason.ALL_MISSING
        return Comparison(lens, part, 0, (), n_hidden + len(shifts), reason or few)
    ordered = sorted(shifts, key=lambda one: (-abs(one.places), one.rank, one.id))
    line = 0 if len(shifts) < n_hidden else min(places, sum(one.rank <= places for one in shifts))
    return Comparison(lens, part, line, tuple(ordered), n_hidden)


def of_analysis(analysis: Analysis, lens: Lens) -> Comparison:
    """What an analysis has compared already: the order by the median, or with strict and lenient members evened out."""
    reason = analysis.reason
    if lens is Lens.SEVERITY and analysis.panel is not None:
        reason = analysis.panel.severity.reason
    ranks = {one.id: one.median_rank if lens is Lens.MEDIAN else one.adjusted_rank for one in analysis.items}
    shifts = [Shift(one.id, one.rank, rank) for one in analysis.items if (rank := ranks[one.id]) is not None]
    return compared(lens, Part.ALL, shifts, analysis.settings.places, len(analysis.items) - len(shifts), reason)


# ---- Leaving out one member ----


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How one proposal stands if any one member had not scored: how many of them take it across the line alone, and
    the most places that one of them moves it."""

    id: str
    rank: int
    decisive: int
    moves: int
