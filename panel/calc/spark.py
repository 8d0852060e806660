"""Drawings so small that they stand in a table row beside the numbers they draw: a distribution, a total's spread."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from panel.calc.drawing import Svg, on
from panel.calc.marks import Scale

STEP: Final = 7
BAR: Final = 5
HEIGHT: Final = 18


@lru_cache(maxsize=4096)
def spark(counts: Sequence[int]) -> Svg:
    """Counts by value, lowest first, as an SVG of one path; the tallest bar fills the height, an empty value has none.

    It says nothing that is not written beside it, so screen readers pass over it.
    """
    most = max(1, *counts)
    width = STEP * len(counts)
    bars = "".join(_bar(place * STEP + 1, count / most) for place, count in enumerate(counts) if count)
    return Svg(
        f'<svg class="spark" width="{width}" height="{HEIGHT}" aria-hidden="true">'
        f'<path d="M0 {HEIGHT - 0.5}h{width}"/><path d="{bars}"/></svg>'
    )


def _bar(left: int, share: float) -> str:
    tall = max(2, round((HEIGHT - 1) * share))
    return f"M{left} {HEIGHT - 1}v-{tall}h{BAR}v{tall}z"


STRIP: Final = (4, 164)
"""The ends of the scale on a strip, in its units of a pixel."""


def strip(scale: Scale, total: float, q1: float, median: float, q3: float) -> Svg:
    """A total as a dot, its middle half as a band and the median as a line, on an axis common to all rows.

    The axis is `strip_axis`, once a page. Every byte counts, because a board has hundreds of these.
    """
    left, right, middle, mean = (round(on(scale, value, STRIP)) for value in (q1, q3, median, total))
    return Svg(
        f'<svg class="strip" aria-hidden="true"><use href="#axis"/><path d="M{left} 9H{right}"/>'
        f'<path d="M{middle} 3v12"/><circle cx="{mean}" cy="9" r="4"/></svg>'
    )


def strip_axis(scale: Scale) -> Svg:
    """The values of the scale above a column of strips, and the lines that every strip takes over from here."""
    places = [(value, round(on(scale, value, STRIP))) for value in scale.values]
    lines = "".join(f"M{x} 0v{HEIGHT}" for _value, x in places)
    words = "".join(f'<text x="{x}" y="12" text-anchor="middle">{value}</text>' for value, x in places)
    return Svg(f'<svg class="strip-head" aria-hidden="true"><defs><path id="axis" d="{lines}"/></defs>{words}</svg>')
