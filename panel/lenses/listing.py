"""What a page prints of a comparison: what changes by itself, everything a page at a time, and both orders drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Generic, TypeVar

from panel.calc.analysis import PanelAnalysis
from panel.calc.calendar import Language
from panel.calc.chart_slopes import NARROW, WIDE, Slope, SlopeWords, slopes
from panel.calc.document import Text
from panel.calc.drawing import Svg
from panel.calc.lens_figures import Voices
from panel.calc.lenses import Comparison, LeftOut, Shift
from panel.calc.reasons import Stat
from panel.calc.voice_words import FIGURES, FigureWords, printed, said
from panel.lenses.queries import Named

PAGE: Final = 100
MOST_CHANGING: Final = 25
"""So many that change are listed by themselves, whatever crosses the line first."""
_MOST_DRAWN: Final = 40
"""So many proposals are drawn at most; of more, those that change and those around them."""
_MOST_NAMED: Final = 12
"""So many are named where none crosses the line."""
Printed = TypeVar("Printed")


@dataclass(frozen=True)
class Pages(Generic[Printed]):
    """A part of a long table."""

    lines: Sequence[Printed]
    number: int
    n: int
    n_lines: int

    @classmethod
    def of(cls, lines: Sequence[Printed], asked: int | None) -> "Pages[Printed]":
        """The page that is asked for, or the one nearest to it."""
        n = max(1, ceil(len(lines) / PAGE))
        number = min(max(asked or 1, 1), n)
        return cls(lines[(number - 1) * PAGE : number * PAGE], number, n, len(lines))


@dataclass(frozen=True)
class ShiftLine:
    """One proposal of a comparison as it is printed."""

    proposal: Named
    shift: Shift
    rises: bool  # the lens has it among the first, the tally has not
    falls: bool


def line(shift: Shift, cut: int, names: Mapping[str, Named]) -> ShiftLine:
    """The line of one proposal, `cut` being the last place above the line."""
    crosses, above = shift.crosses(cut), shift.lens_rank <= cut
    return ShiftLine(names[shift.id], shift, rises=crosses and above, falls=crosses and not above)


@dataclass(frozen=True)
class LeftOutLine:
    """One proposal and what one member does to it."""

    proposal: Named
    found: LeftOut


@dataclass(frozen=True)
class Drawn:
    """Both orders beside each other, for a desk and for a phone."""

    wide: Svg
    narrow: Svg


_HEADS: Final = {
    "ja": ("集計", "この見方", "上位{n}件"),
    "en": ("Tally", "This view", "the first {n}"),
}


def drawn(
    comparison: Comparison, names: Mapping[str, Named], finding: Text, name: Text, language: Language
) -> Drawn | None:
    """The places on both sides; None where nothing moves."""
    if not comparison.furthest:
        return None
    strong = _strong(comparison)
    kept = [*strong, *(one for one in comparison.shifts if one not in strong)][:_MOST_DRAWN]
    found = [_slope(one, names, language, is_named=one in strong) for one in kept]
    left, right, below = _HEADS[language]
    words = SlopeWords(left, spoken(name, language) or right, below.format(n=comparison.line))
    wide, narrow = (slopes(spoken(finding, language), found, comparison.line, words, at) for at in (WIDE, NARROW))
    return Drawn(wide, narrow)


def _strong(comparison: Comparison) -> list[Shift]:
    """Those that cross the line, or where none does those that move furthest."""
    crossing = [one for one in comparison.changing if one.crosses(comparison.line)]
    return crossing or [one for one in comparison.shifts[:_MOST_NAMED] if one.places]


def _slope(one: Shift, names: Mapping[str, Named], language: Language, *, is_named: bool) -> Slope:
    if not is_named:
        return Slope(one.rank, one.lens_rank)
    of = names[one.id]
    return Slope(one.rank, one.lens_rank, of.code, spoken(Text(of.title_ja, of.title_en), language))


@dataclass(frozen=True)
class FigureLine:
    """One figure of the panel: how it is called, what it says, and how to take it."""

    words: FigureWords
    value: str
    sentence: Text


def sentences(figures: PanelAnalysis) -> list[FigureLine]:
    """The figures of the totals, the one a chair needs first."""
    return [FigureLine(words, printed(stat), said(name, stat)) for name, words, stat in _figures(figures)]


@dataclass(frozen=True)
class VoiceLine:
    """One question with its figures by their symbols."""

    key: str
    n_items: int
    sentence: Text
    values: dict[str, str]


def voice_line(voices: Voices) -> VoiceLine:
    """The line of one question; the sentence is on how far its mean can be relied on."""
    values = {words.symbol: printed(stat) for _name, words, stat in _figures(voices.figures)}
    return VoiceLine(voices.key, voices.n_items, said("mean", voices.figures.mean), values)


def _figures(figures: PanelAnalysis) -> Iterator[tuple[str, FigureWords, Stat]]:
    return ((name, words, getattr(figures, name)) for name, words in FIGURES.items())


def spoken(words: Text, language: Language) -> str:
    """The words in one of the languages, or in the other where it has none."""
    return words.japanese if language == "ja" else words.english
