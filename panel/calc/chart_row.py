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
"""Between these the totals, over the scale."""
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
    """What all rows share: the scale of the totals, how many places there are, after which the line is drawn."""

    scale: Scale
    n_places: int
    line: int | None

    @property
    def width(self) -> int:
        """How wide a row's drawing is."""
        return _SCORES + _STEP * (self.scale.width + 1)

    def place(self, rank: float) -> int:
        """Where a place lies from left to right."""
        left, right = PLACES
        return round(left + (rank - 1) / max(1, self.n_places - 1) * (right - left))

    def total(self, value: float) -> int:
        """Where a total lies from left to right."""
        return round(on(self.scale, value, TOTALS))


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
        f'<path d="{_bars(tuple(counts))}"/></svg>'
    )


@lru_cache(maxsize=4096)
def _bars(counts: Sequence[int]) -> str:
    most = max(1, *counts)
    return "".join(
        f"M{_bar(place)} {HEIGHT - 1}v-{max(2, round((HEIGHT - 2) * count / most))}"
        for place, count in enumerate(counts)
        if count
    )


def _bar(place: int) -> int:
    return _SCORES + place * _STEP + _STEP // 2


def row_axes(axes: RowAxes, words: tuple[str, str, str]) -> Svg:
    """The heads of the drawings, and the lines that every row takes over; `words` name the three parts."""
    scale, (left, right) = axes.scale, TOTALS
    values = [(value, axes.total(value)) for value in scale.values]
    grid = "".join(f"M{x} 0v{HEIGHT}" for _value, x in values) + f"M{_SCORES} {HEIGHT - 0.5}h{axes.width - _SCORES}"
    grid += "".join(f"M{x} 0v{HEIGHT}" for x in PLACES)
    line = "" if axes.line is None else f'<path class="strip-line" d="M{axes.place(axes.line + 0.5)} 0v{HEIGHT}"/>'
    heads = zip((sum(PLACES) / 2, (left + right) / 2, (_SCORES + axes.width) / 2), words, strict=True)
    texts = [_text(x, 12, word) for x, word in heads]
    texts += [_text(axes.place(rank), 28, str(rank)) for rank in _ranks(axes)]
    texts += [_text(x, 28, str(value)) for value, x in values]
    texts += [_text(_bar(value - scale.lo), 28, str(value)) for value in (scale.lo, scale.hi)]
    return Svg(
        f'<svg class="strip-head" aria-hidden="true" width="{axes.width}" height="{_HEAD_HEIGHT}">'
        f'<defs><g id="a"><path d="{grid}"/>{line}</g></defs>{"".join(texts)}</svg>'
    )


def _ranks(axes: RowAxes) -> list[int]:
    """The first place, the one before the line where there is room for it, the last."""
    ends = [1, axes.n_places] if axes.n_places > 1 else [1]
    if axes.line is None or min(abs(axes.place(axes.line) - axes.place(end)) for end in ends) < 2 * _STEP:
        return ends
    return [*ends, axes.line]


def _text(x: float, y: int, words: str) -> str:
    return f'<text x="{x:g}" y="{y}" text-anchor="middle">{escape(words)}</text>'
