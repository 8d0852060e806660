"""Two orders of the same proposals side by side: a line from each place to the other, those that matter by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from panel.calc.drawing import DOT, INK, QUIET, RULE, Svg, brief, dot, fitted, line, svg, text, text_width

_HEAD: Final = 30
_FOOT: Final = 10
_TALLEST: Final = 520
_STEP: Final = 15
"""The room of one place, and the least room between two names."""
_CUT: Final = "╌╌ {}"
_MOST_NAMED: Final = _TALLEST // _STEP


@dataclass(frozen=True, slots=True)
class Slope:
    """One proposal by its places on both sides, 1 the best; with a code and a title it is drawn strong and named."""

    left: int
    right: int
    code: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SlopeWords:
    """What stands above both sides, and at the line below the first places."""

    left: str
    right: str
    line: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide the drawing is, where both sides stand, and how large its words are; titles only where they fit."""

    width: float
    left: float
    right: float
    size: float
    with_titles: bool


WIDE: Final = Layout(760, 270, 490, 11.5, True)
NARROW: Final = Layout(336, 92, 244, 12, False)


def slopes(finding: str, found: Sequence[Slope], cut: int, words: SlopeWords, layout: Layout = WIDE) -> Svg:
    """The proposals `found`; `cut` is the last place above the line, which is drawn where it parts some from others.

    With many proposals places lie closer, and only the first of those with a code are named.
    """
    last = max((max(one.left, one.right) for one in found), default=1)
    step = min(_STEP, _TALLEST / last)
    strong = [one for one in found if one.code][:_MOST_NAMED]
    height = _HEAD + max(last * step, len(strong) * _STEP) + _FOOT
    parts = [
        *_heads(words, layout),
        *_lines([one for one in found if one not in strong], step, layout, strong=False),
        *_lines(strong, step, layout, strong=True),
        *(_cut(_HEAD + cut * step, words.line, layout) if 0 < cut < last else ()),
        *_names(strong, step, layout, height),
    ]
    return svg(finding, layout.width, height, parts, "slopes")


def _heads(words: SlopeWords, layout: Layout) -> Iterable[str]:
    """Above both sides; the right one as far to the left as it takes to be read, and the line's words allow."""
    middle, size = (layout.left + layout.right) / 2, layout.size
    room = layout.width - middle - text_width(_CUT.format(words.line), size - 1) / 2 - size
    right = fitted(words.right, size, room)
    yield text(layout.left, 14, fitted(words.left, size, layout.left), size, "end")
    yield text(min(layout.right, layout.width - text_width(right, size)), 14, right, size)


def _at(place: int, step: float) -> float:
    """The middle of the room of a place."""
    return _HEAD + (place - 0.5) * step


def _cut(y: float, words: str, layout: Layout) -> Iterable[str]:
    """The line below the first places; its words stand at the head, where no other line passes."""
    ends = f'x1="{brief(layout.left - 8)}" y1="{brief(y)}" x2="{brief(layout.right + 8)}" y2="{brief(y)}"'
    yield f'<line class="axis" {ends} stroke="{INK}" stroke-dasharray="5 4"/>'
    yield text((layout.left + layout.right) / 2, 14, _CUT.format(words), layout.size - 1, "middle", QUIET)


def _lines(found: Sequence[Slope], step: float, layout: Layout, *, strong: bool) -> Iterable[str]:
    stroke, thick, name = (DOT, 2.0, "moved") if strong else (RULE, 1.2, "stayed")
    for one in found:
        left, right = _at(one.left, step), _at(one.right, step)
        yield line(layout.left, left, layout.right, right, stroke, thick, name)
        if strong:
            yield dot(layout.left, left, 3.5, "end-dot")
            yield dot(layout.right, right, 3.5, "end-dot")


def _names(strong: Sequence[Slope], step: float, layout: Layout, height: float) -> Iterable[str]:
    """Place and name beside both ends, moved apart where they would lie upon each other."""
    for side in (0, 1):
        ordered = sorted(strong, key=lambda one: (one.left, one.right)[side])
        wished = [_at((one.left, one.right)[side], step) for one in ordered]
        x, anchor, room = (
            (layout.left - 9, "end", layout.left - 9)
            if side == 0
            else (layout.right + 9, "start", layout.width - layout.right - 9)
        )
        for one, y in zip(ordered, apart(wished, _STEP - 1, _HEAD, height - _FOOT), strict=True):
            yield text(x, y + 4, _name(one, side, room, layout), layout.size, anchor)


def _name(one: Slope, side: int, room: float, layout: Layout) -> str:
    place, name = (one.left, one.right)[side], f"{one.code} {one.title}" if layout.with_titles else one.code
    shortened = fitted(name.strip(), layout.size, room - 3 * layout.size)
    return f"{shortened}  {place}" if side == 0 else f"{place}  {shortened}"


def apart(wished: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Ascending positions moved as little as needed to be `gap` apart and to end at `highest`, if they all fit."""
    placed: list[float] = []
    for y in wished:
        placed.append(max(y, placed[-1] + gap if placed else lowest))
    limit = highest
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return placed
