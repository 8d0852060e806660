"""The cycle's rule, fixed before the round opens: what counts as agreement, and what as a split panel.

Sources: three quarters in one third is the median threshold of 98 Delphi studies (Diamond et al. 2014, J Clin
Epidemiol 67:401); at most 15 % on the other side is the second half of the two-sided rules in use (70/15);
an interquartile range of one step of five or two of nine is the usual limit of spread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from math import ceil
from typing import Any, Final

from panel.calc.marks import Scale
from panel.calc.summary import quartiles

CENTRE_FROM: Final = 3
"""Of fewer marks than this nothing is shown but their number, whatever a rule says."""
_USUALLY_SHOWN_FROM: Final = 5


class ConsensusClass(StrEnum):
    """What the marks of the panel say together."""

    AGREED_HIGH = "agreed_high"
    AGREED_MIDDLE = "agreed_middle"
    AGREED_LOW = "agreed_low"
    SPLIT = "split"
    OPEN = "open"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a panel agrees. Shares are of the marks given, 0 to 1; thirds are those of `third`.

    Agreed on a third: at least `share_needed` of the marks lie in it, at most `share_against` in the opposite
    outer third (the middle has none), and the interquartile range is within `iqr_limit`. Split: at least
    `split_share` in each outer third. Neither before `raters_needed`. `iqr_at_most` is a share of the scale's
    width, so that one rule serves every scale: a quarter is one step of 1 to 5 and two of 1 to 9. Of fewer marks
    than `shown_from` only the median is shown. `places` is how many proposals are to be chosen, the cut line of an
    analysis; None is the upper third.
    Raises ValueError for a share outside 0 to 1, fewer than one rater or place, or showing everything of fewer than
    three marks.
    """

    share_needed: float = 0.75
    share_against: float = 0.15
    split_share: float = 0.30
    iqr_at_most: float = 0.25
    minimum_raters: int = 3
    minimum_share: float = 0.5
    shown_from: int = _USUALLY_SHOWN_FROM
    places: int | None = None

    def __post_init__(self) -> None:
        shares = (
            self.share_needed,
            self.share_against,
            self.split_share,
            self.iqr_at_most,
            self.minimum_share,
        )
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("a share of the rule lies between 0 and 1")
        if self.minimum_raters < 1:
            raise ValueError("a rule needs at least one rater")
        if self.places is not None and self.places < 1:
            raise ValueError("a rule chooses at least one")
        if self.shown_from < CENTRE_FROM:
            raise ValueError(f"nothing may be shown of fewer than {CENTRE_FROM} marks")

    def iqr_limit(self, scale: Scale) -> float:
        """The widest interquartile range of an agreement, in steps; never less than one step."""
        return max(1.0, self.iqr_at_most * scale.width)

    def raters_needed(self, eligible: int) -> int:
        """How many marks a class needs, of that many who were to answer."""
        return max(self.minimum_raters, ceil(self.minimum_share * eligible))

    def as_plain(self) -> dict[str, Any]:
        """The rule as JSON values.

        What came later is written only where it is not as it always was: older tallies keep their hashes.
        """
        plain = asdict(self)
        if self.shown_from == _USUALLY_SHOWN_FROM:
            del plain["shown_from"]
        if self.places is None:
            del plain["places"]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Rule":
        """The rule back from `as_plain`. Raises ValueError unless every setting is there and nothing else."""
        if plain.keys() | {"shown_from", "places"} != {field.name for field in fields(cls)}:
            raise ValueError(f"not the settings of a rule: {sorted(plain)}")
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Thirds:
    """Shares of the marks in the three parts of the scale, 0 to 1, adding up to 1."""

    low: float
    middle: float
    high: float


def third(value: int, scale: Scale) -> int:
    """Which part of the scale a value lies in: -1 low, 0 middle, 1 high.

    Each value stands for a cell of equal width and belongs where the centre of its cell lies: 1 to 5 gives
    {1, 2}, {3}, {4, 5}; 1 to 9 the thirds 1-3, 4-6, 7-9 of the RAND/UCLA method.
    """
    n = scale.width + 1
    centre = 3 * (2 * (value - scale.lo) + 1)  # in sixths of a cell, against 2n and 4n: never equal, odd and even
    return (centre > 2 * n) + (centre > 4 * n) - 1


def thirds(histogram: Mapping[int, int], scale: Scale) -> Thirds | None:
    """The shares in the thirds; None without marks."""
    n = sum(histogram.values())
    if n == 0:
        return None
    counts = {-1: 0, 0: 0, 1: 0}
    for value, count in histogram.items():
        counts[third(value, scale)] += count
    return Thirds(counts[-1] / n, counts[0] / n, counts[1] / n)


def classify(histogram: Mapping[int, int], eligible: int, scale: Scale, rule: Rule) -> ConsensusClass:
    """The class of marks counted by value (higher is better), given by some of the `eligible`."""
    shares = thirds(histogram, scale)
    if shares is None or sum(histogram.values()) < rule.raters_needed(eligible):
        return ConsensusClass.TOO_FEW
    if min(shares.low, shares.high) >= rule.split_share:
        return ConsensusClass.SPLIT
    if _iqr(histogram) > rule.iqr_limit(scale):
        return ConsensusClass.OPEN
    return _agreement(shares, rule)


def _agreement(shares: Thirds, rule: Rule) -> ConsensusClass:
    if shares.high >= rule.share_needed and shares.low <= rule.share_against:
        return ConsensusClass.AGREED_HIGH
    if shares.low >= rule.share_needed and shares.high <= rule.share_against:
        return ConsensusClass.AGREED_LOW
    if shares.middle >= rule.share_needed:
        return ConsensusClass.AGREED_MIDDLE
    return ConsensusClass.OPEN


def _iqr(histogram: Mapping[int, int]) -> float:
    values: Sequence[int] = [value for value in sorted(histogram) for _ in range(histogram[value])]
    q1, _, q3 = quartiles(values)
    return q3 - q1
