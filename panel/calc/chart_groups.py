"""The stakeholder groups as dots on one axis, criterion by criterion, each with its name and number beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from panel.calc.drawing import QUIET, Svg, dot, label, line, on, svg, text, text_width
from panel.calc.labels import Box, Room
from panel.calc.marks import Scale


@dataclass(frozen=True, slots=True)
class GroupsRow:
    """One criterion: its label, and the median of each group by the words that name it ("官(4)")."""

    label: str
    scale: Scale
    medians: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GroupsLayout:
    """Where the parts of a line stand."""

    width: float
    row: float
    label: tuple[float, float]
    label_height: float
    axis: tuple[float, float]
    axis_below: float
    size: float


WIDE: Final = GroupsLayout(640, 46, (0, 220), 48, (240, 620), 25, 10.5)
NARROW: Final = GroupsLayout(336, 74, (0, 336), 26, (16, 320), 50, 12)


def groups(finding: str, rows: Sequence[GroupsRow], layout: GroupsLayout = WIDE, between: str = "・") -> Svg:
    """One axis for each criterion; groups with the same median share a dot, their names joined by `between`."""
    parts: list[str] = []
    for index, row in enumerate(rows):
        top = index * layout.row
        parts.append(line(0, top, layout.width, top))
        parts += label((row.label,), top, layout.label_height, layout.label, layout.size)
        parts += _axis(row.scale, top + layout.axis_below, layout)
        parts += _dots(row, top + layout.axis_below, layout, between)
    return svg(finding, layout.width, len(rows) * layout.row + 4, parts)


def _axis(scale: Scale, y: float, layout: GroupsLayout) -> Iterable[str]:
    yield line(layout.axis[0], y, layout.axis[1], y, QUIET)
    for value in scale.values:
        x = on(scale, value, layout.axis)
        yield line(x, y - 3, x, y + 3, QUIET)
    for value, x, anchor in ((scale.lo, layout.axis[0] - 7, "end"), (scale.hi, layout.axis[1] + 7, "start")):
        yield text(x, y + 4, str(value), layout.size - 1, anchor, QUIET)


def _dots(row: GroupsRow, y: float, layout: GroupsLayout, between: str) -> Iterable[str]:
    """Every dot, its names above it or, where that is taken, below or a line higher."""
    room = Room(Box(0, y - layout.row, layout.width, 2 * layout.row))
    size = layout.size - 0.5
    for value in sorted(set(row.medians.values())):
        x = on(row.scale, value, layout.axis)
        words = between.join(name for name, median in row.medians.items() if median == value)
        width = text_width(words, size)
        left = min(max(0, x - width / 2), layout.width - width)
        place = room.first_free(Box(left, y + shift, width + 4, size) for shift in (-size - 6, 7, -2 * size - 7))
        yield dot(x, y, 4.5, "group-dot")
        if place:
            yield text(place.x, place.y + size - 1.5, words, size)
