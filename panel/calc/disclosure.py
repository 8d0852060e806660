"""How much of a result may be shown, so that no table, alone or beside another, gives away what one member scored.

Sheets count alike, so numbers of all of them fit any of their orders and tell nobody's mark, as long as two members
differ. A panel that says one thing says it about everybody; that is what a consensus is, and it is not hidden. Groups
are another matter: who belongs to one is known, so its numbers are shown only where they fit more than one answer of
everybody in it, and the place where they are not shown fits more than one reason.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from functools import lru_cache
from typing import Final, TypeVar

from panel.calc.consensus import CENTRE_FROM, ConsensusClass
from panel.calc.ranking import UNRANKED
from panel.calc.results import CriterionResult, ItemResult, TotalResult
from panel.calc.summary import Summary, quartiles

_DEPARTING: Final = 2
"""So many in a group must depart from what most of it say. If nobody does, the group says what each of it said; with
one, hiding the group would tell as much as showing it."""
T = TypeVar("T", CriterionResult, TotalResult)


class Shown(IntEnum):
    """What of a set of marks is shown; more includes less."""

    NUMBER = 0  # only how many there are, and why the others are silent
    CENTRE = 1  # the median as well
    ALL = 2  # class, place, mean, spread, distribution, reasons and single sheets as well


@lru_cache(maxsize=1024)
def shown(n: int, shown_from: int) -> Shown:
    """What may be shown of `n` marks under a rule that shows everything from `shown_from` on."""
    return Shown((n >= CENTRE_FROM) + (n >= shown_from))


def class_shown(consensus: ConsensusClass, n: int, shown_from: int) -> ConsensusClass:
    """The class as it may be told: that of a few marks would tell which third all of them lie in."""
    return consensus if shown(n, shown_from) is Shown.ALL else ConsensusClass.TOO_FEW


def disclosed(result: ItemResult, shown_from: int) -> ItemResult:
    """The result without the numbers of any question that too few answered; how many did stays, and why others did not.

    Without its place, too, where so few handed in: places are to be counted anew among those that have one.
    """
    return replace(
        result,
        totals={name: _disclosed_total(total, shown_from) for name, total in result.totals.items()},
        criteria={key: _disclosed(found, shown_from) for key, found in result.criteria.items()},
    )


def _disclosed_total(total: TotalResult, shown_from: int) -> TotalResult:
    if shown(total.summary.n, shown_from) is Shown.ALL:
        return total
    return replace(_disclosed(total, shown_from), coverage=None, place=UNRANKED)


def _disclosed(found: T, shown_from: int) -> T:
    allowed = shown(found.summary.n, shown_from)
    if allowed is Shown.ALL:
        return found
    median = found.summary.median if allowed is Shown.CENTRE else None
    hidden: Summary = replace(found.summary, mean=None, median=median, q1=None, q3=None, sd=None, histogram={})
    return replace(found, summary=hidden, thirds=None, consensus=ConsensusClass.TOO_FEW)


def group_medians(groups: Mapping[str, Sequence[int]], shown_from: int) -> dict[str, tuple[float, int]]:
    """The median and the number of each group that may be shown beside the marks of all; empty where none may.

    Groups under `CENTRE_FROM` are not shown, and are taken together, with the next smallest group while they are too
    few for that. Nothing is shown unless all this leaves at least two in every part who depart from what most say.
    """
    if sum(map(len, groups.values())) < shown_from:
        return {}
    by_size = sorted((name for name in groups if groups[name]), key=lambda name: (len(groups[name]), name))
    n_small = sum(len(groups[name]) < CENTRE_FROM for name in by_size)
    while n_small and sum(len(groups[name]) for name in by_size[:n_small]) < CENTRE_FROM and n_small < len(by_size):
        n_small += 1
    together = [value for name in by_size[:n_small] for value in groups[name]]
    seen = by_size[n_small:]
    parts = [*(groups[name] for name in seen), *([together] if together else [])]
    if not all(_departs(Counter(part)) for part in parts):
        return {}
    return {name: (quartiles(sorted(groups[name]))[1], len(groups[name])) for name in seen}


def may_part(counts: Mapping[int, int]) -> bool:
    """Whether marks counted by value may stand apart from the others, though it is known whose they are together."""
    return sum(counts.values()) >= CENTRE_FROM and _departs(counts)


def _departs(counts: Mapping[int, int]) -> bool:
    return sum(counts.values()) - max(counts.values()) >= _DEPARTING
