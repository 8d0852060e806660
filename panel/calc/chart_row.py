"""Drawings that stand in a table row beside the numbers they draw: places, totals and scores on axes of all rows.

One drawing a row, because a page has many: where the places would lie, how the members' totals lie, how many gave
which score. Its axes are drawn once a page, by `row_axes`, and taken over from there. It says nothing that is not
written beside it, so screen readers pass over it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from panel.calc.drawing import Svg, on
from panel.calc.marks import Scale

HEIGHT: Final = 18
_MIDDLE: Final = HEIGHT // 2
PLACES: Final = (5, 91)
"""Between these ends lie the places, from the first to the last, in units of a pixel."""
TOTALS: Final = (114, 226)
"""Between these the totals, over the scale; where no places are drawn they begin at the left."""
_SCORES: Final = 242
"""From here on the bars of the scores."""
_STEP: Final = 7
_HEAD_HEIGHT: Final = 32


@dataclass(frozen=True, slots=True)
class PlaceRange:
    """A place, and the best and the worst it would be."""

    rank: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A total with the quartiles of the members' totals."""

    total: float
    q1: float
    median: float
    q3: float


@dataclass(frozen=True, slots=True)
class RowAxes:
    """What all rows share: the scale of the totals, how many places there are, after which the line is drawn.

    Without a line no places are drawn.
    """

    scale: Scale
    n_places: int
    line: int | None

    @property
    def shift(self) -> int:
        """How far the totals and the scores stand to the left of where they stand beside places."""
        return TOTALS[0] - PLACES[0] if self.line is None else 0

    @property
    def scores(self) -> int:
        """Where the bars begin."""
        return _SCORES - self.shift

    @property
    def width(self) -> int:
        """How wide a row's drawing is."""
        return self.scores + _STEP * (self.scale.width + 1)

    def bar(self, place: int) -> int:
        """The middle of a bar, counted from 0."""
        return self.scores + place * _STEP + _STEP // 2

    def place(self, rank: float) -> int:
        """Where a place lies from left to right."""
        left, right = PLACES
        return round(left + (rank - 1) / max(1, self.n_places - 1) * (right - left))

    def total(self, value: float) -> int:
        """Where a total lies from left to right."""
        return round(on(self.scale, value, TOTALS)) - self.shift


def row_drawing(axes: RowAxes, places: PlaceRange | None, spread: Spread, counts: Sequence[int]) -> Svg:
    """The range of its places and the middle half as bands, place and total as dots, the median as a line, bars.

    `counts` are the scores given, lowest first; the tallest bar fills the height.
    """
    bands = [(axes.total(spread.q1), axes.total(spread.q3))]
    dots = [axes.total(spread.total)]
    if places is not None:
        bands.insert(0, (axes.place(places.low), axes.place(places.high)))
        dots.insert(0, axes.place(places.rank))
    return Svg(
        '<svg aria-hidden="true"><use href="#a"/>'
        f'<path d="{"".join(f"M{left} {_MIDDLE}H{right}" for left, right in bands)}"/>'
        f'<path d="M{axes.total(spread.median)} 3v12"/>'
        f'<path d="{"".join(f"M{x} {_MIDDLE}h0" for x in dots)}"/>'
        f'<path d="{_bars(axes, tuple(counts))}"/></svg>'
    )


@lru_cache(maxsize=4096)
def _bars(axes: RowAxes, counts: Sequence[int]) -> str:
    most = max(1, *counts)
    return "".join(
        f"M{axes.bar(place)} {HEIGHT - 1}v-{max(2, round((HEIGHT - 2) * count / most))}"
        for place, count in enumerate(counts)
        if count
    )


def row_axes(axes: RowAxes, words: tuple[str, str, str]) -> Svg:
    """The heads of the drawings, and the lines that every row takes over; `words` name the three parts."""
    scale = axes.scale
    values = [(value, axes.total(value)) for value in scale.values]
    grid = "".join(f"M{x} 0v{HEIGHT}" for _value, x in values) + f"M{axes.scores} {HEIGHT - 0.5}H{axes.width}"
    texts = [_text((axes.total(scale.lo) + axes.total(scale.hi)) / 2, 12, words[1])]
    texts += [_text((axes.scores + axes.width) / 2, 12, words[2])]
    texts += [_text(x, 28, str(value)) for value, x in values]
    texts += [_text(axes.bar(value - scale.lo), 28, str(value)) for value in (scale.lo, scale.hi)]
    line = ""
    if axes.line is not None:
        grid += "".join(f"M{x} 0v{HEIGHT}" for x in PLACES)
        line = f'<path class="strip-line" d="M{axes.place(axes.line + 0.5)} 0v{HEIGHT}"/>'
        texts += [_text(sum(PLACES) / 2, 12, words[0])]
        texts += [_text(axes.place(rank), 28, str(rank)) for rank in _ranks(axes, axes.line)]
    return Svg(
        f'<svg class="strip-head" aria-hidden="true" width="{axes.width}" height="{_HEAD_HEIGHT}">'
        f'<defs><g id="a"><path d="{grid}"/>{line}</g></defs>{"".join(texts)}</svg>'
    )


def _ranks(axes: RowAxes, line: int) -> list[int]:
    """The first place, the one before the line where there is room for it, the last."""
    ends = [1, axes.n_places] if axes.n_places > 1 else [1]
    is_crowded = min(abs(axes.place(line) - axes.place(end)) for end in ends) < 2 * _STEP
    return ends if is_crowded else [*ends, line]


def _text(x: float, y: int, words: str) -> str:
    return f'<text x="{x:g}" y="{y}" text-anchor="middle">{escape(words)}</text>'
