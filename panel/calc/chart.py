"""Numbers to SVG text: one drawing for the page, the PDF and (as a picture) the Word file.

Every chart is drawn for the width it is read at, wide or narrow, because a shrunken one cannot be read.
Counts and values are written out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from panel.calc.drawing import (
    BAND,
    BAR,
    DOT,
    QUIET,
    Svg,
    decimal,
    dot,
    label,
    line,
    numbers,
    on,
    rect,
    svg,
    text,
)
from panel.calc.marks import Scale
from panel.calc.summary import Summary

WIDTH: Final = 640


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """One criterion: its label (one or two lines), what was counted, and the n to print beside it."""

    label: tuple[str, ...]
    scale: Scale
    summary: Summary
    n: str


@dataclass(frozen=True, slots=True)
class RankRow:
    """One place of a ranking: its place as words, the label (one or two lines) and the totals."""

    place: str
    label: tuple[str, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Heads:
    """Words above the columns of a chart."""

    counts: str
    spread: str
    mean: str
    n: str = ""


# ---- The distribution of every criterion ----


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a line stand: columns from left to right, heights below the top of the line."""

    width: float
    row: float
    label: tuple[float, float]
    label_height: float
    label_size: float
    bars: tuple[float, float]
    bar_height: float
    foot: float  # of the bars
    count_size: float
    spread: tuple[float, float]
    middle: float  # of the spread
    mean_end: float
    n_below: float


WIDE: Final = Layout(640, 38, (0, 210), 38, 10.5, (222, 402), 14, 28, 8.5, (424, 544), 15, 588, 19)
NARROW: Final = Layout(336, 84, (0, 280), 28, 12.5, (0, 150), 26, 64, 11, (172, 286), 46, 336, 18)
_HEAD: Final = 22
_ROOMY: Final = 12
"""Bars nearer to each other have their numbers in small letters."""


def distribution(finding: str, rows: Sequence[DistributionRow], heads: Heads, layout: Layout = WIDE) -> Svg:
    """Criterion by criterion: bars with counts, and the spread (band Q1 to Q3, line median, dot mean)."""
    parts = [
        text(sum(layout.bars) / 2, 12, heads.counts, layout.count_size + 1, "middle", QUIET),
        text(sum(layout.spread) / 2, 12, heads.spread, layout.count_size + 1, "middle", QUIET),
        text(layout.mean_end, 12, heads.mean, layout.count_size + 1, "end", QUIET),
    ]
    if layout.mean_end < layout.width:
        parts.append(text(layout.width, 12, heads.n, layout.count_size + 1, "end", QUIET))
    for index, row in enumerate(rows):
        parts += _distribution_line(row, _HEAD + index * layout.row, layout)
    parts += _counts(rows, layout)
    return svg(finding, layout.width, _HEAD + len(rows) * layout.row + 4, parts)


def _distribution_line(row: DistributionRow, top: float, layout: Layout) -> Iterable[str]:
    size = layout.label_size - 0.5
    yield line(0, top, layout.width, top)
    yield from label(row.label, top, layout.label_height, layout.label, layout.label_size)
    yield from _bars(row, top, layout)
    yield from _spread(row.summary, row.scale, layout.spread, top + layout.middle, ends_named=layout.count_size - 1)
    yield text(layout.mean_end, top + layout.middle + 4, decimal(row.summary.mean), size, "end")
    yield text(layout.width, top + layout.n_below, row.n, size, "end")


def _bars(row: DistributionRow, top: float, layout: Layout) -> Iterable[str]:
    foot = top + layout.foot
    yield line(layout.bars[0], foot, layout.bars[1], foot, QUIET)
    for bar in _placed(row, layout):
        if bar.count:
            yield rect(bar.middle - bar.step * 0.36, foot - bar.tall, bar.step * 0.72, bar.tall, BAR, "bar")


def _counts(rows: Sequence[DistributionRow], layout: Layout) -> Iterable[str]:
    """The count above every bar, quiet where nobody gave the value, and the value below it."""
    bars = [(_HEAD + at * layout.row + layout.foot, bar) for at, row in enumerate(rows) for bar in _placed(row, layout)]
    size = layout.count_size if all(bar.step >= _ROOMY for _foot, bar in bars) else 6
    given, missing = (
        [(bar.middle, foot - bar.tall - 2, bar.count) for foot, bar in bars if bool(bar.count) is some]
        for some in (True, False)
    )
    yield numbers(given, size, "middle")
    yield numbers(missing, size, "middle", QUIET)
    yield numbers([(bar.middle, foot + size, bar.value) for foot, bar in bars], size - 1, "middle", QUIET)


@dataclass(frozen=True, slots=True)
class _Bar:
    """How many gave a value, where their bar stands, how tall it is, and how far it is to the next one."""

    value: int
    count: int
    middle: float
    tall: float
    step: float


def _placed(row: DistributionRow, layout: Layout) -> Iterable[_Bar]:
    counts = row.summary.histogram
    step = (layout.bars[1] - layout.bars[0]) / len(counts)
    most = max(1, *counts.values())
    for index, (value, count) in enumerate(counts.items()):
        yield _Bar(value, count, layout.bars[0] + (index + 0.5) * step, layout.bar_height * count / most, step)


# ---- The ranking ----

_PLACE_END: Final = 40
_NAME: Final = (50, 336)
_STRIP: Final = (352, 590)
_LINE: Final = 21


def ranking(finding: str, rows: Sequence[RankRow], scale: Scale, heads: Heads) -> Svg:
    """Places from first to last with the spread of the members' totals; the mean is written at the right."""
    tall = _LINE if all(len(row.label) < 2 for row in rows) else _LINE + 9
    bottom = _HEAD + len(rows) * tall
    parts = [text((_STRIP[0] + _STRIP[1]) / 2, 12, heads.spread, 9.5, "middle", QUIET)]
    parts.append(text(WIDTH, 12, heads.mean, 9.5, "end", QUIET))
    for value in scale.values:
        x = on(scale, value, _STRIP)
        parts.append(line(x, _HEAD, x, bottom))
        parts.append(text(x, bottom + 11, str(value), 8.5, "middle", QUIET))
    for index, row in enumerate(rows):
        top = _HEAD + index * tall
        parts.append(text(_PLACE_END, top + tall / 2 + 4, row.place, 10.5, "end"))
        parts += label(row.label, top, tall, _NAME, 10.5)
        parts += _spread(row.summary, scale, _STRIP, top + tall / 2, ends_named=0)
        parts.append(text(WIDTH, top + tall / 2 + 4, decimal(row.summary.mean), 10.5, "end"))
    return svg(finding, WIDTH, bottom + 16, parts)


# ---- Pieces ----


def _spread(summary: Summary, scale: Scale, ends: tuple[float, float], y: float, *, ends_named: float) -> Iterable[str]:
    """The band from Q1 to Q3, the median as a line, the mean as a dot; nothing where nothing was scored.

    `ends_named` is the size in which the ends of the scale are written; 0 for not at all.
    """
    yield line(ends[0], y, ends[1], y)
    for value in (scale.lo, scale.hi) if ends_named else ():
        yield text(on(scale, value, ends), y + 7 + ends_named, str(value), ends_named, "middle", QUIET)
    if summary.mean is None or summary.median is None or summary.q1 is None or summary.q3 is None:
        return
    left, right = on(scale, summary.q1, ends), on(scale, summary.q3, ends)
    yield rect(left - 1, y - 4, right - left + 2, 8, BAND, "band")
    yield rect(on(scale, summary.median, ends) - 1, y - 7, 2, 14, DOT, "median")
    yield dot(on(scale, summary.mean, ends), y, 3.2, "mean")
