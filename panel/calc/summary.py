"""What a set of marks, or of weighted totals, comes to: n of n, centre, spread and distribution."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, fsum, sqrt
from types import MappingProxyType
from typing import Final, Literal

from panel.calc.marks import Blank, Mark, Scale

Reason = Literal["no_marks", "one_rater"]

NO_SILENCE: Final[Mapping[Blank, int]] = MappingProxyType({})
TOLERANCE: Final = 1e-9
"""Two numbers nearer than this share of the scale's width are the same number (arithmetic noise)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The marks given on one question, in the units of its scale.

    `eligible` are those who were to answer; the recused are not among them, everybody else silent is, so
    `n + sum(blanks) - blanks[RECUSED] == eligible`. `histogram` counts every value of the scale, ascending.
    A number that does not exist is None, and `reason` says why: nothing exists without marks, and one mark
    has a centre but no standard deviation.
    """

    n: int
    eligible: int
    blanks: Mapping[Blank, int]
    mean: float | None
    median: float | None
    q1: float | None
    q3: float | None
    sd: float | None
    histogram: Mapping[int, int]
    reason: Reason | None

    @property
    def iqr(self) -> float | None:
        """The interquartile range, q3 - q1."""
        return None if self.q1 is None or self.q3 is None else self.q3 - self.q1


def summary(marks: Iterable[Mark], scale: Scale, silence: Mapping[Blank, int] = NO_SILENCE) -> Summary:
    """The summary of whole-number marks; `silence` counts those who handed in nothing, by reason.

    Mean and standard deviation come from integer sums, so no order of the marks and no computer changes
    them. Raises ValueError for a mark off the scale.
    """
    counts = Counter(marks)
    blanks = {blank: counts.pop(blank, 0) + silence.get(blank, 0) for blank in Blank}
    histogram = {value: counts.pop(value, 0) for value in scale.values}
    if counts:
        raise ValueError(f"off the scale {scale.lo} to {scale.hi}: {sorted(map(str, counts))}")
    values = [value for value, count in histogram.items() for _ in range(count)]
    n, total = len(values), sum(values)
    squares = sum(value * value for value in values)
    mean = total / n if n else None
    sd = sqrt((n * squares - total * total) / (n * (n - 1))) if n > 1 else None
    return _summary(values, mean, sd, blanks, histogram)


def total_summary(totals: Iterable[float], scale: Scale, blanks: Mapping[Blank, int]) -> Summary:
    """The summary of weighted totals on the scale; the histogram counts them rounded half up.

    Sums are correctly rounded (`fsum`), so the order of the totals changes nothing.
    """
    values = sorted(totals)
    n = len(values)
    mean = fsum(values) / n if n else None
    sd = sqrt(fsum((value - mean) ** 2 for value in values) / (n - 1)) if mean is not None and n > 1 else None
    counts = Counter(half_up(value, scale) for value in values)
    histogram = {value: counts[value] for value in scale.values}
    return _summary(values, mean, sd, {blank: blanks.get(blank, 0) for blank in Blank}, histogram)


def _summary(
    ascending: Sequence[float],
    mean: float | None,
    sd: float | None,
    blanks: Mapping[Blank, int],
    histogram: Mapping[int, int],
) -> Summary:
    n = len(ascending)
    q1, median, q3 = quartiles(ascending) if n else (None, None, None)
    reason: Reason | None = "no_marks" if n == 0 else "one_rater" if n == 1 else None
    eligible = n + sum(blanks.values()) - blanks[Blank.RECUSED]
    return Summary(n, eligible, blanks, mean, median, q1, q3, sd, histogram, reason)


def quartiles(ascending: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile of sorted values, at least one.

    Linear between order statistics: type 7 of Hyndman & Fan 1996 (Am Stat 50:361), QUARTILE.INC of
    spreadsheets and the default of R.
    """
    return _quartile(ascending, 1), _quartile(ascending, 2), _quartile(ascending, 3)


def _quartile(ascending: Sequence[float], quarter: int) -> float:
    below, rest = divmod((len(ascending) - 1) * quarter, 4)
    if rest == 0:
        return float(ascending[below])
    low, high = ascending[below], ascending[below + 1]
    return low + (high - low) * rest / 4


def trimmed_mean(values: Iterable[float], share: float = 0.2) -> float | None:
    """The mean without the lowest and the highest `floor(share * n)` of the values; None of no values.

    Raises ValueError unless 0 <= share < 0.5. `panel.calc.statistics.averages` has it for whole arrays.
    """
    if not 0 <= share < 0.5:
        raise ValueError("less than half is trimmed from each end")
    ascending = sorted(values)
    dropped = floor(share * len(ascending))
    kept = ascending[dropped : len(ascending) - dropped]
    return fsum(kept) / len(kept) if kept else None


def half_up(total: float, scale: Scale) -> int:
    """The value of the scale nearest to a total; the exact middle goes up (`round` would go to even)."""
    return floor(total + 0.5 + TOLERANCE * scale.width)
