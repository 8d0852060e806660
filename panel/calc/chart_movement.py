"""From one round to the next: a line from each earlier score to the later one, as thick as the members who took it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from panel.calc.drawing import DOT, QUIET, Svg, dot, line, svg, text, text_width
from panel.calc.labels import Box, Room
from panel.calc.marks import Scale

_WIDTH: Final = 336
_LEFT: Final = 92
_RIGHT: Final = _WIDTH - _LEFT
_HEAD: Final = 34
_STEP: Final = 40
_SIZE: Final = 12
_THICKEST: Final = 10.0
_ALONG: Final = (0.32, 0.68, 0.24, 0.76, 0.4, 0.6, 0.16, 0.84, 0.5)
"""Where on a line its count may stand, from the left end, in the order in which the places are tried."""


@dataclass(frozen=True, slots=True)
class MovementWords:
    """What stands above the two sides, and how a number of members is written ("{n}人")."""

    earlier: str
    later: str
    members: str


def slopes(finding: str, flows: Sequence[tuple[int, int, int]], scale: Scale, words: MovementWords) -> Svg:
    """`flows` are an earlier score, a later one and how many members took that way; the highest score is at the top.

    One drawing for every width: it is as wide as a narrow screen.
    """
    ends = {value: _HEAD + (scale.hi - value) * _STEP for value in scale.values}
    parts = [
        text(_LEFT, 14, words.earlier, _SIZE, "middle"),
        text(_RIGHT, 14, words.later, _SIZE, "middle"),
        *_lines(flows, ends),
        *_side(flows, ends, 0, words),
        *_side(flows, ends, 1, words),
    ]
    return svg(finding, _WIDTH, _HEAD + scale.width * _STEP + 16, parts)


def _lines(flows: Sequence[tuple[int, int, int]], ends: Mapping[int, float]) -> Iterable[str]:
    whole = sum(count for *_way, count in flows)
    drawn = sorted(flows, key=lambda flow: -flow[2])
    for before, after, count in drawn:
        stroke, name = (QUIET, "stayed") if before == after else (DOT, "moved")
        thick = max(1.5, _THICKEST * count / whole)
        yield line(_LEFT, ends[before], _RIGHT, ends[after], stroke, thick, name)
    room = Room(Box(_LEFT, 0, _RIGHT - _LEFT, max(ends.values()) + _STEP))
    for before, after, count in drawn:
        yield _count(room, ends[before], ends[after], str(count))


def _count(room: Room, y1: float, y2: float, words: str) -> str:
    """The count on its line, where no other count stands; nothing where there is no such place."""
    width = text_width(words, _SIZE) + 6
    places = [(_LEFT + share * (_RIGHT - _LEFT), y1 + share * (y2 - y1)) for share in _ALONG]
    found = room.first_free(Box(x - width / 2, y - _SIZE / 2 - 1, width, _SIZE + 2) for x, y in places)
    if found is None:
        return ""
    back = f'<rect class="behind" x="{found.x:.1f}" y="{found.y:.1f}" width="{width:.1f}" height="14" fill="#fff"/>'
    return back + text(found.x + width / 2, found.y + _SIZE - 1, words, _SIZE, "middle")


def _side(
    flows: Sequence[tuple[int, int, int]], ends: Mapping[int, float], side: int, words: MovementWords
) -> Iterable[str]:
    """One column: every score of the scale, and how many of these members gave it."""
    x, out, anchor = ((_LEFT, -14, "end"), (_RIGHT, 14, "start"))[side]
    for value, y in ends.items():
        count = sum(flow[2] for flow in flows if flow[side] == value)
        yield dot(x, y, 4.5 if count else 2, "end-dot")
        yield text(x + out, y + 4, str(value), _SIZE, anchor)
        yield text(x + 2 * out, y + 4, words.members.format(n=count) if count else "", _SIZE, anchor, QUIET)
