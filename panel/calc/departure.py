"""When a decision departs from the ranking, so that it must say why: one rule, printed where decisions are made.

A decision follows the ranking when no better ranked proposal stands in a lower tier and no worse ranked one in a higher
tier, among those decided in step with the ranking so far; and when a priority rests on a panel that did not agree low,
split, or score too little. A decision that departs is no yardstick for the next one, or one exception would make many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from panel.calc.consensus import ConsensusClass

TIERS: Final = ("priority", "important", "watch", "not_adopted")
"""From the highest to the lowest."""
WEAK: Final = frozenset({ConsensusClass.AGREED_LOW, ConsensusClass.SPLIT, ConsensusClass.TOO_FEW})
"""What a panel may say of a proposal that cannot carry a priority by itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal with its rank (1 is best, None without scores) and the tier it was given."""

    code: str
    rank: int | None
    tier: str


@dataclass(frozen=True, slots=True)
class Departure:
    """In what a decision departs; it follows the ranking when nothing is named."""

    passed_over: tuple[str, ...] = ()  # better ranked, but in a lower tier
    put_behind: tuple[str, ...] = ()  # worse ranked, but in a higher tier
    weak: ConsensusClass | None = None  # the class a priority cannot rest on

    def __bool__(self) -> bool:
        return bool(self.passed_over or self.put_behind or self.weak)


def departure(here: Standing, consensus: ConsensusClass, in_step: Iterable[Standing]) -> Departure:
    """In what the decision departs from the ranking, beside the others that follow it."""
    tier = TIERS.index(here.tier)
    weak = consensus if here.tier == TIERS[0] and consensus in WEAK else None
    if here.rank is None:
        return Departure(weak=weak)
    ranked = [(other, other.rank, TIERS.index(other.tier)) for other in in_step if other.rank is not None]
    return Departure(
        tuple(other.code for other, rank, its in ranked if rank < here.rank and its > tier),
        tuple(other.code for other, rank, its in ranked if rank > here.rank and its < tier),
        weak,
    )
