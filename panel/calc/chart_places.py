"""One place among all: where it is, where it would be, and the line after the first k, on one axis of places."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from panel.calc.chart_row import PlaceRange
from panel.calc.drawing import BAND, INK, QUIET, RULE, Svg, brief, dot, line, rect, svg, text, text_width
from panel.calc.labels import Box, Room


@dataclass(frozen=True, slots=True)
class PlacesLayout:
    """How wide the drawing is and how large its letters are."""

    width: float
    size: float


WIDE: Final = PlacesLayout(640, 11)
NARROW: Final = PlacesLayout(336, 12)
_EDGE: Final = 16.0
_ABOVE, _AXIS, _HEIGHT = 18.0, 44.0, 82.0


def places(finding: str, found: PlaceRange, n_places: int, k: int, line_words: str, layout: PlacesLayout = WIDE) -> Svg:
    """The place as a dot, the range of places as a band, the line after place `k` with its words above it."""
    reach = layout.width - 2 * _EDGE

    def at(rank: float) -> float:
        return _EDGE + (rank - 1) / max(1, n_places - 1) * reach

    left, right, line_at = at(found.low), at(found.high), at(k + 0.5)
    parts = [
        line(_EDGE, _AXIS, layout.width - _EDGE, _AXIS, RULE),
        rect(left - 2, _AXIS - 7, right - left + 4, 14, BAND, "band"),
        f'<path class="cut" d="M{brief(line_at)} {brief(_ABOVE + 6)}V{brief(_AXIS + 14)}" stroke="{INK}" '
        'stroke-dasharray="4 3"/>',
        dot(at(found.rank), _AXIS, 5, "mean"),
        _inside(line_at, _ABOVE, line_words, layout, INK),
        *_numbers(found, n_places, (left, right), layout),
    ]
    return svg(finding, layout.width, _HEIGHT, parts)


def _numbers(found: PlaceRange, n_places: int, band: tuple[float, float], layout: PlacesLayout) -> Iterable[str]:
    """The range of places below the axis, then the ends of the axis where there is room."""
    range_words = f"{found.low}–{found.high}" if found.low != found.high else str(found.low)
    yield _inside(sum(band) / 2, _AXIS + 25, range_words, layout, INK)
    room = Room(Box(0, 0, layout.width, _HEIGHT))
    wide = text_width(range_words, layout.size) + 12
    room.take(Box(min(max(sum(band) / 2 - wide / 2, 0), layout.width - wide), _AXIS + 12, wide, layout.size + 2))
    for rank, x in ((1, _EDGE), (n_places, layout.width - _EDGE)):
        wide = text_width(str(rank), layout.size)
        if room.first_free([Box(x - wide / 2, _AXIS + 13, wide, layout.size)]):
            yield text(x, _AXIS + 25, str(rank), layout.size, "middle", QUIET)


def _inside(x: float, y: float, words: str, layout: PlacesLayout, fill: str) -> str:
    """Words centred at a place, moved so far that nothing of them is outside."""
    half = text_width(words, layout.size) / 2
    return text(min(max(x, half), layout.width - half), y, words, layout.size, "middle", fill)
