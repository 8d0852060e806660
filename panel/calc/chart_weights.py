"""The proposals about the line: in how much of all weights each is above it, and in how much of those near the fixed.

A bar for all weights, a dot for the near ones: told apart by their shapes, in any print.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from panel.calc.drawing import BAND, QUIET, Svg, dot, fitted, line, rect, svg, text


@dataclass(frozen=True, slots=True)
class WeightsBar:
    """One proposal: its label, both shares (0 to 1), and whether the line is drawn above it."""

    label: str
    over_any: float
    near: float
    line_above: bool


@dataclass(frozen=True, slots=True)
class WeightsLayout:
    """Where the parts of a row stand: the label beside the bar, or above it."""

    width: float
    row: float
    label: tuple[float, float, float]  # left, baseline, width
    bar: tuple[float, float, float]  # left, top, right
    size: float


WIDE: Final = WeightsLayout(640, 26, (0, 17, 300), (312, 6, 628), 11)
NARROW: Final = WeightsLayout(336, 44, (0, 14, 336), (6, 22, 328), 12)
_HEAD: Final = 22
_TALL: Final = 14


def weights(finding: str, rows: Sequence[WeightsBar], line_words: str, layout: WeightsLayout = WIDE) -> Svg:
    """The drawing; `line_words` name the line between the proposals above it and below."""
    height = _HEAD + len(rows) * layout.row + 4
    parts = [*_scale(height, layout)]
    for index, row in enumerate(rows):
        top = _HEAD + index * layout.row
        parts += _row(row, top, layout)
        if row.line_above:
            parts += _line(top, line_words, layout)
    return svg(finding, layout.width, height, parts, "weights")


def _scale(height: float, layout: WeightsLayout) -> Iterable[str]:
    left, _top, right = layout.bar
    for share, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        x = left + (right - left) * share / 100
        yield line(x, _HEAD - 4, x, height - 4)
        yield text(x, 12, f"{share} %", layout.size - 1, anchor, QUIET)


def _row(row: WeightsBar, top: float, layout: WeightsLayout) -> Iterable[str]:
    x, baseline, width = layout.label
    left, inset, right = layout.bar
    yield text(x, top + baseline, fitted(row.label, layout.size, width), layout.size)
    yield rect(left, top + inset, (right - left) * row.over_any, _TALL, BAND, "band")
    yield dot(left + (right - left) * row.near, top + inset + _TALL / 2, 4.5, "mean")


def _line(top: float, words: str, layout: WeightsLayout) -> Iterable[str]:
    yield line(0, top, layout.width, top, QUIET, 1.5)
    yield text(layout.bar[2], top - 2, words, layout.size - 2, "end", QUIET)
