"""Priority and agreement on one map: how high the panel scores a proposal, and how far its members are apart on it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeAlias

from panel.calc.consensus import ConsensusClass
from panel.calc.drawing import BAR, DOT, INK, QUIET, Svg, brief, fitted, line, svg, text, text_width
from panel.calc.labels import Box, Room, around
from panel.calc.marks import Scale


@dataclass(frozen=True, slots=True)
class MapMark:
    """One proposal: its total, its interquartile range, its class and its name; `title` only where it stands out."""

    total: float
    apart: float
    consensus: ConsensusClass
    code: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class MapWords:
    """The axes, and the four quarters: left and right above, left and right below."""

    total: str
    apart: str
    quarters: Sequence[str]


@dataclass(frozen=True, slots=True)
class MapCut:
    """The line after the first k: the total it lies at, and its words."""

    total: float
    words: str


@dataclass(frozen=True, slots=True)
class MapLayout:
    """The size of the drawing, the frame of its plot (left, top, right, bottom), its letters, the room of a title."""

    width: float
    height: float
    plot: tuple[float, float, float, float]
    size: float
    title_width: float


WIDE: Final = MapLayout(960, 520, (64, 40, 944, 470), 12.5, 150)
NARROW: Final = MapLayout(336, 420, (34, 40, 328, 374), 11, 0)

_At: TypeAlias = Callable[[float, float], tuple[float, float]]
_Placed: TypeAlias = tuple[MapMark, float, float]
CROWD: Final = 150
"""Of more marks than this only those that stand out are named."""
_GAP: Final = 7.0
_SHAPES: Final[Mapping[ConsensusClass, tuple[float, float, str]]] = {
    ConsensusClass.AGREED_HIGH: (-5.5, 4.5, "h11l-5.5-10z"),
    ConsensusClass.AGREED_MIDDLE: (-4.5, -4.5, "h9v9h-9z"),
    ConsensusClass.AGREED_LOW: (-5.5, -4.5, "h11l-5.5 10z"),
    ConsensusClass.SPLIT: (0, -6.5, "l6 6.5-6 6.5-6-6.5z"),
    ConsensusClass.OPEN: (-4.5, -4.5, "h9v9h-9z"),
    ConsensusClass.TOO_FEW: (-5, 0, "a5 5 0 1 1 10 0a5 5 0 1 1-10 0z"),
}
"""The shapes of the marks that stand beside the words of the classes, from where they begin beside their centre."""
_OPEN: Final = frozenset({ConsensusClass.OPEN, ConsensusClass.TOO_FEW})


def overview(
    finding: str,
    marks: Sequence[MapMark],
    scale: Scale,
    limit: float,
    words: MapWords,
    layout: MapLayout = WIDE,
    cut: MapCut | None = None,
) -> Svg:
    """Total from left to right, agreement from the bottom to the top, divided at the middle and at `limit`.

    `limit` is the widest interquartile range of an agreement. Names stand where there is room for them, those of
    the marks with a title first; in a crowd only those.
    """
    left, top, right, bottom = layout.plot
    deepest = max(2 * limit, ceil(max((mark.apart for mark in marks), default=0.0) * 2) / 2)

    def at(total: float, apart: float) -> tuple[float, float]:
        across = (total - scale.lo) / scale.width
        return left + 8 + across * (right - left - 16), top + 8 + apart / deepest * (bottom - top - 16)

    centre = at((scale.lo + scale.hi) / 2, limit)
    placed = [(mark, *at(mark.total, mark.apart)) for mark in marks]
    room = _room(placed, layout)
    parts = [
        *_frame(layout, centre),
        *_axes(scale, deepest, at, words, layout),
        *_quarters(words.quarters, layout),
        *([] if cut is None else _cut(cut.words, at(cut.total, 0)[0], room, layout)),
        *_marks(placed),
        *_names(placed, room, layout),
    ]
    return svg(finding, layout.width, layout.height, parts, "map")


def _frame(layout: MapLayout, centre: tuple[float, float]) -> Iterable[str]:
    left, top, right, bottom = layout.plot
    for y in (top, bottom):
        yield line(left, y, right, y)
    for x in (left, right):
        yield line(x, top, x, bottom)
    yield line(centre[0], top, centre[0], bottom, QUIET)
    yield line(left, centre[1], right, centre[1], QUIET)


def _axes(scale: Scale, deepest: float, at: _At, words: MapWords, layout: MapLayout) -> Iterable[str]:
    left, _top, right, bottom = layout.plot
    for value in scale.values:
        yield text(at(value, 0)[0], bottom + 16, str(value), layout.size, "middle", QUIET)
    for half in range(int(2 * deepest) + 1) if deepest <= 4 else range(0, int(2 * deepest) + 1, 2):
        if half % 2 == 0 or layout.title_width:
            yield text(left - 6, at(scale.lo, half / 2)[1] + 4, f"{half / 2:g}", layout.size, "end", QUIET)
    yield text((left + right) / 2, bottom + 34, words.total, layout.size, "middle")
    yield text(0, 14, words.apart, layout.size)


def _quarters(quarters: Sequence[str], layout: MapLayout) -> Iterable[str]:
    """What a quarter means, in its outer corner."""
    left, top, right, bottom = layout.plot
    corners = ((left, top - 5, "start"), (right, top - 5, "end"), (left + 6, bottom - 7, "start"))
    for (x, y, anchor), words in zip((*corners, (right - 6, bottom - 7, "end")), quarters, strict=True):
        yield text(x, y, words, layout.size, anchor, QUIET)


def _cut(words: str, x: float, room: Room, layout: MapLayout) -> Iterable[str]:
    """The line from top to bottom, and its words where they cover no mark."""
    _left, top, _right, bottom = layout.plot
    yield f'<path class="cut" d="M{brief(x)} {brief(top)}V{brief(bottom)}" stroke="{INK}" stroke-dasharray="4 3"/>'
    wide, tall = text_width(words, layout.size), layout.size + 2
    heights = range(int(top) + 4, int(bottom - tall), int(tall))
    sides = [Box(at, y, wide, tall) for y in heights for at in (x + 5, x - 5 - wide)]
    place = room.first_free(sides)
    if place is not None:
        end, anchor = (place.x, "start") if place.x > x else (place.x + wide, "end")
        yield text(end, place.y + layout.size - 1.5, words, layout.size, anchor)


def _marks(placed: Sequence[_Placed]) -> Iterable[str]:
    """The marks of each class as one path, because a thousand are many; in a crowd to whole units."""
    digits = 0 if len(placed) > CROWD else 1
    for consensus, (dx, dy, shape) in _SHAPES.items():
        begins = [
            (round(x + dx, digits), round(y + dy, digits)) for mark, x, y in placed if mark.consensus is consensus
        ]
        d = "".join(f"M{x:g} {y:g}{shape}" for x, y in begins)
        fill = "none" if consensus in _OPEN else DOT if consensus is ConsensusClass.SPLIT else BAR
        name = f"class-{consensus.value.replace('_', '-')}"
        if d:
            yield f'<path class="{name}" d="{d}" fill="{fill}" stroke="{INK}"/>'


def _room(placed: Sequence[_Placed], layout: MapLayout) -> Room:
    """The plot without its marks and without what the lower quarters mean."""
    left, top, right, bottom = layout.plot
    room = Room(Box(left, top, right - left, bottom - top))
    tall = layout.size + 8
    room.take(Box(left, bottom - tall, right - left, tall))
    for _proposal, x, y in placed:
        room.take(Box(x - _GAP + 1, y - _GAP + 1, 2 * _GAP - 2, 2 * _GAP - 2))
    return room


def _names(placed: Sequence[_Placed], room: Room, layout: MapLayout) -> Iterable[str]:
    in_a_crowd = len(placed) > CROWD
    for mark, x, y in sorted(placed, key=lambda one: not one[0].title):
        words = (
            fitted(f"{mark.code} {mark.title}", layout.size, layout.title_width)
            if mark.title and layout.title_width
            else ""
        )
        if mark.title or not in_a_crowd:
            yield _name(room, x, y, words, layout.size) or _name(room, x, y, mark.code, layout.size - 1.5, QUIET)


def _name(room: Room, x: float, y: float, words: str, size: float, fill: str = INK) -> str:
    """The words beside their mark; nothing where there is no room."""
    place = room.first_free(around(x, y, _GAP, text_width(words, size), size)) if words else None
    return text(place.x, place.y + size - 1.5, words, size, fill=fill) if place else ""
