"""The proposals about the line as a drawing: how often each is above it, over the weights that are possible."""

from dataclasses import dataclass
from typing import Final

from panel.calc.calendar import Language
from panel.calc.chart_weights import NARROW, WIDE, WeightsBar, weights
from panel.calc.drawing import Svg
from panel.calc.weight_sets import Depends, WeightReach, WeightSet

_DRAWN: Final = 14


@dataclass(frozen=True)
class Drawn:
    """Both drawings, and the proposals that are in them."""

    wide: Svg
    narrow: Svg
    proposals: tuple[Depends, ...]


def drawn(found: WeightReach, finding: str, line_words: str, language: Language) -> Drawn | None:
    """The drawing with its finding; None where there is nothing to draw."""
    shown = found.nearest_the_line(_DRAWN)
    if not shown:
        return None
    rows = [
        _bar(one, before.within if before else False, language)
        for before, one in zip((None, *shown), shown, strict=False)
    ]
    wide, narrow = (weights(finding, rows, line_words, layout) for layout in (WIDE, NARROW))
    return Drawn(wide, narrow, shown)


def _bar(one: Depends, after_one_within: bool, language: Language) -> WeightsBar:
    title = one.title.japanese if language == "ja" else one.title.english
    near = one.reach[WeightSet.NEAR].p_top
    return WeightsBar(f"{one.code} {title}", one.any.p_top, near, after_one_within and not one.within)
